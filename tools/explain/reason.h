/* SPDX-License-Identifier: GPL-2.0-only */
/* The words by which the driver says why a VF can only be modern (docs/abi.md). Pure. */
#ifndef TOOLS_REASON_H
#define TOOLS_REASON_H

#include "explain/step.h"

/* The step that is in the way; STEP_MODE for a word that is not known here. */
enum step_id reason_step(const char *word);

#endif
