// SPDX-License-Identifier: GPL-2.0-only
/*
 * The step that the driver itself names (mode_reason), of a function that it took and
 * left modern. It is the reason of that time; what was in the way may be gone by now.
 */
#include <string.h>

#include "device/mode.h"
#include "explain/reason.h"
#include "explain/steps.h"

/* The driver only looks again when the function is bound again. */
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
	if (!strcmp(word, "unsafe_type")) {
		advice_give(
			&step->fix, ADVICE_commands_alone,
			"only as a VF whose PF has legacy commands can it be had");
		bind_again(&step->further, function);
		return;
	}
	if (!strcmp(word, "no_iommu")) {
		advice_give(
			&step->fix, ADVICE_offer_platform,
			"the host that makes it has to let it go through an IOMMU, and say so: QEMU does for iommu_platform=on, beside disable-legacy=on and a vIOMMU of the machine");
		bind_again(&step->further, function);
		return;
	}
	if (!strcmp(word, "not_vf") && steps_backend_advise_on(&step->fix)) {
		bind_again(&step->further, function);
		return;
	}
	bind_again(&step->fix, function);
	if (!strcmp(word, "pf_no_answer"))
		advice_give(
			&step->further, ADVICE_bind_pf_anew,
			"if it does not answer then either, its driver has to be bound anew, which takes all its VFs away: end the guests that have them first");
	else if (!strcmp(word, "no_structures") || !strcmp(word, "no_reset"))
		advice_give(
			&step->further, ADVICE_see_log_of_function,
			"if that does not help, the kernel log has what is wrong with the device");
	else if (!strcmp(word, "pf_error"))
		advice_give(
			&step->further, ADVICE_see_log,
			"if that does not help, the kernel log has the error of the PF's driver");
}

void steps_reason(struct step *steps, const struct function *function)
{
	/* of what is no VF, the PF's steps are about others */
	enum step_id end = function->kind == FUNCTION_VF ? STEP_BACKEND
							 : STEP_PF_DRIVER;
	bool any_failed = step_worst(steps, STEP_FUNCTION, end) == STEP_FAILED;
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
	if (!strcmp(mode.word, "has_vfs") && function->num_vfs > 0)
		advice_give(
			&step->further, ADVICE_without_vfs,
			"or virtio-vfio vfs %s 0, for a guest to have the PF itself, and then bind it again",
			function->address);
	if (step->result == STEP_FAILED)
		return;
	/* what is in the way now goes before what was when the VF was bound */
	if (any_failed && id >= STEP_PF_DRIVER)
		return;
	step_failed(step, "when it was bound: %s", mode.text);
	advise(step, function, mode.word);
}
