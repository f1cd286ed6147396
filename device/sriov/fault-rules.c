/*
 * Rules for bad hardware, of the form "opcode/value.../extent[/vf]".
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "qemu/osdep.h"
#include "qemu/cutils.h"
#include "qemu/timer.h"
#include "fault-rules.h"

typedef struct Rule {
    uint16_t opcode;
    uint32_t value[FAULT_RULE_VALUES];
    bool timed;
    uint32_t left;              /* commands, or milliseconds if timed */
    int64_t end;                /* if timed and begun: when, else 0 */
    uint64_t member;            /* 0: any */
} Rule;

static int64_t now_ms(void)
{
    return qemu_clock_get_ms(QEMU_CLOCK_VIRTUAL);
}

static Rule *rule_at(FaultRules *list, guint i)
{
    return &g_array_index(list->rules, Rule, i);
}

void fault_rules_init(FaultRules *list, unsigned values, const uint32_t *max)
{
    assert(values <= FAULT_RULE_VALUES);
    list->values = values;
    list->max = max;
    list->rules = g_array_new(false, true, sizeof(Rule));
}

void fault_rules_free(FaultRules *list)
{
    g_array_free(list->rules, true);
    list->rules = NULL;
}

int fault_parse_numbers(const char *text, uint64_t *values, int max)
{
    g_auto(GStrv) parts = g_strsplit(text, "/", -1);
    int i;

    for (i = 0; parts[i]; i++) {
        if (i == max || qemu_strtou64(parts[i], NULL, 0, &values[i]) < 0) {
            return -1;
        }
    }
    return i;
}

static bool parse_extent(const char *text, Rule *r)
{
    const char *unit;
    uint64_t n;

    if (qemu_strtou64(text, &unit, 0, &n) < 0 || n > UINT32_MAX) {
        return false;
    }
    r->left = n;
    r->timed = !strcmp(unit, "ms");
    return r->timed || !*unit;
}

static bool parse_number(const char *text, uint64_t max, uint64_t *n)
{
    return qemu_strtou64(text, NULL, 0, n) == 0 && *n <= max;
}

static bool parse_rule(FaultRules *list, const char *text, Rule *r)
{
    g_auto(GStrv) part = g_strsplit(text, "/", -1);
    unsigned parts = g_strv_length(part);
    uint64_t n;
    unsigned i;

    memset(r, 0, sizeof(*r));
    if (parts < list->values + 2 || parts > list->values + 3 ||
        !parse_number(part[0], UINT16_MAX, &n)) {
        return false;
    }
    r->opcode = n;
    for (i = 0; i < list->values; i++) {
        if (!parse_number(part[1 + i], list->max[i], &n)) {
            return false;
        }
        r->value[i] = n;
    }
    if (!parse_extent(part[1 + i], r)) {
        return false;
    }
    return !part[2 + i] ||
           (parse_number(part[2 + i], UINT64_MAX, &r->member) && r->member);
}

char *fault_rules_parse(FaultRules *list, const char *text)
{
    g_auto(GStrv) items = g_strsplit(text, ",", -1);
    GArray *rules = g_array_new(false, true, sizeof(Rule));
    int i;

    for (i = 0; items[i]; i++) {
        Rule r;

        if (!parse_rule(list, items[i], &r)) {
            g_array_free(rules, true);
            return g_strdup(items[i]);
        }
        if (r.left) {
            g_array_append_val(rules, r);
        }
    }
    g_array_free(list->rules, true);
    list->rules = rules;
    return NULL;
}

/* Let go of those whose time is over. */
static void expire(FaultRules *list)
{
    int64_t now = now_ms();
    guint i = 0;

    while (i < list->rules->len) {
        Rule *r = rule_at(list, i);

        if (r->end && now >= r->end) {
            g_array_remove_index(list->rules, i);
        } else {
            i++;
        }
    }
}

char *fault_rules_print(FaultRules *list)
{
    GString *s = g_string_new(NULL);
    guint i;
    unsigned j;

    expire(list);
    for (i = 0; i < list->rules->len; i++) {
        Rule *r = rule_at(list, i);

        g_string_append_printf(s, "%s%u", i ? "," : "", r->opcode);
        for (j = 0; j < list->values; j++) {
            g_string_append_printf(s, "/%" PRIu32, r->value[j]);
        }
        if (r->timed) {
            g_string_append_printf(s, "/%" PRId64 "ms",
                                   r->end ? r->end - now_ms() : r->left);
        } else {
            g_string_append_printf(s, "/%" PRIu32, r->left);
        }
        if (r->member) {
            g_string_append_printf(s, "/%" PRIu64, r->member);
        }
    }
    return g_string_free(s, false);
}

/* The index of the first rule that covers @cmd, or -1. */
static int find(FaultRules *list, const AdminCmd *cmd)
{
    guint i;

    expire(list);
    for (i = 0; i < list->rules->len; i++) {
        Rule *r = rule_at(list, i);

        if (r->opcode == cmd->opcode &&
            (!r->member || r->member == cmd->member)) {
            return i;
        }
    }
    return -1;
}

bool fault_rules_cover(FaultRules *list, const AdminCmd *cmd)
{
    return find(list, cmd) >= 0;
}

bool fault_rules_take(FaultRules *list, const AdminCmd *cmd,
                      uint32_t values[FAULT_RULE_VALUES])
{
    int i = find(list, cmd);
    Rule *r;

    if (i < 0) {
        return false;
    }
    r = rule_at(list, i);
    memcpy(values, r->value, sizeof(r->value));
    if (r->timed) {
        r->end = r->end ?: now_ms() + r->left;
    } else if (--r->left == 0) {
        g_array_remove_index(list->rules, i);
    }
    return true;
}
