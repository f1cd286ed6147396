// SPDX-License-Identifier: GPL-2.0-only
/* Configuration, symbols and modules of the running kernel. */
#include <stdbool.h>
#include <stdio.h>
#include <limits.h>
#include <string.h>
#include <sys/utsname.h>

#include "explain/kernel.h"
#include "file.h"

#define OPTION	    "CONFIG_VIRTIO_PCI_ADMIN_LEGACY"
#define SYMBOL	    "virtio_pci_admin_has_legacy_io"
#define MODULE	    "virtio_vfio_pci"
#define MODULE_FILE "/virtio-vfio-pci.ko"

static const char *release(void)
{
	static struct utsname name;

	/* with VIRTIO_VFIO_ROOT, it may be another kernel than the running one */
	if (!*name.release && file_read(name.release, sizeof(name.release),
					"/proc/sys/kernel/osrelease"))
		uname(&name);
	return name.release;
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

	file_path(path, sizeof(path), "/boot/config-%s", release());
	found = find_line(line, sizeof(line), path, OPTION, &opened);
	if (opened) {
		found = found && strstr(line, OPTION "=y");
		snprintf(how, size, OPTION "%s in /boot/config-%.64s",
			 found ? "=y" : " is not set", release());
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
	snprintf(how, size, "no /boot/config-%.64s here", release());
	return KNOWN_NOT;
}

/* The first bytes of the module's build id. */
static void read_build(char *build, size_t size)
{
	unsigned char note[64];
	char path[PATH_MAX];
	size_t len, i;
	FILE *stream;

	*build = '\0';
	file_path(path, sizeof(path),
		  "/sys/module/" MODULE "/notes/.note.gnu.build-id");
	stream = fopen(path, "re");
	if (!stream)
		return;
	len = fread(note, 1, sizeof(note), stream);
	fclose(stream);
	/* the id follows the header of the note and its name "GNU" */
	for (i = 16; i < len && i < 22 && size > 2; i++, build += 2, size -= 2)
		snprintf(build, size, "%02x", note[i]);
}

static void describe_loaded(struct kernel_module *module)
{
	char version[64], build[32], taint[16];

	file_read(version, sizeof(version), "/sys/module/" MODULE "/version");
	file_read(taint, sizeof(taint), "/sys/module/" MODULE "/taint");
	read_build(build, sizeof(build));
	module->is_kernels_own = !strchr(taint, 'O');
	snprintf(module->text, sizeof(module->text), "loaded%s%s%s%s%s",
		 *version ? ", version " : "", version,
		 *build ? ", build " : "", build,
		 module->is_kernels_own ? ", the kernel's own" : "");
}

void kernel_module_look(struct kernel_module *module)
{
	char path[PATH_MAX], line[1024];
	bool opened;

	memset(module, 0, sizeof(*module));
	if (file_exists("/sys/module/" MODULE)) {
		module->state = MODULE_LOADED;
		describe_loaded(module);
		return;
	}
	file_path(path, sizeof(path), "/lib/modules/%s/modules.dep", release());
	if (find_line(line, sizeof(line), path, MODULE_FILE, &opened)) {
		module->state = MODULE_INSTALLED;
		line[strcspn(line, ":")] = '\0';
		module->is_kernels_own = !strncmp(line, "kernel/", 7);
		snprintf(module->text, sizeof(module->text),
			 "not loaded; installed as %.180s", line);
		return;
	}
	snprintf(module->text, sizeof(module->text),
		 "not loaded, and not installed for kernel %.64s", release());
}
