/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Cards whose device parts, or whose stopped mode, are not as they should be.
 */

#include "qemu/osdep.h"
#include "qemu/bswap.h"
#include "qobject/qdict.h"
#include "standard-headers/linux/virtio_pci.h"
#include "legacy.h"
#include "tests.h"
#include "vf-parts.h"

/* VF 1 has state to be saved, object 0 is to get it. */
static Machine *start(Admin *a, Parts *p)
{
    Machine *m = machine_start("", "");
    Ring r;
    Cmd c;

    parts_start(a, m, 2);
    legacy_start(a, 1, 1 << 5);
    legacy_queue(a, 1, 0, &r);
    legacy_run(a, 1);
    vf_stop(a, 1);
    vf_stop(a, 2);
    vf_save(a, 1, p);
    object_create(&c, 1, 0, PARTS_OF_GET);
    cmd_expect_ok(a, &c);
    return m;
}

static uint32_t metadata(Admin *a, unsigned type)
{
    Cmd c;

    parts_metadata(&c, 1, 0, type);
    cmd_expect_ok(a, &c);
    return ldl_le_p(c.result);
}

/* All parts that VF 1 gives. */
static void get(Admin *a, Parts *p)
{
    Cmd c;

    parts_get(&c, 1, 0, GET_ALL);
    cmd_expect_ok(a, &c);
    p->len = c.used - 8;
    memcpy(p->bytes, c.result, p->len);
}

static void test_fail(void)
{
    Machine *m;
    Parts p, before, after;
    Admin a;
    Cmd c;

    m = start(&a, &p);
    vf_save(&a, 2, &before);
    pf_set(m, "fail", "'0x10/22/3/1/2,0x10/28/6/1,0xa/28/6/2,0x11/16/1/1'");
    object_create(&c, 2, 1, PARTS_OF_SET);
    cmd_expect(&a, &c, ENOSPC_CMD, Q_NORESOURCE);
    cmd_expect(&a, &c, ENOSPC_CMD, Q_NORESOURCE);
    mode_set(&c, 2, 0);
    cmd_expect(&a, &c, EBUSY_CMD, Q_INVALID_COMMAND);
    vf_load_fails(&a, 2, &p, EINVAL_CMD);
    vf_load_fails(&a, 2, &p, ENOSPC_CMD);
    vf_save(&a, 2, &after);
    g_assert_cmpmem(before.bytes, before.len, after.bytes, after.len);
    vf_load(&a, 2, &p);
    g_assert_cmpuint(violations(m), ==, 0);

    /* A stop that fails has not begun. */
    vf_resume(&a, 1);
    pf_set(m, "fail", "'0x11/16/1/1'");
    mode_set(&c, 1, 1);
    cmd_expect(&a, &c, EBUSY_CMD, Q_INVALID_COMMAND);
    vf_load_fails(&a, 1, &p, EINVAL_CMD);
    g_assert_cmpuint(violations_of(m, "parts-running"), ==, 1);
    machine_stop(m);
}

static void test_partial(void)
{
    Parts p, q;
    Machine *m;
    Admin a;

    m = start(&a, &p);
    pf_set(m, "parts-partial", "'0x10/2/22/1'");
    vf_load_fails(&a, 2, &p, EINVAL_CMD);
    vf_save(&a, 2, &q);
    /* Features are in, the status is not. */
    g_assert_cmphex(part_number(&q, DRV_FEATURES, 0, 8), ==, 1 << 5);
    g_assert_cmphex(part_number(&q, DEVICE_STATUS, 0, 1), ==, 0);
    pf_set(m, "parts-partial", "'0x10/99/28/1'");
    vf_load_fails(&a, 2, &p, ENOSPC_CMD);
    vf_save(&a, 2, &q);
    g_assert_cmpmem(p.bytes, p.len, q.bytes, q.len);
    machine_stop(m);
}

static void test_short(void)
{
    Machine *m;
    Parts p, q;
    Admin a;
    Cmd c;

    m = start(&a, &p);
    pf_set(m, "parts-short", "'0xf/5/1,0xf/100000/1,0xe/4/1'");
    get(&a, &q);
    g_assert_cmpuint(q.len, ==, p.len - 5);
    get(&a, &q);
    g_assert_cmpuint(q.len, ==, 0);
    parts_metadata(&c, 1, 0, METADATA_SIZE);
    cmd_expect_ok(&a, &c);
    g_assert_cmpuint(c.used, ==, 8 + 4);
    get(&a, &q);
    g_assert_cmpmem(p.bytes, p.len, q.bytes, q.len);
    machine_stop(m);
}

static void test_grow(void)
{
    uint32_t size;
    Parts p, q;
    Machine *m;
    Admin a;
    Cmd c;

    m = start(&a, &p);
    size = metadata(&a, METADATA_SIZE);
    pf_set(m, "parts-grow", "'0xf/8/1,0xf/3000/1,0xf/1000000/1'");
    get(&a, &q);
    g_assert_cmpuint(q.len, ==, p.len + PART_HDR + 8);
    g_assert_nonnull(part_value(&q, 0x1ff, 0, 8));
    parts_get(&c, 1, 0, GET_ALL);
    cmd_expect_ok(&a, &c);
    g_assert_cmpuint(c.used - 8, ==, p.len + PART_HDR + 3000);
    parts_get(&c, 1, 0, GET_ALL);
    cmd_expect(&a, &c, ENOMEM_CMD, Q_INVALID_COMMAND);
    g_assert_cmpuint(metadata(&a, METADATA_SIZE), ==, size);
    /* Elsewhere it is ignored, as it is optional. */
    vf_load(&a, 2, &q);
    vf_save(&a, 2, &q);
    g_assert_cmpmem(p.bytes, p.len, q.bytes, q.len);
    machine_stop(m);
}

static void test_extra(void)
{
    uint32_t size, count;
    Parts p, q, optional;
    Machine *m;
    Admin a;

    m = start(&a, &p);
    size = metadata(&a, METADATA_SIZE);
    count = metadata(&a, METADATA_COUNT);
    pf_set(m, "parts-extra", "'0x1f0/1/12'");
    get(&a, &optional);
    pf_set(m, "parts-extra", "'0x1f0/1/12,0x110/0/0,0x5ff/0/3'");
    g_assert_cmpuint(metadata(&a, METADATA_SIZE), ==,
                     size + 3 * PART_HDR + 15);
    g_assert_cmpuint(metadata(&a, METADATA_COUNT), ==, count + 3);
    get(&a, &q);
    g_assert_cmpuint(q.len, ==, p.len + 3 * PART_HDR + 15);
    g_assert_nonnull(part_value(&q, 0x110, 0, 0));
    g_assert_cmphex(part_number(&q, 0x5ff, 0, 3), ==, 0x5a5a5a);
    /* To a card that has them, and to one that has none. */
    vf_load(&a, 2, &q);
    pf_set(m, "parts-extra", "''");
    vf_load_fails(&a, 2, &q, EINVAL_CMD);
    vf_load(&a, 2, &optional);
    get(&a, &q);
    g_assert_cmpmem(p.bytes, p.len, q.bytes, q.len);
    qobject_unref(pf_set_fails(m, "parts-extra", "'1/2'"));
    qobject_unref(pf_set_fails(m, "parts-extra", "'1/2/70000'"));
    machine_stop(m);
}

static void test_edit(void)
{
    Machine *m;
    Parts p, q;
    Admin a;

    m = start(&a, &p);
    pf_set(m, "parts-edit", "'0/2/0x101,12/4/0xffffffff,100000/1/1'");
    get(&a, &q);
    g_assert_cmphex(lduw_le_p(q.bytes), ==, 0x101);
    g_assert_cmphex((uint32_t)ldl_le_p(q.bytes + 12), ==, UINT32_MAX);
    stw_le_p(q.bytes, 0x100);
    stl_le_p(q.bytes + 12, 8);
    g_assert_cmpmem(p.bytes, p.len, q.bytes, q.len);
    pf_set(m, "parts-edit", "''");
    get(&a, &q);
    g_assert_cmpmem(p.bytes, p.len, q.bytes, q.len);
    qobject_unref(pf_set_fails(m, "parts-edit", "'0/3/1'"));
    machine_stop(m);
}

static void test_features(void)
{
    Machine *m;
    Parts p, q;
    Admin a;

    m = start(&a, &p);
    pf_set(m, "parts-features", "4294967297");
    get(&a, &q);
    g_assert_cmphex(part_number(&q, DEV_FEATURES, 0, 8), ==,
                    part_number(&p, DEV_FEATURES, 0, 8) ^ 0x100000001);
    vf_load_fails(&a, 2, &p, EINVAL_CMD);
    vf_load(&a, 2, &q);
    pf_set(m, "parts-features", "0");
    vf_load_fails(&a, 2, &q, EINVAL_CMD);
    g_assert_cmpuint(violations(m), ==, 0);
    machine_stop(m);
}

static void expect_stopped(Machine *m, const char *vfs)
{
    g_autofree char *s = pf_get_str(m, "stopped");

    g_assert_cmpstr(s, ==, vfs);
}

static void test_late_and_never(void)
{
    Machine *m;
    Admin a;
    Parts p;
    Cmd c;

    m = start(&a, &p);
    vf_resume(&a, 1);
    pf_set(m, "late", "'0x11/5000/1/1'");
    mode_set(&c, 1, 1);
    cmd_queue(&a, &c);
    admin_kick(&a);
    qtest_clock_step(m->qts, 4000000);
    g_assert_cmpuint(ring_used(&a.ring), ==, 0);
    expect_stopped(m, "2");
    qtest_clock_step(m->qts, 2000000);
    cmd_collect(&a, &c);
    expect_stopped(m, "1,2");

    /* It is done, but nobody hears of it. */
    vf_resume(&a, 1);
    pf_set(m, "mode-never", "true");
    mode_set(&c, 1, 1);
    cmd_queue(&a, &c);
    admin_kick(&a);
    qtest_clock_step(m->qts, 10000000000);
    g_assert_cmpuint(ring_used(&a.ring), ==, 0);
    expect_stopped(m, "1,2");
    pf_set(m, "mode-never", "false");
    qtest_clock_step(m->qts, 1000000);
    cmd_collect(&a, &c);
    g_assert_cmpuint(c.status, ==, 0);

    /* Nor of a resume; the owner's reset ends it. */
    pf_set(m, "mode-never", "true");
    mode_set(&c, 1, 0);
    cmd_queue(&a, &c);
    admin_kick(&a);
    qtest_clock_step(m->qts, 10000000);
    g_assert_cmpuint(ring_used(&a.ring), ==, 0);
    expect_stopped(m, "1,2");
    parts_start(&a, m, 2);
    pf_set(m, "mode-never", "false");
    vf_stop(&a, 1);
    vf_resume(&a, 1);
    machine_stop(m);
}

void add_parts_fault_tests(void)
{
    qtest_add_func("/parts-faults/fail", test_fail);
    qtest_add_func("/parts-faults/partial", test_partial);
    qtest_add_func("/parts-faults/short", test_short);
    qtest_add_func("/parts-faults/grow", test_grow);
    qtest_add_func("/parts-faults/extra", test_extra);
    qtest_add_func("/parts-faults/edit", test_edit);
    qtest_add_func("/parts-faults/features", test_features);
    qtest_add_func("/parts-faults/late-and-never", test_late_and_never);
}
