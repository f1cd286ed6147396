// SPDX-License-Identifier: GPL-2.0-only
/* MSI-X enable moves the device configuration from 20 to 24. */
/* needs: vfs=4 bind=all */
#include <pthread.h>
#include <stdatomic.h>
#include <string.h>

#include "check.h"
#include "fixture.h"
#include "hardware.h"
#include "registers.h"

#define VECTORS	  3
#define NO_VECTOR 0xffff
#define SWITCHES  200
#define READERS	  2

static int fds[VECTORS];

static void read_mac(size_t at, uint8_t mac[6])
{
	check_equal(bar0_read(&vf, at, mac, 6), 6, "read of the MAC");
}

static void the_mac_moves_and_comes_back(void **state)
{
	uint8_t before[6], with[6], after[6];

	(void)state;
	read_mac(20, before);
	enable_msix(&vf, fds, VECTORS);
	read_mac(24, with);
	disable_msix(&vf, fds, VECTORS);
	read_mac(20, after);
	assert_memory_equal(before, with, 6);
	assert_memory_equal(before, after, 6);
}

static void the_vectors_are_none_at_first(void **state)
{
	(void)state;
	enable_msix(&vf, fds, VECTORS);
	check_equal(in16(&vf, REG_CONFIG_VECTOR), NO_VECTOR, "configuration");
	check_equal(in16(&vf, REG_QUEUE_VECTOR), NO_VECTOR, "queue");
	disable_msix(&vf, fds, VECTORS);
}

static void the_vectors_can_be_set(void **state)
{
	(void)state;
	enable_msix(&vf, fds, VECTORS);
	out16(&vf, REG_CONFIG_VECTOR, 1);
	out16(&vf, REG_QUEUE_SELECT, 1);
	out16(&vf, REG_QUEUE_VECTOR, 2);
	check_equal(in16(&vf, REG_CONFIG_VECTOR), 1, "configuration");
	check_equal(in16(&vf, REG_QUEUE_VECTOR), 2, "queue 1");
	check_equal(in32(&vf, REG_CONFIG_VECTOR), 0x00020001, "both");
	out16(&vf, REG_QUEUE_SELECT, 0);
	check_equal(in16(&vf, REG_QUEUE_VECTOR), NO_VECTOR, "queue 0");
	disable_msix(&vf, fds, VECTORS);
}

static void a_vector_that_is_not_there_is_refused_by_the_device(void **state)
{
	(void)state;
	enable_msix(&vf, fds, VECTORS);
	out16(&vf, REG_QUEUE_VECTOR, 0x700);
	check_equal(in16(&vf, REG_QUEUE_VECTOR), NO_VECTOR, "queue");
	disable_msix(&vf, fds, VECTORS);
}

/* As guests do it that read a field of 6 bytes in whatever way they like. */
static void an_access_across_the_border_is_split_there(void **state)
{
	struct counts c;
	uint8_t mac[6];
	uint64_t both;

	(void)state;
	enable_msix(&vf, fds, VECTORS);
	read_mac(24, mac);
	count_from_zero();
	both = in64(&vf, 20);
	c = counted(1);
	check_equal(both & 0xffffffff, 0xffffffff, "vectors");
	check_equal(both >> 32 & 0xff, mac[0], "first byte of the MAC");
	check_equal(c.common_read, 2, "common commands");
	check_equal(c.device_read, 1, "device commands");
	disable_msix(&vf, fds, VECTORS);
	check_no_violation();
	check_no_failure();
}

static void many_switches_leave_the_right_layout(void **state)
{
	uint8_t mac[6], now[6];

	(void)state;
	read_mac(20, mac);
	for (int i = 0; i < 10; i++) {
		enable_msix(&vf, fds, 1 + i % VECTORS);
		read_mac(24, now);
		assert_memory_equal(mac, now, 6);
		disable_msix(&vf, fds, 1 + i % VECTORS);
		read_mac(20, now);
		assert_memory_equal(mac, now, 6);
	}
	check_no_violation();
	check_no_failure();
}

struct reader {
	atomic_bool stop;
	atomic_int reads;
	atomic_int torn; /* neither of the two layouts */
	uint8_t plain[8]; /* what 20 to 27 hold without MSI-X, */
	uint8_t msix[8]; /* and with it */
};

static void *read_while_switching(void *arg)
{
	struct reader *r = arg;
	uint8_t now[8];

	while (!r->stop) {
		if (bar0_read(&vf, 20, now, 8) != 8 ||
		    (memcmp(now, r->plain, 8) && memcmp(now, r->msix, 8)))
			r->torn++;
		r->reads++;
	}
	return NULL;
}

/*
 * The layout an access is split by must be the one the device has when it
 * gets the commands, also while MSI-X is being switched by another thread.
 */
static void an_access_sees_one_layout_while_it_is_switched(void **state)
{
	struct reader reader = { 0 };
	pthread_t threads[READERS];
	int i;

	(void)state;
	bar0_read(&vf, 20, reader.plain, 8);
	enable_msix(&vf, fds, VECTORS);
	bar0_read(&vf, 20, reader.msix, 8);
	disable_msix(&vf, fds, VECTORS);

	for (i = 0; i < READERS; i++)
		pthread_create(&threads[i], NULL, read_while_switching,
			       &reader);
	for (i = 0; i < SWITCHES; i++) {
		enable_msix(&vf, fds, VECTORS);
		disable_msix(&vf, fds, VECTORS);
	}
	reader.stop = true;
	for (i = 0; i < READERS; i++)
		pthread_join(threads[i], NULL);

	assert_true(reader.reads > 20);
	check_equal(reader.torn, 0, "reads of neither layout, of %d",
		    reader.reads);
	check_no_violation();
	check_no_failure();
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		io_test(the_mac_moves_and_comes_back),
		io_test(the_vectors_are_none_at_first),
		io_test(the_vectors_can_be_set),
		io_test(a_vector_that_is_not_there_is_refused_by_the_device),
		io_test(an_access_across_the_border_is_split_there),
		io_test(many_switches_leave_the_right_layout),
		io_test(an_access_sees_one_layout_while_it_is_switched),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
