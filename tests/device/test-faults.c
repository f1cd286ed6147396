/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The bad hardware: delays, hangs, injected failures, short answers; and the
 * counters.
 */

#include "qemu/osdep.h"
#include "qemu/bswap.h"
#include "standard-headers/linux/virtio_config.h"
#include "standard-headers/linux/virtio_pci.h"
#include "admin.h"
#include "tests.h"

#define MS 1000000

/* Three writes of the same register: the last one in order wins. */
static void queue_three(Admin *a, Cmd *c)
{
    unsigned i;

    for (i = 0; i < 3; i++) {
        uint16_t val = cpu_to_le16(i + 1);

        legacy_write(&c[i], COMMON_WRITE, 1, VIRTIO_PCI_QUEUE_SEL, &val, 2);
        cmd_queue(a, &c[i]);
    }
    admin_kick(a);
}

static void test_delay(void)
{
    Machine *m = machine_start("command-delay-us=1000", "");
    Cmd c[3], later;
    Admin a;

    admin_start(&a, m);
    machine_enable_vfs(m, 1);
    pf_set(m, "command-delay-us", "0");
    list_use(&a, list_query(&a), 0, 0);
    pf_set(m, "command-delay-us", "1000");

    queue_three(&a, c);
    g_assert_cmpuint(ring_used(&a.ring), ==, 0);
    /* the machine runs meanwhile: registers answer, more is queued */
    g_assert_cmphex(cfg_read(m, 1, 0x08, 1), ==, 1);
    cmd_init(&later, NOTIFY_INFO, 1);
    later.result_len = 64;
    cmd_queue(&a, &later);
    admin_kick(&a);

    qtest_clock_step(m->qts, MS - 1000);
    g_assert_cmpuint(ring_used(&a.ring), ==, 0);
    qtest_clock_step(m->qts, 2000);
    g_assert_cmpuint(ring_used(&a.ring), ==, 1);
    qtest_clock_step(m->qts, MS);
    g_assert_cmpuint(ring_used(&a.ring), ==, 2);
    qtest_clock_step(m->qts, 2 * MS);
    g_assert_cmpuint(ring_used(&a.ring), ==, 4);
    cmd_collect(&a, &c[0]);
    cmd_collect(&a, &c[1]);
    cmd_collect(&a, &c[2]);
    cmd_collect(&a, &later);
    g_assert_cmpuint(later.status, ==, 0);
    pf_set(m, "command-delay-us", "0");
    g_assert_cmpuint(reg_read(&a, 1, VIRTIO_PCI_QUEUE_SEL, 2), ==, 3);
    g_assert_cmpuint(violations(m), ==, 0);
    machine_stop(m);
}

static void test_hang(void)
{
    Machine *m = machine_start("", "");
    Cmd c[3];
    Admin a;

    admin_start_all(&a, m, 1);
    pf_set(m, "hang", "true");
    queue_three(&a, c);
    qtest_clock_step(m->qts, 1000 * MS);
    g_assert_cmpuint(ring_used(&a.ring), ==, 0);
    g_assert_cmpuint(counter(m, "members.1.common-write"), ==, 0);
    pf_set(m, "hang", "false");
    g_assert_cmpuint(ring_used(&a.ring), ==, 3);
    cmd_collect(&a, &c[0]);
    cmd_collect(&a, &c[1]);
    cmd_collect(&a, &c[2]);
    g_assert_cmpuint(reg_read(&a, 1, VIRTIO_PCI_QUEUE_SEL, 2), ==, 3);
    machine_stop(m);
}

/* Hanging in the middle of a command that takes its time. */
static void test_hang_with_delay(void)
{
    Machine *m = machine_start("", "");
    Cmd c[3];
    Admin a;

    admin_start_all(&a, m, 1);
    pf_set(m, "command-delay-us", "1000");
    queue_three(&a, c);
    pf_set(m, "hang", "true");
    qtest_clock_step(m->qts, 1000 * MS);
    g_assert_cmpuint(ring_used(&a.ring), ==, 0);
    pf_set(m, "hang", "false");
    qtest_clock_step(m->qts, 10 * MS);
    g_assert_cmpuint(ring_used(&a.ring), ==, 3);
    machine_stop(m);
}

/* A status that does not change, by whatever is written; FLR helps. */
static void test_stuck(void)
{
    Machine *m = machine_start("", "");
    const uint64_t status = COMMON_REG(VIRTIO_PCI_COMMON_STATUS);
    uint8_t before;
    Admin a;

    admin_start_all(&a, m, 1);
    before = qtest_readb(m->qts, status);
    pf_set(m, "stuck", "true");
    qtest_writeb(m->qts, status, 0);
    g_assert_cmphex(qtest_readb(m->qts, status), ==, before);
    qtest_writeb(m->qts, status, VIRTIO_CONFIG_S_FAILED);
    g_assert_cmphex(qtest_readb(m->qts, status), ==, before);
    /* the rest of it goes on */
    reg_write(&a, 1, VIRTIO_PCI_STATUS, 1, 1);
    g_assert_cmpuint(reg_read(&a, 1, VIRTIO_PCI_STATUS, 1), ==, 1);

    pf_set(m, "stuck", "false");
    qtest_writeb(m->qts, status, 0);
    g_assert_cmphex(qtest_readb(m->qts, status), ==, 0);
    admin_start_all(&a, m, 1);
    reg_write(&a, 1, VIRTIO_PCI_STATUS, 1, 1);
    g_assert_cmpuint(reg_read(&a, 1, VIRTIO_PCI_STATUS, 1), ==, 1);

    pf_set(m, "stuck", "true");
    machine_flr(m, PF_DEVFN);
    pf_set(m, "stuck", "false");
    machine_map_pf(m);
    g_assert_cmphex(qtest_readb(m->qts, status), ==, 0);
    machine_stop(m);
}

static void test_fail(void)
{
    Machine *m = machine_start("fail=2/16/7/2", "");
    g_autofree char *left = NULL;
    Admin a;
    Cmd c;

    admin_start_all(&a, m, 2);
    legacy_write(&c, COMMON_WRITE, 1, VIRTIO_PCI_QUEUE_SEL, "\1\0", 2);
    cmd_expect(&a, &c, 16, 7);
    g_assert_cmpuint(c.used, ==, 8);
    left = pf_get_str(m, "fail");
    g_assert_cmpstr(left, ==, "2/16/7/1");
    cmd_expect(&a, &c, 16, 7);
    g_assert_cmpuint(reg_read(&a, 1, VIRTIO_PCI_QUEUE_SEL, 2), ==, 0);
    cmd_expect_ok(&a, &c);
    g_assert_cmpuint(reg_read(&a, 1, VIRTIO_PCI_QUEUE_SEL, 2), ==, 1);
    g_assert_cmpuint(counter(m, "failed"), ==, 2);
    g_assert_cmpuint(counter(m, "members.1.failed"), ==, 2);
    g_assert_cmpuint(counter(m, "members.1.common-write"), ==, 3);

    /* of one VF only; any status goes; several rules */
    pf_set(m, "fail", "'3/0xffff/0xffff/1/2,0/12/6/1'");
    legacy_read(&c, COMMON_READ, 1, VIRTIO_PCI_STATUS, 1);
    cmd_expect_ok(&a, &c);
    legacy_read(&c, COMMON_READ, 2, VIRTIO_PCI_STATUS, 1);
    cmd_expect(&a, &c, 0xffff, 0xffff);
    cmd_expect_ok(&a, &c);
    expect_simple(&a, LIST_QUERY, GROUP_SRIOV, 0, 12, 6);
    expect_simple(&a, LIST_QUERY, GROUP_SRIOV, 0, 0, 0);
    g_assert_cmpuint(violations(m), ==, 0);

    qobject_unref(pf_set_fails(m, "fail", "'2/22/1'"));
    qobject_unref(pf_set_fails(m, "fail", "'2/22/1/1/1/1'"));
    qobject_unref(pf_set_fails(m, "fail", "'2/70000/1/1'"));
    qobject_unref(pf_set_fails(m, "fail", "'2/22/1/1/0'"));
    qobject_unref(pf_set_fails(m, "fail", "'x'"));
    machine_stop(m);
}

static void test_result_limit(void)
{
    Machine *m = machine_start("", "");
    Admin a;
    Cmd c;

    admin_start_all(&a, m, 1);
    pf_set(m, "result-limit", "3");
    legacy_read(&c, COMMON_READ, 1, VIRTIO_PCI_HOST_FEATURES, 4);
    cmd_expect_ok(&a, &c);
    g_assert_cmpuint(c.used, ==, 8 + 3);
    g_assert_cmphex(c.result[3], ==, 0xaa);
    pf_set(m, "result-limit", "0");
    cmd_expect_ok(&a, &c);
    g_assert_cmpuint(c.used, ==, 8);
    g_assert_cmphex(c.result[0], ==, 0xaa);
    pf_set(m, "result-limit", "16");
    expect_simple(&a, LIST_QUERY, GROUP_SRIOV, 0, 0, 0);
    cmd_init(&c, NOTIFY_INFO, 1);
    c.result_len = 64;
    cmd_expect_ok(&a, &c);
    g_assert_cmpuint(c.used, ==, 8 + 16);
    pf_set(m, "result-limit", "-1");
    cmd_expect_ok(&a, &c);
    g_assert_cmpuint(c.used, ==, 8 + 64);
    machine_stop(m);
}

static void test_counters(void)
{
    Machine *m = machine_start("vfs=3", "");
    uint32_t n;
    Admin a;
    Cmd c;

    admin_start_all(&a, m, 3);
    n = reg_read(&a, 1, VIRTIO_PCI_STATUS, 1);
    reg_write(&a, 2, VIRTIO_PCI_STATUS, n, 1);
    config_read(&a, 3, 0, 6);
    config_write(&a, 3, 0, "\2\0\0\0\0\1", 6);
    legacy_read(&c, DEV_READ, 3, 5, 2);
    cmd_expect(&a, &c, EINVAL_CMD, Q_INVALID_FIELD);
    g_assert_cmpuint(counter(m, "list-query"), ==, 1);
    g_assert_cmpuint(counter(m, "list-use"), ==, 1);
    g_assert_cmpuint(counter(m, "failed"), ==, 1);
    g_assert_cmpuint(counter(m, "members.1.common-read"), ==, 1);
    g_assert_cmpuint(counter(m, "members.1.common-write"), ==, 0);
    g_assert_cmpuint(counter(m, "members.2.common-write"), ==, 1);
    g_assert_cmpuint(counter(m, "members.3.device-read"), ==, 2);
    g_assert_cmpuint(counter(m, "members.3.device-write"), ==, 1);
    g_assert_cmpuint(counter(m, "members.3.failed"), ==, 1);
    g_assert_cmpuint(counter(m, "members.3.vf"), ==, 3);
    g_assert_cmpuint(violations(m), ==, 1);

    reset_counters(m);
    g_assert_cmpuint(counter(m, "list-query"), ==, 0);
    g_assert_cmpuint(counter(m, "failed"), ==, 0);
    g_assert_cmpuint(counter(m, "members.3.device-read"), ==, 0);
    g_assert_cmpuint(counter(m, "members.3.vf"), ==, 3);
    g_assert_cmpuint(violations(m), ==, 0);
    machine_stop(m);
}

void add_fault_tests(void)
{
    qtest_add_func("/faults/delay", test_delay);
    qtest_add_func("/faults/hang", test_hang);
    qtest_add_func("/faults/hang-with-delay", test_hang_with_delay);
    qtest_add_func("/faults/stuck", test_stuck);
    qtest_add_func("/faults/fail", test_fail);
    qtest_add_func("/faults/result-limit", test_result_limit);
    qtest_add_func("/faults/counters", test_counters);
}
