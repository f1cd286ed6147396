/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What the fuzzer does to a VF: a program, a list of operations. As text it has
 * one operation a line,
 *
 *	@2 x10 read region=bar0 offset=0x12 length=1
 *
 * the thread (0, the main one, if not said), how often (once), the operation and
 * its arguments by name, those that are 0 left out. "#" begins a comment; a line
 * "--" ends a program, and another may follow.
 */
#ifndef TESTS_FUZZ_VFIO_PROGRAM_H
#define TESTS_FUZZ_VFIO_PROGRAM_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#define MAX_ARGS    8
#define MAX_OPS	    40
#define MAX_THREADS 4 /* the main one, and workers */
#define MAX_TIMES   50

struct op {
	uint8_t type; /* in op_types[] */
	uint8_t thread;
	uint8_t times;
	uint64_t args[MAX_ARGS];
};

struct program {
	size_t nr;
	struct op ops[MAX_OPS];
};

void op_print(FILE *to, const struct op *op);
void program_print(FILE *to, const struct program *program);

/*
 * The next program of a file that is not empty: 1, or 0 at its end, or -1 for a
 * line that is none, with the reason on standard error.
 */
int program_read(FILE *from, const char *name, struct program *program);

#endif
