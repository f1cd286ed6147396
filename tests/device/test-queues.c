/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Several administration queues: where they are, and what they share and what
 * not.
 */

#include "qemu/osdep.h"
#include "standard-headers/linux/virtio_pci.h"
#include "admin.h"
#include "tests.h"

#define MS 1000000ull

static void start(Admin *a, Machine *m, unsigned n)
{
    admin_start_queues(a, m, n);
    machine_enable_vfs(m, 4);
    list_use(&a[0], list_query(&a[0]), 0, 0);
}

static void test_registers(void)
{
    static const struct {
        const char *pf;
        unsigned queues;
    } cases[] = { { "", 1 }, { "admin-queues=2", 2 }, { "admin-queues=16", 16 } };
    unsigned i, q;

    for (i = 0; i < ARRAY_SIZE(cases); i++) {
        Machine *m = machine_start(cases[i].pf, "");
        unsigned first = qtest_readw(m->qts,
                                     COMMON_REG(VIRTIO_PCI_COMMON_ADM_Q_IDX));

        g_assert_cmpuint(qtest_readw(m->qts,
                             COMMON_REG(VIRTIO_PCI_COMMON_ADM_Q_NUM)),
                         ==, cases[i].queues);
        /* Beyond those of the device type, and no more than that. */
        g_assert_cmpuint(first, >=,
                         qtest_readw(m->qts,
                                     COMMON_REG(VIRTIO_PCI_COMMON_NUMQ)));
        for (q = 0; q <= cases[i].queues; q++) {
            qtest_writew(m->qts, COMMON_REG(VIRTIO_PCI_COMMON_Q_SELECT),
                         first + q);
            g_assert_cmpuint(qtest_readw(m->qts,
                                 COMMON_REG(VIRTIO_PCI_COMMON_Q_SIZE)) != 0,
                             ==, q < cases[i].queues);
        }
        machine_stop(m);
    }
}

/* One list of opcodes and one group for all of them. */
static void test_each_takes_commands(void)
{
    Machine *m = machine_start("admin-queues=3", "");
    Admin a[3];
    unsigned i;

    start(a, m, 3);
    for (i = 0; i < 3; i++) {
        expect_simple(&a[i], NOTIFY_INFO, GROUP_SRIOV, i + 1, 0, 0);
        reg_write(&a[i], 1, VIRTIO_PCI_QUEUE_SEL, 2 - i, 2);
        g_assert_cmphex(reg_read(&a[2 - i], 1, VIRTIO_PCI_QUEUE_SEL, 2), ==,
                        2 - i);
    }
    /* LIST_QUERY and LIST_USE went by the first. */
    g_assert_cmpuint(counter(m, "queues.0"), ==, 5);
    g_assert_cmpuint(counter(m, "queues.1"), ==, 3);
    g_assert_cmpuint(counter(m, "queues.2"), ==, 3);
    g_assert_cmpuint(violations(m), ==, 0);
    machine_stop(m);
}

/* "LIST_USE ... while a command is outstanding", on whichever queue. */
static void test_list_use_outstanding(void)
{
    Machine *m = machine_start("admin-queues=2,command-delay-us=1000", "");
    Admin a[2];
    Cmd slow;

    pf_set(m, "command-delay-us", "0");
    start(a, m, 2);
    pf_set(m, "command-delay-us", "1000");
    cmd_init(&slow, NOTIFY_INFO, 1);
    slow.result_len = 64;
    cmd_queue(&a[1], &slow);
    admin_kick(&a[1]);
    pf_set(m, "command-delay-us", "0");
    list_use(&a[0], ALL_OPCODES, 0, 0);
    g_assert_cmpuint(violations_of(m, "list-use-outstanding"), ==, 1);
    qtest_clock_step(m->qts, 2 * MS);
    cmd_collect(&a[1], &slow);
    machine_stop(m);
}

static void test_each_takes_its_own_time(void)
{
    Machine *m = machine_start("admin-queues=2", "");
    Admin a[2];
    Cmd slow, quick, behind;

    start(a, m, 2);
    pf_set(m, "late", "'6/1000000/1/1'");
    cmd_init(&slow, NOTIFY_INFO, 1);
    slow.result_len = 64;
    behind = slow;
    behind.member = 2;
    quick = slow;
    quick.member = 3;

    cmd_queue(&a[0], &slow);
    cmd_queue(&a[0], &behind);
    admin_kick(&a[0]);
    cmd_run(&a[1], &quick);
    g_assert_cmpuint(quick.status, ==, 0);
    g_assert_cmpuint(ring_used(&a[0].ring), ==, 0);
    qtest_clock_step(m->qts, 1001 * MS);
    cmd_collect(&a[0], &slow);
    cmd_collect(&a[0], &behind);
    machine_stop(m);
}

static void test_reset_of_one(void)
{
    Machine *m = machine_start("admin-queues=2", "");
    Admin a[2];
    Cmd c[2];
    unsigned i;

    start(a, m, 2);
    pf_set(m, "command-delay-us", "1000");
    for (i = 0; i < 2; i++) {
        cmd_init(&c[i], NOTIFY_INFO, 1);
        c[i].result_len = 64;
        cmd_queue(&a[i], &c[i]);
        admin_kick(&a[i]);
    }
    qtest_writew(m->qts, COMMON_REG(VIRTIO_PCI_COMMON_Q_SELECT), a[1].index);
    qtest_writew(m->qts, COMMON_REG(VIRTIO_PCI_COMMON_Q_RESET), 1);
    qtest_clock_step(m->qts, 10 * MS);
    g_assert_cmpuint(ring_used(&a[0].ring), ==, 1);
    g_assert_cmpuint(ring_used(&a[1].ring), ==, 0);
    machine_stop(m);
}

static void test_reset_of_all(void)
{
    Machine *m = machine_start("admin-queues=2", "");
    Admin a[2];
    Cmd c[2];
    unsigned i;

    start(a, m, 2);
    pf_set(m, "hang", "true");
    for (i = 0; i < 2; i++) {
        cmd_init(&c[i], NOTIFY_INFO, 1);
        cmd_queue(&a[i], &c[i]);
        admin_kick(&a[i]);
    }
    qtest_writeb(m->qts, COMMON_REG(VIRTIO_PCI_COMMON_STATUS), 0);
    pf_set(m, "hang", "false");
    for (i = 0; i < 2; i++) {
        g_assert_cmpuint(ring_used(&a[i].ring), ==, 0);
    }
    start(a, m, 2);
    expect_simple(&a[1], NOTIFY_INFO, GROUP_SRIOV, 4, 0, 0);
    machine_stop(m);
}

void add_queue_tests(void)
{
    qtest_add_func("/queues/registers", test_registers);
    qtest_add_func("/queues/each-takes-commands", test_each_takes_commands);
    qtest_add_func("/queues/list-use-outstanding", test_list_use_outstanding);
    qtest_add_func("/queues/own-time", test_each_takes_its_own_time);
    qtest_add_func("/queues/reset-of-one", test_reset_of_one);
    qtest_add_func("/queues/reset-of-all", test_reset_of_all);
}
