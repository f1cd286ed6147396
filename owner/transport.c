// SPDX-License-Identifier: GPL-2.0-only
/* Bringing the PF up with its administration queues alone, and down again. */
#include <linux/delay.h>
#include <linux/interrupt.h>
#include <linux/pci.h>
#include <linux/virtio_config.h>
#include <linux/virtio_ring.h>

#include "command_pages.h"
#include "transport.h"

#define FEATURES_NEEDED		(BIT_ULL(VIRTIO_F_VERSION_1) | \
				 BIT_ULL(VIRTIO_F_SR_IOV) | \
				 BIT_ULL(VIRTIO_F_ADMIN_VQ))

/* With the fields of administration queues, which older kernels do not know. */
#define COMMON_LENGTH_NEEDED	(VIRTIO_PCI_COMMON_ADM_Q_NUM + sizeof(u16))

/* A ring for the window, with the pages that its commands may have. */
#define RING_SIZE	512
static_assert(VOWNER_WINDOW * (2 + COMMAND_PIECES_MAX) <= RING_SIZE);

#define RESET_TRIES	1000	/* a millisecond each */

static struct device *device_of(struct vowner_transport *transport)
{
	return &transport->mdev.pci_dev->dev;
}

/* Does the common configuration have the fields of the administration queues? */
static bool has_admin_fields(struct pci_dev *pdev)
{
	int pos, left = PCI_CFG_SPACE_SIZE / sizeof(struct virtio_pci_cap);

	for (pos = pci_find_capability(pdev, PCI_CAP_ID_VNDR); pos && left--;
	     pos = pci_find_next_capability(pdev, pos, PCI_CAP_ID_VNDR)) {
		u32 length = 0;
		u8 type = 0;

		pci_read_config_byte(pdev, pos + VIRTIO_PCI_CAP_CFG_TYPE, &type);
		if (type != VIRTIO_PCI_CAP_COMMON_CFG)
			continue;
		pci_read_config_dword(pdev, pos + VIRTIO_PCI_CAP_LENGTH,
				      &length);
		return length >= COMMON_LENGTH_NEEDED;
	}
	return false;
}

static u16 common_field(struct vowner_transport *transport, unsigned int offset)
{
	return ioread16((void __iomem *)transport->mdev.common + offset);
}

static irqreturn_t on_interrupt(int irq, void *data)
{
	struct vowner_transport *transport = data;
	unsigned int i;

	/* Reading it lowers the line. */
	if (!transport->mdev.pci_dev->msix_enabled &&
	    !ioread8(transport->mdev.isr))
		return IRQ_NONE;
	for (i = 0; i < transport->nr_queues; i++)
		vowner_queue_done(&transport->queues[i]);
	return IRQ_HANDLED;
}

/**
 * vowner_transport_init - get at the registers of a PF
 * @transport: to set up, all zeros
 * @pdev: the PF, enabled
 *
 * May sleep.
 *
 * Return: 0; -EOPNOTSUPP if it has no administration queue for members; another
 * negative errno.
 */
int vowner_transport_init(struct vowner_transport *transport, struct pci_dev *pdev)
{
	struct virtio_device *vdev = &transport->vdev;
	unsigned int i;
	int ret;

	transport->mdev.pci_dev = pdev;
	ret = vp_modern_probe(&transport->mdev);
	if (ret)
		return ret;

	ret = -EOPNOTSUPP;
	if (!has_admin_fields(pdev) ||
	    FEATURES_NEEDED & ~vp_modern_get_features(&transport->mdev))
		goto err_remove;

	ret = pci_alloc_irq_vectors(pdev, 1, 1, PCI_IRQ_ALL_TYPES);
	if (ret < 0)
		goto err_remove;

	vdev->id = transport->mdev.id;
	vdev->dev.parent = &pdev->dev;
	vdev->dev.init_name = pci_name(pdev);
	INIT_LIST_HEAD(&vdev->vqs);
	spin_lock_init(&vdev->vqs_list_lock);
	for (i = 0; i < VOWNER_QUEUES_MAX; i++)
		vowner_queue_init(&transport->queues[i]);

	ret = request_irq(pci_irq_vector(pdev, 0), on_interrupt, IRQF_SHARED,
			  "virtio-owner", transport);
	if (ret)
		goto err_vectors;
	return 0;

err_vectors:
	pci_free_irq_vectors(pdev);
err_remove:
	vp_modern_remove(&transport->mdev);
	return ret;
}

/**
 * vowner_transport_release - undo vowner_transport_init()
 * @transport: one that is down
 */
void vowner_transport_release(struct vowner_transport *transport)
{
	struct pci_dev *pdev = transport->mdev.pci_dev;

	free_irq(pci_irq_vector(pdev, 0), transport);
	pci_free_irq_vectors(pdev);
	vp_modern_remove(&transport->mdev);
}

/* virtio 1.4, "Device Reset": it is done when the status reads 0. */
static int reset_device(struct vowner_transport *transport)
{
	int tries = RESET_TRIES;

	vp_modern_set_status(&transport->mdev, 0);
	while (vp_modern_get_status(&transport->mdev)) {
		if (!tries--)
			return -ETIMEDOUT;
		usleep_range(1000, 2000);
	}
	return 0;
}

static void add_status(struct vowner_transport *transport, u8 status)
{
	vp_modern_set_status(&transport->mdev,
			     vp_modern_get_status(&transport->mdev) | status);
}

/* Those that the administration queues need, and no other. */
static int negotiate(struct vowner_transport *transport)
{
	u64 offered = vp_modern_get_features(&transport->mdev);

	if (FEATURES_NEEDED & ~offered)
		return -EOPNOTSUPP;
	transport->vdev.features = FEATURES_NEEDED |
				   (offered & BIT_ULL(VIRTIO_F_ACCESS_PLATFORM));
	vp_modern_set_features(&transport->mdev, transport->vdev.features);
	add_status(transport, VIRTIO_CONFIG_S_FEATURES_OK);
	return vp_modern_get_status(&transport->mdev) &
	       VIRTIO_CONFIG_S_FEATURES_OK ? 0 : -EINVAL;
}

static bool notify(struct virtqueue *vq)
{
	iowrite16(vq->index, (void __iomem *)vq->priv);
	return true;
}

/* Without a callback the ring would ask for no interrupts; ours come by themselves. */
static void wants_interrupts(struct virtqueue *vq)
{
}

static void delete_ring(struct vowner_transport *transport, struct virtqueue *vq)
{
	if (!transport->mdev.notify_base && vq->priv)
		pci_iounmap(transport->mdev.pci_dev, (void __iomem *)vq->priv);
	vring_del_virtqueue(vq);
}

static int make_ring(struct vowner_transport *transport, unsigned int i)
{
	struct virtio_pci_modern_device *mdev = &transport->mdev;
	u16 index = transport->first + i;
	struct virtqueue *vq;
	u16 size;

	size = min_t(u16, vp_modern_get_queue_size(mdev, index), RING_SIZE);
	if (!size || vp_modern_get_queue_enable(mdev, index))
		return -ENOENT;

	snprintf(transport->names[i], sizeof(transport->names[i]), "admin.%u",
		 i);
	vq = vring_create_virtqueue(index, rounddown_pow_of_two(size),
				    SMP_CACHE_BYTES, &transport->vdev, true,
				    true, false, notify, wants_interrupts,
				    transport->names[i]);
	if (!vq)
		return -ENOMEM;
	vp_modern_set_queue_size(mdev, index, virtqueue_get_vring_size(vq));
	vp_modern_queue_address(mdev, index, virtqueue_get_desc_addr(vq),
				virtqueue_get_avail_addr(vq),
				virtqueue_get_used_addr(vq));
	vq->priv = (void __force *)vp_modern_map_vq_notify(mdev, index, NULL);
	if (!vq->priv)
		goto err;
	if (mdev->pci_dev->msix_enabled &&
	    vp_modern_queue_vector(mdev, index, 0) == VIRTIO_MSI_NO_VECTOR)
		goto err;
	vowner_queue_up(&transport->queues[i], vq);
	vp_modern_set_queue_enable(mdev, index, true);
	return 0;

err:
	delete_ring(transport, vq);
	return -EBUSY;
}

static int make_rings(struct vowner_transport *transport)
{
	unsigned int i;
	int ret;

	transport->first = common_field(transport, VIRTIO_PCI_COMMON_ADM_Q_IDX);
	transport->nr_queues = min_t(unsigned int, VOWNER_QUEUES_MAX,
				     common_field(transport,
						  VIRTIO_PCI_COMMON_ADM_Q_NUM));
	if (!transport->nr_queues)
		return -EOPNOTSUPP;
	for (i = 0; i < transport->nr_queues; i++) {
		ret = make_ring(transport, i);
		if (ret)
			return ret;
	}
	return 0;
}

/**
 * vowner_transport_up - bring the device up; the group itself may send commands
 * @transport: one that is down
 *
 * May sleep.
 *
 * Return: 0 or a negative errno; it is down then.
 */
int vowner_transport_up(struct vowner_transport *transport)
{
	int ret;

	ret = reset_device(transport);
	if (ret)
		return ret;
	pci_set_master(transport->mdev.pci_dev);
	add_status(transport, VIRTIO_CONFIG_S_ACKNOWLEDGE);
	add_status(transport, VIRTIO_CONFIG_S_DRIVER);
	ret = negotiate(transport);
	if (!ret)
		ret = make_rings(transport);
	if (ret) {
		add_status(transport, VIRTIO_CONFIG_S_FAILED);
		vowner_transport_down(transport);
		return ret;
	}
	add_status(transport, VIRTIO_CONFIG_S_DRIVER_OK);
	return 0;
}

/**
 * vowner_transport_down - reset the device, and take back all that it has
 * @transport: one that is up, or not quite
 *
 * May sleep. A device that does not even reset is cut off from the bus: what it
 * had must not be written to any more.
 */
void vowner_transport_down(struct vowner_transport *transport)
{
	struct pci_dev *pdev = transport->mdev.pci_dev;
	struct virtqueue *vq;
	unsigned int i;

	if (reset_device(transport)) {
		dev_err(device_of(transport),
			"the device does not reset; cutting it off from memory\n");
		pci_clear_master(pdev);
	}
	synchronize_irq(pci_irq_vector(pdev, 0));
	for (i = 0; i < VOWNER_QUEUES_MAX; i++) {
		vq = vowner_queue_down(&transport->queues[i]);
		if (vq)
			delete_ring(transport, vq);
	}
}

/**
 * vowner_transport_queue - the queue for a member; always the same one, for the order
 * @transport: the PF's, up at least once
 * @number: the member's
 */
struct vowner_queue *vowner_transport_queue(struct vowner_transport *transport,
					    u64 number)
{
	return &transport->queues[number % max(transport->nr_queues, 1U)];
}
