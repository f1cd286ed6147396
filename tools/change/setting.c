// SPDX-License-Identifier: GPL-2.0-only
/* A line of the file, taken apart and put together. Pure. */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "change/setting.h"

#define BLANKS	" \t\r\n"
#define VFS_MAX 65535

static const char *one_of(const char *name, const char *const *names)
{
	for (; *names; names++)
		if (!strcmp(name, *names))
			return *names;
	return NULL;
}

const char *setting_mode(const char *name)
{
	static const char *const modes[] = { "transitional", "legacy", "modern",
					     NULL };

	return one_of(name, modes);
}

const char *setting_backend(const char *name)
{
	static const char *const backends[] = { "auto", "owner", "kernel",
						"mediated", NULL };

	return one_of(name, backends);
}

const char *setting_header(const char *name)
{
	static const char *const headers[] = { "auto", "10", "12", NULL };

	return one_of(name, headers);
}

void setting_init(struct setting *setting, const char *address)
{
	memset(setting, 0, sizeof(*setting));
	snprintf(setting->address, ADDRESS_SIZE, "%s", address);
	setting->vfs = -1;
	setting->autoprobe = -1;
}

bool setting_is_empty(const struct setting *setting)
{
	return !*setting->driver && !*setting->mode && !*setting->backend &&
	       !*setting->header && setting->vfs < 0;
}

static bool take_number(int *number, const char *value)
{
	char *end;
	long n = strtol(value, &end, 10);

	if (end == value || *end || n < 0 || n > VFS_MAX)
		return false;
	*number = n;
	return true;
}

static bool take_word(struct setting *setting, const char *key,
		      const char *value)
{
	static const char *const drivers[] = { "virtio-vfio-pci",
					       "virtio-owner", NULL };
	static const char *const answers[] = { "yes", "no", NULL };

	if (!strcmp(key, "driver") && one_of(value, drivers))
		snprintf(setting->driver, sizeof(setting->driver), "%s", value);
	else if (!strcmp(key, "mode") && setting_mode(value))
		snprintf(setting->mode, sizeof(setting->mode), "%s", value);
	else if (!strcmp(key, "backend") && setting_backend(value))
		snprintf(setting->backend, sizeof(setting->backend), "%s",
			 value);
	else if (!strcmp(key, "header") && setting_header(value))
		snprintf(setting->header, sizeof(setting->header), "%s", value);
	else if (!strcmp(key, "autoprobe") && one_of(value, answers))
		setting->autoprobe = !strcmp(value, "yes");
	else if (!strcmp(key, "vfs"))
		return take_number(&setting->vfs, value);
	else
		return *value && identity_take(&setting->made_for, key, value);
	return true;
}

int setting_parse(struct setting *setting, const char *line, char *why,
		  size_t size)
{
	char copy[1024], *word, *value, *rest;
	char address[ADDRESS_SIZE];

	if (snprintf(copy, sizeof(copy), "%s", line) >= (int)sizeof(copy)) {
		snprintf(why, size, "the line is too long");
		return -EINVAL;
	}
	copy[strcspn(copy, "#")] = '\0';
	word = strtok_r(copy, BLANKS, &rest);
	if (!word)
		return 0;
	if (address_normal(address, word)) {
		snprintf(why, size, "\"%s\" is no address", word);
		return -EINVAL;
	}
	setting_init(setting, address);
	while ((word = strtok_r(NULL, BLANKS, &rest))) {
		value = strchr(word, '=');
		if (value)
			*value++ = '\0';
		if (!value || !take_word(setting, word, value)) {
			snprintf(why, size, "\"%s%s%s\" is not known", word,
				 value ? "=" : "", value ? value : "");
			return -EINVAL;
		}
	}
	return 1;
}

void setting_format(const struct setting *setting, char *line, size_t size)
{
	size_t len = snprintf(line, size, "%s", setting->address);
	char made_for[sizeof(setting->made_for) + 64];

	if (*setting->driver)
		len += snprintf(line + len, size - len, " driver=%s",
				setting->driver);
	if (*setting->mode)
		len += snprintf(line + len, size - len, " mode=%s",
				setting->mode);
	if (*setting->backend)
		len += snprintf(line + len, size - len, " backend=%s",
				setting->backend);
	if (*setting->header)
		len += snprintf(line + len, size - len, " header=%s",
				setting->header);
	if (setting->vfs >= 0)
		len += snprintf(line + len, size - len, " vfs=%d",
				setting->vfs);
	if (setting->autoprobe >= 0)
		len += snprintf(line + len, size - len, " autoprobe=%s",
				setting->autoprobe ? "yes" : "no");
	if (identity_is_kept(&setting->made_for)) {
		identity_format(&setting->made_for, made_for, sizeof(made_for));
		len += snprintf(line + len, size - len, " %s", made_for);
	}
	snprintf(line + len, size - len, "\n");
}
