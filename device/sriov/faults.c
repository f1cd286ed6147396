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
#include "virtio-sriov.h"

static const QEnumLookup doorbell_lookup = {
    .array = (const char *const[]) {
        [DOORBELL_MEMBER] = "member",
        [DOORBELL_OWNER] = "owner",
        [DOORBELL_BOTH] = "both",
        [DOORBELL_NONE] = "none",
    },
    .size = DOORBELL__MAX,
};

static const QEnumLookup completion_lookup = {
    .array = (const char *const[]) {
        [COMPLETION_ONCE] = "once",
        [COMPLETION_TWICE] = "twice",
        [COMPLETION_UNKNOWN] = "unknown",
    },
    .size = COMPLETION__MAX,
};

static Faults *faults_of(Object *obj)
{
    return &VIRTIO_SRIOV_OWNER(obj)->faults;
}

void faults_init(Faults *f)
{
    static const uint32_t fail_max[] = { UINT16_MAX, UINT16_MAX };
    static const uint32_t late_max[] = { UINT32_MAX };

    memset(f, 0, sizeof(*f));
    f->result_limit = -1;
    f->answer_limit = -1;
    fault_rules_init(&f->fail, ARRAY_SIZE(fail_max), fail_max);
    fault_rules_init(&f->late, ARRAY_SIZE(late_max), late_max);
    faults_modern_init(f);
    faults_parts_init(f);
}

void faults_free(Faults *f)
{
    g_free(f->notify_entries);
    fault_rules_free(&f->fail);
    fault_rules_free(&f->late);
    faults_modern_free(f);
    faults_parts_free(f);
    memset(f, 0, sizeof(*f));
}

bool faults_fail_command(Faults *f, const AdminCmd *cmd, AdminResult *res)
{
    uint32_t value[FAULT_RULE_VALUES];

    if (!fault_rules_take(&f->fail, cmd, value)) {
        return false;
    }
    admin_result_fail(res, value[0], value[1]);
    return true;
}

bool faults_will_fail(Faults *f, const AdminCmd *cmd)
{
    return fault_rules_cover(&f->fail, cmd);
}

uint64_t faults_delay_us(Faults *f, const AdminCmd *cmd)
{
    uint32_t value[FAULT_RULE_VALUES];

    return fault_rules_take(&f->late, cmd, value) ? value[0] :
           f->command_delay_us;
}

static size_t limit(int64_t value)
{
    return value < 0 ? SIZE_MAX : value;
}

uint32_t faults_write_answer(Faults *f, const AdminResult *res,
                             const struct iovec *in, unsigned in_num)
{
    size_t len = MIN(res->len, limit(f->result_limit));
    size_t used = admin_result_encode(res, len, limit(f->answer_limit), in,
                                      in_num);

    /* A list that is too long counts whole, wherever the buffer ends. */
    if (!res->body && len > ADMIN_NOTIFY_ENTRIES * ADMIN_NOTIFY_ENTRY_SIZE) {
        used = MAX(used, ADMIN_STATUS_SIZE + len);
    }
    return MIN(used + f->used_extra, UINT32_MAX);
}

static void set_rules(FaultRules *list, const char *value, const char *name,
                      const char *form, Error **errp)
{
    g_autofree char *bad = fault_rules_parse(list, value);

    if (bad) {
        error_setg(errp, "%s: '%s' is not %s", name, bad, form);
    }
}

static void set_fail(Object *obj, const char *value, Error **errp)
{
    set_rules(&faults_of(obj)->fail, value, "fail",
              "opcode/status/qualifier/count[/vf]", errp);
}

static char *get_fail(Object *obj, Error **errp)
{
    return fault_rules_print(&faults_of(obj)->fail);
}

static void set_late(Object *obj, const char *value, Error **errp)
{
    set_rules(&faults_of(obj)->late, value, "late", "opcode/us/count[/vf]",
              errp);
}

static char *get_late(Object *obj, Error **errp)
{
    return fault_rules_print(&faults_of(obj)->late);
}

static void set_notify_entries(Object *obj, const char *value, Error **errp)
{
    Faults *f = faults_of(obj);
    g_auto(GStrv) items = g_strsplit(value, ",", -1);
    AdminNotifyEntry e[ADMIN_NOTIFY_MAX];
    unsigned i;

    for (i = 0; items[i]; i++) {
        uint64_t v[3];

        if (i == ADMIN_NOTIFY_MAX ||
            fault_parse_numbers(items[i], v, 3) != 3 ||
            v[0] > UINT8_MAX || v[1] > UINT8_MAX) {
            error_setg(errp, "notify-entries: up to %d of flags/bar/offset, "
                       "not '%s'", ADMIN_NOTIFY_MAX, items[i]);
            return;
        }
        e[i] = (AdminNotifyEntry) {
            .flags = v[0],
            .bar = v[1],
            .offset = v[2],
        };
    }
    g_free(f->notify_entries);
    f->notify_entries = *value ? g_strdup(value) : NULL;
    f->notify_num = i;
    memcpy(f->notify, e, i * sizeof(*e));
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

static int get_completion(Object *obj, Error **errp)
{
    return faults_of(obj)->completion;
}

static void set_completion(Object *obj, int value, Error **errp)
{
    faults_of(obj)->completion = value;
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

static bool get_stuck(Object *obj, Error **errp)
{
    return faults_of(obj)->stuck;
}

static void set_stuck(Object *obj, bool value, Error **errp)
{
    faults_of(obj)->stuck = value;
}

/* The numbers: the opaque pointer of a property is where it is in Faults. */
static void *number_of(Object *obj, void *opaque)
{
    return (char *)faults_of(obj) + (uintptr_t)opaque;
}

static void get_count(Object *obj, Visitor *v, const char *name,
                      void *opaque, Error **errp)
{
    visit_type_uint64(v, name, number_of(obj, opaque), errp);
}

static void set_count(Object *obj, Visitor *v, const char *name,
                      void *opaque, Error **errp)
{
    uint64_t *number = number_of(obj, opaque);
    uint64_t value;

    if (!visit_type_uint64(v, name, &value, errp)) {
        return;
    }
    if (value > UINT32_MAX) {
        error_setg(errp, "%s: at most %" PRIu32, name, UINT32_MAX);
        return;
    }
    *number = value;
}

static void get_limit(Object *obj, Visitor *v, const char *name,
                      void *opaque, Error **errp)
{
    visit_type_int64(v, name, number_of(obj, opaque), errp);
}

static void set_limit(Object *obj, Visitor *v, const char *name,
                      void *opaque, Error **errp)
{
    visit_type_int64(v, name, number_of(obj, opaque), errp);
}

static void add_count(ObjectClass *klass, const char *name, size_t where)
{
    object_class_property_add(klass, name, "uint64", get_count, set_count,
                              NULL, (void *)where);
}

static void add_limit(ObjectClass *klass, const char *name, size_t where)
{
    object_class_property_add(klass, name, "int64", get_limit, set_limit,
                              NULL, (void *)where);
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
    add_count(klass, "command-delay-us", offsetof(Faults, command_delay_us));
    object_class_property_set_description(klass, "command-delay-us",
        "the time each administration command takes");
    object_class_property_add_str(klass, "fail", get_fail, set_fail);
    object_class_property_set_description(klass, "fail",
        "commands to fail: opcode/status/qualifier/count[/vf],...");
    object_class_property_add_str(klass, "late", get_late, set_late);
    object_class_property_set_description(klass, "late",
        "commands that take their time: opcode/us/count[/vf],...");
    add_limit(klass, "result-limit", offsetof(Faults, result_limit));
    object_class_property_set_description(klass, "result-limit",
        "at most so many bytes of a command's result are written");
    add_limit(klass, "answer-limit", offsetof(Faults, answer_limit));
    object_class_property_set_description(klass, "answer-limit",
        "at most so many bytes of an answer are written, status included");
    add_count(klass, "used-extra", offsetof(Faults, used_extra));
    object_class_property_set_description(klass, "used-extra",
        "so many bytes more than are written does the used length say");
    object_class_property_add_enum(klass, "completion",
                                   "VirtIOSriovCompletion",
                                   &completion_lookup, get_completion,
                                   set_completion);
    object_class_property_set_description(klass, "completion",
        "how a command gets into the used ring: once, twice, unknown");
    object_class_property_add_bool(klass, "hang", get_hang, set_hang);
    object_class_property_set_description(klass, "hang",
        "the administration queue takes no commands");
    object_class_property_add_bool(klass, "stuck", get_stuck, set_stuck);
    object_class_property_set_description(klass, "stuck",
        "the PF's status stays as it is, so that it does not reset");
    faults_modern_class_init(klass);
    faults_parts_class_init(klass);
}
