// SPDX-License-Identifier: GPL-2.0-only
/* Accesses as verbs of virtio-owner, if that drives the PF. */
#include <linux/module.h>
#include <linux/slab.h>
#include <linux/virtio_pci.h>

#include "backend.h"
#include "virtio_owner.h"

static_assert(LEGACY_ACCESS_MAX <= VOWNER_LEGACY_MAX);

/**
 * struct owner_backend - what a VF has here
 * @api: of virtio-owner, held
 * @member: what the VF is there
 */
struct owner_backend {
	const struct virtio_owner_api *api;
	struct vowner_member *member;
};

static struct vowner_legacy to_legacy(const struct legacy_access *access)
{
	return (struct vowner_legacy){
		.common = access->space == LEGACY_COMMON,
		.offset = access->offset,
		.len = access->len,
	};
}

static int member_read(struct backend *backend,
		       const struct legacy_access *access, u8 *buf,
		       unsigned long deadline)
{
	struct owner_backend *owner = backend->priv;
	struct vowner_legacy legacy = to_legacy(access);

	return owner->api->legacy_read(owner->member, &legacy, buf, deadline);
}

/* The guest relies on what it writes to the status having happened. */
static bool member_posts(const struct legacy_access *access)
{
	return access->space != LEGACY_COMMON ||
	       access->offset != VIRTIO_PCI_STATUS;
}

static int member_write(struct backend *backend,
			const struct legacy_access *access, const u8 *buf,
			unsigned long deadline)
{
	struct owner_backend *owner = backend->priv;
	struct vowner_legacy legacy = to_legacy(access);

	if (member_posts(access))
		return owner->api->legacy_post(owner->member, &legacy, buf,
					       deadline);
	return owner->api->legacy_write(owner->member, &legacy, buf, deadline);
}

static int member_settle(struct backend *backend, unsigned long deadline)
{
	struct owner_backend *owner = backend->priv;

	return owner->api->flush(owner->member, deadline);
}

static int member_quiet(struct backend *backend, unsigned long deadline)
{
	struct owner_backend *owner = backend->priv;

	return owner->api->drain(owner->member, deadline);
}

static u64 member_posted_failures(struct backend *backend)
{
	struct owner_backend *owner = backend->priv;

	return owner->api->posted_failures(owner->member);
}

static u64 member_interruptions(struct backend *backend)
{
	struct owner_backend *owner = backend->priv;

	return owner->api->generation(owner->member);
}

static int member_notify_info(struct backend *backend,
			      struct notify_entry entries[VIRTIO_ADMIN_CMD_MAX_NOTIFY_INFO],
			      unsigned long deadline)
{
	struct owner_backend *owner = backend->priv;

	return owner->api->notify_info(owner->member, entries, deadline);
}

static void member_release(struct backend *backend)
{
	struct owner_backend *owner = backend->priv;

	owner->api->put(owner->member);
	symbol_put(virtio_owner_api);
	kfree(owner);
}

static const struct backend_ops owner_ops = {
	.name = "owner",
	.read = member_read,
	.write = member_write,
	.posts = member_posts,
	.settle = member_settle,
	.quiet = member_quiet,
	.posted_failures = member_posted_failures,
	.interruptions = member_interruptions,
	.notify_info = member_notify_info,
	.release = member_release,
};

/**
 * backend_owner_init - reach a VF through virtio-owner
 * @backend: set up on success
 * @vf: a VF
 * @deadline: in jiffies
 *
 * Sends at most two commands, and sleeps for them.
 *
 * Return: 0; -ENODEV if the PF is not driven by virtio-owner; -EOPNOTSUPP if the
 * PF offers no legacy commands; -ENOMEM; another negative number if a command
 * failed, see struct backend_ops.
 */
int backend_owner_init(struct backend *backend, struct pci_dev *vf,
		       unsigned long deadline)
{
	struct owner_backend *owner;
	int ret;

	owner = kzalloc(sizeof(*owner), GFP_KERNEL);
	if (!owner)
		return -ENOMEM;

	/* No more than a wish: the module need not be there. */
	owner->api = symbol_get(virtio_owner_api);
	ret = -ENODEV;
	if (!owner->api)
		goto err_free;
	owner->member = owner->api->get(vf, deadline);
	if (IS_ERR(owner->member)) {
		ret = PTR_ERR(owner->member);
		goto err_symbol;
	}

	backend->ops = &owner_ops;
	backend->vf = vf;
	backend->priv = owner;
	return 0;

err_symbol:
	symbol_put(virtio_owner_api);
err_free:
	kfree(owner);
	return ret;
}
