// SPDX-License-Identifier: GPL-2.0-only
/* Takes all steps, and draws the verdict from them. */
#include <stdio.h>
#include <string.h>

#include "device/driver.h"
#include "device/mode.h"
#include "explain/explain.h"
#include "explain/steps.h"
#include "file.h"

static void set_mode(struct explanation *explanation, const char *mode)
{
	snprintf(explanation->mode, sizeof(explanation->mode), "%s", mode);
}

/* What the driver will decide for a VF that is not bound to it yet. */
static void predict(struct explanation *explanation)
{
	enum step_result device =
		step_worst(explanation->steps, STEP_FUNCTION, STEP_GROUP);
	char mode[16];

	file_read(mode, sizeof(mode),
		  "/sys/module/virtio_vfio_pci/parameters/default_mode");
	if (device == STEP_FAILED)
		set_mode(explanation, "modern");
	else if (device == STEP_OK)
		set_mode(explanation, *mode ? mode : "transitional");

	if (step_worst(explanation->steps, STEP_FUNCTION, STEPS) == STEP_FAILED)
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
	bool bound = driver_is_ours(function->driver);
	bool has_legacy = bound && mode_has_legacy(function->address);
	struct step *steps = explanation->steps;
	struct mode mode;

	memset(explanation, 0, sizeof(*explanation));

	steps_device(steps, function);
	steps_pf(steps, function, all);
	steps_device_vfs(steps, function);
	steps_group(&steps[STEP_GROUP], function);
	steps_host_module(&steps[STEP_MODULE]);
	if (bound && !has_legacy)
		steps_reason(steps, function);
	steps_host_binding(steps, function);

	if (!bound) {
		predict(explanation);
		return;
	}
	mode_read(&mode, function->address);
	set_mode(explanation, mode.name);
	snprintf(explanation->reason, sizeof(explanation->reason), "%s",
		 mode.word);
	if (!has_legacy || !strcmp(mode.name, "modern"))
		explanation->verdict = VERDICT_NOT;
	else if (step_worst(explanation->steps, STEP_FUNCTION, STEPS) ==
		 STEP_FAILED)
		explanation->verdict = VERDICT_BLOCKED;
	else
		explanation->verdict = VERDICT_IS;
}
