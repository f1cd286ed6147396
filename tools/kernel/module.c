// SPDX-License-Identifier: GPL-2.0-only
/* What is loaded, and else what modprobe and the kernel would do. */
#include <limits.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include <libkmod.h>

#include "file.h"
#include "kernel/absent.h"
#include "kernel/conf.h"
#include "kernel/image.h"
#include "kernel/kernel.h"
#include "kernel/module.h"
#include "kernel/refusal.h"

#define NAME_SIZE 64

#define OTHER                                                                  \
	", which is not this project's (the kernel's own is for network devices alone)"

/* As the kernel has it, with "_". */
static void kernels_name(char name[NAME_SIZE], const char *of)
{
	snprintf(name, NAME_SIZE, "%s", of);
	for (char *at = name; *at; at++)
		if (*at == '-')
			*at = '_';
}

/* A parameter that only ours has, whatever else has that name. */
static const char *own_parameter(const char *name)
{
	return strstr(name, "owner") ? "recover_after_ms" : "default_mode";
}

void module_is_blocked(struct module *module, const char *fmt, ...)
{
	va_list args;

	module->state = MODULE_BLOCKED;
	va_start(args, fmt);
	vsnprintf(module->found, sizeof(module->found), fmt, args);
	va_end(args);
}

/* The first bytes of the build id. */
static void read_build(char *build, size_t size, const char *kernels)
{
	unsigned char note[64];
	char path[PATH_MAX];
	size_t len, i;
	FILE *stream;

	*build = '\0';
	file_path(path, sizeof(path), "/sys/module/%s/notes/.note.gnu.build-id",
		  kernels);
	stream = fopen(path, "re");
	if (!stream)
		return;
	len = fread(note, 1, sizeof(note), stream);
	fclose(stream);
	/* the id follows the header of the note and its name "GNU" */
	for (i = 16; i < len && i < 22 && size > 2; i++, build += 2, size -= 2)
		snprintf(build, size, "%02x", note[i]);
}

static void look_loaded(struct module *module, const char *name,
			const char *kernels)
{
	char version[64], build[32];

	if (file_exists("/sys/module/%s/parameters/%s", kernels,
			own_parameter(name))) {
		file_read(version, sizeof(version), "/sys/module/%s/version",
			  kernels);
		read_build(build, sizeof(build), kernels);
		module->state = MODULE_LOADED;
		snprintf(module->found, sizeof(module->found), "loaded%s%s%s%s",
			 *version ? ", version " : "", version,
			 *build ? ", build " : "", build);
	} else if (file_exists("/sys/module/%s/initstate", kernels)) {
		module_is_blocked(module, "another %s is loaded" OTHER, name);
		advice_give(&module->fix, ADVICE_unload_module,
			    "modprobe -r %s", name);
	} else {
		module_is_blocked(module,
				  "another %s is part of this kernel" OTHER,
				  name);
		advice_give(
			&module->fix, ADVICE_other_kernel,
			"boot a kernel that has it as a module, or not at all");
	}
}

/*
 * The file that is taken is not the right one. It goes out of the way if it hides a
 * better one; else that has to be made.
 */
static void advise_other_file(struct module *module, const char *name,
			      const char *path)
{
	if (strstr(path, "/" ABSENT_DKMS_FOLDER "/"))
		absent_advise_rebuild(module);
	else if (strstr(path, "/kernel/") && !absent_is_built(name))
		absent_advise(module);
	else
		advice_give(&module->fix, ADVICE_move_module_away,
			    "mv %s %s.other && depmod", path, path);
}

static bool is_right_file(struct module *module, const char *name,
			  const struct kmod_module *kmod, const char *path)
{
	char why[256];

	if (!image_has_parameter(kmod, own_parameter(name)))
		module_is_blocked(module, "not loaded; %s is another %s" OTHER,
				  path, name);
	else if (!image_fits(kmod, why, sizeof(why)))
		module_is_blocked(module, "not loaded; %s %s", path, why);
	else
		return true;
	advise_other_file(module, name, path);
	return false;
}

/* How a file is called on that machine, without VIRTIO_VFIO_ROOT before it. */
static const char *shown(const char *path)
{
	char root[PATH_MAX];

	return path + strlen(file_path(root, sizeof(root), "%s", ""));
}

static void note_blacklist(struct module *module, const char *name)
{
	struct conf_line line;
	size_t len = strlen(module->found);

	if (conf_find(&line, CONF_BLACKLIST, name, NULL, NULL))
		snprintf(
			module->found + len, sizeof(module->found) - len,
			"; blacklisted in %s, which does not keep bind from loading it, but who loads modules by alias",
			line.where);
}

static void look_on_disk(struct module *module, const char *name,
			 struct kmod_ctx *kmod, const char *kernels)
{
	struct kmod_list *list = NULL;
	struct kmod_module *found;
	const char *path;

	if (!refusal_of_alias(module, name))
		return;
	kmod_module_new_from_lookup(kmod, kernels, &list);
	found = list ? kmod_module_get_module(list) : NULL;
	path = found ? kmod_module_get_path(found) : NULL;
	if (!path) {
		absent_look(module, name);
	} else if (is_right_file(module, name, found, shown(path)) &&
		   refusal_look(module, name, found)) {
		module->state = MODULE_LOADABLE;
		snprintf(module->found, sizeof(module->found),
			 "not loaded; installed as %s", shown(path));
		note_blacklist(module, name);
		advice_give(&module->fix, ADVICE_load_module, "modprobe %s",
			    name);
	}
	kmod_module_unref(found);
	kmod_module_unref_list(list);
}

void module_look(struct module *module, const char *name)
{
	char kernels[NAME_SIZE];
	struct kmod_ctx *kmod;

	memset(module, 0, sizeof(*module));
	kernels_name(kernels, name);
	if (file_exists("/sys/module/%s", kernels)) {
		look_loaded(module, name, kernels);
		return;
	}
	kmod = conf_open();
	if (!kmod) {
		module_is_blocked(module, "not loaded; out of memory");
		return;
	}
	look_on_disk(module, name, kmod, kernels);
	kmod_unref(kmod);
}
