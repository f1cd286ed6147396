/* SPDX-License-Identifier: GPL-2.0-only */
/* The PF as a virtio device of which nothing runs but the administration queues. */
#ifndef VIRTIO_OWNER_TRANSPORT_H
#define VIRTIO_OWNER_TRANSPORT_H

#include <linux/virtio.h>
#include <linux/virtio_pci_modern.h>

#include "queue.h"

/* More would not be used: the device works through one as fast as it can. */
#define TRANSPORT_QUEUES_MAX	8

/**
 * struct transport - the virtio side of a PF
 * @mdev: its registers
 * @vdev: for the ring code, which wants one; nobody else knows of it
 * @first: index of the first administration queue
 * @nr_queues: their number, as far as they are used
 * @queues: the queues
 * @names: of the queues
 */
struct transport {
	struct virtio_pci_modern_device mdev;
	struct virtio_device vdev;
	u16 first;
	unsigned int nr_queues;
	struct owner_queue queues[TRANSPORT_QUEUES_MAX];
	char names[TRANSPORT_QUEUES_MAX][24];
};

int transport_init(struct transport *transport, struct pci_dev *pdev);
void transport_release(struct transport *transport);
int transport_up(struct transport *transport);
void transport_down(struct transport *transport);
struct owner_queue *transport_queue(struct transport *transport, u64 number);

#endif
