/* SPDX-License-Identifier: GPL-2.0-only */
/* The file of a module that is not loaded: whose it is, and for which kernel (libkmod). */
#ifndef TOOLS_IMAGE_H
#define TOOLS_IMAGE_H

#include <stdbool.h>
#include <stddef.h>

struct kmod_module;

/* Does it describe a parameter of that name? */
bool image_has_parameter(const struct kmod_module *module, const char *name);

/*
 * Is it built for this kernel? The kernel's own modules that it needs are what it is
 * compared with. If not, @why goes on after its name.
 */
bool image_fits(const struct kmod_module *module, char *why, size_t size);

/* Who signed it; false if nobody has. */
bool image_signer(const struct kmod_module *module, char *signer, size_t size);

#endif
