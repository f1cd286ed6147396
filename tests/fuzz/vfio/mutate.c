// SPDX-License-Identifier: GPL-2.0-only
/* Generating and mutating programs. */
#include <string.h>

#include "mutate.h"
#include "ops.h"

#define FEW_TIMES 10
/* What the slow operations of a program may cost together. */
#define MAX_COST  15

static uint64_t pick_number(const struct arg_kind *kind, struct rnd *rnd)
{
	uint64_t value = rnd_next(rnd) >> rnd_below(rnd, 64);

	return kind->max == ~0ull ? value : value % (kind->max + 1);
}

static uint64_t pick_value(const struct arg_kind *kind, struct rnd *rnd)
{
	uint64_t value;
	size_t n = 0;

	while (kind->words && kind->words[n].name)
		n++;
	if (n && rnd_percent(rnd, 90))
		return kind->words[rnd_below(rnd, n)].value;
	if (!kind->nr_likely || rnd_percent(rnd, 15))
		return pick_number(kind, rnd);
	value = kind->likely[rnd_below(rnd, kind->nr_likely)];
	if (rnd_percent(rnd, 10))
		value += rnd_percent(rnd, 50) ? 1 : -1;
	return value > kind->max ? kind->max : value;
}

/* Most accesses are of BAR0 with memory that is there. */
static uint64_t pick_arg(const struct arg *arg, struct rnd *rnd)
{
	if (!strcmp(arg->name, "region") && rnd_percent(rnd, 60))
		return 0;
	if (!strcmp(arg->name, "memory") && rnd_percent(rnd, 80))
		return 0;
	if (!strcmp(arg->name, "argsz") && rnd_percent(rnd, 80))
		return 0;
	return pick_value(arg->kind, rnd);
}

static uint8_t pick_type(struct rnd *rnd)
{
	unsigned int sum = 0;
	size_t at;

	for (size_t i = 0; i < nr_op_types; i++)
		sum += op_types[i].weight;
	at = rnd_below(rnd, sum);
	for (size_t i = 0; i < nr_op_types; i++) {
		if (at < op_types[i].weight)
			return i;
		at -= op_types[i].weight;
	}
	return 0;
}

static void pick_op(struct op *op, bool threads, struct rnd *rnd)
{
	const struct op_type *type;

	*op = (struct op){ .type = pick_type(rnd), .times = 1 };
	type = &op_types[op->type];
	for (int i = 0; i < MAX_ARGS && type->args[i].name; i++)
		op->args[i] = pick_arg(&type->args[i], rnd);
	if (threads && !type->main_only && rnd_percent(rnd, 60))
		op->thread = rnd_below(rnd, MAX_THREADS);
	if (!type->cost && rnd_percent(rnd, threads ? 30 : 5))
		op->times = 1 + rnd_below(rnd, FEW_TIMES);
}

/* Leaves out what would make it run for too long. */
static void limit_cost(struct program *program)
{
	unsigned int cost = 0;
	size_t kept = 0;

	for (size_t i = 0; i < program->nr; i++) {
		const struct op *op = &program->ops[i];
		unsigned int more = op_types[op->type].cost;

		if (more && cost + more > MAX_COST)
			continue;
		cost += more;
		program->ops[kept++] = *op;
	}
	program->nr = kept;
}

void program_generate(struct program *program, struct rnd *rnd)
{
	bool threads = rnd_percent(rnd, 60);

	program->nr = 3 + rnd_below(rnd, 20);
	for (size_t i = 0; i < program->nr; i++)
		pick_op(&program->ops[i], threads, rnd);
	limit_cost(program);
}

static bool has_threads(const struct program *program)
{
	for (size_t i = 0; i < program->nr; i++) {
		if (program->ops[i].thread)
			return true;
	}
	return false;
}

/* Makes room for @n operations at @at, as far as there is any; how many. */
static size_t make_room(struct program *program, size_t at, size_t n)
{
	if (n > MAX_OPS - program->nr)
		n = MAX_OPS - program->nr;
	memmove(&program->ops[at + n], &program->ops[at],
		(program->nr - at) * sizeof(program->ops[0]));
	program->nr += n;
	return n;
}

static void insert(struct program *program, struct rnd *rnd)
{
	size_t at = rnd_below(rnd, program->nr + 1);
	bool threads = has_threads(program) || rnd_percent(rnd, 20);

	if (make_room(program, at, 1))
		pick_op(&program->ops[at], threads, rnd);
}

static void leave_out(struct program *program, struct rnd *rnd)
{
	size_t at = rnd_below(rnd, program->nr);

	if (program->nr == 1)
		return;
	program->nr--;
	memmove(&program->ops[at], &program->ops[at + 1],
		(program->nr - at) * sizeof(program->ops[0]));
}

static void splice(struct program *program, const struct program *other,
		   struct rnd *rnd)
{
	size_t at = rnd_below(rnd, program->nr + 1);
	size_t from = rnd_below(rnd, other->nr);
	size_t n = 1 + rnd_below(rnd, other->nr - from);

	n = make_room(program, at, n);
	memcpy(&program->ops[at], &other->ops[from],
	       n * sizeof(program->ops[0]));
}

static void change_arg(struct program *program, struct rnd *rnd)
{
	struct op *op = &program->ops[rnd_below(rnd, program->nr)];
	const struct op_type *type = &op_types[op->type];
	size_t n = 0;

	while (n < MAX_ARGS && type->args[n].name)
		n++;
	if (!n)
		return;
	n = rnd_below(rnd, n);
	op->args[n] = pick_value(type->args[n].kind, rnd);
}

static void change_thread(struct program *program, struct rnd *rnd)
{
	struct op *op = &program->ops[rnd_below(rnd, program->nr)];
	const struct op_type *type = &op_types[op->type];

	if (!type->main_only)
		op->thread = rnd_below(rnd, MAX_THREADS);
	op->times = type->cost ? 1 : 1 + rnd_below(rnd, FEW_TIMES);
}

static void move(struct program *program, struct rnd *rnd)
{
	struct op *one = &program->ops[rnd_below(rnd, program->nr)];
	struct op *two = &program->ops[rnd_below(rnd, program->nr)];
	struct op op = *one;

	*one = *two;
	*two = op;
}

void program_mutate(struct program *program, const struct program *other,
		    struct rnd *rnd)
{
	struct program from = *other; /* it may be the same one */
	size_t n = 1 + rnd_below(rnd, 4);

	while (n--) {
		switch (rnd_below(rnd, 8)) {
		case 0:
		case 1:
			insert(program, rnd);
			break;
		case 2:
			leave_out(program, rnd);
			break;
		case 3:
			splice(program, &from, rnd);
			break;
		case 4:
		case 5:
			change_arg(program, rnd);
			break;
		case 6:
			change_thread(program, rnd);
			break;
		case 7:
			move(program, rnd);
			break;
		}
	}
	limit_cost(program);
}
