/* SPDX-License-Identifier: GPL-2.0-only */
/* Does a PF answer? Who watches the host hears of it when that changes. */
#ifndef VOWNER_STATE_H
#define VOWNER_STATE_H

#include <linux/workqueue.h>

struct vowner;

/**
 * enum vowner_answer - how a PF is
 * @VOWNER_ANSWERS: nothing else is known of it
 * @VOWNER_SILENT: a sender has waited in vain for what is still at the device
 * @VOWNER_DOWN: its queues are not up
 */
enum vowner_answer {
	VOWNER_ANSWERS,
	VOWNER_SILENT,
	VOWNER_DOWN,
};

/**
 * struct vowner_state - of a PF, as the host has been told it
 * @answer: how it is; under the owner's lock, but for who only wants to know
 * @told: when that was said last, in jiffies
 * @look: finds out how it is
 */
struct vowner_state {
	enum vowner_answer answer;
	unsigned long told;
	struct delayed_work look;
};

void vowner_state_init(struct vowner *owner);
void vowner_state_stop(struct vowner *owner);
void vowner_state_sent(struct vowner *owner, int ret);
void vowner_state_update(struct vowner *owner);
void vowner_state_reset(struct vowner *owner);
const char *vowner_state_name(const struct vowner *owner);

#endif
