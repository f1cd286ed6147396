/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * 9P transports: the tags, and a first message.
 */

#include "qemu/osdep.h"
#include "qemu/bswap.h"
#include "standard-headers/linux/virtio_pci.h"
#include "legacy.h"
#include "tests.h"

#define TVERSION 100
#define RVERSION 101
#define TATTACH 104
#define RATTACH 105

#define QTDIR 0x80

static Machine *p9_start(Admin *a)
{
    Machine *m = machine_start_type("9p", "fsdev=f0,mount_tag=share",
                                    "-fsdev local,id=f0,path=/tmp,"
                                    "security_model=none");

    admin_start_all(a, m, 12);
    return m;
}

static void test_tags(void)
{
    Machine *m;
    char tag[8];
    unsigned i;
    Admin a;
    Cmd c;

    m = p9_start(&a);
    g_assert_cmpuint(config_read(&a, 1, 0, 2), ==, strlen("share1"));
    g_assert_cmpuint(config_read(&a, 12, 0, 2), ==, strlen("share12"));
    for (i = 0; i < 7; i++) {
        tag[i] = config_read(&a, 12, 2 + i, 1);
    }
    g_assert_cmpmem(tag, 7, "share12", 7);
    /* behind the tag there is nothing, though the field is longer */
    g_assert_cmpuint(config_read(&a, 12, 2 + 7, 1), ==, 0);
    legacy_read(&c, DEV_READ, 12, 2, 32);
    cmd_expect_ok(&a, &c);
    g_assert_cmpstr((char *)c.result, ==, "share12");
    machine_stop(m);
}

/* Send a message; returns the type of the answer, which comes to @in. */
static uint8_t message(Admin *a, Ring *r, uint8_t *out, uint8_t *in,
                       unsigned in_len)
{
    unsigned len = ldl_le_p(out);
    Part parts[] = {
        { legacy_buffer(a, out, len), len, false },
        { legacy_buffer(a, NULL, in_len), in_len, true },
    };
    uint32_t used = legacy_request(a, 1, 0, r, parts, 2);

    qtest_memread(a->m->qts, parts[1].addr, in, in_len);
    g_assert_cmpuint(ldl_le_p(in), ==, used);
    return in[4];
}

static void test_attach(void)
{
    uint8_t version[] = {
        21, 0, 0, 0, TVERSION, 0xff, 0xff, 0, 0x10, 0, 0,
        8, 0, '9', 'P', '2', '0', '0', '0', '.', 'L'
    };
    uint8_t attach[] = {
        23, 0, 0, 0, TATTACH, 1, 0, 7, 0, 0, 0, 0xff, 0xff, 0xff, 0xff,
        0, 0, 0, 0, 0, 0, 0, 0
    };
    uint8_t in[64];
    Machine *m;
    Ring r;
    Admin a;

    m = p9_start(&a);
    legacy_start(&a, 1, 0);
    legacy_queue(&a, 1, 0, &r);
    legacy_run(&a, 1);
    g_assert_cmpuint(message(&a, &r, version, in, sizeof(in)), ==, RVERSION);
    g_assert_cmpmem(in + 13, 8, "9P2000.L", 8);
    g_assert_cmpuint(message(&a, &r, attach, in, sizeof(in)), ==, RATTACH);
    g_assert_cmphex(in[7], ==, QTDIR);
    g_assert_cmpuint(violations(m), ==, 0);
    machine_stop(m);
}

void add_9p_tests(void)
{
    qtest_add_func("/9p/tags", test_tags);
    qtest_add_func("/9p/attach", test_attach);
}
