/* SPDX-License-Identifier: GPL-2.0-only */
/* What guests were seen to do to BAR0 when they find a device. */
#ifndef BENCH_BOOT_H
#define BENCH_BOOT_H

#include <stdbool.h>
#include <stdint.h>

/* Where the queues' addresses are. */
#define BOOT_MEMORY	 0x1000000ull
#define BOOT_MEMORY_SIZE 0x40000

/* An access; one of no bytes ends the list. */
struct boot_step {
	bool write;
	uint8_t offset;
	uint8_t len;
	uint32_t value;
	bool msix; /* MSI-X is enabled before */
};

/* Of "net", "net-intx" (without MSI-X) or "blk"; NULL for any other. */
const struct boot_step *boot_steps(const char *type);

#endif
