// SPDX-License-Identifier: GPL-2.0-only
/* The module's .modinfo, its signature, and the versions of the symbols that it needs. */
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include <libkmod.h>

#include "kernel/image.h"
#include "kernel/kernel.h"

#define MAGIC_SIZE 128

/* The first value of a key that begins with @start. */
static bool find_info(const struct kmod_module *module, const char *key,
		      const char *start, char *value, size_t size)
{
	struct kmod_list *info = NULL, *one;
	bool found = false;

	*value = '\0';
	kmod_module_get_info(module, &info);
	kmod_list_foreach(one, info)
	{
		const char *text = kmod_module_info_get_value(one);

		if (strcmp(kmod_module_info_get_key(one), key) ||
		    strncmp(text, start, strlen(start)))
			continue;
		snprintf(value, size, "%s", text);
		found = true;
		break;
	}
	kmod_module_info_free_list(info);
	return found;
}

bool image_has_parameter(const struct kmod_module *module, const char *name)
{
	char start[64], value[128];

	snprintf(start, sizeof(start), "%s:", name);
	return find_info(module, "parm", start, value, sizeof(value));
}

bool image_signer(const struct kmod_module *module, char *signer, size_t size)
{
	char type[16];

	find_info(module, "signer", "", signer, size);
	return find_info(module, "sig_id", "", type, sizeof(type));
}

/* One of the kernel's own that the module needs; NULL if there is none in a file. */
static struct kmod_module *model_of(const struct kmod_module *module)
{
	struct kmod_list *needed = kmod_module_get_dependencies(module), *one;
	struct kmod_module *model = NULL, *other;
	char magic[MAGIC_SIZE];
	const char *path;

	kmod_list_foreach(one, needed)
	{
		other = kmod_module_get_module(one);
		path = kmod_module_get_path(other);
		if (!model && path && strstr(path, "/kernel/") &&
		    find_info(other, "vermagic", "", magic, sizeof(magic)))
			model = kmod_module_ref(other);
		kmod_module_unref(other);
	}
	kmod_module_unref_list(needed);
	return model;
}

/* A symbol of which the two lists have different versions, or NULL. */
static const char *other_version(const struct kmod_list *here,
				 const struct kmod_list *there)
{
	const struct kmod_list *a, *b;

	kmod_list_foreach(a, here)
	{
		const char *symbol = kmod_module_version_get_symbol(a);

		kmod_list_foreach(b, there)
		{
			if (!strcmp(symbol,
				    kmod_module_version_get_symbol(b)) &&
			    kmod_module_version_get_crc(a) !=
				    kmod_module_version_get_crc(b))
				return symbol;
		}
	}
	return NULL;
}

/* With versions of symbols, they count instead of the kernel's release. */
static bool magic_fits(const char *magic, const char *wanted, bool versions,
		       char *why, size_t size)
{
	size_t release = strcspn(magic, " "), wants = strcspn(wanted, " ");

	if (versions && !strcmp(magic + release, wanted + wants))
		return true;
	if (!strcmp(magic, wanted))
		return true;
	if (release != wants || strncmp(magic, wanted, release))
		snprintf(why, size,
			 "is built for the kernel %.*s, not for %.*s",
			 (int)release, magic, (int)wants, wanted);
	else
		snprintf(
			why, size,
			"is built for another kernel than this %.*s: \"%s\", not \"%s\"",
			(int)release, magic, magic + release + 1,
			wanted + wants + 1);
	return false;
}

static bool fits_model(const struct kmod_module *module, const char *magic,
		       const struct kmod_module *model, char *why, size_t size)
{
	struct kmod_list *here = NULL, *there = NULL;
	char wanted[MAGIC_SIZE];
	const char *symbol;
	bool fits;

	find_info(model, "vermagic", "", wanted, sizeof(wanted));
	kmod_module_get_versions(module, &here);
	kmod_module_get_versions(model, &there);
	symbol = other_version(here, there);
	fits = magic_fits(magic, wanted, here && there, why, size);
	if (fits && symbol) {
		snprintf(
			why, size,
			"is built for another kernel than this: %s has another version there",
			symbol);
		fits = false;
	}
	kmod_module_versions_free_list(here);
	kmod_module_versions_free_list(there);
	return fits;
}

bool image_fits(const struct kmod_module *module, char *why, size_t size)
{
	struct kmod_module *model;
	char magic[MAGIC_SIZE];
	bool fits;

	if (!find_info(module, "vermagic", "", magic, sizeof(magic))) {
		snprintf(why, size, "cannot be read, or is no module");
		return false;
	}
	model = model_of(module);
	if (!model)
		return true;
	fits = fits_model(module, magic, model, why, size);
	kmod_module_unref(model);
	return fits;
}
