// SPDX-License-Identifier: GPL-2.0-only
/* Ids as people write them, and lists of ids. */
#include <linux/kernel.h>

#include "device_ids.h"

#define VENDOR_INTEL		0x8086
#define BASE_CLASS_DISPLAY	0x03

#define VENDOR_VIRTIO		0x1af4
#define VIRTIO_FIRST		0x1000
#define VIRTIO_LAST		0x107f

/*
 * What vfio-pci does not take either: a user of one can bring the host down, or get at
 * what is not its own.
 */
static const u16 denylist[] = {
	0x0435, 0x0443,		/* QAT DH895XCC, and its VFs */
	0x0b25, 0x0cfe,		/* DSA and IAX of Sapphire Rapids */
	0x19e2, 0x19e3,		/* QAT C3XXX, and its VFs */
	0x37c8, 0x37c9,		/* QAT C62X, and its VFs */
};

/**
 * vvp_device_ids_parse - ids that somebody wrote
 * @text: "vendor:device[:subvendor[:subdevice[:class[:class_mask]]]]", hexadecimal
 * @ids: filled in; what is left out does not matter
 *
 * Return: false if there are no vendor and device.
 */
bool vvp_device_ids_parse(const char *text, struct device_ids *ids)
{
	*ids = (struct device_ids){
		.subvendor = DEVICE_ID_ANY,
		.subdevice = DEVICE_ID_ANY,
	};
	return sscanf(text, "%x:%x:%x:%x:%x:%x", &ids->vendor, &ids->device,
		      &ids->subvendor, &ids->subdevice, &ids->class,
		      &ids->class_mask) >= 2;
}

/**
 * vvp_device_is_virtio - is that a virtio device, of any age
 * @vendor: vendor id
 * @device: device id
 *
 * virtio 1.4, "PCI Device Discovery".
 */
bool vvp_device_is_virtio(u16 vendor, u16 device)
{
	return vendor == VENDOR_VIRTIO && device >= VIRTIO_FIRST &&
	       device <= VIRTIO_LAST;
}

/**
 * vvp_device_is_denylisted - is that one not to be given to anybody
 * @facts: of the function
 */
bool vvp_device_is_denylisted(const struct device_facts *facts)
{
	unsigned int i;

	if (facts->vendor != VENDOR_INTEL)
		return false;
	for (i = 0; i < ARRAY_SIZE(denylist); i++)
		if (facts->device == denylist[i])
			return true;
	return false;
}

/**
 * vvp_device_has_opregion - is that Intel's graphics with an OpRegion
 * @facts: of the function
 *
 * A guest's driver finds out from that what displays there are. vfio-pci shows it, and
 * the configuration space of two bridges, in regions of their own, which no other
 * module can make.
 */
bool vvp_device_has_opregion(const struct device_facts *facts)
{
	return facts->vendor == VENDOR_INTEL &&
	       facts->class >> 16 == BASE_CLASS_DISPLAY && facts->asls &&
	       facts->asls != 0xffffffff;
}
