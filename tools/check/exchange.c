// SPDX-License-Identifier: GPL-2.0-only
/* A buffer is given to the device, which has to use it and raise an interrupt. */
#include <stdio.h>
#include <string.h>

#include "check/ring.h"
#include "check/steps.h"

#define NET_F_MRG_RXBUF 15
#define NET_F_CTRL_VQ	17
#define NET_F_CTRL_RX	18
#define NET_TX		1
#define NET_CTRL	2
#define NET_HEADER	10 /* and 2 more with MRG_RXBUF */
#define NET_FRAME	60
#define NET_TYPE_LOCAL	0x88b5 /* IEEE: local experimental */
#define BLK_HEADER	16
#define BLK_SECTOR	512
#define BLK_CAPACITY	0
#define ENTROPY		64
#define NOT_YET		0xa5

/* Where the parts of a buffer are: pages apart, so that none runs into the next. */
#define AT(n) (RING_BUFFERS + 0x1000 * (n))

/**
 * struct exchange - a buffer that every device of a type takes
 * @what: it is
 * @rule: where it is described
 * @queue: for it
 * @features: that it takes
 * @parts: of it
 * @nr: their number
 * @written: at most so many bytes by the device
 * @verify: was it done right? Says what it found
 */
struct exchange {
	const char *what;
	const char *rule;
	uint16_t queue;
	uint32_t features;
	struct part parts[3];
	int nr;
	uint32_t written;
	bool (*verify)(struct check *check, uint32_t len, char *found,
		       size_t size);
};

static bool has(const struct check *check, unsigned int bit)
{
	return check->features & 1u << bit;
}

/* Without commands a device may have the long header alone. */
static uint32_t net_features(const struct check *check)
{
	return check->mediated && has(check, NET_F_MRG_RXBUF)
		       ? 1u << NET_F_MRG_RXBUF
		       : 0;
}

static bool net_acknowledged(struct check *check, uint32_t len, char *found,
			     size_t size)
{
	uint8_t ack = check->vf.memory[AT(2)];

	(void)len;
	snprintf(found, size, "the device answered %u", ack);
	return ack == 0;
}

/* Switches promiscuous mode off: that sends no frame, and the next reset undoes it. */
static void net_control(struct check *check, struct exchange *exchange)
{
	uint8_t *memory = check->vf.memory;

	*exchange = (struct exchange){
		.what = "a command on the control queue",
		.rule = "5.1.9.5",
		.queue = NET_CTRL,
		.features = net_features(check) | 1u << NET_F_CTRL_VQ |
			    1u << NET_F_CTRL_RX,
		.parts = { { AT(0), 2, false },
			   { AT(1), 1, false },
			   { AT(2), 1, true } },
		.nr = 3,
		.written = 1,
		.verify = net_acknowledged,
	};
	memory[AT(0)] = 0; /* VIRTIO_NET_CTRL_RX */
	memory[AT(0) + 1] = 0; /* VIRTIO_NET_CTRL_RX_PROMISC */
	memory[AT(1)] = 0;
	memory[AT(2)] = NOT_YET;
}

/* A broadcast of an Ethernet type for local experiments. */
static void net_frame(struct check *check, struct exchange *exchange)
{
	uint32_t features = net_features(check);
	uint32_t header = NET_HEADER + (features ? 2 : 0);
	uint8_t *memory = check->vf.memory;

	*exchange = (struct exchange){
		.what = "a frame to be sent",
		.rule = "5.1.9.2",
		.queue = NET_TX,
		.features = features,
		.parts = { { AT(0), header, false },
			   { AT(1), NET_FRAME, false } },
		.nr = 2,
	};
	memset(memory + AT(0), 0, header);
	memset(memory + AT(1), 0, NET_FRAME);
	memset(memory + AT(1), 0xff, 6);
	for (int i = 0; i < 6; i++)
		memory[AT(1) + 6 + i] =
			vf_in(&check->vf, REG_CONFIG(false) + i, 1);
	memory[AT(1) + 12] = NET_TYPE_LOCAL >> 8;
	memory[AT(1) + 13] = NET_TYPE_LOCAL & 0xff;
}

static bool blk_read_well(struct check *check, uint32_t len, char *found,
			  size_t size)
{
	uint8_t status = check->vf.memory[AT(2)];

	snprintf(found, size, "status %u, %u bytes", status, len);
	return status == 0 && len >= BLK_SECTOR;
}

static void blk_read(struct check *check, struct exchange *exchange)
{
	*exchange = (struct exchange){
		.what = "a read of sector 0",
		.rule = "5.2.6",
		.parts = { { AT(0), BLK_HEADER, false },
			   { AT(1), BLK_SECTOR, true },
			   { AT(2), 1, true } },
		.nr = 3,
		.written = BLK_SECTOR + 1,
		.verify = blk_read_well,
	};
	memset(check->vf.memory + AT(0), 0, BLK_HEADER);
	check->vf.memory[AT(2)] = NOT_YET;
}

static bool rng_has_written(struct check *check, uint32_t len, char *found,
			    size_t size)
{
	const uint8_t *bytes = check->vf.memory + AT(0);
	unsigned int same = 0;

	for (uint32_t i = 1; i < len && i < ENTROPY; i++)
		same += bytes[i] == bytes[i - 1];
	snprintf(found, size, "%u bytes, %u like the one before", len, same);
	return len && (len < 8 || same < len / 2);
}

static void rng_read(struct check *check, struct exchange *exchange)
{
	*exchange = (struct exchange){
		.what = "a read of entropy",
		.rule = "5.4.6",
		.parts = { { AT(0), ENTROPY, true } },
		.nr = 1,
		.written = ENTROPY,
		.verify = rng_has_written,
	};
	memset(check->vf.memory + AT(0), 0, ENTROPY);
}

typedef void (*prepare_t)(struct check *check, struct exchange *exchange);

static prepare_t first_exchange(struct check *check, const char **why)
{
	switch (check->virtio_id) {
	case 1:
		if (has(check, NET_F_CTRL_VQ) && has(check, NET_F_CTRL_RX))
			return net_control;
		*why = "there is no control queue, and a frame is sent only with --traffic";
		return check->traffic ? net_frame : NULL;
	case 2:
		*why = "sector 0 is read only with --read";
		if (!check->read)
			return NULL;
		*why = "the disk is empty";
		return vf_in(&check->vf, REG_CONFIG(false) + BLK_CAPACITY, 8)
			       ? blk_read
			       : NULL;
	case 4:
		return rng_read;
	default:
		*why = "nothing that does no harm on a device of this type";
		return NULL;
	}
}

/* Sets the device up, notifies it, and waits for the used ring. */
static bool give(struct check *check, struct exchange *exchange,
		 struct ring *ring, bool msix)
{
	struct check_vf *vf = &check->vf;
	struct vring_used_elem elem;
	char what[128];

	registers_begin_driver(check);
	vf_out(vf, REG_DRIVER_FEATURES, 4, exchange->features);
	if (!ring_set_up(ring, vf, exchange->queue)) {
		check_that(check, false, "the queue for it is there", "2.6",
			   "queue %u is not", exchange->queue);
		return false;
	}
	if (msix)
		vf_out(vf, REG_QUEUE_VECTOR, 2, 1);
	vf_out(vf, REG_STATUS, 1,
	       STATUS_ACKNOWLEDGE | STATUS_DRIVER | STATUS_DRIVER_OK);
	ring_put(ring, exchange->parts, exchange->nr);
	vf_out(vf, REG_QUEUE_NOTIFY, 2, exchange->queue);
	if (vf->dead)
		return false;

	snprintf(what, sizeof(what), "the device uses %s%s", exchange->what,
		 msix ? ", with MSI-X" : "");
	if (!check_that(check, ring_used(ring, &elem), what, "2.12.1.1.6",
			"not within %d ms of the notification", PATIENCE))
		return false;
	check_that(check, !elem.id && elem.len <= exchange->written,
		   "it returns the buffer, and no longer than it is", "2.7.8.2",
		   "it returned buffer %u, %u bytes long", elem.id, elem.len);
	if (exchange->verify) {
		char found[96];
		bool good =
			exchange->verify(check, elem.len, found, sizeof(found));

		check_that(check, good, "and has done what was asked for",
			   exchange->rule, "%s", found);
	}
	return true;
}

static void check_isr(struct check *check)
{
	uint8_t first = vf_in(&check->vf, REG_ISR, 1);
	uint8_t second = vf_in(&check->vf, REG_ISR, 1);

	check_that(check, first & 1, "without MSI-X ISR status tells of it",
		   "4.1.5.3.1", "it reads %#x", first);
	check_that(check, !(second & 1), "reading ISR status clears it",
		   "4.1.4.5.1", "it reads %#x again", second);
}

/* Notifications by the address or by command are both correct. */
static void check_path(struct check *check, long long doorbell,
		       long long command)
{
	char line[256];

	doorbell = check_counter(check, "kicks_doorbell") - doorbell;
	command = check_counter(check, "kicks_command") - command;
	if (doorbell > 0) {
		check_that(check, true,
			   "notifications go to the notification address",
			   "2.12.1.1.7", "-");
	} else if (log_find(&check->log, "otification address", line,
			    sizeof(line))) {
		return;
	} else if (check->mediated) {
		check_that(check, false,
			   "notifications go to the notification address",
			   "4.1.5.2", "they do not");
	} else if (command > 0) {
		check_skip(check,
			   "notifications go to the notification address",
			   "2.12.1.1.5",
			   "the device names none; they are commands");
	}
}

static void exchange_with_msix(struct check *check, prepare_t prepare)
{
	struct exchange exchange;
	struct ring ring;

	prepare(check, &exchange);
	if (vf_vectors(&check->vf) < VF_VECTORS || !vf_use_vectors(&check->vf))
		return;
	if (give(check, &exchange, &ring, true))
		check_that(check, vf_raised(&check->vf, 1, PATIENCE),
			   "and raises the queue's vector", "4.1.5.3.1",
			   "not within %d ms", PATIENCE);
	vf_out(&check->vf, REG_STATUS, 1, 0);
	vf_leave_vectors(&check->vf);
}

/* The driver starts no device whose header is not the guest's: then it says so. */
void exchange_check_header(struct check *check)
{
	long long failed = check_counter(check, "failed");
	struct check_vf *vf = &check->vf;
	struct ring ring;

	if (!check->mediated || check->virtio_id != 1 ||
	    !has(check, NET_F_MRG_RXBUF))
		return;
	registers_begin_driver(check);
	vf_out(vf, REG_DRIVER_FEATURES, 4, 0);
	ring_set_up(&ring, vf, NET_TX);
	vf_out(vf, REG_STATUS, 1,
	       STATUS_ACKNOWLEDGE | STATUS_DRIVER | STATUS_DRIVER_OK);
	failed = check_counter(check, "failed") - failed;
	check->refusals += failed;
	if (failed)
		check_skip(
			check, "a driver without MRG_RXBUF is served",
			"5.1.9.1",
			"it does not take headers of 10 bytes: guests need a driver with MRG_RXBUF");
	else
		check_that(check, true, "a driver without MRG_RXBUF is served",
			   "5.1.9.1", "-");
	vf_out(vf, REG_STATUS, 1, 0);
}

void exchange_check(struct check *check)
{
	long long doorbell = check_counter(check, "kicks_doorbell");
	long long command = check_counter(check, "kicks_command");
	struct exchange exchange;
	const char *why = "";
	prepare_t prepare;
	struct ring ring;

	prepare = first_exchange(check, &why);
	if (!prepare) {
		check_skip(check, "the device uses a buffer", "2.12.1.1.6",
			   why);
		return;
	}
	prepare(check, &exchange);
	if (!give(check, &exchange, &ring, false))
		return;
	check_isr(check);
	check_path(check, doorbell, command);
	exchange_with_msix(check, prepare);

	/* the device stays in use, for registers_check_reset() */
	if (check->virtio_id == 1 && check->traffic && prepare != net_frame)
		prepare = net_frame;
	prepare(check, &exchange);
	give(check, &exchange, &ring, false);
}
