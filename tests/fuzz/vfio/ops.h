/* SPDX-License-Identifier: GPL-2.0-only */
/* The operations there are, and the values that are worth trying for each. */
#ifndef TESTS_FUZZ_VFIO_OPS_H
#define TESTS_FUZZ_VFIO_OPS_H

#include "program.h"

struct thread;

struct word {
	const char *name;
	uint64_t value;
};

/*
 * A kind of argument: values with a name (the last has none), values that are
 * likely to find something, and the greatest that is allowed at all.
 */
struct arg_kind {
	const struct word *words;
	const uint64_t *likely;
	size_t nr_likely;
	uint64_t max;
};

struct arg {
	const char *name;
	const struct arg_kind *kind;
};

struct op_type {
	const char *name;
	struct arg args[MAX_ARGS];
	unsigned int weight; /* how often it is generated, among the others */
	unsigned int cost; /* of those that take long, and are not repeated */
	bool main_only;
	void (*perform)(struct thread *thread, const uint64_t *args);
};

extern const struct op_type op_types[];
extern const size_t nr_op_types;

#endif
