/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * A driver that goes on at another VF: its device is stopped, saved, and
 * loaded into that one.  The rings are the same all the time.
 */

#include "qemu/osdep.h"
#include "qemu/bswap.h"
#include "qemu/sockets.h"
#include "standard-headers/linux/pci_regs.h"
#include "standard-headers/linux/virtio_config.h"
#include "standard-headers/linux/virtio_pci.h"
#include "standard-headers/linux/virtio_ring.h"
#include "legacy.h"
#include "tests.h"
#include "types.h"
#include "vf-parts.h"

#define SECTOR 512

static Machine *blk_machine(const char *props)
{
    g_autofree char *pf = g_strdup_printf("vf-drives=d1:d2%s%s",
                                          *props ? "," : "", props);

    return type_start(type_find("blk"), pf,
                      "-blockdev driver=null-co,node-name=d1,size=1048576,"
                      "read-zeroes=on "
                      "-blockdev driver=null-co,node-name=d2,size=1048576,"
                      "read-zeroes=on");
}

/* Read a sector: the status is the proof. */
static void blk_add(Admin *a, Ring *r, uint64_t *status)
{
    uint8_t hdr[16] = { 0 };
    Part parts[3];

    *status = legacy_buffer(a, NULL, 1);
    parts[0] = (Part) { legacy_buffer(a, hdr, sizeof(hdr)), 16, false };
    parts[1] = (Part) { legacy_buffer(a, NULL, SECTOR), SECTOR, true };
    parts[2] = (Part) { *status, 1, true };
    ring_add(r, parts, 3);
}

static void blk_expect(Admin *a, Ring *r, uint64_t status)
{
    uint32_t len;

    ring_wait(r);
    ring_take(r, &len);
    g_assert_cmpuint(len, ==, SECTOR + 1);
    g_assert_cmphex(qtest_readb(a->m->qts, status), ==, 0);
}

static void blk_read(Admin *a, unsigned vf, Ring *r)
{
    uint64_t status;

    blk_add(a, r, &status);
    legacy_kick(a, vf, 0);
    blk_expect(a, r, status);
}

/* There and back again, with requests before, between and after. */
static void blk_moves(uint32_t features)
{
    Machine *m = blk_machine("");
    unsigned i, from = 1, to = 2;
    uint64_t status;
    Parts p;
    Admin a;
    Ring r;

    parts_start(&a, m, 2);
    legacy_start(&a, 1, features);
    legacy_queue(&a, 1, 0, &r);
    legacy_run(&a, 1);
    for (i = 0; i < 5; i++) {
        blk_read(&a, from, &r);
        vf_stop(&a, from);
        vf_save(&a, from, &p);
        /* Made available, with or without a notification, but not seen. */
        blk_add(&a, &r, &status);
        if (i & 1) {
            legacy_kick(&a, from, 0);
        }
        qtest_clock_step(m->qts, 10000000);
        g_assert_cmpuint(ring_used(&r), ==, 0);

        vf_stop(&a, to);
        legacy_kick(&a, to, 0);
        vf_load(&a, to, &p);
        vf_resume(&a, to);
        /* It knows of no notification, neither before nor elsewhere. */
        qtest_clock_step(m->qts, 10000000);
        g_assert_cmpuint(ring_used(&r), ==, 0);
        legacy_kick(&a, to, 0);
        blk_expect(&a, &r, status);
        blk_read(&a, to, &r);
        machine_flr(m, from);
        cfg_write(m, from, PCI_COMMAND, 2, PCI_COMMAND_MASTER);
        blk_read(&a, to, &r);

        from = 3 - from;
        to = 3 - to;
    }
    g_assert_cmpuint(violations(m), ==, 0);
    machine_stop(m);
}

static void test_blk(void)
{
    blk_moves(0);
    blk_moves(1u << VIRTIO_RING_F_EVENT_IDX);
}

/* As long as it may not reach the rings, its parts wait. */
static void test_bus_master(void)
{
    Machine *m = blk_machine("");
    uint64_t done, status;
    Parts p, q;
    Admin a;
    Ring r;

    parts_start(&a, m, 2);
    legacy_start(&a, 1, 0);
    legacy_queue(&a, 1, 0, &r);
    legacy_run(&a, 1);
    blk_add(&a, &r, &done);
    legacy_kick(&a, 1, 0);
    blk_expect(&a, &r, done);
    qtest_writeb(m->qts, done, 0xaa);
    vf_stop(&a, 1);
    vf_save(&a, 1, &p);
    cfg_write(m, 2, PCI_COMMAND, 2, 0);
    vf_stop(&a, 2);
    vf_load(&a, 2, &p);
    vf_resume(&a, 2);
    vf_save(&a, 2, &q);
    g_assert_cmpmem(p.bytes, p.len, q.bytes, q.len);
    blk_add(&a, &r, &status);
    legacy_kick(&a, 2, 0);
    qtest_clock_step(m->qts, 10000000);
    g_assert_cmpuint(ring_used(&r), ==, 0);
    cfg_write(m, 2, PCI_COMMAND, 2, PCI_COMMAND_MASTER);
    g_assert_cmphex(reg_read(&a, 2, VIRTIO_PCI_STATUS, 1), ==,
                    STATUS_RUNNING);
    legacy_kick(&a, 2, 0);
    blk_expect(&a, &r, status);
    blk_read(&a, 2, &r);
    /* What was done is not done again. */
    g_assert_cmphex(qtest_readb(m->qts, done), ==, 0xaa);
    machine_stop(m);
}

/* Requests in flight are done before the command is, in any case. */
static void test_in_flight(void)
{
    Machine *m = machine_start_type("blk", "vf-drives=d1", "-blockdev "
                                    "driver=null-co,node-name=d1,size=1048576,"
                                    "latency-ns=200000000,read-zeroes=on");
    uint64_t status, late;
    Admin a;
    Ring r;
    Cmd c;

    parts_start(&a, m, 1);
    legacy_start(&a, 1, 0);
    legacy_queue(&a, 1, 0, &r);
    legacy_run(&a, 1);
    blk_add(&a, &r, &status);
    legacy_kick(&a, 1, 0);
    qtest_clock_step(m->qts, 1000000);
    mode_set(&c, 1, 1);
    cmd_queue(&a, &c);
    admin_kick(&a);
    qtest_clock_step(m->qts, 1000000);
    g_assert_cmpuint(ring_used(&a.ring), ==, 0);
    g_assert_cmpuint(ring_used(&r), ==, 0);
    /* The next one is not taken any more. */
    blk_add(&a, &r, &late);
    legacy_kick(&a, 1, 0);
    ring_wait(&a.ring);
    cmd_collect(&a, &c);
    g_assert_cmpuint(c.status, ==, 0);
    g_assert_cmpuint(ring_used(&r), ==, 1);
    blk_expect(&a, &r, status);

    /* A move that is cancelled: it knows what it was notified of. */
    vf_resume(&a, 1);
    blk_expect(&a, &r, late);
    /* Nor is it lost what it had not come to. */
    blk_add(&a, &r, &late);
    vf_stop(&a, 1);
    g_assert_cmpuint(ring_used(&r), ==, 0);
    vf_resume(&a, 1);
    blk_expect(&a, &r, late);
    machine_stop(m);
}

/* A command that is dropped with its queue leaves the device running. */
static void test_dropped(void)
{
    Machine *m = machine_start_type("blk", "vf-drives=d1", "-blockdev "
                                    "driver=null-co,node-name=d1,size=1048576,"
                                    "latency-ns=100000000,read-zeroes=on");
    uint64_t first, second;
    Admin a;
    Ring r;
    Cmd c;

    parts_start(&a, m, 1);
    legacy_start(&a, 1, 0);
    legacy_queue(&a, 1, 0, &r);
    legacy_run(&a, 1);
    blk_add(&a, &r, &first);
    legacy_kick(&a, 1, 0);
    qtest_clock_step(m->qts, 1000000);
    mode_set(&c, 1, 1);
    cmd_queue(&a, &c);
    admin_kick(&a);
    blk_add(&a, &r, &second);
    legacy_kick(&a, 1, 0);
    admin_start(&a, m);
    blk_expect(&a, &r, first);
    blk_expect(&a, &r, second);
    machine_stop(m);
}

/* VFs that go away while they stop, and when they are stopped. */
static void test_gone(void)
{
    Machine *m = machine_start_type("blk", "vf-drives=d1:d2",
        "-global ICH9-LPC.acpi-pci-hotplug-with-bridge-support=off -blockdev "
        "driver=null-co,node-name=d1,size=1048576,latency-ns=100000000,"
        "read-zeroes=on -blockdev "
        "driver=null-co,node-name=d2,size=1048576,read-zeroes=on");
    uint64_t status;
    unsigned i;
    Admin a;
    Ring r;
    Cmd c;

    parts_start(&a, m, 2);
    for (i = 0; i < 2; i++) {
        legacy_start(&a, 1, 0);
        legacy_queue(&a, 1, 0, &r);
        legacy_run(&a, 1);
        vf_stop(&a, 2);
        blk_add(&a, &r, &status);
        legacy_kick(&a, 1, 0);
        qtest_clock_step(m->qts, 1000000);
        mode_set(&c, 1, 1);
        cmd_queue(&a, &c);
        admin_kick(&a);
        if (i) {
            break;
        }
        machine_enable_vfs(m, 0);
        ring_wait(&a.ring);
        cmd_collect(&a, &c);
        g_assert_cmpuint(c.status, ==, EINVAL_CMD);
        machine_enable_vfs(m, 2);
        vf_resume(&a, 2);
        vf_stop(&a, 1);
        vf_resume(&a, 1);
    }
    machine_unplug_pf(m);
    machine_stop(m);
}

/* A driver of version 1, by the modern registers. */
static void modern_reg(Admin *a, unsigned vf, unsigned reg, unsigned len,
                       uint32_t value)
{
    uint64_t addr = bar(vf, 4) + reg;

    if (len == 1) {
        qtest_writeb(a->m->qts, addr, value);
    } else if (len == 2) {
        qtest_writew(a->m->qts, addr, value);
    } else {
        qtest_writel(a->m->qts, addr, value);
    }
}

static void modern_features(Admin *a, unsigned vf, uint64_t features)
{
    modern_reg(a, vf, VIRTIO_PCI_COMMON_STATUS, 1, 0);
    qtest_readb(a->m->qts, bar(vf, 4) + VIRTIO_PCI_COMMON_STATUS);
    modern_reg(a, vf, VIRTIO_PCI_COMMON_STATUS, 1, 1);
    modern_reg(a, vf, VIRTIO_PCI_COMMON_STATUS, 1, 3);
    modern_reg(a, vf, VIRTIO_PCI_COMMON_GFSELECT, 4, 0);
    modern_reg(a, vf, VIRTIO_PCI_COMMON_GF, 4, features);
    modern_reg(a, vf, VIRTIO_PCI_COMMON_GFSELECT, 4, 1);
    modern_reg(a, vf, VIRTIO_PCI_COMMON_GF, 4, features >> 32);
    modern_reg(a, vf, VIRTIO_PCI_COMMON_STATUS, 1, 11);
    qtest_readb(a->m->qts, bar(vf, 4) + VIRTIO_PCI_COMMON_STATUS);
}

static void modern_queue(Admin *a, unsigned vf, unsigned index, uint16_t size,
                         Ring *r)
{
    ring_init(r, a->m, size);
    modern_reg(a, vf, VIRTIO_PCI_COMMON_Q_SELECT, 2, index);
    modern_reg(a, vf, VIRTIO_PCI_COMMON_Q_SIZE, 2, size);
    modern_reg(a, vf, VIRTIO_PCI_COMMON_Q_DESCLO, 4, r->desc);
    modern_reg(a, vf, VIRTIO_PCI_COMMON_Q_DESCHI, 4, 0);
    modern_reg(a, vf, VIRTIO_PCI_COMMON_Q_AVAILLO, 4, r->avail);
    modern_reg(a, vf, VIRTIO_PCI_COMMON_Q_AVAILHI, 4, 0);
    modern_reg(a, vf, VIRTIO_PCI_COMMON_Q_USEDLO, 4, r->used);
    modern_reg(a, vf, VIRTIO_PCI_COMMON_Q_USEDHI, 4, 0);
    modern_reg(a, vf, VIRTIO_PCI_COMMON_Q_ENABLE, 2, 1);
}

static void modern_run(Admin *a, unsigned vf)
{
    modern_reg(a, vf, VIRTIO_PCI_COMMON_STATUS, 1, 15);
}

static void modern_kick(Admin *a, unsigned vf, uint16_t queue)
{
    qtest_writew(a->m->qts, bar(vf, 4) + 0x3000 + queue * 4, queue);
}

static void modern_read(Admin *a, unsigned vf, Ring *r)
{
    uint64_t status;

    blk_add(a, r, &status);
    modern_kick(a, vf, 0);
    blk_expect(a, r, status);
}

#define MODERN (BIT_ULL(VIRTIO_F_VERSION_1) | \
                BIT_ULL(VIRTIO_F_ACCESS_PLATFORM))

static void test_modern(void)
{
    Machine *m = blk_machine("");
    Parts p, q;
    Admin a;
    Ring r;
    unsigned i, from = 1, to = 2;

    parts_start(&a, m, 2);
    modern_features(&a, 1, MODERN);
    modern_queue(&a, 1, 0, 16, &r);
    modern_run(&a, 1);
    for (i = 0; i < 4; i++) {
        modern_read(&a, from, &r);
        vf_stop(&a, from);
        vf_save(&a, from, &p);
        g_assert_cmphex(part_number(&p, DRV_FEATURES, 0, 8), ==, MODERN);
        g_assert_cmphex(part_number(&p, COMMON_CFG, 8, 4), ==, 1);
        g_assert_cmphex(part_number(&p, DEVICE_STATUS, 0, 1), ==, 15);
        g_assert_cmpuint(lduw_le_p(part_value(&p, VQ_CFG, 0, 32)), ==, 16);
        vf_stop(&a, to);
        vf_load(&a, to, &p);
        vf_resume(&a, to);
        g_assert_cmphex(qtest_readb(m->qts, bar(to, 4) +
                                    VIRTIO_PCI_COMMON_STATUS), ==, 15);
        g_assert_cmphex(qtest_readw(m->qts, bar(to, 4) +
                                    VIRTIO_PCI_COMMON_Q_ENABLE), ==, 1);
        g_assert_cmphex(qtest_readl(m->qts, bar(to, 4) +
                                    VIRTIO_PCI_COMMON_Q_DESCLO), ==, r.desc);
        vf_save(&a, to, &q);
        g_assert_cmpmem(p.bytes, p.len, q.bytes, q.len);
        modern_read(&a, to, &r);
        machine_flr(m, from);
        cfg_write(m, from, PCI_COMMAND, 2, PCI_COMMAND_MASTER);
        from = 3 - from;
        to = 3 - to;
    }
    g_assert_cmpuint(violations(m), ==, 0);
    machine_stop(m);
}

/* Network: the wires of both VFs. */
typedef struct Net {
    Machine *m;
    Admin a;
    Ring ring[3];               /* receive, transmit, control */
    int fd[3];
} Net;

#define RX 0
#define TX 1
#define CTRL 2
#define HDR_LEN 10
#define FRAME 60

#define F_STATUS    (1u << 16)
#define F_MAC       (1u << 5)
#define F_ANNOUNCE  (1u << 21)
#define F_CTRL      (1u << 17 | 1u << 18 | 1u << 19 | 1u << 20 | 1u << 23)

static void net_start(Net *n, uint32_t features)
{
    g_autofree char *args = NULL;
    int sv[3][2];
    unsigned vf;

    for (vf = 1; vf <= 2; vf++) {
        g_assert_cmpint(socketpair(PF_UNIX, SOCK_STREAM, 0, sv[vf]), ==, 0);
        n->fd[vf] = sv[vf][0];
    }
    args = g_strdup_printf("-netdev socket,id=n1,fd=%d "
                           "-netdev socket,id=n2,fd=%d", sv[1][1], sv[2][1]);
    n->m = machine_start("vf-netdevs=n1:n2,vf-mac=52:54:00:00:00:00", args);
    close(sv[1][1]);
    close(sv[2][1]);
    parts_start(&n->a, n->m, 2);
    legacy_start(&n->a, 1, features);
    legacy_queue(&n->a, 1, RX, &n->ring[RX]);
    legacy_queue(&n->a, 1, TX, &n->ring[TX]);
    legacy_queue(&n->a, 1, CTRL, &n->ring[CTRL]);
    legacy_run(&n->a, 1);
}

static void net_stop(Net *n)
{
    close(n->fd[1]);
    close(n->fd[2]);
    machine_stop(n->m);
}

static void net_move(Net *n, unsigned from, unsigned to, Parts *p)
{
    vf_stop(&n->a, from);
    vf_save(&n->a, from, p);
    vf_stop(&n->a, to);
    vf_load(&n->a, to, p);
    vf_resume(&n->a, to);
}

static void net_send(Net *n, uint8_t tag)
{
    uint8_t frame[HDR_LEN + FRAME] = { 0 };
    Part part;

    memset(frame + HDR_LEN, 0xff, 6);
    frame[HDR_LEN + 14] = tag;
    part = (Part) { legacy_buffer(&n->a, frame, sizeof(frame)), sizeof(frame),
                    false };
    ring_add(&n->ring[TX], &part, 1);
}

static void net_expect_sent(Net *n, unsigned vf, uint8_t tag)
{
    uint8_t got[4 + FRAME];

    g_assert_cmpint(recv(n->fd[vf], got, sizeof(got), MSG_WAITALL), ==,
                    sizeof(got));
    g_assert_cmphex(got[4 + 14], ==, tag);
}

static void net_expect_silence(Net *n, unsigned vf)
{
    char got;

    qtest_clock_step(n->m->qts, 10000000);
    g_usleep(20000);
    g_assert_cmpint(recv(n->fd[vf], &got, 1, MSG_DONTWAIT), ==, -1);
}

static uint64_t net_offer(Net *n)
{
    Part part = { legacy_buffer(&n->a, NULL, 2048), 2048, true };

    ring_add(&n->ring[RX], &part, 1);
    return part.addr;
}

static void net_inject(Net *n, unsigned vf, const uint8_t *mac, uint8_t tag)
{
    uint8_t frame[4 + FRAME] = { 0, 0, 0, FRAME };

    memcpy(frame + 4, mac, 6);
    frame[4 + 14] = tag;
    g_assert_cmpint(send(n->fd[vf], frame, sizeof(frame), 0), ==,
                    sizeof(frame));
}

static void net_expect_received(Net *n, uint64_t addr, uint8_t tag)
{
    uint32_t len;

    ring_wait(&n->ring[RX]);
    ring_take(&n->ring[RX], &len);
    g_assert_cmpuint(len, ==, HDR_LEN + FRAME);
    g_assert_cmphex(qtest_readb(n->m->qts, addr + HDR_LEN + 14), ==, tag);
}

static const uint8_t broadcast[6] = { 255, 255, 255, 255, 255, 255 };

static void test_net(void)
{
    uint64_t buf[3];
    Parts p;
    Net n;

    net_start(&n, F_MAC);
    buf[0] = net_offer(&n);
    buf[1] = net_offer(&n);
    buf[2] = net_offer(&n);
    legacy_kick(&n.a, 1, RX);
    net_inject(&n, 1, broadcast, 1);
    net_expect_received(&n, buf[0], 1);
    net_send(&n, 2);
    legacy_kick(&n.a, 1, TX);
    net_expect_sent(&n, 1, 2);

    /* With buffers enough it has asked for no notifications: not any more. */
    g_assert_cmphex(qtest_readw(n.m->qts, n.ring[RX].used), ==, 1);
    vf_stop(&n.a, 1);
    g_assert_cmphex(qtest_readw(n.m->qts, n.ring[RX].used), ==, 0);
    net_send(&n, 3);
    legacy_kick(&n.a, 1, TX);
    net_inject(&n, 1, broadcast, 4);
    net_expect_silence(&n, 1);
    g_assert_cmpuint(ring_used(&n.ring[RX]), ==, 0);
    /* What comes to the other one before it runs is lost. */
    net_inject(&n, 2, broadcast, 5);
    net_move(&n, 1, 2, &p);
    legacy_kick(&n.a, 2, TX);
    net_expect_sent(&n, 2, 3);
    net_inject(&n, 2, broadcast, 6);
    net_expect_received(&n, buf[1], 6);

    /* The first is gone from the rings, and its frame for good. */
    machine_flr(n.m, 1);
    net_inject(&n, 1, broadcast, 7);
    legacy_kick(&n.a, 1, TX);
    net_expect_silence(&n, 1);
    net_inject(&n, 2, broadcast, 8);
    net_expect_received(&n, buf[2], 8);
    net_stop(&n);
}

static void net_control(Net *n, unsigned vf, uint8_t class, uint8_t command,
                        const void *data, size_t len)
{
    uint8_t hdr[2] = { class, command };
    uint64_t ack = legacy_buffer(&n->a, NULL, 1);
    Part parts[3] = {
        { legacy_buffer(&n->a, hdr, 2), 2, false },
        { legacy_buffer(&n->a, data, len), len, false },
        { ack, 1, true },
    };

    legacy_request(&n->a, vf, CTRL, &n->ring[CTRL], parts, 3);
    g_assert_cmphex(qtest_readb(n->m->qts, ack), ==, 0);
}

#define CVQ(class, command) ((class) | (command) << 8)

static void test_net_control(void)
{
    static const uint8_t other[6] = { 0x52, 0x54, 0, 9, 9, 9 };
    static const uint8_t group[6] = { 1, 0, 0x5e, 1, 2, 3 };
    static const uint8_t table[] = {
        0, 0, 0, 0, 1, 0, 0, 0, 1, 0, 0x5e, 1, 2, 3
    };
    uint64_t buf;
    Parts p, q;
    Net n;

    net_start(&n, F_MAC | F_CTRL);
    net_control(&n, 1, 0, 0, "\0", 1);          /* not promiscuous */
    net_control(&n, 1, 0, 2, "\1", 1);          /* all unicast */
    net_control(&n, 1, 0, 2, "\0", 1);
    net_control(&n, 1, 0, 5, "\1", 1);          /* no broadcast */
    net_control(&n, 1, 1, 1, other, 6);
    net_control(&n, 1, 1, 0, table, sizeof(table));
    net_control(&n, 1, 2, 0, "\5\0", 2);        /* VLANs */
    net_control(&n, 1, 2, 0, "\xff\xf", 2);
    net_control(&n, 1, 2, 0, "\7\0", 2);
    net_control(&n, 1, 2, 1, "\7\0", 2);
    net_move(&n, 1, 2, &p);
    g_assert_cmpuint(part_number(&p, NET_CVQ_CFG, CVQ(0, 0), 1), ==, 0);
    g_assert_cmpuint(part_number(&p, NET_CVQ_CFG, CVQ(0, 1), 1), ==, 0);
    g_assert_cmpuint(part_number(&p, NET_CVQ_CFG, CVQ(0, 2), 1), ==, 0);
    g_assert_cmpuint(part_number(&p, NET_CVQ_CFG, CVQ(0, 3), 1), ==, 0);
    g_assert_cmpuint(part_number(&p, NET_CVQ_CFG, CVQ(0, 4), 1), ==, 0);
    g_assert_cmpuint(part_number(&p, NET_CVQ_CFG, CVQ(0, 5), 1), ==, 1);
    g_assert_cmpmem(part_value(&p, NET_CVQ_CFG, CVQ(1, 0), sizeof(table)),
                    sizeof(table), table, sizeof(table));
    g_assert_cmpmem(part_value(&p, NET_CVQ_CFG, CVQ(1, 1), 6), 6, other, 6);
    g_assert_cmphex(part_number(&p, NET_CVQ_CFG, CVQ(2, 0), 4), ==,
                    0xfff0005);
    vf_save(&n.a, 2, &q);
    g_assert_cmpmem(p.bytes, p.len, q.bytes, q.len);
    g_assert_cmphex(config_read(&n.a, 2, 5, 1), ==, 9);

    /* The other one's filters are those that were set. */
    buf = net_offer(&n);
    net_inject(&n, 2, broadcast, 1);
    net_inject(&n, 2, (const uint8_t[]) { 0x52, 0x54, 0, 0, 0, 2 }, 2);
    net_inject(&n, 2, group, 3);
    net_expect_received(&n, buf, 3);
    buf = net_offer(&n);
    net_inject(&n, 2, other, 4);
    net_expect_received(&n, buf, 4);
    g_assert_cmpuint(violations(n.m), ==, 0);
    net_stop(&n);
}

#define NET_STATUS 6
#define LINK_UP 1
#define ANNOUNCE 2

static void announced(Net *n, unsigned vf)
{
    uint64_t ack = legacy_buffer(&n->a, NULL, 1);
    Part parts[2] = {
        { legacy_buffer(&n->a, "\3\0", 2), 2, false },
        { ack, 1, true },
    };

    legacy_request(&n->a, vf, CTRL, &n->ring[CTRL], parts, 2);
    g_assert_cmphex(qtest_readb(n->m->qts, ack), ==, 0);
}

/* Who is elsewhere now is asked to tell, until it has; and who cannot is not. */
static void test_net_announce(void)
{
    Parts p;
    Net n;

    net_start(&n, F_MAC | F_STATUS | F_CTRL | F_ANNOUNCE);
    vf_stop(&n.a, 1);
    vf_resume(&n.a, 1);
    g_assert_cmphex(config_read(&n.a, 1, NET_STATUS, 2), ==, LINK_UP);
    net_move(&n, 1, 2, &p);
    g_assert_cmphex(config_read(&n.a, 2, NET_STATUS, 2), ==,
                    LINK_UP | ANNOUNCE);
    announced(&n, 2);
    g_assert_cmphex(config_read(&n.a, 2, NET_STATUS, 2), ==, LINK_UP);
    g_assert_cmpuint(violations(n.m), ==, 0);
    net_stop(&n);

    net_start(&n, F_MAC | F_STATUS | F_CTRL);
    net_move(&n, 1, 2, &p);
    g_assert_cmphex(config_read(&n.a, 2, NET_STATUS, 2), ==, LINK_UP);
    net_stop(&n);
}

/* A table that was too long for the device stays so. */
static void test_net_overflow(void)
{
    uint8_t table[8 + 70 * 6] = { 70 };
    unsigned i;
    uint64_t buf;
    Parts p;
    Net n;

    for (i = 0; i < 70; i++) {
        table[4 + i * 6] = 2;
        table[4 + i * 6 + 5] = i;
    }
    net_start(&n, F_MAC | F_CTRL);
    net_control(&n, 1, 0, 0, "\0", 1);
    net_control(&n, 1, 1, 0, table, sizeof(table));
    net_move(&n, 1, 2, &p);
    buf = net_offer(&n);
    net_inject(&n, 2, (const uint8_t[]) { 2, 0, 0, 0, 0, 69 }, 1);
    net_expect_received(&n, buf, 1);
    net_stop(&n);
}

/* Nothing is said while it is stopped, and all of it after that. */
static void test_interrupts(void)
{
    uint64_t box, buf;
    Net n;

    net_start(&n, F_MAC | F_STATUS);
    box = machine_alloc(n.m, 16, 16);
    machine_set_msix(n.m, 1, true);
    machine_set_vector(n.m, 1, 1, box, 0x1111);
    machine_set_vector(n.m, 1, 2, box + 4, 0x2222);
    reg_write(&n.a, 1, VIRTIO_PCI_QUEUE_SEL, RX, 2);
    reg_write(&n.a, 1, VIRTIO_MSI_QUEUE_VECTOR, 2, 2);
    reg_write(&n.a, 1, VIRTIO_MSI_CONFIG_VECTOR, 1, 2);

    /* One that is pending, as it is masked. */
    qtest_writel(n.m->qts, bar(1, 1) + 2 * 16 + 12, 1);
    buf = net_offer(&n);
    net_inject(&n, 1, broadcast, 1);
    net_expect_received(&n, buf, 1);
    g_assert_cmphex(qtest_readl(n.m->qts, box + 4), ==, 0);

    vf_stop(&n.a, 1);
    qtest_qmp_assert_success(n.m->qts, "{'execute': 'set_link', 'arguments': "
                             "{'name': 'n1', 'up': false}}");
    qtest_writel(n.m->qts, bar(1, 1) + 2 * 16 + 12, 0);
    qtest_clock_step(n.m->qts, 10000000);
    g_assert_cmphex(qtest_readl(n.m->qts, box), ==, 0);
    g_assert_cmphex(qtest_readl(n.m->qts, box + 4), ==, 0);
    vf_resume(&n.a, 1);
    g_assert_cmphex(qtest_readl(n.m->qts, box), ==, 0x1111);
    g_assert_cmphex(qtest_readl(n.m->qts, box + 4), ==, 0x2222);

    /* And those of the place it has gone to, on the vectors it had. */
    qtest_qmp_assert_success(n.m->qts, "{'execute': 'set_link', 'arguments': "
                             "{'name': 'n1', 'up': true}}");
    machine_set_msix(n.m, 2, true);
    machine_set_vector(n.m, 2, 2, box + 8, 0x3333);
    buf = net_offer(&n);
    {
        Parts p;

        net_move(&n, 1, 2, &p);
    }
    net_inject(&n, 2, broadcast, 2);
    net_expect_received(&n, buf, 2);
    g_assert_cmphex(qtest_readl(n.m->qts, box + 8), ==, 0x3333);
    net_stop(&n);
}

/* Not a byte of the rings changes, whatever comes. */
static void test_silence(void)
{
    uint8_t before[3][4096], after[3][4096];
    unsigned i, round;
    Net n;

    net_start(&n, F_MAC | F_CTRL | F_STATUS);
    net_offer(&n);
    net_send(&n, 1);
    vf_stop(&n.a, 1);
    for (i = 0; i < 3; i++) {
        qtest_memread(n.m->qts, n.ring[i].used, before[i], 4096);
    }
    for (round = 0; round < 3; round++) {
        for (i = 0; i < 3; i++) {
            legacy_kick(&n.a, 1, i);
            reg_write(&n.a, 1, VIRTIO_PCI_QUEUE_NOTIFY, i, 2);
            qtest_writew(n.m->qts, bar(PF_DEVFN, 2), i);
        }
        net_inject(&n, 1, broadcast, 1);
        if (round == 0) {
            /* Nor do its registers set it going. */
            reg_write(&n.a, 1, VIRTIO_PCI_STATUS, STATUS_RUNNING, 1);
        } else if (round == 1) {
            cfg_write(n.m, 1, PCI_COMMAND, 2, PCI_COMMAND_MASTER);
        }
        net_expect_silence(&n, 1);
    }
    for (i = 0; i < 3; i++) {
        qtest_memread(n.m->qts, n.ring[i].used, after[i], 4096);
        g_assert_cmpmem(before[i], 4096, after[i], 4096);
    }
    g_assert_cmpuint(counter(n.m, "members.1.kick-member"), ==, 9);
    vf_resume(&n.a, 1);
    net_expect_sent(&n, 1, 1);
    net_stop(&n);
}

static void test_console(void)
{
    g_autofree char *args = NULL;
    char got[4];
    Ring in, out;
    Part part;
    int sv[3][2];
    unsigned vf;
    uint32_t len;
    Machine *m;
    Parts p;
    Admin a;

    for (vf = 1; vf <= 2; vf++) {
        g_assert_cmpint(socketpair(PF_UNIX, SOCK_STREAM, 0, sv[vf]), ==, 0);
    }
    args = g_strdup_printf("-chardev socket,id=c1,fd=%d "
                           "-chardev socket,id=c2,fd=%d", sv[1][1], sv[2][1]);
    m = machine_start_type("console", "vf-chardevs=c1:c2", args);
    parts_start(&a, m, 2);
    legacy_start(&a, 1, 0);
    legacy_queue(&a, 1, 0, &in);
    legacy_queue(&a, 1, 1, &out);
    legacy_run(&a, 1);
    part = (Part) { legacy_buffer(&a, "one", 3), 3, false };
    legacy_request(&a, 1, 1, &out, &part, 1);
    g_assert_cmpint(recv(sv[1][0], got, 3, MSG_WAITALL), ==, 3);

    part = (Part) { legacy_buffer(&a, NULL, 8), 8, true };
    ring_add(&in, &part, 1);
    legacy_kick(&a, 1, 0);
    vf_stop(&a, 1);
    g_assert_cmpint(send(sv[1][0], "late", 4, 0), ==, 4);
    vf_save(&a, 1, &p);
    vf_stop(&a, 2);
    vf_load(&a, 2, &p);
    vf_resume(&a, 2);
    legacy_kick(&a, 2, 0);
    g_assert_cmpint(send(sv[2][0], "two", 3, 0), ==, 3);
    ring_wait(&in);
    ring_take(&in, &len);
    g_assert_cmpuint(len, ==, 3);
    qtest_memread(m->qts, part.addr, got, 3);
    g_assert_cmpmem(got, 3, "two", 3);
    part = (Part) { legacy_buffer(&a, "away", 4), 4, false };
    legacy_request(&a, 2, 1, &out, &part, 1);
    g_assert_cmpint(recv(sv[2][0], got, 4, MSG_WAITALL), ==, 4);
    g_assert_cmpmem(got, 4, "away", 4);
    g_assert_cmpint(recv(sv[1][0], got, 1, MSG_DONTWAIT), ==, -1);
    g_assert_cmpuint(violations(m), ==, 0);
    machine_stop(m);
    for (vf = 1; vf <= 2; vf++) {
        close(sv[vf][0]);
        close(sv[vf][1]);
    }
}

static void test_rng(void)
{
    Machine *m = machine_start_type("rng", "", "");
    unsigned i, vf = 1;
    Parts p;
    Admin a;
    Ring r;

    parts_start(&a, m, 2);
    legacy_start(&a, 1, 0);
    legacy_queue(&a, 1, 0, &r);
    legacy_run(&a, 1);
    for (i = 0; i < 4; i++) {
        Part part = { legacy_buffer(&a, NULL, 32), 32, true };

        legacy_request(&a, vf, 0, &r, &part, 1);
        part.addr = legacy_buffer(&a, NULL, 32);
        vf_stop(&a, vf);
        ring_add(&r, &part, 1);
        legacy_kick(&a, vf, 0);
        qtest_clock_step(m->qts, 10000000);
        g_assert_cmpuint(ring_used(&r), ==, 0);
        vf_save(&a, vf, &p);
        vf = 3 - vf;
        vf_stop(&a, vf);
        vf_load(&a, vf, &p);
        vf_resume(&a, vf);
        legacy_kick(&a, vf, 0);
        ring_wait(&r);
        r.seen++;
    }
    g_assert_cmpuint(violations(m), ==, 0);
    machine_stop(m);
}

#define SCSI_REQUESTS 2

static void scsi_inquiry(Admin *a, unsigned vf, Ring *r)
{
    uint8_t req[51] = { 1 };
    uint64_t resp = legacy_buffer(a, NULL, 108);
    Part parts[3];

    req[19] = 0x12;
    req[19 + 4] = 36;
    parts[0] = (Part) { legacy_buffer(a, req, sizeof(req)), sizeof(req),
                        false };
    parts[1] = (Part) { resp, 108, true };
    parts[2] = (Part) { legacy_buffer(a, NULL, 36), 36, true };
    legacy_request(a, vf, SCSI_REQUESTS, r, parts, 3);
    g_assert_cmphex(qtest_readb(a->m->qts, resp + 11), ==, 0);
}

static void test_scsi(void)
{
    Machine *m = machine_start_type("scsi", "vf-drives=d1:d2",
        "-blockdev driver=null-co,node-name=d1,size=1048576,read-zeroes=on "
        "-blockdev driver=null-co,node-name=d2,size=1048576,read-zeroes=on");
    unsigned i, vf = 1;
    Parts p;
    Admin a;
    Ring r;

    parts_start(&a, m, 2);
    legacy_start(&a, 1, 0);
    legacy_queue(&a, 1, SCSI_REQUESTS, &r);
    legacy_run(&a, 1);
    for (i = 0; i < 4; i++) {
        scsi_inquiry(&a, vf, &r);
        vf_stop(&a, vf);
        vf_save(&a, vf, &p);
        vf = 3 - vf;
        vf_stop(&a, vf);
        vf_load(&a, vf, &p);
        vf_resume(&a, vf);
    }
    scsi_inquiry(&a, vf, &r);
    g_assert_cmpuint(violations(m), ==, 0);
    machine_stop(m);
}

void add_move_tests(void)
{
    qtest_add_func("/moves/blk", test_blk);
    qtest_add_func("/moves/bus-master", test_bus_master);
    qtest_add_func("/moves/in-flight", test_in_flight);
    qtest_add_func("/moves/dropped", test_dropped);
    qtest_add_func("/moves/gone", test_gone);
    qtest_add_func("/moves/modern", test_modern);
    qtest_add_func("/moves/net", test_net);
    qtest_add_func("/moves/net-control", test_net_control);
    qtest_add_func("/moves/net-announce", test_net_announce);
    qtest_add_func("/moves/net-overflow", test_net_overflow);
    qtest_add_func("/moves/interrupts", test_interrupts);
    qtest_add_func("/moves/silence", test_silence);
    qtest_add_func("/moves/console", test_console);
    qtest_add_func("/moves/rng", test_rng);
    qtest_add_func("/moves/scsi", test_scsi);
}
