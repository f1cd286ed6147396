// SPDX-License-Identifier: GPL-2.0-only
/* Administration commands through the kernel's own virtio-pci driver of the PF. */
#include <linux/slab.h>
#include <linux/virtio_pci.h>
#include <linux/virtio_pci_admin.h>

#include "backend_kernel.h"

/**
 * vvp_kernel_error - what a call of virtio-pci has returned
 * @ret: that: the device's status, negated, is not yet an error number
 */
int vvp_kernel_error(int ret)
{
	switch (ret) {
	/* virtio-pci's own */
	case -EIO:
	case -ENODEV:
	case -EOPNOTSUPP:
		return ret;
	default:
		return access_err_of_status(-ret);
	}
}

static int send(struct backend *backend, struct kernel_request *request,
		unsigned long deadline)
{
	struct backend_kernel *self = to_kernel(backend);

	return vvp_kernel_worker_send(self->worker, request, deadline);
}

static int run_read(struct pci_dev *vf, struct kernel_request *request)
{
	const struct legacy_access *access = &request->access;
	int (*command)(struct pci_dev *vf, u8 offset, u8 size, u8 *buf);

	command = access->space == LEGACY_COMMON ?
		  virtio_pci_admin_legacy_common_io_read :
		  virtio_pci_admin_legacy_device_io_read;
	memset(request->field, 0, sizeof(request->field));
	return vvp_kernel_error(command(vf, access->offset, access->len,
				request->field));
}

static int pf_read(struct backend *backend, const struct legacy_access *access,
		   u8 *buf, unsigned long deadline)
{
	struct kernel_request request = { .run = run_read, .access = *access };
	int ret;

	ret = send(backend, &request, deadline);
	if (!ret)
		memcpy(buf, request.field, access->len);
	return ret;
}

static int run_write(struct pci_dev *vf, struct kernel_request *request)
{
	const struct legacy_access *access = &request->access;
	int (*command)(struct pci_dev *vf, u8 offset, u8 size, u8 *buf);

	command = access->space == LEGACY_COMMON ?
		  virtio_pci_admin_legacy_common_io_write :
		  virtio_pci_admin_legacy_device_io_write;
	return vvp_kernel_error(command(vf, access->offset, access->len,
				request->field));
}

static int post(struct backend *backend, const struct legacy_access *access,
		const u8 *buf, unsigned long deadline)
{
	struct backend_kernel *self = to_kernel(backend);
	struct kernel_write write = { .access = *access };

	memcpy(write.field, buf, access->len);
	return vvp_kernel_worker_post(self->worker, &write, deadline);
}

static int pf_write(struct backend *backend, const struct legacy_access *access,
		    const u8 *buf, unsigned long deadline)
{
	struct kernel_request request = { .run = run_write, .access = *access };

	if (vvp_backend_may_post(access))
		return post(backend, access, buf, deadline);
	memcpy(request.field, buf, access->len);
	return send(backend, &request, deadline);
}

/*
 * virtio-pci hands out no more than the first entry of each kind, and not
 * their order. A doorbell of the member is the one that needs no other VF's
 * neighbourhood, so it goes first.
 */
static int run_notify_info(struct pci_dev *vf, struct kernel_request *request)
{
	static const u8 kinds[] = {
		VIRTIO_ADMIN_CMD_NOTIFY_INFO_FLAGS_OWNER_MEM,
		VIRTIO_ADMIN_CMD_NOTIFY_INFO_FLAGS_OWNER_DEV,
	};
	int i, n = 0, ret;

	memset(request->entries, 0, sizeof(request->entries));

	/* Without opcode 6 there is no list; asking would only fill the log. */
	if (!virtio_pci_admin_has_legacy_io(vf))
		return 0;

	for (i = 0; i < ARRAY_SIZE(kinds); i++) {
		struct notify_entry *entry = &request->entries[n];

		ret = virtio_pci_admin_legacy_io_notify_info(vf, kinds[i],
							     &entry->bar,
							     &entry->offset);
		if (ret == -ENOENT)
			continue;
		if (ret)
			return vvp_kernel_error(ret);
		entry->flags = kinds[i];
		n++;
	}
	return 0;
}

static int pf_notify_info(struct backend *backend, u16 queue,
			  struct notify_entry entries[VIRTIO_ADMIN_CMD_MAX_NOTIFY_INFO],
			  unsigned long deadline)
{
	struct kernel_request request = { .run = run_notify_info };
	int ret;

	ret = send(backend, &request, deadline);
	if (!ret)
		memcpy(entries, request.entries, sizeof(request.entries));
	return ret;
}

static int pf_flush(struct backend *backend, unsigned long deadline)
{
	struct backend_kernel *self = to_kernel(backend);

	return vvp_kernel_worker_flush(self->worker, deadline);
}

static int pf_drain(struct backend *backend, unsigned long deadline)
{
	struct backend_kernel *self = to_kernel(backend);

	return vvp_kernel_worker_drain(self->worker, deadline);
}

static u64 pf_posted_failures(struct backend *backend)
{
	struct backend_kernel *self = to_kernel(backend);

	return vvp_kernel_worker_failures(self->worker);
}

static u64 pf_generation(struct backend *backend)
{
	struct backend_kernel *self = to_kernel(backend);

	return vvp_kernel_worker_generation(self->worker);
}

static int pf_open(struct backend *backend, unsigned long deadline)
{
	struct backend_kernel *self = to_kernel(backend);
	int ret = vvp_kernel_worker_start(self->worker);

	self->is_open = !ret;
	return ret;
}

static void pf_close(struct backend *backend)
{
	struct backend_kernel *self = to_kernel(backend);

	self->is_open = false;
	vvp_kernel_worker_stop(self->worker);
}

static void pf_release(struct backend *backend)
{
	struct backend_kernel *self = to_kernel(backend);

	vvp_kernel_worker_put(self->worker);
	kfree(self);
}

/*
 * A device supports all of opcodes 2 to 5 or none, so a read without effect says
 * whether they are there.
 */
static int look_for_commands(struct backend *backend, unsigned long deadline)
{
	static const struct legacy_access status = {
		.space = LEGACY_COMMON,
		.offset = VIRTIO_PCI_STATUS,
		.len = 1,
		.reg = LEGACY_STATUS,
	};
	u8 value;
	int ret;

	/* True only if opcode 6, which is optional, is there as well. */
	if (virtio_pci_admin_has_legacy_io(backend->vf))
		return 0;
	ret = pf_open(backend, deadline);
	if (ret)
		return ret;
	ret = pf_read(backend, &status, &value, deadline);
	pf_close(backend);
	return ret;
}

/* Sends at most one command. */
static struct backend *pf_bind(struct pci_dev *vf,
			       const struct legacy_type *type,
			       unsigned long deadline)
{
	struct backend_kernel *self;
	int ret;

	self = kzalloc(sizeof(*self), GFP_KERNEL);
	if (!self)
		return ERR_PTR(-ENOMEM);
	self->backend.ops = &vvp_backend_kernel;
	self->backend.vf = vf;
	self->worker = vvp_kernel_worker_get(vf, run_write);
	if (IS_ERR(self->worker)) {
		ret = PTR_ERR(self->worker);
		kfree(self);
		return ERR_PTR(ret);
	}
	ret = look_for_commands(&self->backend, deadline);
	if (ret) {
		pf_release(&self->backend);
		return ERR_PTR(ret);
	}
	return &self->backend;
}

const struct backend_ops vvp_backend_kernel = {
	.name = "kernel",
	.opcodes = vvp_legacy_opcodes,
	.bind = pf_bind,
	.open = pf_open,
	.close = pf_close,
	.release = pf_release,
	.read = pf_read,
	.write = pf_write,
	.posts = vvp_backend_may_post,
	.flush = pf_flush,
	.drain = pf_drain,
	.posted_failures = pf_posted_failures,
	.generation = pf_generation,
	.notify_info = pf_notify_info,
	.parts = KERNEL_PARTS_OPS,
};
