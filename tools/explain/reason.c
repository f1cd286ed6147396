// SPDX-License-Identifier: GPL-2.0-only
/* One table from words to steps. */
#include <stddef.h>
#include <string.h>

#include "explain/reason.h"

static const struct {
	const char *word;
	enum step_id step;
} reasons[] = {
	{ "not_vf", STEP_BACKEND },	 { "not_virtio", STEP_DEVICE },
	{ "no_legacy_type", STEP_TYPE }, { "own_bar0", STEP_BAR0 },
	{ "pf_driver", STEP_PF_DRIVER }, { "pf_gone", STEP_PF_DEVICE },
	{ "pf_no_answer", STEP_QUEUE },	 { "pf_no_commands", STEP_OPCODES },
	{ "pf_error", STEP_OPCODES },	 { "unsafe_type", STEP_BACKEND },
	{ "no_iommu", STEP_BACKEND },	 { "no_structures", STEP_BACKEND },
	{ "no_reset", STEP_BACKEND },	 { "has_vfs", STEP_FUNCTION },
};

#define REASONS (sizeof(reasons) / sizeof(reasons[0]))

enum step_id reason_step(const char *word)
{
	for (size_t i = 0; i < REASONS; i++)
		if (!strcmp(reasons[i].word, word))
			return reasons[i].step;
	return STEP_MODE;
}
