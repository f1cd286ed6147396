/* SPDX-License-Identifier: GPL-2.0-only */
/* A module that is not there, or not the right one: why, and how it is made (DKMS). */
#ifndef TOOLS_ABSENT_H
#define TOOLS_ABSENT_H

#include <stdbool.h>

#include "kernel/module.h"

/* Where DKMS puts what it has built, in the modules' folder; its key, and its sources. */
#define ABSENT_DKMS_FOLDER "updates/dkms"
#define ABSENT_DKMS_KEY	   "/var/lib/dkms/mok.pub"

/* It is blocked, as it is not there; why not, and what helps. */
void absent_look(struct module *module, const char *name);

/* The same advice, for one that another of its name is there instead of. */
void absent_advise(struct module *module);

/* For one that DKMS has built, but not for this kernel; or not signed. */
void absent_advise_rebuild(struct module *module);
void absent_advise_signature(struct module *module);

/* Has DKMS built it? */
bool absent_is_built(const char *name);

#endif
