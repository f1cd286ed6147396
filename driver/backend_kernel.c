// SPDX-License-Identifier: GPL-2.0-only
/* Administration commands through the kernel's own virtio-pci driver of the PF. */
#include "compat.h"

#include <linux/slab.h>
#include <linux/virtio_pci.h>
#include <linux/virtio_pci_admin.h>

#include "backend.h"

static int pf_read(struct backend *backend, const struct legacy_access *access,
		   u8 *buf)
{
	if (access->space == LEGACY_COMMON)
		return virtio_pci_admin_legacy_common_io_read(backend->vf,
							      access->offset,
							      access->len, buf);
	return virtio_pci_admin_legacy_device_io_read(backend->vf,
						      access->offset,
						      access->len, buf);
}

static int pf_write(struct backend *backend,
		    const struct legacy_access *access, u8 *buf)
{
	if (access->space == LEGACY_COMMON)
		return virtio_pci_admin_legacy_common_io_write(backend->vf,
							       access->offset,
							       access->len,
							       buf);
	return virtio_pci_admin_legacy_device_io_write(backend->vf,
						       access->offset,
						       access->len, buf);
}

/*
 * virtio-pci hands out no more than the first entry of each kind, and not
 * their order. A doorbell of the member is the one that needs no other VF's
 * neighbourhood, so it goes first.
 */
static int pf_notify_info(struct backend *backend,
			  struct notify_entry entries[NOTIFY_INFO_ENTRIES])
{
	static const u8 kinds[] = { NOTIFY_INFO_MEMBER, NOTIFY_INFO_OWNER };
	int i, n = 0, ret = 0;

	memset(entries, 0, NOTIFY_INFO_ENTRIES * sizeof(*entries));

	/* Without opcode 6 there is no list; asking would only fill the log. */
	if (!virtio_pci_admin_has_legacy_io(backend->vf))
		return 0;

	for (i = 0; i < ARRAY_SIZE(kinds); i++) {
		struct notify_entry *entry = &entries[n];

		ret = virtio_pci_admin_legacy_io_notify_info(backend->vf,
							     kinds[i],
							     &entry->bar,
							     &entry->offset);
		if (ret == -ENOENT)
			continue;
		if (ret)
			return ret;
		entry->flags = kinds[i];
		n++;
	}
	return 0;
}

static const struct backend_ops kernel_ops = {
	.name = "virtio-pci",
	.read = pf_read,
	.write = pf_write,
	.notify_info = pf_notify_info,
};

/**
 * backend_kernel_init - reach a VF through the virtio-pci driver of its PF
 * @backend: set up on success
 * @vf: a VF
 *
 * Sends at most one command, and sleeps for it.
 *
 * Return: 0; -ENODEV if the PF is not driven by virtio-pci; -EOPNOTSUPP if the
 * PF offers no legacy commands; another negative number, not for user space,
 * if a command failed.
 */
int backend_kernel_init(struct backend *backend, struct pci_dev *vf)
{
	struct legacy_access status = {
		.space = LEGACY_COMMON,
		.offset = VIRTIO_PCI_STATUS,
		.len = 1,
	};
	u8 *buf;
	int ret;

	backend->ops = &kernel_ops;
	backend->vf = vf;

	/* True only if opcode 6, which is optional, is there as well. */
	if (virtio_pci_admin_has_legacy_io(vf))
		return 0;

	/*
	 * A device supports all of opcodes 2 to 5 or none, so a read without
	 * effect tells.
	 */
	buf = kzalloc(status.len, GFP_KERNEL);
	if (!buf)
		return -ENOMEM;
	ret = pf_read(backend, &status, buf);
	kfree(buf);
	return ret;
}
