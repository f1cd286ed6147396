/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Disks: the registers and the requests of a legacy driver, and the images
 * behind them.
 */

#include "qemu/osdep.h"
#include "qemu/bswap.h"
#include "standard-headers/linux/virtio_blk.h"
#include "standard-headers/linux/virtio_pci.h"
#include "legacy.h"
#include "tests.h"

#define DISKS 2
#define SECTOR 512
#define SECTORS 20480           /* 20 cylinders of 16 heads and 63 sectors */

typedef struct Blk {
    Machine *m;
    Admin a;
    Ring ring[DISKS + 1];       /* of VF 1 and so on */
    char *image[DISKS];
} Blk;

static char *make_image(void)
{
    char *path;
    int fd = g_file_open_tmp("sriov-XXXXXX.img", &path, NULL);

    g_assert_cmpint(fd, >=, 0);
    g_assert_cmpint(ftruncate(fd, SECTORS * SECTOR), ==, 0);
    close(fd);
    return path;
}

static void blk_driver(Blk *b, unsigned vf, uint32_t features)
{
    legacy_start(&b->a, vf, features);
    legacy_queue(&b->a, vf, 0, &b->ring[vf]);
    legacy_run(&b->a, vf);
}

/* VF 1 has the first image, VF 2 the second, VF 3 none. */
static void blk_start(Blk *b, const char *pf, const char *second)
{
    g_autofree char *args = NULL;
    g_autofree char *props = g_strdup_printf("vf-drives=d1:d2%s%s",
                                             *pf ? "," : "", pf);
    unsigned i;

    for (i = 0; i < DISKS; i++) {
        b->image[i] = make_image();
    }
    args = g_strdup_printf("-drive if=none,id=d1,format=raw,file=%s "
                           "-blockdev driver=file,node-name=d2,filename=%s%s",
                           b->image[0], b->image[1], second);
    b->m = machine_start_type("blk", props, args);
    admin_start_all(&b->a, b->m, 3);
}

static void blk_stop(Blk *b)
{
    unsigned i;

    machine_stop(b->m);
    for (i = 0; i < DISKS; i++) {
        unlink(b->image[i]);
        g_free(b->image[i]);
    }
}

/* Returns the status; @data is what is written or where to read to. */
static uint8_t blk_request(Blk *b, unsigned vf, uint32_t type, uint64_t sector,
                           void *data, size_t len)
{
    bool out = type == VIRTIO_BLK_T_OUT;
    struct virtio_blk_outhdr hdr = {
        .type = cpu_to_le32(type),
        .sector = cpu_to_le64(sector),
    };
    uint64_t buf = legacy_buffer(&b->a, out ? data : NULL, len);
    uint64_t status = legacy_buffer(&b->a, NULL, 1);
    Part parts[3] = { { legacy_buffer(&b->a, &hdr, 16), 16, false } };
    unsigned n = 1;

    if (len) {
        parts[n++] = (Part) { buf, len, !out };
    }
    parts[n++] = (Part) { status, 1, true };
    legacy_request(&b->a, vf, 0, &b->ring[vf], parts, n);
    if (!out && len) {
        qtest_memread(b->m->qts, buf, data, len);
    }
    return qtest_readb(b->m->qts, status);
}

static void pattern(uint8_t *data, size_t len, uint8_t seed)
{
    size_t i;

    for (i = 0; i < len; i++) {
        data[i] = seed + i * 7 + i / 256;
    }
}

static void test_config(void)
{
    uint32_t features;
    unsigned i;
    Blk b;

    blk_start(&b, "", "");
    features = reg_read(&b.a, 1, VIRTIO_PCI_HOST_FEATURES, 4);
    g_assert_true(features & 1u << VIRTIO_BLK_F_SEG_MAX);
    g_assert_true(features & 1u << VIRTIO_BLK_F_GEOMETRY);
    g_assert_true(features & 1u << VIRTIO_BLK_F_BLK_SIZE);
    g_assert_true(features & 1u << VIRTIO_BLK_F_FLUSH);
    g_assert_true(features & 1u << VIRTIO_BLK_F_TOPOLOGY);
    g_assert_true(features & 1u << VIRTIO_BLK_F_CONFIG_WCE);
    g_assert_false(features & 1u << VIRTIO_BLK_F_RO);
    g_assert_false(features & 1u << VIRTIO_BLK_F_MQ);

    /* capacity, whole and in parts */
    g_assert_cmpuint(config_read(&b.a, 1, 0, 8), ==, SECTORS);
    g_assert_cmpuint(config_read(&b.a, 1, 0, 4), ==, SECTORS);
    g_assert_cmpuint(config_read(&b.a, 1, 4, 4), ==, 0);
    for (i = 0; i < 8; i++) {
        g_assert_cmphex(config_read(&b.a, 1, i, 1), ==,
                        (uint64_t)SECTORS >> (i * 8) & 0xff);
    }
    g_assert_cmpuint(config_read(&b.a, 1, 12, 4), ==, 254);     /* seg_max */
    g_assert_cmpuint(config_read(&b.a, 1, 16, 2), ==, 20);
    g_assert_cmpuint(config_read(&b.a, 1, 18, 1), ==, 16);
    g_assert_cmpuint(config_read(&b.a, 1, 19, 1), ==, 63);
    g_assert_cmpuint(config_read(&b.a, 1, 20, 4), ==, SECTOR);
    g_assert_cmpuint(config_read(&b.a, 1, 32, 1), ==, 1);       /* writeback */
    g_assert_cmpuint(config_read(&b.a, 1, 36, 4), !=, 0);       /* discard */
    /* no secure erase and no zones: the fields are there, and zero */
    for (i = 60; i < 96; i += 4) {
        g_assert_cmphex(config_read(&b.a, 1, i, i < 92 ? 4 : 1), ==, 0);
    }

    /* the one that a driver may write */
    config_write(&b.a, 1, 32, "\0", 1);
    g_assert_cmpuint(config_read(&b.a, 1, 32, 1), ==, 0);
    g_assert_cmpuint(config_read(&b.a, 2, 32, 1), ==, 1);
    config_write(&b.a, 1, 32, "\1", 1);
    g_assert_cmpuint(config_read(&b.a, 1, 32, 1), ==, 1);
    config_write(&b.a, 1, 0, "\1\0\0\0\0\0\0\0", 8);
    g_assert_cmpuint(config_read(&b.a, 1, 0, 8), ==, SECTORS);
    g_assert_cmpuint(config_read(&b.a, 2, 0, 8), ==, SECTORS);
    /* no drive, no sectors */
    g_assert_cmpuint(config_read(&b.a, 3, 0, 8), ==, 0);
    g_assert_cmpuint(violations(b.m), ==, 0);
    blk_stop(&b);
}

static void check_image(const char *path, size_t offset, const void *data,
                        size_t len)
{
    g_autofree uint8_t *got = g_malloc(len);
    int fd = open(path, O_RDONLY);

    g_assert_cmpint(fd, >=, 0);
    g_assert_cmpint(pread(fd, got, len, offset), ==, len);
    g_assert_cmpmem(got, len, data, len);
    close(fd);
}

static void test_data(void)
{
    uint8_t data[8 * SECTOR], got[8 * SECTOR], zero[8 * SECTOR] = { 0 };
    Blk b;

    blk_start(&b, "", "");
    blk_driver(&b, 1, 0);
    blk_driver(&b, 2, 1u << VIRTIO_BLK_F_FLUSH);
    pattern(data, sizeof(data), 1);
    g_assert_cmpuint(blk_request(&b, 1, VIRTIO_BLK_T_OUT, 3, data,
                                 sizeof(data)), ==, VIRTIO_BLK_S_OK);
    g_assert_cmpuint(blk_request(&b, 1, VIRTIO_BLK_T_IN, 3, got, sizeof(got)),
                     ==, VIRTIO_BLK_S_OK);
    g_assert_cmpmem(got, sizeof(got), data, sizeof(data));
    check_image(b.image[0], 3 * SECTOR, data, sizeof(data));
    check_image(b.image[1], 3 * SECTOR, zero, sizeof(zero));

    /* the last sectors there are, of the other disk */
    pattern(data, sizeof(data), 99);
    g_assert_cmpuint(blk_request(&b, 2, VIRTIO_BLK_T_OUT, SECTORS - 8, data,
                                 sizeof(data)), ==, VIRTIO_BLK_S_OK);
    g_assert_cmpuint(blk_request(&b, 2, VIRTIO_BLK_T_FLUSH, 0, NULL, 0), ==,
                     VIRTIO_BLK_S_OK);
    check_image(b.image[1], (SECTORS - 8) * SECTOR, data, sizeof(data));
    g_assert_cmpuint(blk_request(&b, 1, VIRTIO_BLK_T_IN, SECTORS - 8, got,
                                 sizeof(got)), ==, VIRTIO_BLK_S_OK);
    g_assert_cmpmem(got, sizeof(got), zero, sizeof(zero));
    g_assert_cmpuint(violations(b.m), ==, 0);
    g_assert_cmpuint(counter(b.m, "members.2.kick-member"), ==, 2);
    blk_stop(&b);
}

static void test_errors(void)
{
    uint8_t data[2 * SECTOR];
    char serial[VIRTIO_BLK_ID_BYTES];
    Blk b;

    blk_start(&b, "", ",read-only=on");
    blk_driver(&b, 1, 0);
    /* across the end, behind it, and near 2^64 */
    g_assert_cmpuint(blk_request(&b, 1, VIRTIO_BLK_T_IN, SECTORS - 1, data,
                                 sizeof(data)), ==, VIRTIO_BLK_S_IOERR);
    g_assert_cmpuint(blk_request(&b, 1, VIRTIO_BLK_T_OUT, SECTORS, data,
                                 SECTOR), ==, VIRTIO_BLK_S_IOERR);
    g_assert_cmpuint(blk_request(&b, 1, VIRTIO_BLK_T_IN, UINT64_MAX, data,
                                 SECTOR), ==, VIRTIO_BLK_S_IOERR);
    g_assert_cmpuint(blk_request(&b, 1, 77, 0, data, SECTOR), ==,
                     VIRTIO_BLK_S_UNSUPP);
    g_assert_cmpuint(blk_request(&b, 1, VIRTIO_BLK_T_GET_ID, 0, serial,
                                 sizeof(serial)), ==, VIRTIO_BLK_S_OK);
    /* it lives on */
    g_assert_cmpuint(blk_request(&b, 1, VIRTIO_BLK_T_IN, 0, data,
                                 sizeof(data)), ==, VIRTIO_BLK_S_OK);

    g_assert_true(reg_read(&b.a, 2, VIRTIO_PCI_HOST_FEATURES, 4) &
                  1u << VIRTIO_BLK_F_RO);
    blk_driver(&b, 2, 1u << VIRTIO_BLK_F_RO);
    g_assert_cmpuint(blk_request(&b, 2, VIRTIO_BLK_T_OUT, 0, data, SECTOR),
                     ==, VIRTIO_BLK_S_IOERR);
    g_assert_cmpuint(blk_request(&b, 2, VIRTIO_BLK_T_IN, 0, data, SECTOR), ==,
                     VIRTIO_BLK_S_OK);
    blk_stop(&b);
}

/* The queue's interrupt on its vector, without MSI-X in the ISR status. */
static void test_interrupts(void)
{
    uint8_t data[SECTOR];
    uint64_t box;
    Blk b;

    blk_start(&b, "", "");
    blk_driver(&b, 1, 0);
    blk_request(&b, 1, VIRTIO_BLK_T_IN, 0, data, SECTOR);
    g_assert_cmphex(reg_read(&b.a, 1, VIRTIO_PCI_ISR, 1), ==, 1);
    g_assert_cmphex(reg_read(&b.a, 1, VIRTIO_PCI_ISR, 1), ==, 0);

    box = machine_alloc(b.m, 16, 16);
    machine_set_msix(b.m, 1, true);
    machine_set_vector(b.m, 1, 1, box, 0xb10c);
    reg_write(&b.a, 1, VIRTIO_MSI_QUEUE_VECTOR, 1, 2);
    blk_request(&b, 1, VIRTIO_BLK_T_IN, 0, data, SECTOR);
    g_assert_cmphex(qtest_readl(b.m->qts, box), ==, 0xb10c);
    blk_stop(&b);
}

/* A disk that grows says so. */
static void test_resize(void)
{
    Blk b;

    blk_start(&b, "", "");
    blk_driver(&b, 1, 0);
    g_assert_cmphex(reg_read(&b.a, 1, VIRTIO_PCI_ISR, 1), ==, 0);
    qtest_qmp_assert_success(b.m->qts, "{'execute': 'block_resize', "
                             "'arguments': {'device': 'd1', 'size': %d}}",
                             2 * SECTORS * SECTOR);
    g_assert_cmphex(reg_read(&b.a, 1, VIRTIO_PCI_ISR, 1), ==, 3);
    g_assert_cmpuint(config_read(&b.a, 1, 0, 8), ==, 2 * SECTORS);
    g_assert_cmpuint(config_read(&b.a, 2, 0, 8), ==, SECTORS);
    blk_stop(&b);
}

/* What was written is there after every kind of reset. */
static void test_persistence(void)
{
    uint8_t data[SECTOR], got[SECTOR];
    unsigned i;
    Blk b;

    blk_start(&b, "", "");
    blk_driver(&b, 1, 0);
    pattern(data, sizeof(data), 5);
    blk_request(&b, 1, VIRTIO_BLK_T_OUT, 9, data, SECTOR);
    for (i = 0; i < 3; i++) {
        if (i == 0) {
            machine_flr(b.m, 1);
        } else if (i == 1) {
            machine_enable_vfs(b.m, 0);
            machine_enable_vfs(b.m, 3);
        } else {
            machine_flr(b.m, PF_DEVFN);
            machine_map_pf(b.m);
            admin_start_all(&b.a, b.m, 3);
        }
        cfg_write(b.m, 1, 4, 2, 4);     /* bus master */
        blk_driver(&b, 1, 0);
        memset(got, 0, sizeof(got));
        g_assert_cmpuint(blk_request(&b, 1, VIRTIO_BLK_T_IN, 9, got, SECTOR),
                         ==, VIRTIO_BLK_S_OK);
        g_assert_cmpmem(got, SECTOR, data, SECTOR);
    }
    blk_stop(&b);
}

/* A request that is under way when its VF is reset, or the PF, or all go. */
static void test_reset_busy(void)
{
    unsigned i;

    for (i = 0; i < 4; i++) {
        uint8_t hdr[16] = { 0 };
        uint64_t buf;
        Part parts[3];
        Ring ring;
        Admin a;
        Machine *m = machine_start_type("blk", "vf-drives=slow",
            "-global ICH9-LPC.acpi-pci-hotplug-with-bridge-support=off "
            "-blockdev driver=null-co,node-name=slow,size=1048576,"
            "read-zeroes=on,latency-ns=50000000");

        admin_start_all(&a, m, 2);
        legacy_start(&a, 1, 0);
        legacy_queue(&a, 1, 0, &ring);
        legacy_run(&a, 1);
        buf = legacy_buffer(&a, NULL, SECTOR + 1);
        parts[0] = (Part) { legacy_buffer(&a, hdr, 16), 16, false };
        parts[1] = (Part) { buf, SECTOR, true };
        parts[2] = (Part) { buf + SECTOR, 1, true };
        ring_add(&ring, parts, 3);
        legacy_kick(&a, 1, 0);
        g_assert_cmpuint(ring_used(&ring), ==, 0);
        if (i == 0) {
            reg_write(&a, 1, VIRTIO_PCI_STATUS, 0, 1);
        } else if (i == 1) {
            machine_flr(m, 1);
        } else if (i == 2) {
            machine_flr(m, PF_DEVFN);
        } else {
            machine_unplug_pf(m);
        }
        /* done before the reset was, or never */
        qtest_memset(m->qts, buf, 0x55, SECTOR + 1);
        g_usleep(100000);
        qtest_clock_step(m->qts, 1000000000);
        g_assert_cmphex(qtest_readb(m->qts, buf), ==, 0x55);
        g_assert_cmphex(qtest_readb(m->qts, buf + SECTOR), ==, 0x55);
        machine_stop(m);
    }
}

static void test_num_queues(void)
{
    uint8_t data[SECTOR], got[SECTOR];
    Ring ring;
    Blk b;

    blk_start(&b, "num-queues=4", "");
    g_assert_true(reg_read(&b.a, 1, VIRTIO_PCI_HOST_FEATURES, 4) &
                  1u << VIRTIO_BLK_F_MQ);
    g_assert_cmpuint(config_read(&b.a, 1, 34, 2), ==, 4);
    legacy_start(&b.a, 1, 1u << VIRTIO_BLK_F_MQ);
    legacy_queue(&b.a, 1, 0, &b.ring[1]);
    legacy_queue(&b.a, 1, 3, &ring);
    legacy_run(&b.a, 1);
    pattern(data, sizeof(data), 11);
    blk_request(&b, 1, VIRTIO_BLK_T_OUT, 0, data, SECTOR);
    {
        uint8_t hdr[16] = { 0 };
        uint64_t buf = legacy_buffer(&b.a, NULL, SECTOR + 1);
        Part parts[] = {
            { legacy_buffer(&b.a, hdr, 16), 16, false },
            { buf, SECTOR, true }, { buf + SECTOR, 1, true }
        };

        g_assert_cmpuint(legacy_request(&b.a, 1, 3, &ring, parts, 3), ==,
                         SECTOR + 1);
        qtest_memread(b.m->qts, buf, got, SECTOR);
    }
    g_assert_cmpmem(got, SECTOR, data, SECTOR);
    blk_stop(&b);
}

void add_blk_tests(void)
{
    qtest_add_func("/blk/config", test_config);
    qtest_add_func("/blk/data", test_data);
    qtest_add_func("/blk/errors", test_errors);
    qtest_add_func("/blk/interrupts", test_interrupts);
    qtest_add_func("/blk/resize", test_resize);
    qtest_add_func("/blk/persistence", test_persistence);
    qtest_add_func("/blk/reset-busy", test_reset_busy);
    qtest_add_func("/blk/num-queues", test_num_queues);
}
