/*
 * Rules for bad hardware, of the form "opcode/value.../extent[/vf]".
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * A rule covers the commands of one opcode, to one member or to any; so many
 * of them, or for a time ("20" or "500ms") that begins with the first command
 * covered.  What its values mean is for the user of a list to say.  Reads of a
 * modern register go by such rules, too: its offset stands for the opcode.
 */

#ifndef VIRTIO_SRIOV_FAULT_RULES_H
#define VIRTIO_SRIOV_FAULT_RULES_H

#include "admin-cmd.h"

#define FAULT_RULE_VALUES 3

typedef struct FaultRules {
    unsigned values;            /* how many each rule has */
    const uint32_t *max;        /* the greatest that each may be */
    GArray *rules;
} FaultRules;

void fault_rules_init(FaultRules *list, unsigned values, const uint32_t *max);
void fault_rules_free(FaultRules *list);

/*
 * Replace all rules by those of @text, which are separated by ",".  Returns
 * the first part of @text that is none, to be freed by the caller, and then
 * changes nothing; or NULL.
 */
char *fault_rules_parse(FaultRules *list, const char *text);
/* What is left of them, in the same form. */
char *fault_rules_print(FaultRules *list);

/* Does a rule cover @cmd? */
bool fault_rules_cover(FaultRules *list, const AdminCmd *cmd);
/*
 * If a rule covers @cmd, use it up by one, store its values and return true.
 */
bool fault_rules_take(FaultRules *list, const AdminCmd *cmd,
                      uint32_t values[FAULT_RULE_VALUES]);

/*
 * Split "a/b/c" into @max numbers in C notation.  Returns how many there are,
 * or -1 if that is not what @text is.
 */
int fault_parse_numbers(const char *text, uint64_t *values, int max);

#endif
