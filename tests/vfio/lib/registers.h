/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The legacy register file of a virtio-net device, written down once more:
 * from the specification, not from the driver, which is what is tested.
 */
#ifndef TESTS_VFIO_REGISTERS_H
#define TESTS_VFIO_REGISTERS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define BAR0_SIZE 64

#define REG_DEVICE_FEATURES 0
#define REG_DRIVER_FEATURES 4
#define REG_QUEUE_ADDRESS   8
#define REG_QUEUE_SIZE	    12
#define REG_QUEUE_SELECT    14
#define REG_QUEUE_NOTIFY    16
#define REG_STATUS	    18
#define REG_ISR		    19
#define REG_CONFIG_VECTOR   20 /* these two: MSI-X enabled */
#define REG_QUEUE_VECTOR    22

/* The device configuration starts here. */
#define DEVICE_CONFIG(msix) ((msix) ? 24 : 20)
#define NET_MAC		    0
#define NET_STATUS	    6
#define NET_CONFIG_SIZE	    28

#define STATUS_ACKNOWLEDGE 1
#define STATUS_DRIVER	   2
#define STATUS_DRIVER_OK   4

struct field {
	uint8_t offset; /* in BAR0 */
	uint8_t size;
	bool device; /* of the device configuration */
};

/* The fields of BAR0 in order; returns their number, at most MAX_FIELDS. */
#define MAX_FIELDS 20
size_t list_fields(bool msix, struct field fields[MAX_FIELDS]);

/* How many commands an access is worth. */
struct expected {
	int common;
	int device;
	bool kick; /* a write: the whole of queue notify is covered */
};

struct expected expect(bool msix, bool write, size_t offset, size_t len);

#endif
