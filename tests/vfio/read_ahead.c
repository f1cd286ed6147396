// SPDX-License-Identifier: GPL-2.0-only
/* A field that is read piece by piece is read once, and never torn. */
/* needs: vfs=4 bind=all */
#include <string.h>
#include <time.h>

#include "check.h"
#include "driver_sysfs.h"
#include "fixture.h"
#include "hardware.h"
#include "registers.h"

#define MAC	    20 /* with MSI-X off */
#define MAC_LEN	    6
#define LINK	    26
#define TOO_LATE_MS 500

static uint8_t mac[MAC_LEN];

static int setup(void **state)
{
	vf_setup_io(state);
	assert_int_equal(bar0_read(&vf, MAC, mac, MAC_LEN), MAC_LEN);
	return 0;
}

static int device_reads(void)
{
	return counted(1).device_read;
}

static void six_bytes_of_the_mac_are_one_command(void **state)
{
	int before = device_reads();

	(void)state;
	for (int i = 0; i < MAC_LEN; i++)
		check_equal(in8(&vf, MAC + i), mac[i], "byte %d", i);
	check_equal(device_reads() - before, 1, "commands");
}

static void pieces_of_any_width_are_one_command(void **state)
{
	int before = device_reads();

	(void)state;
	check_equal(in32(&vf, MAC),
		    mac[0] | mac[1] << 8 | mac[2] << 16 |
			    (uint32_t)mac[3] << 24,
		    "bytes 0 to 3");
	check_equal(in16(&vf, MAC + 4), mac[4] | mac[5] << 8, "bytes 4 and 5");
	check_equal(device_reads() - before, 1, "commands");
}

static void each_read_of_the_whole_asks_anew(void **state)
{
	int before = device_reads();

	(void)state;
	for (int n = 0; n < 3; n++) {
		for (int i = 0; i < MAC_LEN; i++)
			in8(&vf, MAC + i);
	}
	check_equal(device_reads() - before, 3, "commands");
}

static void the_first_byte_again_asks_again(void **state)
{
	int before = device_reads();

	(void)state;
	in8(&vf, LINK);
	in8(&vf, LINK);
	check_equal(device_reads() - before, 2, "commands");
}

static void anything_else_ends_it(void **state)
{
	int before;

	(void)state;
	before = device_reads();
	in8(&vf, MAC);
	in8(&vf, REG_STATUS);
	check_equal(in8(&vf, MAC + 1), mac[1], "after a read");
	check_equal(device_reads() - before, 2, "commands");

	before = device_reads();
	in8(&vf, MAC);
	out16(&vf, REG_QUEUE_SELECT, 0);
	check_equal(in8(&vf, MAC + 1), mac[1], "after a write");
	check_equal(device_reads() - before, 2, "commands");

	before = device_reads();
	in8(&vf, MAC);
	check_equal(in8(&vf, MAC + 2), mac[2], "after a piece left out");
	check_equal(device_reads() - before, 2, "commands");
}

static void a_reset_ends_it(void **state)
{
	int before;

	(void)state;
	in8(&vf, MAC);
	assert_int_equal(reset(&vf), 0);
	enable_io(&vf);
	before = device_reads();
	check_equal(in8(&vf, MAC + 1), mac[1], "byte 1");
	check_equal(device_reads() - before, 1, "commands");
}

static void a_piece_that_comes_late_asks_again(void **state)
{
	struct timespec pause = { .tv_nsec = TOO_LATE_MS * 1000000l };
	int before = device_reads();

	(void)state;
	in8(&vf, MAC);
	nanosleep(&pause, NULL);
	check_equal(in8(&vf, MAC + 1), mac[1], "byte 1");
	check_equal(device_reads() - before, 2, "commands");
}

static void a_device_that_refuses_whole_fields_is_asked_for_pieces(void **state)
{
	int before;

	(void)state;
	hardware("fail", "5/22/3/1/1");
	for (int i = 0; i < MAC_LEN; i++)
		check_equal(in8(&vf, MAC + i), mac[i], "byte %d", i);
	before = device_reads();
	for (int i = 0; i < MAC_LEN; i++)
		check_equal(in8(&vf, MAC + i), mac[i], "byte %d", i);
	check_equal(device_reads() - before, MAC_LEN, "commands");
}

static void the_next_session_may_read_ahead_again(void **state)
{
	int before;

	(void)state;
	hardware("fail", "5/22/3/1/1");
	in8(&vf, MAC);
	vf_reopen(&vf);
	enable_io(&vf);
	before = device_reads();
	for (int i = 0; i < MAC_LEN; i++)
		check_equal(in8(&vf, MAC + i), mac[i], "byte %d", i);
	check_equal(device_reads() - before, 1, "commands");
}

static void without_shortcuts_each_byte_is_a_command(void **state)
{
	int before = device_reads();

	(void)state;
	set_shortcuts(false);
	for (int i = 0; i < MAC_LEN; i++)
		check_equal(in8(&vf, MAC + i), mac[i], "byte %d", i);
	check_equal(device_reads() - before, MAC_LEN, "commands");
}

#define test(f) cmocka_unit_test_setup_teardown(f, setup, vf_teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		test(six_bytes_of_the_mac_are_one_command),
		test(pieces_of_any_width_are_one_command),
		test(each_read_of_the_whole_asks_anew),
		test(the_first_byte_again_asks_again),
		test(anything_else_ends_it),
		test(a_reset_ends_it),
		test(a_piece_that_comes_late_asks_again),
		test(a_device_that_refuses_whole_fields_is_asked_for_pieces),
		test(the_next_session_may_read_ahead_again),
		test(without_shortcuts_each_byte_is_a_command),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
