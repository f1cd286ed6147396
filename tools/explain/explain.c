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

/* Of the function itself, and the way to its registers, whichever that is. */
static enum step_result of_device(const struct step *steps)
{
	enum step_result device =
		step_worst(steps, STEP_FUNCTION, STEP_PF_DRIVER);
	enum step_result way = step_worst(steps, STEP_BACKEND, STEP_GROUP);

	if (device == STEP_FAILED || way == STEP_FAILED)
		return STEP_FAILED;
	return device == STEP_OK ? way : device;
}

static enum step_result of_host(const struct step *steps)
{
	return step_worst(steps, STEP_GROUP, STEPS);
}

/* What the driver will decide for a VF that is not bound to it yet. */
static void predict(struct explanation *explanation,
		    const struct function *function)
{
	const struct step *steps = explanation->steps;
	enum step_result device = of_device(steps);
	char mode[16];

	file_read(mode, sizeof(mode),
		  "/sys/module/virtio_vfio_pci/parameters/default_mode");
	if (device == STEP_FAILED || (function->bar0 && strcmp(mode, "legacy")))
		set_mode(explanation, "modern");
	else if (device == STEP_OK)
		set_mode(explanation, *mode ? mode : "transitional");

	if (device == STEP_FAILED || of_host(steps) == STEP_FAILED)
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
	const char *backend;
	struct mode mode;

	memset(explanation, 0, sizeof(*explanation));

	steps_device(steps, function);
	steps_pf(steps, function, all);
	steps_device_vfs(steps, function);
	if (bound && !has_legacy)
		steps_reason(steps, function);
	backend = steps_backend(steps, function, all);
	snprintf(explanation->backend, sizeof(explanation->backend), "%s",
		 backend);
	steps_group(&steps[STEP_GROUP], function);
	steps_host_module(&steps[STEP_MODULE]);
	steps_host_binding(steps, function);

	if (!bound) {
		predict(explanation, function);
		if (explanation->verdict != VERDICT_NOT)
			migration_predict(&explanation->migration, function,
					  backend);
		return;
	}
	if (has_legacy)
		migration_ask(&explanation->migration, function);
	mode_read(&mode, function->address);
	set_mode(explanation, mode.name);
	snprintf(explanation->reason, sizeof(explanation->reason), "%s",
		 mode.word);
	if (!has_legacy || !strcmp(mode.name, "modern"))
		explanation->verdict = VERDICT_NOT;
	else if (of_device(steps) == STEP_FAILED ||
		 of_host(steps) == STEP_FAILED)
		explanation->verdict = VERDICT_BLOCKED;
	else
		explanation->verdict = VERDICT_IS;
}
