// SPDX-License-Identifier: GPL-2.0-only
/* A PF: up, down, up again when it has gone silent; and who its members are. */
#include "compat.h"

#include <linux/jiffies.h>
#include <linux/moduleparam.h>
#include <linux/slab.h>
#include <linux/unaligned.h>

#include "owner.h"

/* The opcodes that a driver of a member may need. */
#define OPCODES_WANTED	GENMASK_ULL(6, 0)

/* For the commands that concern the group, and for a member that is to go. */
#define PATIENCE	(1 * HZ)

/*
 * Longer than any senders' deadline, so that it is not the slow that are reset;
 * shorter than what makes an operator look.
 */
static unsigned int recover_after_ms = 30000;
module_param(recover_after_ms, uint, 0644);
MODULE_PARM_DESC(recover_after_ms,
		 "Reset the queues of a PF that has not answered for so many ms (default: 30000; 0: never)");

/* LIST_QUERY and LIST_USE; the queues are open to members afterwards. */
static int tell_opcodes(struct owner *owner, unsigned long deadline)
{
	struct admin_cmd cmd;
	unsigned int i;
	u64 opcodes;
	int ret;

	lockdep_assert_held(&owner->lock);

	if (!owner->up)
		return OWNER_GONE;
	if (owner->opcodes)
		return 0;

	admin_cmd_list_query(&cmd);
	ret = owner_member_exec(&owner->group, &cmd, deadline);
	if (ret)
		return ret;
	opcodes = get_unaligned_le64(cmd.result) & OPCODES_WANTED;
	admin_cmd_list_use(&cmd, opcodes);
	ret = owner_member_exec(&owner->group, &cmd, deadline);
	if (ret)
		return ret;

	owner->opcodes = opcodes;
	for (i = 0; i < owner->transport.nr_queues; i++)
		owner_queue_open(&owner->transport.queues[i]);
	return 0;
}

static int bring_up(struct owner *owner)
{
	int ret;

	lockdep_assert_held(&owner->lock);

	ret = transport_up(&owner->transport);
	if (ret)
		return ret;
	owner->up = true;
	owner->opcodes = 0;
	/*
	 * By the letter there is no group before there are VFs, and devices may
	 * hold to it; then the first member asks again.
	 */
	tell_opcodes(owner, jiffies + PATIENCE);
	return 0;
}

static void bring_down(struct owner *owner)
{
	struct owner_member *member;

	lockdep_assert_held(&owner->lock);

	if (!owner->up)
		return;
	owner->up = false;
	WRITE_ONCE(owner->interruptions, owner->interruptions + 1);
	transport_down(&owner->transport);
	owner_member_down(&owner->group);
	list_for_each_entry(member, &owner->members, node)
		owner_member_down(member);
}

/* Down and up again; the members' VFs are not concerned. */
static void recover(struct owner *owner)
{
	int ret;

	lockdep_assert_held(&owner->lock);

	pci_warn(owner->pdev,
		 "the administration queues do not answer; resetting them\n");
	owner->recoveries++;
	owner->recovered = jiffies;
	bring_down(owner);
	ret = bring_up(owner);
	if (ret)
		pci_err(owner->pdev,
			"the administration queues stay down (error %d); reset the device, or bind its driver anew\n",
			-ret);
}

/* Since when has the device left a sender without an answer? */
static bool silent_since(struct owner *owner, unsigned long *since)
{
	struct owner_member *member;
	bool silent = READ_ONCE(owner->group.overdue);

	lockdep_assert_held(&owner->lock);

	*since = silent ? owner->group.overdue_since : jiffies;
	list_for_each_entry(member, &owner->members, node) {
		if (!READ_ONCE(member->overdue))
			continue;
		silent = true;
		if (time_before(member->overdue_since, *since))
			*since = member->overdue_since;
	}
	return silent;
}

/* A device that does not even tell its opcodes is given its time, too. */
static void tell_again(struct owner *owner)
{
	unsigned int after = READ_ONCE(recover_after_ms);

	if (!tell_opcodes(owner, jiffies + PATIENCE) || !after)
		return;
	if (time_after(jiffies, owner->recovered + msecs_to_jiffies(after)))
		recover(owner);
}

static void recover_if_silent(struct owner *owner)
{
	unsigned int after = READ_ONCE(recover_after_ms);
	unsigned long since, due;

	if (!after || !silent_since(owner, &since))
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
	struct owner *owner = container_of(work, struct owner, recovery.work);

	mutex_lock(&owner->lock);
	if (owner->stopped)
		;
	else if (!owner->up)
		bring_up(owner);
	else if (!owner->opcodes)
		tell_again(owner);
	else
		recover_if_silent(owner);
	mutex_unlock(&owner->lock);
}

/* The sender's deadline, or the PF's own if that is earlier. */
static unsigned long earlier(const struct owner *owner, unsigned long deadline)
{
	unsigned int ms = READ_ONCE(owner->timeout_ms);
	unsigned long own = jiffies + msecs_to_jiffies(ms);

	return ms && time_before(own, deadline) ? own : deadline;
}

/* A sender has waited in vain, or found the queues down. */
static int note(struct owner *owner, int ret)
{
	unsigned int after = READ_ONCE(recover_after_ms);

	if (ret == OWNER_GONE)
		queue_delayed_work(system_long_wq, &owner->recovery, PATIENCE);
	else if (after && (ret == OWNER_TIMEOUT || ret == OWNER_UNANSWERED))
		queue_delayed_work(system_long_wq, &owner->recovery,
				   msecs_to_jiffies(after));
	return ret;
}

/**
 * owner_create - drive a PF
 * @pdev: the PF
 *
 * May sleep.
 *
 * Return: 0 or a negative errno.
 */
int owner_create(struct pci_dev *pdev)
{
	struct owner *owner;
	int ret;

	owner = kzalloc(sizeof(*owner), GFP_KERNEL);
	if (!owner)
		return -ENOMEM;
	owner->pdev = pdev;
	owner->recovered = jiffies;
	mutex_init(&owner->lock);
	INIT_LIST_HEAD(&owner->members);
	INIT_DELAYED_WORK(&owner->recovery, recovery_work);

	ret = pci_enable_device(pdev);
	if (ret)
		goto err_free;
	ret = transport_init(&owner->transport, pdev);
	if (ret) {
		pci_err(pdev,
			"not driven: it has no administration queues for VFs (error %d)\n",
			-ret);
		goto err_disable;
	}
	owner_member_init(&owner->group, owner, &owner->transport.queues[0], 0);
	pci_set_drvdata(pdev, owner);

	ret = owner_up(owner);
	if (ret) {
		pci_err(pdev, "not driven: it does not start (error %d)\n",
			-ret);
		goto err_release;
	}
	pci_info(pdev, "%u administration queues, opcodes %#llx\n",
		 owner->transport.nr_queues, owner->opcodes);
	return 0;

err_release:
	transport_release(&owner->transport);
err_disable:
	pci_disable_device(pdev);
err_free:
	kfree(owner);
	return ret;
}

/**
 * owner_destroy - undo owner_create()
 * @owner: one without members
 *
 * May sleep.
 */
void owner_destroy(struct owner *owner)
{
	owner_down(owner);
	transport_release(&owner->transport);
	pci_disable_device(owner->pdev);
	mutex_destroy(&owner->lock);
	kfree(owner);
}

/**
 * owner_up - bring the queues up
 * @owner: the PF
 *
 * May sleep.
 *
 * Return: 0 or a negative errno.
 */
int owner_up(struct owner *owner)
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
 * owner_down - bring the queues down; commands fail until owner_up()
 * @owner: the PF
 *
 * May sleep.
 */
void owner_down(struct owner *owner)
{
	mutex_lock(&owner->lock);
	owner->stopped = true;
	bring_down(owner);
	mutex_unlock(&owner->lock);
	cancel_delayed_work_sync(&owner->recovery);
}

/**
 * owner_member_get - see struct virtio_owner_api
 * @owner: the PF
 * @vf: the VF
 */
struct owner_member *owner_member_get(struct owner *owner, struct pci_dev *vf)
{
	struct owner_member *member;
	int id = pci_iov_vf_id(vf);

	if (id < 0)
		return ERR_PTR(-ENODEV);
	member = kzalloc(sizeof(*member), GFP_KERNEL);
	if (!member)
		return ERR_PTR(-ENOMEM);
	owner_member_init(member, owner,
			  transport_queue(&owner->transport, id + 1), id + 1);
	mutex_lock(&owner->lock);
	list_add_tail(&member->node, &owner->members);
	mutex_unlock(&owner->lock);
	return member;
}

/**
 * owner_member_put - see struct virtio_owner_api
 * @member: the member
 *
 * Its VF may be about to go, and VF Enable has to stay set while a command is
 * outstanding (virtio 1.4, "Device groups").
 */
void owner_member_put(struct owner_member *member)
{
	struct owner *owner = member->owner;

	wait_event_timeout(member->changed, owner_member_idle(member),
			   PATIENCE);
	mutex_lock(&owner->lock);
	if (!owner_member_idle(member))
		recover(owner);
	list_del(&member->node);
	mutex_unlock(&owner->lock);
	timer_delete_sync(&member->timer);
	kfree(member);
}

/**
 * owner_opcodes - see struct virtio_owner_api
 * @member: the member
 * @deadline: in jiffies
 */
s64 owner_opcodes(struct owner_member *member, unsigned long deadline)
{
	struct owner *owner = member->owner;
	s64 ret;

	if (mutex_lock_killable(&owner->lock))
		return OWNER_KILLED;
	ret = tell_opcodes(owner, earlier(owner, deadline));
	if (!ret)
		ret = owner->opcodes;
	mutex_unlock(&owner->lock);
	return ret < 0 ? note(owner, ret) : ret;
}

/**
 * owner_exec - see struct virtio_owner_api
 * @member: the member
 * @cmd: the command
 * @deadline: in jiffies
 */
int owner_exec(struct owner_member *member, struct admin_cmd *cmd,
	       unsigned long deadline)
{
	struct owner *owner = member->owner;

	return note(owner, owner_member_exec(member, cmd,
					     earlier(owner, deadline)));
}

/**
 * owner_post - see struct virtio_owner_api
 * @member: the member
 * @cmd: the command
 * @deadline: in jiffies
 */
int owner_post(struct owner_member *member, const struct admin_cmd *cmd,
	       unsigned long deadline)
{
	struct owner *owner = member->owner;

	return note(owner, owner_member_post(member, cmd,
					     earlier(owner, deadline)));
}

/**
 * owner_settle - see struct virtio_owner_api
 * @member: the member
 * @deadline: in jiffies
 */
int owner_settle(struct owner_member *member, unsigned long deadline)
{
	struct owner *owner = member->owner;

	return note(owner,
		    owner_member_settle(member, earlier(owner, deadline)));
}

/**
 * owner_quiet - see struct virtio_owner_api
 * @member: the member
 * @deadline: in jiffies
 */
int owner_quiet(struct owner_member *member, unsigned long deadline)
{
	struct owner *owner = member->owner;

	return note(owner,
		    owner_member_quiet(member, earlier(owner, deadline)));
}

/**
 * owner_interruptions - see struct virtio_owner_api
 * @member: the member
 */
u64 owner_interruptions(struct owner_member *member)
{
	return READ_ONCE(member->owner->interruptions);
}
