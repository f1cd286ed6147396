// SPDX-License-Identifier: GPL-2.0-only
/* Device parts through the kernel's own virtio-pci driver of the PF. */
#include <linux/scatterlist.h>
#include <linux/slab.h>
#include <linux/virtio_pci.h>
#include <linux/virtio_pci_admin.h>

#include "backend_kernel.h"
#include "command_pages.h"
#include "parts.h"
#include "retry.h"

/* In front of the parts of DEV_PARTS_SET. */
#define OBJECT_HEADER	sizeof(struct virtio_admin_cmd_resource_obj_cmd_hdr)

static int run_create(struct pci_dev *vf, struct kernel_request *request)
{
	u8 type = request->flag ? VIRTIO_RESOURCE_OBJ_DEV_PARTS_TYPE_SET :
				  VIRTIO_RESOURCE_OBJ_DEV_PARTS_TYPE_GET;
	int ret;

	ret = virtio_pci_admin_obj_create(vf, VIRTIO_RESOURCE_OBJ_DEV_PARTS,
					  type, &request->value);
	return vvp_kernel_error(ret);
}

static int run_destroy(struct pci_dev *vf, struct kernel_request *request)
{
	int ret;

	ret = virtio_pci_admin_obj_destroy(vf, VIRTIO_RESOURCE_OBJ_DEV_PARTS,
					   request->value);
	return vvp_kernel_error(ret);
}

static int run_size(struct pci_dev *vf, struct kernel_request *request)
{
	u8 type = VIRTIO_ADMIN_CMD_DEV_PARTS_METADATA_TYPE_SIZE;
	u32 id = request->value;
	int ret;

	request->value = 0;
	ret = virtio_pci_admin_dev_parts_metadata_get(vf,
						      VIRTIO_RESOURCE_OBJ_DEV_PARTS,
						      id, type,
						      &request->value);
	return vvp_kernel_error(ret);
}

static int run_get(struct pci_dev *vf, struct kernel_request *request)
{
	u8 type = VIRTIO_ADMIN_CMD_DEV_PARTS_GET_TYPE_ALL;
	u32 id = request->value;
	int ret;

	request->value = 0;
	ret = virtio_pci_admin_dev_parts_get(vf, VIRTIO_RESOURCE_OBJ_DEV_PARTS,
					     id, type,
					     request->parts->pages->sg,
					     &request->value);
	return vvp_kernel_error(ret);
}

static int run_set(struct pci_dev *vf, struct kernel_request *request)
{
	int ret;

	ret = virtio_pci_admin_dev_parts_set(vf, request->parts->pages->sg);
	return vvp_kernel_error(ret);
}

static int run_mode_set(struct pci_dev *vf, struct kernel_request *request)
{
	u8 flags = request->flag ? BIT(VIRTIO_ADMIN_CMD_DEV_MODE_F_STOPPED) : 0;

	return vvp_kernel_error(virtio_pci_admin_mode_set(vf, flags));
}

/* A device in its modern mode, or one that is not open, has no worker that runs. */
static int send(struct backend_kernel *self, struct kernel_request *request,
		unsigned long deadline)
{
	int ret;

	if (self->is_open)
		return vvp_kernel_worker_send(self->worker, request, deadline);
	ret = vvp_kernel_worker_start(self->worker);
	if (ret)
		return ret;
	ret = vvp_kernel_worker_send(self->worker, request, deadline);
	vvp_kernel_worker_stop(self->worker);
	return ret;
}

static struct kernel_parts *new_parts(size_t len)
{
	struct kernel_parts *parts;

	parts = kzalloc(sizeof(*parts), GFP_KERNEL_ACCOUNT);
	if (!parts)
		return NULL;
	kref_init(&parts->ref);
	parts->pages = command_pages_new(len, COMMAND_PIECES_MAX);
	if (!parts->pages) {
		kfree(parts);
		return NULL;
	}
	return parts;
}

/* virtio-pci has agreed on them when it took its device. */
static int parts_support(struct backend *backend, unsigned long deadline)
{
	return virtio_pci_admin_has_dev_parts(backend->vf) ? 0 : -EOPNOTSUPP;
}

/* Gone with a PF that has been reset. */
static bool is_lost(struct backend_kernel *self)
{
	return vvp_kernel_worker_pf_resets(self->worker) != self->generation;
}

static int object_error(struct backend_kernel *self)
{
	if (!self->has_object)
		return -ENOENT;
	return is_lost(self) ? -ESTALE : 0;
}

static int parts_destroy(struct backend *backend, unsigned long deadline)
{
	struct kernel_request request = { .run = run_destroy };
	struct backend_kernel *self = to_kernel(backend);
	int ret;

	if (object_error(self)) {
		self->has_object = false;
		return 0;
	}
	request.value = self->object;
	ret = send(self, &request, deadline);
	/* One that is still there is tried again: the PF's ids are few. */
	self->has_object = retry_worthwhile(ret) || access_err_unsent(ret);
	return ret;
}

static int parts_create(struct backend *backend, bool set,
			unsigned long deadline)
{
	struct kernel_request request = {
		.run = run_create,
		.undo = run_destroy,
		.flag = set,
	};
	struct backend_kernel *self = to_kernel(backend);
	int ret;

	ret = parts_destroy(backend, deadline);
	if (ret)
		return ret;
	self->generation = vvp_kernel_worker_pf_resets(self->worker);
	ret = send(self, &request, deadline);
	self->has_object = !ret;
	self->object = request.value;
	return ret;
}

static int parts_size(struct backend *backend, u32 *size,
		      unsigned long deadline)
{
	struct kernel_request request = { .run = run_size };
	struct backend_kernel *self = to_kernel(backend);
	int ret = object_error(self);

	if (ret)
		return ret;
	request.value = self->object;
	ret = send(self, &request, deadline);
	if (!ret)
		*size = request.value;
	return ret;
}

static int parts_get(struct backend *backend, void *buf, u32 *len,
		     unsigned long deadline)
{
	struct kernel_request request = { .run = run_get };
	struct backend_kernel *self = to_kernel(backend);
	int ret = object_error(self);

	if (ret)
		return ret;
	/* Linux 6.13 to 6.15 take the command's status for a part of the answer. */
	request.parts = new_parts(*len + PARTS_SURPLUS);
	if (!request.parts)
		return -ENOMEM;
	request.value = self->object;
	ret = send(self, &request, deadline);
	if (!ret) {
		*len = min(request.value, *len);
		command_pages_take(request.parts->pages, buf, *len);
	}
	vvp_kernel_parts_put(request.parts);
	return ret;
}

static void fill_set(struct command_pages *pages, u32 object, const void *buf,
		     u32 len)
{
	struct virtio_admin_cmd_resource_obj_cmd_hdr header = {
		.type = cpu_to_le16(VIRTIO_RESOURCE_OBJ_DEV_PARTS),
		.id = cpu_to_le32(object),
	};

	command_pages_fill(pages, &header, sizeof(header));
	sg_pcopy_from_buffer(pages->sg, pages->nr, buf, len, OBJECT_HEADER);
}

static int parts_set(struct backend *backend, const void *buf, u32 len,
		     unsigned long deadline)
{
	struct kernel_request request = { .run = run_set };
	struct backend_kernel *self = to_kernel(backend);
	int ret = object_error(self);

	if (ret)
		return ret;
	request.parts = new_parts(OBJECT_HEADER + len);
	if (!request.parts)
		return -ENOMEM;
	fill_set(request.parts->pages, self->object, buf, len);
	ret = send(self, &request, deadline);
	vvp_kernel_parts_put(request.parts);
	return ret;
}

static int parts_mode_set(struct backend *backend, bool stopped,
			  unsigned long deadline)
{
	struct kernel_request request = {
		.run = run_mode_set,
		.flag = stopped,
	};

	return send(to_kernel(backend), &request, deadline);
}

const struct parts_ops vvp_kernel_parts_ops = {
	.support = parts_support,
	.create = parts_create,
	.destroy = parts_destroy,
	.size = parts_size,
	.get = parts_get,
	.set = parts_set,
	.mode_set = parts_mode_set,
};
