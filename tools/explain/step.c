// SPDX-License-Identifier: GPL-2.0-only
/* Names of steps and results, and results as they are found. */
#include <stdarg.h>
#include <stdio.h>

#include "explain/step.h"

const char *step_name(enum step_id id)
{
	static const char *const names[] = {
		[STEP_FUNCTION] = "function",
		[STEP_DEVICE] = "device id",
		[STEP_TYPE] = "device type",
		[STEP_BAR0] = "BAR0",
		[STEP_PF_DRIVER] = "PF's driver",
		[STEP_PF_DEVICE] = "PF's device",
		[STEP_QUEUE] = "admin queue",
		[STEP_OPCODES] = "opcodes",
		[STEP_BACKEND] = "backend",
		[STEP_GROUP] = "IOMMU group",
		[STEP_MODULE] = "module",
		[STEP_DRIVER] = "driver",
		[STEP_MODE] = "mode",
	};

	return names[id];
}

const char *step_result_name(enum step_result result)
{
	static const char *const names[] = {
		[STEP_SKIPPED] = "skipped", [STEP_OK] = "ok",
		[STEP_TODO] = "todo",	    [STEP_FAILED] = "failed",
		[STEP_UNKNOWN] = "unknown", [STEP_UNNEEDED] = "unneeded",
	};

	return names[result];
}

const char *step_result_mark(enum step_result result)
{
	static const char *const marks[] = {
		[STEP_SKIPPED] = "-", [STEP_OK] = "ok",
		[STEP_TODO] = "todo", [STEP_FAILED] = "FAIL",
		[STEP_UNKNOWN] = "?", [STEP_UNNEEDED] = "no",
	};

	return marks[result];
}

enum step_result step_worst(const struct step *steps, enum step_id first,
			    enum step_id end)
{
	enum step_result result = STEP_OK;

	for (enum step_id i = first; i < end; i++) {
		if (steps[i].result == STEP_FAILED)
			return STEP_FAILED;
		if (steps[i].result == STEP_UNKNOWN)
			result = STEP_UNKNOWN;
	}
	return result;
}

static void found(struct step *step, enum step_result result, const char *fmt,
		  va_list args)
{
	step->result = result;
	vsnprintf(step->found, sizeof(step->found), fmt, args);
	*step->fix.text = '\0';
	*step->further.text = '\0';
}

void step_ok(struct step *step, const char *fmt, ...)
{
	va_list args;

	va_start(args, fmt);
	found(step, STEP_OK, fmt, args);
	va_end(args);
}

void step_todo(struct step *step, const char *fmt, ...)
{
	va_list args;

	va_start(args, fmt);
	found(step, STEP_TODO, fmt, args);
	va_end(args);
}

void step_failed(struct step *step, const char *fmt, ...)
{
	va_list args;

	va_start(args, fmt);
	found(step, STEP_FAILED, fmt, args);
	va_end(args);
}

void step_unknown(struct step *step, const char *fmt, ...)
{
	va_list args;

	va_start(args, fmt);
	found(step, STEP_UNKNOWN, fmt, args);
	va_end(args);
}

void step_unneeded(struct step *step, const char *fmt, ...)
{
	va_list args;

	va_start(args, fmt);
	found(step, STEP_UNNEEDED, fmt, args);
	va_end(args);
}
