/* SPDX-License-Identifier: GPL-2.0-only */
/* What is to be so at each boot: the file /etc/virtio-vfio.conf. */
#ifndef TOOLS_SETTINGS_H
#define TOOLS_SETTINGS_H

#include "change/binding.h"
#include "change/setting.h"

#define SETTINGS_FILE "/etc/virtio-vfio.conf"

/* A line that is wrong is reported, and counts as none. */
struct settings {
	struct setting *list;
	size_t nr;
};

int settings_load(struct settings *settings);
void settings_free(struct settings *settings);
void settings_get(const struct settings *settings, const char *address,
		  struct setting *setting);

/* What a line asks for, in strings of the setting. */
void settings_binding(const struct setting *setting, struct binding *binding);

/*
 * Puts something of a device into its line: what it is to be bound to, or NULL for nothing;
 * the number of VFs (0 for none) and their autoprobe; and in any case what device it is.
 * What was kept for another device at this address is gone then. All other lines stay,
 * and what is empty goes. The file is the old or the new one at any time. Both return 0
 * or a negative errno.
 */
int settings_put_binding(const struct function *function,
			 const struct binding *binding);
int settings_put_vfs(const struct function *function, int vfs, int autoprobe);

#endif
