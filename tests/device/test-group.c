/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Groups, opcodes, members: what is checked, in which order, and the lists
 * of commands.
 */

#include "qemu/osdep.h"
#include "qemu/bswap.h"
#include "admin.h"
#include "tests.h"

static void test_list_query(void)
{
    static const struct {
        const char *pf;
        uint64_t list;
    } cases[] = {
        { "", ALL_OPCODES },
        { "notify-info=off", ALL_OPCODES & ~0x40 },
        { "legacy-commands=off", 0x3 | PARTS_OPCODES },
        { "device-parts=off", 0x7f },
        { "device-parts=off,legacy-commands=off", 0x3 },
        { "doorbell=none", ALL_OPCODES },
    };
    unsigned i;

    for (i = 0; i < ARRAY_SIZE(cases); i++) {
        Machine *m = machine_start(cases[i].pf, "");
        Admin a;

        admin_start(&a, m);
        g_assert_cmphex(list_query(&a), ==, cases[i].list);
        list_use(&a, cases[i].list, 0, 0);
        g_assert_cmpuint(counter(m, "list-query"), ==, 1);
        g_assert_cmpuint(counter(m, "list-use"), ==, 1);
        g_assert_cmpuint(violations(m), ==, 0);
        machine_stop(m);
    }
}

/* "the list of legal commands ... consists of the two" */
static void test_before_list_use(void)
{
    Machine *m = machine_start("", "");
    unsigned op, n = 0;
    Admin a;

    admin_start(&a, m);
    machine_enable_vfs(m, 1);
    for (op = COMMON_WRITE; op <= NOTIFY_INFO; op++) {
        expect_simple(&a, op, GROUP_SRIOV, 1, EINVAL_CMD, Q_INVALID_OPCODE);
        g_assert_cmpuint(violations_of(m, "before-list-use"), ==, ++n);
    }
    g_assert_cmpuint(violations(m), ==, n);
    g_assert_cmpuint(counter(m, "failed"), ==, n);
    machine_stop(m);
}

static void test_list_use_subset(void)
{
    Machine *m = machine_start("", "");
    Admin a;

    admin_start_all(&a, m, 1);
    list_use(&a, BIT(LIST_QUERY) | BIT(LIST_USE) | BIT(NOTIFY_INFO), 0, 0);
    expect_simple(&a, NOTIFY_INFO, GROUP_SRIOV, 1, 0, 0);
    expect_simple(&a, COMMON_READ, GROUP_SRIOV, 1, EINVAL_CMD,
                  Q_INVALID_OPCODE);
    g_assert_cmpuint(violations_of(m, "opcode-not-in-list"), ==, 1);

    /* "MAY block use of LIST_QUERY and LIST_USE" */
    list_use(&a, BIT(NOTIFY_INFO), 0, 0);
    expect_simple(&a, LIST_QUERY, GROUP_SRIOV, 0, EINVAL_CMD,
                  Q_INVALID_OPCODE);
    list_use(&a, ALL_OPCODES, EINVAL_CMD, Q_INVALID_OPCODE);
    expect_simple(&a, NOTIFY_INFO, GROUP_SRIOV, 1, 0, 0);

    /* until the next reset */
    admin_start(&a, m);
    g_assert_cmphex(list_query(&a), ==, ALL_OPCODES);
    list_use(&a, ALL_OPCODES, 0, 0);
    machine_stop(m);
}

/* A list that is not supported changes nothing. */
static void test_list_use_unsupported(void)
{
    Machine *m = machine_start("", "");
    unsigned op, n = 0;
    Admin a;

    admin_start_all(&a, m, 1);
    for (op = NOTIFY_INFO + 1; op < 64; op++) {
        if (ALL_OPCODES >> op & 1) {
            continue;
        }
        list_use(&a, 0x3 | BIT_ULL(op), EINVAL_CMD, Q_INVALID_FIELD);
        g_assert_cmpuint(violations_of(m, "list-use-unsupported"), ==, ++n);
    }
    expect_simple(&a, NOTIFY_INFO, GROUP_SRIOV, 1, 0, 0);
    g_assert_cmpuint(violations(m), ==, n);
    machine_stop(m);
}

/* "MUST NOT issue LIST_USE if any other command ... has not yet completed" */
static void test_list_use_outstanding(void)
{
    Machine *m = machine_start("", "");
    Cmd first, use, last;
    Admin a;

    admin_start_all(&a, m, 1);
    cmd_init(&first, NOTIFY_INFO, 1);
    first.result_len = 64;
    cmd_init(&use, LIST_USE, 0);
    stq_le_p(use.data, ALL_OPCODES);
    use.data_len = 8;
    last = first;

    cmd_queue(&a, &use);
    cmd_queue(&a, &last);
    admin_kick(&a);
    cmd_collect(&a, &use);
    cmd_collect(&a, &last);
    g_assert_cmpuint(violations(m), ==, 0);

    cmd_queue(&a, &first);
    cmd_queue(&a, &use);
    admin_kick(&a);
    cmd_collect(&a, &first);
    cmd_collect(&a, &use);
    g_assert_cmpuint(violations_of(m, "list-use-outstanding"), ==, 1);
    g_assert_cmpuint(first.status, ==, 0);
    g_assert_cmpuint(use.status, ==, 0);

    /* Not to wait for the first LIST_USE is another fault. */
    admin_start(&a, m);
    cmd_queue(&a, &use);
    cmd_queue(&a, &last);
    admin_kick(&a);
    cmd_collect(&a, &use);
    cmd_collect(&a, &last);
    g_assert_cmpuint(violations_of(m, "before-list-use"), ==, 1);
    machine_stop(m);
}

/* group, then opcode, then member, then the command's own fields */
static void test_check_order(void)
{
    Machine *m = machine_start("", "");
    Cmd c;
    Admin a;

    admin_start_all(&a, m, 2);
    expect_simple(&a, 0x99, 5, 77, EINVAL_CMD, Q_INVALID_GROUP);
    expect_simple(&a, 0x99, GROUP_SRIOV, 77, EINVAL_CMD, Q_INVALID_OPCODE);
    expect_simple(&a, NOTIFY_INFO, GROUP_SRIOV, 77, EINVAL_CMD,
                  Q_INVALID_MEMBER);
    expect_simple(&a, NOTIFY_INFO, 5, 1, EINVAL_CMD, Q_INVALID_GROUP);

    legacy_read(&c, COMMON_READ, 77, 13, 5);
    cmd_expect(&a, &c, EINVAL_CMD, Q_INVALID_MEMBER);
    legacy_read(&c, COMMON_READ, 1, 13, 5);
    cmd_expect(&a, &c, EINVAL_CMD, Q_INVALID_FIELD);
    g_assert_cmpuint(c.used, ==, 8);
    machine_stop(m);
}

static void test_groups(void)
{
    static const uint16_t groups[] = { 0, 2, 3, 0x100, 0x101, 0xffff };
    Machine *m = machine_start("device-parts=off", "");
    unsigned i;
    Admin a;

    admin_start_all(&a, m, 1);
    for (i = 0; i < ARRAY_SIZE(groups); i++) {
        /* To ask is how a driver finds out, so it is no offence. */
        expect_simple(&a, LIST_QUERY, groups[i], 0, EINVAL_CMD,
                      Q_INVALID_GROUP);
        g_assert_cmpuint(violations(m), ==, i);
        expect_simple(&a, NOTIFY_INFO, groups[i], 1, EINVAL_CMD,
                      Q_INVALID_GROUP);
        g_assert_cmpuint(violations_of(m, "group-type"), ==, i + 1);
    }
    /* Another group's LIST_USE has no effect on this one. */
    expect_simple(&a, LIST_USE, 0, 0, EINVAL_CMD, Q_INVALID_GROUP);
    expect_simple(&a, NOTIFY_INFO, GROUP_SRIOV, 1, 0, 0);
    machine_stop(m);
}

static void test_opcodes(void)
{
    static const uint16_t more[] = {
        0x102, 0x203, 0x1000, 0x7fff, 0x8000, 0x8003, 0xffff
    };
    Machine *m = machine_start("device-parts=off", "");
    unsigned op, i;
    Admin a;

    admin_start_all(&a, m, 1);
    for (op = NOTIFY_INFO + 1; op < 0x90; op++) {
        expect_simple(&a, op, GROUP_SRIOV, 1, EINVAL_CMD, Q_INVALID_OPCODE);
    }
    for (i = 0; i < ARRAY_SIZE(more); i++) {
        expect_simple(&a, more[i], GROUP_SRIOV, 1, EINVAL_CMD,
                      Q_INVALID_OPCODE);
    }
    g_assert_cmpuint(violations_of(m, "opcode-not-in-list"), ==,
                     0x90 - 7 + i);
    g_assert_cmpuint(counter(m, "members.1.other"), ==, 0x90 - 7 - 6 + i);
    machine_stop(m);
}

/* "from 0x1 to NumVFs", whatever the PF could have */
static void test_members(void)
{
    static const uint64_t bad[] = {
        0, 4, 5, 16, 17, 255, 256, 0x10001, 0x100000001ull, UINT64_MAX
    };
    Machine *m = machine_start("", "");
    unsigned i, op;
    Admin a;

    admin_start_all(&a, m, 3);
    for (i = 1; i <= 3; i++) {
        expect_simple(&a, NOTIFY_INFO, GROUP_SRIOV, i, 0, 0);
    }
    g_assert_cmpuint(violations(m), ==, 0);
    for (op = COMMON_WRITE; op <= NOTIFY_INFO; op++) {
        for (i = 0; i < ARRAY_SIZE(bad); i++) {
            reset_counters(m);
            expect_simple(&a, op, GROUP_SRIOV, bad[i], EINVAL_CMD,
                          Q_INVALID_MEMBER);
            g_assert_cmpuint(violations_of(m, "member-range"), ==, 1);
        }
    }
    /* The range follows NumVFs. */
    machine_enable_vfs(m, 5);
    expect_simple(&a, NOTIFY_INFO, GROUP_SRIOV, 5, 0, 0);
    machine_enable_vfs(m, 1);
    expect_simple(&a, NOTIFY_INFO, GROUP_SRIOV, 2, EINVAL_CMD,
                  Q_INVALID_MEMBER);
    machine_stop(m);
}

static void test_vf_enable(void)
{
    Machine *m = machine_start("", "");
    unsigned op;
    Admin a;

    /* A driver starts before there are VFs. */
    admin_start(&a, m);
    list_use(&a, list_query(&a), 0, 0);
    g_assert_cmpuint(violations(m), ==, 0);
    for (op = COMMON_WRITE; op <= NOTIFY_INFO; op++) {
        expect_simple(&a, op, GROUP_SRIOV, 1, EINVAL_CMD, Q_INVALID_GROUP);
    }
    g_assert_cmpuint(violations_of(m, "no-vfs"), ==, 5);
    machine_enable_vfs(m, 1);
    expect_simple(&a, NOTIFY_INFO, GROUP_SRIOV, 1, 0, 0);
    machine_enable_vfs(m, 0);
    expect_simple(&a, NOTIFY_INFO, GROUP_SRIOV, 1, EINVAL_CMD,
                  Q_INVALID_GROUP);

    /* By the letter of the specification it could not. */
    pf_set(m, "strict", "true");
    expect_simple(&a, LIST_QUERY, GROUP_SRIOV, 0, EINVAL_CMD,
                  Q_INVALID_GROUP);
    list_use(&a, ALL_OPCODES, EINVAL_CMD, Q_INVALID_GROUP);
    machine_enable_vfs(m, 1);
    expect_simple(&a, LIST_QUERY, GROUP_SRIOV, 0, 0, 0);
    machine_stop(m);
}

void add_group_tests(void)
{
    qtest_add_func("/group/list-query", test_list_query);
    qtest_add_func("/group/before-list-use", test_before_list_use);
    qtest_add_func("/group/list-use-subset", test_list_use_subset);
    qtest_add_func("/group/list-use-unsupported", test_list_use_unsupported);
    qtest_add_func("/group/list-use-outstanding", test_list_use_outstanding);
    qtest_add_func("/group/check-order", test_check_order);
    qtest_add_func("/group/groups", test_groups);
    qtest_add_func("/group/opcodes", test_opcodes);
    qtest_add_func("/group/members", test_members);
    qtest_add_func("/group/vf-enable", test_vf_enable);
}
