/* SPDX-License-Identifier: GPL-2.0-only */
/* The state of a device that can be migrated live, and what is counted of that. */
#ifndef TOOLS_DEVICE_MIGRATION_H
#define TOOLS_DEVICE_MIGRATION_H

#include <stdbool.h>
#include <stddef.h>

struct json_object;

/* Room for all of it. */
#define MIGRATION_SIZE 1024

/*
 * The driver's file "migration_state" (docs/abi.md): lines of a name and values. Waits
 * for a step that is under way. "" if there is none; returns false then.
 */
bool migration_read(char text[MIGRATION_SIZE], const char *address);

/* What a line has behind its name; false, and "", if there is none. */
bool migration_value(const char *text, const char *name, char *value,
		     size_t size);

/* That as a number; negative if there is none. */
long long migration_number(const char *text, const char *name);

/* All of it as an object; NULL if there is nothing. */
struct json_object *migration_json(const char *address);

/* That in a line for people. */
void migration_text(struct json_object *migration, char *text, size_t size);

#endif
