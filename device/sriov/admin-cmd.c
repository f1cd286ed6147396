/*
 * Group administration commands: what a driver's buffer says.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "qemu/osdep.h"
#include "qemu/bswap.h"
#include "qemu/cutils.h"
#include "qemu/iov.h"
#include "admin-cmd.h"

void admin_cmd_decode(AdminCmd *cmd, const struct iovec *out, unsigned out_num,
                      const struct iovec *in, unsigned in_num)
{
    uint8_t buf[ADMIN_WRITE_DATA_OFFSET + LEGACY_FIELD_MAX] = { 0 };

    memset(cmd, 0, sizeof(*cmd));
    cmd->readable = iov_size(out, out_num);
    cmd->writable = iov_size(in, in_num);
    iov_to_buf(out, out_num, 0, buf, sizeof(buf));

    cmd->opcode = lduw_le_p(buf);
    cmd->group = lduw_le_p(buf + 2);
    cmd->reserved = !buffer_is_zero(buf + 4, 12);
    cmd->member = ldq_le_p(buf + 16);

    if (admin_cmd_is_list(cmd)) {
        /* "group_member_id is unused.  It is set to zero by driver." */
        cmd->reserved |= cmd->member != 0;
        cmd->list = ldq_le_p(buf + ADMIN_HDR_SIZE);
    } else if (admin_cmd_is_legacy_write(cmd)) {
        cmd->offset = buf[ADMIN_HDR_SIZE];
        cmd->reserved |= !buffer_is_zero(buf + ADMIN_HDR_SIZE + 1, 7);
        if (cmd->readable > ADMIN_WRITE_DATA_OFFSET) {
            cmd->len = cmd->readable - ADMIN_WRITE_DATA_OFFSET;
        }
        memcpy(cmd->data, buf + ADMIN_WRITE_DATA_OFFSET, LEGACY_FIELD_MAX);
    } else if (admin_cmd_is_legacy_read(cmd)) {
        cmd->offset = buf[ADMIN_HDR_SIZE];
        cmd->len = admin_cmd_room(cmd);
    } else if (cmd->opcode >= ADMIN_CMD_CAP_ID_LIST_QUERY &&
               cmd->opcode <= ADMIN_CMD_MODE_SET &&
               cmd->readable > ADMIN_HDR_SIZE) {
        cmd->body_len = MIN(cmd->readable - ADMIN_HDR_SIZE, ADMIN_BODY_MAX);
        cmd->body = g_malloc(cmd->body_len);
        iov_to_buf(out, out_num, ADMIN_HDR_SIZE, cmd->body, cmd->body_len);
    }
}

void admin_cmd_free(AdminCmd *cmd)
{
    g_free(cmd->body);
    cmd->body = NULL;
}

static bool part_ok(size_t len, bool exempt, size_t exempt_from)
{
    return (exempt && len >= exempt_from) || len % 8 == 0;
}

bool admin_cmd_sizes_ok(const AdminCmd *cmd)
{
    return part_ok(cmd->readable, admin_cmd_is_legacy_write(cmd),
                   ADMIN_WRITE_DATA_OFFSET) &&
           part_ok(cmd->writable, admin_cmd_is_legacy_read(cmd),
                   ADMIN_STATUS_SIZE);
}

void admin_result_set_body(AdminResult *res, void *body, size_t len)
{
    g_free(res->body);
    res->body = body;
    res->len = len;
}

void admin_result_free(AdminResult *res)
{
    g_free(res->body);
    res->body = NULL;
}

void admin_result_fail(AdminResult *res, uint16_t status, uint16_t qualifier)
{
    admin_result_free(res);
    res->status = status;
    res->qualifier = qualifier;
    res->len = 0;
}

void admin_result_notify_entry(AdminResult *res, unsigned index,
                               const AdminNotifyEntry *entry)
{
    uint8_t *p = res->data + index * ADMIN_NOTIFY_ENTRY_SIZE;

    assert(index < ADMIN_NOTIFY_MAX);
    p[0] = entry->flags;
    p[1] = entry->bar;
    stq_le_p(p + 8, entry->offset);
}

size_t admin_result_encode(const AdminResult *res, size_t len, size_t limit,
                           const struct iovec *in, unsigned in_num)
{
    g_autofree uint8_t *buf = g_malloc0(ADMIN_STATUS_SIZE + len);

    assert(res->body || len <= ADMIN_RESULT_MAX);
    stw_le_p(buf, res->status);
    stw_le_p(buf + 2, res->qualifier);
    memcpy(buf + ADMIN_STATUS_SIZE, res->body ?: res->data, len);
    return iov_from_buf(in, in_num, 0, buf,
                        MIN(ADMIN_STATUS_SIZE + len, limit));
}
