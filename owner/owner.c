// SPDX-License-Identifier: GPL-2.0-only
/* A PF: up, down, up again when it has gone silent; and who its members are. */
#include <linux/jiffies.h>
#include <linux/moduleparam.h>
#include <linux/slab.h>

#include "owner.h"

/* The opcodes that a driver of a member may need. */
#define OPCODES_WANTED	GENMASK_ULL(VIRTIO_ADMIN_CMD_LEGACY_NOTIFY_INFO, \
				    VIRTIO_ADMIN_CMD_LIST_QUERY)
/* Of which a device has all or none. */
#define OPCODES_LEGACY	GENMASK_ULL(VIRTIO_ADMIN_CMD_LEGACY_DEV_CFG_READ, \
				    VIRTIO_ADMIN_CMD_LEGACY_COMMON_CFG_WRITE)

/* For the commands that concern the group, and for a member that is to go. */
#define GROUP_TIMEOUT	(1 * HZ)

/*
 * Longer than any senders' deadline, so that it is not the slow that are reset;
 * shorter than what makes an operator look.
 */
static unsigned int recover_after_ms = 30000;
module_param(recover_after_ms, uint, 0644);
MODULE_PARM_DESC(recover_after_ms,
		 "Reset the queues of a PF that has not answered for so many ms (default: 30000; 0: never)");

static int use_opcodes(struct vowner *owner, u64 opcodes, unsigned long deadline)
{
	struct vowner_cmd cmd;

	vowner_cmd_list_use(&cmd, VIRTIO_ADMIN_GROUP_TYPE_SRIOV, opcodes);
	return vowner_member_exec(&owner->group, &cmd, deadline);
}

/**
 * vowner_negotiate - LIST_QUERY and LIST_USE, if that has not been done
 * @owner: the PF
 * @deadline: in jiffies
 *
 * The queues are open to members afterwards. May sleep; under the owner's lock.
 *
 * Return: 0, a negative errno of the device or an ACCESS_ERR_.
 */
int vowner_negotiate(struct vowner *owner, unsigned long deadline)
{
	struct vowner_cmd cmd;
	u64 opcodes, parts;
	unsigned int i;
	int ret;

	lockdep_assert_held(&owner->lock);

	if (!owner->up)
		return ACCESS_ERR_PF_GONE;
	if (owner->opcodes)
		return 0;

	vowner_cmd_list_query(&cmd, VIRTIO_ADMIN_GROUP_TYPE_SRIOV);
	ret = vowner_member_exec(&owner->group, &cmd, deadline);
	if (ret)
		return ret;
	opcodes = vowner_cmd_opcodes(&cmd);
	parts = vowner_parts_opcodes(owner, opcodes, deadline);
	opcodes &= OPCODES_WANTED;
	ret = use_opcodes(owner, opcodes | parts, deadline);
	if (ret == -EINVAL && parts) {
		vowner_parts_refused(owner, ret);
		parts = 0;
		ret = use_opcodes(owner, opcodes, deadline);
	}
	if (ret)
		return ret;
	opcodes |= parts;

	owner->opcodes = opcodes;
	for (i = 0; i < owner->transport.nr_queues; i++)
		vowner_queue_open(&owner->transport.queues[i], owner->generation);
	return 0;
}

static int bring_up(struct vowner *owner)
{
	int ret;

	lockdep_assert_held(&owner->lock);

	ret = vowner_transport_up(&owner->transport);
	if (ret)
		return ret;
	owner->up = true;
	owner->opcodes = 0;
	/*
	 * By the letter there is no group before there are VFs, and devices may
	 * hold to it; then the first member asks again.
	 */
	vowner_state_sent(owner,
			  vowner_negotiate(owner, jiffies + GROUP_TIMEOUT));
	return 0;
}

static void bring_down(struct vowner *owner)
{
	struct vowner_member *member;

	lockdep_assert_held(&owner->lock);

	if (!owner->up)
		return;
	owner->up = false;
	WRITE_ONCE(owner->parts, VOWNER_PARTS_UNKNOWN);
	WRITE_ONCE(owner->generation, owner->generation + 1);
	vowner_transport_down(&owner->transport);
	vowner_member_down(&owner->group);
	vowner_objects_down(&owner->objects);
	list_for_each_entry(member, &owner->members, node)
		vowner_member_down(member);
}

/* Down and up again; the members' VFs are not concerned. */
static void recover(struct vowner *owner)
{
	int ret;

	lockdep_assert_held(&owner->lock);

	pci_warn(owner->pdev,
		 "the administration queues do not answer; resetting them\n");
	owner->recoveries++;
	owner->recovered = jiffies;
	bring_down(owner);
	vowner_state_reset(owner);
	ret = bring_up(owner);
	if (ret)
		pci_err(owner->pdev,
			"the administration queues stay down (error %d); reset the device, or bind its driver anew\n",
			-ret);
	vowner_state_update(owner);
}

/* Since when has the device left one who sends without an answer? The earliest counts. */
static bool is_silent(const struct vowner_member *member, unsigned long *since)
{
	if (!READ_ONCE(member->overdue))
		return false;
	if (time_before(member->overdue_since, *since))
		*since = member->overdue_since;
	return true;
}

/**
 * vowner_silent_since - since when has the device left a sender without an answer?
 * @owner: the PF; under its lock
 * @since: since when, in jiffies; now if it has not
 *
 * Return: whether it has.
 */
bool vowner_silent_since(struct vowner *owner, unsigned long *since)
{
	struct vowner_member *member;
	bool silent;

	lockdep_assert_held(&owner->lock);

	*since = jiffies;
	silent = is_silent(&owner->group, since);
	silent |= is_silent(&owner->objects.destroyer, since);
	list_for_each_entry(member, &owner->members, node)
		silent |= is_silent(member, since);
	return silent;
}

/* A device that does not even say its opcodes is given its time, too. */
static void negotiate_again(struct vowner *owner)
{
	unsigned int after = READ_ONCE(recover_after_ms);

	if (!vowner_negotiate(owner, jiffies + GROUP_TIMEOUT) || !after)
		return;
	if (time_after(jiffies, owner->recovered + msecs_to_jiffies(after)))
		recover(owner);
}

static void recover_if_silent(struct vowner *owner)
{
	unsigned int after = READ_ONCE(recover_after_ms);
	unsigned long since, due;

	if (!after || !vowner_silent_since(owner, &since))
		return;
	due = since + msecs_to_jiffies(after);
	if (time_before(jiffies, due))
		queue_delayed_work(system_long_wq, &owner->recovery,
				   due - jiffies);
	else
		recover(owner);
}

static void recovery_work(struct work_struct *work)
{
	struct vowner *owner = container_of(work, struct vowner, recovery.work);

	mutex_lock(&owner->lock);
	if (owner->stopped)
		;
	else if (!owner->up)
		bring_up(owner);
	else if (!owner->opcodes)
		negotiate_again(owner);
	else
		recover_if_silent(owner);
	vowner_state_update(owner);
	mutex_unlock(&owner->lock);
}

/**
 * vowner_deadline - the sender's deadline, or the PF's own if that is earlier
 * @owner: the PF
 * @deadline: the sender's, in jiffies
 */
unsigned long vowner_deadline(const struct vowner *owner,
			      unsigned long deadline)
{
	unsigned int ms = READ_ONCE(owner->timeout_ms);
	unsigned long own = jiffies + msecs_to_jiffies(ms);

	return ms && time_before(own, deadline) ? own : deadline;
}

/**
 * vowner_sent - a command has ended: a PF that is silent, or down, is seen to later
 * @owner: the PF
 * @ret: how it ended
 *
 * Any context.
 *
 * Return: @ret.
 */
int vowner_sent(struct vowner *owner, int ret)
{
	unsigned int after = READ_ONCE(recover_after_ms);

	vowner_state_sent(owner, ret);
	if (ret == ACCESS_ERR_PF_GONE)
		queue_delayed_work(system_long_wq, &owner->recovery, GROUP_TIMEOUT);
	else if (after && (ret == ACCESS_ERR_TIMEOUT || ret == ACCESS_ERR_UNANSWERED))
		queue_delayed_work(system_long_wq, &owner->recovery,
				   msecs_to_jiffies(after));
	return ret;
}

/**
 * vowner_create - drive a PF
 * @pdev: the PF
 *
 * May sleep.
 *
 * Return: 0 or a negative errno.
 */
int vowner_create(struct pci_dev *pdev)
{
	struct vowner *owner;
	int ret;

	owner = kzalloc(sizeof(*owner), GFP_KERNEL);
	if (!owner)
		return -ENOMEM;
	owner->pdev = pdev;
	owner->recovered = jiffies;
	owner->generation = 1;
	mutex_init(&owner->lock);
	INIT_LIST_HEAD(&owner->members);
	INIT_DELAYED_WORK(&owner->recovery, recovery_work);
	vowner_state_init(owner);

	ret = pci_enable_device(pdev);
	if (ret)
		goto err_free;
	ret = vowner_transport_init(&owner->transport, pdev);
	if (ret) {
		pci_err(pdev,
			"not driven: it has no administration queues for VFs (error %d)\n",
			-ret);
		goto err_disable;
	}
	vowner_member_init(&owner->group, owner, &owner->transport.queues[0], 0);
	vowner_objects_init(&owner->objects, owner, &owner->transport.queues[0]);
	pci_set_drvdata(pdev, owner);

	ret = vowner_up(owner);
	if (ret) {
		pci_err(pdev, "not driven: it does not start (error %d)\n",
			-ret);
		goto err_release;
	}
	pci_info(pdev, "%u administration queues, opcodes %#llx\n",
		 owner->transport.nr_queues, owner->opcodes);
	return 0;

err_release:
	vowner_member_release(&owner->group);
	vowner_transport_release(&owner->transport);
err_disable:
	pci_disable_device(pdev);
err_free:
	kfree(owner);
	return ret;
}

/**
 * vowner_destroy - undo vowner_create()
 * @owner: one without members
 *
 * May sleep.
 */
void vowner_destroy(struct vowner *owner)
{
	vowner_down(owner);
	vowner_objects_stop(&owner->objects);
	vowner_member_release(&owner->group);
	vowner_transport_release(&owner->transport);
	pci_disable_device(owner->pdev);
	mutex_destroy(&owner->lock);
	kfree(owner);
}

/**
 * vowner_up - bring the queues up
 * @owner: the PF
 *
 * May sleep.
 *
 * Return: 0 or a negative errno.
 */
int vowner_up(struct vowner *owner)
{
	int ret = 0;

	mutex_lock(&owner->lock);
	owner->stopped = false;
	if (!owner->up)
		ret = bring_up(owner);
	mutex_unlock(&owner->lock);
	return ret;
}

/**
 * vowner_down - bring the queues down; commands fail until vowner_up()
 * @owner: the PF
 *
 * May sleep.
 */
void vowner_down(struct vowner *owner)
{
	mutex_lock(&owner->lock);
	owner->stopped = true;
	bring_down(owner);
	mutex_unlock(&owner->lock);
	cancel_delayed_work_sync(&owner->recovery);
	vowner_state_stop(owner);
}

/**
 * vowner_was_reset - the PF itself has been reset: bring the queues up, and tell
 * @owner: the PF; after vowner_down()
 *
 * May sleep.
 */
void vowner_was_reset(struct vowner *owner)
{
	vowner_up(owner);
	mutex_lock(&owner->lock);
	vowner_state_reset(owner);
	vowner_state_update(owner);
	mutex_unlock(&owner->lock);
}

/**
 * vowner_member_get - see struct virtio_owner_api
 * @owner: the PF
 * @vf: the VF
 */
struct vowner_member *vowner_member_get(struct vowner *owner, struct pci_dev *vf)
{
	struct vowner_member *member;
	int id = pci_iov_vf_id(vf);

	if (id < 0)
		return ERR_PTR(-ENODEV);
	member = kzalloc(sizeof(*member), GFP_KERNEL);
	if (!member)
		return ERR_PTR(-ENOMEM);
	vowner_member_init(member, owner,
			   vowner_transport_queue(&owner->transport, id + 1), id + 1);
	mutex_lock(&owner->lock);
	list_add_tail(&member->node, &owner->members);
	mutex_unlock(&owner->lock);
	vowner_objects_remember(&owner->objects, member->number);
	return member;
}

/**
 * vowner_member_put - see struct virtio_owner_api
 * @member: the member
 *
 * May sleep. Its VF may be about to go, and VF Enable has to stay set while a command is
 * outstanding (virtio 1.4, "Device groups").
 */
void vowner_member_put(struct vowner_member *member)
{
	struct vowner *owner = member->owner;
	bool busy;

	vowner_parts_destroy(member, jiffies + GROUP_TIMEOUT);
	busy = vowner_objects_forget(&owner->objects, member->number);
	wait_event_timeout(member->changed, vowner_member_is_idle(member),
			   GROUP_TIMEOUT);
	mutex_lock(&owner->lock);
	if (busy || !vowner_member_is_idle(member))
		recover(owner);
	list_del(&member->node);
	mutex_unlock(&owner->lock);
	vowner_member_release(member);
	kfree(member);
}

/**
 * vowner_legacy_support - does the PF take legacy commands for its members?
 * @owner: the PF
 * @deadline: in jiffies
 *
 * May sleep: the opcodes are agreed on if that has not been done.
 *
 * Return: 0, -EOPNOTSUPP, a negative errno of the device or an ACCESS_ERR_.
 */
int vowner_legacy_support(struct vowner *owner, unsigned long deadline)
{
	int ret;

	if (mutex_lock_killable(&owner->lock))
		return ACCESS_ERR_KILLED;
	ret = vowner_negotiate(owner, vowner_deadline(owner, deadline));
	if (!ret && OPCODES_LEGACY & ~owner->opcodes)
		ret = -EOPNOTSUPP;
	mutex_unlock(&owner->lock);
	return vowner_sent(owner, ret);
}
