/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * A driver that goes on at another VF: its device is stopped, saved, and
 * loaded into that one.  The rings are the same all the time.
 */

#include "qemu/osdep.h"
#include "qemu/bswap.h"
#include "standard-headers/linux/pci_regs.h"
#include "standard-headers/linux/virtio_pci.h"
#include "legacy.h"
#include "tests.h"
#include "types.h"
#include "vf-parts.h"

#define SECTOR 512
#define PATTERN(n) (0x10 + (n))

static Machine *blk_machine(const char *props)
{
    g_autofree char *pf = g_strdup_printf("vf-drives=d1:d2%s%s",
                                          *props ? "," : "", props);

    return type_start(type_find("blk"), pf,
                      "-blockdev driver=null-co,node-name=d1,size=1048576,"
                      "read-zeroes=on "
                      "-blockdev driver=null-co,node-name=d2,size=1048576,"
                      "read-zeroes=on");
}

/* Read a sector: the status is the proof. */
static void blk_add(Admin *a, Ring *r, uint64_t *status)
{
    uint8_t hdr[16] = { 0 };
    Part parts[3];

    *status = legacy_buffer(a, NULL, 1);
    parts[0] = (Part) { legacy_buffer(a, hdr, sizeof(hdr)), 16, false };
    parts[1] = (Part) { legacy_buffer(a, NULL, SECTOR), SECTOR, true };
    parts[2] = (Part) { *status, 1, true };
    ring_add(r, parts, 3);
}

static void blk_expect(Admin *a, Ring *r, uint64_t status)
{
    uint32_t len;

    ring_wait(r);
    ring_take(r, &len);
    g_assert_cmpuint(len, ==, SECTOR + 1);
    g_assert_cmphex(qtest_readb(a->m->qts, status), ==, 0);
}

static void blk_read(Admin *a, unsigned vf, Ring *r)
{
    uint64_t status;

    blk_add(a, r, &status);
    legacy_kick(a, vf, 0);
    blk_expect(a, r, status);
}

/* There and back again, with requests before, between and after. */
static void test_blk(void)
{
    Machine *m = blk_machine("");
    unsigned i, from = 1, to = 2;
    uint64_t status;
    Parts p;
    Admin a;
    Ring r;

    parts_start(&a, m, 2);
    legacy_start(&a, 1, 0);
    legacy_queue(&a, 1, 0, &r);
    legacy_run(&a, 1);
    for (i = 0; i < 5; i++) {
        blk_read(&a, from, &r);
        vf_stop(&a, from);
        vf_save(&a, from, &p);
        /* Made available, with or without a notification, but not seen. */
        blk_add(&a, &r, &status);
        if (i & 1) {
            legacy_kick(&a, from, 0);
        }
        qtest_clock_step(m->qts, 10000000);
        g_assert_cmpuint(ring_used(&r), ==, 0);

        vf_stop(&a, to);
        vf_load(&a, to, &p);
        vf_resume(&a, to);
        legacy_kick(&a, to, 0);
        blk_expect(&a, &r, status);
        blk_read(&a, to, &r);
        machine_flr(m, from);
        cfg_write(m, from, PCI_COMMAND, 2, PCI_COMMAND_MASTER);
        blk_read(&a, to, &r);

        from = 3 - from;
        to = 3 - to;
    }
    g_assert_cmpuint(violations(m), ==, 0);
    machine_stop(m);
}

void add_move_tests(void)
{
    qtest_add_func("/moves/blk", test_blk);
}
