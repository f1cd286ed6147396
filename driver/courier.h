/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * A courier takes a VF's commands to virtio-pci, one at a time, and waits there
 * for the answer: that wait cannot be interrupted. Who sent the courier can stop
 * waiting; the command and its buffers stay with the courier until it is back.
 */
#ifndef VVP_COURIER_H
#define VVP_COURIER_H

#include <linux/pci.h>

#include "backend.h"

struct courier;

/**
 * struct errand - what a courier takes along, and brings back
 * @run: called by the courier; sleeps as long as the device likes
 * @access: for a read or a write
 * @field: its data; zeroed before a read
 * @entries: for LEGACY_NOTIFY_INFO
 */
struct errand {
	int (*run)(struct pci_dev *vf, struct errand *errand);
	struct legacy_access access;
	u8 field[LEGACY_ACCESS_MAX];
	struct notify_entry entries[VIRTIO_ADMIN_CMD_MAX_NOTIFY_INFO];
};

#ifdef CONFIG_VIRTIO_PCI_ADMIN_LEGACY
int couriers_start(void);
void couriers_stop(void);
#else
static inline int couriers_start(void)
{
	return 0;
}

static inline void couriers_stop(void)
{
}
#endif

struct courier *courier_get(struct pci_dev *vf);
void courier_put(struct courier *courier);
u64 courier_interruptions(const struct courier *courier);
int courier_await(struct courier *courier, unsigned long deadline);
int courier_send(struct courier *courier, struct errand *errand,
		 unsigned long deadline);

#endif
