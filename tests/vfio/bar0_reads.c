// SPDX-License-Identifier: GPL-2.0-only
/*
 * Reads of BAR0 of every width at every offset, in both layouts, against the
 * bytes found by reading field by field; and how many commands each one took.
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

static const size_t widths[] = { 1, 2, 4, 8 };

static int fds[VECTORS];
static uint8_t model[BAR0_SIZE];

/* A device with something to see in every writable register. */
static void fill(bool msix)
{
	struct field fields[MAX_FIELDS];
	size_t n = list_fields(msix, fields);

	enable_io(&vf);
	out8(&vf, REG_STATUS, 0);
	out8(&vf, REG_STATUS, STATUS_ACKNOWLEDGE | STATUS_DRIVER);
	out32(&vf, REG_DRIVER_FEATURES, in32(&vf, REG_DEVICE_FEATURES));
	out16(&vf, REG_QUEUE_SELECT, 1);
	out32(&vf, REG_QUEUE_ADDRESS, 0x12345);
	if (msix) {
		out16(&vf, REG_CONFIG_VECTOR, 1);
		out16(&vf, REG_QUEUE_VECTOR, 2);
	}

	memset(model, 0xff, sizeof(model));
	for (size_t i = 0; i < n; i++)
		check_equal(bar0_read(&vf, fields[i].offset,
				      model + fields[i].offset, fields[i].size),
			    fields[i].size, "field at %u", fields[i].offset);
}

static int setup(void **state)
{
	vf_setup(state);
	fill(false);
	count_from_zero();
	return 0;
}

static int setup_msix(void **state)
{
	vf_setup(state);
	enable_msix(&vf, fds, VECTORS);
	fill(true);
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

static void check_read(size_t offset, size_t width)
{
	size_t len = offset + width > BAR0_SIZE ? BAR0_SIZE - offset : width;
	uint8_t buf[BAR0_SIZE];
	size_t i;

	memset(buf, 0xa5, sizeof(buf));
	check_equal(bar0_read(&vf, offset, buf, width), len,
		    "read of %zu at %zu", width, offset);
	for (i = 0; i < len; i++)
		check_equal(buf[i], model[offset + i],
			    "byte %zu of a read of %zu at %zu", i, width,
			    offset);
	for (; i < sizeof(buf); i++)
		check_equal(buf[i], 0xa5,
			    "byte %zu behind a read of %zu at %zu", i, width,
			    offset);
}

static void check_counted_read(bool msix, size_t offset, size_t width,
			       struct counts *last)
{
	struct expected e = expect(msix, false, offset, width);
	struct counts now;

	/* Or this read may be the next piece of a field that was read as a whole. */
	in8(&vf, REG_STATUS);
	e.common++;

	check_read(offset, width);
	now = counted(1);
	check_equal(now.common_read - last->common_read, e.common,
		    "common commands of a read of %zu at %zu", width, offset);
	check_equal(now.device_read - last->device_read, e.device,
		    "device commands of a read of %zu at %zu", width, offset);
	check_equal(commands(&now) - commands(last), e.common + e.device,
		    "commands of a read of %zu at %zu", width, offset);
	*last = now;
}

static void check_matrix(bool msix)
{
	struct counts last = counted(1);

	for (size_t w = 0; w < ARRAY_SIZE(widths); w++) {
		for (size_t at = 0; at < BAR0_SIZE; at++)
			check_counted_read(msix, at, widths[w], &last);
	}
	check_no_violation();
	check_no_failure();
}

static void every_read_gives_its_bytes_field_by_field(void **state)
{
	(void)state;
	check_matrix(false);
}

static void every_read_does_with_msix_too(void **state)
{
	(void)state;
	check_matrix(true);
}

static void odd_widths_and_the_whole_bar_are_no_different(void **state)
{
	static const size_t odd[] = { 3, 5, 6, 7, 12, 64, 65, 4096 };
	struct counts last = counted(1);

	(void)state;
	for (size_t w = 0; w < ARRAY_SIZE(odd); w++) {
		for (size_t at = 0; at < BAR0_SIZE; at += 13)
			check_counted_read(false, at, odd[w], &last);
	}
	check_no_violation();
	check_no_failure();
}

static void bytes_behind_the_last_field_are_ones_and_no_command(void **state)
{
	struct counts c;

	(void)state;
	check_equal(in8(&vf, 48), 0xff, "byte 48");
	check_equal(in64(&vf, 56), -1ll, "bytes 56 to 63");
	c = counted(1);
	check_equal(commands(&c), 0, "commands");
}

static void a_read_across_the_end_is_cut(void **state)
{
	uint8_t buf[8];

	(void)state;
	check_equal(bar0_read(&vf, 60, buf, 8), 4, "read of 8 at 60");
	check_equal(bar0_read(&vf, 63, buf, 2), 1, "read of 2 at 63");
}

static void a_read_behind_the_end_is_refused(void **state)
{
	struct counts c;
	uint8_t buf[8];

	(void)state;
	check_equal(bar0_read(&vf, 64, buf, 1), -EINVAL, "read at 64");
	check_equal(bar0_read(&vf, 65, buf, 8), -EINVAL, "read at 65");
	check_equal(bar0_read(&vf, 4096, buf, 4), -EINVAL, "read at 4096");
	check_equal(bar0_read(&vf, 1ull << 32, buf, 4), -EINVAL,
		    "read at 4 GiB");
	check_equal(bar0_read(&vf, (1ull << 40) - 1, buf, 1), -EINVAL,
		    "read at the region's last offset");
	c = counted(1);
	check_equal(commands(&c), 0, "commands");
}

static void a_read_of_nothing_is_nothing(void **state)
{
	struct counts c;

	(void)state;
	check_equal(bar0_read(&vf, 0, NULL, 0), 0, "read of 0 at 0");
	check_equal(bar0_read(&vf, 63, NULL, 0), 0, "read of 0 at 63");
	c = counted(1);
	check_equal(commands(&c), 0, "commands");
}

static void a_vector_of_reads_goes_on_where_it_stopped(void **state)
{
	uint8_t a[3], b[9];
	struct iovec iov[] = {
		{ .iov_base = a, .iov_len = sizeof(a) },
		{ .iov_base = b, .iov_len = sizeof(b) },
	};

	(void)state;
	check_equal(preadv(vf.device, iov, 2, vf.bar0.offset + 2), 12,
		    "preadv");
	assert_memory_equal(a, model + 2, sizeof(a));
	assert_memory_equal(b, model + 5, sizeof(b));
}

#define test(f) cmocka_unit_test_setup_teardown(f, setup, teardown)
#define test_msix(f)                                                           \
	cmocka_unit_test_setup_teardown(f, setup_msix, teardown_msix)

int main(void)
{
	const struct CMUnitTest tests[] = {
		test(every_read_gives_its_bytes_field_by_field),
		test_msix(every_read_does_with_msix_too),
		test(odd_widths_and_the_whole_bar_are_no_different),
		test(bytes_behind_the_last_field_are_ones_and_no_command),
		test(a_read_across_the_end_is_cut),
		test(a_read_behind_the_end_is_refused),
		test(a_read_of_nothing_is_nothing),
		test(a_vector_of_reads_goes_on_where_it_stopped),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
