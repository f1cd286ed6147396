// SPDX-License-Identifier: GPL-2.0-only
/* The steps about the host: IOMMU, module, binding. */
#include <dirent.h>
#include <limits.h>
#include <stdio.h>
#include <string.h>

#include "device/driver.h"
#include "device/mode.h"
#include "explain/steps.h"
#include "file.h"
#include "kernel/module.h"

#define DEVICES "/sys/bus/pci/devices/"

/*
 * Drivers that leave the DMA of a group to its user. All others that a device of the
 * group is bound to make it unusable.
 */
static bool is_harmless(const char *address, const char *driver)
{
	static const char *const harmless[] = { "", "pci-stub", "pcieport" };

	for (size_t i = 0; i < sizeof(harmless) / sizeof(harmless[0]); i++)
		if (!strcmp(driver, harmless[i]))
			return true;
	return !strcmp(driver, "vfio-pci") ||
	       file_exists(DEVICES "%s/vfio-dev", address) ||
	       strstr(driver, "-vfio-pci") || strstr(driver, "vfio_pci");
}

/* The first device of the VF's group that is in the way, other than itself. */
static bool in_the_way(const struct function *function, char *address,
		       char *driver)
{
	char path[PATH_MAX];
	struct dirent *entry;
	bool found = false;
	DIR *dir;

	dir = opendir(file_path(path, sizeof(path),
				DEVICES "%s/iommu_group/devices",
				function->address));
	if (!dir)
		return false;
	while (!found && (entry = readdir(dir))) {
		if (*entry->d_name == '.' ||
		    !strcmp(entry->d_name, function->address))
			continue;
		snprintf(address, ADDRESS_SIZE, "%s", entry->d_name);
		file_link(driver, DRIVER_SIZE, DEVICES "%s/driver", address);
		found = !is_harmless(address, driver);
	}
	closedir(dir);
	return found;
}

void steps_host_group(struct step *step, const struct function *function)
{
	char address[ADDRESS_SIZE], driver[DRIVER_SIZE];

	if (function->group < 0) {
		step_failed(step, "none: the IOMMU is off, or there is none");
		step_fix(
			step,
			"switch it on in the firmware, and add intel_iommu=on (AMD: nothing) to the kernel's arguments");
	} else if (in_the_way(function, address, driver)) {
		step_failed(step, "%d is not viable: %s in it is bound to %s",
			    function->group, address, driver);
		step_fix(step, "echo %s >" DEVICES "%s/driver/unbind", address,
			 address);
	} else {
		step_ok(step, "%d, viable", function->group);
	}
}

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
	step_fix(step, "%s", module->fix.text);
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
	step_fix(step, "virtio-vfio bind %s --mode transitional",
		 function->address);
}

static void default_mode_step(struct step *step,
			      const struct function *function)
{
	char mode[16];

	file_read(mode, sizeof(mode),
		  "/sys/module/virtio_vfio_pci/parameters/default_mode");
	if (strcmp(mode, "modern")) {
		step_ok(step, "%s by default", *mode ? mode : "transitional");
		return;
	}
	step_failed(step, "modern by default (the module's default_mode)");
	step_fix(step, "virtio-vfio bind %s --mode transitional",
		 function->address);
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
	if (function->kind != FUNCTION_VF)
		return;
	step_todo(driver, "%s", *function->driver ? function->driver : "none");
	step_fix(driver, "virtio-vfio bind %s", function->address);
	default_mode_step(mode, function);
}
