// SPDX-License-Identifier: GPL-2.0-only
/*
 * The driver answers some accesses by itself, and does not wait for all: not during a
 * check, as it is the device that is to be checked. A parameter of the module, so for
 * all VFs.
 */
#include <fcntl.h>
#include <limits.h>
#include <signal.h>
#include <unistd.h>

#include "check/shortcuts.h"
#include "file.h"

#define SHORTCUTS "/sys/module/virtio_vfio_pci/parameters/shortcuts"

static char shortcuts_path[PATH_MAX];
static char shortcuts_were[8];

/* Also called by a signal's handler. */
void shortcuts_back(void)
{
	int fd;

	if (!*shortcuts_were)
		return;
	fd = open(shortcuts_path, O_WRONLY | O_CLOEXEC);
	if (fd < 0)
		return;
	if (write(fd, shortcuts_were, 1) == 1)
		*shortcuts_were = '\0';
	close(fd);
}

static void on_signal(int number)
{
	shortcuts_back();
	_exit(128 + number);
}

void shortcuts_off(void)
{
	static const int numbers[] = { SIGINT, SIGTERM, SIGHUP, SIGPIPE };

	file_path(shortcuts_path, sizeof(shortcuts_path), SHORTCUTS);
	file_read(shortcuts_were, sizeof(shortcuts_were), SHORTCUTS);
	for (size_t i = 0; i < sizeof(numbers) / sizeof(numbers[0]); i++)
		signal(numbers[i], on_signal);
	if (*shortcuts_were)
		file_write("N", SHORTCUTS);
}
