// SPDX-License-Identifier: GPL-2.0-only
/*
 * A PF that does not offer LEGACY_NOTIFY_INFO, which is optional: everything
 * works, and kicks are commands. Run on hardware made with notify-info=off.
 */
/* needs: vfs=2 bind=1 pf=notify-info=off alone */
#include "check.h"
#include "hardware.h"
#include "legacy_net.h"
#include "registers.h"
#include "vf.h"

static struct vf vf;

static int open_vf(void **state)
{
	(void)state;
	count_from_zero();
	vf_open(&vf, 1);
	return 0;
}

static int close_vf(void **state)
{
	(void)state;
	vf_close(&vf);
	return 0;
}

static void the_vf_is_transitional_all_the_same(void **state)
{
	(void)state;
	check_equal(vf.bar0.size, BAR0_SIZE, "size of BAR0");
	check_equal(conf16(&vf, 2), 0x1000, "device id");
	enable_io(&vf);
	check_equal(in8(&vf, REG_STATUS), 0, "status");
}

static void a_kick_is_a_command(void **state)
{
	struct counts c;

	(void)state;
	enable_io(&vf);
	out16(&vf, REG_QUEUE_NOTIFY, 1);
	c = counted(1);
	check_equal(c.kick_command, 1, "kicks by command");
	check_equal(kicks(&c), 1, "kicks");
	check_equal(c.common_write, 1, "commands");
}

static void the_unknown_command_is_not_sent(void **state)
{
	struct counts c = counted(1);

	(void)state;
	check_equal(c.notify_info, 0, "NOTIFY_INFO commands");
	check_no_violation();
	check_no_failure();
}

static void a_frame_goes_to_the_peer_and_back(void **state)
{
	struct legacy_net net;

	(void)state;
	net_start(&net, &vf, false);
	net_ask_peer(&net);
	net_hear_peer(&net);
	net_stop(&net);
	check_no_violation();
	check_no_failure();
}

#define test(f) cmocka_unit_test_setup_teardown(f, open_vf, close_vf)

int main(void)
{
	const struct CMUnitTest tests[] = {
		test(the_vf_is_transitional_all_the_same),
		test(a_kick_is_a_command),
		test(the_unknown_command_is_not_sent),
		test(a_frame_goes_to_the_peer_and_back),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
