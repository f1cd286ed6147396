/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Bad answers: too short, none at all, longer than they are, late, twice, to
 * nobody; and what is written after a reset, which is nothing.
 */

#include "qemu/osdep.h"
#include "qemu/bswap.h"
#include "standard-headers/linux/virtio_pci.h"
#include "admin.h"
#include "tests.h"

#define MS 1000000ll

static void test_used_extra(void)
{
    Machine *m = machine_start("used-extra=100", "");
    Admin a;
    Cmd c;

    admin_start(&a, m);
    pf_set(m, "used-extra", "0");
    admin_start_all(&a, m, 1);
    pf_set(m, "used-extra", "1");
    legacy_read(&c, COMMON_READ, 1, VIRTIO_PCI_HOST_FEATURES, 4);
    cmd_expect_ok(&a, &c);
    g_assert_cmpuint(c.used, ==, 8 + 4 + 1);
    g_assert_cmphex(c.result[3], !=, 0xaa);
    pf_set(m, "used-extra", "4096");
    cmd_expect_ok(&a, &c);
    g_assert_cmpuint(c.used, ==, 8 + 4 + 4096);
    pf_set(m, "used-extra", "4294967295");
    cmd_expect_ok(&a, &c);
    g_assert_cmpuint(c.used, ==, UINT32_MAX);
    /* says that it wrote what it did not */
    pf_set(m, "result-limit", "0");
    pf_set(m, "used-extra", "4");
    cmd_expect_ok(&a, &c);
    g_assert_cmpuint(c.used, ==, 8 + 4);
    g_assert_cmphex(c.result[0], ==, 0xaa);
    qobject_unref(pf_set_fails(m, "used-extra", "4294967296"));
    qobject_unref(pf_set_fails(m, "used-extra", "-1"));
    machine_stop(m);
}

/* The status can be missing, too: cut at each byte of it. */
static void test_answer_limit(void)
{
    Machine *m = machine_start("", "");
    uint8_t out[24 + 8] = { 0 }, in[16];
    unsigned len, i;
    Admin a;

    admin_start_all(&a, m, 1);
    stw_le_p(out, COMMON_READ);
    stw_le_p(out + 2, GROUP_SRIOV);
    stq_le_p(out + 16, 1);
    out[24] = VIRTIO_PCI_HOST_FEATURES;
    for (len = 0; len <= 12; len++) {
        g_autofree char *limit = g_strdup_printf("%u", len);

        pf_set(m, "answer-limit", limit);
        g_assert_cmpuint(admin_raw(&a, out, sizeof(out), in, 12), ==, len);
        for (i = 0; i < 12; i++) {
            g_assert_true(i < len || in[i] == 0xaa);
            g_assert_true(i >= len || i >= 8 || in[i] == 0);
        }
    }
    /* the command was done all the same */
    g_assert_cmpuint(counter(m, "members.1.common-read"), ==, 13);
    g_assert_cmpuint(counter(m, "failed"), ==, 0);
    pf_set(m, "answer-limit", "-1");
    g_assert_cmpuint(admin_raw(&a, out, sizeof(out), in, 12), ==, 12);
    machine_stop(m);
}

/* One command takes its time, what is behind it waits. */
static void test_late(void)
{
    Machine *m = machine_start("late=3/1000/1/2", "");
    g_autofree char *left = NULL;
    Cmd c[3];
    Admin a;

    admin_start_all(&a, m, 2);
    legacy_read(&c[0], COMMON_READ, 1, VIRTIO_PCI_STATUS, 1);
    legacy_read(&c[1], COMMON_READ, 2, VIRTIO_PCI_STATUS, 1);
    legacy_read(&c[2], COMMON_READ, 1, VIRTIO_PCI_STATUS, 1);
    cmd_queue(&a, &c[0]);
    cmd_queue(&a, &c[1]);
    cmd_queue(&a, &c[2]);
    admin_kick(&a);
    g_assert_cmpuint(ring_used(&a.ring), ==, 1);
    cmd_collect(&a, &c[0]);
    qtest_clock_step(m->qts, MS - 1000);
    g_assert_cmpuint(ring_used(&a.ring), ==, 0);
    qtest_clock_step(m->qts, 2000);
    g_assert_cmpuint(ring_used(&a.ring), ==, 2);
    cmd_collect(&a, &c[1]);
    cmd_collect(&a, &c[2]);
    g_assert_cmpuint(c[1].status, ==, 0);
    /* once, as it was said; it comes before the delay of every command */
    pf_set(m, "late", "'3/5000/1'");
    pf_set(m, "command-delay-us", "1000");
    cmd_queue(&a, &c[0]);
    cmd_queue(&a, &c[1]);
    admin_kick(&a);
    left = pf_get_str(m, "late");
    g_assert_cmpstr(left, ==, "");
    qtest_clock_step(m->qts, 5 * MS - 1000);
    g_assert_cmpuint(ring_used(&a.ring), ==, 0);
    qtest_clock_step(m->qts, 2000);
    g_assert_cmpuint(ring_used(&a.ring), ==, 1);
    qtest_clock_step(m->qts, MS + 1000);
    g_assert_cmpuint(ring_used(&a.ring), ==, 2);
    g_assert_cmpuint(violations(m), ==, 0);
    qobject_unref(pf_set_fails(m, "late", "'3/1000'"));
    qobject_unref(pf_set_fails(m, "late", "'3/0x100000000/1'"));
    qobject_unref(pf_set_fails(m, "late", "'3/1/1/1/1'"));
    machine_stop(m);
}

/* For a while, instead of for a number of times. */
static void test_fail_for_a_time(void)
{
    Machine *m = machine_start("", "");
    g_autofree char *left = NULL, *then = NULL, *over = NULL;
    unsigned i;
    Admin a;
    Cmd c;

    admin_start_all(&a, m, 2);
    legacy_read(&c, COMMON_READ, 1, VIRTIO_PCI_STATUS, 1);
    pf_set(m, "fail", "'3/11/7/20ms/1'");
    /* the time begins with the first that fails */
    qtest_clock_step(m->qts, 100 * MS);
    left = pf_get_str(m, "fail");
    g_assert_cmpstr(left, ==, "3/11/7/20ms/1");
    for (i = 0; i < 19; i++) {
        cmd_expect(&a, &c, 11, 7);
        qtest_clock_step(m->qts, MS);
    }
    then = pf_get_str(m, "fail");
    g_assert_cmpstr(then, ==, "3/11/7/1ms/1");
    reg_read(&a, 2, VIRTIO_PCI_STATUS, 1);
    qtest_clock_step(m->qts, MS);
    cmd_expect_ok(&a, &c);
    over = pf_get_str(m, "fail");
    g_assert_cmpstr(over, ==, "");
    qobject_unref(pf_set_fails(m, "fail", "'3/11/7/20s'"));
    qobject_unref(pf_set_fails(m, "fail", "'3/11/7/ms'"));
    qobject_unref(pf_set_fails(m, "fail", "'3/11/7/0x100000000ms'"));
    machine_stop(m);
}

/* Statuses that are none: the whole range there is. */
static void test_any_status(void)
{
    static const uint16_t status[] = { 1, 99, 4095, 4096, 0x8000, 0xffff };
    Machine *m = machine_start("", "");
    unsigned i;
    Admin a;
    Cmd c;

    admin_start_all(&a, m, 1);
    legacy_read(&c, DEV_READ, 1, 0, 1);
    for (i = 0; i < ARRAY_SIZE(status); i++) {
        g_autofree char *rule = g_strdup_printf("'5/%u/0x1234/1'", status[i]);

        pf_set(m, "fail", rule);
        cmd_expect(&a, &c, status[i], 0x1234);
        g_assert_cmpuint(c.used, ==, 8);
        g_assert_cmphex(c.result[0], ==, 0xaa);
    }
    cmd_expect_ok(&a, &c);
    machine_stop(m);
}

static void test_completed_twice(void)
{
    Machine *m = machine_start("", "");
    uint32_t len;
    Admin a;
    Cmd c;

    admin_start_all(&a, m, 1);
    pf_set(m, "completion", "'twice'");
    legacy_read(&c, COMMON_READ, 1, VIRTIO_PCI_STATUS, 1);
    cmd_queue(&a, &c);
    admin_kick(&a);
    g_assert_cmpuint(ring_used(&a.ring), ==, 2);
    cmd_collect(&a, &c);
    g_assert_cmpuint(ring_take(&a.ring, &len), ==, c.head);
    g_assert_cmpuint(len, ==, c.used);
    /* it knows what it did: the next is completed in its own place */
    pf_set(m, "completion", "'once'");
    cmd_expect_ok(&a, &c);
    g_assert_cmpuint(counter(m, "members.1.common-read"), ==, 2);
    qobject_unref(pf_set_fails(m, "completion", "'never'"));
    machine_stop(m);
}

/* Many times around the ring: nothing stays behind in the device. */
static void test_completed_unknown(void)
{
    Machine *m = machine_start("", "");
    uint32_t len;
    unsigned i;
    Admin a;
    Cmd c;

    admin_start_all(&a, m, 1);
    pf_set(m, "completion", "'unknown'");
    legacy_read(&c, COMMON_READ, 1, VIRTIO_PCI_STATUS, 1);
    for (i = 0; i < 200; i++) {
        cmd_queue(&a, &c);
        admin_kick(&a);
        g_assert_cmpuint(ring_used(&a.ring), ==, 1);
        g_assert_cmpuint(ring_take(&a.ring, &len), >=, 1024);
        /* the answer itself is there */
        g_assert_cmpuint(qtest_readw(m->qts, c.in), ==, 0);
    }
    pf_set(m, "completion", "'once'");
    cmd_expect_ok(&a, &c);
    machine_stop(m);
}

static void reset_by_status(Machine *m)
{
    qtest_writeb(m->qts, COMMON_REG(VIRTIO_PCI_COMMON_STATUS), 0);
}

static void reset_by_flr(Machine *m)
{
    machine_flr(m, PF_DEVFN);
}

static void reset_by_queue(Machine *m)
{
    uint16_t index = qtest_readw(m->qts,
                                 COMMON_REG(VIRTIO_PCI_COMMON_ADM_Q_IDX));

    qtest_writew(m->qts, COMMON_REG(VIRTIO_PCI_COMMON_Q_SELECT), index);
    qtest_writew(m->qts, COMMON_REG(VIRTIO_PCI_COMMON_Q_RESET), 1);
}

/* Late, hanging, or given a wrong id: memory is the driver's after a reset. */
static void test_silent_after_reset(void)
{
    static const char *const fault[][2] = {
        { "late", "'3/1000000/2'" },
        { "hang", "true" },
        { "command-delay-us", "1000000" },
    };
    static void (*const reset[])(Machine *) = {
        reset_by_status, reset_by_flr, reset_by_queue
    };
    unsigned i, j, k;

    for (i = 0; i < ARRAY_SIZE(fault); i++) {
        for (j = 0; j < ARRAY_SIZE(reset); j++) {
            Machine *m = machine_start("", "");
            uint8_t in[9];
            Admin a;
            Cmd c;

            admin_start_all(&a, m, 1);
            pf_set(m, "completion", j ? "'twice'" : "'unknown'");
            pf_set(m, fault[i][0], fault[i][1]);
            legacy_read(&c, COMMON_READ, 1, VIRTIO_PCI_STATUS, 1);
            cmd_queue(&a, &c);
            admin_kick(&a);
            qtest_clock_step(m->qts, 500 * MS);
            g_assert_cmpuint(ring_used(&a.ring), ==, 0);
            reset[j](m);
            pf_set(m, "hang", "false");
            qtest_clock_step(m->qts, 5000 * MS);
            g_assert_cmpuint(ring_used(&a.ring), ==, 0);
            qtest_memread(m->qts, c.in, in, sizeof(in));
            for (k = 0; k < sizeof(in); k++) {
                g_assert_cmphex(in[k], ==, 0xaa);
            }
            machine_stop(m);
        }
    }
}

/*
 * The answer's place is the owner's own status register, and the 0 of its
 * status is a reset, in the midst of the completion.
 */
static void test_into_own_registers(void)
{
    static const char *const completion[] = {
        "'once'", "'twice'", "'unknown'"
    };
    unsigned i;

    for (i = 0; i < ARRAY_SIZE(completion); i++) {
        Machine *m = machine_start("", "");
        uint64_t out;
        Part parts[2];
        Admin a;
        Cmd next;

        admin_start_all(&a, m, 1);
        pf_set(m, "completion", completion[i]);
        pf_set(m, "command-delay-us", "1000");
        out = machine_alloc(m, 24, 8);
        qtest_writew(m->qts, out, NOTIFY_INFO);
        qtest_writew(m->qts, out + 2, GROUP_SRIOV);
        qtest_writeq(m->qts, out + 16, 1);
        parts[0] = (Part) { out, 24, false };
        parts[1] = (Part) { COMMON_REG(VIRTIO_PCI_COMMON_STATUS), 8, true };
        ring_add(&a.ring, parts, 2);
        cmd_init(&next, NOTIFY_INFO, 1);
        next.result_len = 64;
        cmd_queue(&a, &next);
        admin_kick(&a);
        qtest_clock_step(m->qts, 100 * MS);
        g_assert_cmphex(qtest_readb(m->qts,
                                    COMMON_REG(VIRTIO_PCI_COMMON_STATUS)),
                        ==, 0);
        g_assert_cmpuint(ring_used(&a.ring), ==, 0);
        g_assert_cmpuint(qtest_readq(m->qts, 0), ==, 0);
        g_assert_cmpuint(counter(m, "members.1.notify-info"), ==, 1);

        pf_set(m, "completion", "'once'");
        pf_set(m, "command-delay-us", "0");
        admin_start_all(&a, m, 1);
        expect_simple(&a, NOTIFY_INFO, GROUP_SRIOV, 1, 0, 0);
        machine_stop(m);
    }
}

void add_answer_tests(void)
{
    qtest_add_func("/answers/used-extra", test_used_extra);
    qtest_add_func("/answers/answer-limit", test_answer_limit);
    qtest_add_func("/answers/late", test_late);
    qtest_add_func("/answers/fail-for-a-time", test_fail_for_a_time);
    qtest_add_func("/answers/any-status", test_any_status);
    qtest_add_func("/answers/completed-twice", test_completed_twice);
    qtest_add_func("/answers/completed-unknown", test_completed_unknown);
    qtest_add_func("/answers/silent-after-reset", test_silent_after_reset);
    qtest_add_func("/answers/into-own-registers", test_into_own_registers);
}
