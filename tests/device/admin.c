/* SPDX-License-Identifier: GPL-2.0-only */

#include "qemu/osdep.h"
#include "qemu/bswap.h"
#include "standard-headers/linux/virtio_config.h"
#include "standard-headers/linux/virtio_pci.h"
#include "admin.h"

#define QUEUE_SIZE 64
#define NOTIFY_OFFSET 0x3000
#define UNTOUCHED 0xaa

static void write_status(Machine *m, uint8_t status)
{
    qtest_writeb(m->qts, COMMON_REG(VIRTIO_PCI_COMMON_STATUS), status);
}

static void write_features(Machine *m, uint64_t features)
{
    unsigned i;

    for (i = 0; i < 2; i++) {
        qtest_writel(m->qts, COMMON_REG(VIRTIO_PCI_COMMON_GFSELECT), i);
        qtest_writel(m->qts, COMMON_REG(VIRTIO_PCI_COMMON_GF),
                     features >> (i * 32));
    }
}

static void start_queue(Admin *a, Machine *m, uint16_t index)
{
    a->m = m;
    a->index = index;
    ring_init(&a->ring, m, QUEUE_SIZE);
    qtest_writew(m->qts, COMMON_REG(VIRTIO_PCI_COMMON_Q_SELECT), a->index);
    qtest_writew(m->qts, COMMON_REG(VIRTIO_PCI_COMMON_Q_SIZE), QUEUE_SIZE);
    qtest_writel(m->qts, COMMON_REG(VIRTIO_PCI_COMMON_Q_DESCLO), a->ring.desc);
    qtest_writel(m->qts, COMMON_REG(VIRTIO_PCI_COMMON_Q_DESCHI), 0);
    qtest_writel(m->qts, COMMON_REG(VIRTIO_PCI_COMMON_Q_AVAILLO),
                 a->ring.avail);
    qtest_writel(m->qts, COMMON_REG(VIRTIO_PCI_COMMON_Q_AVAILHI), 0);
    qtest_writel(m->qts, COMMON_REG(VIRTIO_PCI_COMMON_Q_USEDLO), a->ring.used);
    qtest_writel(m->qts, COMMON_REG(VIRTIO_PCI_COMMON_Q_USEDHI), 0);
    qtest_writew(m->qts, COMMON_REG(VIRTIO_PCI_COMMON_Q_ENABLE), 1);
}

void admin_start_queues(Admin *a, Machine *m, unsigned n)
{
    uint8_t status = VIRTIO_CONFIG_S_ACKNOWLEDGE | VIRTIO_CONFIG_S_DRIVER;
    uint16_t first;
    unsigned i;

    write_status(m, 0);
    write_status(m, status);
    write_features(m, BIT_ULL(VIRTIO_F_VERSION_1) |
                   BIT_ULL(VIRTIO_F_ACCESS_PLATFORM) |
                   BIT_ULL(VIRTIO_F_SR_IOV) | BIT_ULL(VIRTIO_F_ADMIN_VQ));
    status |= VIRTIO_CONFIG_S_FEATURES_OK;
    write_status(m, status);
    g_assert_cmphex(qtest_readb(m->qts, COMMON_REG(VIRTIO_PCI_COMMON_STATUS)),
                    ==, status);

    first = qtest_readw(m->qts, COMMON_REG(VIRTIO_PCI_COMMON_ADM_Q_IDX));
    for (i = 0; i < n; i++) {
        start_queue(&a[i], m, first + i);
    }
    write_status(m, status | VIRTIO_CONFIG_S_DRIVER_OK);
}

void admin_start(Admin *a, Machine *m)
{
    admin_start_queues(a, m, 1);
}

void admin_start_all(Admin *a, Machine *m, unsigned vfs)
{
    admin_start(a, m);
    machine_enable_vfs(m, vfs);
    list_use(a, list_query(a), 0, 0);
}

void admin_kick(Admin *a)
{
    qtest_writew(a->m->qts, bar(PF_DEVFN, 4) + NOTIFY_OFFSET + a->index * 4,
                 a->index);
}

uint32_t admin_raw(Admin *a, const void *out, unsigned out_len, void *in,
                   unsigned in_len)
{
    Part parts[2];
    uint32_t used;
    unsigned n = 0;
    uint64_t in_addr = 0;
    uint16_t head;

    if (out_len) {
        parts[n] = (Part) { machine_alloc(a->m, out_len, 8), out_len, false };
        qtest_memwrite(a->m->qts, parts[n++].addr, out, out_len);
    }
    if (in_len) {
        in_addr = machine_alloc(a->m, in_len, 8);
        qtest_memset(a->m->qts, in_addr, UNTOUCHED, in_len);
        parts[n++] = (Part) { in_addr, in_len, true };
    }
    head = ring_add(&a->ring, parts, n);
    admin_kick(a);
    g_assert_cmpuint(ring_used(&a->ring), ==, 1);
    g_assert_cmpuint(ring_take(&a->ring, &used), ==, head);
    if (in_len) {
        qtest_memread(a->m->qts, in_addr, in, in_len);
    }
    return used;
}

void cmd_init(Cmd *c, uint16_t opcode, uint64_t member)
{
    memset(c, 0, sizeof(*c));
    c->opcode = opcode;
    c->group = GROUP_SRIOV;
    c->member = member;
}

void cmd_queue(Admin *a, Cmd *c)
{
    uint8_t out[24 + sizeof(c->data)] = { 0 };
    unsigned out_len = 24 + c->data_len;
    unsigned in_len = 8 + c->result_len;
    Part parts[2];

    stw_le_p(out, c->opcode);
    stw_le_p(out + 2, c->group);
    stq_le_p(out + 16, c->member);
    memcpy(out + 24, c->data, c->data_len);

    parts[0] = (Part) { machine_alloc(a->m, out_len, 8), out_len, false };
    qtest_memwrite(a->m->qts, parts[0].addr, out, out_len);
    c->in = machine_alloc(a->m, in_len, 8);
    qtest_memset(a->m->qts, c->in, UNTOUCHED, in_len);
    parts[1] = (Part) { c->in, in_len, true };
    c->head = ring_add(&a->ring, parts, 2);
}

void cmd_collect(Admin *a, Cmd *c)
{
    uint8_t in[8 + sizeof(c->result)];

    g_assert_cmpuint(ring_take(&a->ring, &c->used), ==, c->head);
    qtest_memread(a->m->qts, c->in, in, 8 + c->result_len);
    c->status = lduw_le_p(in);
    c->qualifier = lduw_le_p(in + 2);
    g_assert_cmphex(ldl_le_p(in + 4), ==, 0);
    memcpy(c->result, in + 8, c->result_len);
}

void cmd_run(Admin *a, Cmd *c)
{
    cmd_queue(a, c);
    admin_kick(a);
    g_assert_cmpuint(ring_used(&a->ring), ==, 1);
    cmd_collect(a, c);
}

void cmd_expect(Admin *a, Cmd *c, uint16_t status, uint16_t qualifier)
{
    cmd_run(a, c);
    g_assert_cmpuint(c->status, ==, status);
    g_assert_cmpuint(c->qualifier, ==, qualifier);
}

void cmd_expect_ok(Admin *a, Cmd *c)
{
    cmd_expect(a, c, 0, 0);
}

void expect_simple(Admin *a, uint16_t opcode, uint16_t group, uint64_t member,
                   uint16_t status, uint16_t qualifier)
{
    Cmd c;

    cmd_init(&c, opcode, member);
    c.group = group;
    c.result_len = 64;
    cmd_expect(a, &c, status, qualifier);
}

uint64_t list_query(Admin *a)
{
    Cmd c;

    cmd_init(&c, LIST_QUERY, 0);
    c.result_len = 8;
    cmd_expect_ok(a, &c);
    g_assert_cmpuint(c.used, ==, 16);
    return ldq_le_p(c.result);
}

void list_use(Admin *a, uint64_t list, uint16_t status, uint16_t qualifier)
{
    Cmd c;

    cmd_init(&c, LIST_USE, 0);
    stq_le_p(c.data, list);
    c.data_len = 8;
    cmd_expect(a, &c, status, qualifier);
    g_assert_cmpuint(c.used, ==, 8);
}

void legacy_read(Cmd *c, uint16_t opcode, unsigned vf, uint8_t offset,
                 unsigned len)
{
    cmd_init(c, opcode, vf);
    c->data[0] = offset;
    c->data_len = 8;
    c->result_len = len;
}

void legacy_write(Cmd *c, uint16_t opcode, unsigned vf, uint8_t offset,
                  const void *data, unsigned len)
{
    cmd_init(c, opcode, vf);
    c->data[0] = offset;
    memcpy(c->data + 8, data, len);
    c->data_len = 8 + len;
}

uint32_t reg_read(Admin *a, unsigned vf, uint8_t offset, unsigned len)
{
    Cmd c;

    legacy_read(&c, COMMON_READ, vf, offset, len);
    cmd_expect_ok(a, &c);
    g_assert_cmpuint(c.used, ==, 8 + len);
    memset(c.result + len, 0, 4);
    return ldl_le_p(c.result);
}

void reg_write(Admin *a, unsigned vf, uint8_t offset, uint32_t val,
               unsigned len)
{
    uint8_t data[4];
    Cmd c;

    stl_le_p(data, val);
    legacy_write(&c, COMMON_WRITE, vf, offset, data, len);
    cmd_expect_ok(a, &c);
    g_assert_cmpuint(c.used, ==, 8);
}

uint64_t config_read(Admin *a, unsigned vf, uint8_t offset, unsigned len)
{
    Cmd c;

    legacy_read(&c, DEV_READ, vf, offset, len);
    cmd_expect_ok(a, &c);
    g_assert_cmpuint(c.used, ==, 8 + len);
    memset(c.result + len, 0, 8);
    return ldq_le_p(c.result);
}

void config_write(Admin *a, unsigned vf, uint8_t offset, const void *data,
                  unsigned len)
{
    Cmd c;

    legacy_write(&c, DEV_WRITE, vf, offset, data, len);
    cmd_expect_ok(a, &c);
}
