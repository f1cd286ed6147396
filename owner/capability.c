// SPDX-License-Identifier: GPL-2.0-only
/* What device parts need of the PF: opcodes in two groups, and a capability. */
#include <linux/jiffies.h>
#include <linux/pci.h>

#include "owner.h"
#include "parts_cmd.h"
#include "retry.h"

/* Of the SR-IOV group: what is sent on behalf of a member. */
#define OPCODES_PARTS						\
	(BIT_ULL(VIRTIO_ADMIN_CMD_RESOURCE_OBJ_CREATE) |	\
	 BIT_ULL(VIRTIO_ADMIN_CMD_RESOURCE_OBJ_DESTROY) |	\
	 BIT_ULL(VIRTIO_ADMIN_CMD_DEV_PARTS_METADATA_GET) |	\
	 BIT_ULL(VIRTIO_ADMIN_CMD_DEV_PARTS_GET) |		\
	 BIT_ULL(VIRTIO_ADMIN_CMD_DEV_PARTS_SET) |		\
	 BIT_ULL(VIRTIO_ADMIN_CMD_DEV_MODE_SET))
/* Of the self group: capabilities are the owner's own. */
#define OPCODES_CAPABILITY					\
	(BIT_ULL(VIRTIO_ADMIN_CMD_CAP_ID_LIST_QUERY) |		\
	 BIT_ULL(VIRTIO_ADMIN_CMD_DEVICE_CAP_GET) |		\
	 BIT_ULL(VIRTIO_ADMIN_CMD_DRIVER_CAP_SET))
#define OPCODES_LIST						\
	(BIT_ULL(VIRTIO_ADMIN_CMD_LIST_QUERY) |			\
	 BIT_ULL(VIRTIO_ADMIN_CMD_LIST_USE))

/* A device that is not ready yet to say what it can must not keep others waiting. */
#define RETRY_MS	200

/* A command of the owner itself; what is worth another try gets a few. */
static int exec(struct vowner *owner, struct vowner_cmd *cmd, unsigned long deadline)
{
	unsigned long give_up = jiffies + msecs_to_jiffies(RETRY_MS);
	unsigned int tries = 0;
	int ret;

	for (;;) {
		ret = vowner_member_exec(&owner->group, cmd, deadline);
		if (!retry_worthwhile(ret) || time_after(jiffies, give_up))
			return ret;
		schedule_timeout_killable(msecs_to_jiffies(retry_delay_ms(++tries)));
	}
}

static void have_none(struct vowner *owner, int err)
{
	owner->parts = VOWNER_PARTS_NONE;
	owner->parts_error = err == -EOPNOTSUPP ? 0 : err;
}

static int use_self_group(struct vowner *owner, unsigned long deadline)
{
	struct vowner_cmd cmd;
	u64 opcodes;
	int ret;

	vowner_cmd_list_query(&cmd, VIRTIO_ADMIN_GROUP_TYPE_SELF);
	ret = exec(owner, &cmd, deadline);
	if (ret)
		return ret;
	opcodes = vowner_cmd_opcodes(&cmd) & (OPCODES_CAPABILITY | OPCODES_LIST);
	owner->parts_missing = OPCODES_CAPABILITY & ~opcodes;
	if (owner->parts_missing)
		return -EOPNOTSUPP;
	vowner_cmd_list_use(&cmd, VIRTIO_ADMIN_GROUP_TYPE_SELF, opcodes);
	return exec(owner, &cmd, deadline);
}

/**
 * vowner_parts_opcodes - which opcodes of device parts are to be used?
 * @owner: the PF, which is being brought up
 * @offered: a bit for each opcode of the SR-IOV group
 * @deadline: in jiffies
 *
 * Two commands to the self group if there are device parts, else none: LIST_USE is for a
 * device that is at nothing else (virtio 1.4, "Group administration commands"), and later
 * the members would have to be kept from it. May sleep; under the owner's lock.
 *
 * Return: all that are needed, or none.
 */
u64 vowner_parts_opcodes(struct vowner *owner, u64 offered, unsigned long deadline)
{
	int ret;

	lockdep_assert_held(&owner->lock);

	owner->parts_lack = "opcodes of the SR-IOV group";
	owner->parts_missing = OPCODES_PARTS & ~offered;
	if (owner->parts_missing) {
		have_none(owner, 0);
		return 0;
	}
	owner->parts_lack = "opcodes of the self group";
	ret = use_self_group(owner, deadline);
	if (ret) {
		have_none(owner, ret);
		return 0;
	}
	owner->parts = VOWNER_PARTS_UNKNOWN;
	return OPCODES_PARTS;
}

/**
 * vowner_parts_refused - the opcodes of device parts are offered, but not to be used
 * @owner: the PF, which is being brought up
 * @err: what it said
 *
 * Under the owner's lock.
 */
void vowner_parts_refused(struct vowner *owner, int err)
{
	lockdep_assert_held(&owner->lock);

	owner->parts_lack = "leave to use the opcodes it offers";
	have_none(owner, err);
}

/* Is that the device's last word? */
static bool is_final(int err)
{
	return err == -EINVAL || err == -ENXIO || err == -EOPNOTSUPP;
}

/* Return: the number of objects that there may be. */
static int set_capability(struct vowner *owner, unsigned long deadline)
{
	struct vowner_cmd cmd;
	u8 get, set;
	int ret;

	owner->parts_lack = "the list of its capabilities";
	vowner_cmd_cap_list_query(&cmd);
	ret = exec(owner, &cmd, deadline);
	if (ret)
		return ret;
	owner->parts_lack = "the capability of device parts";
	if (!vowner_cmd_has_parts_cap(&cmd))
		return -EOPNOTSUPP;
	vowner_cmd_cap_get(&cmd);
	ret = exec(owner, &cmd, deadline);
	if (ret)
		return ret;
	owner->parts_lack = "resource objects for device parts, of which it allows 0";
	vowner_cmd_cap_limits(&cmd, &get, &set);
	if (!get || !set)
		return -EOPNOTSUPP;
	owner->parts_lack = "leave to use the capability of device parts";
	vowner_cmd_cap_set(&cmd, get, set);
	ret = exec(owner, &cmd, deadline);
	/* An id is below both limits, whatever its object is for. */
	return ret ? ret : min(get, set);
}

/* One line for each time that the PF comes up. */
static void log_lack(struct vowner *owner)
{
	char why[40] = "";

	if (!owner->parts_lack)
		return;
	if (owner->parts_missing)
		snprintf(why, sizeof(why), " (%#llx)", owner->parts_missing);
	else if (owner->parts_error)
		snprintf(why, sizeof(why), " (error %d)", -owner->parts_error);
	pci_info(owner->pdev,
		 "no device parts, so no live migration of its VFs: it lacks %s%s\n",
		 owner->parts_lack, why);
	owner->parts_lack = NULL;
}

static int ask(struct vowner *owner, unsigned long deadline)
{
	int ret = set_capability(owner, deadline);

	if (ret > 0) {
		vowner_objects_start(&owner->objects, ret, owner->generation);
		WRITE_ONCE(owner->parts, VOWNER_PARTS_READY);
		return 0;
	}
	if (is_final(ret))
		have_none(owner, ret);
	return ret;
}

/**
 * vowner_parts_support - does the PF have device parts for its members?
 * @owner: the PF
 * @deadline: in jiffies
 *
 * May sleep: three commands, once for each time that the PF comes up.
 *
 * Return: 0, -EOPNOTSUPP, a negative errno of the device or an ACCESS_ERR_.
 */
int vowner_parts_support(struct vowner *owner, unsigned long deadline)
{
	int ret;

	if (READ_ONCE(owner->parts) == VOWNER_PARTS_READY)
		return 0;
	if (mutex_lock_killable(&owner->lock))
		return ACCESS_ERR_KILLED;
	deadline = vowner_deadline(owner, deadline);
	ret = vowner_negotiate(owner, deadline);
	if (!ret && owner->parts == VOWNER_PARTS_UNKNOWN)
		ret = ask(owner, deadline);
	if (owner->parts == VOWNER_PARTS_NONE && owner->opcodes) {
		log_lack(owner);
		ret = -EOPNOTSUPP;
	}
	mutex_unlock(&owner->lock);
	return vowner_sent(owner, ret);
}
