/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What keeps a module from being loaded whose file is right: lines of modprobe.d, the
 * kernel's arguments, a kernel that takes no modules, or signed ones alone.
 */
#ifndef TOOLS_REFUSAL_H
#define TOOLS_REFUSAL_H

#include <stdbool.h>

#include "kernel/module.h"

struct kmod_module;

/* Both return true if there is nothing; else the module is blocked, with the reason. */
bool refusal_of_alias(struct module *module, const char *name);
bool refusal_look(struct module *module, const char *name,
		  const struct kmod_module *kmod);

#endif
