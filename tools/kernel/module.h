/* SPDX-License-Identifier: GPL-2.0-only */
/* One of this project's modules: is it loaded, can it be, and if not, why. */
#ifndef TOOLS_MODULE_H
#define TOOLS_MODULE_H

#include "advice.h"

/**
 * enum module_state - how far it is
 * @MODULE_LOADED: and it is this project's
 * @MODULE_LOADABLE: nothing is seen to be in the way
 * @MODULE_BLOCKED: it is not there, or something keeps it from being loaded, or another
 *	one of its name is
 */
enum module_state {
	MODULE_LOADED,
	MODULE_LOADABLE,
	MODULE_BLOCKED,
};

/**
 * struct module - what was found
 * @state: how far it is
 * @found: in words: version, build, file; the reason
 * @fix: what helps; no text if nothing is to be done
 * @lasting: what else has to be done, so that it stays so; or no text
 */
struct module {
	enum module_state state;
	char found[512];
	struct advice fix;
	struct advice lasting;
};

/* @name as its file has it, "virtio-vfio-pci". Changes nothing, and needs no root. */
void module_look(struct module *module, const char *name);

/* It is blocked, for a reason. For the files of this folder. */
void module_is_blocked(struct module *module, const char *fmt, ...)
	__attribute__((format(printf, 2, 3)));

#endif
