// SPDX-License-Identifier: GPL-2.0-only
/* The verbs of struct virtio_owner_api, each a command of a member. */
#include <linux/export.h>
#include <linux/string.h>

#include "owner.h"

static int exec(struct vowner_member *member, struct vowner_cmd *cmd,
		unsigned long deadline)
{
	struct vowner *owner = member->owner;

	return vowner_sent(owner,
			   vowner_member_exec(member, cmd,
					      vowner_deadline(owner, deadline)));
}

static int legacy_read(struct vowner_member *member,
		       const struct vowner_legacy *access, u8 *buf,
		       unsigned long deadline)
{
	struct vowner_cmd cmd;
	int ret;

	vowner_cmd_legacy_read(&cmd, member->number, access);
	ret = exec(member, &cmd, deadline);
	if (!ret)
		memcpy(buf, cmd.result, access->len);
	return ret;
}

static int legacy_write(struct vowner_member *member,
			const struct vowner_legacy *access, const u8 *buf,
			unsigned long deadline)
{
	struct vowner_cmd cmd;

	vowner_cmd_legacy_write(&cmd, member->number, access, buf);
	return exec(member, &cmd, deadline);
}

static int legacy_post(struct vowner_member *member,
		       const struct vowner_legacy *access, const u8 *buf,
		       unsigned long deadline)
{
	struct vowner *owner = member->owner;
	struct vowner_cmd cmd;

	vowner_cmd_legacy_write(&cmd, member->number, access, buf);
	return vowner_sent(owner,
			   vowner_member_post(member, &cmd,
					      vowner_deadline(owner, deadline)));
}

static int notify_info(struct vowner_member *member,
		       struct notify_entry entries[VIRTIO_ADMIN_CMD_MAX_NOTIFY_INFO],
		       unsigned long deadline)
{
	struct vowner_cmd cmd;
	int ret;

	memset(entries, 0, VIRTIO_ADMIN_CMD_MAX_NOTIFY_INFO * sizeof(*entries));
	if (!(READ_ONCE(member->owner->opcodes) &
	      BIT_ULL(VIRTIO_ADMIN_CMD_LEGACY_NOTIFY_INFO)))
		return 0;
	vowner_cmd_notify_info(&cmd, member->number);
	ret = exec(member, &cmd, deadline);
	if (!ret)
		vowner_cmd_notify_entries(&cmd, entries);
	return ret;
}

static int flush(struct vowner_member *member, unsigned long deadline)
{
	struct vowner *owner = member->owner;

	return vowner_sent(owner,
			   vowner_member_flush(member,
					       vowner_deadline(owner, deadline)));
}

static int drain(struct vowner_member *member, unsigned long deadline)
{
	struct vowner *owner = member->owner;

	return vowner_sent(owner,
			   vowner_member_drain(member,
					       vowner_deadline(owner, deadline)));
}

static int parts_support(struct vowner_member *member, unsigned long deadline)
{
	return vowner_parts_support(member->owner, deadline);
}

static u64 posted_failures(struct vowner_member *member)
{
	return READ_ONCE(member->failures);
}

static u64 generation(struct vowner_member *member)
{
	return READ_ONCE(member->owner->generation) +
	       READ_ONCE(member->failures);
}

/* Not for a member whose PF takes no legacy commands. */
static struct vowner_member *get(struct pci_dev *vf, unsigned long deadline)
{
	struct vowner *owner = vowner_of(vf);
	int ret;

	if (!owner)
		return ERR_PTR(-ENODEV);
	ret = vowner_legacy_support(owner, deadline);
	if (ret)
		return ERR_PTR(ret);
	return vowner_member_get(owner, vf);
}

const struct virtio_owner_api virtio_owner_api = {
	.get = get,
	.put = vowner_member_put,
	.legacy_read = legacy_read,
	.legacy_write = legacy_write,
	.legacy_post = legacy_post,
	.notify_info = notify_info,
	.flush = flush,
	.drain = drain,
	.posted_failures = posted_failures,
	.generation = generation,
	.parts_support = parts_support,
	.parts_create = vowner_parts_create,
	.parts_destroy = vowner_parts_destroy,
	.parts_size = vowner_parts_size,
	.parts_get = vowner_parts_get,
	.parts_set = vowner_parts_set,
	.mode_set = vowner_mode_set,
};
EXPORT_SYMBOL_GPL(virtio_owner_api);
