/* SPDX-License-Identifier: GPL-2.0-only */
/* The PF as a virtio device of which nothing runs but the administration queues. */
#ifndef VOWNER_TRANSPORT_H
#define VOWNER_TRANSPORT_H

#include <linux/virtio.h>
#include <linux/virtio_pci_modern.h>

#include "queue.h"

/* More would not be used: the device works through one as fast as it can. */
#define VOWNER_QUEUES_MAX	8

/**
 * struct vowner_transport - the virtio side of a PF
 * @mdev: its registers
 * @vdev: for the ring code, which wants one; nobody else knows of it
 * @first: index of the first administration queue
 * @nr_queues: their number, as far as they are used
 * @queues: the queues
 * @names: of the queues
 */
struct vowner_transport {
	struct virtio_pci_modern_device mdev;
	struct virtio_device vdev;
	u16 first;
	unsigned int nr_queues;
	struct vowner_queue queues[VOWNER_QUEUES_MAX];
	char names[VOWNER_QUEUES_MAX][24];
};

int vowner_transport_init(struct vowner_transport *transport, struct pci_dev *pdev);
void vowner_transport_release(struct vowner_transport *transport);
int vowner_transport_up(struct vowner_transport *transport);
void vowner_transport_down(struct vowner_transport *transport);
struct vowner_queue *vowner_transport_queue(struct vowner_transport *transport,
					    u64 number);

#endif
