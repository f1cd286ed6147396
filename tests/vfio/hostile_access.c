// SPDX-License-Identifier: GPL-2.0-only
/*
 * Every access there can be: all offsets and lengths of BAR0 and of the
 * configuration space, both directions, and positions and counts at the limits
 * of their types. Each is answered by its bytes or by an error, and does no harm.
 */
/* needs: vfs=4 bind=all stray-dma group=hostile */
#include <errno.h>
#include <limits.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/uio.h>
#include <unistd.h>

#include "check.h"
#include "fixture.h"
#include "hardware.h"
#include "kernel_memory.h"
#include "registers.h"
#include "rnd.h"
#include "vf_check.h"

#define VECTORS	    3
#define OFFSETS	    73 /* of BAR0, and some behind it */
#define LENGTHS	    81
#define GUARD	    0xa5
#define CONFIG_SIZE 4096
#define ROUNDS	    2000

static const size_t config_widths[] = { 1, 2, 4 };

static int fds[VECTORS];
static uint8_t model[BAR0_SIZE];

static int setup(void **state)
{
	vf_setup(state);
	watch_for_harm();
	return 0;
}

/*
 * A device with something to see in every register, and all of it known. To
 * write what is there already changes nothing; Queue Notify holds nothing, and
 * a zero there is a kick of queue 0, which has no address.
 */
static void learn(bool msix)
{
	struct field fields[MAX_FIELDS];
	size_t i, n = list_fields(msix, fields);

	out8(&vf, REG_STATUS, STATUS_ACKNOWLEDGE | STATUS_DRIVER);
	out32(&vf, REG_DRIVER_FEATURES, in32(&vf, REG_DEVICE_FEATURES));
	out16(&vf, REG_QUEUE_SELECT, 1);
	out32(&vf, REG_QUEUE_ADDRESS, 0x12345);

	memset(model, 0xff, sizeof(model));
	for (i = 0; i < n; i++)
		bar0_read(&vf, fields[i].offset, model + fields[i].offset,
			  fields[i].size);
}

static ssize_t expected(size_t offset, size_t len)
{
	if (!len)
		return 0;
	if (offset >= BAR0_SIZE)
		return -EINVAL;
	return len < BAR0_SIZE - offset ? len : BAR0_SIZE - offset;
}

static void check_read(bool io, size_t offset, size_t len)
{
	ssize_t n = expected(offset, len), i;
	uint8_t buf[LENGTHS];

	memset(buf, GUARD, sizeof(buf));
	check_equal(bar0_read(&vf, offset, buf, len), n, "read of %zu at %zu",
		    len, offset);
	for (i = 0; i < n; i++)
		check_equal(buf[i], io ? model[offset + i] : 0xff,
			    "byte %zd of a read of %zu at %zu", i, len, offset);
	for (i = n < 0 ? 0 : n; i < LENGTHS; i++)
		check_equal(buf[i], GUARD,
			    "byte %zd behind a read of %zu at %zu", i, len,
			    offset);
}

static void check_write(size_t offset, size_t len)
{
	uint8_t buf[LENGTHS + OFFSETS] = { 0 };

	memcpy(buf, model, sizeof(model));
	memset(buf + REG_QUEUE_NOTIFY, 0, 2);
	check_equal(bar0_write(&vf, offset, buf + offset, len),
		    expected(offset, len), "write of %zu at %zu", len, offset);
}

static void check_all_of_bar0(bool io, bool msix)
{
	struct counts c;

	if (msix)
		enable_msix(&vf, fds, VECTORS);
	enable_io(&vf);
	learn(msix);
	if (!io)
		disable_io(&vf);
	count_from_zero();

	for (size_t offset = 0; offset < OFFSETS; offset++) {
		for (size_t len = 0; len < LENGTHS; len++) {
			check_read(io, offset, len);
			check_write(offset, len);
		}
	}
	c = counted(1);
	check_equal(commands(&c) > 0, io, "commands");
	check_no_violation();
	check_no_failure();

	if (msix)
		disable_msix(&vf, fds, VECTORS);
	check_unharmed(&vf, 0);
}

static void every_access_to_bar0_is_answered(void **state)
{
	(void)state;
	check_all_of_bar0(true, false);
}

static void every_access_to_bar0_is_answered_with_msix(void **state)
{
	(void)state;
	check_all_of_bar0(true, true);
}

static void every_access_to_bar0_is_answered_with_io_off(void **state)
{
	(void)state;
	check_all_of_bar0(false, false);
	check_all_of_bar0(false, true);
}

static void accesses_to_bar0_leave_no_memory_behind(void **state)
{
	struct memory before;
	uint8_t buf[BAR0_SIZE] = { 0 };

	(void)state;
	if (!memory_is_counted())
		skip();
	enable_io(&vf);
	bar0_read(&vf, 0, buf, sizeof(buf));
	before = memory_now();
	for (int i = 0; i < ROUNDS; i++) {
		bar0_read(&vf, i % 80, buf, i % 70);
		bar0_write(&vf, i % 80, buf, 0);
		out16(&vf, REG_QUEUE_SELECT, i);
		out16(&vf, REG_QUEUE_NOTIFY, 0);
		bar0_read(&vf, 0, NULL, 4);
	}
	check_no_growth(&before, ROUNDS);
}

/* A result that says no more than the region has at that place. */
static void check_at_limit(uint64_t pos, size_t count, uint8_t *buf)
{
	uint64_t at = pos & ((1ull << 40) - 1);
	struct vfio_region_info info;
	uint64_t room = 0;
	ssize_t n;

	if (!vf_region(&vf, pos >> 40, &info) && at < info.size)
		room = info.size - at;
	n = pread(vf.device, buf, count, pos);
	if (n > 0 && ((uint64_t)n > room || (size_t)n > count))
		fail_msg("read of %#zx at %#lx gave %zd bytes", count,
			 (long)pos, n);
	/* The memory BARs are the VMM's to write to, and not ours to test. */
	if (room && pos >> 40 != VFIO_PCI_BAR0_REGION_INDEX)
		return;
	n = pwrite(vf.device, buf, count, pos);
	if (n > 0 && ((uint64_t)n > room || (size_t)n > count))
		fail_msg("write of %#zx at %#lx took %zd bytes", count,
			 (long)pos, n);
}

static const size_t counts[] = {
	0,	   1,	      64,	 65,	    INT_MAX,
	1ul << 31, UINT_MAX,  1ul << 32, 1ul << 40, 1ul << 46,
	SSIZE_MAX, 1ul << 63, SIZE_MAX,
};

static const int64_t steps[] = { -65, -64, -63, -8, -1, 0, 1, 63, 64, 65 };

/* Of the 64 bytes at @pos, and of more than any buffer has, in all regions. */
static void positions_and_counts_at_the_limits_do_no_harm(void **state)
{
	size_t page = getpagesize();
	uint8_t *buf;

	(void)state;
	/* Only the first 64 bytes of what is asked for have a place. */
	buf = mmap(NULL, 2 * page, PROT_READ | PROT_WRITE,
		   MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	assert_ptr_not_equal(buf, MAP_FAILED);
	munmap(buf + page, page);
	enable_io(&vf);

	for (uint64_t index = 0; index < 1ull << 23;
	     index = index < 16 ? index + 1 : index * 2) {
		for (size_t s = 0; s < ARRAY_SIZE(steps); s++) {
			uint64_t pos = (index << 40) + steps[s];

			if (index == VFIO_PCI_CONFIG_REGION_INDEX)
				continue;
			for (size_t c = 0; c < ARRAY_SIZE(counts); c++)
				check_at_limit(pos, counts[c],
					       buf + page - BAR0_SIZE);
		}
	}
	munmap(buf, page);
	check_unharmed(&vf, 0);
}

static void bar0_ends_where_it_ends_for_any_count(void **state)
{
	uint8_t *buf;

	(void)state;
	/* At an address that leaves room for the count behind it. */
	buf = mmap((void *)0x10000000, BAR0_SIZE, PROT_READ | PROT_WRITE,
		   MAP_PRIVATE | MAP_ANONYMOUS | MAP_FIXED_NOREPLACE, -1, 0);
	assert_ptr_not_equal(buf, MAP_FAILED);
	enable_io(&vf);
	for (size_t c = 1; c < ARRAY_SIZE(counts) && counts[c] <= 1ul << 46;
	     c++) {
		size_t n = counts[c] < 4 ? counts[c] : 4;

		check_equal(bar0_read(&vf, 60, buf, counts[c]), n,
			    "read of %#zx at 60", counts[c]);
		check_equal(bar0_read(&vf, 64, buf, counts[c]), -EINVAL,
			    "read of %#zx at 64", counts[c]);
		check_equal(bar0_write(&vf, 60, buf, counts[c]), n,
			    "write of %#zx at 60", counts[c]);
		check_equal(bar0_write(&vf, 1ull << 39, buf, counts[c]),
			    -EINVAL, "write of %#zx far out", counts[c]);
	}
	check_equal(pread(vf.device, buf, 1, -1), -1, "read at -1");
	check_equal(errno, EINVAL, "errno");
	check_equal(pread(vf.device, buf, 1, INT64_MIN), -1,
		    "read at the least");
	check_equal(pread(vf.device, buf, 1, INT64_MAX), -1,
		    "read at the most");
	munmap(buf, BAR0_SIZE);
}

/* The file's own position starts at BAR0, and stops at its end. */
static void reads_without_a_position_go_on_to_the_end(void **state)
{
	uint8_t buf[BAR0_SIZE];
	ssize_t at = 0, n;

	(void)state;
	enable_io(&vf);
	learn(false);
	while ((n = read(vf.device, buf, 7)) > 0) {
		assert_true(at + n <= BAR0_SIZE);
		assert_memory_equal(buf, model + at, n);
		at += n;
	}
	check_equal(at, BAR0_SIZE, "bytes read");
	check_equal(errno, EINVAL, "errno");
	check_equal(write(vf.device, buf, 7), -1, "write");
}

static void a_thousand_pieces_are_one_access_after_the_other(void **state)
{
	struct iovec pieces[1024];
	uint8_t buf[BAR0_SIZE] = { 0 };
	size_t at = 0;

	(void)state;
	enable_io(&vf);
	learn(false);
	for (size_t i = 0; i < ARRAY_SIZE(pieces); i++) {
		pieces[i].iov_base = buf + at;
		pieces[i].iov_len = at < sizeof(buf) && i % 16 == 0;
		at += pieces[i].iov_len;
	}
	check_equal(preadv(vf.device, pieces, 1024, vf.bar0.offset), 64,
		    "preadv");
	assert_memory_equal(buf, model, sizeof(model));
	check_equal(preadv(vf.device, pieces, 1024, vf.bar0.offset + 40), 24,
		    "preadv that starts at 40");
	assert_memory_equal(buf, model + 40, 24);
}

static void every_read_of_configuration_space_is_answered(void **state)
{
	static uint8_t bytes[CONFIG_SIZE];

	(void)state;
	for (size_t at = 0; at < CONFIG_SIZE; at++)
		bytes[at] = conf8(&vf, at);

	for (size_t at = 0; at < CONFIG_SIZE + 8; at++) {
		for (size_t w = 0; w < ARRAY_SIZE(config_widths); w++) {
			size_t width = config_widths[w];
			uint8_t buf[8];
			ssize_t n;

			memset(buf, GUARD, sizeof(buf));
			n = config_read(&vf, at, buf, width);
			if (at + width > CONFIG_SIZE) {
				check_equal(n < 0, 1, "read of %zu at %zu",
					    width, at);
				continue;
			}
			check_equal(n, width, "read of %zu at %zu", width, at);
			if (memcmp(buf, bytes + at, width))
				fail_msg("read of %zu at %#zx is not its bytes",
					 width, at);
			check_equal(buf[width], GUARD, "byte behind");
		}
	}
	check_unharmed(&vf, 0);
}

/* Among them are resets, power states and BAR sizing. */
static void no_write_to_configuration_space_does_harm(void **state)
{
	struct rnd rnd = rnd_make(rnd_seed(), 0);
	uint8_t data[3][4] = { { 0 }, { 0xff, 0xff, 0xff, 0xff }, { 0 } };

	(void)state;
	for (size_t at = 0; at < CONFIG_SIZE + 8; at++) {
		for (size_t w = 0; w < ARRAY_SIZE(config_widths); w++) {
			size_t width = config_widths[w];

			rnd_bytes(&rnd, data[2], 4);
			for (size_t d = 0; d < 3; d++)
				check_equal(config_write(&vf, at, data[d],
							 width) ==
						    (ssize_t)width,
					    at + width <= CONFIG_SIZE,
					    "write of %zu at %#zx", width, at);
		}
	}
	check_unharmed(&vf, 0);
}

static void random_pieces_of_configuration_space_do_no_harm(void **state)
{
	struct rnd rnd = rnd_make(rnd_seed(), 0);
	static uint8_t buf[2 * CONFIG_SIZE];
	struct memory before = { 0 };
	bool counting = memory_is_counted();

	(void)state;
	for (int round = 0; round < 2 * ROUNDS; round++) {
		size_t at = rnd_below(&rnd, CONFIG_SIZE + 16);
		size_t len =
			rnd_below(&rnd, rnd_one_in(&rnd, 8) ? sizeof(buf) : 32);
		bool inside = at + len <= CONFIG_SIZE;
		ssize_t n;

		if (round == ROUNDS && counting)
			before = memory_now();
		rnd_bytes(&rnd, buf, len < 64 ? len : 64);
		/* Long writes reset the function each time: not too many. */
		if (rnd_one_in(&rnd, 2) && (len <= 32 || rnd_one_in(&rnd, 16)))
			n = config_write(&vf, at, buf, len);
		else
			n = config_read(&vf, at, buf, len);
		if (len)
			check_equal(n == (ssize_t)len, inside,
				    "access of %zu at %#zx gave %zd", len, at,
				    n);
	}
	if (counting)
		check_no_growth(&before, ROUNDS);
	check_unharmed(&vf, 0);
}

#define test(f) cmocka_unit_test_setup_teardown(f, setup, vf_teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		test(every_access_to_bar0_is_answered),
		test(every_access_to_bar0_is_answered_with_msix),
		test(every_access_to_bar0_is_answered_with_io_off),
		test(accesses_to_bar0_leave_no_memory_behind),
		test(positions_and_counts_at_the_limits_do_no_harm),
		test(bar0_ends_where_it_ends_for_any_count),
		test(reads_without_a_position_go_on_to_the_end),
		test(a_thousand_pieces_are_one_access_after_the_other),
		test(every_read_of_configuration_space_is_answered),
		test(no_write_to_configuration_space_does_harm),
		test(random_pieces_of_configuration_space_do_no_harm),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
