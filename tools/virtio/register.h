/* SPDX-License-Identifier: GPL-2.0-only */
/* The legacy registers, what they and their values are called in virtio 1.4. Pure. */
#ifndef TOOLS_REGISTER_H
#define TOOLS_REGISTER_H

#include <stddef.h>
#include <stdint.h>

/* Offsets in the legacy common configuration (virtio 1.4, 4.1.4.10). */
#define REG_DEVICE_FEATURES 0
#define REG_DRIVER_FEATURES 4
#define REG_QUEUE_ADDRESS   8
#define REG_QUEUE_SIZE	    12
#define REG_QUEUE_SELECT    14
#define REG_QUEUE_NOTIFY    16
#define REG_STATUS	    18
#define REG_ISR		    19
#define REG_CONFIG_VECTOR   20
#define REG_QUEUE_VECTOR    22
/* in BAR0, where the device configuration begins */
#define REG_CONFIG(msix)    ((msix) ? 24 : 20)

/* Where a register is; the driver's events have the same numbers. */
enum register_space {
	SPACE_COMMON,
	SPACE_DEVICE,
	SPACE_HOLE,
};

/* Room for a name. */
#define REGISTER_NAME 48

/* The register that @offset is in: "status", or "mac[2]" for a part of one. */
void register_name(char *name, size_t size, unsigned int virtio_id,
		   unsigned int space, unsigned int offset, unsigned int len);

/*
 * The fields that a device configuration has with these features, by number, from 0:
 * their names, and where they are. NULL behind the last.
 */
const char *register_device_field(unsigned int virtio_id, unsigned int number,
				  uint32_t features, unsigned int *offset,
				  unsigned int *len);

/* A value as one would read it: "ACKNOWLEDGE|DRIVER", "0x7 (at 0x7000)", "52". */
void register_value(char *text, size_t size, unsigned int virtio_id,
		    unsigned int space, unsigned int offset, unsigned int len,
		    uint64_t value);

/* Bits by their names, "|" between them; "0" for none. */
void register_status(char *text, size_t size, uint8_t status);
void register_isr(char *text, size_t size, uint8_t isr);

#endif
