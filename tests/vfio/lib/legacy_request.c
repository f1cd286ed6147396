// SPDX-License-Identifier: GPL-2.0-only
/* Requests to devices, by type. */
#include <string.h>

#include <linux/virtio_blk.h>
#include <linux/virtio_scsi.h>

#include "check.h"
#include "legacy_net.h"
#include "legacy_request.h"

/* Where in the buffers. */
#define OUT	0x0000
#define IN	0x1000
#define DATA	0x2000
#define UNKNOWN 0xa5 /* what a device has not written */

#define SECTOR 512

static void describe(struct legacy_queue *q, const struct request_memory *m,
		     uint16_t i, uint32_t at, uint32_t len, uint16_t flags)
{
	q->desc[i] = (struct vring_desc){
		.addr = m->iova + at,
		.len = len,
		.flags = flags,
		.next = flags & VRING_DESC_F_NEXT ? i + 1 : 0,
	};
}

/* A frame that is broadcast: it has only to be taken. */
static void make_net(struct legacy_queue *q, const struct request_memory *m)
{
	struct legacy_net net = {};
	size_t len;

	memcpy(net.mac, m->mac, sizeof(net.mac));
	memset(m->buffers + OUT, 0, NET_HEADER_SIZE);
	len = net_arp_request(&net, m->buffers + OUT + NET_HEADER_SIZE);
	describe(q, m, 0, OUT, NET_HEADER_SIZE + len, 0);
	legacy_queue_offer(q, 0);
}

static void check_net(const struct request_memory *m)
{
	(void)m;
}

/* The first sector, where the partition table is. */
static void make_blk(struct legacy_queue *q, const struct request_memory *m)
{
	const struct virtio_blk_outhdr header = { .type = VIRTIO_BLK_T_IN };

	memcpy(m->buffers + OUT, &header, sizeof(header));
	m->buffers[IN] = UNKNOWN;
	memset(m->buffers + DATA, UNKNOWN, SECTOR);
	describe(q, m, 0, OUT, sizeof(header), VRING_DESC_F_NEXT);
	describe(q, m, 1, DATA, SECTOR, VRING_DESC_F_NEXT | VRING_DESC_F_WRITE);
	describe(q, m, 2, IN, 1, VRING_DESC_F_WRITE);
	legacy_queue_offer(q, 0);
}

static void check_blk(const struct request_memory *m)
{
	/* The lab's disks are empty. */
	const uint8_t empty[SECTOR] = {};

	check_equal(m->buffers[IN], VIRTIO_BLK_S_OK, "status of the request");
	assert_memory_equal(m->buffers + DATA, empty, SECTOR);
}

#define TEXT "legacy\n"

static void make_console(struct legacy_queue *q, const struct request_memory *m)
{
	memcpy(m->buffers + OUT, TEXT, strlen(TEXT));
	describe(q, m, 0, OUT, strlen(TEXT), 0);
	legacy_queue_offer(q, 0);
}

static void check_console(const struct request_memory *m)
{
	(void)m;
}

#define INQUIRY	    0x12
#define INQUIRY_LEN 36

static void make_scsi(struct legacy_queue *q, const struct request_memory *m)
{
	const struct virtio_scsi_cmd_req request = {
		.lun = { 1, 0, 0x40, 0 },
		.cdb = { INQUIRY, 0, 0, 0, INQUIRY_LEN },
	};

	memcpy(m->buffers + OUT, &request, sizeof(request));
	memset(m->buffers + IN, UNKNOWN, sizeof(struct virtio_scsi_cmd_resp));
	memset(m->buffers + DATA, UNKNOWN, INQUIRY_LEN);
	describe(q, m, 0, OUT, sizeof(request), VRING_DESC_F_NEXT);
	describe(q, m, 1, IN, sizeof(struct virtio_scsi_cmd_resp),
		 VRING_DESC_F_NEXT | VRING_DESC_F_WRITE);
	describe(q, m, 2, DATA, INQUIRY_LEN, VRING_DESC_F_WRITE);
	legacy_queue_offer(q, 0);
}

static void check_scsi(const struct request_memory *m)
{
	const struct virtio_scsi_cmd_resp *response = (void *)(m->buffers + IN);

	check_equal(response->response, VIRTIO_SCSI_S_OK, "response");
	check_equal(response->status, 0, "SCSI status");
	check_equal(m->buffers[DATA] & 0x1f, 0, "peripheral type: a disk");
}

static void make_rng(struct legacy_queue *q, const struct request_memory *m)
{
	memset(m->buffers + IN, 0, 16);
	describe(q, m, 0, IN, 16, VRING_DESC_F_WRITE);
	legacy_queue_offer(q, 0);
}

static void check_rng(const struct request_memory *m)
{
	const uint8_t zeros[16] = {};

	assert_memory_not_equal(m->buffers + IN, zeros, sizeof(zeros));
}

static const struct request_type types[] = {
	{ "net", 2, NET_TX, false, make_net, check_net },
	{ "blk", 1, 0, true, make_blk, check_blk },
	{ "console", 2, 1, true, make_console, check_console },
	{ "scsi", 3, 2, true, make_scsi, check_scsi },
	{ "rng", 1, 0, true, make_rng, check_rng },
};

const struct request_type *request_type(const char *name)
{
	for (size_t i = 0; i < ARRAY_SIZE(types); i++)
		if (!strcmp(types[i].name, name))
			return &types[i];
	return NULL;
}
