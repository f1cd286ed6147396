/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Why a VF is or is not transitional, as steps in the order in which the driver looks
 * at them when a VF is bound to it, and then those of the host.
 */
#ifndef TOOLS_STEPS_H
#define TOOLS_STEPS_H

#include <stdbool.h>

#include "device/function.h"

enum step_id {
	STEP_FUNCTION,
	STEP_DEVICE,
	STEP_TYPE,
	STEP_BAR0,
	STEP_PF_DRIVER,
	STEP_PF_DEVICE,
	STEP_QUEUE,
	STEP_OPCODES,
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
 */
enum step_result {
	STEP_SKIPPED,
	STEP_OK,
	STEP_TODO,
	STEP_FAILED,
	STEP_UNKNOWN,
};

/**
 * struct step - what was found
 * @result: what it comes to
 * @found: in words
 * @mend: the command that mends it, or what else does; "" if there is none
 */
struct step {
	enum step_result result;
	char found[320];
	char mend[256];
};

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
 * @mode: that it has or would get, or "" if that cannot be told
 * @decided: it is bound, and the driver found it fit for a legacy interface
 */
struct explanation {
	struct step steps[STEPS];
	enum verdict verdict;
	char mode[16];
	bool decided;
};

extern const char *const step_names[STEPS];

/* Among all functions: other VFs of the same PF may know what a VF cannot tell. */
void explain_function(struct explanation *explanation,
		      const struct function *function,
		      const struct functions *all);

/* For the files that explain. */
void step_ok(struct step *step, const char *fmt, ...)
	__attribute__((format(printf, 2, 3)));
void step_failed(struct step *step, const char *fmt, ...)
	__attribute__((format(printf, 2, 3)));
void step_todo(struct step *step, const char *fmt, ...)
	__attribute__((format(printf, 2, 3)));
void step_unknown(struct step *step, const char *fmt, ...)
	__attribute__((format(printf, 2, 3)));
void step_mend(struct step *step, const char *fmt, ...)
	__attribute__((format(printf, 2, 3)));

void explain_device(struct explanation *explanation,
		    const struct function *function);
void explain_pf(struct explanation *explanation,
		const struct function *function, const struct functions *all);
void explain_group(struct step *step, const struct function *function);
void explain_module(struct step *step);
void explain_binding(struct explanation *explanation,
		     const struct function *function);
void explain_log(struct explanation *explanation,
		 const struct function *function);

#endif
