// SPDX-License-Identifier: GPL-2.0-only
/* What a guest sees of the VF in configuration space. */
#include <linux/pci_regs.h>

#include "check/steps.h"
#include "virtio/type.h"

#define TRANSITIONAL_END 0x1040

static void check_bar0(struct check *check)
{
	struct check_vf *vf = &check->vf;
	uint32_t old = vf_conf(vf, PCI_BASE_ADDRESS_0, 4);
	uint32_t sized, size;

	vf_set_conf(vf, PCI_BASE_ADDRESS_0, 4, UINT32_MAX);
	sized = vf_conf(vf, PCI_BASE_ADDRESS_0, 4);
	vf_set_conf(vf, PCI_BASE_ADDRESS_0, 4, old);
	check_that(check, sized & PCI_BASE_ADDRESS_SPACE_IO,
		   "BAR0 is an I/O BAR", "4.1.4.10", "it sizes as %#x", sized);
	size = ~(sized & (uint32_t)PCI_BASE_ADDRESS_IO_MASK) + 1;
	check_that(check, size == vf->bar0.size,
		   "BAR0 has one size in all places", "PCI 3.0, 6.2.5.1",
		   "by sizing it is %u bytes, by VFIO %llu", size,
		   (unsigned long long)vf->bar0.size);
}

void identity_check(struct check *check)
{
	struct check_vf *vf = &check->vf;
	unsigned int vendor = vf_conf(vf, PCI_VENDOR_ID, 2);
	unsigned int device = vf_conf(vf, PCI_DEVICE_ID, 2);
	unsigned int revision = vf_conf(vf, PCI_REVISION_ID, 1);
	unsigned int subsystem = vf_conf(vf, PCI_SUBSYSTEM_ID, 2);

	check_that(check,
		   vendor == VIRTIO_VENDOR && device < TRANSITIONAL_END &&
			   type_of_device(device) == check->virtio_id,
		   "the guest sees the ids of a transitional device", "4.1.2.1",
		   "they are %04x:%04x", vendor, device);
	check_that(check, !revision, "the revision is 0", "4.1.2.3", "it is %u",
		   revision);
	check_that(check, subsystem == check->virtio_id,
		   "the subsystem id is the virtio device id", "4.1.2.3",
		   "it is %u, not %u", subsystem, check->virtio_id);
	check_bar0(check);
}
