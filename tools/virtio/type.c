// SPDX-License-Identifier: GPL-2.0-only
/* What virtio 1.4 lists under "Device Types" and "PCI Device Discovery". */
#include <stddef.h>

#include "virtio/type.h"

#define TRANSITIONAL_BASE 0x1000

#define BALLOON 5

static const struct {
	unsigned int virtio_id;
	unsigned int transitional_id;
	const char *name;
} types[] = {
	{ 1, 0x1000, "network" }, { 2, 0x1001, "block" },
	{ 3, 0x1003, "console" }, { 4, 0x1005, "entropy" },
	{ 5, 0x1002, "balloon" }, { 8, 0x1004, "scsi" },
	{ 9, 0x1009, "9p" },	  { 16, 0, "gpu" },
	{ 18, 0, "input" },	  { 19, 0, "vsock" },
	{ 20, 0, "crypto" },	  { 23, 0, "iommu" },
	{ 24, 0, "mem" },	  { 25, 0, "sound" },
	{ 26, 0, "fs" },	  { 27, 0, "pmem" },
};

#define TYPES (sizeof(types) / sizeof(types[0]))

bool type_is_virtio(unsigned int device_id)
{
	return device_id >= TRANSITIONAL_BASE && device_id < MODERN_END;
}

unsigned int type_of_device(unsigned int device_id)
{
	if (device_id >= MODERN_BASE && device_id < MODERN_END)
		return device_id - MODERN_BASE;
	for (size_t i = 0; i < TYPES; i++)
		if (types[i].transitional_id == device_id)
			return types[i].virtio_id;
	return 0;
}

const char *type_name(unsigned int virtio_id)
{
	for (size_t i = 0; i < TYPES; i++)
		if (types[i].virtio_id == virtio_id)
			return types[i].name;
	return "other";
}

bool type_has_legacy(unsigned int virtio_id)
{
	for (size_t i = 0; i < TYPES; i++)
		if (types[i].virtio_id == virtio_id)
			return types[i].transitional_id;
	return false;
}

bool type_is_safe(unsigned int virtio_id)
{
	return type_has_legacy(virtio_id) && virtio_id != BALLOON;
}
