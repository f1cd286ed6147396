// SPDX-License-Identifier: GPL-2.0-only
/* With COMMAND.IO clear, BAR0 is a port that nobody decodes. */
/* needs: vfs=4 bind=all */
#include <errno.h>
#include <string.h>

#include "check.h"
#include "fixture.h"
#include "hardware.h"
#include "registers.h"

static int reset_device(void **state)
{
	(void)state;
	enable_io(&vf);
	out8(&vf, REG_STATUS, 0);
	out16(&vf, REG_QUEUE_SELECT, 0);
	disable_io(&vf);
	count_from_zero();
	return 0;
}

static void reads_are_ones(void **state)
{
	uint8_t buf[BAR0_SIZE];

	(void)state;
	check_equal(in8(&vf, REG_STATUS), 0xff, "status");
	check_equal(in16(&vf, REG_QUEUE_SIZE), 0xffff, "queue size");
	check_equal(in32(&vf, REG_DEVICE_FEATURES), 0xffffffff, "features");
	check_equal(in64(&vf, 20), -1ll, "MAC");
	check_equal(bar0_read(&vf, 0, buf, sizeof(buf)), sizeof(buf), "read");
	for (size_t i = 0; i < sizeof(buf); i++)
		check_equal(buf[i], 0xff, "byte %zu", i);
}

static void nothing_is_sent_to_the_device(void **state)
{
	uint8_t buf[BAR0_SIZE] = { 0 };
	struct counts c;

	(void)state;
	bar0_read(&vf, 0, buf, sizeof(buf));
	memset(buf, 0, sizeof(buf));
	bar0_write(&vf, 0, buf, sizeof(buf));
	out16(&vf, REG_QUEUE_NOTIFY, 0);
	c = counted(1);
	check_equal(commands(&c), 0, "commands");
	check_equal(kicks(&c), 0, "kicks");
}

static void writes_are_dropped(void **state)
{
	(void)state;
	out8(&vf, REG_STATUS, STATUS_ACKNOWLEDGE);
	out16(&vf, REG_QUEUE_SELECT, 1);
	enable_io(&vf);
	check_equal(in8(&vf, REG_STATUS), 0, "status");
	check_equal(in16(&vf, REG_QUEUE_SELECT), 0, "queue select");
}

static void the_device_keeps_its_state_meanwhile(void **state)
{
	(void)state;
	enable_io(&vf);
	out8(&vf, REG_STATUS, STATUS_ACKNOWLEDGE);
	disable_io(&vf);
	check_equal(in8(&vf, REG_STATUS), 0xff, "status");
	out8(&vf, REG_STATUS, 0);
	enable_io(&vf);
	check_equal(in8(&vf, REG_STATUS), STATUS_ACKNOWLEDGE, "status");
}

static void the_bounds_are_the_same(void **state)
{
	uint8_t buf[8];

	(void)state;
	check_equal(bar0_read(&vf, 60, buf, 8), 4, "read of 8 at 60");
	check_equal(bar0_read(&vf, 64, buf, 1), -EINVAL, "read at 64");
	check_equal(bar0_write(&vf, 64, buf, 1), -EINVAL, "write at 64");
}

#define test(f) cmocka_unit_test_setup(f, reset_device)

int main(void)
{
	const struct CMUnitTest tests[] = {
		test(reads_are_ones),
		test(nothing_is_sent_to_the_device),
		test(writes_are_dropped),
		test(the_device_keeps_its_state_meanwhile),
		test(the_bounds_are_the_same),
	};

	return cmocka_run_group_tests(tests, vf_setup, vf_teardown);
}
