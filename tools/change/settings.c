// SPDX-License-Identifier: GPL-2.0-only
/* /etc/virtio-vfio.conf */
#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "change/settings.h"
#include "device/identify.h"
#include "file.h"
#include "out.h"

int settings_load(struct settings *settings)
{
	char path[PATH_MAX], *line = NULL, why[128];
	struct setting setting, *list;
	size_t size = 0, number = 0;
	FILE *stream;
	int ret = 0;

	memset(settings, 0, sizeof(*settings));
	stream = fopen(file_path(path, sizeof(path), SETTINGS_FILE), "re");
	if (!stream)
		return errno == ENOENT ? 0 : -errno;
	while (getline(&line, &size, stream) >= 0) {
		number++;
		ret = setting_parse(&setting, line, why, sizeof(why));
		if (ret < 0)
			out_say("virtio-vfio: %s, line %zu: %s", path, number,
				why);
		if (ret <= 0)
			continue;
		list = realloc(settings->list,
			       (settings->nr + 1) * sizeof(*list));
		if (!list)
			break;
		settings->list = list;
		list[settings->nr++] = setting;
	}
	free(line);
	fclose(stream);
	return 0;
}

void settings_free(struct settings *settings)
{
	free(settings->list);
	settings->list = NULL;
	settings->nr = 0;
}

void settings_get(const struct settings *settings, const char *address,
		  struct setting *setting)
{
	setting_init(setting, address);
	for (size_t i = 0; i < settings->nr; i++)
		if (!strcmp(settings->list[i].address, address))
			*setting = settings->list[i];
}

static const char *text_or_null(const char *text)
{
	return *text ? text : NULL;
}

void settings_binding(const struct setting *setting, struct binding *binding)
{
	binding->driver = setting->driver;
	binding->mode = text_or_null(setting->mode);
	binding->backend = text_or_null(setting->backend);
	binding->header = text_or_null(setting->header);
}

/* All lines but those of the device, and the setting at the end of them. */
static void copy_lines(FILE *from, FILE *to, const struct setting *setting)
{
	char *line = NULL, why[128], own[SETTING_LINE];
	struct setting other;
	size_t size = 0;
	bool there = setting_is_empty(setting);

	setting_format(setting, own, sizeof(own));
	while (from && getline(&line, &size, from) >= 0) {
		if (setting_parse(&other, line, why, sizeof(why)) != 1 ||
		    strcmp(other.address, setting->address)) {
			fputs(line, to);
			if (!strchr(line, '\n'))
				fputc('\n', to);
			continue;
		}
		if (!there)
			fputs(own, to);
		there = true;
	}
	if (!there)
		fputs(own, to);
	free(line);
}

static int put(const struct setting *setting)
{
	char path[PATH_MAX], new[PATH_MAX];
	FILE *from, *to;
	int ret = 0;

	file_path(path, sizeof(path), SETTINGS_FILE);
	file_path(new, sizeof(new), SETTINGS_FILE ".new");
	from = fopen(path, "re");
	if (!from && errno != ENOENT)
		return -errno;
	if (!from && setting_is_empty(setting))
		return 0;
	to = fopen(new, "we");
	if (!to) {
		ret = -errno;
		goto out;
	}
	if (!from)
		fputs("# What virtio-vfio is to do at boot; see virtio-vfio.conf(5).\n",
		      to);
	copy_lines(from, to, setting);
	fchmod(fileno(to), 0644);
	if (fflush(to) || ferror(to) || fsync(fileno(to)))
		ret = -(errno ? errno : EIO);
	fclose(to);
	if (!ret && rename(new, path))
		ret = -errno;
	if (ret)
		unlink(new);
out:
	if (from)
		fclose(from);
	return ret;
}

/* What is kept of the device, or nothing if that was for another one. */
static int get(const struct function *function, struct setting *setting)
{
	const char *address = function->address;
	struct settings settings;
	char why[256];
	int ret = settings_load(&settings);

	if (ret)
		return ret;
	settings_get(&settings, address, setting);
	settings_free(&settings);
	if (identity_is_kept(&setting->made_for) &&
	    !identify_fits(&setting->made_for, function, why, sizeof(why)))
		setting_init(setting, address);
	return identify_to_keep(&setting->made_for, function);
}

static void copy(char *to, size_t size, const char *from)
{
	snprintf(to, size, "%s", from ? from : "");
}

int settings_put_binding(const struct function *function,
			 const struct binding *binding)
{
	static const struct binding none;
	struct setting setting;
	int ret = get(function, &setting);

	if (ret)
		return ret;
	if (!binding)
		binding = &none;
	copy(setting.driver, sizeof(setting.driver), binding->driver);
	copy(setting.mode, sizeof(setting.mode), binding->mode);
	copy(setting.backend, sizeof(setting.backend), binding->backend);
	copy(setting.header, sizeof(setting.header), binding->header);
	return put(&setting);
}

int settings_put_vfs(const struct function *function, int vfs, int autoprobe)
{
	struct setting setting;
	int ret = get(function, &setting);

	if (ret)
		return ret;
	setting.vfs = vfs ? vfs : -1;
	setting.autoprobe = vfs ? autoprobe : -1;
	return put(&setting);
}
