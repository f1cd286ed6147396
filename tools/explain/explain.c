// SPDX-License-Identifier: GPL-2.0-only
/* All steps together, and what follows from them. */
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "device/mode.h"
#include "explain/step.h"
#include "file.h"

const char *const step_names[STEPS] = {
	[STEP_FUNCTION] = "function",	  [STEP_DEVICE] = "device id",
	[STEP_TYPE] = "device type",	  [STEP_BAR0] = "BAR0",
	[STEP_PF_DRIVER] = "PF's driver", [STEP_PF_DEVICE] = "PF's device",
	[STEP_QUEUE] = "admin queue",	  [STEP_OPCODES] = "opcodes",
	[STEP_GROUP] = "IOMMU group",	  [STEP_MODULE] = "module",
	[STEP_DRIVER] = "driver",	  [STEP_MODE] = "mode",
};

static void found(struct step *step, enum step_result result, const char *fmt,
		  va_list args)
{
	step->result = result;
	vsnprintf(step->found, sizeof(step->found), fmt, args);
	*step->mend = '\0';
}

void step_ok(struct step *step, const char *fmt, ...)
{
	va_list args;

	va_start(args, fmt);
	found(step, STEP_OK, fmt, args);
	va_end(args);
}

void step_todo(struct step *step, const char *fmt, ...)
{
	va_list args;

	va_start(args, fmt);
	found(step, STEP_TODO, fmt, args);
	va_end(args);
}

void step_failed(struct step *step, const char *fmt, ...)
{
	va_list args;

	va_start(args, fmt);
	found(step, STEP_FAILED, fmt, args);
	va_end(args);
}

void step_unknown(struct step *step, const char *fmt, ...)
{
	va_list args;

	va_start(args, fmt);
	found(step, STEP_UNKNOWN, fmt, args);
	va_end(args);
}

void step_mend(struct step *step, const char *fmt, ...)
{
	va_list args;

	va_start(args, fmt);
	vsnprintf(step->mend, sizeof(step->mend), fmt, args);
	va_end(args);
}

/* The worst of the steps from @first to before @end. */
static enum step_result worst(const struct explanation *explanation,
			      enum step_id first, enum step_id end)
{
	enum step_result result = STEP_OK;

	for (enum step_id i = first; i < end; i++) {
		if (explanation->steps[i].result == STEP_FAILED)
			return STEP_FAILED;
		if (explanation->steps[i].result == STEP_UNKNOWN)
			result = STEP_UNKNOWN;
	}
	return result;
}

static void set_mode(struct explanation *explanation, const char *mode)
{
	snprintf(explanation->mode, sizeof(explanation->mode), "%s", mode);
}

/* What the driver will say of a VF that it does not have yet. */
static void predict(struct explanation *explanation)
{
	enum step_result device = worst(explanation, STEP_FUNCTION, STEP_GROUP);
	char mode[16];

	file_read(mode, sizeof(mode),
		  "/sys/module/virtio_vfio_pci/parameters/default_mode");
	if (device == STEP_FAILED)
		set_mode(explanation, "modern");
	else if (device == STEP_OK)
		set_mode(explanation, *mode ? mode : "transitional");

	if (worst(explanation, STEP_FUNCTION, STEPS) == STEP_FAILED)
		explanation->verdict = VERDICT_NOT;
	else if (device == STEP_UNKNOWN)
		explanation->verdict = VERDICT_UNKNOWN;
	else
		explanation->verdict = VERDICT_WOULD_BE;
}

void explain_function(struct explanation *explanation,
		      const struct function *function,
		      const struct functions *all)
{
	bool bound = !strcmp(function->driver, OUR_DRIVER);
	char mode[16];

	memset(explanation, 0, sizeof(*explanation));
	explanation->decided = bound && mode_has_legacy(function->address);

	explain_device(explanation, function);
	explain_pf(explanation, function, all);
	explain_group(&explanation->steps[STEP_GROUP], function);
	explain_module(&explanation->steps[STEP_MODULE]);
	if (bound && !explanation->decided)
		explain_log(explanation, function);
	explain_binding(explanation, function);

	if (!bound) {
		predict(explanation);
		return;
	}
	file_read(mode, sizeof(mode), "/sys/bus/pci/devices/%s/mode",
		  function->address);
	set_mode(explanation, mode);
	if (!explanation->decided || !strcmp(mode, "modern"))
		explanation->verdict = VERDICT_NOT;
	else if (worst(explanation, STEP_FUNCTION, STEPS) == STEP_FAILED)
		explanation->verdict = VERDICT_BLOCKED;
	else
		explanation->verdict = VERDICT_IS;
}
