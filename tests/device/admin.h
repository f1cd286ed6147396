/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The driver of the PF: its administration queue and the commands.
 */

#ifndef SRIOV_TEST_ADMIN_H
#define SRIOV_TEST_ADMIN_H

#include "machine.h"
#include "ring.h"

enum {
    LIST_QUERY, LIST_USE, COMMON_WRITE, COMMON_READ, DEV_WRITE, DEV_READ,
    NOTIFY_INFO, CAP_ID_LIST_QUERY, DEVICE_CAP_GET, DRIVER_CAP_SET,
    OBJ_CREATE, OBJ_DESTROY = 0xd, PARTS_METADATA, PARTS_GET, PARTS_SET,
    MODE_SET
};

#define CAP_OPCODES     0x380
#define PARTS_OPCODES   (CAP_OPCODES | 0x3e400)
/* Of a card that offers all. */
#define ALL_OPCODES     (0x7f | PARTS_OPCODES)

#define GROUP_SELF  0
#define GROUP_SRIOV 1

#define ENXIO_CMD           6
#define ENOMEM_CMD          12
#define EBUSY_CMD           16
#define EEXIST_CMD          17
#define EINVAL_CMD          22
#define ENOSPC_CMD          28
#define Q_INVALID_COMMAND   1
#define Q_INVALID_OPCODE    2
#define Q_INVALID_FIELD     3
#define Q_INVALID_GROUP     4
#define Q_INVALID_MEMBER    5
#define Q_NORESOURCE        6

typedef struct Admin {
    Machine *m;
    Ring ring;
    uint16_t index;
} Admin;

/* A command to send and what came back. */
typedef struct Cmd {
    uint16_t opcode;
    uint16_t group;
    uint64_t member;
    uint8_t data[2048];
    unsigned data_len;
    unsigned result_len;        /* room for the result */

    /* the answer; result bytes that were not written are 0xaa */
    uint32_t used;
    uint16_t status;
    uint16_t qualifier;
    uint8_t result[4096];

    /* where it lies while outstanding */
    uint16_t head;
    uint64_t in;
} Cmd;

/* Registers of the modern interface, in BAR 4. */
#define COMMON_REG(reg) (bar(PF_DEVFN, 4) + (reg))

/* Reset the PF and start its driver with an administration queue. */
void admin_start(Admin *a, Machine *m);
/* With @n of them, @a[0] to @a[n - 1]. */
void admin_start_queues(Admin *a, Machine *m, unsigned n);
/* The first and LIST_USE of everything offered and @vfs VFs. */
void admin_start_all(Admin *a, Machine *m, unsigned vfs);

void admin_kick(Admin *a);
/* Raw: parts of any length, from and to buffers of the test. */
uint32_t admin_raw(Admin *a, const void *out, unsigned out_len, void *in,
                   unsigned in_len);

void cmd_init(Cmd *c, uint16_t opcode, uint64_t member);
/* Make it available without a kick. */
void cmd_queue(Admin *a, Cmd *c);
/* Collect its answer; it has to be the next one used. */
void cmd_collect(Admin *a, Cmd *c);
/* All three. */
void cmd_run(Admin *a, Cmd *c);

/* Run and compare status and qualifier. */
void cmd_expect(Admin *a, Cmd *c, uint16_t status, uint16_t qualifier);
void cmd_expect_ok(Admin *a, Cmd *c);

/* One opcode without data, room for 64 bytes of result. */
void expect_simple(Admin *a, uint16_t opcode, uint16_t group, uint64_t member,
                   uint16_t status, uint16_t qualifier);

uint64_t list_query(Admin *a);
void list_use(Admin *a, uint64_t list, uint16_t status, uint16_t qualifier);

/* Legacy accesses of one VF; @opcode is of the kind that the name says. */
void legacy_read(Cmd *c, uint16_t opcode, unsigned vf, uint8_t offset,
                 unsigned len);
void legacy_write(Cmd *c, uint16_t opcode, unsigned vf, uint8_t offset,
                  const void *data, unsigned len);

/* Accesses which have to succeed. */
uint32_t reg_read(Admin *a, unsigned vf, uint8_t offset, unsigned len);
void reg_write(Admin *a, unsigned vf, uint8_t offset, uint32_t val,
               unsigned len);
uint64_t config_read(Admin *a, unsigned vf, uint8_t offset, unsigned len);
void config_write(Admin *a, unsigned vf, uint8_t offset, const void *data,
                  unsigned len);

#endif
