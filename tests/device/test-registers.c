/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The legacy registers behave as those of a legacy virtio-pci device.
 */

#include "qemu/osdep.h"
#include "qemu/bswap.h"
#include "standard-headers/linux/pci_regs.h"
#include "standard-headers/linux/virtio_config.h"
#include "standard-headers/linux/virtio_net.h"
#include "standard-headers/linux/virtio_pci.h"
#include "standard-headers/linux/virtio_ring.h"
#include "admin.h"
#include "tests.h"

#define VF 1
#define BAD_FEATURE 30
#define STATUS_RUNNING (VIRTIO_CONFIG_S_ACKNOWLEDGE | \
                        VIRTIO_CONFIG_S_DRIVER | VIRTIO_CONFIG_S_DRIVER_OK)

static void start(Admin *a, Machine **m)
{
    *m = machine_start("", "");
    admin_start_all(a, *m, 2);
}

static void test_features(void)
{
    const uint32_t mac = 1u << VIRTIO_NET_F_MAC;
    uint32_t host;
    Machine *m;
    Admin a;

    start(&a, &m);
    host = reg_read(&a, VF, VIRTIO_PCI_HOST_FEATURES, 4);
    g_assert_true(host & mac);
    g_assert_true(host & 1u << VIRTIO_NET_F_STATUS);
    g_assert_true(host & 1u << VIRTIO_RING_F_INDIRECT_DESC);

    g_assert_cmphex(reg_read(&a, VF, VIRTIO_PCI_GUEST_FEATURES, 4), ==, 0);
    reg_write(&a, VF, VIRTIO_PCI_GUEST_FEATURES, mac, 4);
    g_assert_cmphex(reg_read(&a, VF, VIRTIO_PCI_GUEST_FEATURES, 4), ==, mac);
    /* what is not offered is not taken */
    reg_write(&a, VF, VIRTIO_PCI_GUEST_FEATURES, ~(1u << BAD_FEATURE), 4);
    g_assert_cmphex(reg_read(&a, VF, VIRTIO_PCI_GUEST_FEATURES, 4), ==,
                    host & ~(1u << BAD_FEATURE));
    /* read-only */
    reg_write(&a, VF, VIRTIO_PCI_HOST_FEATURES, 0, 4);
    g_assert_cmphex(reg_read(&a, VF, VIRTIO_PCI_HOST_FEATURES, 4), ==, host);
    g_assert_cmpuint(violations(m), ==, 0);
    machine_stop(m);
}

/* A driver that takes the bad bit understood nothing: only the basics. */
static void test_bad_feature(void)
{
    uint32_t guest;
    Machine *m;
    Admin a;

    start(&a, &m);
    reg_write(&a, VF, VIRTIO_PCI_GUEST_FEATURES, 0xffffffff, 4);
    guest = reg_read(&a, VF, VIRTIO_PCI_GUEST_FEATURES, 4);
    g_assert_true(guest & 1u << VIRTIO_NET_F_MAC);
    g_assert_false(guest & 1u << VIRTIO_NET_F_MRG_RXBUF);
    g_assert_false(guest & 1u << VIRTIO_RING_F_EVENT_IDX);
    g_assert_false(guest & 1u << BAD_FEATURE);
    machine_stop(m);
}

static void test_partial(void)
{
    uint32_t host;
    Machine *m;
    Admin a;

    start(&a, &m);
    host = reg_read(&a, VF, VIRTIO_PCI_HOST_FEATURES, 4);
    g_assert_cmphex(reg_read(&a, VF, 1, 1), ==, host >> 8 & 0xff);
    g_assert_cmphex(reg_read(&a, VF, 1, 3), ==, host >> 8);
    g_assert_cmphex(reg_read(&a, VF, 2, 2), ==, host >> 16);

    /* a write of some bytes leaves the others of its field */
    reg_write(&a, VF, VIRTIO_PCI_QUEUE_PFN, 0x11223344, 4);
    reg_write(&a, VF, VIRTIO_PCI_QUEUE_PFN + 1, 0xaa, 1);
    g_assert_cmphex(reg_read(&a, VF, VIRTIO_PCI_QUEUE_PFN, 4), ==, 0x1122aa44);
    reg_write(&a, VF, VIRTIO_PCI_QUEUE_PFN + 2, 0xbbcc, 2);
    g_assert_cmphex(reg_read(&a, VF, VIRTIO_PCI_QUEUE_PFN, 4), ==, 0xbbccaa44);
    g_assert_cmphex(reg_read(&a, VF, VIRTIO_PCI_QUEUE_PFN + 1, 3), ==,
                    0xbbccaa);
    reg_write(&a, VF, VIRTIO_PCI_QUEUE_SEL, 0x102, 2);
    reg_write(&a, VF, VIRTIO_PCI_QUEUE_SEL + 1, 0, 1);
    g_assert_cmphex(reg_read(&a, VF, VIRTIO_PCI_QUEUE_SEL, 2), ==, 2);
    reg_write(&a, VF, VIRTIO_PCI_GUEST_FEATURES, 0, 4);
    reg_write(&a, VF, VIRTIO_PCI_GUEST_FEATURES, 1u << VIRTIO_NET_F_MAC, 1);
    reg_write(&a, VF, VIRTIO_PCI_GUEST_FEATURES + 2,
              1u << (VIRTIO_NET_F_STATUS - 16), 1);
    g_assert_cmphex(reg_read(&a, VF, VIRTIO_PCI_GUEST_FEATURES, 4), ==,
                    1u << VIRTIO_NET_F_STATUS |
                    (host & 1u << VIRTIO_NET_F_MAC & 0xff));
    machine_stop(m);
}

static void test_queue_select(void)
{
    static const uint16_t none[] = { 3, 4, 1023, 1024, 0x7fff, 0xffff };
    Machine *m;
    unsigned i;
    Admin a;

    start(&a, &m);
    for (i = 0; i < 3; i++) {
        reg_write(&a, VF, VIRTIO_PCI_QUEUE_SEL, i, 2);
        g_assert_cmpuint(reg_read(&a, VF, VIRTIO_PCI_QUEUE_SEL, 2), ==, i);
        g_assert_cmpuint(reg_read(&a, VF, VIRTIO_PCI_QUEUE_NUM, 2), >=, 64);
    }
    for (i = 0; i < ARRAY_SIZE(none); i++) {
        reg_write(&a, VF, VIRTIO_PCI_QUEUE_SEL, none[i], 2);
        g_assert_cmpuint(reg_read(&a, VF, VIRTIO_PCI_QUEUE_SEL, 2), ==,
                         none[i]);
        g_assert_cmpuint(reg_read(&a, VF, VIRTIO_PCI_QUEUE_NUM, 2), ==, 0);
        reg_write(&a, VF, VIRTIO_PCI_QUEUE_PFN, 0x1000, 4);
        g_assert_cmphex(reg_read(&a, VF, VIRTIO_PCI_QUEUE_PFN, 4), ==, 0);
    }
    /* and no other queue was meant */
    for (i = 0; i < 3; i++) {
        reg_write(&a, VF, VIRTIO_PCI_QUEUE_SEL, i, 2);
        g_assert_cmphex(reg_read(&a, VF, VIRTIO_PCI_QUEUE_PFN, 4), ==, 0);
    }
    /* the size cannot be written */
    reg_write(&a, VF, VIRTIO_PCI_QUEUE_NUM, 8, 2);
    g_assert_cmpuint(reg_read(&a, VF, VIRTIO_PCI_QUEUE_NUM, 2), >=, 64);
    machine_stop(m);
}

static void test_queue_address(void)
{
    Machine *m;
    Admin a;

    start(&a, &m);
    reg_write(&a, VF, VIRTIO_PCI_STATUS, 3, 1);
    reg_write(&a, VF, VIRTIO_PCI_QUEUE_PFN, 0x10000, 4);
    reg_write(&a, VF, VIRTIO_PCI_QUEUE_SEL, 1, 2);
    g_assert_cmphex(reg_read(&a, VF, VIRTIO_PCI_QUEUE_PFN, 4), ==, 0);
    reg_write(&a, VF, VIRTIO_PCI_QUEUE_PFN, 0xffffffff, 4);
    g_assert_cmphex(reg_read(&a, VF, VIRTIO_PCI_QUEUE_PFN, 4), ==, 0xffffffff);
    reg_write(&a, VF, VIRTIO_PCI_QUEUE_NOTIFY, 1, 2);
    /* 0 takes this queue away, and nothing else */
    machine_set_msix(m, VF, true);
    reg_write(&a, VF, VIRTIO_MSI_QUEUE_VECTOR, 1, 2);
    reg_write(&a, VF, VIRTIO_PCI_QUEUE_PFN, 0, 4);
    g_assert_cmphex(reg_read(&a, VF, VIRTIO_MSI_QUEUE_VECTOR, 2), ==, 1);
    g_assert_cmphex(reg_read(&a, VF, VIRTIO_PCI_QUEUE_PFN, 4), ==, 0);
    reg_write(&a, VF, VIRTIO_PCI_QUEUE_SEL, 0, 2);
    g_assert_cmphex(reg_read(&a, VF, VIRTIO_PCI_QUEUE_PFN, 4), ==, 0x10000);
    g_assert_cmphex(reg_read(&a, VF, VIRTIO_PCI_STATUS, 1), ==, 3);
    /* each VF has its own */
    g_assert_cmphex(reg_read(&a, 2, VIRTIO_PCI_QUEUE_PFN, 4), ==, 0);
    machine_stop(m);
}

static unsigned modern_size(Machine *m, unsigned queue)
{
    qtest_writew(m->qts, bar(VF, 4) + VIRTIO_PCI_COMMON_Q_SELECT, queue);
    return qtest_readw(m->qts, bar(VF, 4) + VIRTIO_PCI_COMMON_Q_SIZE);
}

/* The size of a queue is what it always was, at whatever moment. */
static void test_queue_size(void)
{
    static const struct {
        const char *pf;
        unsigned size;
    } cases[] = {
        { "", 256 }, { "vf-queue-size=1024", 1024 }, { "vf-queue-size=4", 4 }
    };
    unsigned i;

    for (i = 0; i < ARRAY_SIZE(cases); i++) {
        Machine *m = machine_start(cases[i].pf, "");
        unsigned size = cases[i].size;
        Admin a;

        admin_start_all(&a, m, 1);
        g_assert_cmpuint(reg_read(&a, VF, VIRTIO_PCI_QUEUE_NUM, 2), ==, size);
        reg_write(&a, VF, VIRTIO_PCI_QUEUE_PFN, 0x1000, 4);
        reg_write(&a, VF, VIRTIO_PCI_QUEUE_PFN, 0, 4);
        g_assert_cmpuint(reg_read(&a, VF, VIRTIO_PCI_QUEUE_NUM, 2), ==, size);
        reg_write(&a, VF, VIRTIO_PCI_STATUS, 0, 1);
        reg_write(&a, VF, VIRTIO_PCI_QUEUE_SEL, 1, 2);
        g_assert_cmpuint(reg_read(&a, VF, VIRTIO_PCI_QUEUE_NUM, 2), ==, size);
        /* where the used ring is goes by it, with no one having asked */
        machine_flr(m, VF);
        reg_write(&a, VF, VIRTIO_PCI_QUEUE_PFN, 0x1000, 4);
        g_assert_cmpuint(modern_size(m, 0), ==, size);
        /* a modern driver says first that it is there */
        machine_flr(m, VF);
        qtest_writeb(m->qts, bar(VF, 4) + VIRTIO_PCI_COMMON_STATUS, 1);
        g_assert_cmpuint(modern_size(m, 2), ==, size);
        machine_stop(m);
    }
}

static unsigned vectors(Machine *m, unsigned devfn)
{
    uint16_t msix = cfg_cap(m, devfn, PCI_CAP_ID_MSIX);

    return (cfg_read(m, devfn, msix + PCI_MSIX_FLAGS, 2) &
            PCI_MSIX_FLAGS_QSIZE) + 1;
}

/* Fewer vectors than queues: what there is can be shared. */
static void test_few_vectors(void)
{
    Machine *m = machine_start("vf-vectors=1", "");
    Admin a;

    admin_start_all(&a, m, 1);
    g_assert_cmpuint(vectors(m, VF), ==, 1);
    g_assert_cmpuint(vectors(m, PF_DEVFN), ==, 5);
    machine_set_msix(m, VF, true);
    reg_write(&a, VF, VIRTIO_MSI_CONFIG_VECTOR, 0, 2);
    g_assert_cmphex(reg_read(&a, VF, VIRTIO_MSI_CONFIG_VECTOR, 2), ==, 0);
    reg_write(&a, VF, VIRTIO_MSI_QUEUE_VECTOR, 0, 2);
    g_assert_cmphex(reg_read(&a, VF, VIRTIO_MSI_QUEUE_VECTOR, 2), ==, 0);
    reg_write(&a, VF, VIRTIO_MSI_QUEUE_VECTOR, 1, 2);
    g_assert_cmphex(reg_read(&a, VF, VIRTIO_MSI_QUEUE_VECTOR, 2), ==, 0xffff);
    machine_stop(m);
    m = machine_start("vf-vectors=64", "");
    admin_start_all(&a, m, 1);
    g_assert_cmpuint(vectors(m, VF), ==, 64);
    machine_stop(m);
}

/* Fill every writable register of the VF. */
static void dirty(Admin *a)
{
    machine_set_msix(a->m, VF, true);
    reg_write(a, VF, VIRTIO_PCI_STATUS, VIRTIO_CONFIG_S_ACKNOWLEDGE, 1);
    reg_write(a, VF, VIRTIO_PCI_GUEST_FEATURES, 1u << VIRTIO_NET_F_MAC, 4);
    reg_write(a, VF, VIRTIO_MSI_CONFIG_VECTOR, 0, 2);
    reg_write(a, VF, VIRTIO_PCI_QUEUE_SEL, 1, 2);
    reg_write(a, VF, VIRTIO_PCI_QUEUE_PFN, 0x8000, 4);
    reg_write(a, VF, VIRTIO_MSI_QUEUE_VECTOR, 1, 2);
    config_write(a, VF, 0, "\x52\x01\x02\x03\x04\x05", 6);
}

static void check_clean(Admin *a, uint64_t mac)
{
    unsigned i;

    machine_set_msix(a->m, VF, true);
    g_assert_cmphex(reg_read(a, VF, VIRTIO_PCI_STATUS, 1), ==, 0);
    g_assert_cmphex(reg_read(a, VF, VIRTIO_PCI_ISR, 1), ==, 0);
    g_assert_cmphex(reg_read(a, VF, VIRTIO_PCI_GUEST_FEATURES, 4), ==, 0);
    g_assert_cmphex(reg_read(a, VF, VIRTIO_PCI_QUEUE_SEL, 2), ==, 0);
    g_assert_cmphex(reg_read(a, VF, VIRTIO_MSI_CONFIG_VECTOR, 2), ==, 0xffff);
    for (i = 0; i < 3; i++) {
        reg_write(a, VF, VIRTIO_PCI_QUEUE_SEL, i, 2);
        g_assert_cmphex(reg_read(a, VF, VIRTIO_PCI_QUEUE_PFN, 4), ==, 0);
        g_assert_cmphex(reg_read(a, VF, VIRTIO_MSI_QUEUE_VECTOR, 2), ==,
                        0xffff);
    }
    g_assert_cmphex(config_read(a, VF, 0, 6), ==, mac);
}

static void test_status_reset(void)
{
    uint64_t mac;
    Machine *m;
    Admin a;

    start(&a, &m);
    mac = config_read(&a, VF, 0, 6);
    dirty(&a);
    g_assert_cmphex(reg_read(&a, VF, VIRTIO_PCI_STATUS, 1), ==, 1);
    reg_write(&a, VF, VIRTIO_PCI_STATUS, 0, 1);
    check_clean(&a, mac);
    machine_stop(m);
}

static void test_flr(void)
{
    uint64_t mac;
    Machine *m;
    Admin a;

    start(&a, &m);
    mac = config_read(&a, VF, 0, 6);
    dirty(&a);
    reg_write(&a, 2, VIRTIO_PCI_STATUS, 3, 1);
    machine_flr(m, VF);
    check_clean(&a, mac);
    /* its neighbour is not concerned, nor the group */
    g_assert_cmphex(reg_read(&a, 2, VIRTIO_PCI_STATUS, 1), ==, 3);
    machine_stop(m);
}

/* Disabling and enabling the VFs is a reset of each, too. */
static void test_vf_disable(void)
{
    uint64_t mac;
    Machine *m;
    Admin a;

    start(&a, &m);
    mac = config_read(&a, VF, 0, 6);
    dirty(&a);
    machine_enable_vfs(m, 0);
    machine_enable_vfs(m, 2);
    check_clean(&a, mac);
    machine_stop(m);
}

static void set_link(Machine *m, const char *name, bool up)
{
    qtest_qmp_assert_success(m->qts, "{'execute': 'set_link', 'arguments': {"
                             "'name': %s, 'up': %i}}", name, up);
}

/* With "status" taken and running, a link change raises bits 0 and 1. */
static void test_isr(void)
{
    Machine *m = machine_start("vf-netdevs=n1",
                               "-netdev hubport,id=n1,hubid=0");
    Admin a;
    Cmd c;

    admin_start_all(&a, m, 2);
    reg_write(&a, VF, VIRTIO_PCI_STATUS, STATUS_RUNNING, 1);
    g_assert_cmphex(reg_read(&a, VF, VIRTIO_PCI_ISR, 1), ==, 0);
    set_link(m, "pf.vf1", false);
    g_assert_cmphex(reg_read(&a, VF, VIRTIO_PCI_ISR, 1), ==, 3);
    g_assert_cmphex(reg_read(&a, VF, VIRTIO_PCI_ISR, 1), ==, 0);
    /* neither a write nor the refused read of two fields clears it */
    set_link(m, "pf.vf1", true);
    reg_write(&a, VF, VIRTIO_PCI_ISR, 0, 1);
    legacy_read(&c, COMMON_READ, VF, VIRTIO_PCI_STATUS, 2);
    cmd_expect(&a, &c, EINVAL_CMD, Q_INVALID_FIELD);
    g_assert_cmphex(reg_read(&a, VF, VIRTIO_PCI_ISR, 1), ==, 3);
    machine_stop(m);
}

static void test_vectors(void)
{
    Machine *m;
    Admin a;
    Cmd c;

    start(&a, &m);
    /* without MSI-X these are no fields */
    legacy_read(&c, COMMON_READ, VF, VIRTIO_MSI_CONFIG_VECTOR, 2);
    cmd_expect(&a, &c, EINVAL_CMD, Q_INVALID_FIELD);
    legacy_write(&c, COMMON_WRITE, VF, VIRTIO_MSI_QUEUE_VECTOR, "\0\0", 2);
    cmd_expect(&a, &c, EINVAL_CMD, Q_INVALID_FIELD);

    machine_set_msix(m, VF, true);
    g_assert_cmphex(reg_read(&a, VF, VIRTIO_MSI_CONFIG_VECTOR, 2), ==, 0xffff);
    reg_write(&a, VF, VIRTIO_MSI_CONFIG_VECTOR, 2, 2);
    g_assert_cmphex(reg_read(&a, VF, VIRTIO_MSI_CONFIG_VECTOR, 2), ==, 2);
    /* one that does not exist reads back as none */
    reg_write(&a, VF, VIRTIO_MSI_CONFIG_VECTOR, 99, 2);
    g_assert_cmphex(reg_read(&a, VF, VIRTIO_MSI_CONFIG_VECTOR, 2), ==, 0xffff);

    reg_write(&a, VF, VIRTIO_MSI_QUEUE_VECTOR, 1, 2);
    reg_write(&a, VF, VIRTIO_PCI_QUEUE_SEL, 1, 2);
    g_assert_cmphex(reg_read(&a, VF, VIRTIO_MSI_QUEUE_VECTOR, 2), ==, 0xffff);
    reg_write(&a, VF, VIRTIO_MSI_QUEUE_VECTOR, 3, 2);
    reg_write(&a, VF, VIRTIO_PCI_QUEUE_SEL, 0, 2);
    g_assert_cmphex(reg_read(&a, VF, VIRTIO_MSI_QUEUE_VECTOR, 2), ==, 1);
    reg_write(&a, VF, VIRTIO_MSI_QUEUE_VECTOR, 0xfffe, 2);
    g_assert_cmphex(reg_read(&a, VF, VIRTIO_MSI_QUEUE_VECTOR, 2), ==, 0xffff);
    /* no queue, no vector */
    reg_write(&a, VF, VIRTIO_PCI_QUEUE_SEL, 1024, 2);
    reg_write(&a, VF, VIRTIO_MSI_QUEUE_VECTOR, 1, 2);
    g_assert_cmphex(reg_read(&a, VF, VIRTIO_MSI_QUEUE_VECTOR, 2), ==, 0xffff);
    machine_stop(m);
}

/* The configuration's own interrupt, on the vector that was chosen. */
static void test_config_interrupt(void)
{
    Machine *m = machine_start("vf-netdevs=n1",
                               "-netdev hubport,id=n1,hubid=0");
    uint64_t box = 0x800000;
    Admin a;

    admin_start_all(&a, m, 1);
    machine_set_msix(m, VF, true);
    machine_set_vector(m, VF, 2, box, 0xc0ffee);
    reg_write(&a, VF, VIRTIO_MSI_CONFIG_VECTOR, 2, 2);
    reg_write(&a, VF, VIRTIO_PCI_STATUS, STATUS_RUNNING, 1);
    set_link(m, "pf.vf1", false);
    g_assert_cmphex(qtest_readl(m->qts, box), ==, 0xc0ffee);
    qtest_writel(m->qts, box, 0);
    reg_write(&a, VF, VIRTIO_MSI_CONFIG_VECTOR, 0xffff, 2);
    set_link(m, "pf.vf1", true);
    g_assert_cmphex(qtest_readl(m->qts, box), ==, 0);
    machine_stop(m);
}

static void test_net_config(void)
{
    Machine *m = machine_start("vf-mac=52:54:00:10:20:fe,vf-netdevs=n1",
                               "-netdev hubport,id=n1,hubid=0");
    unsigned i;
    Admin a;

    admin_start_all(&a, m, 3);
    /* base + n, carried; a write leaves the rest, even the first access */
    config_write(&a, 3, 5, "\x77", 1);
    g_assert_cmphex(config_read(&a, 3, 0, 6), ==, 0x772110005452);
    g_assert_cmphex(config_read(&a, 1, 0, 6), ==, 0xff2010005452);
    g_assert_cmphex(config_read(&a, 2, 0, 6), ==, 0x002110005452);
    for (i = 0; i < 6; i++) {
        g_assert_cmphex(config_read(&a, 1, i, 1), ==,
                        0xff2010005452 >> (i * 8) & 0xff);
    }
    /* link up with a netdev, down without */
    g_assert_cmphex(config_read(&a, 1, 6, 2) & VIRTIO_NET_S_LINK_UP, ==, 1);
    g_assert_cmphex(config_read(&a, 2, 6, 2) & VIRTIO_NET_S_LINK_UP, ==, 0);

    /* a legacy driver may set the address, whole or bytewise */
    config_write(&a, 1, 0, "\x52\x01\x02\x03\x04\x05", 6);
    g_assert_cmphex(config_read(&a, 1, 0, 6), ==, 0x050403020152);
    config_write(&a, 1, 5, "\x77", 1);
    g_assert_cmphex(config_read(&a, 1, 0, 6), ==, 0x770403020152);
    /* but not the status; and what is not there reads as zero */
    config_write(&a, 1, 6, "\0\0", 2);
    g_assert_cmphex(config_read(&a, 1, 6, 2), ==, VIRTIO_NET_S_LINK_UP);
    config_write(&a, 1, 10, "\xff\xff", 2);
    g_assert_cmphex(config_read(&a, 1, 8, 2), ==, 0);
    g_assert_cmphex(config_read(&a, 1, 10, 2), ==, 0);
    g_assert_cmphex(config_read(&a, 1, 24, 4), ==, 0);
    g_assert_cmpuint(violations(m), ==, 0);
    machine_stop(m);
}

/* Two faces, one device: what legacy does the modern registers show. */
static void test_same_device(void)
{
    Machine *m;
    Admin a;

    start(&a, &m);
    reg_write(&a, VF, VIRTIO_PCI_STATUS, 3, 1);
    g_assert_cmphex(qtest_readb(m->qts, bar(VF, 4) + VIRTIO_PCI_COMMON_STATUS),
                    ==, 3);
    qtest_writeb(m->qts, bar(VF, 4) + VIRTIO_PCI_COMMON_STATUS, 0);
    g_assert_cmphex(reg_read(&a, VF, VIRTIO_PCI_STATUS, 1), ==, 0);
    machine_stop(m);
}

void add_register_tests(void)
{
    qtest_add_func("/registers/features", test_features);
    qtest_add_func("/registers/bad-feature", test_bad_feature);
    qtest_add_func("/registers/partial", test_partial);
    qtest_add_func("/registers/queue-select", test_queue_select);
    qtest_add_func("/registers/queue-address", test_queue_address);
    qtest_add_func("/registers/queue-size", test_queue_size);
    qtest_add_func("/registers/few-vectors", test_few_vectors);
    qtest_add_func("/registers/status-reset", test_status_reset);
    qtest_add_func("/registers/flr", test_flr);
    qtest_add_func("/registers/vf-disable", test_vf_disable);
    qtest_add_func("/registers/isr", test_isr);
    qtest_add_func("/registers/vectors", test_vectors);
    qtest_add_func("/registers/config-interrupt", test_config_interrupt);
    qtest_add_func("/registers/net-config", test_net_config);
    qtest_add_func("/registers/same-device", test_same_device);
}
