/*
 * The properties that make the hardware bad, all settable at run time.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "qemu/osdep.h"
#include "qapi/error.h"
#include "qapi/util.h"
#include "qapi/visitor.h"
#include "qom/object.h"
#include "qemu/cutils.h"
#include "virtio-sriov.h"

typedef struct FailRule {
    uint16_t opcode;
    uint16_t status;
    uint16_t qualifier;
    uint32_t count;
    uint64_t member;            /* 0: any */
} FailRule;

static const QEnumLookup doorbell_lookup = {
    .array = (const char *const[]) {
        [DOORBELL_MEMBER] = "member",
        [DOORBELL_OWNER] = "owner",
        [DOORBELL_BOTH] = "both",
        [DOORBELL_NONE] = "none",
    },
    .size = DOORBELL__MAX,
};

static Faults *faults_of(Object *obj)
{
    return &VIRTIO_SRIOV_OWNER(obj)->faults;
}

void faults_init(Faults *f)
{
    memset(f, 0, sizeof(*f));
    f->result_limit = -1;
    f->fail = g_array_new(false, true, sizeof(FailRule));
}

void faults_free(Faults *f)
{
    g_free(f->notify_entries);
    g_array_free(f->fail, true);
    memset(f, 0, sizeof(*f));
}

bool faults_fail_command(Faults *f, const AdminCmd *cmd, AdminResult *res)
{
    guint i;

    for (i = 0; i < f->fail->len; i++) {
        FailRule *r = &g_array_index(f->fail, FailRule, i);

        if (r->opcode != cmd->opcode ||
            (r->member && r->member != cmd->member)) {
            continue;
        }
        admin_result_fail(res, r->status, r->qualifier);
        if (--r->count == 0) {
            g_array_remove_index(f->fail, i);
        }
        return true;
    }
    return false;
}

/*
 * Split "a/b/c" into @max numbers in C notation.  Returns how many there are,
 * or -1 if that is not what @text is.
 */
static int parse_numbers(const char *text, uint64_t *values, int max)
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

static bool parse_fail_rule(const char *text, FailRule *r)
{
    uint64_t v[5] = { 0 };
    int n = parse_numbers(text, v, ARRAY_SIZE(v));

    if (n < 4 || v[0] > UINT16_MAX || v[1] > UINT16_MAX ||
        v[2] > UINT16_MAX || v[3] > UINT32_MAX || (n == 5 && !v[4])) {
        return false;
    }
    *r = (FailRule) {
        .opcode = v[0],
        .status = v[1],
        .qualifier = v[2],
        .count = v[3],
        .member = v[4],
    };
    return true;
}

static void set_fail(Object *obj, const char *value, Error **errp)
{
    Faults *f = faults_of(obj);
    g_auto(GStrv) items = g_strsplit(value, ",", -1);
    g_autoptr(GArray) rules = g_array_new(false, true, sizeof(FailRule));
    int i;

    for (i = 0; items[i]; i++) {
        FailRule r;

        if (!parse_fail_rule(items[i], &r)) {
            error_setg(errp, "fail: '%s' is not "
                       "opcode/status/qualifier/count[/vf]", items[i]);
            return;
        }
        if (r.count) {
            g_array_append_val(rules, r);
        }
    }
    g_array_free(f->fail, true);
    f->fail = g_steal_pointer(&rules);
}

/* Reads as what is left of it. */
static char *get_fail(Object *obj, Error **errp)
{
    Faults *f = faults_of(obj);
    GString *s = g_string_new(NULL);
    guint i;

    for (i = 0; i < f->fail->len; i++) {
        FailRule *r = &g_array_index(f->fail, FailRule, i);

        g_string_append_printf(s, "%s%u/%u/%u/%" PRIu32, i ? "," : "",
                               r->opcode, r->status, r->qualifier, r->count);
        if (r->member) {
            g_string_append_printf(s, "/%" PRIu64, r->member);
        }
    }
    return g_string_free(s, false);
}

static void set_notify_entries(Object *obj, const char *value, Error **errp)
{
    Faults *f = faults_of(obj);
    g_auto(GStrv) items = g_strsplit(value, ",", -1);
    AdminNotifyEntry e[ADMIN_NOTIFY_ENTRIES] = { 0 };
    int i;

    for (i = 0; items[i]; i++) {
        uint64_t v[3];

        if (i == ADMIN_NOTIFY_ENTRIES ||
            parse_numbers(items[i], v, 3) != 3 ||
            v[0] > UINT8_MAX || v[1] > UINT8_MAX) {
            error_setg(errp, "notify-entries: up to %d of flags/bar/offset, "
                       "not '%s'", ADMIN_NOTIFY_ENTRIES, items[i]);
            return;
        }
        e[i].flags = v[0];
        e[i].bar = v[1];
        e[i].offset = v[2];
    }
    g_free(f->notify_entries);
    f->notify_entries = *value ? g_strdup(value) : NULL;
    memcpy(f->notify, e, sizeof(e));
}

static char *get_notify_entries(Object *obj, Error **errp)
{
    Faults *f = faults_of(obj);

    return g_strdup(f->notify_entries ? f->notify_entries : "");
}

static int get_doorbell(Object *obj, Error **errp)
{
    return faults_of(obj)->doorbell;
}

static void set_doorbell(Object *obj, int value, Error **errp)
{
    faults_of(obj)->doorbell = value;
}

static bool get_strict(Object *obj, Error **errp)
{
    return faults_of(obj)->strict;
}

static void set_strict(Object *obj, bool value, Error **errp)
{
    faults_of(obj)->strict = value;
}

static bool get_hang(Object *obj, Error **errp)
{
    return faults_of(obj)->hang;
}

static void set_hang(Object *obj, bool value, Error **errp)
{
    Faults *f = faults_of(obj);
    bool ends = f->hang && !value;

    f->hang = value;
    if (ends) {
        virtio_sriov_admin_run(VIRTIO_SRIOV_OWNER(obj));
    }
}

static void get_delay(Object *obj, Visitor *v, const char *name,
                      void *opaque, Error **errp)
{
    visit_type_uint64(v, name, &faults_of(obj)->command_delay_us, errp);
}

static void set_delay(Object *obj, Visitor *v, const char *name,
                      void *opaque, Error **errp)
{
    uint64_t value;

    if (!visit_type_uint64(v, name, &value, errp)) {
        return;
    }
    if (value > UINT32_MAX) {
        error_setg(errp, "%s: at most %" PRIu32, name, UINT32_MAX);
        return;
    }
    faults_of(obj)->command_delay_us = value;
}

static void get_result_limit(Object *obj, Visitor *v, const char *name,
                             void *opaque, Error **errp)
{
    visit_type_int64(v, name, &faults_of(obj)->result_limit, errp);
}

static void set_result_limit(Object *obj, Visitor *v, const char *name,
                             void *opaque, Error **errp)
{
    visit_type_int64(v, name, &faults_of(obj)->result_limit, errp);
}

void faults_class_init(ObjectClass *klass)
{
    object_class_property_add_enum(klass, "doorbell", "VirtIOSriovDoorbell",
                                   &doorbell_lookup, get_doorbell,
                                   set_doorbell);
    object_class_property_set_description(klass, "doorbell",
        "which doorbells NOTIFY_INFO names: member, owner, both, none");
    object_class_property_add_str(klass, "notify-entries",
                                  get_notify_entries, set_notify_entries);
    object_class_property_set_description(klass, "notify-entries",
        "raw entries of NOTIFY_INFO: flags/bar/offset,...");
    object_class_property_add_bool(klass, "strict", get_strict, set_strict);
    object_class_property_set_description(klass, "strict",
        "LIST_QUERY and LIST_USE fail too while VF Enable is clear");
    object_class_property_add(klass, "command-delay-us", "uint64", get_delay,
                              set_delay, NULL, NULL);
    object_class_property_set_description(klass, "command-delay-us",
        "the time each administration command takes");
    object_class_property_add_str(klass, "fail", get_fail, set_fail);
    object_class_property_set_description(klass, "fail",
        "commands to fail: opcode/status/qualifier/count[/vf],...");
    object_class_property_add(klass, "result-limit", "int64",
                              get_result_limit, set_result_limit, NULL, NULL);
    object_class_property_set_description(klass, "result-limit",
        "at most so many bytes of a command's result are written");
    object_class_property_add_bool(klass, "hang", get_hang, set_hang);
    object_class_property_set_description(klass, "hang",
        "the administration queue takes no commands");
}
