/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * A driver that does anything at all, with each device type: QEMU has to
 * survive it, and a reset has to bring the card back.  The numbers are those
 * of g_test's seed (--seed), so a failure can be repeated; SRIOV_TEST_STEPS
 * asks for more than the usual number of steps.
 */

#include "qemu/osdep.h"
#include "standard-headers/linux/virtio_pci.h"
#include "legacy.h"
#include "tests.h"
#include "types.h"

#define STEPS 1500
#define ROUND 200               /* steps before all begins anew */
#define VFS 3
#define MAX_QUEUES 4

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

    qtest_writew(a->m->qts, header, rnd(20));
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

#define SAVED 1024

/* How many bytes look like parts, of those that were got last. */
static unsigned saved_parts(Machine *m, uint64_t saved)
{
    unsigned at = 0;

    while (at + 16 < SAVED && qtest_readw(m->qts, saved + at)) {
        at += 16 + MIN(qtest_readl(m->qts, saved + at + 12), SAVED);
    }
    return MIN(at, SAVED);
}

/*
 * Capability, objects, the mode; and parts, which are set from where they were
 * got to, now and then with some bytes of them changed.
 */
static void random_parts(Admin *a, uint64_t saved)
{
    static const uint16_t opcodes[] = {
        DRIVER_CAP_SET, OBJ_CREATE, OBJ_CREATE, OBJ_DESTROY, PARTS_METADATA,
        PARTS_GET, PARTS_GET, PARTS_SET, PARTS_SET, MODE_SET, MODE_SET
    };
    uint16_t opcode = opcodes[rnd(ARRAY_SIZE(opcodes))];
    bool self = opcode == DRIVER_CAP_SET;
    uint64_t header = machine_alloc(a->m, 64, 8);
    Part parts[3] = { { header, 48, false } };
    unsigned n = 1;

    qtest_writew(a->m->qts, header, opcode);
    qtest_writew(a->m->qts, header + 2, self ? GROUP_SELF : GROUP_SRIOV);
    qtest_writeq(a->m->qts, header + 16, self ? 0 : 1 + rnd(VFS));
    if (opcode == MODE_SET) {
        qtest_writeb(a->m->qts, header + 24, rnd(2));
    } else if (!self) {
        /* Even ids are to get, odd ones to set. */
        qtest_writel(a->m->qts, header + 28, opcode == PARTS_SET ? 1 : rnd(2));
    }
    if (opcode == OBJ_CREATE) {
        qtest_writeb(a->m->qts, header + 40,
                     qtest_readb(a->m->qts, header + 28) & 1);
    } else if (opcode == PARTS_METADATA || opcode == PARTS_GET) {
        qtest_writeb(a->m->qts, header + 32, rnd(3));
    } else if (self) {
        qtest_writew(a->m->qts, header + 32, 0x202);
    } else if (opcode == PARTS_SET) {
        if (!rnd(3)) {
            write_any_size(a->m, saved + 8 + rnd(400), any_value());
        }
        parts[0].len = 32;
        parts[n++] = (Part) {
            saved + 8,
            rnd(8) ? saved_parts(a->m, saved + 8) : rnd(SAVED), false
        };
    }
    parts[n++] = opcode == PARTS_GET ?
        (Part) { saved, rnd(8) ? 8 + SAVED : rnd(SAVED), true } :
        (Part) { machine_alloc(a->m, 512, 8), 512, true };
    ring_add(&a->ring, parts, n);
    admin_kick(a);
}

/*
 * A request to VF 1, whose queues were brought up properly: its first bytes
 * are small numbers, which most often mean something.
 */
static void random_request(Admin *a, Ring *ring, unsigned queues)
{
    unsigned queue = rnd(queues);
    unsigned i, n = 1 + rnd(5), out = rnd(n + 1);
    Part parts[5];

    for (i = 0; i < n; i++) {
        uint64_t buf = machine_alloc(a->m, 1024, 16);
        unsigned j;

        for (j = 0; j < 64; j += 4) {
            qtest_writel(a->m->qts, buf + j, rnd(3) ? rnd(16) : any_value());
        }
        parts[i] = (Part) {
            rnd(8) ? buf : any_address(a->m),
            rnd(4) ? 1 + rnd(1024) : rnd(64), i >= out
        };
    }
    ring_add(&ring[queue], parts, n);
    legacy_kick(a, 1, queue);
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
        { "modern-read", "'0x14/0/64/1/9,0x18/0/3/0xffff/5ms'" },
        { "gone", "'reset'" }, { "gone", "'no'" },
        { "vf-stuck", "true" }, { "vf-stuck", "false" },
        { "vf-caps", "'1/4/1/6,2/16/4/1,3/1/1/0x40'" }, { "vf-caps", "''" },
        { "parts-short", "'15/9/3,14/3/2'" }, { "parts-grow", "'15/64/2'" },
        { "parts-partial", "'16/4/22/2'" },
        { "parts-extra", "'0x1f0/1/12,0x110/0/0'" }, { "parts-extra", "''" },
        { "parts-edit", "'12/4/4294967295'" }, { "parts-edit", "''" },
        { "parts-features", "1" }, { "parts-features", "0" },
        { "mode-never", "true" }, { "mode-never", "false" },
        { "mode-never", "false" }, { "stopped-kept", "'status'" },
        { "stopped-kept", "'always'" }, { "stopped-kept", "'no'" },
        { "reset-counters", "true" },
    };
    unsigned i = rnd(ARRAY_SIZE(faults));

    pf_set(m, faults[i][0], faults[i][1]);
}

/* A reset, and all is good: whatever was before, a driver can start. */
static void start_round(Admin *a, Machine *m, Ring *ring, unsigned queues)
{
    static const char *const good[][2] = {
        { "fail", "''" }, { "late", "''" }, { "command-delay-us", "0" },
        { "result-limit", "-1" }, { "answer-limit", "-1" },
        { "used-extra", "0" }, { "completion", "'once'" }, { "hang", "false" },
        { "modern-read", "''" }, { "gone", "'no'" }, { "vf-stuck", "false" },
        { "vf-caps", "''" }, { "parts-short", "''" }, { "parts-grow", "''" },
        { "parts-partial", "''" }, { "parts-extra", "''" },
        { "parts-edit", "''" }, { "parts-features", "0" },
        { "mode-never", "false" }, { "stopped-kept", "'no'" },
    };
    unsigned i;

    m->heap = 0x1000000;
    machine_flr(m, PF_DEVFN);
    for (i = 0; i < ARRAY_SIZE(good); i++) {
        pf_set(m, good[i][0], good[i][1]);
    }
    machine_map_pf(m);
    admin_start_all(a, m, VFS);
    legacy_start(a, 1, rnd(2) ? 0 : g_test_rand_int() & 0x3fffffff);
    for (i = 0; i < queues; i++) {
        legacy_queue(a, 1, i, &ring[i]);
    }
    legacy_run(a, 1);
}

static void test_random(const void *data)
{
    const Type *t = data;
    const char *more = g_getenv("SRIOV_TEST_STEPS");
    uint64_t saved = 0;
    unsigned i, steps = more ? atoi(more) : STEPS;
    g_autofree char *pf = g_strdup_printf("vfs=4%s%s", t->vf1 ? "," : "",
                                          t->vf1 ?: "");
    Machine *m = type_start(t, pf, t->vf1_args ?: "");
    Ring ring[MAX_QUEUES];
    Admin a;

    g_assert_cmpuint(t->queues, <=, MAX_QUEUES);
    for (i = 0; i < steps; i++) {
        if (i % ROUND == 0) {
            start_round(&a, m, ring, t->queues);
            saved = machine_alloc(m, 8 + 2 * SAVED, 8);
        }
        switch (rnd(20)) {
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
        case 8:
        case 9:
        case 10:
        case 11:
            random_request(&a, ring, t->queues);
            break;
        case 12:
        case 13:
        case 14:
        case 15:
            random_parts(&a, saved);
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
    unsigned i;

    for (i = 0; i < num_types; i++) {
        g_autofree char *path = g_strdup_printf("/random/%s", types[i].name);

        qtest_add_data_func(path, &types[i], test_random);
    }
}
