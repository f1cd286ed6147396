/* SPDX-License-Identifier: GPL-2.0-only */
/* Loading the module of a driver. */
#ifndef TOOLS_MODPROBE_H
#define TOOLS_MODPROBE_H

#include <stdbool.h>
#include <stddef.h>

/* Any module, by any name that modprobe knows. False if that fails. */
bool modprobe_module(const char *module);

/* Loads its module if need be. If it is not there then, @why says so. */
bool modprobe_load(const char *driver, char *why, size_t size);

#endif
