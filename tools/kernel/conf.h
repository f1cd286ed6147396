/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What modprobe.d has of a module, and in which file (libkmod). The kernel's arguments
 * are no part of it: kernel_argument() has these.
 */
#ifndef TOOLS_CONF_H
#define TOOLS_CONF_H

#include <stdbool.h>
#include <stddef.h>

struct kmod_ctx;

enum conf_kind {
	CONF_ALIAS,
	CONF_BLACKLIST,
	CONF_INSTALL,
	CONF_OPTIONS,
};

/**
 * struct conf_line - one line
 * @value: behind the name of the module; "" of a blacklist
 * @where: the file, as it is called on that machine
 */
struct conf_line {
	char value[512];
	char where[256];
};

/*
 * The first line of a kind about a module, in the order of the files, for whose value
 * @fits is true (NULL: any). False if there is none.
 */
bool conf_find(struct conf_line *line, enum conf_kind kind, const char *module,
	       bool (*fits)(const char *value, const void *of), const void *of);

/* A context of libkmod for the kernel that runs, with all files; NULL if out of memory. */
struct kmod_ctx *conf_open(void);

#endif
