/*
 * What the hardware saw: commands, notifications, broken driver rules.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "qemu/osdep.h"
#include "qapi/error.h"
#include "counters.h"

static const char *const violation_names[VIOLATION__MAX] = {
    [VIOLATION_BEFORE_LIST_USE]         = "before-list-use",
    [VIOLATION_OPCODE_NOT_IN_LIST]      = "opcode-not-in-list",
    [VIOLATION_LIST_USE_OUTSTANDING]    = "list-use-outstanding",
    [VIOLATION_LIST_USE_UNSUPPORTED]    = "list-use-unsupported",
    [VIOLATION_GROUP_TYPE]              = "group-type",
    [VIOLATION_MEMBER_RANGE]            = "member-range",
    [VIOLATION_SINGLE_FIELD]            = "single-field",
    [VIOLATION_BUFFER_SIZE]             = "buffer-size",
    [VIOLATION_EMPTY_PART]              = "empty-part",
    [VIOLATION_RESERVED_FIELD]          = "reserved-field",
    [VIOLATION_NO_VFS]                  = "no-vfs",
    [VIOLATION_VF_ENABLE_CLEARED]       = "vf-enable-cleared",
    [VIOLATION_DOORBELL_SIZE]           = "doorbell-size",
    [VIOLATION_DOORBELL_ADDRESS]        = "doorbell-address",
    [VIOLATION_DOORBELL_QUEUE]          = "doorbell-queue",
    [VIOLATION_MODERN_ACCESS]           = "modern-access",
    [VIOLATION_MODERN_READ_ONLY]        = "modern-read-only",
    [VIOLATION_MODERN_STATUS]           = "modern-status",
    [VIOLATION_MODERN_FEATURES]         = "modern-features",
    [VIOLATION_MODERN_CONFIG]           = "modern-config",
    [VIOLATION_MODERN_QUEUE_SIZE]       = "modern-queue-size",
    [VIOLATION_MODERN_QUEUE_EARLY]      = "modern-queue-early",
    [VIOLATION_MODERN_QUEUE_LATE]       = "modern-queue-late",
    [VIOLATION_MODERN_QUEUE_CHANGED]    = "modern-queue-changed",
    [VIOLATION_MODERN_NOTIFY]           = "modern-notify",
    [VIOLATION_MODERN_NOTIFY_EARLY]     = "modern-notify-early",
    [VIOLATION_SELF_LIST_USE]           = "self-list-use",
    [VIOLATION_CAPABILITY_MISSING]      = "capability-missing",
    [VIOLATION_CAPABILITY_OBJECTS]      = "capability-objects",
    [VIOLATION_CAPABILITY_LIMIT]        = "capability-limit",
    [VIOLATION_OBJECT_LIMIT]            = "object-limit",
    [VIOLATION_OBJECT_EXISTS]           = "object-exists",
    [VIOLATION_OBJECT_UNKNOWN]          = "object-unknown",
    [VIOLATION_PARTS_RUNNING]           = "parts-running",
    [VIOLATION_PARTS_ORDER]             = "parts-order",
    [VIOLATION_PARTS_FORMAT]            = "parts-format",
    [VIOLATION_PARTS_ROOM]              = "parts-room",
    [VIOLATION_STOPPED_CONFIG]          = "stopped-config",
};

static const char *const command_names[MEMBER__MAX] = {
    [MEMBER_COMMON_WRITE]   = "common-write",
    [MEMBER_COMMON_READ]    = "common-read",
    [MEMBER_DEV_WRITE]      = "device-write",
    [MEMBER_DEV_READ]       = "device-read",
    [MEMBER_NOTIFY_INFO]    = "notify-info",
    [MEMBER_OBJECT]         = "object",
    [MEMBER_PARTS_METADATA] = "parts-metadata",
    [MEMBER_PARTS_GET]      = "parts-get",
    [MEMBER_PARTS_SET]      = "parts-set",
    [MEMBER_MODE_SET]       = "mode-set",
    [MEMBER_OTHER]          = "other",
    [MEMBER_FAILED]         = "failed",
};

static const char *const kick_names[KICK__MAX] = {
    [KICK_MEMBER]           = "kick-member",
    [KICK_OWNER]            = "kick-owner",
    [KICK_COMMAND]          = "kick-command",
    [KICK_MODERN]           = "kick-modern",
};

void counters_init(Counters *c, unsigned members, unsigned queues)
{
    memset(c, 0, sizeof(*c));
    c->queues = queues;
    c->members = members;
    c->member = g_new0(MemberCounters, members);
}

void counters_free(Counters *c)
{
    g_free(c->member);
    g_free(c->last_violation);
    memset(c, 0, sizeof(*c));
}

void counters_reset(Counters *c)
{
    unsigned members = c->members;
    unsigned queues = c->queues;

    counters_free(c);
    counters_init(c, members, queues);
}

static MemberCounters *member_counters(Counters *c, uint64_t vf)
{
    return vf >= 1 && vf <= c->members ? &c->member[vf - 1] : NULL;
}

static MemberCommand member_command(const AdminCmd *cmd)
{
    switch (cmd->opcode) {
    case ADMIN_CMD_COMMON_WRITE:
        return MEMBER_COMMON_WRITE;
    case ADMIN_CMD_COMMON_READ:
        return MEMBER_COMMON_READ;
    case ADMIN_CMD_DEV_WRITE:
        return MEMBER_DEV_WRITE;
    case ADMIN_CMD_DEV_READ:
        return MEMBER_DEV_READ;
    case ADMIN_CMD_NOTIFY_INFO:
        return MEMBER_NOTIFY_INFO;
    case ADMIN_CMD_OBJ_CREATE:
    case ADMIN_CMD_OBJ_DESTROY:
        return MEMBER_OBJECT;
    case ADMIN_CMD_PARTS_METADATA:
        return MEMBER_PARTS_METADATA;
    case ADMIN_CMD_PARTS_GET:
        return MEMBER_PARTS_GET;
    case ADMIN_CMD_PARTS_SET:
        return MEMBER_PARTS_SET;
    case ADMIN_CMD_MODE_SET:
        return MEMBER_MODE_SET;
    default:
        return MEMBER_OTHER;
    }
}

void counters_command(Counters *c, const AdminCmd *cmd, bool failed)
{
    MemberCounters *m;

    c->failed += failed;
    if (cmd->opcode == ADMIN_CMD_LIST_QUERY) {
        c->list_query++;
        return;
    }
    if (cmd->opcode == ADMIN_CMD_LIST_USE) {
        c->list_use++;
        return;
    }
    if (cmd->group == ADMIN_GROUP_SELF) {
        c->capability++;
        return;
    }

    m = member_counters(c, cmd->member);
    if (m && cmd->group == ADMIN_GROUP_SRIOV) {
        m->command[member_command(cmd)]++;
        m->command[MEMBER_FAILED] += failed;
    }
}

void counters_kick(Counters *c, unsigned vf, KickPath path)
{
    MemberCounters *m = member_counters(c, vf);

    if (m) {
        m->kick[path]++;
    }
}

void counters_violation(Counters *c, Violation kind, const char *fmt, ...)
{
    g_autofree char *text = NULL;
    va_list ap;

    va_start(ap, fmt);
    text = g_strdup_vprintf(fmt, ap);
    va_end(ap);

    c->violation[kind]++;
    g_free(c->last_violation);
    c->last_violation = g_strdup_printf("%s: %s", violation_names[kind], text);
}

static bool visit_numbers(Visitor *v, const char *const *names,
                          uint64_t *values, unsigned n, Error **errp)
{
    unsigned i;

    for (i = 0; i < n; i++) {
        if (!visit_type_uint64(v, names[i], &values[i], errp)) {
            return false;
        }
    }
    return true;
}

static bool visit_kinds(Counters *c, Visitor *v, Error **errp)
{
    bool ok;

    if (!visit_start_struct(v, "violation-kinds", NULL, 0, errp)) {
        return false;
    }
    ok = visit_numbers(v, violation_names, c->violation, VIOLATION__MAX, errp);
    visit_end_struct(v, NULL);
    return ok;
}

static bool visit_queues(Counters *c, Visitor *v, Error **errp)
{
    bool ok = true;
    unsigned i;

    if (!visit_start_struct(v, "queues", NULL, 0, errp)) {
        return false;
    }
    for (i = 0; ok && i < c->queues; i++) {
        g_autofree char *name = g_strdup_printf("%u", i);

        ok = visit_type_uint64(v, name, &c->queue[i], errp);
    }
    visit_end_struct(v, NULL);
    return ok;
}

static bool visit_member(Counters *c, unsigned i, Visitor *v, Error **errp)
{
    uint64_t vf = i + 1;
    bool ok;

    if (!visit_start_struct(v, NULL, NULL, 0, errp)) {
        return false;
    }
    ok = visit_type_uint64(v, "vf", &vf, errp) &&
         visit_numbers(v, command_names, c->member[i].command, MEMBER__MAX,
                       errp) &&
         visit_numbers(v, kick_names, c->member[i].kick, KICK__MAX, errp);
    visit_end_struct(v, NULL);
    return ok;
}

static bool visit_members(Counters *c, Visitor *v, Error **errp)
{
    bool ok = true;
    unsigned i;

    if (!visit_start_list(v, "members", NULL, 0, errp)) {
        return false;
    }
    for (i = 0; ok && i < c->members; i++) {
        ok = visit_member(c, i, v, errp);
    }
    visit_end_list(v, NULL);
    return ok;
}

void counters_visit(Counters *c, Visitor *v, const char *name, Error **errp)
{
    char none[] = "";
    char *last = c->last_violation ? c->last_violation : none;
    uint64_t violations = 0;
    unsigned i;

    for (i = 0; i < VIOLATION__MAX; i++) {
        violations += c->violation[i];
    }

    if (!visit_start_struct(v, name, NULL, 0, errp)) {
        return;
    }
    if (visit_type_uint64(v, "list-query", &c->list_query, errp) &&
        visit_type_uint64(v, "list-use", &c->list_use, errp) &&
        visit_type_uint64(v, "capability", &c->capability, errp) &&
        visit_type_uint64(v, "failed", &c->failed, errp) &&
        visit_type_uint64(v, "violations", &violations, errp) &&
        visit_type_str(v, "last-violation", &last, errp) &&
        visit_kinds(c, v, errp) && visit_queues(c, v, errp)) {
        visit_members(c, v, errp);
    }
    visit_end_struct(v, NULL);
}
