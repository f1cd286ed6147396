/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The modern registers of a VF: rules for the driver that are seen broken, and
 * the bad hardware there.
 */

#include "qemu/osdep.h"
#include "qemu/bswap.h"
#include "standard-headers/linux/pci_regs.h"
#include "standard-headers/linux/virtio_config.h"
#include "standard-headers/linux/virtio_pci.h"
#include "admin.h"
#include "tests.h"
#include "types.h"

#define VF 1
#define REG(name) (bar(VF, 4) + VIRTIO_PCI_COMMON_##name)
#define DEVICE_CONFIG (bar(VF, 4) + 0x2000)
#define NOTIFY(queue) (bar(VF, 4) + 0x3000 + (queue) * 4)

#define ACKNOWLEDGE VIRTIO_CONFIG_S_ACKNOWLEDGE
#define DRIVER      (ACKNOWLEDGE | VIRTIO_CONFIG_S_DRIVER)
#define FEATURES_OK (DRIVER | VIRTIO_CONFIG_S_FEATURES_OK)
#define DRIVER_OK   (FEATURES_OK | VIRTIO_CONFIG_S_DRIVER_OK)

#define FEATURES (BIT_ULL(VIRTIO_F_VERSION_1) | \
                  BIT_ULL(VIRTIO_F_ACCESS_PLATFORM) | \
                  BIT_ULL(VIRTIO_F_RING_RESET))
#define SIZE 64

static Machine *start(const char *pf)
{
    Machine *m = machine_start(pf, "");

    machine_enable_vfs(m, 2);
    return m;
}

static void set_status(Machine *m, uint8_t status)
{
    qtest_writeb(m->qts, REG(STATUS), status);
}

static uint8_t get_status(Machine *m)
{
    return qtest_readb(m->qts, REG(STATUS));
}

static void write_features(Machine *m, uint64_t features)
{
    unsigned i;

    for (i = 0; i < 2; i++) {
        qtest_writel(m->qts, REG(GFSELECT), i);
        qtest_writel(m->qts, REG(GF), features >> (i * 32));
    }
}

static void reset(Machine *m)
{
    set_status(m, 0);
    g_assert_cmphex(get_status(m), ==, 0);
}

/* As a driver should, until it has its features. */
static void negotiate(Machine *m)
{
    reset(m);
    set_status(m, ACKNOWLEDGE);
    set_status(m, DRIVER);
    write_features(m, FEATURES);
    set_status(m, FEATURES_OK);
    g_assert_cmphex(get_status(m), ==, FEATURES_OK);
}

static void set_up(Machine *m, unsigned queue, uint16_t size)
{
    Ring ring;

    ring_init(&ring, m, SIZE);
    qtest_writew(m->qts, REG(Q_SELECT), queue);
    qtest_writew(m->qts, REG(Q_SIZE), size);
    qtest_writel(m->qts, REG(Q_DESCLO), ring.desc);
    qtest_writel(m->qts, REG(Q_DESCHI), 0);
    qtest_writel(m->qts, REG(Q_AVAILLO), ring.avail);
    qtest_writel(m->qts, REG(Q_AVAILHI), 0);
    qtest_writel(m->qts, REG(Q_USEDLO), ring.used);
    qtest_writel(m->qts, REG(Q_USEDHI), 0);
    qtest_writew(m->qts, REG(Q_ENABLE), 1);
}

static void run(Machine *m)
{
    negotiate(m);
    set_up(m, 0, SIZE);
    set_up(m, 1, SIZE);
    set_status(m, DRIVER_OK);
}

/* One more of that kind, and nothing else. */
static void expect(Machine *m, const char *kind)
{
    g_assert_cmpuint(violations_of(m, kind), ==, 1);
    g_assert_cmpuint(violations(m), ==, 1);
    reset_counters(m);
}

static void test_good_driver(void)
{
    Machine *m = start("");
    unsigned i;

    for (i = 0; i < 2; i++) {
        run(m);
        qtest_writew(m->qts, NOTIFY(0), 0);
        qtest_writew(m->qts, NOTIFY(1), 1);
        g_assert_cmphex(qtest_readw(m->qts, DEVICE_CONFIG + 6), ==, 0);
        qtest_readb(m->qts, DEVICE_CONFIG + 5);
    }
    g_assert_cmpuint(counter(m, "members.1.kick-modern"), ==, 4);
    /* a queue that is reset may be another one afterwards */
    qtest_writew(m->qts, REG(Q_SELECT), 1);
    qtest_writew(m->qts, REG(Q_RESET), 1);
    g_assert_cmpuint(qtest_readw(m->qts, REG(Q_RESET)), ==, 0);
    set_up(m, 1, SIZE / 2);
    /* FLR is a reset, too */
    machine_flr(m, VF);
    cfg_write(m, VF, PCI_COMMAND, 2, PCI_COMMAND_MASTER);
    set_status(m, ACKNOWLEDGE);
    g_assert_cmpuint(violations(m), ==, 0);
    machine_stop(m);
}

static void test_status_rules(void)
{
    Machine *m = start("");

    negotiate(m);
    set_status(m, 0);
    set_status(m, ACKNOWLEDGE);
    expect(m, "modern-status");         /* not waited for */

    set_status(m, DRIVER);
    set_status(m, ACKNOWLEDGE);
    expect(m, "modern-status");         /* a bit taken back */

    reset(m);
    set_status(m, ACKNOWLEDGE | VIRTIO_CONFIG_S_FEATURES_OK);
    expect(m, "modern-status");

    reset(m);
    set_status(m, DRIVER);
    set_status(m, DRIVER_OK);
    expect(m, "modern-status");         /* both at once */

    reset(m);
    set_status(m, DRIVER);
    write_features(m, FEATURES);
    set_status(m, FEATURES_OK);
    set_status(m, DRIVER_OK);
    expect(m, "modern-status");         /* not read back */

    /* what the device takes back is not the driver's doing */
    run(m);
    cfg_write(m, VF, PCI_COMMAND, 2, 0);
    set_status(m, get_status(m) | VIRTIO_CONFIG_S_FAILED);
    g_assert_cmpuint(violations(m), ==, 0);
    machine_stop(m);
}

static void test_feature_rules(void)
{
    Machine *m = start("");

    negotiate(m);
    qtest_writel(m->qts, REG(GF), 0);
    expect(m, "modern-features");

    reset(m);
    set_status(m, DRIVER);
    write_features(m, FEATURES | BIT_ULL(VIRTIO_F_ADMIN_VQ));
    g_assert_cmpuint(violations(m), ==, 0);
    set_status(m, FEATURES_OK);
    expect(m, "modern-features");
    machine_stop(m);
}

static void test_config_rules(void)
{
    const Type *console = type_find("console");
    Machine *m = start("");

    reset(m);
    set_status(m, DRIVER);
    qtest_writeb(m->qts, DEVICE_CONFIG, 2);
    expect(m, "modern-config");
    negotiate(m);
    qtest_writeb(m->qts, DEVICE_CONFIG, 2);
    g_assert_cmpuint(violations(m), ==, 0);
    machine_stop(m);

    m = type_start(console, "", "");
    machine_enable_vfs(m, 2);
    qtest_writel(m->qts, DEVICE_CONFIG + 8, 'x');
    g_assert_cmpuint(violations(m), ==, 0);
    qtest_writew(m->qts, DEVICE_CONFIG, 80);
    expect(m, "modern-config");
    machine_stop(m);
}

static void test_access_rules(void)
{
    static const struct {
        unsigned offset;
        unsigned size;
    } bad[] = {
        { VIRTIO_PCI_COMMON_DF, 2 }, { VIRTIO_PCI_COMMON_DF + 2, 2 },
        { VIRTIO_PCI_COMMON_Q_SIZE, 1 }, { VIRTIO_PCI_COMMON_Q_SIZE, 4 },
        { VIRTIO_PCI_COMMON_STATUS, 2 }, { VIRTIO_PCI_COMMON_Q_DESCLO, 2 },
        { 0x40, 4 }, { 0x2000, 2 }, { 0x2000, 4 }, { 0x2006, 1 },
        { 0x2008, 4 },
    };
    Machine *m = start("");
    unsigned i;

    for (i = 0; i < ARRAY_SIZE(bad); i++) {
        uint64_t at = bar(VF, 4) + bad[i].offset;

        if (bad[i].size == 1) {
            qtest_readb(m->qts, at);
        } else if (bad[i].size == 2) {
            qtest_readw(m->qts, at);
        } else {
            qtest_readl(m->qts, at);
        }
        expect(m, "modern-access");
    }
    qtest_writeb(m->qts, REG(Q_SELECT), 1);
    expect(m, "modern-access");
    /* the halves of an address may come as one */
    qtest_readq(m->qts, REG(Q_DESCLO));
    g_assert_cmpuint(violations(m), ==, 0);
    machine_stop(m);
}

static void test_read_only(void)
{
    Machine *m = start("");

    qtest_writel(m->qts, REG(DF), 0);
    expect(m, "modern-read-only");
    qtest_writew(m->qts, REG(NUMQ), 0);
    expect(m, "modern-read-only");
    qtest_writeb(m->qts, REG(CFGGENERATION), 0);
    expect(m, "modern-read-only");
    qtest_writew(m->qts, REG(Q_NOFF), 0);
    expect(m, "modern-read-only");
    machine_stop(m);
}

static void test_queue_rules(void)
{
    static const uint16_t sizes[] = { 0, 3, 2 * 256, 0xffff };
    Machine *m = start("");
    unsigned i;

    negotiate(m);
    for (i = 0; i < ARRAY_SIZE(sizes); i++) {
        qtest_writew(m->qts, REG(Q_SIZE), sizes[i]);
        expect(m, "modern-queue-size");
    }

    reset(m);
    set_status(m, DRIVER);
    set_up(m, 0, SIZE);
    expect(m, "modern-queue-early");

    run(m);
    set_up(m, 2, SIZE);
    expect(m, "modern-queue-late");

    run(m);
    qtest_writew(m->qts, REG(Q_SELECT), 0);
    qtest_writel(m->qts, REG(Q_AVAILLO), 0);
    expect(m, "modern-queue-changed");
    qtest_writew(m->qts, REG(Q_SIZE), SIZE / 2);
    expect(m, "modern-queue-changed");

    negotiate(m);
    set_up(m, 0, SIZE);
    qtest_writew(m->qts, REG(Q_ENABLE), 1);
    expect(m, "modern-queue-changed");
    qtest_writew(m->qts, REG(Q_SELECT), 1);
    qtest_writew(m->qts, REG(Q_ENABLE), 0);
    expect(m, "modern-queue-changed");

    negotiate(m);
    qtest_writew(m->qts, REG(Q_SELECT), 7);
    qtest_writew(m->qts, REG(Q_ENABLE), 1);
    expect(m, "modern-queue-size");

    reset(m);
    set_status(m, DRIVER);
    write_features(m, FEATURES & ~BIT_ULL(VIRTIO_F_RING_RESET));
    set_status(m, FEATURES_OK);
    get_status(m);
    set_up(m, 0, SIZE);
    qtest_writew(m->qts, REG(Q_RESET), 1);
    expect(m, "modern-queue-changed");
    machine_stop(m);
}

static void test_notify_rules(void)
{
    Machine *m = start("");

    negotiate(m);
    set_up(m, 0, SIZE);
    qtest_writew(m->qts, NOTIFY(0), 0);
    expect(m, "modern-notify-early");

    run(m);
    qtest_writew(m->qts, NOTIFY(0) + 2, 0);
    expect(m, "modern-notify");
    g_assert_cmpuint(counter(m, "members.1.kick-modern"), ==, 0);
    qtest_writel(m->qts, NOTIFY(0), 0);
    expect(m, "modern-notify");
    qtest_writew(m->qts, NOTIFY(0), 1);
    expect(m, "modern-notify");
    qtest_writew(m->qts, NOTIFY(2), 2);
    expect(m, "modern-notify");         /* not enabled */
    qtest_writew(m->qts, NOTIFY(3), 3);
    expect(m, "doorbell-queue");        /* not there */
    machine_stop(m);
}

static void test_misread(void)
{
    Machine *m = start("modern-read=0x12/0/0xffff/0/2");
    g_autofree char *left = NULL;
    uint8_t generation;

    g_assert_cmphex(qtest_readw(m->qts, REG(NUMQ)), ==, 0xffff);
    g_assert_cmphex(qtest_readb(m->qts, REG(NUMQ) + 1), ==, 0xff);
    g_assert_cmphex(qtest_readw(m->qts, REG(NUMQ)), ==, 3);

    /* of one VF, bits that are not there any more, for a time */
    pf_set(m, "modern-read", "'20/0xf7/0x40/0/5ms/1,24/0/0/3/4'");
    left = pf_get_str(m, "modern-read");
    g_assert_cmpstr(left, ==, "20/247/64/0/5ms/1,24/0/0/3/4");
    set_status(m, FEATURES_OK);
    g_assert_cmphex(get_status(m), ==, DRIVER | 0x40);
    g_assert_cmphex(qtest_readb(m->qts, bar(2, 4) + 20), ==, 0);
    qtest_clock_step(m->qts, 6 * 1000000);
    g_assert_cmphex(get_status(m), ==, FEATURES_OK);

    /* one and the other, in turn */
    g_assert_cmphex(qtest_readw(m->qts, REG(Q_SIZE)), ==, 0);
    g_assert_cmphex(qtest_readw(m->qts, REG(Q_SIZE)), ==, 3);
    g_assert_cmphex(qtest_readw(m->qts, REG(Q_SIZE)), ==, 0);
    g_assert_cmphex(qtest_readw(m->qts, REG(Q_SIZE)), ==, 3);
    g_assert_cmphex(qtest_readw(m->qts, REG(Q_SIZE)), ==, 256);
    pf_set(m, "modern-read", "'0x15/0xff/0/1/100'");
    generation = qtest_readb(m->qts, REG(CFGGENERATION));
    g_assert_cmphex(qtest_readb(m->qts, REG(CFGGENERATION)), ==,
                    generation ^ 1);
    qtest_readb(m->qts, REG(CFGGENERATION));
    /* what is set anew begins anew */
    pf_set(m, "modern-read", "'0x15/0xff/0/1/100'");
    g_assert_cmphex(qtest_readb(m->qts, REG(CFGGENERATION)), ==, generation);

    qobject_unref(pf_set_fails(m, "modern-read", "'20/1/2/3'"));
    qobject_unref(pf_set_fails(m, "modern-read", "'20/1/0x100000000/3/4'"));
    machine_stop(m);
}

static bool all_gone(Machine *m, unsigned vf)
{
    static const unsigned at[] = { 0, 20, 0x1000, 0x2000, 0x3000, 0x3ffc };
    unsigned i, ones = 0;

    for (i = 0; i < ARRAY_SIZE(at); i++) {
        ones += qtest_readl(m->qts, bar(vf, 4) + at[i]) == 0xffffffff;
    }
    return ones == ARRAY_SIZE(at);
}

static void test_gone(void)
{
    Machine *m = start("");

    run(m);
    pf_set(m, "gone", "'now'");
    g_assert_true(all_gone(m, 1));
    g_assert_true(all_gone(m, 2));
    set_status(m, 0);
    /* the rest of the function stays */
    g_assert_cmphex(cfg_read(m, VF, PCI_REVISION_ID, 1), ==, 1);
    pf_set(m, "gone", "'no'");
    g_assert_cmphex(get_status(m), ==, DRIVER_OK);

    pf_set(m, "gone", "'reset'");
    g_assert_false(all_gone(m, 1));
    set_status(m, 0);
    g_assert_true(all_gone(m, 1));
    g_assert_false(all_gone(m, 2));
    pf_set(m, "gone", "'features-ok'");
    reset(m);
    set_status(m, DRIVER);
    set_status(m, FEATURES_OK);
    g_assert_true(all_gone(m, 1));
    pf_set(m, "gone", "'driver-ok'");
    negotiate(m);
    set_status(m, DRIVER_OK);
    g_assert_true(all_gone(m, 1));
    pf_set(m, "gone", "'no'");
    g_assert_cmphex(get_status(m), ==, DRIVER_OK);
    qobject_unref(pf_set_fails(m, "gone", "'perhaps'"));
    machine_stop(m);
}

/* A status that does not change, by whatever is written; FLR helps. */
static void test_stuck(void)
{
    Machine *m = start("");

    run(m);
    pf_set(m, "vf-stuck", "true");
    set_status(m, 0);
    g_assert_cmphex(get_status(m), ==, DRIVER_OK);
    machine_flr(m, VF);
    g_assert_cmphex(get_status(m), ==, 0);
    set_status(m, ACKNOWLEDGE);
    g_assert_cmphex(get_status(m), ==, 0);
    pf_set(m, "vf-stuck", "false");
    set_status(m, ACKNOWLEDGE);
    g_assert_cmphex(get_status(m), ==, ACKNOWLEDGE);
    machine_stop(m);
}

/* The first capability for structure @type, in a list that may be a ring. */
static uint8_t structure(Machine *m, unsigned vf, uint8_t type)
{
    uint8_t pos = cfg_read(m, vf, PCI_CAPABILITY_LIST, 1);
    unsigned left = 64;

    while (pos && left-- &&
           (cfg_read(m, vf, pos, 1) != PCI_CAP_ID_VNDR ||
            cfg_read(m, vf, pos + 3, 1) != type)) {
        pos = cfg_read(m, vf, pos + 1, 1);
    }
    return left ? pos : 0;
}

static void test_caps(void)
{
    Machine *m = start("vf-caps=1/4/1/6");
    uint8_t common = structure(m, 1, 1), isr = structure(m, 1, 3);
    uint8_t notify = structure(m, 2, 2);
    uint16_t exp = cfg_cap(m, VF, PCI_CAP_ID_EXP);
    g_autofree char *ring = g_strdup_printf("'3/1/1/%u'", isr);
    g_autofree char *back = NULL;

    g_assert_cmphex(cfg_read(m, 1, common + 4, 1), ==, 6);
    g_assert_cmphex(cfg_read(m, 2, structure(m, 2, 1) + 4, 1), ==, 6);
    pf_set(m, "vf-caps", "'2/8/4/0xfffffffc,2/16/4/1,1/3/1/9'");
    g_assert_cmphex(cfg_read(m, 1, common + 4, 1), ==, 4);
    g_assert_cmphex(structure(m, 1, 1), ==, 0);
    g_assert_cmphex(cfg_read(m, 2, notify + 8, 4), ==, 0xfffffffc);
    g_assert_cmphex(cfg_read(m, 2, notify + 16, 4), ==, 1);
    pf_set(m, "vf-caps", ring);
    g_assert_cmphex(cfg_read(m, 1, isr + 1, 1), ==, isr);
    /* a reset makes nothing good */
    cfg_write(m, VF, exp + PCI_EXP_DEVCTL, 2, PCI_EXP_DEVCTL_BCR_FLR);
    g_assert_cmphex(cfg_read(m, 1, isr + 1, 1), ==, isr);
    pf_set(m, "vf-caps", "''");
    g_assert_cmphex(structure(m, 1, 1), ==, common);
    g_assert_cmphex(structure(m, 2, 2), ==, notify);
    g_assert_cmphex(cfg_read(m, 2, notify + 8, 4), ==, 0x3000);
    g_assert_cmphex(cfg_read(m, 2, notify + 16, 4), ==, 4);
    back = pf_get_str(m, "vf-caps");
    g_assert_cmpstr(back, ==, "");

    qobject_unref(pf_set_fails(m, "vf-caps", "'1/4/3/6'"));
    qobject_unref(pf_set_fails(m, "vf-caps", "'1/4/1'"));
    qobject_unref(pf_set_fails(m, "vf-caps", "'x'"));
    machine_stop(m);
}

void add_modern_tests(void)
{
    qtest_add_func("/modern/good-driver", test_good_driver);
    qtest_add_func("/modern/status-rules", test_status_rules);
    qtest_add_func("/modern/feature-rules", test_feature_rules);
    qtest_add_func("/modern/config-rules", test_config_rules);
    qtest_add_func("/modern/access-rules", test_access_rules);
    qtest_add_func("/modern/read-only", test_read_only);
    qtest_add_func("/modern/queue-rules", test_queue_rules);
    qtest_add_func("/modern/notify-rules", test_notify_rules);
    qtest_add_func("/modern/misread", test_misread);
    qtest_add_func("/modern/gone", test_gone);
    qtest_add_func("/modern/stuck", test_stuck);
    qtest_add_func("/modern/caps", test_caps);
}
