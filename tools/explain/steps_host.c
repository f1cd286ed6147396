// SPDX-License-Identifier: GPL-2.0-only
/* The steps about the host: module, binding. */
#include <stdio.h>
#include <string.h>

#include "device/driver.h"
#include "device/mode.h"
#include "explain/steps.h"
#include "file.h"
#include "kernel/module.h"

/* Looked at once, as it is the same for all VFs. */
static const struct module *our_module(void)
{
	static struct module module;

	if (!*module.found)
		module_look(&module, OUR_DRIVER);
	return &module;
}

void steps_host_module(struct step *step)
{
	const struct module *module = our_module();

	switch (module->state) {
	case MODULE_LOADED:
		step_ok(step, "%s", module->found);
		break;
	case MODULE_LOADABLE:
		step_todo(step, "%s", module->found);
		break;
	default:
		step_failed(step, "%s", module->found);
	}
	step->fix = module->fix;
	step->further = module->lasting;
}

/* With which it has a legacy interface. There can be one BAR0 only. */
static const char *legacy_mode(const struct function *function)
{
	return function->bar0 ? "legacy" : "transitional";
}

static void mode_step(struct step *step, const struct function *function)
{
	struct mode mode;

	mode_read(&mode, function->address);
	if (strcmp(mode.name, "modern")) {
		step_ok(step, "%s%s%s", mode.name, *mode.text ? ", " : "",
			mode.text);
		return;
	}
	step_failed(step, "modern, %s",
		    *mode.text ? mode.text : "as was chosen");
	advice_give(&step->fix, ADVICE_set_mode,
		    "virtio-vfio bind %s --mode %s", function->address,
		    legacy_mode(function));
}

static void default_mode_step(struct step *step,
			      const struct function *function)
{
	char mode[16];

	file_read(mode, sizeof(mode),
		  "/sys/module/virtio_vfio_pci/parameters/default_mode");
	if (!*mode)
		snprintf(mode, sizeof(mode), "transitional");
	if (!strcmp(mode, "legacy") ||
	    (!function->bar0 && !strcmp(mode, "transitional"))) {
		step_ok(step, "%s by default", mode);
		return;
	}
	step_failed(step, "modern by default (%s)",
		    strcmp(mode, "modern") ? "as it has a BAR0 of its own"
					   : "the module's default_mode");
	advice_give(&step->fix, ADVICE_bind_with_mode,
		    "virtio-vfio bind %s --mode %s", function->address,
		    legacy_mode(function));
}

void steps_host_binding(struct step *steps, const struct function *function)
{
	struct step *driver = &steps[STEP_DRIVER];
	struct step *mode = &steps[STEP_MODE];

	if (driver_is_ours(function->driver)) {
		step_ok(driver, "%s%s", function->driver,
			strcmp(function->driver, OUR_DRIVER)
				? ", the module virtio-vfio-pci under that name"
				: "");
		if (mode_has_legacy(function->address))
			mode_step(mode, function);
		return;
	}
	/* it is its VFs that are for guests */
	if (function->num_vfs > 0)
		return;
	step_todo(driver, "%s", *function->driver ? function->driver : "none");
	advice_give(&driver->fix, ADVICE_bind_vf, "virtio-vfio bind %s",
		    function->address);
	default_mode_step(mode, function);
}
