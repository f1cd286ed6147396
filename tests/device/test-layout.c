/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The single-field rule in the common registers, over every offset and length
 * there is.
 */

#include "qemu/osdep.h"
#include "standard-headers/linux/virtio_pci.h"
#include "admin.h"
#include "tests.h"

#define MAX_LEN 10

/*
 * The layouts once more, byte by byte: bytes with the same letter are one
 * field.  This is the test's own, not the device's table.
 */
static const char common[] = "aaaabbbbccccddeeffgh";
static const char common_msix[] = "aaaabbbbccccddeeffghiijj";

static bool single_field(const char *layout, unsigned offset, unsigned len)
{
    size_t size = strlen(layout);
    unsigned i;

    for (i = 0; i < len; i++) {
        if (offset + i >= size || layout[offset + i] != layout[offset]) {
            return false;
        }
    }
    return len > 0;
}

static void check_reads(Admin *a, const char *layout)
{
    uint64_t bad = 0;
    unsigned offset, len;
    Cmd c;

    reset_counters(a->m);
    for (offset = 0; offset < 256; offset++) {
        for (len = 0; len <= MAX_LEN; len++) {
            legacy_read(&c, COMMON_READ, 1, offset, len);
            if (single_field(layout, offset, len)) {
                cmd_expect_ok(a, &c);
                g_assert_cmpuint(c.used, ==, 8 + len);
            } else {
                cmd_expect(a, &c, EINVAL_CMD, Q_INVALID_FIELD);
                g_assert_cmpuint(c.used, ==, 8);
                bad++;
            }
        }
    }
    g_assert_cmpuint(violations_of(a->m, "single-field"), ==, bad);
    g_assert_cmpuint(violations(a->m), ==, bad);
    g_assert_cmpuint(counter(a->m, "members.1.failed"), ==, bad);
}

/* Writes that have to fail may not have changed anything. */
static void check_bad_writes(Admin *a, const char *layout)
{
    uint8_t data[MAX_LEN];
    unsigned offset, len;
    Cmd c;

    memset(data, 0x01, sizeof(data));
    for (offset = 0; offset < 40; offset++) {
        for (len = 0; len <= MAX_LEN; len++) {
            if (!single_field(layout, offset, len)) {
                legacy_write(&c, COMMON_WRITE, 1, offset, data, len);
                cmd_expect(a, &c, EINVAL_CMD, Q_INVALID_FIELD);
            }
        }
    }
}

static void start(Admin *a, Machine **m)
{
    *m = machine_start("", "");
    admin_start_all(a, *m, 1);
}

static void test_common_reads(void)
{
    Machine *m;
    Admin a;

    start(&a, &m);
    check_reads(&a, common);
    machine_stop(m);
}

static void test_common_reads_msix(void)
{
    Machine *m;
    Admin a;

    start(&a, &m);
    machine_set_msix(m, 1, true);
    check_reads(&a, common_msix);
    machine_set_msix(m, 1, false);
    check_reads(&a, common);
    machine_stop(m);
}

static void test_common_writes(void)
{
    Machine *m;
    Admin a;

    start(&a, &m);
    reg_write(&a, 1, VIRTIO_PCI_STATUS, 3, 1);
    reg_write(&a, 1, VIRTIO_PCI_QUEUE_SEL, 2, 2);
    reg_write(&a, 1, VIRTIO_PCI_QUEUE_PFN, 0x1234, 4);
    check_bad_writes(&a, common);
    g_assert_cmphex(reg_read(&a, 1, VIRTIO_PCI_GUEST_FEATURES, 4), ==, 0);
    g_assert_cmphex(reg_read(&a, 1, VIRTIO_PCI_QUEUE_PFN, 4), ==, 0x1234);
    g_assert_cmphex(reg_read(&a, 1, VIRTIO_PCI_QUEUE_SEL, 2), ==, 2);
    g_assert_cmphex(reg_read(&a, 1, VIRTIO_PCI_STATUS, 1), ==, 3);
    machine_set_msix(m, 1, true);
    check_bad_writes(&a, common_msix);
    g_assert_cmphex(reg_read(&a, 1, VIRTIO_MSI_CONFIG_VECTOR, 2), ==, 0xffff);
    machine_stop(m);
}

void add_layout_tests(void)
{
    qtest_add_func("/layout/common-reads", test_common_reads);
    qtest_add_func("/layout/common-reads-msix", test_common_reads_msix);
    qtest_add_func("/layout/common-writes", test_common_writes);
}
