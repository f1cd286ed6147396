/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What is to be so of a device at each boot: a line of /etc/virtio-vfio.conf, "ADDRESS
 * KEY=VALUE ...", with "#" before comments; and what device this was written for. Pure.
 *
 *	0000:01:00.0 vfs=4 autoprobe=no for=PF type=network id=... slot=_SB_.PCI0/1c.0/00.0
 *	0000:01:00.1 driver=virtio-vfio-pci mode=legacy for=VF1 type=network ...
 */
#ifndef TOOLS_SETTING_H
#define TOOLS_SETTING_H

#include <stdbool.h>
#include <stddef.h>

#include "device/function.h"
#include "device/identity.h"

/* A line that was formatted is shorter. */
#define SETTING_LINE 512

/**
 * struct setting - of one device
 * @address: its own
 * @driver: that it is to have, or ""
 * @mode: that it is to have, or ""
 * @backend: likewise
 * @header: likewise
 * @vfs: how many it is to have, or -1
 * @autoprobe: do drivers of the host take its VFs: 1, 0, or -1 as it is
 * @made_for: the device, which is not any that has its address
 */
struct setting {
	char address[ADDRESS_SIZE];
	char driver[DRIVER_SIZE];
	char mode[16];
	char backend[16];
	char header[8];
	int vfs;
	int autoprobe;
	struct identity made_for;
};

/* The name of one of these, in a string that stays; NULL if it is none. */
const char *setting_mode(const char *name);
const char *setting_backend(const char *name);
const char *setting_header(const char *name);

void setting_init(struct setting *setting, const char *address);

/* Says nothing of the device at all? */
bool setting_is_empty(const struct setting *setting);

/* Returns 1; 0 for a line without any; -EINVAL, and @why is what is wrong. */
int setting_parse(struct setting *setting, const char *line, char *why,
		  size_t size);

/* A line with its end. */
void setting_format(const struct setting *setting, char *line, size_t size);

#endif
