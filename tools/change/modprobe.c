// SPDX-License-Identifier: GPL-2.0-only
/* Loading a module, with the program that the kernel itself uses. */
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "change/modprobe.h"
#include "change/stand_in.h"
#include "device/driver.h"
#include "file.h"
#include "kernel/module.h"
#include "program.h"

/* Under whatever name. */
static bool is_there(const char *driver)
{
	return file_exists("/sys/bus/pci/drivers/%s", driver_now(driver));
}

static void explain(const char *driver, const char *said, char *why,
		    size_t size)
{
	struct module module;
	char name[64];

	module_look(&module, driver);
	if (module.state == MODULE_BLOCKED) {
		snprintf(why, size,
			 "was left alone, as there is no driver %s: %s; %s: %s",
			 driver, module.found,
			 advice_is_command(module.fix.id) ? "this helps"
							  : "what helps",
			 module.fix.text);
		return;
	}
	snprintf(name, sizeof(name), "%s", driver);
	for (char *at = name; *at; at++)
		if (*at == '-')
			*at = '_';
	snprintf(
		why, size,
		"was left alone, as the module %s cannot be loaded%s%s; dmesg | grep %s may say why",
		driver, *said ? ": " : "", said, name);
}

/* What modprobe said last is in @said. */
static bool load(const char *module, char *said, size_t size)
{
	const char *const args[] = { "modprobe", module, NULL };
	char program[256];

	if (file_read(program, sizeof(program), "/proc/sys/kernel/modprobe") ||
	    !*program)
		snprintf(program, sizeof(program), "/sbin/modprobe");
	return !program_run(program, args, STDERR_FILENO, said, size);
}

bool modprobe_module(const char *module)
{
	char said[256];

	return load(module, said, sizeof(said));
}

/* With the options that are set for vfio-pci, if it stands in for that. */
static const char *module_of(const char *driver)
{
	return !strcmp(driver, OUR_DRIVER) && stand_in_is_set() ? STOCK_DRIVER
								: driver;
}

bool modprobe_load(const char *driver, char *why, size_t size)
{
	char said[256];

	if (is_there(driver))
		return true;
	if (load(module_of(driver), said, sizeof(said)) && is_there(driver))
		return true;
	if (module_of(driver) != driver && is_there(STOCK_DRIVER)) {
		snprintf(
			why, size,
			"was left alone: virtio-vfio-pci is to stand in for vfio-pci, and the kernel's own is loaded; virtio-vfio stand-in on");
		return false;
	}
	explain(driver, said, why, size);
	return false;
}
