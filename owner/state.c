// SPDX-License-Identifier: GPL-2.0-only
/* Uevents of the PF, as docs/abi.md has them. */
#include <linux/jiffies.h>
#include <linux/kobject.h>

#include "owner.h"

/*
 * While it is silent it is looked at so often, as nobody may be there who would notice
 * that it answers. No more often than that there are events about it.
 */
#define LOOK_EVERY	HZ

static const char * const answer_names[] = {
	[VOWNER_ANSWERS] = "answers",
	[VOWNER_SILENT] = "silent",
	[VOWNER_DOWN] = "down",
};

static void tell(struct vowner *owner, const char *event)
{
	char name[40], recoveries[48];
	char *env[3] = { name, recoveries, NULL };

	lockdep_assert_held(&owner->lock);

	snprintf(name, sizeof(name), "VIRTIO_OWNER_EVENT=%s", event);
	snprintf(recoveries, sizeof(recoveries), "VIRTIO_OWNER_RECOVERIES=%lu",
		 owner->recoveries);
	owner->state.told = jiffies;
	kobject_uevent_env(&owner->pdev->dev.kobj, KOBJ_CHANGE, env);
}

static enum vowner_answer answer_of(struct vowner *owner)
{
	unsigned long since;

	if (!owner->up)
		return VOWNER_DOWN;
	return vowner_silent_since(owner, &since) ? VOWNER_SILENT : VOWNER_ANSWERS;
}

/**
 * vowner_state_update - tell if it is another than it was
 * @owner: the PF; one that was stopped is not looked at
 *
 * May sleep; under the owner's lock.
 */
void vowner_state_update(struct vowner *owner)
{
	enum vowner_answer answer;

	lockdep_assert_held(&owner->lock);

	if (owner->stopped)
		return;
	answer = answer_of(owner);
	if (answer != owner->state.answer) {
		WRITE_ONCE(owner->state.answer, answer);
		tell(owner, answer_names[answer]);
	}
	if (answer == VOWNER_SILENT)
		queue_delayed_work(system_long_wq, &owner->state.look, LOOK_EVERY);
}

static void look(struct work_struct *work)
{
	struct vowner *owner = container_of(work, struct vowner, state.look.work);

	mutex_lock(&owner->lock);
	vowner_state_update(owner);
	mutex_unlock(&owner->lock);
}

/**
 * vowner_state_init - a PF that answers
 * @owner: the PF
 */
void vowner_state_init(struct vowner *owner)
{
	owner->state.answer = VOWNER_ANSWERS;
	owner->state.told = jiffies - LOOK_EVERY;
	INIT_DELAYED_WORK(&owner->state.look, look);
}

/**
 * vowner_state_stop - look no more
 * @owner: one that was stopped
 *
 * May sleep; not under the owner's lock.
 */
void vowner_state_stop(struct vowner *owner)
{
	cancel_delayed_work_sync(&owner->state.look);
}

/**
 * vowner_state_sent - a command has ended
 * @owner: the PF
 * @ret: how
 *
 * Any context.
 */
void vowner_state_sent(struct vowner *owner, int ret)
{
	unsigned long next = READ_ONCE(owner->state.told) + LOOK_EVERY;

	if (ret != ACCESS_ERR_TIMEOUT && ret != ACCESS_ERR_UNANSWERED)
		return;
	if (READ_ONCE(owner->state.answer) == VOWNER_ANSWERS)
		queue_delayed_work(system_long_wq, &owner->state.look,
				   time_before(jiffies, next) ? next - jiffies : 0);
}

/**
 * vowner_state_reset - it has been reset: tell that
 * @owner: the PF
 *
 * May sleep; under the owner's lock.
 */
void vowner_state_reset(struct vowner *owner)
{
	tell(owner, "reset");
}

/**
 * vowner_state_name - how it is, in a word
 * @owner: the PF
 */
const char *vowner_state_name(const struct vowner *owner)
{
	return answer_names[READ_ONCE(owner->up) ? READ_ONCE(owner->state.answer) :
						   VOWNER_DOWN];
}
