/*
 * Group administration commands: what a driver's buffer says.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Pure: turns the two parts of a buffer into a decoded command and a result
 * into the bytes for the driver.  It knows the layout (virtio 1.4, "Group
 * administration commands"), not what any command does.
 */

#ifndef VIRTIO_SRIOV_ADMIN_CMD_H
#define VIRTIO_SRIOV_ADMIN_CMD_H

#include "legacy-layout.h"

#define ADMIN_GROUP_SELF            0
#define ADMIN_GROUP_SRIOV           1

#define ADMIN_CMD_LIST_QUERY        0x0
#define ADMIN_CMD_LIST_USE          0x1
#define ADMIN_CMD_COMMON_WRITE      0x2
#define ADMIN_CMD_COMMON_READ       0x3
#define ADMIN_CMD_DEV_WRITE         0x4
#define ADMIN_CMD_DEV_READ          0x5
#define ADMIN_CMD_NOTIFY_INFO       0x6
#define ADMIN_CMD_CAP_ID_LIST_QUERY 0x7
#define ADMIN_CMD_DEVICE_CAP_GET    0x8
#define ADMIN_CMD_DRIVER_CAP_SET    0x9
#define ADMIN_CMD_OBJ_CREATE        0xa
#define ADMIN_CMD_OBJ_DESTROY       0xd
#define ADMIN_CMD_PARTS_METADATA    0xe
#define ADMIN_CMD_PARTS_GET         0xf
#define ADMIN_CMD_PARTS_SET         0x10
#define ADMIN_CMD_MODE_SET          0x11

#define ADMIN_STATUS_OK             0
#define ADMIN_STATUS_ENXIO          6
#define ADMIN_STATUS_ENOMEM         12
#define ADMIN_STATUS_EBUSY          16
#define ADMIN_STATUS_EEXIST         17      /* a name without a number */
#define ADMIN_STATUS_EINVAL         22
#define ADMIN_STATUS_ENOSPC         28

#define ADMIN_Q_OK                  0
#define ADMIN_Q_INVALID_COMMAND     1
#define ADMIN_Q_INVALID_OPCODE      2
#define ADMIN_Q_INVALID_FIELD       3
#define ADMIN_Q_INVALID_GROUP       4
#define ADMIN_Q_INVALID_MEMBER      5
#define ADMIN_Q_NORESOURCE          6

#define ADMIN_HDR_SIZE              24
#define ADMIN_STATUS_SIZE           8
#define ADMIN_WRITE_DATA_OFFSET     (ADMIN_HDR_SIZE + 8)
/* Of the data of a command that can have any length: far more than needed. */
#define ADMIN_BODY_MAX              (1024 * 1024)

#define ADMIN_NOTIFY_ENTRIES        4
#define ADMIN_NOTIFY_ENTRY_SIZE     16
/* More than a driver has room for, for a device that does not know that. */
#define ADMIN_NOTIFY_MAX            16
#define ADMIN_RESULT_MAX    (ADMIN_NOTIFY_MAX * ADMIN_NOTIFY_ENTRY_SIZE)

typedef struct AdminCmd {
    uint16_t opcode;
    uint16_t group;
    uint64_t member;
    bool reserved;          /* a field that has to be zero is not */
    size_t readable;        /* length of the two parts of the buffer */
    size_t writable;

    uint64_t list;          /* LIST_USE: the opcodes */

    uint8_t offset;         /* legacy access: where and how many bytes */
    size_t len;
    uint8_t data[LEGACY_FIELD_MAX];     /* legacy write: the first of them */

    /* from CAP_ID_LIST_QUERY on: command_specific_data, or NULL */
    uint8_t *body;
    size_t body_len;
} AdminCmd;

typedef struct AdminResult {
    uint16_t status;
    uint16_t qualifier;
    uint8_t data[ADMIN_RESULT_MAX];
    uint8_t *body;          /* instead of @data, if not NULL */
    size_t len;             /* bytes of command_specific_result */
} AdminResult;

typedef struct AdminNotifyEntry {
    uint8_t flags;
    uint8_t bar;
    uint64_t offset;
} AdminNotifyEntry;

#define ADMIN_NOTIFY_OWNER          1
#define ADMIN_NOTIFY_MEMBER         2

/* Bytes that the driver did not supply count as zero. */
void admin_cmd_decode(AdminCmd *cmd, const struct iovec *out, unsigned out_num,
                      const struct iovec *in, unsigned in_num);
void admin_cmd_free(AdminCmd *cmd);

/*
 * Does the length of each part obey "a multiple of 64 bit"?  The data of a
 * legacy write and the result of a legacy read are exempt: their length is
 * the width of the access.
 */
bool admin_cmd_sizes_ok(const AdminCmd *cmd);

static inline bool admin_cmd_is_legacy_write(const AdminCmd *cmd)
{
    return cmd->opcode == ADMIN_CMD_COMMON_WRITE ||
           cmd->opcode == ADMIN_CMD_DEV_WRITE;
}

static inline bool admin_cmd_is_legacy_read(const AdminCmd *cmd)
{
    return cmd->opcode == ADMIN_CMD_COMMON_READ ||
           cmd->opcode == ADMIN_CMD_DEV_READ;
}

static inline bool admin_cmd_is_list(const AdminCmd *cmd)
{
    return cmd->opcode == ADMIN_CMD_LIST_QUERY ||
           cmd->opcode == ADMIN_CMD_LIST_USE;
}

/* How many bytes of a result the buffer has room for. */
static inline size_t admin_cmd_room(const AdminCmd *cmd)
{
    return cmd->writable > ADMIN_STATUS_SIZE ?
           cmd->writable - ADMIN_STATUS_SIZE : 0;
}

/* Give the result @len bytes in a buffer of its own, which it takes over. */
void admin_result_set_body(AdminResult *res, void *body, size_t len);
void admin_result_free(AdminResult *res);
void admin_result_fail(AdminResult *res, uint16_t status, uint16_t qualifier);
void admin_result_notify_entry(AdminResult *res, unsigned index,
                               const AdminNotifyEntry *entry);

/*
 * Write the status and @len bytes of the result, but no more than @limit
 * bytes together, into the device-writable part.  Returns the used length.
 */
size_t admin_result_encode(const AdminResult *res, size_t len, size_t limit,
                           const struct iovec *in, unsigned in_num);

#endif
