/* SPDX-License-Identifier: GPL-2.0-only */
/* The identities of functions that are there. */
#ifndef TOOLS_IDENTIFY_H
#define TOOLS_IDENTIFY_H

#include "device/function.h"
#include "device/identity.h"

/*
 * All of it: the serial number, if it has one and root asks, and the slot. Returns 0 or a
 * negative errno.
 */
int identify(struct identity *identity, const struct function *function);

/* The same, as it is to be kept: by the serial number if no other card has that. */
int identify_to_keep(struct identity *kept, const struct function *function);

/* As identity_fits(), of what is there now. */
bool identify_fits(const struct identity *kept, const struct function *function,
		   char *why, size_t size);

/*
 * Looks for all functions that fit. Returns their number, and the address of the first
 * that is not @but.
 */
int identify_search(const struct identity *kept, const char *but,
		    char found[ADDRESS_SIZE]);

#endif
