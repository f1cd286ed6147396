// SPDX-License-Identifier: GPL-2.0-only
/* Loading a module, with the program that the kernel itself uses. */
#include <spawn.h>
#include <stdio.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "change/modprobe.h"
#include "change/stand_in.h"
#include "device/driver.h"
#include "file.h"

/* Under whatever name. */
static bool is_there(const char *driver)
{
	return file_exists("/sys/bus/pci/drivers/%s", driver_now(driver));
}

static bool run(const char *program, const char *module)
{
	char *const args[] = { "modprobe", "-q", (char *)module, NULL };
	int status;
	pid_t pid;

	if (posix_spawn(&pid, program, NULL, NULL, args, environ))
		return false;
	return waitpid(pid, &status, 0) == pid && WIFEXITED(status) &&
	       !WEXITSTATUS(status);
}

bool modprobe_module(const char *module)
{
	char program[256];

	if (file_read(program, sizeof(program), "/proc/sys/kernel/modprobe") ||
	    !*program)
		snprintf(program, sizeof(program), "/sbin/modprobe");
	return run(program, module);
}

/* With the options that are set for vfio-pci, if it stands in for that. */
static const char *module_of(const char *driver)
{
	return !strcmp(driver, OUR_DRIVER) && stand_in_is_set() ? STOCK_DRIVER
								: driver;
}

bool modprobe_load(const char *driver, char *why, size_t size)
{
	if (is_there(driver))
		return true;
	if (modprobe_module(module_of(driver)) && is_there(driver))
		return true;
	snprintf(
		why, size,
		"was left alone: the module %s cannot be loaded; install virtio-vfio-pci-dkms, or in the sources: make modules modules_install && depmod",
		driver);
	return false;
}
