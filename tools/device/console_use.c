// SPDX-License-Identifier: GPL-2.0-only
/* debugfs says what terminal a port is; processes and the kernel may have it open. */
#include <dirent.h>
#include <limits.h>
#include <stdio.h>
#include <string.h>

#include "device/console_use.h"
#include "file.h"

#define PORTS	   "/sys/kernel/debug/virtio-ports"
#define UNKNOWN	   (-1)
#define NO_CONSOLE (-2)

/* The number that virtio_console gave the port's console; 0: it is none; or UNKNOWN. */
static int console_of(const char *port)
{
	char path[PATH_MAX], line[128];
	int number = UNKNOWN, read;
	bool is_console = true;
	FILE *stream;

	stream = fopen(file_path(path, sizeof(path), PORTS "/%s", port), "re");
	if (!stream)
		return UNKNOWN;
	while (fgets(line, sizeof(line), stream)) {
		if (!strncmp(line, "is_console: no", 14))
			is_console = false;
		else if (sscanf(line, "console_vtermno: %d", &read) == 1)
			number = read;
	}
	fclose(stream);
	return is_console ? number : 0;
}

/*
 * Consoles are numbered from 1 and terminals from 0, and each new one gets the lowest
 * number that is free; but the consoles of Linux before 6.2 get numbers that nobody had.
 * So the order is the same if no number is left out, and only virtio has terminals.
 */
static bool is_same_order(void)
{
	char path[PATH_MAX];
	struct dirent *entry;
	int nr = 0, highest = 0, number;
	DIR *dir;

	if (file_exists("/sys/hypervisor/type"))
		return false;
	dir = opendir(file_path(path, sizeof(path), PORTS));
	if (!dir)
		return false;
	while ((entry = readdir(dir))) {
		number = console_of(entry->d_name);
		nr += number > 0;
		if (number > highest)
			highest = number;
	}
	closedir(dir);
	return nr == highest;
}

/* The number of the port's terminal, UNKNOWN or NO_CONSOLE. */
static int terminal_of(const struct part *port)
{
	int console = console_of(port->name);

	if (!console)
		return NO_CONSOLE;
	return console > 0 && is_same_order() ? console - 1 : UNKNOWN;
}

/* Does the kernel itself write to it? */
static bool is_kernels(const char *terminal)
{
	char path[PATH_MAX], line[128];
	bool ret = false;
	FILE *stream;

	stream = fopen(file_path(path, sizeof(path), "/proc/consoles"), "re");
	if (!stream)
		return false;
	while (!ret && fgets(line, sizeof(line), stream)) {
		line[strcspn(line, " \t\n")] = '\0';
		ret = !strcmp(line, terminal);
	}
	fclose(stream);
	return ret;
}

static bool terminal_in_use(const char *terminal, bool is_certain,
			    const struct holders *holders, char *text,
			    size_t size)
{
	const struct holder *holder = NULL;
	dev_t number;

	if (!file_device(&number, "/sys/class/tty/%s/dev", terminal))
		holder = holders_of_file(holders, false, number);
	if (holder)
		snprintf(text, size, "its console %s%s%s open in %s (pid %d)",
			 is_certain ? "" : "may be ", terminal,
			 is_certain ? " is" : ", which is", holder->command,
			 holder->pid);
	else if (is_kernels(terminal))
		snprintf(text, size, "its console %s%s%s the kernel's own",
			 is_certain ? "" : "may be ", terminal,
			 is_certain ? " is" : ", which is");
	return *text;
}

bool console_use_find(const struct part *port, const struct holders *holders,
		      char *text, size_t size)
{
	int own = terminal_of(port);
	char path[PATH_MAX], name[16];
	struct dirent *entry;
	DIR *dir;

	*text = '\0';
	if (own == NO_CONSOLE)
		return false;
	snprintf(name, sizeof(name), "hvc%d", own);
	if (own != UNKNOWN)
		return terminal_in_use(name, true, holders, text, size);
	dir = opendir(file_path(path, sizeof(path), "/sys/class/tty"));
	if (!dir)
		return false;
	while (!*text && (entry = readdir(dir)))
		if (!strncmp(entry->d_name, "hvc", 3))
			terminal_in_use(entry->d_name, false, holders, text,
					size);
	closedir(dir);
	return *text;
}
