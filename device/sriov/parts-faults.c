/*
 * The properties that make device parts and the stopped mode bad.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "qemu/osdep.h"
#include "qemu/bswap.h"
#include "qapi/error.h"
#include "qapi/util.h"
#include "qapi/visitor.h"
#include "qom/object.h"
#include "virtio-sriov.h"

/* The type of the part that "parts-grow" adds. */
#define PART_UNKNOWN 0x1ff

static const QEnumLookup kept_lookup = {
    .array = (const char *const[]) {
        [STOPPED_KEPT_NO] = "no",
        [STOPPED_KEPT_STATUS] = "status",
        [STOPPED_KEPT_ALWAYS] = "always",
    },
    .size = STOPPED_KEPT__MAX,
};

static Faults *faults_of(Object *obj)
{
    return &VIRTIO_SRIOV_OWNER(obj)->faults;
}

void faults_parts_init(Faults *f)
{
    static const uint32_t bytes_max[] = { ADMIN_BODY_MAX };
    static const uint32_t partial_max[] = { UINT16_MAX, UINT16_MAX };

    fault_rules_init(&f->parts_short, ARRAY_SIZE(bytes_max), bytes_max);
    fault_rules_init(&f->parts_grow, ARRAY_SIZE(bytes_max), bytes_max);
    fault_rules_init(&f->parts_partial, ARRAY_SIZE(partial_max), partial_max);
}

void faults_parts_free(Faults *f)
{
    fault_rules_free(&f->parts_short);
    fault_rules_free(&f->parts_grow);
    fault_rules_free(&f->parts_partial);
    g_clear_pointer(&f->extra, part_list_free);
    g_free(f->extra_text);
    g_free(f->edit_text);
}

static void append_unknown(GByteArray *bytes, uint32_t length)
{
    g_autoptr(PartList) list = part_list_new();
    g_autofree uint8_t *value = g_malloc0(length);

    part_list_add(list, PART_UNKNOWN, PART_F_OPTIONAL, 0, value, length);
    part_list_encode(list, true, bytes);
}

void faults_parts_answer(Faults *f, const AdminCmd *cmd, GByteArray *bytes)
{
    uint32_t value[FAULT_RULE_VALUES];
    unsigned i;

    if (fault_rules_take(&f->parts_grow, cmd, value)) {
        append_unknown(bytes, value[0]);
    }
    for (i = 0; cmd->opcode == ADMIN_CMD_PARTS_GET && i < f->edit_num; i++) {
        const PartsEdit *e = &f->edit[i];

        if (e->offset + e->size <= bytes->len) {
            stn_le_p(bytes->data + e->offset, e->size, e->value);
        }
    }
    if (fault_rules_take(&f->parts_short, cmd, value)) {
        g_byte_array_set_size(bytes, bytes->len - MIN(value[0], bytes->len));
    }
}

bool faults_parts_partial(Faults *f, const AdminCmd *cmd, unsigned *parts,
                          uint16_t *status)
{
    uint32_t value[FAULT_RULE_VALUES];

    if (!fault_rules_take(&f->parts_partial, cmd, value)) {
        return false;
    }
    *parts = value[0];
    *status = value[1];
    return true;
}

static void set_rules(FaultRules *list, const char *value, const char *name,
                      const char *form, Error **errp)
{
    g_autofree char *bad = fault_rules_parse(list, value);

    if (bad) {
        error_setg(errp, "%s: '%s' is not %s", name, bad, form);
    }
}

static void set_short(Object *obj, const char *value, Error **errp)
{
    set_rules(&faults_of(obj)->parts_short, value, "parts-short",
              "opcode/bytes/count[/vf]", errp);
}

static char *get_short(Object *obj, Error **errp)
{
    return fault_rules_print(&faults_of(obj)->parts_short);
}

static void set_grow(Object *obj, const char *value, Error **errp)
{
    set_rules(&faults_of(obj)->parts_grow, value, "parts-grow",
              "opcode/bytes/count[/vf]", errp);
}

static char *get_grow(Object *obj, Error **errp)
{
    return fault_rules_print(&faults_of(obj)->parts_grow);
}

static void set_partial(Object *obj, const char *value, Error **errp)
{
    set_rules(&faults_of(obj)->parts_partial, value, "parts-partial",
              "opcode/parts/status/count[/vf]", errp);
}

static char *get_partial(Object *obj, Error **errp)
{
    return fault_rules_print(&faults_of(obj)->parts_partial);
}

static bool parse_extra(const char *text, PartList *list)
{
    g_autofree uint8_t *bytes = NULL;
    uint64_t v[3];

    if (fault_parse_numbers(text, v, 3) != 3 || v[0] > UINT16_MAX ||
        v[1] > UINT8_MAX || v[2] > PARTS_EXTRA_MAX) {
        return false;
    }
    bytes = g_malloc0(v[2]);
    memset(bytes, 0x5a, v[2]);
    part_list_add(list, v[0], v[1], 0, bytes, v[2]);
    return true;
}

static void set_extra(Object *obj, const char *value, Error **errp)
{
    Faults *f = faults_of(obj);
    g_auto(GStrv) items = g_strsplit(value, ",", -1);
    g_autoptr(PartList) list = part_list_new();
    unsigned i;

    for (i = 0; items[i]; i++) {
        if (!parse_extra(items[i], list)) {
            error_setg(errp, "parts-extra: '%s' is not type/flags/length",
                       items[i]);
            return;
        }
    }
    g_free(f->extra_text);
    f->extra_text = g_strdup(value);
    g_clear_pointer(&f->extra, part_list_free);
    f->extra = list->len ? g_steal_pointer(&list) : NULL;
}

static char *get_extra(Object *obj, Error **errp)
{
    return g_strdup(faults_of(obj)->extra_text ?: "");
}

static bool parse_edit(const char *text, PartsEdit *e)
{
    uint64_t v[3];

    if (fault_parse_numbers(text, v, 3) != 3 || v[0] > ADMIN_BODY_MAX ||
        (v[1] != 1 && v[1] != 2 && v[1] != 4 && v[1] != 8)) {
        return false;
    }
    *e = (PartsEdit) { .offset = v[0], .size = v[1], .value = v[2] };
    return true;
}

static void set_edit(Object *obj, const char *value, Error **errp)
{
    Faults *f = faults_of(obj);
    g_auto(GStrv) items = g_strsplit(value, ",", -1);
    PartsEdit e[PARTS_EDITS];
    unsigned i;

    for (i = 0; items[i]; i++) {
        if (i == PARTS_EDITS || !parse_edit(items[i], &e[i])) {
            error_setg(errp, "parts-edit: up to %d of offset/size/value, not "
                       "'%s'", PARTS_EDITS, items[i]);
            return;
        }
    }
    g_free(f->edit_text);
    f->edit_text = g_strdup(value);
    f->edit_num = i;
    memcpy(f->edit, e, i * sizeof(*e));
}

static char *get_edit(Object *obj, Error **errp)
{
    return g_strdup(faults_of(obj)->edit_text ?: "");
}

static void get_features(Object *obj, Visitor *v, const char *name,
                         void *opaque, Error **errp)
{
    visit_type_uint64(v, name, &faults_of(obj)->parts_features, errp);
}

static void set_features(Object *obj, Visitor *v, const char *name,
                         void *opaque, Error **errp)
{
    visit_type_uint64(v, name, &faults_of(obj)->parts_features, errp);
}

static bool get_never(Object *obj, Error **errp)
{
    return faults_of(obj)->mode_never;
}

static void set_never(Object *obj, bool value, Error **errp)
{
    faults_of(obj)->mode_never = value;
}

static int get_kept(Object *obj, Error **errp)
{
    return faults_of(obj)->stopped_kept;
}

static void set_kept(Object *obj, int value, Error **errp)
{
    faults_of(obj)->stopped_kept = value;
}

static bool get_strict_self(Object *obj, Error **errp)
{
    return faults_of(obj)->strict_self;
}

static void set_strict_self(Object *obj, bool value, Error **errp)
{
    faults_of(obj)->strict_self = value;
}

void faults_parts_class_init(ObjectClass *klass)
{
    object_class_property_add_str(klass, "parts-short", get_short, set_short);
    object_class_property_set_description(klass, "parts-short",
        "answers that lack their end: opcode/bytes/count[/vf],...");
    object_class_property_add_str(klass, "parts-grow", get_grow, set_grow);
    object_class_property_set_description(klass, "parts-grow",
        "answers with a part more: opcode/bytes/count[/vf],...");
    object_class_property_add_str(klass, "parts-partial", get_partial,
                                  set_partial);
    object_class_property_set_description(klass, "parts-partial",
        "sets that fail half-way: opcode/parts/status/count[/vf],...");
    object_class_property_add_str(klass, "parts-extra", get_extra, set_extra);
    object_class_property_set_description(klass, "parts-extra",
        "parts that nobody knows: type/flags/length,...");
    object_class_property_add_str(klass, "parts-edit", get_edit, set_edit);
    object_class_property_set_description(klass, "parts-edit",
        "bytes of the parts got that are wrong: offset/size/value,...");
    object_class_property_add(klass, "parts-features", "uint64",
                              get_features, set_features, NULL, NULL);
    object_class_property_set_description(klass, "parts-features",
        "bits by which the device features in parts differ");
    object_class_property_add_bool(klass, "mode-never", get_never, set_never);
    object_class_property_set_description(klass, "mode-never",
        "DEV_MODE_SET does not complete");
    object_class_property_add_enum(klass, "stopped-kept",
                                   "VirtIOSriovStoppedKept", &kept_lookup,
                                   get_kept, set_kept);
    object_class_property_set_description(klass, "stopped-kept",
        "does the stopped mode outlast a reset: no, status, always");
    object_class_property_add_bool(klass, "strict-self", get_strict_self,
                                   set_strict_self);
    object_class_property_set_description(klass, "strict-self",
        "the self group's commands need its own LIST_USE");
}
