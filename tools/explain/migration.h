/* SPDX-License-Identifier: GPL-2.0-only */
/* Can a function be migrated live? Nothing that is in anybody's way, so no step. */
#ifndef TOOLS_EXPLAIN_MIGRATION_H
#define TOOLS_EXPLAIN_MIGRATION_H

#include <stdbool.h>

#include "device/function.h"
#include "explain/step.h"

/**
 * struct migration - what is known of it
 * @word: the driver's (docs/abi.md); "" if it has not said
 * @step: STEP_OK: it can be, STEP_UNNEEDED: it cannot, STEP_UNKNOWN, or STEP_SKIPPED; and
 *	what is to be done, then
 */
struct migration {
	char word[32];
	struct step step;
};

/* What the driver says of a function that it has given a legacy interface. */
void migration_ask(struct migration *migration,
		   const struct function *function);

/* What it will say of one that is to have that backend; "": that is not known either. */
void migration_predict(struct migration *migration,
		       const struct function *function, const char *backend);

#endif
