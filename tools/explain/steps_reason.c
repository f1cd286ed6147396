// SPDX-License-Identifier: GPL-2.0-only
/*
 * The step that the driver itself names (mode_reason), of a VF that it took and left
 * modern. It is the reason of that time; what was in the way may be gone by now.
 */
#include "device/mode.h"
#include "explain/reason.h"
#include "explain/steps.h"

/* The driver only looks again when the VF is bound again. */
static void fix_by_binding_again(struct step *step, const char *first,
				 const struct function *function)
{
	step_fix(step, "%svirtio-vfio unbind %s; virtio-vfio bind %s", first,
		 function->address, function->address);
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
			fix_by_binding_again(step, "", function);
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
	fix_by_binding_again(step, reason_first_fix(mode.word), function);
}
