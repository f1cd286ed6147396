// SPDX-License-Identifier: GPL-2.0-only
/*
 * The step that the driver itself named in the kernel's log, when it took a VF and
 * left it modern. That was then: things may be other now.
 */
#include <errno.h>
#include <string.h>

#include "explain/kernel.h"
#include "explain/steps.h"

static const struct {
	const char *text;
	enum step_id step;
} reasons[] = {
	{ "not a virtual function", STEP_FUNCTION },
	{ "not a virtio 1.x device", STEP_DEVICE },
	{ "no legacy support for this device type", STEP_TYPE },
	{ "BAR0 of its own", STEP_BAR0 },
	{ "is not driven by", STEP_PF_DRIVER },
	{ "the virtio device of the PF", STEP_PF_DEVICE },
	{ "does not answer", STEP_QUEUE },
	{ "offers no legacy commands", STEP_OPCODES },
	{ "failed to read", STEP_OPCODES },
};

static enum step_id step_of(const char *reason)
{
	for (size_t i = 0; i < sizeof(reasons) / sizeof(reasons[0]); i++)
		if (strstr(reason, reasons[i].text))
			return reasons[i].step;
	return STEP_OPCODES;
}

/* What to do about the cause, if it is there still; then it may decide again. */
static const char *first(const char *reason)
{
	if (strstr(reason, "does not answer"))
		return "bind the PF's driver anew; then: ";
	if (strstr(reason, "offers no legacy commands"))
		return "switch them on in the card's own setup (see its manual); then: ";
	if (strstr(reason, "failed to read"))
		return "see what the kernel log has of the PF; then: ";
	return "";
}

static void again(struct step *step, const char *reason,
		  const struct function *function)
{
	step_mend(step, "%svirtio-vfio unbind %s; virtio-vfio bind %s",
		  first(reason), function->address, function->address);
}

void steps_log(struct step *steps, const struct function *function)
{
	bool any_failed = step_worst(steps, STEP_FUNCTION, STEP_GROUP) ==
			  STEP_FAILED;
	struct step *step = &steps[STEP_MODE];
	char line[256];
	enum step_id id;
	int ret;

	ret = kernel_log_last(line, sizeof(line), OUR_DRIVER, function->address,
			      MODERN_ONLY);
	if (ret) {
		step_failed(
			step,
			"modern: the driver found no legacy interface, and why is not known (%s)",
			ret == -ENOENT ? "the kernel log has no such line"
			: ret == -EPERM || ret == -EACCES
				? "only root may read the kernel log"
				: strerror(-ret));
		if (!any_failed)
			again(step, "", function);
		return;
	}
	step_failed(step, "modern: the driver found no legacy interface");

	id = step_of(line);
	step = &steps[id];
	if (step->result == STEP_FAILED)
		return;
	if (any_failed && id >= STEP_PF_DRIVER)
		return;
	step_failed(step, "when it was bound: %s", line + strlen(MODERN_ONLY));
	again(step, line, function);
}
