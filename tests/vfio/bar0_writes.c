// SPDX-License-Identifier: GPL-2.0-only
/*
 * Writes of BAR0 of every width at every offset: what they change, against a
 * model that takes the bytes one by one, and how many commands each one took.
 */
/* needs: vfs=4 bind=all */
#include <errno.h>
#include <string.h>
#include <sys/uio.h>

#include "check.h"
#include "fixture.h"
#include "hardware.h"
#include "registers.h"

#define VECTORS 3

/* Set by a driver that takes any feature; a device may take that amiss. */
#define BAD_FEATURE 0x40000000u

static const size_t widths[] = { 1, 2, 4, 8 };

static int fds[VECTORS];

/* The writable registers. The queue address is that of the selected queue. */
struct model {
	uint8_t driver_features[4];
	uint8_t address[2][4];
	uint8_t select[2];
	uint8_t status;
};

static uint32_t all_features;

static int setup(void **state)
{
	vf_setup_io(state);
	out8(&vf, REG_STATUS, 0);
	all_features = in32(&vf, REG_DEVICE_FEATURES) & ~BAD_FEATURE;
	count_from_zero();
	return 0;
}

static int setup_msix(void **state)
{
	vf_setup(state);
	enable_msix(&vf, fds, VECTORS);
	enable_io(&vf);
	out8(&vf, REG_STATUS, 0);
	count_from_zero();
	return 0;
}

static int teardown(void **state)
{
	out8(&vf, REG_STATUS, 0);
	return vf_teardown(state);
}

static int teardown_msix(void **state)
{
	out8(&vf, REG_STATUS, 0);
	disable_msix(&vf, fds, VECTORS);
	return vf_teardown(state);
}

/* The state that every write of the matrix starts from. */
static void start(struct model *model)
{
	*model = (struct model){ .status = STATUS_ACKNOWLEDGE };
	out8(&vf, REG_STATUS, 0);
	out16(&vf, REG_QUEUE_SELECT, 0);
	out8(&vf, REG_STATUS, STATUS_ACKNOWLEDGE);
}

/* The bytes that a write of the matrix takes its data from. */
static void fill(uint8_t data[BAR0_SIZE])
{
	memset(data, 0, BAR0_SIZE);
	memset(data + REG_DEVICE_FEATURES, 0x5a, 4);
	memcpy(data + REG_DRIVER_FEATURES, &all_features, 4);
	memcpy(data + REG_QUEUE_ADDRESS, "\x21\x43\x65\x00", 4);
	memset(data + REG_QUEUE_SIZE, 0x77, 2);
	data[REG_QUEUE_SELECT] = 1;
	/* A queue that never has an address here. */
	data[REG_QUEUE_NOTIFY] = 1;
	data[REG_STATUS] = STATUS_ACKNOWLEDGE | STATUS_DRIVER;
	data[REG_ISR] = 0xff;
}

static void model_write(struct model *m, const uint8_t *data, size_t offset,
			size_t len)
{
	/* The address goes to the queue selected before this write. */
	uint8_t *address = m->address[m->select[0] & 1];

	for (size_t at = offset; at < offset + len; at++) {
		uint8_t byte = data[at];

		if (at >= REG_DRIVER_FEATURES && at < REG_QUEUE_ADDRESS)
			m->driver_features[at - REG_DRIVER_FEATURES] = byte;
		else if (at >= REG_QUEUE_ADDRESS && at < REG_QUEUE_SIZE)
			address[at - REG_QUEUE_ADDRESS] = byte;
		else if (at >= REG_QUEUE_SELECT && at < REG_QUEUE_NOTIFY)
			m->select[at - REG_QUEUE_SELECT] = byte;
		else if (at == REG_STATUS)
			m->status = byte;
	}
}

static void check_state(const struct model *m, size_t width, size_t offset)
{
	const uint8_t *address = m->address[m->select[0] & 1];
	uint8_t now[REG_ISR];

	check_equal(bar0_read(&vf, 0, now, sizeof(now)), sizeof(now), "read");
	for (size_t at = REG_DRIVER_FEATURES; at < REG_QUEUE_SIZE; at++) {
		uint8_t expected =
			at < REG_QUEUE_ADDRESS
				? m->driver_features[at - REG_DRIVER_FEATURES]
				: address[at - REG_QUEUE_ADDRESS];

		check_equal(now[at], expected,
			    "byte %zu after a write of %zu at %zu", at, width,
			    offset);
	}
	check_equal(now[REG_QUEUE_SELECT] | now[REG_QUEUE_SELECT + 1] << 8,
		    m->select[0] | m->select[1] << 8,
		    "queue select after a write of %zu at %zu", width, offset);
	check_equal(now[REG_STATUS], m->status,
		    "status after a write of %zu at %zu", width, offset);
}

static void check_counted_write(bool msix, const uint8_t *data, size_t offset,
				size_t width, struct counts *last)
{
	size_t len = offset + width > BAR0_SIZE ? BAR0_SIZE - offset : width;
	struct expected e = expect(msix, true, offset, width);
	struct counts now;

	check_equal(bar0_write(&vf, offset, data, width), len,
		    "write of %zu at %zu", width, offset);
	now = counted(1);
	check_equal(now.common_write - last->common_write, e.common,
		    "common commands of a write of %zu at %zu", width, offset);
	check_equal(now.device_write - last->device_write, e.device,
		    "device commands of a write of %zu at %zu", width, offset);
	check_equal(commands(&now) - commands(last), e.common + e.device,
		    "commands of a write of %zu at %zu", width, offset);
	check_equal(now.kick_member - last->kick_member, e.kick,
		    "doorbell kicks of a write of %zu at %zu", width, offset);
	*last = now;
}

static void every_write_changes_its_bytes(void **state)
{
	uint8_t data[BAR0_SIZE];
	struct model model;

	(void)state;
	fill(data);
	for (size_t w = 0; w < ARRAY_SIZE(widths); w++) {
		for (size_t at = 0; at <= REG_STATUS; at++) {
			start(&model);
			check_equal(bar0_write(&vf, at, data + at, widths[w]),
				    widths[w], "write of %zu at %zu", widths[w],
				    at);
			model_write(&model, data, at, widths[w]);
			check_state(&model, widths[w], at);
		}
	}
	check_no_violation();
	check_no_failure();
}

/* Writes back what is there, so that each starts from the same state. */
static void check_matrix(bool msix)
{
	uint8_t data[BAR0_SIZE + 8];
	struct counts last;

	memset(data, 0xff, sizeof(data));
	bar0_read(&vf, 0, data, BAR0_SIZE);
	memset(data + REG_QUEUE_NOTIFY, 0, 2);
	last = counted(1);
	for (size_t w = 0; w < ARRAY_SIZE(widths); w++) {
		for (size_t at = 0; at < BAR0_SIZE; at++)
			check_counted_write(msix, data + at, at, widths[w],
					    &last);
	}
	check_no_violation();
	check_no_failure();
}

static void every_write_is_a_command_a_field(void **state)
{
	(void)state;
	check_matrix(false);
}

static void every_write_is_with_msix_too(void **state)
{
	(void)state;
	check_matrix(true);
}

static void fields_are_written_in_ascending_order(void **state)
{
	/* Queue select 1, then a kick, then the status: by one access. */
	static const uint8_t data[] = { 0, 0, 1, 0, 1, 0, 3, 0 };

	(void)state;
	out16(&vf, REG_QUEUE_SELECT, 0);
	out32(&vf, REG_QUEUE_ADDRESS, 0x111);
	check_equal(bar0_write(&vf, REG_QUEUE_SIZE, data, 8), 8, "write");
	check_equal(in16(&vf, REG_QUEUE_SELECT), 1, "queue select");
	check_equal(in8(&vf, REG_STATUS), 3, "status");
	check_equal(in32(&vf, REG_QUEUE_ADDRESS), 0, "address of queue 1");
	/* 8 bytes at 8: the address goes to the queue selected so far. */
	out64(&vf, REG_QUEUE_ADDRESS, 0x0000ffff00000222);
	check_equal(in32(&vf, REG_QUEUE_ADDRESS), 0x111, "address of queue 0");
	out16(&vf, REG_QUEUE_SELECT, 1);
	check_equal(in32(&vf, REG_QUEUE_ADDRESS), 0x222, "address of queue 1");
}

static void read_only_fields_keep_their_value(void **state)
{
	uint32_t features = in32(&vf, REG_DEVICE_FEATURES);
	uint16_t size = in16(&vf, REG_QUEUE_SIZE);

	(void)state;
	out32(&vf, REG_DEVICE_FEATURES, ~features);
	out16(&vf, REG_QUEUE_SIZE, size + 1);
	check_equal(in32(&vf, REG_DEVICE_FEATURES), features, "features");
	check_equal(in16(&vf, REG_QUEUE_SIZE), size, "queue size");
}

static void half_a_notification_is_a_command_and_no_kick(void **state)
{
	struct counts c;

	(void)state;
	out8(&vf, REG_QUEUE_NOTIFY, 0);
	out8(&vf, REG_QUEUE_NOTIFY + 1, 0);
	c = counted(1);
	check_equal(c.common_write, 2, "commands");
	check_equal(c.kick_member + c.kick_owner, 0, "doorbell kicks");
}

static void a_notification_within_a_wider_write_is_a_kick(void **state)
{
	struct counts c;

	(void)state;
	out32(&vf, REG_QUEUE_SELECT, 0x00010000);
	c = counted(1);
	check_equal(c.kick_member, 1, "doorbell kicks");
	check_equal(commands(&c), 1, "commands");
}

static void bytes_behind_the_last_field_are_dropped(void **state)
{
	struct counts c;

	(void)state;
	out8(&vf, 48, 0);
	out64(&vf, 56, 0);
	c = counted(1);
	check_equal(commands(&c), 0, "commands");
	check_equal(in8(&vf, 48), 0xff, "byte 48");
}

static void a_write_across_the_end_is_cut(void **state)
{
	uint8_t buf[8] = { 0 };

	(void)state;
	check_equal(bar0_write(&vf, 60, buf, 8), 4, "write of 8 at 60");
	check_equal(bar0_write(&vf, 63, buf, 2), 1, "write of 2 at 63");
}

static void a_write_behind_the_end_is_refused(void **state)
{
	uint8_t buf[8] = { 0 };
	struct counts c;

	(void)state;
	check_equal(bar0_write(&vf, 64, buf, 1), -EINVAL, "write at 64");
	check_equal(bar0_write(&vf, 4096, buf, 4), -EINVAL, "write at 4096");
	check_equal(bar0_write(&vf, 1ull << 32, buf, 4), -EINVAL,
		    "write at 4 GiB");
	c = counted(1);
	check_equal(commands(&c) + kicks(&c), 0, "commands and kicks");
}

static void a_write_of_nothing_is_nothing(void **state)
{
	struct counts c;

	(void)state;
	check_equal(bar0_write(&vf, REG_STATUS, NULL, 0), 0, "write of 0");
	c = counted(1);
	check_equal(commands(&c), 0, "commands");
}

static void a_vector_of_writes_goes_on_where_it_stopped(void **state)
{
	uint32_t features = all_features, address = 0x765432;
	struct iovec iov[] = {
		{ .iov_base = &features, .iov_len = 4 },
		{ .iov_base = &address, .iov_len = 4 },
	};

	(void)state;
	check_equal(pwritev(vf.device, iov, 2,
			    vf.bar0.offset + REG_DRIVER_FEATURES),
		    8, "pwritev");
	check_equal(in32(&vf, REG_DRIVER_FEATURES), features, "features");
	check_equal(in32(&vf, REG_QUEUE_ADDRESS), address, "address");
}

#define test(f) cmocka_unit_test_setup_teardown(f, setup, teardown)
#define test_msix(f)                                                           \
	cmocka_unit_test_setup_teardown(f, setup_msix, teardown_msix)

int main(void)
{
	const struct CMUnitTest tests[] = {
		test(every_write_changes_its_bytes),
		test(every_write_is_a_command_a_field),
		test_msix(every_write_is_with_msix_too),
		test(fields_are_written_in_ascending_order),
		test(read_only_fields_keep_their_value),
		test(half_a_notification_is_a_command_and_no_kick),
		test(a_notification_within_a_wider_write_is_a_kick),
		test(bytes_behind_the_last_field_are_dropped),
		test(a_write_across_the_end_is_cut),
		test(a_write_behind_the_end_is_refused),
		test(a_write_of_nothing_is_nothing),
		test(a_vector_of_writes_goes_on_where_it_stopped),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
