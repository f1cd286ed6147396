// SPDX-License-Identifier: GPL-2.0-only
/*
 * The step that the driver itself names (mode_reason), of a VF that it took and left
 * modern. It is the reason of that time; what was in the way may be gone by now.
 */
#include <string.h>

#include "device/mode.h"
#include "explain/reason.h"
#include "explain/steps.h"

/* The driver only looks again when the VF is bound again. */
static void bind_again(struct advice *advice, const struct function *function)
{
	advice_give(advice, ADVICE_bind_again,
		    "virtio-vfio unbind %s && virtio-vfio bind %s",
		    function->address, function->address);
}

static void advise(struct step *step, const struct function *function,
		   const char *word)
{
	if (!strcmp(word, "pf_no_commands")) {
		advice_give(
			&step->fix, ADVICE_switch_on,
			"switch them on in the card's own setup (see its manual)");
		bind_again(&step->further, function);
		return;
	}
	bind_again(&step->fix, function);
	if (!strcmp(word, "pf_no_answer"))
		advice_give(
			&step->further, ADVICE_bind_pf_anew,
			"if it does not answer then either, its driver has to be bound anew, which takes all its VFs away: end the guests that have them first");
	else if (!strcmp(word, "pf_error"))
		advice_give(
			&step->further, ADVICE_see_log,
			"if that does not help, the kernel log has the error of the PF's driver");
}

void steps_reason(struct step *steps, const struct function *function)
{
	bool any_failed = step_worst(steps, STEP_FUNCTION, STEP_GROUP) ==
			  STEP_FAILED;
	struct step *step = &steps[STEP_MODE];
	enum step_id id;
	struct mode mode;

	mode_read(&mode, function->address);
	id = reason_step(mode.word);
	if (id == STEP_MODE) {
		step_failed(
			step, "modern: %s",
			*mode.word
				? mode.text
				: "the driver found no legacy interface, and does not say why");
		if (!any_failed)
			bind_again(&step->fix, function);
		return;
	}
	step_failed(step, "modern: the driver found no legacy interface");

	step = &steps[id];
	if (step->result == STEP_FAILED)
		return;
	/* what is in the way now goes before what was when the VF was bound */
	if (any_failed && id >= STEP_PF_DRIVER)
		return;
	step_failed(step, "when it was bound: %s", mode.text);
	advise(step, function, mode.word);
}
