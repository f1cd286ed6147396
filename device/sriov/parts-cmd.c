/*
 * The commands of capabilities, resource objects, device parts and the mode.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "qemu/osdep.h"
#include "qemu/bswap.h"
#include "qemu/cutils.h"
#include "type.h"

#define OBJ_HDR_SIZE            8
#define MODE_F_STOPPED          1

enum { METADATA_SIZE, METADATA_COUNT, METADATA_LIST };
enum { GET_SELECTED, GET_ALL };

#define broken(owner, kind, ...) \
    counters_violation(&(owner)->counters, kind, __VA_ARGS__)

static void invalid_field(AdminResult *res)
{
    admin_result_fail(res, ADMIN_STATUS_EINVAL, ADMIN_Q_INVALID_FIELD);
}

static void fail(AdminResult *res, uint16_t status)
{
    admin_result_fail(res, status, ADMIN_Q_INVALID_COMMAND);
}

/* What the driver did not supply counts as zero. */
static uint64_t field(const AdminCmd *cmd, unsigned offset, unsigned size)
{
    uint8_t bytes[8] = { 0 };

    if (cmd->body_len > offset) {
        memcpy(bytes, cmd->body + offset, MIN(size, cmd->body_len - offset));
    }
    return ldq_le_p(bytes);
}

static void check_reserved(VirtIOSriovOwner *owner, const AdminCmd *cmd,
                           unsigned offset, unsigned size)
{
    if (field(cmd, offset, size)) {
        broken(owner, VIOLATION_RESERVED_FIELD,
               "opcode 0x%x: a reserved field of its data is not zero",
               cmd->opcode);
    }
}

/* Capabilities: the self group's. */

static void cap_id_list_query(AdminResult *res)
{
    stq_le_p(res->data, BIT_ULL(CAP_DEV_PARTS));
    res->len = sizeof(uint64_t);
}

static bool cap_id_ok(VirtIOSriovOwner *owner, const AdminCmd *cmd,
                      AdminResult *res)
{
    check_reserved(owner, cmd, 2, 6);
    if (field(cmd, 0, 2) != CAP_DEV_PARTS) {
        fail(res, ADMIN_STATUS_ENXIO);
        return false;
    }
    return true;
}

static void device_cap_get(VirtIOSriovOwner *owner, AdminResult *res)
{
    res->data[OBJECT_GET] = owner->parts_get_objects;
    res->data[OBJECT_SET] = owner->parts_set_objects;
    res->len = OBJECT__KINDS;
}

static void driver_cap_set(VirtIOSriovOwner *owner, const AdminCmd *cmd,
                           AdminResult *res)
{
    Objects *o = &owner->objects;
    uint8_t get = field(cmd, 8 + OBJECT_GET, 1);
    uint8_t set = field(cmd, 8 + OBJECT_SET, 1);

    if (objects_total(o)) {
        broken(owner, VIOLATION_CAPABILITY_OBJECTS,
               "capability set while there are %u objects", objects_total(o));
        fail(res, ADMIN_STATUS_EBUSY);
    } else if (get > owner->parts_get_objects ||
               set > owner->parts_set_objects) {
        broken(owner, VIOLATION_CAPABILITY_LIMIT,
               "limits of %u and %u objects, of %u and %u", get, set,
               owner->parts_get_objects, owner->parts_set_objects);
        invalid_field(res);
    } else {
        o->set = true;
        o->limit[OBJECT_GET] = get;
        o->limit[OBJECT_SET] = set;
    }
}

void virtio_sriov_capability_command(VirtIOSriovOwner *owner,
                                     const AdminCmd *cmd, AdminResult *res)
{
    if (cmd->opcode == ADMIN_CMD_CAP_ID_LIST_QUERY) {
        cap_id_list_query(res);
    } else if (!cap_id_ok(owner, cmd, res)) {
        return;
    } else if (cmd->opcode == ADMIN_CMD_DEVICE_CAP_GET) {
        device_cap_get(owner, res);
    } else {
        driver_cap_set(owner, cmd, res);
    }
}

/* Resource objects: each is of a member. */

static bool object_type_ok(VirtIOSriovOwner *owner, const AdminCmd *cmd,
                           AdminResult *res)
{
    check_reserved(owner, cmd, 2, 2);
    if (cmd->body_len < OBJ_HDR_SIZE || field(cmd, 0, 2) != OBJ_DEV_PARTS) {
        invalid_field(res);
        return false;
    }
    return true;
}

static void create(VirtIOSriovOwner *owner, const AdminCmd *cmd,
                   AdminResult *res)
{
    Objects *o = &owner->objects;
    uint32_t id = field(cmd, 4, 4);
    unsigned kind = field(cmd, 16, 1);

    check_reserved(owner, cmd, 8, 8);
    check_reserved(owner, cmd, 17, 7);
    if (field(cmd, 8, 8) || kind >= OBJECT__KINDS) {
        invalid_field(res);
    } else if (!o->set) {
        broken(owner, VIOLATION_CAPABILITY_MISSING,
               "object %u before DRIVER_CAP_SET", id);
        admin_result_fail(res, ADMIN_STATUS_ENOSPC, ADMIN_Q_NORESOURCE);
    } else if (objects_member(o, id)) {
        broken(owner, VIOLATION_OBJECT_EXISTS, "object %u exists", id);
        fail(res, ADMIN_STATUS_EEXIST);
    } else if (id >= o->limit[kind] || o->count[kind] >= o->limit[kind]) {
        broken(owner, VIOLATION_OBJECT_LIMIT,
               "object %u, with %u of at most %u of its kind", id,
               o->count[kind], o->limit[kind]);
        admin_result_fail(res, ADMIN_STATUS_ENOSPC, ADMIN_Q_NORESOURCE);
    } else {
        objects_add(o, id, cmd->member, kind);
    }
}

static bool object_ok(VirtIOSriovOwner *owner, const AdminCmd *cmd,
                      AdminResult *res)
{
    uint32_t id = field(cmd, 4, 4);

    if (objects_member(&owner->objects, id) == cmd->member) {
        return true;
    }
    broken(owner, VIOLATION_OBJECT_UNKNOWN,
           "opcode 0x%x: VF %" PRIu64 " has no object %u", cmd->opcode,
           cmd->member, id);
    fail(res, ADMIN_STATUS_ENXIO);
    return false;
}

static bool kind_ok(VirtIOSriovOwner *owner, const AdminCmd *cmd,
                    AdminResult *res)
{
    uint32_t id = field(cmd, 4, 4);
    ObjectKind kind = cmd->opcode == ADMIN_CMD_PARTS_SET ? OBJECT_SET :
                                                           OBJECT_GET;

    if (!object_ok(owner, cmd, res)) {
        return false;
    }
    if (owner->objects.object[id].kind == kind) {
        return true;
    }
    broken(owner, VIOLATION_OBJECT_UNKNOWN,
           "opcode 0x%x: object %u is of the other kind", cmd->opcode, id);
    invalid_field(res);
    return false;
}

/* Device parts. */

static PartList *get_parts(VirtIOSriovOwner *owner, VirtIOSriovMember *member)
{
    PartList *list = virtio_sriov_member_parts(member);
    unsigned i;

    for (i = 0; owner->faults.extra && i < owner->faults.extra->len; i++) {
        part_list_put(list, part_at(owner->faults.extra, i));
    }
    return list;
}

static size_t max_size(VirtIOSriovOwner *owner, VirtIOSriovMember *member)
{
    size_t size = virtio_sriov_member_parts_max(member);

    return owner->faults.extra ? size + part_list_size(owner->faults.extra) :
                                 size;
}

/* The answer is @bytes, if there is room for it. */
static void answer(VirtIOSriovOwner *owner, const AdminCmd *cmd,
                   GByteArray *bytes, AdminResult *res)
{
    size_t len;

    faults_parts_answer(&owner->faults, cmd, bytes);
    len = bytes->len;
    if (len > admin_cmd_room(cmd)) {
        broken(owner, VIOLATION_PARTS_ROOM,
               "opcode 0x%x: room for %zu bytes of %zu", cmd->opcode,
               admin_cmd_room(cmd), len);
        fail(res, ADMIN_STATUS_ENOMEM);
        g_byte_array_unref(bytes);
        return;
    }
    admin_result_set_body(res, g_byte_array_free(bytes, false), len);
}

static void metadata(VirtIOSriovOwner *owner, VirtIOSriovMember *member,
                     const AdminCmd *cmd, AdminResult *res)
{
    g_autoptr(PartList) list = get_parts(owner, member);
    unsigned type = field(cmd, OBJ_HDR_SIZE, 1);
    uint32_t number = type == METADATA_SIZE ? max_size(owner, member) :
                                              list->len;
    GByteArray *bytes;
    uint8_t head[8] = { 0 };

    check_reserved(owner, cmd, OBJ_HDR_SIZE + 1, 7);
    if (type > METADATA_LIST) {
        invalid_field(res);
        return;
    }
    stl_le_p(head, number);
    bytes = g_byte_array_new();
    g_byte_array_append(bytes, head, sizeof(head));
    if (type == METADATA_LIST) {
        part_list_encode(list, false, bytes);
    }
    answer(owner, cmd, bytes, res);
}

/* Only those of @list that are in @of. */
static void select_parts(PartList *list, const PartList *of)
{
    unsigned i = 0;

    while (i < list->len) {
        if (part_list_find(of, part_at(list, i))) {
            i++;
        } else {
            g_array_remove_index(list, i);
        }
    }
}

static void parts_get(VirtIOSriovOwner *owner, VirtIOSriovMember *member,
                      const AdminCmd *cmd, AdminResult *res)
{
    g_autoptr(PartList) list = get_parts(owner, member);
    unsigned type = field(cmd, OBJ_HDR_SIZE, 1);
    unsigned offset = OBJ_HDR_SIZE + 8;
    GByteArray *bytes;

    check_reserved(owner, cmd, OBJ_HDR_SIZE + 1, 7);
    if (type > GET_ALL) {
        invalid_field(res);
        return;
    }
    if (type == GET_SELECTED) {
        g_autoptr(PartList) selected = cmd->body_len > offset ?
            part_list_decode(cmd->body + offset, cmd->body_len - offset,
                             false) : part_list_new();

        if (!selected) {
            broken(owner, VIOLATION_PARTS_FORMAT,
                   "DEV_PARTS_GET: no list of headers");
            invalid_field(res);
            return;
        }
        select_parts(list, selected);
    }
    bytes = g_byte_array_new();
    part_list_encode(list, true, bytes);
    answer(owner, cmd, bytes, res);
}

/* The rules that can be seen without knowing the device. */
static bool list_ok(VirtIOSriovOwner *owner, const PartList *list)
{
    unsigned i, j;

    if (!list) {
        broken(owner, VIOLATION_PARTS_FORMAT, "DEV_PARTS_SET: no parts");
        return false;
    }
    for (i = 0; i < list->len; i++) {
        const Part *part = part_at(list, i);

        if (part->reserved || part->flags & ~PART_F_OPTIONAL) {
            broken(owner, VIOLATION_RESERVED_FIELD,
                   "part 0x%x: a reserved field is not zero", part->type);
            return false;
        }
        if (i && !part_order_ok(part_at(list, i - 1), part)) {
            broken(owner, VIOLATION_PARTS_ORDER,
                   "part 0x%x behind part 0x%x", part->type,
                   part_at(list, i - 1)->type);
            return false;
        }
        for (j = 0; j < i; j++) {
            if (part_same(part_at(list, j), part)) {
                broken(owner, VIOLATION_PARTS_FORMAT, "part 0x%x twice",
                       part->type);
                return false;
            }
        }
    }
    return true;
}

static void parts_set(VirtIOSriovOwner *owner, VirtIOSriovMember *member,
                      const AdminCmd *cmd, AdminResult *res)
{
    g_autoptr(PartList) list = part_list_decode(cmd->body + OBJ_HDR_SIZE,
                                                cmd->body_len - OBJ_HDR_SIZE,
                                                true);
    unsigned part;
    uint16_t status;

    if (member->mode != MEMBER_STOPPED) {
        broken(owner, VIOLATION_PARTS_RUNNING,
               "DEV_PARTS_SET while VF %" PRIu64 " is running", cmd->member);
        invalid_field(res);
        return;
    }
    if (!list_ok(owner, list) ||
        virtio_sriov_member_parts_check(member, list)) {
        invalid_field(res);
        return;
    }
    if (faults_parts_partial(&owner->faults, cmd, &part, &status)) {
        virtio_sriov_member_parts_stage(member, list, part);
        fail(res, status);
        return;
    }
    virtio_sriov_member_parts_stage(member, list, list->len);
}

static void mode_set(VirtIOSriovOwner *owner, VirtIOSriovMember *member,
                     const AdminCmd *cmd, AdminResult *res)
{
    unsigned flags = field(cmd, 0, 1);

    check_reserved(owner, cmd, 1, 7);
    if (flags & ~MODE_F_STOPPED) {
        invalid_field(res);
    } else if (flags & MODE_F_STOPPED) {
        virtio_sriov_member_stop(member);
    } else {
        virtio_sriov_member_resume(member);
    }
}

void virtio_sriov_parts_command(VirtIOSriovOwner *owner,
                                VirtIOSriovMember *member, const AdminCmd *cmd,
                                AdminResult *res)
{
    if (cmd->opcode == ADMIN_CMD_MODE_SET) {
        mode_set(owner, member, cmd, res);
        return;
    }
    if (!object_type_ok(owner, cmd, res)) {
        return;
    }
    switch (cmd->opcode) {
    case ADMIN_CMD_OBJ_CREATE:
        create(owner, cmd, res);
        break;
    case ADMIN_CMD_OBJ_DESTROY:
        if (object_ok(owner, cmd, res)) {
            objects_remove(&owner->objects, field(cmd, 4, 4));
        }
        break;
    case ADMIN_CMD_PARTS_METADATA:
        if (kind_ok(owner, cmd, res)) {
            metadata(owner, member, cmd, res);
        }
        break;
    case ADMIN_CMD_PARTS_GET:
        if (kind_ok(owner, cmd, res)) {
            parts_get(owner, member, cmd, res);
        }
        break;
    default:
        if (kind_ok(owner, cmd, res)) {
            parts_set(owner, member, cmd, res);
        }
        break;
    }
}

/* MODE_SET stops a member before it is done, as that can take a while. */
bool virtio_sriov_mode_ready(VirtIOSriovOwner *owner, const AdminCmd *cmd)
{
    VirtIOSriovMember *member;

    if (cmd->opcode != ADMIN_CMD_MODE_SET ||
        faults_will_fail(&owner->faults, cmd) ||
        !virtio_sriov_opcode_valid(owner, cmd) ||
        field(cmd, 0, 1) & ~MODE_F_STOPPED) {
        return true;
    }
    member = virtio_sriov_owner_member(owner, cmd->member);
    if (!member) {
        return true;
    }
    if (field(cmd, 0, 1) && !virtio_sriov_member_stop(member)) {
        return false;
    }
    return !owner->faults.mode_never;
}

void virtio_sriov_mode_cancel(VirtIOSriovOwner *owner)
{
    unsigned vf;

    for (vf = 1; vf <= owner->vfs; vf++) {
        VirtIOSriovMember *member = virtio_sriov_owner_made(owner, vf);

        if (member) {
            virtio_sriov_member_stop_cancel(member);
        }
    }
}
