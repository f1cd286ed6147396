// SPDX-License-Identifier: GPL-2.0-only
/* What the PF is, and the VF without the driver, by configuration space and sysfs. */
#include <fcntl.h>
#include <limits.h>
#include <string.h>
#include <unistd.h>

#include <linux/pci_regs.h>

#include "check/steps.h"
#include "file.h"
#include "virtio/type.h"

#define FEATURE_VERSION_1 32
#define FEATURE_SR_IOV	  37
#define FEATURE_ADMIN_VQ  41

#define OPCODES_LEGACY 0x3c

/* @len bytes of the configuration space as the hardware has it; false if unreadable. */
static bool real_config(const char *address, unsigned int offset, void *to,
			size_t len)
{
	char path[PATH_MAX];
	bool there;
	int fd;

	fd = open(file_path(path, sizeof(path),
			    "/sys/bus/pci/devices/%s/config", address),
		  O_RDONLY | O_CLOEXEC);
	if (fd < 0)
		return false;
	there = pread(fd, to, len, offset) == (ssize_t)len;
	close(fd);
	return there;
}

static unsigned int find_sriov(const char *pf)
{
	unsigned int at = PCI_CFG_SPACE_SIZE;
	uint32_t header;

	for (int i = 0; at && i < 256; i++) {
		if (!real_config(pf, at, &header, sizeof(header)))
			return 0;
		if (PCI_EXT_CAP_ID(header) == PCI_EXT_CAP_ID_SRIOV)
			return at;
		at = PCI_EXT_CAP_NEXT(header);
	}
	return 0;
}

static void check_feature(struct check *check, const char *bits,
			  unsigned int bit, const char *what, const char *rule)
{
	check_that(check, strlen(bits) > bit && bits[bit] == '1', what, rule,
		   "its driver has not negotiated bit %u", bit);
}

static void check_pf_features(struct check *check)
{
	char bits[128] = "";
	int virtio;

	/* the number of the virtio device does not follow from the address */
	for (virtio = 0; virtio < 1024; virtio++)
		if (!file_read(bits, sizeof(bits),
			       "/sys/bus/pci/devices/%s/virtio%d/features",
			       check->function.pf, virtio))
			break;
	if (!*bits) {
		check_skip(check, "the PF's features", "6",
			   "only virtio-pci tells them");
		return;
	}
	check_feature(check, bits, FEATURE_VERSION_1,
		      "the PF offers VIRTIO_F_VERSION_1", "6.2");
	check_feature(check, bits, FEATURE_SR_IOV,
		      "the PF offers VIRTIO_F_SR_IOV", "6.2");
	check_feature(check, bits, FEATURE_ADMIN_VQ,
		      "the PF offers VIRTIO_F_ADMIN_VQ", "2.13");
}

void owner_check(struct check *check)
{
	const char *pf = check->function.pf;
	unsigned int at = find_sriov(pf);
	uint32_t vf_bar0 = 0, own_bar0 = 0;
	uint16_t device = 0;
	long long opcodes;

	if (check->mediated) {
		check_skip(
			check, "the PF and its commands", "2.12.1.1.6",
			"its backend is mediated: no command is sent, its own modern registers serve");
		return;
	}
	check_pf_features(check);

	opcodes = file_number("/sys/bus/pci/devices/%s/owner/opcodes", pf);
	if (opcodes < 0)
		check_skip(check, "all of opcodes 2 to 5 are offered",
			   "2.12.1.1.6", "only virtio-owner tells them");
	else
		check_that(check, (opcodes & OPCODES_LEGACY) == OPCODES_LEGACY,
			   "all of opcodes 2 to 5 are offered", "2.12.1.1.6",
			   "the opcodes in use are %#llx", opcodes);

	real_config(pf, PCI_DEVICE_ID, &device, sizeof(device));
	check_that(check, device >= MODERN_BASE && device < MODERN_END,
		   "the PF has the id of a non-transitional device",
		   "2.12.1.1.6", "it is %04x", device);
	if (!at ||
	    !real_config(pf, at + PCI_SRIOV_BAR, &vf_bar0, sizeof(vf_bar0)))
		check_skip(check, "VF BAR0 is hardwired to zero in the PF",
			   "2.12.1.1.6", "the capability cannot be read");
	else
		check_that(check, !vf_bar0,
			   "VF BAR0 is hardwired to zero in the PF",
			   "2.12.1.1.6", "it is %#x", vf_bar0);
	real_config(check->function.address, PCI_BASE_ADDRESS_0, &own_bar0,
		    sizeof(own_bar0));
	check_that(check, !own_bar0, "the VF has no BAR0 of its own",
		   "2.12.1.1.6", "it is %#x", own_bar0);
}
