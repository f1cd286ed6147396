/* SPDX-License-Identifier: GPL-2.0-only */
/* New programs, from nothing and from others. */
#ifndef TESTS_FUZZ_VFIO_MUTATE_H
#define TESTS_FUZZ_VFIO_MUTATE_H

#include "program.h"
#include "rnd.h"

void program_generate(struct program *program, struct rnd *rnd);
/* Changes @program a little; @other is one to take from. */
void program_mutate(struct program *program, const struct program *other,
		    struct rnd *rnd);

#endif
