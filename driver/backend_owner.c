// SPDX-License-Identifier: GPL-2.0-only
/* Administration commands through virtio-owner, if that drives the PF. */
#include "compat.h"

#include <linux/module.h>
#include <linux/slab.h>
#include <linux/unaligned.h>
#include <linux/virtio_pci.h>

#include "backend.h"
#include "virtio_owner.h"

static_assert(BACKEND_TIMEOUT == OWNER_TIMEOUT);
static_assert(BACKEND_KILLED == OWNER_KILLED);
static_assert(BACKEND_LATE == OWNER_LATE);
static_assert(BACKEND_UNANSWERED == OWNER_UNANSWERED);
static_assert(BACKEND_PF_GONE == OWNER_GONE);

/* Opcodes 2 to 5, of which a device has all or none, and 6. */
#define OPCODES_LEGACY		GENMASK_ULL(5, 2)
#define OPCODE_NOTIFY_INFO	BIT_ULL(6)

/* An entry of the result: flags, bar, 6 bytes of padding, offset */
#define ENTRY_SIZE	16
#define ENTRY_OFFSET	8

/**
 * struct owner_backend - what a VF has here
 * @api: of virtio-owner, held
 * @member: what the VF is there
 * @number: of the VF in its group, from 1
 * @opcodes: in use
 */
struct owner_backend {
	const struct virtio_owner_api *api;
	struct owner_member *member;
	u64 number;
	u64 opcodes;
};

static int member_read(struct backend *backend,
		       const struct legacy_access *access, u8 *buf,
		       unsigned long deadline)
{
	struct owner_backend *owner = backend->priv;
	struct admin_cmd cmd;
	int ret;

	admin_cmd_legacy_read(&cmd, owner->number,
			      access->space == LEGACY_COMMON, access->offset,
			      access->len);
	ret = owner->api->exec(owner->member, &cmd, deadline);
	if (!ret)
		memcpy(buf, cmd.result, access->len);
	return ret;
}

/* The guest relies on what it writes to the status having happened. */
static bool needs_answer(const struct legacy_access *access)
{
	return access->space == LEGACY_COMMON &&
	       access->offset == VIRTIO_PCI_STATUS;
}

static int member_write(struct backend *backend,
			const struct legacy_access *access, const u8 *buf,
			unsigned long deadline)
{
	struct owner_backend *owner = backend->priv;
	struct admin_cmd cmd;

	admin_cmd_legacy_write(&cmd, owner->number,
			       access->space == LEGACY_COMMON, access->offset,
			       buf, access->len);
	if (needs_answer(access))
		return owner->api->exec(owner->member, &cmd, deadline);
	return owner->api->post(owner->member, &cmd, deadline);
}

static bool member_posts(const struct legacy_access *access)
{
	return !needs_answer(access);
}

static int member_settle(struct backend *backend, unsigned long deadline)
{
	struct owner_backend *owner = backend->priv;

	return owner->api->settle(owner->member, deadline);
}

static int member_quiet(struct backend *backend, unsigned long deadline)
{
	struct owner_backend *owner = backend->priv;

	return owner->api->quiet(owner->member, deadline);
}

static u64 member_posted_failures(struct backend *backend)
{
	struct owner_backend *owner = backend->priv;

	return owner->api->posted_failures(owner->member);
}

static u64 member_interruptions(struct backend *backend)
{
	struct owner_backend *owner = backend->priv;

	return owner->api->interruptions(owner->member);
}

static int member_notify_info(struct backend *backend,
			      struct notify_entry entries[NOTIFY_INFO_ENTRIES],
			      unsigned long deadline)
{
	struct owner_backend *owner = backend->priv;
	struct admin_cmd cmd;
	int i, ret;

	memset(entries, 0, NOTIFY_INFO_ENTRIES * sizeof(*entries));
	if (!(owner->opcodes & OPCODE_NOTIFY_INFO))
		return 0;

	admin_cmd_notify_info(&cmd, owner->number);
	ret = owner->api->exec(owner->member, &cmd, deadline);
	if (ret)
		return ret;
	for (i = 0; i < NOTIFY_INFO_ENTRIES; i++) {
		const u8 *entry = cmd.result + i * ENTRY_SIZE;

		entries[i].flags = entry[0];
		entries[i].bar = entry[1];
		entries[i].offset = get_unaligned_le64(entry + ENTRY_OFFSET);
	}
	return 0;
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
	s64 opcodes;
	int ret;

	owner = kzalloc(sizeof(*owner), GFP_KERNEL);
	if (!owner)
		return -ENOMEM;

	/* No more than a wish: the module need not be there. */
	owner->api = symbol_get(virtio_owner_api);
	ret = -ENODEV;
	if (!owner->api)
		goto err_free;
	owner->member = owner->api->get(vf);
	if (IS_ERR(owner->member)) {
		ret = PTR_ERR(owner->member);
		goto err_symbol;
	}

	opcodes = owner->api->opcodes(owner->member, deadline);
	ret = opcodes < 0 ? opcodes : -EOPNOTSUPP;
	if (opcodes < 0 || OPCODES_LEGACY & ~opcodes)
		goto err_member;

	owner->number = pci_iov_vf_id(vf) + 1;
	owner->opcodes = opcodes;
	backend->ops = &owner_ops;
	backend->vf = vf;
	backend->priv = owner;
	return 0;

err_member:
	owner->api->put(owner->member);
err_symbol:
	symbol_put(virtio_owner_api);
err_free:
	kfree(owner);
	return ret;
}
