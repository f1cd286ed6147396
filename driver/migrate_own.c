// SPDX-License-Identifier: GPL-2.0-only
/* Device parts of the device itself: got, checked, and what it is by them. */
#include <linux/mm.h>
#include <linux/slab.h>

#include "backend_parts.h"
#include "migrate_own.h"
#include "vfio_dev.h"

/**
 * vvp_migrate_object_create - make the object for device parts
 * @vvp: a device that can be migrated; locked
 * @set: to set them; otherwise to get them
 *
 * Like all here: may sleep, as accesses do. Commands come with the device locked, so
 * that accesses and a reset of the function wait for them.
 *
 * Return: 0, or as vvp_parts_create().
 */
int vvp_migrate_object_create(struct vvp_device *vvp, bool set)
{
	int ret = vvp_legacy_lock_device(&vvp->legacy);

	if (ret)
		return ret;
	ret = vvp_parts_create(vvp->legacy.backend, set);
	vvp_legacy_unlock_device(&vvp->legacy);
	/* One that was asked for in vain may be there. */
	vvp->migrate.has_object = !ret || ret == -ETIMEDOUT || ret == -EINTR;
	return ret;
}

/**
 * vvp_migrate_object_destroy - undo vvp_migrate_object_create(), if it was called
 * @vvp: the device; locked
 */
void vvp_migrate_object_destroy(struct vvp_device *vvp)
{
	if (!vvp->migrate.has_object)
		return;
	vvp_legacy_wait_device(&vvp->legacy);
	vvp_parts_destroy(vvp->legacy.backend);
	vvp_legacy_unlock_device(&vvp->legacy);
	vvp->migrate.has_object = false;
}

/**
 * vvp_migrate_ask_size - ask how many bytes the parts of a device have at most
 * @vvp: the device, with an object; locked
 *
 * Return: 0; -EMSGSIZE if these are too many; or as vvp_parts_size().
 */
int vvp_migrate_ask_size(struct vvp_device *vvp)
{
	char text[64];
	u32 size;
	int ret;

	ret = vvp_legacy_lock_device(&vvp->legacy);
	if (ret)
		return ret;
	ret = vvp_parts_size(vvp->legacy.backend, &size);
	vvp_legacy_unlock_device(&vvp->legacy);
	if (ret)
		return ret;
	if (!size || size > PARTS_MAX) {
		snprintf(text, sizeof(text),
			 "they have %u bytes; at most %u are taken", size,
			 PARTS_MAX);
		vvp_migrate_log(vvp->core.pdev, &vvp->migrate.log,
				"device parts from the PF refused", text);
		return -EMSGSIZE;
	}
	vvp->migrate.parts_size = size;
	return 0;
}

/**
 * vvp_migrate_check_parts - check device parts, and log what is wrong with them
 * @vvp: the device
 * @whose: of whom they are, and that they are refused, for the log
 * @parts: of @len bytes
 * @len: see there
 * @summary: what they say
 *
 * Return: 0 or -EINVAL.
 */
int vvp_migrate_check_parts(struct vvp_device *vvp, const char *whose,
			    const void *parts, u32 len,
			    struct parts_summary *summary)
{
	char text[PARTS_ERROR_TEXT];
	struct parts_error error;

	if (!vvp_parts_check(parts, len, vvp->legacy.type->virtio_id, summary,
			     &error))
		return 0;
	vvp_parts_error_text(&error, text, sizeof(text));
	vvp_migrate_log(vvp->core.pdev, &vvp->migrate.log, whose, text);
	return -EINVAL;
}

/* Device parts of the object that there is, checked. @to: of parts_size bytes. */
static int get_parts(struct vvp_device *vvp, void *to, u32 *len,
		     struct parts_summary *summary)
{
	int ret = vvp_legacy_lock_device(&vvp->legacy);

	if (ret)
		return ret;
	*len = vvp->migrate.parts_size;
	ret = vvp_parts_get(vvp->legacy.backend, to, len);
	vvp_legacy_unlock_device(&vvp->legacy);
	if (ret)
		return ret;
	ret = vvp_migrate_check_parts(vvp, "device parts from the PF refused", to,
				      *len, summary);
	*len = summary->len;
	return ret;
}

static void fill_queues(struct stream_identity *identity, const void *parts,
			u32 len)
{
	struct part_queue queue;
	struct part part;
	u32 offset = 0;

	while (vvp_parts_next(parts, len, &offset, &part)) {
		if (part.type != PART_QUEUE)
			continue;
		vvp_parts_queue(&part, &queue);
		identity->queue_size[part.selector] = queue.size;
	}
}

static void fill_identity(struct vvp_device *vvp,
			  struct stream_identity *identity, const void *parts,
			  const struct parts_summary *summary)
{
	struct pci_dev *pdev = vvp->core.pdev;
	const struct identity *legacy = &vvp->config.identity;

	memset(identity, 0, sizeof(*identity));
	identity->mode = vvp->mode;
	identity->virtio_id = vvp->legacy.type->virtio_id;
	identity->vendor = pdev->vendor;
	identity->device = pdev->device;
	identity->subsystem_vendor = pdev->subsystem_vendor;
	identity->subsystem = pdev->subsystem_device;
	if (vvp_shows_legacy(vvp)) {
		identity->device = legacy->device_id;
		identity->subsystem_vendor = PCI_VENDOR_ID_REDHAT_QUMRANET;
		identity->subsystem = legacy->subsystem_id;
		identity->bar0_size = legacy->bar0_size;
	}
	identity->has_features = summary->has_device_features;
	memcpy(identity->features, summary->device_features,
	       sizeof(identity->features));
	identity->nr_queues = summary->max_queue + 1;
	fill_queues(identity, parts, summary->len);
}

/**
 * vvp_migrate_own_free - free what vvp_migrate_own_get() gave
 * @own: that, or NULL
 */
void vvp_migrate_own_free(struct own_state *own)
{
	if (!own)
		return;
	kvfree(own->parts);
	kvfree(own);
}

/**
 * vvp_migrate_own_get - get the device parts of a device
 * @vvp: the device, with an object to get them, and their size known; locked
 *
 * Return: to be given to vvp_migrate_own_free(); or an ERR_PTR().
 */
struct own_state *vvp_migrate_own_get(struct vvp_device *vvp)
{
	struct own_state *own = kvzalloc(sizeof(*own), GFP_KERNEL_ACCOUNT);
	int ret = -ENOMEM;

	if (!own)
		return ERR_PTR(-ENOMEM);
	own->parts = kvzalloc(vvp->migrate.parts_size, GFP_KERNEL_ACCOUNT);
	if (own->parts)
		ret = get_parts(vvp, own->parts, &own->len, &own->summary);
	if (ret) {
		vvp_migrate_own_free(own);
		return ERR_PTR(ret);
	}
	fill_identity(vvp, &own->identity, own->parts, &own->summary);
	return own;
}

/**
 * vvp_migrate_own_get_once - the same with an object that is there only for this
 * @vvp: the device, without one; locked
 *
 * Return: likewise.
 */
struct own_state *vvp_migrate_own_get_once(struct vvp_device *vvp)
{
	struct own_state *own;
	int ret;

	ret = vvp_migrate_object_create(vvp, false);
	if (!ret)
		ret = vvp_migrate_ask_size(vvp);
	own = ret ? ERR_PTR(ret) : vvp_migrate_own_get(vvp);
	vvp_migrate_object_destroy(vvp);
	return own;
}

/**
 * vvp_migrate_size - the most bytes that a saved state has
 * @vvp: an open device that can be migrated; locked
 * @size: bytes
 *
 * May sleep, as accesses do.
 *
 * Return: 0 or a negative errno.
 */
int vvp_migrate_size(struct vvp_device *vvp, u32 *size)
{
	struct migrate *migrate = &vvp->migrate;
	int ret = 0;

	if (!migrate->parts_size) {
		ret = vvp_migrate_object_create(vvp, false);
		if (!ret)
			ret = vvp_migrate_ask_size(vvp);
		vvp_migrate_object_destroy(vvp);
	}
	*size = MIGRATE_RECORDS_MAX + migrate->parts_size;
	return ret;
}
