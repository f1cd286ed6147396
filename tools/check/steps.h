/* SPDX-License-Identifier: GPL-2.0-only */
/* What a check looks at, each in a file of its own, in the order in which it does. */
#ifndef TOOLS_CHECK_STEPS_H
#define TOOLS_CHECK_STEPS_H

#include "check/check.h"

void identity_check(struct check *check);
void owner_check(struct check *check);
void registers_check(struct check *check);
void config_check(struct check *check);
void queues_check(struct check *check);
void queues_check_vectors(struct check *check);
/* Of a network device without commands: drivers with the short header. */
void exchange_check_header(struct check *check);
void exchange_check(struct check *check);
void registers_check_reset(struct check *check);
/* Asks the PF, if the function can be migrated live. */
void parts_check(struct check *check);
/* At the very end: what the driver counted and logged meanwhile. */
void commands_check(struct check *check, long long failed_before);

/* For the others: reset, and the first two bits of the status. */
void registers_begin_driver(struct check *check);

#endif
