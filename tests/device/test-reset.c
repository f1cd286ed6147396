/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What becomes of outstanding commands when the PF is reset, and when the
 * VFs go.
 */

#include "qemu/osdep.h"
#include "qemu/bswap.h"
#include "standard-headers/linux/pci_regs.h"
#include "standard-headers/linux/virtio_pci.h"
#include "admin.h"
#include "tests.h"

#define SECOND 1000000000ll

static void queue_write(Admin *a, Cmd *c)
{
    legacy_write(c, COMMON_WRITE, 1, VIRTIO_PCI_STATUS, "\1", 1);
    cmd_queue(a, c);
}

/* Two writes under way, neither done. */
static void start_busy(Admin *a, Machine *m, Cmd *c)
{
    admin_start_all(a, m, 1);
    pf_set(m, "command-delay-us", "1000");
    queue_write(a, &c[0]);
    queue_write(a, &c[1]);
    admin_kick(a);
    g_assert_cmpuint(ring_used(&a->ring), ==, 0);
}

/* Whatever time passes, nothing is done and nothing is written any more. */
static void check_dropped(Admin *a)
{
    qtest_clock_step(a->m->qts, SECOND);
    g_assert_cmpuint(ring_used(&a->ring), ==, 0);
    g_assert_cmpuint(counter(a->m, "members.1.common-write"), ==, 0);
}

static void check_works(Admin *a)
{
    pf_set(a->m, "command-delay-us", "0");
    admin_start_all(a, a->m, 1);
    reg_write(a, 1, VIRTIO_PCI_STATUS, 1, 1);
    g_assert_cmpuint(reg_read(a, 1, VIRTIO_PCI_STATUS, 1), ==, 1);
}

static void test_status_reset(void)
{
    Machine *m = machine_start("", "");
    Cmd c[2];
    Admin a;

    start_busy(&a, m, c);
    qtest_writeb(m->qts, COMMON_REG(VIRTIO_PCI_COMMON_STATUS), 0);
    check_dropped(&a);
    /* the list used is forgotten, the VFs are still there */
    pf_set(m, "command-delay-us", "0");
    admin_start(&a, m);
    expect_simple(&a, NOTIFY_INFO, GROUP_SRIOV, 1, EINVAL_CMD,
                  Q_INVALID_OPCODE);
    check_works(&a);
    machine_stop(m);
}

static void test_flr(void)
{
    Machine *m = machine_start("", "");
    Cmd c[2];
    Admin a;

    start_busy(&a, m, c);
    machine_flr(m, PF_DEVFN);
    check_dropped(&a);
    g_assert_cmphex(cfg_read(m, 1, 0x08, 4), ==, 0xffffffff);
    g_assert_cmpuint(violations(m), ==, 0);
    machine_map_pf(m);
    check_works(&a);
    machine_stop(m);
}

/* The window into the BARs forgets, too, where it was put. */
static void test_config_access(void)
{
    static const unsigned functions[] = { 1, PF_DEVFN };
    Machine *m = machine_start("", "");
    unsigned f, i;
    Admin a;

    admin_start_all(&a, m, 1);
    for (f = 0; f < ARRAY_SIZE(functions); f++) {
        unsigned devfn = functions[f];
        uint8_t pos = cfg_cap(m, devfn, PCI_CAP_ID_VNDR);

        while (cfg_read(m, devfn, pos + 3, 1) != VIRTIO_PCI_CAP_PCI_CFG) {
            pos = cfg_read(m, devfn, pos + 1, 1);
        }
        cfg_write(m, devfn, pos + 4, 1, 4);
        cfg_write(m, devfn, pos + 8, 4, 0x14);
        cfg_write(m, devfn, pos + 12, 4, 1);
        g_assert_cmphex(cfg_read(m, devfn, pos + 8, 4), ==, 0x14);
        machine_flr(m, devfn);
        for (i = 4; i < 20; i += 4) {
            g_assert_cmphex(cfg_read(m, devfn, pos + i, 4), ==, 0);
        }
        g_assert_cmphex(cfg_read(m, devfn, pos + 3, 1), ==,
                        VIRTIO_PCI_CAP_PCI_CFG);
    }
    machine_stop(m);
}

static void test_queue_reset(void)
{
    Machine *m = machine_start("", "");
    Cmd c[2];
    Admin a;

    start_busy(&a, m, c);
    qtest_writew(m->qts, COMMON_REG(VIRTIO_PCI_COMMON_Q_SELECT), a.index);
    qtest_writew(m->qts, COMMON_REG(VIRTIO_PCI_COMMON_Q_RESET), 1);
    check_dropped(&a);
    check_works(&a);
    machine_stop(m);
}

static void test_system_reset(void)
{
    Machine *m = machine_start("", "");
    Cmd c[2];
    Admin a;

    start_busy(&a, m, c);
    qtest_system_reset(m->qts);
    qtest_clock_step(m->qts, SECOND);
    g_assert_cmpuint(ring_used(&a.ring), ==, 0);
    machine_stop(m);
}

static void test_reset_while_hanging(void)
{
    Machine *m = machine_start("", "");
    Cmd c;
    Admin a;

    admin_start_all(&a, m, 1);
    pf_set(m, "hang", "true");
    queue_write(&a, &c);
    admin_kick(&a);
    qtest_writeb(m->qts, COMMON_REG(VIRTIO_PCI_COMMON_STATUS), 0);
    pf_set(m, "hang", "false");
    check_dropped(&a);
    check_works(&a);
    machine_stop(m);
}

/* QEMU ends with commands outstanding. */
static void test_quit(void)
{
    Machine *m = machine_start("", "");
    Cmd c[2];
    Admin a;

    start_busy(&a, m, c);
    machine_stop(m);
}

/* "as long as any such command is outstanding ... VF Enable is set" */
static void test_vf_enable_cleared(void)
{
    Machine *m = machine_start("", "");
    Cmd c[2];
    Admin a;

    start_busy(&a, m, c);
    machine_enable_vfs(m, 0);
    g_assert_cmpuint(violations_of(m, "vf-enable-cleared"), ==, 1);
    qtest_clock_step(m->qts, 10 * SECOND);
    cmd_collect(&a, &c[0]);
    cmd_collect(&a, &c[1]);
    g_assert_cmpuint(c[0].status, ==, EINVAL_CMD);
    g_assert_cmpuint(c[0].qualifier, ==, Q_INVALID_GROUP);
    machine_enable_vfs(m, 1);
    machine_enable_vfs(m, 0);
    g_assert_cmpuint(violations_of(m, "vf-enable-cleared"), ==, 1);
    check_works(&a);
    machine_stop(m);
}

/* No command is taken before DRIVER_OK, none is lost either. */
static void test_before_driver_ok(void)
{
    Machine *m = machine_start("", "");
    uint8_t status;
    Admin a;
    Cmd c;

    admin_start_all(&a, m, 1);
    status = qtest_readb(m->qts, COMMON_REG(VIRTIO_PCI_COMMON_STATUS));
    qtest_writeb(m->qts, COMMON_REG(VIRTIO_PCI_COMMON_STATUS), status & ~4);
    queue_write(&a, &c);
    admin_kick(&a);
    qtest_clock_step(m->qts, SECOND);
    g_assert_cmpuint(ring_used(&a.ring), ==, 0);
    qtest_writeb(m->qts, COMMON_REG(VIRTIO_PCI_COMMON_STATUS), status);
    qtest_clock_step(m->qts, SECOND);
    cmd_collect(&a, &c);
    g_assert_cmpuint(c.status, ==, 0);
    machine_stop(m);
}

/* The member's queue is in the registers of its own owner. */
static void test_dma_into_owner(void)
{
    Machine *m = machine_start("", "");
    unsigned i;
    Admin a;

    admin_start_all(&a, m, 1);
    reg_write(&a, 1, VIRTIO_PCI_STATUS, 7, 1);
    for (i = 0; i < 3; i++) {
        reg_write(&a, 1, VIRTIO_PCI_QUEUE_SEL, i, 2);
        reg_write(&a, 1, VIRTIO_PCI_QUEUE_PFN, bar(PF_DEVFN, 4) >> 12, 4);
        reg_write(&a, 1, VIRTIO_PCI_QUEUE_NOTIFY, i, 2);
        qtest_clock_step(m->qts, SECOND);
    }
    check_works(&a);
    machine_stop(m);
}

/*
 * A command to a member has it write its owner's status register by DMA: the
 * answer 0 of its control queue is a reset, in the midst of that command.
 */
static void test_by_member_dma(void)
{
    Machine *m = machine_start("", "");
    uint64_t hdr, promisc;
    Part parts[3];
    uint16_t queue = cpu_to_le16(2);
    Ring ctrl;
    Admin a;
    Cmd c[2];

    admin_start_all(&a, m, 1);
    reg_write(&a, 1, VIRTIO_PCI_STATUS, 3, 1);
    reg_write(&a, 1, VIRTIO_PCI_GUEST_FEATURES, 3 << 17, 4);
    reg_write(&a, 1, VIRTIO_PCI_QUEUE_SEL, 2, 2);
    ring_init(&ctrl, m, reg_read(&a, 1, VIRTIO_PCI_QUEUE_NUM, 2));
    reg_write(&a, 1, VIRTIO_PCI_QUEUE_PFN, ctrl.desc >> 12, 4);
    reg_write(&a, 1, VIRTIO_PCI_STATUS, 7, 1);
    hdr = machine_alloc(m, 2, 8);
    promisc = machine_alloc(m, 1, 8);
    parts[0] = (Part) { hdr, 2, false };
    parts[1] = (Part) { promisc, 1, false };
    parts[2] = (Part) { COMMON_REG(VIRTIO_PCI_COMMON_STATUS), 1, true };
    ring_add(&ctrl, parts, 3);

    pf_set(m, "command-delay-us", "1000");
    legacy_write(&c[0], COMMON_WRITE, 1, VIRTIO_PCI_QUEUE_NOTIFY, &queue, 2);
    cmd_queue(&a, &c[0]);
    queue_write(&a, &c[1]);
    admin_kick(&a);
    qtest_clock_step(m->qts, SECOND);
    /* the member has done its part, the owner is reset and silent */
    g_assert_cmpuint(ring_used(&ctrl), ==, 1);
    g_assert_cmphex(qtest_readb(m->qts, COMMON_REG(VIRTIO_PCI_COMMON_STATUS)),
                    ==, 0);
    g_assert_cmpuint(ring_used(&a.ring), ==, 0);
    check_works(&a);
    machine_stop(m);
}

void add_reset_tests(void)
{
    qtest_add_func("/reset/status", test_status_reset);
    qtest_add_func("/reset/flr", test_flr);
    qtest_add_func("/reset/config-access", test_config_access);
    qtest_add_func("/reset/queue", test_queue_reset);
    qtest_add_func("/reset/system", test_system_reset);
    qtest_add_func("/reset/while-hanging", test_reset_while_hanging);
    qtest_add_func("/reset/quit", test_quit);
    qtest_add_func("/reset/vf-enable-cleared", test_vf_enable_cleared);
    qtest_add_func("/reset/before-driver-ok", test_before_driver_ok);
    qtest_add_func("/reset/dma-into-owner", test_dma_into_owner);
    qtest_add_func("/reset/by-member-dma", test_by_member_dma);
}
