/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What a step of an explanation is: which there are, in the order in which the driver
 * looks at them when a VF is bound to it, and then those of the host; and what one
 * comes to. Pure.
 */
#ifndef TOOLS_STEP_H
#define TOOLS_STEP_H

#include "advice.h"

enum step_id {
	STEP_FUNCTION,
	STEP_DEVICE,
	STEP_TYPE,
	STEP_BAR0,
	STEP_PF_DRIVER,
	STEP_PF_DEVICE,
	STEP_QUEUE,
	STEP_OPCODES,
	STEP_BACKEND,
	STEP_GROUP,
	STEP_MODULE,
	STEP_DRIVER,
	STEP_MODE,
	STEPS
};

/**
 * enum step_result - what a step comes to
 * @STEP_SKIPPED: not looked at, as an earlier one leaves nothing to look at
 * @STEP_OK: it is as it has to be
 * @STEP_TODO: it is not, but that is a matter of binding the VF
 * @STEP_FAILED: it is in the way
 * @STEP_UNKNOWN: it cannot be known from here
 * @STEP_UNNEEDED: it is not, but there is another way
 */
enum step_result {
	STEP_SKIPPED,
	STEP_OK,
	STEP_TODO,
	STEP_FAILED,
	STEP_UNKNOWN,
	STEP_UNNEEDED,
};

/**
 * struct step - what was found
 * @result: what it comes to
 * @found: in words
 * @fix: what fixes it; no text if there is nothing
 * @further: what else is to be done, for that to last; or no text
 */
struct step {
	enum step_result result;
	char found[512];
	struct advice fix;
	struct advice further;
};

/* What it is called. */
const char *step_name(enum step_id id);

/* A result, for programs; and as a mark before a line. */
const char *step_result_name(enum step_result result);
const char *step_result_mark(enum step_result result);

/* The worst of the steps from @first to before @end. */
enum step_result step_worst(const struct step *steps, enum step_id first,
			    enum step_id end);

void step_ok(struct step *step, const char *fmt, ...)
	__attribute__((format(printf, 2, 3)));
void step_failed(struct step *step, const char *fmt, ...)
	__attribute__((format(printf, 2, 3)));
void step_todo(struct step *step, const char *fmt, ...)
	__attribute__((format(printf, 2, 3)));
void step_unknown(struct step *step, const char *fmt, ...)
	__attribute__((format(printf, 2, 3)));
void step_unneeded(struct step *step, const char *fmt, ...)
	__attribute__((format(printf, 2, 3)));

#endif
