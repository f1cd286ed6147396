/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The slot and its card: unplugged, pulled out, plugged in again; errors
 * reported to the port; and the power of a VF.
 */

#include "qemu/osdep.h"
#include "qobject/qdict.h"
#include "standard-headers/linux/pci_regs.h"
#include "standard-headers/linux/virtio_pci.h"
#include "admin.h"
#include "tests.h"

#define SECOND 1000000000ll
#define NATIVE "-global ICH9-LPC.acpi-pci-hotplug-with-bridge-support=off"

/* Two commands under way, neither done. */
static void start_busy(Admin *a, Machine *m)
{
    unsigned i;
    Cmd c;

    admin_start_all(a, m, 2);
    pf_set(m, "command-delay-us", "1000");
    for (i = 0; i < 2; i++) {
        legacy_write(&c, COMMON_WRITE, 1, VIRTIO_PCI_STATUS, "\1", 1);
        cmd_queue(a, &c);
    }
    admin_kick(a);
}

static void check_gone(Admin *a)
{
    Machine *m = a->m;

    qtest_clock_step(m->qts, SECOND);
    g_assert_cmpuint(ring_used(&a->ring), ==, 0);
    g_assert_cmphex(cfg_read(m, PF_DEVFN, 0, 4), ==, 0xffffffff);
    g_assert_cmphex(cfg_read(m, 1, 0x08, 4), ==, 0xffffffff);
}

/* Another card of the same kind into the empty slot. */
static void plug_again(Admin *a)
{
    Machine *m = a->m;

    qtest_qmp_assert_success(m->qts, "{'execute': 'device_add', 'arguments': {"
                             "'driver': 'virtio-net-sriov-pci', 'id': 'pf', "
                             "'bus': 'rp'}}");
    port_write(m, PCI_EXP_SLTCTL, 2, PCI_EXP_SLTCTL_PWR_IND_ON);
    m->sriov = cfg_ext_cap(m, PF_DEVFN, PCI_EXT_CAP_ID_SRIOV);
    machine_map_pf(m);
    admin_start_all(a, m, 2);
    expect_simple(a, NOTIFY_INFO, GROUP_SRIOV, 2, 0, 0);
}

/* By the attention button, with commands outstanding and VFs enabled. */
static void test_unplug(void)
{
    Machine *m = machine_start("", NATIVE);
    Admin a;

    start_busy(&a, m);
    machine_unplug_pf(m);
    check_gone(&a);
    plug_again(&a);
    machine_stop(m);
}

static void test_surprise_remove(void)
{
    Machine *m = machine_start("", NATIVE);
    uint64_t box = 0x800000;
    uint16_t before;
    Admin a;

    /* as Linux sets it: events of the button, and none of the presence */
    start_busy(&a, m);
    port_write(m, PCI_EXP_SLTCTL, 2, PCI_EXP_SLTCTL_PWR_IND_ON |
               PCI_EXP_SLTCTL_HPIE | PCI_EXP_SLTCTL_ABPE);
    port_write(m, PCI_EXP_SLTSTA, 2, PCI_EXP_SLTSTA_PDC | PCI_EXP_SLTSTA_ABP);
    port_set_vector(m, box, 0x5107);
    before = port_read(m, PCI_EXP_SLTCTL, 2);
    pf_set(m, "surprise-remove", "false");
    g_assert_true(port_read(m, PCI_EXP_SLTSTA, 2) & PCI_EXP_SLTSTA_PDS);
    pf_set(m, "surprise-remove", "true");
    qtest_qmp_eventwait(m->qts, "DEVICE_DELETED");
    check_gone(&a);
    g_assert_cmphex(qtest_readl(m->qts, box), ==, 0x5107);
    /* nobody pressed a button, nobody took the power away */
    g_assert_cmphex(port_read(m, PCI_EXP_SLTSTA, 2) &
                    (PCI_EXP_SLTSTA_PDS | PCI_EXP_SLTSTA_PDC |
                     PCI_EXP_SLTSTA_ABP), ==, PCI_EXP_SLTSTA_PDC);
    g_assert_cmphex(port_read(m, PCI_EXP_SLTCTL, 2), ==, before);
    g_assert_false(port_read(m, PCI_EXP_LNKSTA, 2) & PCI_EXP_LNKSTA_DLLLA);
    plug_again(&a);
    machine_stop(m);
}

/* A request that comes when the card is on its way out already. */
static void test_surprise_twice(void)
{
    Machine *m = machine_start("", NATIVE);
    Admin a;

    start_busy(&a, m);
    qtest_qmp_send(m->qts, "{'execute': 'qom-set', 'arguments': {"
                   "'path': '/machine/peripheral/pf', "
                   "'property': 'surprise-remove', 'value': true}}");
    qtest_qmp_send(m->qts, "{'execute': 'qom-set', 'arguments': {"
                   "'path': '/machine/peripheral/pf', "
                   "'property': 'surprise-remove', 'value': true}}");
    qtest_qmp_eventwait(m->qts, "DEVICE_DELETED");
    check_gone(&a);
    machine_stop(m);
}

/* A card that is soldered in. */
static void test_no_slot(void)
{
    Machine *m = machine_start("", "-global pcie-root-port.hotplug=off");

    qobject_unref(pf_set_fails(m, "surprise-remove", "true"));
    qtest_clock_step(m->qts, SECOND);
    g_assert_cmphex(cfg_read(m, PF_DEVFN, 0, 4), !=, 0xffffffff);
    machine_stop(m);
}

#define REPORT (PCI_EXP_DEVCTL_NFERE | PCI_EXP_DEVCTL_FERE)

/* Error messages go from both functions through the port to the root. */
static void let_errors_through(Machine *m)
{
    unsigned devfn;

    for (devfn = 0; devfn <= 1; devfn++) {
        uint16_t exp = cfg_cap(m, devfn, PCI_CAP_ID_EXP);

        cfg_write(m, devfn, exp + PCI_EXP_DEVCTL, 2, REPORT);
    }
    port_write(m, PCI_EXP_DEVCTL, 2, REPORT);
    port_serr(m);
}

static void inject(Machine *m, const char *id, const char *name)
{
    g_autofree char *out = qtest_hmp(m->qts, "pcie_aer_inject_error %s %s", id,
                                     name);

    g_assert_true(g_str_has_prefix(out, "OK"));
}

static void test_errors(void)
{
    static const char *const id[] = { "pf", "pf.vf1" };
    Machine *m = machine_start("", "");
    unsigned devfn;

    machine_enable_vfs(m, 1);
    let_errors_through(m);
    for (devfn = 0; devfn <= 1; devfn++) {
        uint16_t aer = cfg_ext_cap(m, devfn, PCI_EXT_CAP_ID_ERR);

        g_assert_cmpuint(aer, !=, 0);
        inject(m, id[devfn], "COMP_ABORT");
        g_assert_cmphex(cfg_read(m, devfn, aer + PCI_ERR_UNCOR_STATUS, 4), ==,
                        PCI_ERR_UNC_COMP_ABORT);
        /* not fatal; whose it is */
        g_assert_cmphex(port_error(m, PCI_ERR_ROOT_STATUS) & 0x7f, ==,
                        PCI_ERR_ROOT_UNCOR_RCV | PCI_ERR_ROOT_NONFATAL_RCV);
        g_assert_cmphex(port_error(m, PCI_ERR_ROOT_ERR_SRC) >> 16, ==,
                        1 << 8 | devfn);
        cfg_write(m, devfn, aer + PCI_ERR_UNCOR_STATUS, 4, 0xffffffff);
        g_assert_cmphex(cfg_read(m, devfn, aer + PCI_ERR_UNCOR_STATUS, 4), ==,
                        0);
        g_assert_cmphex(cfg_read(m, devfn, aer + PCI_ERR_CAP, 4) &
                        PCI_ERR_CAP_FEP(0x1f), ==, 0);
        port_clear_errors(m);

        inject(m, id[devfn], "MALF_TLP");
        g_assert_cmphex(port_error(m, PCI_ERR_ROOT_STATUS) & 0x7f, ==,
                        PCI_ERR_ROOT_UNCOR_RCV | PCI_ERR_ROOT_FATAL_RCV |
                        PCI_ERR_ROOT_FIRST_FATAL);
        port_clear_errors(m);
    }
    machine_stop(m);
}

/* All of them can be had without. */
static void test_no_errors(void)
{
    Machine *m = machine_start("aer=off", "");

    g_assert_cmpuint(cfg_ext_cap(m, PF_DEVFN, PCI_EXT_CAP_ID_ERR), ==, 0);
    g_assert_cmpuint(cfg_ext_cap(m, PF_DEVFN, PCI_EXT_CAP_ID_ARI), !=, 0);
    machine_stop(m);
}

static void vf_power(Machine *m, unsigned state)
{
    cfg_write(m, 1, cfg_cap(m, 1, PCI_CAP_ID_PM) + PCI_PM_CTRL, 2, state);
}

static uint16_t msix_flags(Machine *m)
{
    return cfg_read(m, 1, cfg_cap(m, 1, PCI_CAP_ID_MSIX) + PCI_MSIX_FLAGS, 2);
}

/*
 * In D3hot a VF has no memory.  What it was before it is again afterwards, if
 * @kept, else it comes back as from a reset.
 */
static void check_power(const char *pf, bool kept)
{
    uint64_t status = bar(1, 4) + VIRTIO_PCI_COMMON_STATUS;
    uint64_t queues = bar(1, 4) + VIRTIO_PCI_COMMON_NUMQ;
    Machine *m = machine_start(pf, "");
    Admin a;

    admin_start_all(&a, m, 2);
    reg_write(&a, 1, VIRTIO_PCI_STATUS, 3, 1);
    reg_write(&a, 1, VIRTIO_PCI_QUEUE_SEL, 1, 2);
    reg_write(&a, 2, VIRTIO_PCI_STATUS, 3, 1);
    machine_set_msix(m, 1, true);
    g_assert_cmphex(qtest_readb(m->qts, status), ==, 3);
    g_assert_cmpuint(qtest_readw(m->qts, queues), ==, 3);
    vf_power(m, 3);
    g_assert_cmpuint(qtest_readw(m->qts, queues), ==, 0);
    qtest_writew(m->qts, bar(1, 2), 0);
    g_assert_cmpuint(counter(m, "members.1.kick-member"), ==, 0);
    g_assert_cmphex(cfg_read(m, 1, PCI_REVISION_ID, 1), ==, 1);
    vf_power(m, 0);
    g_assert_cmphex(cfg_read(m, 1, cfg_cap(m, 1, PCI_CAP_ID_PM) + PCI_PM_CTRL,
                             2), ==, kept ? PCI_PM_CTRL_NO_SOFT_RESET : 0);
    g_assert_cmphex(qtest_readb(m->qts, status), ==, kept ? 3 : 0);
    g_assert_cmphex(reg_read(&a, 1, VIRTIO_PCI_QUEUE_SEL, 2), ==, kept);
    g_assert_cmphex(cfg_read(m, 1, PCI_COMMAND, 2), ==,
                    kept ? PCI_COMMAND_MASTER : 0);
    g_assert_cmphex(msix_flags(m) & PCI_MSIX_FLAGS_ENABLE, ==,
                    kept ? PCI_MSIX_FLAGS_ENABLE : 0);
    /* its neighbour is another function */
    g_assert_cmphex(reg_read(&a, 2, VIRTIO_PCI_STATUS, 1), ==, 3);

    /* a reset is one in D3hot, too */
    reg_write(&a, 1, VIRTIO_PCI_STATUS, 3, 1);
    vf_power(m, 3);
    machine_flr(m, 1);
    g_assert_cmphex(reg_read(&a, 1, VIRTIO_PCI_STATUS, 1), ==, 0);
    g_assert_cmpuint(qtest_readw(m->qts, queues), ==, 3);
    g_assert_cmpuint(violations(m), ==, 0);
    machine_stop(m);
}

static void test_power(void)
{
    check_power("", true);
    check_power("no-soft-reset=off", false);
}

void add_slot_tests(void)
{
    qtest_add_func("/slot/unplug", test_unplug);
    qtest_add_func("/slot/surprise-remove", test_surprise_remove);
    qtest_add_func("/slot/surprise-twice", test_surprise_twice);
    qtest_add_func("/slot/no-slot", test_no_slot);
    qtest_add_func("/slot/errors", test_errors);
    qtest_add_func("/slot/no-errors", test_no_errors);
    qtest_add_func("/slot/power", test_power);
}
