/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What holds for every device type: identity, queues, the fields of its
 * configuration, resets, and that its card can come and go.
 */

#include "qemu/osdep.h"
#include "qobject/qdict.h"
#include "standard-headers/linux/pci_regs.h"
#include "standard-headers/linux/virtio_config.h"
#include "standard-headers/linux/virtio_pci.h"
#include "legacy.h"
#include "tests.h"
#include "types.h"

#define VFS 2
#define SECOND 1000000000ll

static Machine *start(const void *data, Admin *a)
{
    Machine *m = type_start(data, "", "");

    admin_start_all(a, m, VFS);
    return m;
}

static void test_identity(const void *data)
{
    const Type *t = data;
    uint32_t id = (0x1040 + t->id) << 16 | 0x1af4;
    unsigned devfn;
    Machine *m;
    Admin a;

    m = start(t, &a);
    g_assert_cmphex(cfg_read(m, PF_DEVFN, PCI_VENDOR_ID, 4), ==, id);
    g_assert_cmphex(cfg_read(m, PF_DEVFN, m->sriov + PCI_SRIOV_VF_DID, 2), ==,
                    id >> 16);
    /* the ids of a VF are the PF's to say */
    g_assert_cmphex(cfg_read(m, 1, PCI_VENDOR_ID, 4), ==, 0xffffffff);
    for (devfn = 0; devfn <= VFS; devfn++) {
        g_assert_cmphex(cfg_read(m, devfn, PCI_REVISION_ID, 1), ==, 1);
        g_assert_cmphex(cfg_read(m, devfn, PCI_CLASS_DEVICE, 2), ==, t->class);
    }
    /* VF BAR0 is not there, the doorbell and the registers are */
    g_assert_cmphex(cfg_read(m, PF_DEVFN, m->sriov + PCI_SRIOV_BAR, 4), ==, 0);
    expect_simple(&a, NOTIFY_INFO, GROUP_SRIOV, VFS, 0, 0);
    g_assert_cmpuint(violations(m), ==, 0);
    machine_stop(m);
}

static uint64_t features(Machine *m, unsigned devfn)
{
    uint64_t common = bar(devfn, 4);

    qtest_writel(m->qts, common + VIRTIO_PCI_COMMON_DFSELECT, 1);
    return (uint64_t)qtest_readl(m->qts, common + VIRTIO_PCI_COMMON_DF) << 32;
}

/* Linux's driver of the balloon refuses a device that offers the last. */
static void test_features(const void *data)
{
    const Type *t = data;
    uint64_t both = BIT_ULL(VIRTIO_F_VERSION_1);
    uint64_t owner = BIT_ULL(VIRTIO_F_SR_IOV) | BIT_ULL(VIRTIO_F_ADMIN_VQ);
    Machine *m;
    Admin a;

    if (strcmp(t->name, "balloon")) {
        both |= BIT_ULL(VIRTIO_F_ACCESS_PLATFORM);
    }
    m = start(t, &a);
    g_assert_cmphex(features(m, PF_DEVFN) &
                    (both | owner | BIT_ULL(VIRTIO_F_ACCESS_PLATFORM)), ==,
                    both | owner);
    g_assert_cmphex(features(m, 1) &
                    (both | owner | BIT_ULL(VIRTIO_F_ACCESS_PLATFORM)), ==,
                    both);
    machine_stop(m);
}

/* As many as there are, a vector for each; and the administration queue. */
static void test_queues(const void *data)
{
    const Type *t = data;
    unsigned i, index, vectors;
    Machine *m;
    Admin a;

    m = start(t, &a);
    for (i = 0; i < t->queues + 4; i++) {
        reg_write(&a, 1, VIRTIO_PCI_QUEUE_SEL, i, 2);
        if (i < t->queues) {
            g_assert_cmpuint(reg_read(&a, 1, VIRTIO_PCI_QUEUE_NUM, 2), ==,
                             256);
        } else {
            g_assert_cmpuint(reg_read(&a, 1, VIRTIO_PCI_QUEUE_NUM, 2), ==, 0);
        }
    }
    vectors = (cfg_read(m, 1, cfg_cap(m, 1, PCI_CAP_ID_MSIX) + PCI_MSIX_FLAGS,
                        2) & PCI_MSIX_FLAGS_QSIZE) + 1;
    g_assert_cmpuint(vectors, ==, t->queues + 1);
    index = qtest_readw(m->qts, COMMON_REG(VIRTIO_PCI_COMMON_ADM_Q_IDX));
    g_assert_cmpuint(qtest_readw(m->qts, COMMON_REG(VIRTIO_PCI_COMMON_NUMQ)),
                     ==, t->queues);
    g_assert_cmpuint(index, >, t->queues);
    machine_stop(m);
}

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

static void check_fields(Admin *a, const char *layout, unsigned offset)
{
    uint8_t ones[40];
    unsigned len;
    Cmd c;

    memset(ones, 0xff, sizeof(ones));
    for (len = 0; len <= 36; len++) {
        bool ok = single_field(layout, offset, len);

        legacy_read(&c, DEV_READ, 1, offset, len);
        cmd_expect(a, &c, ok ? 0 : EINVAL_CMD, ok ? 0 : Q_INVALID_FIELD);
        g_assert_cmpuint(c.used, ==, ok ? 8 + len : 8);
        if (!ok) {
            legacy_write(&c, DEV_WRITE, 1, offset, ones, len);
            cmd_expect(a, &c, EINVAL_CMD, Q_INVALID_FIELD);
        }
    }
}

/* Every offset and length around the fields. */
static void test_fields(const void *data)
{
    const Type *t = data;
    uint8_t before[128], after[128];
    unsigned i, size = strlen(t->config);
    Machine *m;
    Admin a;

    m = start(t, &a);
    for (i = 0; i < size; i++) {
        before[i] = config_read(&a, 1, i, 1);
    }
    for (i = 0; i < size + 3; i++) {
        check_fields(&a, t->config, i);
    }
    check_fields(&a, t->config, 255);
    for (i = 0; i < size; i++) {
        after[i] = config_read(&a, 1, i, 1);
    }
    g_assert_cmpmem(before, size, after, size);
    machine_stop(m);
}

static void dirty(Admin *a, unsigned vf, const Type *t)
{
    Ring r;

    machine_set_msix(a->m, vf, true);
    legacy_start(a, vf, 0x30000000);
    reg_write(a, vf, VIRTIO_MSI_CONFIG_VECTOR, 0, 2);
    legacy_queue(a, vf, t->queues - 1, &r);
    reg_write(a, vf, VIRTIO_MSI_QUEUE_VECTOR, 1, 2);
    legacy_run(a, vf);
    g_assert_cmphex(reg_read(a, vf, VIRTIO_PCI_GUEST_FEATURES, 4), !=, 0);
}

static void check_clean(Admin *a, unsigned vf, const Type *t)
{
    g_assert_cmphex(reg_read(a, vf, VIRTIO_PCI_STATUS, 1), ==, 0);
    g_assert_cmphex(reg_read(a, vf, VIRTIO_PCI_ISR, 1), ==, 0);
    g_assert_cmphex(reg_read(a, vf, VIRTIO_PCI_GUEST_FEATURES, 4), ==, 0);
    g_assert_cmphex(reg_read(a, vf, VIRTIO_PCI_QUEUE_SEL, 2), ==, 0);
    reg_write(a, vf, VIRTIO_PCI_QUEUE_SEL, t->queues - 1, 2);
    g_assert_cmphex(reg_read(a, vf, VIRTIO_PCI_QUEUE_PFN, 4), ==, 0);
    machine_set_msix(a->m, vf, true);
    g_assert_cmphex(reg_read(a, vf, VIRTIO_MSI_CONFIG_VECTOR, 2), ==, 0xffff);
    g_assert_cmphex(reg_read(a, vf, VIRTIO_MSI_QUEUE_VECTOR, 2), ==, 0xffff);
}

static void test_resets(const void *data)
{
    const Type *t = data;
    Machine *m;
    Admin a;

    m = start(t, &a);
    dirty(&a, 1, t);
    dirty(&a, 2, t);
    reg_write(&a, 1, VIRTIO_PCI_STATUS, 0, 1);
    check_clean(&a, 1, t);
    g_assert_cmphex(reg_read(&a, 2, VIRTIO_PCI_STATUS, 1), ==, STATUS_RUNNING);
    machine_flr(m, 2);
    check_clean(&a, 2, t);
    dirty(&a, 1, t);
    machine_enable_vfs(m, 0);
    machine_enable_vfs(m, VFS);
    check_clean(&a, 1, t);
    dirty(&a, 2, t);
    machine_flr(m, PF_DEVFN);
    machine_map_pf(m);
    admin_start_all(&a, m, VFS);
    check_clean(&a, 2, t);
    g_assert_cmpuint(violations(m), ==, 0);
    machine_stop(m);
}

/* Pulled out while it runs, and another of its kind plugged in. */
static void test_replug(const void *data)
{
    const Type *t = data;
    g_autofree char *device = NULL, *out = NULL;
    Machine *m;
    Admin a;

    m = type_start(t, "", "-global "
                   "ICH9-LPC.acpi-pci-hotplug-with-bridge-support=off");
    admin_start_all(&a, m, VFS);
    dirty(&a, 1, t);
    pf_set(m, "surprise-remove", "true");
    qtest_qmp_eventwait(m->qts, "DEVICE_DELETED");
    qtest_clock_step(m->qts, SECOND);
    g_assert_cmphex(cfg_read(m, PF_DEVFN, 0, 4), ==, 0xffffffff);
    device = g_strdup_printf("virtio-%s-sriov-pci,id=pf,bus=rp%s%s", t->name,
                             t->pf ? "," : "", t->pf ?: "");
    out = qtest_hmp(m->qts, "device_add %s", device);
    g_assert_cmpstr(out, ==, "");
    port_write(m, PCI_EXP_SLTCTL, 2, PCI_EXP_SLTCTL_PWR_IND_ON);
    machine_map_pf(m);
    admin_start_all(&a, m, VFS);
    check_clean(&a, 1, t);
    machine_stop(m);
}

static void add(const char *name, const Type *t, void (*test)(const void *))
{
    g_autofree char *path = g_strdup_printf("/types/%s/%s", t->name, name);

    qtest_add_data_func(path, t, test);
}

void add_type_tests(void)
{
    unsigned i;

    for (i = 0; i < num_types; i++) {
        add("identity", &types[i], test_identity);
        add("features", &types[i], test_features);
        add("queues", &types[i], test_queues);
        add("fields", &types[i], test_fields);
        add("resets", &types[i], test_resets);
        add("replug", &types[i], test_replug);
    }
}
