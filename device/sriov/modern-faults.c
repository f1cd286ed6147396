/*
 * The properties that make members' modern registers bad.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "qemu/osdep.h"
#include "qapi/error.h"
#include "qapi/util.h"
#include "qom/object.h"
#include "virtio-sriov.h"

static const QEnumLookup gone_lookup = {
    .array = (const char *const[]) {
        [MODERN_GONE_NO] = "no",
        [MODERN_GONE_NOW] = "now",
        [MODERN_GONE_RESET] = "reset",
        [MODERN_GONE_FEATURES_OK] = "features-ok",
        [MODERN_GONE_DRIVER_OK] = "driver-ok",
    },
    .size = MODERN_GONE__MAX,
};

static Faults *faults_of(Object *obj)
{
    return &VIRTIO_SRIOV_OWNER(obj)->faults;
}

void faults_modern_init(Faults *f)
{
    static const uint32_t max[] = { UINT32_MAX, UINT32_MAX, UINT32_MAX };

    fault_rules_init(&f->modern_read, ARRAY_SIZE(max), max);
}

void faults_modern_free(Faults *f)
{
    fault_rules_free(&f->modern_read);
    g_free(f->vf_caps);
}

bool faults_modern_read(Faults *f, unsigned offset, unsigned vf,
                        uint32_t *keep, uint32_t *set, uint32_t *flip)
{
    const AdminCmd read = { .opcode = offset, .member = vf };
    uint32_t value[FAULT_RULE_VALUES];

    if (!fault_rules_take(&f->modern_read, &read, value)) {
        return false;
    }
    *keep = value[0];
    *set = value[1];
    *flip = f->modern_odd ? value[2] : 0;
    f->modern_odd ^= value[2] != 0;
    return true;
}

void faults_new_member(Faults *f, VirtIOSriovMember *member)
{
    virtio_sriov_modern_set_gone(member, f->gone == MODERN_GONE_NOW);
    virtio_sriov_modern_edit_caps(member, f->cap_edit, f->cap_edit_num);
}

static void tell_members(Object *obj)
{
    VirtIOSriovOwner *owner = VIRTIO_SRIOV_OWNER(obj);
    VirtIOSriovMember *member;
    unsigned vf;

    for (vf = 1; vf <= owner->vfs; vf++) {
        member = virtio_sriov_owner_made(owner, vf);
        if (member) {
            faults_new_member(&owner->faults, member);
        }
    }
}

static void set_modern_read(Object *obj, const char *value, Error **errp)
{
    g_autofree char *bad = fault_rules_parse(&faults_of(obj)->modern_read,
                                             value);

    if (bad) {
        error_setg(errp, "modern-read: '%s' is not "
                   "register/keep/set/flip/count[/vf]", bad);
        return;
    }
    faults_of(obj)->modern_odd = false;
}

static char *get_modern_read(Object *obj, Error **errp)
{
    return fault_rules_print(&faults_of(obj)->modern_read);
}

static int get_gone(Object *obj, Error **errp)
{
    return faults_of(obj)->gone;
}

static void set_gone(Object *obj, int value, Error **errp)
{
    faults_of(obj)->gone = value;
    tell_members(obj);
}

static bool get_vf_stuck(Object *obj, Error **errp)
{
    return faults_of(obj)->vf_stuck;
}

static void set_vf_stuck(Object *obj, bool value, Error **errp)
{
    faults_of(obj)->vf_stuck = value;
}

static bool parse_edit(const char *text, ModernCapEdit *e)
{
    uint64_t v[4];

    if (fault_parse_numbers(text, v, 4) != 4 || v[0] > UINT8_MAX ||
        v[1] > UINT8_MAX || (v[2] != 1 && v[2] != 2 && v[2] != 4) ||
        v[3] > UINT32_MAX) {
        return false;
    }
    *e = (ModernCapEdit) {
        .type = v[0],
        .offset = v[1],
        .size = v[2],
        .value = v[3],
    };
    return true;
}

static void set_vf_caps(Object *obj, const char *value, Error **errp)
{
    Faults *f = faults_of(obj);
    g_auto(GStrv) items = g_strsplit(value, ",", -1);
    ModernCapEdit e[MODERN_CAP_EDITS];
    unsigned i;

    for (i = 0; items[i]; i++) {
        if (i == MODERN_CAP_EDITS || !parse_edit(items[i], &e[i])) {
            error_setg(errp, "vf-caps: up to %d of type/offset/size/value, "
                       "not '%s'", MODERN_CAP_EDITS, items[i]);
            return;
        }
    }
    g_free(f->vf_caps);
    f->vf_caps = g_strdup(value);
    f->cap_edit_num = i;
    memcpy(f->cap_edit, e, i * sizeof(*e));
    tell_members(obj);
}

static char *get_vf_caps(Object *obj, Error **errp)
{
    Faults *f = faults_of(obj);

    return g_strdup(f->vf_caps ? f->vf_caps : "");
}

void faults_modern_class_init(ObjectClass *klass)
{
    object_class_property_add_str(klass, "modern-read", get_modern_read,
                                  set_modern_read);
    object_class_property_set_description(klass, "modern-read",
        "registers of VFs that lie: register/keep/set/flip/count[/vf],...");
    object_class_property_add_enum(klass, "gone", "VirtIOSriovGone",
                                   &gone_lookup, get_gone, set_gone);
    object_class_property_set_description(klass, "gone",
        "VFs' registers are: no, now, reset, features-ok, driver-ok");
    object_class_property_add_bool(klass, "vf-stuck", get_vf_stuck,
                                   set_vf_stuck);
    object_class_property_set_description(klass, "vf-stuck",
        "VFs' status stays as it is, so that they do not reset");
    object_class_property_add_str(klass, "vf-caps", get_vf_caps, set_vf_caps);
    object_class_property_set_description(klass, "vf-caps",
        "VFs' capabilities that are wrong: type/offset/size/value,...");
}
