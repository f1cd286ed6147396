/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Entropy, of QEMU's own and of a source that the user chose.
 */

#include "qemu/osdep.h"
#include "qemu/cutils.h"
#include "standard-headers/linux/virtio_pci.h"
#include "legacy.h"
#include "tests.h"

#define LEN 64

/* Fill @data with what VF @vf gives, in as many requests as it takes. */
static void draw(Admin *a, unsigned vf, Ring *r, uint8_t *data)
{
    unsigned got = 0;

    while (got < LEN) {
        Part part = { legacy_buffer(a, NULL, LEN - got), LEN - got, true };
        uint32_t len = legacy_request(a, vf, 0, r, &part, 1);

        g_assert_cmpuint(len, >, 0);
        g_assert_cmpuint(len, <=, LEN - got);
        qtest_memread(a->m->qts, part.addr, data + got, len);
        got += len;
    }
}

static void rng_driver(Admin *a, unsigned vf, Ring *r)
{
    legacy_start(a, vf, 0);
    legacy_queue(a, vf, 0, r);
    legacy_run(a, vf);
}

static void test_entropy(void)
{
    Machine *m = machine_start_type("rng", "", "");
    uint8_t one[LEN], two[LEN], again[LEN];
    Ring r1, r2;
    Admin a;

    admin_start_all(&a, m, 2);
    rng_driver(&a, 1, &r1);
    rng_driver(&a, 2, &r2);
    draw(&a, 1, &r1, one);
    draw(&a, 2, &r2, two);
    draw(&a, 1, &r1, again);
    g_assert_true(memcmp(one, two, LEN));
    g_assert_true(memcmp(one, again, LEN));
    g_assert_cmphex(reg_read(&a, 1, VIRTIO_PCI_ISR, 1), ==, 1);
    g_assert_cmpuint(counter(m, "members.2.kick-member"), >=, 1);
    g_assert_cmpuint(violations(m), ==, 0);
    machine_stop(m);
}

/* A source that is easily known again. */
static void test_source(void)
{
    Machine *m = machine_start_type("rng", "rng=r0", "-object rng-random,id=r0,"
                                    "filename=/dev/zero");
    uint8_t data[LEN];
    Ring r;
    Admin a;

    admin_start_all(&a, m, 2);
    rng_driver(&a, 2, &r);
    draw(&a, 2, &r, data);
    g_assert_true(buffer_is_zero(data, LEN));
    machine_stop(m);
}

/* There is no configuration: each access of it fails. */
static void test_no_config(void)
{
    Machine *m = machine_start_type("rng", "", "");
    Admin a;
    Cmd c;

    admin_start_all(&a, m, 1);
    legacy_read(&c, DEV_READ, 1, 0, 1);
    cmd_expect(&a, &c, EINVAL_CMD, Q_INVALID_FIELD);
    legacy_write(&c, DEV_WRITE, 1, 0, "\0", 1);
    cmd_expect(&a, &c, EINVAL_CMD, Q_INVALID_FIELD);
    machine_stop(m);
}

void add_rng_tests(void)
{
    qtest_add_func("/rng/entropy", test_entropy);
    qtest_add_func("/rng/source", test_source);
    qtest_add_func("/rng/no-config", test_no_config);
}
