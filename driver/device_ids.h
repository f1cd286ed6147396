/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Which functions are taken, by what they say they are: ids of the parameter "ids", and
 * functions that are better left alone.
 *
 * Pure: no kernel calls, so unit tests and fuzzers compile the same file.
 */
#ifndef VVP_DEVICE_IDS_H
#define VVP_DEVICE_IDS_H

#include <linux/types.h>

/* As PCI_ANY_ID: the field does not matter. */
#define DEVICE_ID_ANY	0xffffffffu

/**
 * struct device_ids - functions that are meant
 * @vendor: vendor id
 * @device: device id
 * @subvendor: subsystem vendor id
 * @subdevice: subsystem id
 * @class: base class, subclass and programming interface
 * @class_mask: bits of these that matter
 */
struct device_ids {
	u32 vendor;
	u32 device;
	u32 subvendor;
	u32 subdevice;
	u32 class;
	u32 class_mask;
};

/**
 * struct device_facts - what a function says of itself
 * @vendor: vendor id
 * @device: device id
 * @class: base class, subclass and programming interface
 * @asls: the 32 bits at DEVICE_ASLS in its configuration space
 */
struct device_facts {
	u16 vendor;
	u16 device;
	u32 class;
	u32 asls;
};

/* Where Intel's graphics have the address of their OpRegion. */
#define DEVICE_ASLS	0xfc

bool vvp_device_ids_parse(const char *text, struct device_ids *ids);
bool vvp_device_is_virtio(u16 vendor, u16 device);
bool vvp_device_is_denylisted(const struct device_facts *facts);
bool vvp_device_has_opregion(const struct device_facts *facts);

#endif
