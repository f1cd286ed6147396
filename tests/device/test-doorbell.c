/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Driver notifications: where NOTIFY_INFO says they go, the doorbells
 * themselves, and what is none.
 */

#include "qemu/osdep.h"
#include "qemu/bswap.h"
#include "standard-headers/linux/virtio_pci.h"
#include "legacy.h"
#include "tests.h"

#define MEMBER(vf) bar(vf, 2)
#define OWNER(vf) (bar(PF_DEVFN, 2) + ((vf) - 1) * 0x1000)

typedef struct Entry {
    uint8_t flags;
    uint8_t bar;
    uint64_t offset;
} Entry;

static void expect_entries(Admin *a, unsigned vf, const Entry *e)
{
    unsigned i;
    Cmd c;

    cmd_init(&c, NOTIFY_INFO, vf);
    c.result_len = 64;
    cmd_expect_ok(a, &c);
    g_assert_cmpuint(c.used, ==, 72);
    for (i = 0; i < 4; i++) {
        g_assert_cmpuint(c.result[i * 16], ==, e[i].flags);
        g_assert_cmpuint(c.result[i * 16 + 1], ==, e[i].bar);
        g_assert_cmphex(ldq_le_p(c.result + i * 16 + 8), ==, e[i].offset);
    }
}

static void test_notify_info(void)
{
    static const Entry member[4] = { { 2, 2, 0 } };
    static const Entry owner[4] = { { 1, 2, 0x2000 } };
    static const Entry both[4] = { { 2, 2, 0 }, { 1, 2, 0x2000 } };
    static const Entry none[4];
    Machine *m = machine_start("", "");
    Admin a;

    admin_start_all(&a, m, 3);
    expect_entries(&a, 3, member);
    pf_set(m, "doorbell", "'owner'");
    expect_entries(&a, 3, owner);
    pf_set(m, "doorbell", "'both'");
    expect_entries(&a, 3, both);
    pf_set(m, "doorbell", "'none'");
    expect_entries(&a, 3, none);
    qobject_unref(pf_set_fails(m, "doorbell", "'nowhere'"));
    g_assert_cmpuint(counter(m, "members.3.notify-info"), ==, 4);
    machine_stop(m);
}

static void test_raw_entries(void)
{
    static const Entry raw[4] = {
        { 3, 2, 0 }, { 2, 7, 1 }, { 2, 0, 0xffffffffffffffff }, { 1, 2, 16 }
    };
    static const Entry one[4] = { { 2, 2, 0x10 } };
    static const Entry member[4] = { { 2, 2, 0 } };
    Machine *m = machine_start("notify-entries=2/2/0x10", "");
    g_autofree char *s = NULL;
    Admin a;

    admin_start_all(&a, m, 1);
    expect_entries(&a, 1, one);
    pf_set(m, "notify-entries",
           "'3/2/0,2/7/0x1,2/0/0xffffffffffffffff,0x1/2/020'");
    expect_entries(&a, 1, raw);
    qobject_unref(pf_set_fails(m, "notify-entries", "'1/2'"));
    qobject_unref(pf_set_fails(m, "notify-entries", "'1/2/3/4'"));
    qobject_unref(pf_set_fails(m, "notify-entries", "'1/2/x'"));
    qobject_unref(pf_set_fails(m, "notify-entries", "'256/2/0'"));
    qobject_unref(pf_set_fails(m, "notify-entries",
                               "'1/2/0,1/2/0,1/2/0,1/2/0,1/2/0,1/2/0,"
                               "1/2/0,1/2/0,1/2/0,1/2/0,1/2/0,1/2/0,"
                               "1/2/0,1/2/0,1/2/0,1/2/0,1/2/0'"));
    expect_entries(&a, 1, raw);
    s = pf_get_str(m, "notify-entries");
    g_assert_true(g_str_has_prefix(s, "3/2/0,"));
    pf_set(m, "notify-entries", "''");
    expect_entries(&a, 1, member);
    machine_stop(m);
}

/* More than there are: as far as there is room, but all of them said. */
static void test_too_many_entries(void)
{
    static const Entry shown[4] = {
        { 2, 2, 0 }, { 2, 2, 2 }, { 2, 2, 4 }, { 2, 2, 6 }
    };
    Machine *m = machine_start("", "");
    unsigned i;
    Admin a;
    Cmd c;

    admin_start_all(&a, m, 1);
    pf_set(m, "notify-entries", "'2/2/0,2/2/2,2/2/4,2/2/6,1/2/8,1/2/10'");
    cmd_init(&c, NOTIFY_INFO, 1);
    c.result_len = 64;
    cmd_expect_ok(&a, &c);
    g_assert_cmpuint(c.used, ==, 8 + 6 * 16);
    for (i = 0; i < 4; i++) {
        g_assert_cmphex(ldq_le_p(c.result + i * 16 + 8), ==, shown[i].offset);
    }
    /* nothing behind the buffer is touched; a larger one is filled */
    g_assert_cmphex(qtest_readl(m->qts, c.in + 8 + 64), ==, 0);
    c.result_len = 128;
    cmd_expect_ok(&a, &c);
    g_assert_cmpuint(c.used, ==, 8 + 6 * 16);
    g_assert_cmphex(ldq_le_p(c.result + 5 * 16 + 8), ==, 10);
    g_assert_cmphex(c.result[6 * 16], ==, 0xaa);
    machine_stop(m);
}

/* Each path, counted for the VF that it is of. */
static void test_paths(void)
{
    Machine *m = machine_start("doorbell=none", "");
    Ring ring;
    Admin a;

    admin_start_all(&a, m, 2);
    qtest_writew(m->qts, MEMBER(1), 0);
    qtest_writew(m->qts, MEMBER(2), 1);
    qtest_writew(m->qts, MEMBER(2), 2);
    qtest_writew(m->qts, OWNER(1), 1);
    qtest_writew(m->qts, OWNER(2), 0);
    reg_write(&a, 1, VIRTIO_PCI_QUEUE_NOTIFY, 1, 2);
    /* there it has to be enabled */
    legacy_start(&a, 2, 0);
    legacy_queue(&a, 2, 1, &ring);
    legacy_run(&a, 2);
    qtest_writew(m->qts, bar(2, 4) + 0x3000 + 4, 1);
    g_assert_cmpuint(counter(m, "members.1.kick-member"), ==, 1);
    g_assert_cmpuint(counter(m, "members.2.kick-member"), ==, 2);
    g_assert_cmpuint(counter(m, "members.1.kick-owner"), ==, 1);
    g_assert_cmpuint(counter(m, "members.2.kick-owner"), ==, 1);
    g_assert_cmpuint(counter(m, "members.1.kick-command"), ==, 1);
    g_assert_cmpuint(counter(m, "members.2.kick-modern"), ==, 1);
    g_assert_cmpuint(violations(m), ==, 0);
    machine_stop(m);
}

static void test_wrong_queue(void)
{
    static const uint16_t none[] = { 3, 1023, 1024, 0xffff };
    Machine *m = machine_start("", "");
    unsigned i, n = 0;
    Admin a;

    admin_start_all(&a, m, 1);
    for (i = 0; i < ARRAY_SIZE(none); i++) {
        qtest_writew(m->qts, MEMBER(1), none[i]);
        g_assert_cmpuint(violations_of(m, "doorbell-queue"), ==, ++n);
        qtest_writew(m->qts, OWNER(1), none[i]);
        g_assert_cmpuint(violations_of(m, "doorbell-queue"), ==, ++n);
        reg_write(&a, 1, VIRTIO_PCI_QUEUE_NOTIFY, none[i], 2);
        g_assert_cmpuint(violations_of(m, "doorbell-queue"), ==, ++n);
    }
    g_assert_cmpuint(violations(m), ==, n);
    machine_stop(m);
}

static void test_wrong_size(void)
{
    Machine *m = machine_start("", "");
    Admin a;

    admin_start_all(&a, m, 1);
    qtest_writeb(m->qts, MEMBER(1), 0);
    qtest_writel(m->qts, MEMBER(1), 0);
    qtest_writeb(m->qts, OWNER(1), 0);
    qtest_writel(m->qts, OWNER(1), 0);
    g_assert_cmpuint(violations_of(m, "doorbell-size"), ==, 4);
    g_assert_cmpuint(counter(m, "members.1.kick-member"), ==, 0);
    g_assert_cmpuint(counter(m, "members.1.kick-owner"), ==, 0);
    machine_stop(m);
}

static void test_wrong_address(void)
{
    static const unsigned offsets[] = { 1, 2, 4, 0x10, 0xffe };
    Machine *m = machine_start("", "");
    unsigned i, n = 0;
    Admin a;

    admin_start_all(&a, m, 2);
    for (i = 0; i < ARRAY_SIZE(offsets); i++) {
        qtest_writew(m->qts, MEMBER(1) + offsets[i], 0);
        g_assert_cmpuint(violations_of(m, "doorbell-address"), ==, ++n);
        qtest_writew(m->qts, OWNER(1) + offsets[i], 0);
        g_assert_cmpuint(violations_of(m, "doorbell-address"), ==, ++n);
    }
    /* the doorbell of a VF that is not enabled */
    qtest_writew(m->qts, OWNER(3), 0);
    qtest_writew(m->qts, OWNER(16), 0);
    g_assert_cmpuint(violations_of(m, "doorbell-address"), ==, n + 2);
    g_assert_cmpuint(violations(m), ==, n + 2);
    g_assert_cmpuint(counter(m, "members.1.kick-member"), ==, 0);
    g_assert_cmpuint(counter(m, "members.3.kick-owner"), ==, 0);
    /* reading is allowed, and tells nothing */
    qtest_readw(m->qts, MEMBER(1));
    qtest_readl(m->qts, OWNER(1));
    g_assert_cmpuint(violations(m), ==, n + 2);
    machine_stop(m);
}

/* Queue Notify holds nothing; a byte of it is a small queue number. */
static void test_notify_register(void)
{
    Machine *m = machine_start("", "");
    Admin a;

    admin_start_all(&a, m, 1);
    g_assert_cmphex(reg_read(&a, 1, VIRTIO_PCI_QUEUE_NOTIFY, 2), ==, 0xffff);
    reg_write(&a, 1, VIRTIO_PCI_QUEUE_NOTIFY, 1, 1);
    g_assert_cmpuint(counter(m, "members.1.kick-command"), ==, 1);
    g_assert_cmpuint(violations(m), ==, 0);
    machine_stop(m);
}

void add_doorbell_tests(void)
{
    qtest_add_func("/doorbell/notify-info", test_notify_info);
    qtest_add_func("/doorbell/raw-entries", test_raw_entries);
    qtest_add_func("/doorbell/too-many-entries", test_too_many_entries);
    qtest_add_func("/doorbell/paths", test_paths);
    qtest_add_func("/doorbell/wrong-queue", test_wrong_queue);
    qtest_add_func("/doorbell/wrong-size", test_wrong_size);
    qtest_add_func("/doorbell/wrong-address", test_wrong_address);
    qtest_add_func("/doorbell/notify-register", test_notify_register);
}
