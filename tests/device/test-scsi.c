/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * SCSI hosts: a disk as target 0, or none.
 */

#include "qemu/osdep.h"
#include "qemu/bswap.h"
#include "scsi/constants.h"
#include "standard-headers/linux/virtio_scsi.h"
#include "standard-headers/linux/virtio_pci.h"
#include "legacy.h"
#include "tests.h"

#define REQUESTS 2              /* behind the control and the event queue */
#define SECTOR 512

typedef struct Scsi {
    Machine *m;
    Admin a;
    Ring ring[3];
} Scsi;

static void scsi_start(Scsi *s)
{
    unsigned vf;

    s->m = machine_start_type("scsi", "vf-drives=d1", "-blockdev "
                              "driver=null-co,node-name=d1,size=1048576,"
                              "read-zeroes=on");
    admin_start_all(&s->a, s->m, 2);
    for (vf = 1; vf <= 2; vf++) {
        legacy_start(&s->a, vf, 0);
        legacy_queue(&s->a, vf, REQUESTS, &s->ring[vf]);
        legacy_run(&s->a, vf);
    }
}

/* Returns the response; @data is where to read to. */
static uint8_t scsi_request(Scsi *s, unsigned vf, uint8_t target,
                            const uint8_t *cdb, unsigned cdb_len, void *data,
                            size_t len, uint8_t *status)
{
    struct virtio_scsi_cmd_req req = { .lun = { 1, target } };
    uint64_t resp = legacy_buffer(&s->a, NULL,
                                  sizeof(struct virtio_scsi_cmd_resp));
    uint64_t buf = legacy_buffer(&s->a, NULL, len);
    Part parts[] = {
        { 0, sizeof(req), false },
        { resp, sizeof(struct virtio_scsi_cmd_resp), true },
        { buf, len, true },
    };

    memcpy(req.cdb, cdb, cdb_len);
    parts[0].addr = legacy_buffer(&s->a, &req, sizeof(req));
    legacy_request(&s->a, vf, REQUESTS, &s->ring[vf], parts, 3);
    qtest_memread(s->m->qts, buf, data, len);
    *status = qtest_readb(s->m->qts, resp +
                          offsetof(struct virtio_scsi_cmd_resp, status));
    return qtest_readb(s->m->qts, resp +
                       offsetof(struct virtio_scsi_cmd_resp, response));
}

static void test_disk(void)
{
    const uint8_t inquiry[6] = { INQUIRY, 0, 0, 0, 36 };
    const uint8_t capacity[10] = { READ_CAPACITY_10 };
    const uint8_t read[10] = { READ_10, 0, 0, 0, 0, 0, 0, 0, 1 };
    uint8_t data[SECTOR], status;
    unsigned i;
    Scsi s;

    scsi_start(&s);
    /* the unit attention of a disk that was just made */
    for (i = 0; i < 3; i++) {
        if (scsi_request(&s, 1, 0, capacity, sizeof(capacity), data, 8,
                         &status) == VIRTIO_SCSI_S_OK && status == GOOD) {
            break;
        }
    }
    g_assert_cmpuint(status, ==, GOOD);
    g_assert_cmpuint(ldl_be_p(data), ==, 1048576 / SECTOR - 1);
    g_assert_cmpuint(ldl_be_p(data + 4), ==, SECTOR);
    g_assert_cmpuint(scsi_request(&s, 1, 0, inquiry, sizeof(inquiry), data, 36,
                                  &status), ==, VIRTIO_SCSI_S_OK);
    g_assert_cmpuint(status, ==, GOOD);
    g_assert_cmpmem(data + 8, 4, "QEMU", 4);
    g_assert_cmpuint(scsi_request(&s, 1, 0, read, sizeof(read), data, SECTOR,
                                  &status), ==, VIRTIO_SCSI_S_OK);
    g_assert_cmphex(data[0], ==, 0);
    g_assert_cmphex(data[SECTOR - 1], ==, 0);
    /* neither another target nor another VF has it */
    g_assert_cmpuint(scsi_request(&s, 1, 1, inquiry, sizeof(inquiry), data, 36,
                                  &status), ==, VIRTIO_SCSI_S_BAD_TARGET);
    g_assert_cmpuint(scsi_request(&s, 2, 0, inquiry, sizeof(inquiry), data, 36,
                                  &status), ==, VIRTIO_SCSI_S_BAD_TARGET);
    g_assert_cmpuint(violations(s.m), ==, 0);
    machine_stop(s.m);
}

static void test_config(void)
{
    Scsi s;

    scsi_start(&s);
    g_assert_cmpuint(config_read(&s.a, 1, 0, 4), ==, 1);    /* num_queues */
    g_assert_cmpuint(config_read(&s.a, 1, 20, 4), ==, 96);  /* sense_size */
    g_assert_cmpuint(config_read(&s.a, 1, 24, 4), ==, 32);  /* cdb_size */
    g_assert_cmpuint(config_read(&s.a, 1, 30, 2), ==, 255); /* max_target */
    config_write(&s.a, 1, 24, "\x10\0\0\0", 4);
    g_assert_cmpuint(config_read(&s.a, 1, 24, 4), ==, 16);
    g_assert_cmpuint(config_read(&s.a, 2, 24, 4), ==, 32);
    reg_write(&s.a, 1, VIRTIO_PCI_STATUS, 0, 1);
    g_assert_cmpuint(config_read(&s.a, 1, 24, 4), ==, 32);
    machine_stop(s.m);
}

void add_scsi_tests(void)
{
    qtest_add_func("/scsi/disk", test_disk);
    qtest_add_func("/scsi/config", test_config);
}
