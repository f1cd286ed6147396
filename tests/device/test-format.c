/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The form of a command: short and long buffers, split ones, missing parts,
 * reserved fields.
 */

#include "qemu/osdep.h"
#include "qemu/bswap.h"
#include "standard-headers/linux/virtio_pci.h"
#include "admin.h"
#include "tests.h"

#define HDR 24

static void header(uint8_t *out, uint16_t opcode, uint64_t member)
{
    memset(out, 0, HDR);
    stw_le_p(out, opcode);
    stw_le_p(out + 2, GROUP_SRIOV);
    stq_le_p(out + 16, member);
}

/* "only writing the expected structure ..., ignoring any extra buffers" */
static void test_long_writable(void)
{
    Machine *m = machine_start("", "");
    uint8_t out[HDR], in[256];
    unsigned i;
    Admin a;

    admin_start_all(&a, m, 1);
    header(out, LIST_QUERY, 0);
    g_assert_cmpuint(admin_raw(&a, out, HDR, in, sizeof(in)), ==, 16);
    g_assert_cmphex(ldq_le_p(in + 8), ==, ALL_OPCODES);
    for (i = 16; i < sizeof(in); i++) {
        g_assert_cmphex(in[i], ==, 0xaa);
    }
    header(out, NOTIFY_INFO, 1);
    g_assert_cmpuint(admin_raw(&a, out, HDR, in, sizeof(in)), ==, 8 + 64);
    g_assert_cmphex(in[8 + 64], ==, 0xaa);
    machine_stop(m);
}

/* "discarding data that would be written outside" */
static void test_short_writable(void)
{
    Machine *m = machine_start("", "");
    uint8_t out[HDR], in[32];
    unsigned len;
    Admin a;

    admin_start_all(&a, m, 1);
    header(out, LIST_QUERY, 0);
    for (len = 1; len <= 16; len++) {
        memset(in, 0, sizeof(in));
        g_assert_cmpuint(admin_raw(&a, out, HDR, in, len), ==, len);
        g_assert_cmphex(in[0], ==, 0);
        g_assert_cmphex(in[8], ==, len > 8 ? (ALL_OPCODES & 0xff) : 0);
    }
    header(out, NOTIFY_INFO, 1);
    g_assert_cmpuint(admin_raw(&a, out, HDR, in, 8 + 16), ==, 8 + 16);
    g_assert_cmphex(lduw_le_p(in), ==, 0);
    g_assert_cmphex(in[8], ==, 2);

    /* A command's effect does not depend on the room for its status. */
    header(out, LIST_USE, 0);
    g_assert_cmpuint(admin_raw(&a, out, HDR, in, 1), ==, 1);
    expect_simple(&a, LIST_QUERY, GROUP_SRIOV, 0, EINVAL_CMD,
                  Q_INVALID_OPCODE);
    machine_stop(m);
}

/* "acting as if any data that would be read outside ... is set to zero" */
static void test_short_readable(void)
{
    Machine *m = machine_start("", "");
    uint8_t out[HDR + 16], in[16];
    unsigned len;
    Admin a;

    admin_start_all(&a, m, 2);

    /* opcode and nothing else: group type 0 */
    header(out, LIST_QUERY, 0);
    admin_raw(&a, out, 2, in, sizeof(in));
    g_assert_cmpuint(lduw_le_p(in), ==, 0);
    g_assert_cmphex(ldq_le_p(in + 8), ==, 0x3 | CAP_OPCODES);
    admin_raw(&a, out, 4, in, sizeof(in));
    g_assert_cmpuint(lduw_le_p(in), ==, 0);
    g_assert_cmphex(ldq_le_p(in + 8), ==, ALL_OPCODES);

    /* a cut member id: the bytes that are missing count as zero */
    header(out, NOTIFY_INFO, 2);
    for (len = 4; len <= HDR; len++) {
        admin_raw(&a, out, len, in, sizeof(in));
        g_assert_cmpuint(lduw_le_p(in), ==, len > 16 ? 0 : EINVAL_CMD);
        g_assert_cmpuint(lduw_le_p(in + 2), ==,
                         len > 16 ? 0 : Q_INVALID_MEMBER);
    }

    /* a read without its offset reads at 0 */
    header(out, COMMON_READ, 1);
    g_assert_cmpuint(admin_raw(&a, out, HDR, in, 12), ==, 12);
    g_assert_cmpuint(lduw_le_p(in), ==, 0);
    g_assert_cmphex(ldl_le_p(in + 8), ==,
                    reg_read(&a, 1, VIRTIO_PCI_HOST_FEATURES, 4));

    /* LIST_USE without a list is the empty list */
    header(out, LIST_USE, 0);
    admin_raw(&a, out, HDR, in, sizeof(in));
    g_assert_cmpuint(lduw_le_p(in), ==, 0);
    expect_simple(&a, LIST_QUERY, GROUP_SRIOV, 0, EINVAL_CMD,
                  Q_INVALID_OPCODE);
    machine_stop(m);
}

/* A longer readable part: what is behind the structure is ignored. */
static void test_long_readable(void)
{
    Machine *m = machine_start("", "");
    uint8_t out[256], in[16];
    Admin a;

    admin_start_all(&a, m, 1);
    memset(out, 0xff, sizeof(out));
    header(out, LIST_QUERY, 0);
    admin_raw(&a, out, sizeof(out), in, sizeof(in));
    g_assert_cmpuint(lduw_le_p(in), ==, 0);
    header(out, LIST_USE, 0);
    stq_le_p(out + HDR, 0x3);
    admin_raw(&a, out, sizeof(out), in, sizeof(in));
    g_assert_cmpuint(lduw_le_p(in), ==, 0);
    g_assert_cmpuint(violations(m), ==, 0);
    machine_stop(m);
}

/* Neither part has to be in one piece. */
static void test_scattered(void)
{
    Machine *m = machine_start("", "");
    Part parts[HDR + 1 + 12];
    uint64_t out, in;
    uint8_t buf[HDR + 1];
    uint32_t used;
    unsigned i;
    Admin a;

    admin_start_all(&a, m, 1);
    header(buf, COMMON_READ, 1);
    buf[HDR] = VIRTIO_PCI_HOST_FEATURES;
    out = machine_alloc(m, sizeof(buf), 8);
    in = machine_alloc(m, 12, 8);
    qtest_memwrite(m->qts, out, buf, sizeof(buf));
    for (i = 0; i < sizeof(buf); i++) {
        parts[i] = (Part) { out + i, 1, false };
    }
    for (i = 0; i < 12; i++) {
        parts[sizeof(buf) + i] = (Part) { in + i, 1, true };
    }
    ring_add(&a.ring, parts, ARRAY_SIZE(parts));
    admin_kick(&a);
    ring_take(&a.ring, &used);
    g_assert_cmpuint(used, ==, 12);
    g_assert_cmphex(qtest_readl(m->qts, in), ==, 0);
    g_assert_cmphex(qtest_readl(m->qts, in + 8), ==,
                    reg_read(&a, 1, VIRTIO_PCI_HOST_FEATURES, 4));
    machine_stop(m);
}

/* What no driver may send is completed, and the queue lives on. */
static void test_missing_part(void)
{
    Machine *m = machine_start("", "");
    uint8_t out[HDR + 8], in[16];
    Admin a;

    admin_start_all(&a, m, 1);
    header(out, LIST_USE, 0);
    stq_le_p(out + HDR, 0);
    g_assert_cmpuint(admin_raw(&a, out, sizeof(out), NULL, 0), ==, 0);
    g_assert_cmpuint(violations_of(m, "empty-part"), ==, 1);
    /* nobody could learn of it, so it did nothing */
    g_assert_cmphex(list_query(&a), ==, ALL_OPCODES);

    /* All zeroes is LIST_QUERY of the self group. */
    admin_raw(&a, NULL, 0, in, sizeof(in));
    g_assert_cmpuint(lduw_le_p(in), ==, 0);
    g_assert_cmphex(ldq_le_p(in + 8), ==, 0x3 | CAP_OPCODES);
    g_assert_cmpuint(violations_of(m, "empty-part"), ==, 2);
    g_assert_cmphex(list_query(&a), ==, ALL_OPCODES);
    machine_stop(m);
}

/* "a multiple of 64 bit in length", but for what has an access's width */
static void test_buffer_sizes(void)
{
    static const struct {
        uint16_t opcode;
        unsigned out;
        unsigned in;
        unsigned violations;
    } cases[] = {
        { LIST_QUERY, HDR, 16, 0 },
        { LIST_QUERY, HDR, 12, 1 },
        { LIST_QUERY, HDR + 4, 16, 1 },
        { LIST_QUERY, HDR + 4, 12, 1 },
        { COMMON_READ, HDR + 8, 8 + 4, 0 },
        { COMMON_READ, HDR + 1, 8 + 4, 1 },
        { DEV_READ, HDR + 8, 8 + 6, 0 },
        { COMMON_WRITE, HDR + 8 + 4, 8, 0 },
        { COMMON_WRITE, HDR + 8 + 4, 12, 1 },
        { DEV_WRITE, HDR + 8 + 6, 16, 0 },
        { NOTIFY_INFO, HDR, 8 + 64, 0 },
        { NOTIFY_INFO, HDR, 8 + 61, 1 },
    };
    Machine *m = machine_start("", "");
    unsigned i;
    Admin a;

    admin_start_all(&a, m, 1);
    for (i = 0; i < ARRAY_SIZE(cases); i++) {
        uint8_t out[64] = { 0 }, in[128];

        reset_counters(m);
        header(out, cases[i].opcode, cases[i].opcode >= COMMON_WRITE);
        admin_raw(&a, out, cases[i].out, in, cases[i].in);
        g_assert_cmpuint(lduw_le_p(in), ==, 0);
        g_assert_cmpuint(violations_of(m, "buffer-size"), ==,
                         cases[i].violations);
        g_assert_cmpuint(violations(m), ==, cases[i].violations);
    }
    machine_stop(m);
}

/* "set to zero by the driver and ignored by the device" */
static void test_reserved_fields(void)
{
    Machine *m = machine_start("", "");
    uint8_t out[HDR + 8 + 2], in[16];
    unsigned i, n = 0;
    Admin a;

    admin_start_all(&a, m, 1);
    for (i = 4; i < 16; i++) {
        header(out, NOTIFY_INFO, 1);
        out[i] = 1;
        admin_raw(&a, out, HDR, in, sizeof(in));
        g_assert_cmpuint(lduw_le_p(in), ==, 0);
        g_assert_cmpuint(violations_of(m, "reserved-field"), ==, ++n);
    }
    for (i = 1; i < 8; i++) {
        header(out, COMMON_WRITE, 1);
        memset(out + HDR, 0, 10);
        out[HDR] = VIRTIO_PCI_QUEUE_SEL;
        out[HDR + i] = 0x80;
        out[HDR + 8] = 2;
        admin_raw(&a, out, sizeof(out), in, 8);
        g_assert_cmpuint(lduw_le_p(in), ==, 0);
        g_assert_cmpuint(violations_of(m, "reserved-field"), ==, ++n);
    }
    g_assert_cmpuint(reg_read(&a, 1, VIRTIO_PCI_QUEUE_SEL, 2), ==, 2);

    /* the member id of LIST_QUERY is unused */
    expect_simple(&a, LIST_QUERY, GROUP_SRIOV, 77, 0, 0);
    g_assert_cmpuint(violations_of(m, "reserved-field"), ==, ++n);
    g_assert_cmpuint(violations(m), ==, n);
    machine_stop(m);
}

void add_format_tests(void)
{
    qtest_add_func("/format/long-writable", test_long_writable);
    qtest_add_func("/format/short-writable", test_short_writable);
    qtest_add_func("/format/short-readable", test_short_readable);
    qtest_add_func("/format/long-readable", test_long_readable);
    qtest_add_func("/format/scattered", test_scattered);
    qtest_add_func("/format/missing-part", test_missing_part);
    qtest_add_func("/format/buffer-sizes", test_buffer_sizes);
    qtest_add_func("/format/reserved-fields", test_reserved_fields);
}
