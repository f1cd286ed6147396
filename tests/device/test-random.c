/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * A driver that does anything at all: QEMU has to survive it.  The numbers
 * are those of g_test's seed (--seed), so a failure can be repeated;
 * SRIOV_TEST_STEPS asks for more than the usual number of steps.
 */

#include "qemu/osdep.h"
#include "standard-headers/linux/virtio_pci.h"
#include "admin.h"
#include "tests.h"

#define STEPS 3000
#define VFS 3

static uint32_t rnd(uint32_t n)
{
    return g_test_rand_int_range(0, n);
}

/* A number as a careless driver would write it. */
static uint32_t any_value(void)
{
    static const uint32_t often[] = {
        0, 1, 2, 3, 4, 7, 8, 15, 16, 64, 255, 1023, 1024, 0x7fff, 0xffff,
        0x10000, 0xe0200, 0xe1100, 0x7fffffff, 0xffffffff
    };

    return rnd(3) ? often[rnd(ARRAY_SIZE(often))] : g_test_rand_int();
}

/* Guest memory, the devices' own registers, or nothing. */
static uint64_t any_address(Machine *m)
{
    switch (rnd(4)) {
    case 0:
        return bar(rnd(VFS + 1), 4) + rnd(0x4000);
    case 1:
        return bar(rnd(VFS + 1), 2) + rnd(0x1000);
    case 2:
        return (uint64_t)any_value() << rnd(32);
    default:
        return 0x2000000 + rnd(0x100000);
    }
}

static void write_any_size(Machine *m, uint64_t addr, uint32_t val)
{
    switch (rnd(4)) {
    case 0:
        qtest_writeb(m->qts, addr, val);
        break;
    case 1:
        qtest_writew(m->qts, addr, val);
        break;
    case 2:
        qtest_writel(m->qts, addr, val);
        break;
    default:
        qtest_writeq(m->qts, addr, val);
        break;
    }
}

static void random_command(Admin *a)
{
    Part parts[8];
    unsigned i, n = 1 + rnd(4);
    uint64_t header = machine_alloc(a->m, 64, 8);

    qtest_writew(a->m->qts, header, rnd(9));
    qtest_writew(a->m->qts, header + 2, rnd(8) ? GROUP_SRIOV : any_value());
    qtest_writeq(a->m->qts, header + 16, rnd(8) ? 1 + rnd(VFS) : any_value());
    qtest_writel(a->m->qts, header + 24, rnd(32));
    qtest_writel(a->m->qts, header + 32, any_value());
    parts[0] = (Part) { header, rnd(4) ? 25 + rnd(16) : rnd(65), false };
    for (i = 1; i < n; i++) {
        parts[i] = (Part) {
            rnd(2) ? machine_alloc(a->m, 128, 8) : any_address(a->m),
            rnd(8) ? 1 + rnd(80) : any_value(), i == 1 || rnd(4)
        };
    }
    ring_add(&a->ring, parts, n);
    admin_kick(a);
}

/* Any single register of any VF. */
static void random_register(Admin *a)
{
    static const uint8_t offsets[] = { 4, 8, 14, 16, 18, 20, 22 };
    static const uint8_t sizes[] = { 4, 4, 2, 2, 1, 2, 2 };
    unsigned i = rnd(ARRAY_SIZE(offsets));
    uint32_t val = cpu_to_le32(rnd(2) ? rnd(8) : any_value());
    Cmd c;

    legacy_write(&c, COMMON_WRITE, 1 + rnd(VFS), offsets[i], &val, sizes[i]);
    cmd_queue(a, &c);
    admin_kick(a);
}

static void random_common(Machine *m, unsigned devfn)
{
    /* the registers of one queue or device, most often as they should be */
    qtest_writew(m->qts, bar(devfn, 4) + VIRTIO_PCI_COMMON_Q_SELECT, rnd(6));
    write_any_size(m, bar(devfn, 4) + rnd(64), any_value());
}

static void random_config(Machine *m)
{
    unsigned devfn = rnd(VFS + 1);
    unsigned reg = rnd(2) ? rnd(64) * 4 : m->sriov + rnd(16) * 4;

    if (reg >= 0x10 && reg < 0x28) {
        return;                 /* the BARs stay where they are */
    }
    if (devfn == PF_DEVFN && reg >= m->sriov + 0x20) {
        return;
    }
    cfg_write(m, devfn, reg, 1 << rnd(3), any_value());
}

static void random_fault(Machine *m)
{
    static const char *const faults[][2] = {
        { "hang", "true" }, { "hang", "false" }, { "hang", "false" },
        { "command-delay-us", "0" }, { "command-delay-us", "100" },
        { "fail", "'2/16/1/3'" }, { "result-limit", "1" },
        { "result-limit", "-1" }, { "doorbell", "'both'" },
        { "late", "'3/200/2'" }, { "fail", "'3/11/7/1ms'" },
        { "completion", "'twice'" }, { "completion", "'unknown'" },
        { "completion", "'once'" }, { "used-extra", "65536" },
        { "used-extra", "0" }, { "answer-limit", "0" },
        { "answer-limit", "-1" },
        { "notify-entries", "'1/2/0,1/2/0,1/2/0,1/2/0,1/2/0'" },
        { "notify-entries", "''" },
        { "reset-counters", "true" },
    };
    unsigned i = rnd(ARRAY_SIZE(faults));

    pf_set(m, faults[i][0], faults[i][1]);
}

static void test_random(void)
{
    const char *more = g_getenv("SRIOV_TEST_STEPS");
    unsigned i, steps = more ? atoi(more) : STEPS;
    Machine *m = machine_start("vfs=4,vf-netdevs=n1:n2",
                               "-netdev hubport,id=n1,hubid=0 "
                               "-netdev hubport,id=n2,hubid=0");
    Admin a;

    for (i = 0; i < steps; i++) {
        if (i % 200 == 0) {
            /* a reset has to bring it back, whatever was before */
            m->heap = 0x1000000;
            machine_flr(m, PF_DEVFN);
            machine_map_pf(m);
            admin_start(&a, m);
            machine_enable_vfs(m, VFS);
        }
        if (i % 200 == 1) {
            Cmd c;

            cmd_init(&c, LIST_USE, 0);
            c.data[0] = ALL_OPCODES;
            c.data_len = 8;
            cmd_queue(&a, &c);
            admin_kick(&a);
        }
        switch (rnd(12)) {
        case 0:
            random_config(m);
            break;
        case 1:
            random_common(m, rnd(VFS + 1));
            break;
        case 2:
            random_fault(m);
            break;
        case 3:
            write_any_size(m, bar(rnd(VFS + 1), 2) + (rnd(2) ? 0 : rnd(0x100)),
                           any_value());
            break;
        case 4:
            qtest_clock_step(m->qts, rnd(1000000));
            break;
        case 5:
        case 6:
        case 7:
            random_register(&a);
            break;
        default:
            random_command(&a);
            break;
        }
    }
    pf_set(m, "hang", "false");
    qtest_clock_step(m->qts, 1000000000);
    violations(m);
    machine_stop(m);
}

void add_random_tests(void)
{
    qtest_add_func("/random", test_random);
}
