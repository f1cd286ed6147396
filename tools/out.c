// SPDX-License-Identifier: GPL-2.0-only
/* JSON, tables, messages. */
#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "out.h"

#define CELL_MAX 256

static bool use_json;

void out_use_json(void)
{
	use_json = true;
}

bool out_is_json(void)
{
	return use_json;
}

#define JSON_FLAGS JSON_C_TO_STRING_NOSLASHESCAPE
#define JSON_FOR_READING                                                       \
	(JSON_FLAGS | JSON_C_TO_STRING_PRETTY | JSON_C_TO_STRING_SPACED)

void out_json(struct json_object *value)
{
	puts(json_object_to_json_string_ext(value, JSON_FOR_READING));
}

void out_json_line(struct json_object *value)
{
	puts(json_object_to_json_string_ext(value, JSON_FLAGS));
	fflush(stdout);
}

void out_put_text(struct json_object *object, const char *key, const char *text)
{
	json_object_object_add(object, key,
			       text ? json_object_new_string(text) : NULL);
}

void out_put_number(struct json_object *object, const char *key,
		    long long number)
{
	struct json_object *value = NULL;

	if (number >= 0)
		value = json_object_new_int64(number);
	json_object_object_add(object, key, value);
}

void out_put_bool(struct json_object *object, const char *key, bool value)
{
	json_object_object_add(object, key, json_object_new_boolean(value));
}

const char *out_get_text(struct json_object *object, const char *key)
{
	struct json_object *value;

	if (!json_object_object_get_ex(object, key, &value) || !value)
		return "";
	return json_object_get_string(value);
}

static size_t width_of(struct json_object *rows,
		       const struct out_column *column)
{
	size_t width = strlen(column->title), len;
	char text[CELL_MAX];

	for (size_t i = 0; i < json_object_array_length(rows); i++) {
		column->cell(json_object_array_get_idx(rows, i), text,
			     sizeof(text));
		len = strlen(text);
		if (len > width)
			width = len;
	}
	return width;
}

/* The last column is not padded. */
static void print_cell(const char *text, size_t width, bool last)
{
	if (last)
		puts(text);
	else
		printf("%-*s  ", (int)width, text);
}

void out_table(struct json_object *rows, const struct out_column *columns,
	       size_t nr_columns)
{
	size_t widths[nr_columns];
	char text[CELL_MAX];
	size_t i, c;

	for (c = 0; c < nr_columns; c++) {
		widths[c] = width_of(rows, &columns[c]);
		print_cell(columns[c].title, widths[c], c == nr_columns - 1);
	}
	for (i = 0; i < json_object_array_length(rows); i++) {
		for (c = 0; c < nr_columns; c++) {
			columns[c].cell(json_object_array_get_idx(rows, i),
					text, sizeof(text));
			print_cell(text, widths[c], c == nr_columns - 1);
		}
	}
}

void out_say(const char *fmt, ...)
{
	int error = errno;
	va_list args;

	fflush(stdout);
	va_start(args, fmt);
	errno = error;
	vfprintf(stderr, fmt, args);
	va_end(args);
	fputc('\n', stderr);
}
