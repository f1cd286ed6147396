/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What the commands print. A command makes JSON of what it found, in any case; the
 * text form is made from that, so that both say the same.
 */
#ifndef TOOLS_OUT_H
#define TOOLS_OUT_H

#include <stdbool.h>
#include <stddef.h>

#include <json-c/json.h>

/* From now on, JSON is printed. */
void out_use_json(void);
bool out_is_json(void);

/* One value, indented for reading; or in one line, for a stream of them. */
void out_json(struct json_object *value);
void out_json_line(struct json_object *value);

/* Add a member to an object: null for a text that is NULL and for a negative number. */
void out_put_text(struct json_object *object, const char *key,
		  const char *text);
void out_put_number(struct json_object *object, const char *key,
		    long long number);
void out_put_bool(struct json_object *object, const char *key, bool value);

/* A member of an object as text; "" if there is none. */
const char *out_get_text(struct json_object *object, const char *key);

/**
 * struct out_column - of a table
 * @title: its head
 * @cell: prints the cell of a row into @text
 */
struct out_column {
	const char *title;
	void (*cell)(struct json_object *row, char *text, size_t size);
};

/* An array of objects as a table, as wide as it needs to be. */
void out_table(struct json_object *rows, const struct out_column *columns,
	       size_t nr_columns);

/* A line on standard error. */
void out_say(const char *fmt, ...) __attribute__((format(printf, 1, 2)));

#endif
