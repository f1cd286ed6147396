// SPDX-License-Identifier: GPL-2.0-only
/* Programs as text. */
#include <stdlib.h>
#include <string.h>

#include "ops.h"
#include "program.h"

static void print_value(FILE *to, const struct arg_kind *kind, uint64_t value)
{
	for (const struct word *w = kind->words; w && w->name; w++) {
		if (w->value == value) {
			fputs(w->name, to);
			return;
		}
	}
	fprintf(to, value < 10 ? "%llu" : "%#llx", (unsigned long long)value);
}

void op_print(FILE *to, const struct op *op)
{
	const struct op_type *type = &op_types[op->type];

	if (op->thread)
		fprintf(to, "@%u ", op->thread);
	if (op->times > 1)
		fprintf(to, "x%u ", op->times);
	fputs(type->name, to);
	for (int i = 0; i < MAX_ARGS && type->args[i].name; i++) {
		if (!op->args[i])
			continue;
		fprintf(to, " %s=", type->args[i].name);
		print_value(to, type->args[i].kind, op->args[i]);
	}
	fputc('\n', to);
}

void program_print(FILE *to, const struct program *program)
{
	for (size_t i = 0; i < program->nr; i++)
		op_print(to, &program->ops[i]);
}

static bool parse_value(const struct arg_kind *kind, const char *text,
			uint64_t *value)
{
	char *end;

	for (const struct word *w = kind->words; w && w->name; w++) {
		if (!strcmp(w->name, text)) {
			*value = w->value;
			return true;
		}
	}
	*value = strtoull(text, &end, 0);
	return end != text && !*end && *value <= kind->max;
}

static bool parse_arg(const struct op_type *type, char *text, struct op *op)
{
	char *value = strchr(text, '=');

	if (!value)
		return false;
	*value++ = '\0';
	for (int i = 0; i < MAX_ARGS && type->args[i].name; i++) {
		if (!strcmp(type->args[i].name, text))
			return parse_value(type->args[i].kind, value,
					   &op->args[i]);
	}
	return false;
}

static bool parse_number(const char *text, unsigned long max, uint8_t *number)
{
	char *end;
	unsigned long n = strtoul(text, &end, 10);

	*number = n;
	return end != text && !*end && n <= max;
}

static bool parse_type(const char *name, struct op *op)
{
	for (op->type = 0; op->type < nr_op_types; op->type++) {
		if (!strcmp(op_types[op->type].name, name))
			return true;
	}
	return false;
}

/* The first word that is wrong, or NULL. */
static const char *parse_op(char *line, struct op *op)
{
	const struct op_type *type = NULL;
	char *save, *word;
	bool good;

	*op = (struct op){ .times = 1 };
	for (word = strtok_r(line, " \t", &save); word;
	     word = strtok_r(NULL, " \t", &save)) {
		if (type)
			good = parse_arg(type, word, op);
		else if (*word == '@')
			good = parse_number(word + 1, MAX_THREADS - 1,
					    &op->thread);
		else if (*word == 'x')
			good = parse_number(word + 1, MAX_TIMES, &op->times);
		else
			good = parse_type(word, op);
		if (!good)
			return word;
		if (!type && *word != '@' && *word != 'x')
			type = &op_types[op->type];
	}
	if (!type || (type->main_only && op->thread))
		return "no operation of this thread";
	return NULL;
}

int program_read(FILE *from, const char *name, struct program *program)
{
	const char *wrong;
	char line[512];
	size_t len;

	program->nr = 0;
	while (fgets(line, sizeof(line), from)) {
		line[strcspn(line, "#\n")] = '\0';
		len = strspn(line, " \t");
		if (!strcmp(line + len, "--") && program->nr)
			return 1;
		if (!line[len] || !strcmp(line + len, "--"))
			continue;
		wrong = program->nr == MAX_OPS
				? "too many operations"
				: parse_op(line, &program->ops[program->nr]);
		if (wrong) {
			fprintf(stderr, "%s: %s\n", name, wrong);
			return -1;
		}
		program->nr++;
	}
	return program->nr > 0;
}
