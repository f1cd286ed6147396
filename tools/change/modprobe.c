// SPDX-License-Identifier: GPL-2.0-only
/* Loading a module, with the program that the kernel itself uses. */
#include <spawn.h>
#include <stdio.h>
#include <sys/wait.h>
#include <unistd.h>

#include "change/modprobe.h"
#include "device/driver.h"
#include "file.h"

/* Under whatever name. */
static bool is_there(const char *driver)
{
	return file_exists("/sys/bus/pci/drivers/%s", driver_now(driver));
}

static bool run(const char *program, const char *driver)
{
	char *const args[] = { "modprobe", "-q", (char *)driver, NULL };
	int status;
	pid_t pid;

	if (posix_spawn(&pid, program, NULL, NULL, args, environ))
		return false;
	return waitpid(pid, &status, 0) == pid && WIFEXITED(status) &&
	       !WEXITSTATUS(status);
}

bool modprobe_load(const char *driver, char *why, size_t size)
{
	char program[256];

	if (is_there(driver))
		return true;
	if (file_read(program, sizeof(program), "/proc/sys/kernel/modprobe") ||
	    !*program)
		snprintf(program, sizeof(program), "/sbin/modprobe");
	if (run(program, driver) && is_there(driver))
		return true;
	snprintf(
		why, size,
		"was left alone: the module %s cannot be loaded; install virtio-vfio-pci-dkms, or in the sources: make modules modules_install && depmod",
		driver);
	return false;
}
