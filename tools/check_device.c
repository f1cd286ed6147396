// SPDX-License-Identifier: GPL-2.0-only
/* What the VF and its PF are, by their configuration spaces and sysfs. */
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include <linux/pci_regs.h>

#include "check.h"
#include "files.h"
#include "types.h"

#define FEATURE_VERSION_1 32
#define FEATURE_SR_IOV	  37
#define FEATURE_ADMIN_VQ  41

#define TRANSITIONAL_END 0x1040
#define OPCODES_LEGACY	 0x3c

/* As the hardware has it: @len bytes of a configuration space; false: not readable. */
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

static void check_bar0(struct check *check)
{
	struct check_vf *vf = &check->vf;
	uint32_t old = check_conf(vf, PCI_BASE_ADDRESS_0, 4);
	uint32_t sized, size;

	check_set_conf(vf, PCI_BASE_ADDRESS_0, 4, UINT32_MAX);
	sized = check_conf(vf, PCI_BASE_ADDRESS_0, 4);
	check_set_conf(vf, PCI_BASE_ADDRESS_0, 4, old);
	check_that(check, sized & PCI_BASE_ADDRESS_SPACE_IO,
		   "BAR0 is an I/O BAR", "4.1.4.10", "it sizes as %#x", sized);
	size = ~(sized & (uint32_t)PCI_BASE_ADDRESS_IO_MASK) + 1;
	check_that(check, size == vf->bar0.size,
		   "BAR0 has one size in all places", "PCI 3.0, 6.2.5.1",
		   "by sizing it is %u bytes, by VFIO %llu", size,
		   (unsigned long long)vf->bar0.size);
}

void check_identity(struct check *check)
{
	struct check_vf *vf = &check->vf;
	unsigned int vendor = check_conf(vf, PCI_VENDOR_ID, 2);
	unsigned int device = check_conf(vf, PCI_DEVICE_ID, 2);
	unsigned int revision = check_conf(vf, PCI_REVISION_ID, 1);
	unsigned int subsystem = check_conf(vf, PCI_SUBSYSTEM_ID, 2);

	check_that(check,
		   vendor == VIRTIO_VENDOR && device < TRANSITIONAL_END &&
			   virtio_id_of(device) == check->virtio_id,
		   "the guest sees the ids of a transitional device", "4.1.2.1",
		   "they are %04x:%04x", vendor, device);
	check_that(check, !revision, "the revision is 0", "4.1.2.3", "it is %u",
		   revision);
	check_that(check, subsystem == check->virtio_id,
		   "the subsystem id is the virtio device id", "4.1.2.3",
		   "it is %u, not %u", subsystem, check->virtio_id);
	check_bar0(check);
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

	/* its number is anybody's guess */
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

void check_owner(struct check *check)
{
	const char *pf = check->function.pf;
	unsigned int at = find_sriov(pf);
	uint32_t vf_bar0 = 0, own_bar0 = 0;
	uint16_t device = 0;
	long long opcodes;

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
