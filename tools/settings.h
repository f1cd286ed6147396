/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What is to be so at each boot: lines of /etc/virtio-vfio.conf, "ADDRESS KEY=VALUE
 * ...", with "#" before comments.
 *
 *	0000:01:00.0 driver=virtio-owner vfs=4 autoprobe=no
 *	0000:01:00.1 driver=virtio-vfio-pci mode=legacy
 */
#ifndef TOOLS_SETTINGS_H
#define TOOLS_SETTINGS_H

#include <stdbool.h>
#include <stddef.h>

#include "function.h"

/**
 * struct setting - of one device
 * @address: its own
 * @driver: that it is to have, or ""
 * @mode: that it is to have, or ""
 * @vfs: how many it is to have, or -1
 * @autoprobe: do drivers of the host take its VFs: 1, 0, or -1 as it is
 */
struct setting {
	char address[ADDRESS_SIZE];
	char driver[DRIVER_SIZE];
	char mode[16];
	int vfs;
	int autoprobe;
};

void setting_init(struct setting *setting, const char *address);

/* Says nothing of the device at all? */
bool setting_is_empty(const struct setting *setting);

/* Returns 1; 0 for a line without any; -EINVAL, and @why is what is wrong. Pure. */
int setting_parse(struct setting *setting, const char *line, char *why,
		  size_t size);

/* A line with its end. Pure. */
void setting_format(const struct setting *setting, char *line, size_t size);

/* The file. A line that is wrong is told of, and counts as none. */
struct settings {
	struct setting *list;
	size_t nr;
};

int settings_load(struct settings *settings);
void settings_free(struct settings *settings);
void settings_get(const struct settings *settings, const char *address,
		  struct setting *setting);

/*
 * Puts a setting into the file, or takes an empty one out; all other lines stay. The
 * file is the old or the new one at any time. Returns 0 or a negative errno.
 */
int settings_put(const struct setting *setting);

#endif
