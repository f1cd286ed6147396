/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Balloons: what is asked for, and what was given.
 */

#include "qemu/osdep.h"
#include "standard-headers/linux/virtio_pci.h"
#include "legacy.h"
#include "tests.h"

#define INFLATE 0
#define DEFLATE 1

static void test_pages(void)
{
    static const uint32_t frames[] = { 0x100, 0x101, 0x102 };
    Machine *m = machine_start_type("balloon", "vf-pages=7", "");
    Ring inflate, deflate;
    Part part;
    Admin a;

    admin_start_all(&a, m, 2);
    g_assert_cmpuint(config_read(&a, 1, 0, 4), ==, 7);
    g_assert_cmpuint(config_read(&a, 1, 4, 4), ==, 0);
    legacy_start(&a, 1, 0);
    legacy_queue(&a, 1, INFLATE, &inflate);
    legacy_queue(&a, 1, DEFLATE, &deflate);
    legacy_run(&a, 1);
    g_assert_cmphex(reg_read(&a, 1, VIRTIO_PCI_ISR, 1), ==, 0);
    pf_set(m, "vf-pages", "3");
    g_assert_cmphex(reg_read(&a, 1, VIRTIO_PCI_ISR, 1), ==, 3);
    g_assert_cmpuint(config_read(&a, 1, 0, 4), ==, 3);
    g_assert_cmpuint(config_read(&a, 2, 0, 4), ==, 3);

    part = (Part) { legacy_buffer(&a, frames, sizeof(frames)), sizeof(frames) };
    g_assert_cmpuint(legacy_request(&a, 1, INFLATE, &inflate, &part, 1), ==,
                     0);
    config_write(&a, 1, 4, "\3\0\0\0", 4);
    g_assert_cmpuint(config_read(&a, 1, 4, 4), ==, 3);
    g_assert_cmpuint(config_read(&a, 2, 4, 4), ==, 0);
    legacy_request(&a, 1, DEFLATE, &deflate, &part, 1);
    g_assert_cmphex(reg_read(&a, 1, VIRTIO_PCI_ISR, 1), ==, 1);
    /* what is asked for is not the driver's to say */
    config_write(&a, 1, 0, "\1\0\0\0", 4);
    g_assert_cmpuint(config_read(&a, 1, 0, 4), ==, 3);
    reg_write(&a, 1, VIRTIO_PCI_STATUS, 0, 1);
    g_assert_cmpuint(config_read(&a, 1, 4, 4), ==, 0);
    g_assert_cmpuint(config_read(&a, 1, 0, 4), ==, 3);
    g_assert_cmpuint(violations(m), ==, 0);
    machine_stop(m);
}

void add_balloon_tests(void)
{
    qtest_add_func("/balloon/pages", test_pages);
}
