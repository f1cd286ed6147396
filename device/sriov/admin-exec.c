/*
 * What the group administration commands do.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "qemu/osdep.h"
#include "qemu/bswap.h"
#include "type.h"

#define LIST_COMMANDS   (BIT_ULL(ADMIN_CMD_LIST_QUERY) | \
                         BIT_ULL(ADMIN_CMD_LIST_USE))
#define LEGACY_COMMANDS (BIT_ULL(ADMIN_CMD_COMMON_WRITE) | \
                         BIT_ULL(ADMIN_CMD_COMMON_READ) | \
                         BIT_ULL(ADMIN_CMD_DEV_WRITE) | \
                         BIT_ULL(ADMIN_CMD_DEV_READ))
#define CAP_COMMANDS    (BIT_ULL(ADMIN_CMD_CAP_ID_LIST_QUERY) | \
                         BIT_ULL(ADMIN_CMD_DEVICE_CAP_GET) | \
                         BIT_ULL(ADMIN_CMD_DRIVER_CAP_SET))
#define PARTS_COMMANDS  (BIT_ULL(ADMIN_CMD_OBJ_CREATE) | \
                         BIT_ULL(ADMIN_CMD_OBJ_DESTROY) | \
                         BIT_ULL(ADMIN_CMD_PARTS_METADATA) | \
                         BIT_ULL(ADMIN_CMD_PARTS_GET) | \
                         BIT_ULL(ADMIN_CMD_PARTS_SET) | \
                         BIT_ULL(ADMIN_CMD_MODE_SET))

bool virtio_sriov_parts_offered(VirtIOSriovOwner *owner)
{
    return owner->device_parts &&
           VIRTIO_SRIOV_OWNER_GET_CLASS(owner)->type->device_parts;
}

static bool is_cap_command(const AdminCmd *cmd)
{
    return cmd->opcode < 64 && BIT_ULL(cmd->opcode) & CAP_COMMANDS;
}

static uint64_t supported_opcodes(VirtIOSriovOwner *owner)
{
    uint64_t list = LIST_COMMANDS;

    if (owner->legacy_commands) {
        list |= LEGACY_COMMANDS;
        if (owner->notify_info) {
            list |= BIT_ULL(ADMIN_CMD_NOTIFY_INFO);
        }
    }
    /*
     * Commands of capabilities are of the self group.  Linux looks for them
     * here, and takes none of the others without them.
     */
    if (virtio_sriov_parts_offered(owner)) {
        list |= CAP_COMMANDS | PARTS_COMMANDS;
    }
    return list;
}

void virtio_sriov_admin_reset_group(VirtIOSriovOwner *owner)
{
    owner->used_opcodes = LIST_COMMANDS;
    owner->list_use_done = false;
    owner->self_opcodes = LIST_COMMANDS;
    owner->self_list_use_done = false;
    objects_reset(&owner->objects);
}

static void invalid(AdminResult *res, uint16_t qualifier)
{
    admin_result_fail(res, ADMIN_STATUS_EINVAL, qualifier);
}

static uint64_t offered_opcodes(VirtIOSriovOwner *owner, const AdminCmd *cmd)
{
    return cmd->group == ADMIN_GROUP_SELF ? LIST_COMMANDS | CAP_COMMANDS :
                                            supported_opcodes(owner);
}

static void list_query(VirtIOSriovOwner *owner, const AdminCmd *cmd,
                       AdminResult *res)
{
    stq_le_p(res->data, offered_opcodes(owner, cmd));
    res->len = sizeof(uint64_t);
}

static void list_use(VirtIOSriovOwner *owner, const AdminCmd *cmd,
                     AdminResult *res)
{
    uint64_t unsupported = cmd->list & ~offered_opcodes(owner, cmd);

    if (unsupported) {
        counters_violation(&owner->counters, VIOLATION_LIST_USE_UNSUPPORTED,
                           "LIST_USE of unsupported opcodes 0x%" PRIx64,
                           unsupported);
        invalid(res, ADMIN_Q_INVALID_FIELD);
        return;
    }
    if (cmd->group == ADMIN_GROUP_SELF) {
        owner->self_opcodes = cmd->list;
        owner->self_list_use_done = true;
        return;
    }
    owner->used_opcodes = cmd->list;
    owner->list_use_done = true;
}

static void legacy_access(VirtIOSriovOwner *owner, VirtIOSriovMember *member,
                          const AdminCmd *cmd, AdminResult *res)
{
    bool common = cmd->opcode == ADMIN_CMD_COMMON_WRITE ||
                  cmd->opcode == ADMIN_CMD_COMMON_READ;
    LegacyTable table = virtio_sriov_legacy_table(member, common);

    if (!legacy_field_find(table, cmd->offset, cmd->len)) {
        counters_violation(&owner->counters, VIOLATION_SINGLE_FIELD,
                           "VF %" PRIu64 ", opcode %u: %zu bytes at %u are "
                           "not in a single field", cmd->member, cmd->opcode,
                           cmd->len, cmd->offset);
        invalid(res, ADMIN_Q_INVALID_FIELD);
        return;
    }
    if (!common) {
        virtio_sriov_member_config_access(member);
    }
    if (admin_cmd_is_legacy_write(cmd)) {
        virtio_sriov_legacy_write(member, common, cmd->offset, cmd->data,
                                  cmd->len);
    } else {
        virtio_sriov_legacy_read(member, common, cmd->offset, res->data,
                                 cmd->len);
        res->len = cmd->len;
    }
}

static void notify_info(VirtIOSriovOwner *owner, const AdminCmd *cmd,
                        AdminResult *res)
{
    const AdminNotifyEntry in_member = {
        .flags = ADMIN_NOTIFY_MEMBER,
        .bar = VIRTIO_SRIOV_DOORBELL_BAR,
    };
    const AdminNotifyEntry in_owner = {
        .flags = ADMIN_NOTIFY_OWNER,
        .bar = VIRTIO_SRIOV_DOORBELL_BAR,
        .offset = (cmd->member - 1) * VIRTIO_SRIOV_DOORBELL_SIZE,
    };
    DoorbellChoice choice = owner->faults.doorbell;
    unsigned i, n = 0;

    res->len = ADMIN_NOTIFY_ENTRIES * ADMIN_NOTIFY_ENTRY_SIZE;
    if (owner->faults.notify_entries) {
        for (i = 0; i < owner->faults.notify_num; i++) {
            admin_result_notify_entry(res, i, &owner->faults.notify[i]);
        }
        res->len = MAX(res->len, i * ADMIN_NOTIFY_ENTRY_SIZE);
        return;
    }
    if (choice == DOORBELL_MEMBER || choice == DOORBELL_BOTH) {
        admin_result_notify_entry(res, n++, &in_member);
    }
    if (choice == DOORBELL_OWNER || choice == DOORBELL_BOTH) {
        admin_result_notify_entry(res, n++, &in_owner);
    }
}

static void member_command(VirtIOSriovOwner *owner, const AdminCmd *cmd,
                           AdminResult *res)
{
    VirtIOSriovMember *member = virtio_sriov_owner_member(owner, cmd->member);

    if (!member) {
        counters_violation(&owner->counters, VIOLATION_MEMBER_RANGE,
                           "opcode %u for member %" PRIu64 " of %u",
                           cmd->opcode, cmd->member,
                           virtio_sriov_owner_num_vfs(owner));
        invalid(res, ADMIN_Q_INVALID_MEMBER);
        return;
    }
    if (cmd->opcode == ADMIN_CMD_NOTIFY_INFO) {
        notify_info(owner, cmd, res);
    } else if (cmd->opcode > ADMIN_CMD_NOTIFY_INFO) {
        virtio_sriov_parts_command(owner, member, cmd, res);
    } else {
        legacy_access(owner, member, cmd, res);
    }
}

/*
 * Does the group exist?  By the letter an SR-IOV group does only while VF
 * Enable is set; but a driver has to send LIST_QUERY and LIST_USE once, and
 * Linux does so when it starts, before there are VFs.
 */
static bool group_exists(VirtIOSriovOwner *owner, const AdminCmd *cmd)
{
    if (cmd->group == ADMIN_GROUP_SELF) {
        return virtio_sriov_parts_offered(owner);
    }
    if (cmd->group != ADMIN_GROUP_SRIOV) {
        return false;
    }
    if (virtio_sriov_owner_num_vfs(owner) ||
        (admin_cmd_is_list(cmd) && !owner->faults.strict)) {
        return true;
    }
    counters_violation(&owner->counters, VIOLATION_NO_VFS,
                       "opcode %u while VF Enable is clear", cmd->opcode);
    return false;
}

/*
 * Linux sends the commands of capabilities to the self group without having
 * announced them there.
 */
static uint64_t self_opcodes(VirtIOSriovOwner *owner)
{
    return owner->self_list_use_done || owner->faults.strict_self ?
           owner->self_opcodes : LIST_COMMANDS | CAP_COMMANDS;
}

bool virtio_sriov_opcode_valid(VirtIOSriovOwner *owner, const AdminCmd *cmd)
{
    if (cmd->opcode >= 64) {
        return false;
    }
    if (cmd->group == ADMIN_GROUP_SELF) {
        return self_opcodes(owner) >> cmd->opcode & 1;
    }
    return cmd->group == ADMIN_GROUP_SRIOV && !is_cap_command(cmd) &&
           owner->used_opcodes >> cmd->opcode & 1;
}

/* The order of the checks is the specification's: group, opcode, member. */
static void execute(VirtIOSriovOwner *owner, const AdminCmd *cmd,
                    AdminResult *res)
{
    if (!group_exists(owner, cmd)) {
        invalid(res, ADMIN_Q_INVALID_GROUP);
    } else if (!virtio_sriov_opcode_valid(owner, cmd)) {
        invalid(res, ADMIN_Q_INVALID_OPCODE);
    } else if (cmd->opcode == ADMIN_CMD_LIST_QUERY) {
        list_query(owner, cmd, res);
    } else if (cmd->opcode == ADMIN_CMD_LIST_USE) {
        list_use(owner, cmd, res);
    } else if (is_cap_command(cmd)) {
        virtio_sriov_capability_command(owner, cmd, res);
    } else {
        member_command(owner, cmd, res);
    }
}

void virtio_sriov_admin_execute(VirtIOSriovOwner *owner, const AdminCmd *cmd,
                                AdminResult *res)
{
    if (!faults_fail_command(&owner->faults, cmd, res)) {
        execute(owner, cmd, res);
    }
    counters_command(&owner->counters, cmd, res->status != ADMIN_STATUS_OK);
}
