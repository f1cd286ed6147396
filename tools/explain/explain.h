/* SPDX-License-Identifier: GPL-2.0-only */
/* Why a function is or is not transitional. */
#ifndef TOOLS_EXPLAIN_H
#define TOOLS_EXPLAIN_H

#include "device/function.h"
#include "explain/migration.h"
#include "explain/step.h"

/**
 * enum verdict - is it transitional
 * @VERDICT_IS: yes
 * @VERDICT_BLOCKED: yes, but it cannot be opened
 * @VERDICT_WOULD_BE: when it is bound to the driver
 * @VERDICT_NOT: no
 * @VERDICT_UNKNOWN: that shows when it is bound
 */
enum verdict {
	VERDICT_IS,
	VERDICT_BLOCKED,
	VERDICT_WOULD_BE,
	VERDICT_NOT,
	VERDICT_UNKNOWN,
};

/**
 * struct explanation - of one function
 * @steps: all of them
 * @verdict: is it transitional
 * @mode: that it has or would get, or "" if that cannot be known
 * @backend: the way to its registers that it has or would get, or ""
 * @reason: the driver's word for why it has that; "" for one that it does not have
 * @migration: can it be migrated live, which has nothing to do with the verdict
 */
struct explanation {
	struct step steps[STEPS];
	enum verdict verdict;
	char mode[16];
	char backend[16];
	char reason[32];
	struct migration migration;
};

/* @all: all functions, as other VFs of the same PF may show what the PF offers. */
void explain_function(struct explanation *explanation,
		      const struct function *function,
		      const struct functions *all);

#endif
