// SPDX-License-Identifier: GPL-2.0-only
/* Accesses as verbs of virtio-owner, if that drives the PF. */
#include <linux/module.h>
#include <linux/slab.h>
#include <linux/virtio_pci.h>

#include "backend.h"
#include "virtio_owner.h"

static_assert(LEGACY_ACCESS_MAX <= VOWNER_LEGACY_MAX);

/**
 * struct backend_owner - what a VF has here
 * @backend: what all have
 * @api: of virtio-owner, held
 * @member: what the VF is there
 */
struct backend_owner {
	struct backend backend;
	const struct virtio_owner_api *api;
	struct vowner_member *member;
};

static struct backend_owner *to_self(struct backend *backend)
{
	return container_of(backend, struct backend_owner, backend);
}

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
	struct backend_owner *self = to_self(backend);
	struct vowner_legacy legacy = to_legacy(access);

	return self->api->legacy_read(self->member, &legacy, buf, deadline);
}

static int member_write(struct backend *backend,
			const struct legacy_access *access, const u8 *buf,
			unsigned long deadline)
{
	struct backend_owner *self = to_self(backend);
	struct vowner_legacy legacy = to_legacy(access);

	if (vvp_backend_may_post(access))
		return self->api->legacy_post(self->member, &legacy, buf,
					       deadline);
	return self->api->legacy_write(self->member, &legacy, buf, deadline);
}

static int member_flush(struct backend *backend, unsigned long deadline)
{
	struct backend_owner *self = to_self(backend);

	return self->api->flush(self->member, deadline);
}

static int member_drain(struct backend *backend, unsigned long deadline)
{
	struct backend_owner *self = to_self(backend);

	return self->api->drain(self->member, deadline);
}

static u64 member_posted_failures(struct backend *backend)
{
	struct backend_owner *self = to_self(backend);

	return self->api->posted_failures(self->member);
}

static u64 member_generation(struct backend *backend)
{
	struct backend_owner *self = to_self(backend);

	return self->api->generation(self->member);
}

static int member_notify_info(struct backend *backend, u16 queue,
			      struct notify_entry entries[VIRTIO_ADMIN_CMD_MAX_NOTIFY_INFO],
			      unsigned long deadline)
{
	struct backend_owner *self = to_self(backend);

	return self->api->notify_info(self->member, entries, deadline);
}

static int parts_support(struct backend *backend, unsigned long deadline)
{
	struct backend_owner *self = to_self(backend);

	return self->api->parts_support(self->member, deadline);
}

static int parts_create(struct backend *backend, bool set,
			unsigned long deadline)
{
	struct backend_owner *self = to_self(backend);

	return self->api->parts_create(self->member, set, deadline);
}

static int parts_destroy(struct backend *backend, unsigned long deadline)
{
	struct backend_owner *self = to_self(backend);

	return self->api->parts_destroy(self->member, deadline);
}

static int parts_size(struct backend *backend, u32 *size,
		      unsigned long deadline)
{
	struct backend_owner *self = to_self(backend);

	return self->api->parts_size(self->member, size, deadline);
}

static int parts_get(struct backend *backend, void *buf, u32 *len,
		     unsigned long deadline)
{
	struct backend_owner *self = to_self(backend);

	return self->api->parts_get(self->member, buf, len, deadline);
}

static int parts_set(struct backend *backend, const void *buf, u32 len,
		     unsigned long deadline)
{
	struct backend_owner *self = to_self(backend);

	return self->api->parts_set(self->member, buf, len, deadline);
}

static int parts_mode_set(struct backend *backend, bool stopped,
			  unsigned long deadline)
{
	struct backend_owner *self = to_self(backend);

	return self->api->mode_set(self->member, stopped, deadline);
}

static const struct parts_ops parts = {
	.support = parts_support,
	.create = parts_create,
	.destroy = parts_destroy,
	.size = parts_size,
	.get = parts_get,
	.set = parts_set,
	.mode_set = parts_mode_set,
};

static void member_release(struct backend *backend)
{
	struct backend_owner *self = to_self(backend);

	self->api->put(self->member);
	symbol_put(virtio_owner_api);
	kfree(self);
}

/* Sends at most two commands. */
static struct backend *member_bind(struct pci_dev *vf,
				   const struct legacy_type *type,
				   unsigned long deadline)
{
	struct backend_owner *self;
	int ret;

	self = kzalloc(sizeof(*self), GFP_KERNEL);
	if (!self)
		return ERR_PTR(-ENOMEM);
	self->backend.ops = &vvp_backend_owner;
	self->backend.vf = vf;

	/* The module need not be loaded: then this is no way to the VF. */
	self->api = symbol_get(virtio_owner_api);
	ret = -ENODEV;
	if (!self->api)
		goto err_free;
	self->member = self->api->get(vf, deadline);
	if (IS_ERR(self->member)) {
		ret = PTR_ERR(self->member);
		goto err_symbol;
	}
	return &self->backend;

err_symbol:
	symbol_put(virtio_owner_api);
err_free:
	kfree(self);
	return ERR_PTR(ret);
}

const struct backend_ops vvp_backend_owner = {
	.name = "owner",
	.opcodes = vvp_legacy_opcodes,
	.bind = member_bind,
	.release = member_release,
	.read = member_read,
	.write = member_write,
	.posts = vvp_backend_may_post,
	.flush = member_flush,
	.drain = member_drain,
	.posted_failures = member_posted_failures,
	.generation = member_generation,
	.notify_info = member_notify_info,
	.parts = &parts,
};
