/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What the PCI side shows: ids, capabilities, BARs, the common configuration.
 */

#include "qemu/osdep.h"
#include "qapi/error.h"
#include "qobject/qdict.h"
#include "qobject/qjson.h"
#include "standard-headers/linux/pci_regs.h"
#include "standard-headers/linux/virtio_config.h"
#include "standard-headers/linux/virtio_pci.h"
#include "admin.h"
#include "tests.h"

static uint16_t sriov_word(Machine *m, unsigned reg)
{
    return cfg_read(m, PF_DEVFN, m->sriov + reg, 2);
}

static void test_identity(void)
{
    Machine *m = machine_start("", "");

    g_assert_cmphex(cfg_read(m, PF_DEVFN, PCI_VENDOR_ID, 4), ==, 0x10411af4);
    g_assert_cmphex(cfg_read(m, PF_DEVFN, PCI_REVISION_ID, 1), ==, 1);
    g_assert_cmphex(sriov_word(m, PCI_SRIOV_VF_DID), ==, 0x1041);
    g_assert_cmpuint(sriov_word(m, PCI_SRIOV_TOTAL_VF), ==, 16);
    g_assert_cmpuint(sriov_word(m, PCI_SRIOV_INITIAL_VF), ==, 16);
    g_assert_cmpuint(sriov_word(m, PCI_SRIOV_VF_OFFSET), ==, 1);
    g_assert_cmpuint(sriov_word(m, PCI_SRIOV_VF_STRIDE), ==, 1);
    g_assert_cmpuint(cfg_ext_cap(m, PF_DEVFN, PCI_EXT_CAP_ID_ARI), !=, 0);

    /* No VF is there before VF Enable, nor one behind NumVFs after it. */
    g_assert_cmphex(cfg_read(m, 1, PCI_REVISION_ID, 4), ==, 0xffffffff);
    machine_enable_vfs(m, 2);
    g_assert_cmphex(cfg_read(m, 2, PCI_REVISION_ID, 1), ==, 1);
    g_assert_cmphex(cfg_read(m, 2, PCI_SUBSYSTEM_VENDOR_ID, 2), ==, 0x1af4);
    g_assert_cmphex(cfg_read(m, 3, PCI_REVISION_ID, 4), ==, 0xffffffff);

    machine_stop(m);
}

static void test_capabilities(void)
{
    Machine *m = machine_start("", "");
    unsigned devfn;

    machine_enable_vfs(m, 1);
    for (devfn = 0; devfn <= 1; devfn++) {
        uint16_t exp = cfg_cap(m, devfn, PCI_CAP_ID_EXP);
        uint16_t msix = cfg_cap(m, devfn, PCI_CAP_ID_MSIX);

        g_assert_true(cfg_read(m, devfn, exp + PCI_EXP_DEVCAP, 4) &
                      PCI_EXP_DEVCAP_FLR);
        /* table in BAR 1; a vector for each queue and the configuration */
        g_assert_cmpuint(cfg_read(m, devfn, msix + PCI_MSIX_TABLE, 4) &
                         PCI_MSIX_TABLE_BIR, ==, 1);
        g_assert_cmpuint(cfg_read(m, devfn, msix + PCI_MSIX_FLAGS, 2) &
                         PCI_MSIX_FLAGS_QSIZE, >=, devfn ? 3 : 4);
    }
    machine_stop(m);
}

/* What a VF has hardwired to zero: INTx, and the enables of its BARs. */
static void test_vf_hardwired(void)
{
    Machine *m = machine_start("", "");

    machine_enable_vfs(m, 1);
    g_assert_cmphex(cfg_read(m, 1, PCI_INTERRUPT_PIN, 1), ==, 0);
    g_assert_cmphex(cfg_read(m, 1, PCI_INTERRUPT_LINE, 4) & 0xff00, ==, 0);
    cfg_write(m, 1, PCI_COMMAND, 2,
              PCI_COMMAND_MASTER | PCI_COMMAND_MEMORY | PCI_COMMAND_IO |
              PCI_COMMAND_INTX_DISABLE);
    g_assert_cmphex(cfg_read(m, 1, PCI_COMMAND, 2), ==, PCI_COMMAND_MASTER);
    machine_stop(m);
}

static uint32_t bar_size(Machine *m, unsigned reg)
{
    uint32_t old = cfg_read(m, PF_DEVFN, reg, 4);
    uint32_t mask;

    cfg_write(m, PF_DEVFN, reg, 4, 0xffffffff);
    mask = cfg_read(m, PF_DEVFN, reg, 4) & ~0xfu;
    cfg_write(m, PF_DEVFN, reg, 4, old);
    return mask ? ~mask + 1 : 0;
}

static void test_bars(void)
{
    Machine *m = machine_start("", "");
    unsigned vf_bar = m->sriov + PCI_SRIOV_BAR;

    /* "MUST hardwire VF BAR0 to zero in the SR-IOV Extended capability" */
    cfg_write(m, PF_DEVFN, vf_bar, 4, 0xffffffff);
    g_assert_cmphex(cfg_read(m, PF_DEVFN, vf_bar, 4), ==, 0);
    g_assert_cmphex(bar_size(m, vf_bar + 4), ==, 0x1000);
    g_assert_cmphex(bar_size(m, vf_bar + 8), ==, 0x1000);
    g_assert_cmphex(bar_size(m, vf_bar + 16), ==, 0x4000);
    g_assert_cmphex(bar_size(m, PCI_BASE_ADDRESS_0), ==, 0);
    g_assert_cmphex(bar_size(m, PCI_BASE_ADDRESS_2), ==, 16 * 0x1000);
    machine_stop(m);
}

static uint64_t features(Machine *m, uint64_t common)
{
    uint64_t f;

    qtest_writel(m->qts, common + VIRTIO_PCI_COMMON_DFSELECT, 1);
    f = (uint64_t)qtest_readl(m->qts, common + VIRTIO_PCI_COMMON_DF) << 32;
    qtest_writel(m->qts, common + VIRTIO_PCI_COMMON_DFSELECT, 0);
    return f | qtest_readl(m->qts, common + VIRTIO_PCI_COMMON_DF);
}

static void test_features(void)
{
    const uint64_t both = BIT_ULL(VIRTIO_F_VERSION_1) |
                          BIT_ULL(VIRTIO_F_ACCESS_PLATFORM);
    const uint64_t owner = BIT_ULL(VIRTIO_F_SR_IOV) |
                           BIT_ULL(VIRTIO_F_ADMIN_VQ);
    Machine *m = machine_start("", "");
    uint64_t f;

    f = features(m, bar(PF_DEVFN, 4));
    g_assert_cmphex(f & (both | owner), ==, both | owner);
    machine_enable_vfs(m, 1);
    f = features(m, bar(1, 4));
    g_assert_cmphex(f & (both | owner), ==, both);
    machine_stop(m);
}

static void test_admin_registers(void)
{
    Machine *m = machine_start("", "");
    unsigned queues = qtest_readw(m->qts, COMMON_REG(VIRTIO_PCI_COMMON_NUMQ));
    unsigned index = qtest_readw(m->qts,
                                 COMMON_REG(VIRTIO_PCI_COMMON_ADM_Q_IDX));

    /* num_queues leaves the administration queue out. */
    g_assert_cmpuint(queues, ==, 3);
    g_assert_cmpuint(index, >, queues);
    g_assert_cmpuint(qtest_readw(m->qts,
                                 COMMON_REG(VIRTIO_PCI_COMMON_ADM_Q_NUM)),
                     ==, 1);
    g_assert_cmphex(qtest_readl(m->qts,
                                COMMON_REG(VIRTIO_PCI_COMMON_ADM_Q_IDX)),
                    ==, 1 << 16 | index);
    qtest_writel(m->qts, COMMON_REG(VIRTIO_PCI_COMMON_ADM_Q_IDX), 0);
    g_assert_cmpuint(qtest_readw(m->qts,
                                 COMMON_REG(VIRTIO_PCI_COMMON_ADM_Q_IDX)),
                     ==, index);

    qtest_writew(m->qts, COMMON_REG(VIRTIO_PCI_COMMON_Q_SELECT), index);
    g_assert_cmpuint(qtest_readw(m->qts,
                                 COMMON_REG(VIRTIO_PCI_COMMON_Q_SIZE)), >, 0);
    qtest_writew(m->qts, COMMON_REG(VIRTIO_PCI_COMMON_Q_SELECT), queues);
    g_assert_cmpuint(qtest_readw(m->qts,
                                 COMMON_REG(VIRTIO_PCI_COMMON_Q_SIZE)), ==, 0);
    machine_stop(m);
}

/* As many VFs as there are numbers for on the bus. */
static void test_255_vfs(void)
{
    Machine *m = machine_start("vfs=255,doorbell=owner", "");
    Admin a;

    g_assert_cmpuint(sriov_word(m, PCI_SRIOV_TOTAL_VF), ==, 255);
    g_assert_cmphex(bar_size(m, PCI_BASE_ADDRESS_2), ==, 0x100000);
    admin_start(&a, m);
    machine_set_num_vfs(m, 255);
    list_use(&a, list_query(&a), 0, 0);
    g_assert_cmphex(cfg_read(m, 255, PCI_REVISION_ID, 1), ==, 1);
    g_assert_cmpuint(reg_read(&a, 255, VIRTIO_PCI_QUEUE_NUM, 2), >, 0);
    qtest_writew(m->qts, bar(PF_DEVFN, 2) + 254 * 0x1000, 0);
    g_assert_cmpuint(counter(m, "members.255.kick-owner"), ==, 1);
    expect_simple(&a, NOTIFY_INFO, GROUP_SRIOV, 256, EINVAL_CMD,
                  Q_INVALID_MEMBER);
    machine_stop(m);
}

static void expect_no_device(Machine *m, const char *json)
{
    QObject *args = qobject_from_json(json, &error_abort);
    QDict *response = qtest_qmp(m->qts, "{'execute': 'device_add', "
                                "'arguments': %p}", args);

    g_assert_true(qdict_haskey(response, "error"));
    qobject_unref(response);
}

/* What cannot be made is refused, and leaves nothing behind. */
static void test_refused(void)
{
    static const char *const bad[] = {
        "'vfs': 0",
        "'vfs': 256",
        "'vf-queue-size': 2",
        "'vf-queue-size': 255",
        "'vf-queue-size': 2048",
        "'vf-vectors': 2049",
        "'vf-netdevs': 'nothing'",
        "'vf-netdevs': '::n1:n1'",
        "'vfs': 2, 'vf-netdevs': 'n1::'",
        "'fail': 'x'",
        "'notify-entries': '1/2'",
        "'doorbell': 'x'",
        "'netdev': 'n1', 'vf-netdevs': ':n1'",
    };
    Machine *m = machine_start("vf-netdevs=n0",
                               "-netdev hubport,id=n0,hubid=0 "
                               "-netdev hubport,id=n1,hubid=0 "
                               "-device pcie-root-port,id=rp2,slot=2");
    unsigned i;
    Admin a;

    admin_start_all(&a, m, 16);
    for (i = 0; i < ARRAY_SIZE(bad); i++) {
        g_autofree char *json = g_strdup_printf(
            "{'driver': 'virtio-net-sriov-pci', 'id': 'pf2', 'bus': 'rp2', %s}",
            bad[i]);

        expect_no_device(m, json);
        qtest_clock_step(m->qts, 1000000);
    }
    expect_no_device(m, "{'driver': 'virtio-net-sriov-pci', 'bus': 'pcie.0'}");
    expect_no_device(m, "{'driver': 'virtio-net-sriov-vf-pci', 'bus': 'rp2'}");
    qtest_qmp_assert_success(m->qts, "{'execute': 'device_add', 'arguments': {"
                             "'driver': 'virtio-net-sriov-pci', 'id': 'pf2', "
                             "'bus': 'rp2', 'vf-netdevs': '::n1'}}");
    expect_simple(&a, NOTIFY_INFO, GROUP_SRIOV, 16, 0, 0);
    machine_stop(m);
}

void add_pci_tests(void)
{
    qtest_add_func("/pci/identity", test_identity);
    qtest_add_func("/pci/capabilities", test_capabilities);
    qtest_add_func("/pci/vf-hardwired", test_vf_hardwired);
    qtest_add_func("/pci/bars", test_bars);
    qtest_add_func("/pci/features", test_features);
    qtest_add_func("/pci/admin-registers", test_admin_registers);
    qtest_add_func("/pci/refused", test_refused);
    qtest_add_func("/pci/255-vfs", test_255_vfs);
}
