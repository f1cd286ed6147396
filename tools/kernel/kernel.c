// SPDX-License-Identifier: GPL-2.0-only
/* Arguments, configuration and symbols of the running kernel. */
#include <ctype.h>
#include <limits.h>
#include <stdio.h>
#include <string.h>
#include <sys/utsname.h>

#include "file.h"
#include "kernel/kernel.h"

#define OPTION	     "CONFIG_VIRTIO_PCI_ADMIN_LEGACY"
#define SYMBOL	     "virtio_pci_admin_has_legacy_io"
#define PARTS_SYMBOL "virtio_pci_admin_dev_parts_set"

const char *kernel_release(void)
{
	static struct utsname name;

	if (!*name.release && file_read(name.release, sizeof(name.release),
					"/proc/sys/kernel/osrelease"))
		uname(&name);
	return name.release;
}

static bool same_name(const char *a, const char *b, size_t len)
{
	for (size_t i = 0; i < len; i++)
		if (a[i] != b[i] && !(strchr("-_", a[i]) && strchr("-_", b[i])))
			return false;
	return true;
}

/* Behind the "=" of "@module.@name=", or NULL if @argument is another one. */
static const char *value_of(const char *argument, const char *module,
			    const char *name)
{
	size_t len = strlen(module);

	if (*argument == '"')
		argument++;
	if (len) {
		if (strlen(argument) <= len ||
		    !same_name(argument, module, len) || argument[len] != '.')
			return NULL;
		argument += len + 1;
	}
	len = strlen(name);
	if (strlen(argument) <= len || !same_name(argument, name, len) ||
	    argument[len] != '=')
		return NULL;
	return argument + len + 1;
}

/* Cuts the next argument off, which may have blanks in quotes; NULL if none is left. */
static char *next_argument(char **rest)
{
	bool quoted = false;
	char *start = *rest;

	while (isspace((unsigned char)*start))
		start++;
	if (!*start)
		return NULL;
	for (*rest = start; **rest; (*rest)++) {
		if (**rest == '"')
			quoted = !quoted;
		if (!quoted && isspace((unsigned char)**rest))
			break;
	}
	if (**rest)
		*(*rest)++ = '\0';
	return start;
}

bool kernel_argument(char *value, size_t size, const char *module,
		     const char *name)
{
	char arguments[4096], *rest = arguments, *argument;
	const char *found;
	bool is_there = false;

	*value = '\0';
	file_read(arguments, sizeof(arguments), "/proc/cmdline");
	while ((argument = next_argument(&rest))) {
		found = value_of(argument, module, name);
		if (!found)
			continue;
		is_there = true;
		found += *found == '"';
		snprintf(value, size, "%.*s", (int)strcspn(found, "\""), found);
	}
	return is_there;
}

bool kernel_list_has(const char *list, const char *name)
{
	size_t len = strlen(name), one;

	for (; *list; list += one + (list[one] == ',')) {
		one = strcspn(list, ",");
		if (one == len && !strncmp(list, name, len))
			return true;
	}
	return false;
}

/*
 * The first line of a file that has @text (not at its start only). Returns false if
 * there is none; @opened says whether there is a file at all.
 */
static bool find_line(char *line, int size, const char *path, const char *text,
		      bool *opened)
{
	FILE *stream = fopen(path, "re");
	bool found = false;

	*opened = stream;
	if (!stream)
		return false;
	while (!found && fgets(line, size, stream))
		found = strstr(line, text);
	fclose(stream);
	return found;
}

enum known kernel_sends_legacy_commands(char *how, size_t size)
{
	char path[PATH_MAX], line[512];
	bool found, opened;

	file_path(path, sizeof(path), "/boot/config-%s", kernel_release());
	found = find_line(line, sizeof(line), path, OPTION, &opened);
	if (opened) {
		found = found && strstr(line, OPTION "=y");
		snprintf(how, size, OPTION "%s in /boot/config-%.64s",
			 found ? "=y" : " is not set", kernel_release());
		return found ? KNOWN_YES : KNOWN_NO;
	}
	file_path(path, sizeof(path), "/proc/kallsyms");
	found = find_line(line, sizeof(line), path, SYMBOL, &opened);
	if (found) {
		snprintf(how, size, "the kernel has " SYMBOL "()");
		return KNOWN_YES;
	}
	if (opened && file_exists("/sys/bus/pci/drivers/virtio-pci")) {
		snprintf(how, size, "the kernel has no " SYMBOL "()");
		return KNOWN_NO;
	}
	snprintf(how, size, "no /boot/config-%.64s here", kernel_release());
	return KNOWN_NOT;
}

enum known kernel_exports_parts(void)
{
	char path[PATH_MAX], line[512];
	bool found, opened;

	file_path(path, sizeof(path), "/proc/kallsyms");
	found = find_line(line, sizeof(line), path, PARTS_SYMBOL, &opened);
	if (found)
		return KNOWN_YES;
	return opened && file_exists("/sys/bus/pci/drivers/virtio-pci")
		       ? KNOWN_NO
		       : KNOWN_NOT;
}

enum known kernel_has_iommufd(void)
{
	char path[PATH_MAX], line[512];
	bool found, opened;

	if (file_exists("/dev/iommu"))
		return KNOWN_YES;
	file_path(path, sizeof(path), "/boot/config-%s", kernel_release());
	found = find_line(line, sizeof(line), path, "CONFIG_IOMMUFD=", &opened);
	if (!opened)
		return KNOWN_NOT;
	return found ? KNOWN_YES : KNOWN_NO;
}
