// SPDX-License-Identifier: GPL-2.0-only
/*
 * libkmod reads the files, but does not say which of them a line is from: each is read
 * for itself.
 */
#include <dirent.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <libkmod.h>

#include "file.h"
#include "kernel/conf.h"
#include "kernel/kernel.h"

#define FOLDERS (sizeof(folders) / sizeof(folders[0]))

/* A file hides those of the same name in later ones: modprobe.d(5). */
static const char *const folders[] = {
	"/etc/modprobe.d",     "/run/modprobe.d", "/usr/local/lib/modprobe.d",
	"/usr/lib/modprobe.d", "/lib/modprobe.d",
};

/**
 * struct files - their names, without a root before them, in the order they count
 * @list: of them, in the order of what is behind the last "/"
 * @nr: their number
 */
struct files {
	char (*list)[256];
	size_t nr;
};

static const char *base_of(const char *path)
{
	return strrchr(path, '/') + 1;
}

static int by_base(const void *a, const void *b)
{
	return strcmp(base_of(a), base_of(b));
}

static bool is_conf(const char *name)
{
	const char *end = strrchr(name, '.');

	return *name != '.' && end &&
	       (!strcmp(end, ".conf") || !strcmp(end, ".alias"));
}

static bool is_hidden(const struct files *files, const char *name)
{
	for (size_t i = 0; i < files->nr; i++)
		if (!strcmp(base_of(files->list[i]), name))
			return true;
	return false;
}

static void add_folder(struct files *files, const char *folder)
{
	char path[PATH_MAX];
	struct dirent *entry;
	void *list;
	DIR *dir;

	dir = opendir(file_path(path, sizeof(path), "%s", folder));
	if (!dir)
		return;
	while ((entry = readdir(dir))) {
		if (!is_conf(entry->d_name) || is_hidden(files, entry->d_name))
			continue;
		list = realloc(files->list,
			       (files->nr + 1) * sizeof(*files->list));
		if (!list)
			break;
		files->list = list;
		snprintf(files->list[files->nr++], sizeof(*files->list),
			 "%s/%.200s", folder, entry->d_name);
	}
	closedir(dir);
}

static void find_files(struct files *files)
{
	memset(files, 0, sizeof(*files));
	for (size_t i = 0; i < FOLDERS; i++)
		add_folder(files, folders[i]);
	if (files->nr)
		qsort(files->list, files->nr, sizeof(*files->list), by_base);
}

static struct kmod_ctx *open_with(const char *const *paths)
{
	char folder[PATH_MAX];

	/* what is wrong in a file is for modprobe to say */
	setenv("KMOD_LOG", "0", 0);
	file_path(folder, sizeof(folder), "/lib/modules/%s", kernel_release());
	return kmod_new(folder, paths);
}

struct kmod_ctx *conf_open(void)
{
	char list[FOLDERS][PATH_MAX];
	const char *paths[FOLDERS + 1] = {};

	for (size_t i = 0; i < FOLDERS; i++)
		paths[i] =
			file_path(list[i], sizeof(list[i]), "%s", folders[i]);
	return open_with(paths);
}

static struct kmod_config_iter *lines_of(const struct kmod_ctx *kmod,
					 enum conf_kind kind)
{
	switch (kind) {
	case CONF_ALIAS:
		return kmod_config_get_aliases(kmod);
	case CONF_BLACKLIST:
		return kmod_config_get_blacklists(kmod);
	case CONF_INSTALL:
		return kmod_config_get_install_commands(kmod);
	default:
		return kmod_config_get_options(kmod);
	}
}

/* The kernel's arguments are there whatever file is read, behind its lines. */
static size_t count_lines(const char *path, enum conf_kind kind)
{
	const char *const paths[] = { path, NULL };
	struct kmod_ctx *kmod = open_with(paths);
	struct kmod_config_iter *lines;
	size_t nr = 0;

	lines = kmod ? lines_of(kmod, kind) : NULL;
	while (lines && kmod_config_iter_next(lines))
		nr++;
	if (lines)
		kmod_config_iter_free_iter(lines);
	kmod_unref(kmod);
	return nr;
}

static bool is_name(const char *key, const char *module)
{
	for (; *key && *module; key++, module++)
		if (*key != *module &&
		    !(strchr("-_", *key) && strchr("-_", *module)))
			return false;
	return *key == *module;
}

static bool find_in(struct conf_line *line, const char *path,
		    enum conf_kind kind, const char *module,
		    bool (*fits)(const char *value, const void *of),
		    const void *of)
{
	const char *const paths[] = { path, NULL };
	size_t nr = count_lines(path, kind) - count_lines(NULL, kind);
	struct kmod_ctx *kmod = open_with(paths);
	struct kmod_config_iter *lines;
	const char *value;
	bool found = false;

	lines = kmod ? lines_of(kmod, kind) : NULL;
	while (lines && nr-- && !found && kmod_config_iter_next(lines)) {
		if (!is_name(kmod_config_iter_get_key(lines), module))
			continue;
		value = kmod_config_iter_get_value(lines);
		value = value ? value : "";
		if (fits && !fits(value, of))
			continue;
		snprintf(line->value, sizeof(line->value), "%s", value);
		found = true;
	}
	if (lines)
		kmod_config_iter_free_iter(lines);
	kmod_unref(kmod);
	return found;
}

bool conf_find(struct conf_line *line, enum conf_kind kind, const char *module,
	       bool (*fits)(const char *value, const void *of), const void *of)
{
	char path[PATH_MAX];
	struct files files;
	bool found = false;

	find_files(&files);
	for (size_t i = 0; i < files.nr && !found; i++) {
		file_path(path, sizeof(path), "%s", files.list[i]);
		found = find_in(line, path, kind, module, fits, of);
		if (found)
			snprintf(line->where, sizeof(line->where), "%s",
				 files.list[i]);
	}
	free(files.list);
	return found;
}
