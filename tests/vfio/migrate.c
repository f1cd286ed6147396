// SPDX-License-Identifier: GPL-2.0-only
/*
 * Live migration by VFIO's interface: from VF 1 to VF 2, with a legacy driver in this
 * program that goes on with the other one.
 */
/* needs: vfs=4 bind=all parts group=migrate */
#include <errno.h>
#include <string.h>
#include <unistd.h>

#include <linux/pci_regs.h>

#include "driver_sysfs.h"
#include "fixture.h"
#include "hardware.h"
#include "legacy_net.h"
#include "migration.h"
#include "registers.h"

#define FLAGS 7 /* STOP_COPY, P2P, PRE_COPY */

static struct stream stream;

static int setup(void **state)
{
	vf_setup_io(state);
	vf_open(&other, 2);
	count_from_zero();
	return 0;
}

static void it_is_offered(void **state)
{
	char reason[32];

	(void)state;
	check_equal(mig_flags(&vf), FLAGS, "flags");
	check_equal(mig_state(&vf), MIG_RUNNING, "state");
	get_migration_reason(1, reason);
	assert_string_equal(reason, "offered");
	assert_true(mig_size(&vf) > 0);
}

static void talk(struct legacy_net *net)
{
	net_ask_peer(net);
	net_hear_peer(net);
}

/* As QEMU does at each start and stop of a machine. */
static void it_stops_and_goes_on(void **state)
{
	struct legacy_net net;

	(void)state;
	net_start(&net, &vf, false);
	talk(&net);
	mig_to(&vf, MIG_STOP);
	check_equal(in8(&vf, REG_STATUS), 0xff, "status of a stopped device");
	mig_to(&vf, MIG_RUNNING);
	talk(&net);
	net_stop(&net);
	check_no_violation();
}

static void a_driver_goes_on_with_another_vf(void **state)
{
	struct legacy_net net;

	(void)state;
	net_start(&net, &vf, false);
	talk(&net);
	net_reach(&net, &other);
	save(&vf, &stream);
	load(&other, &stream);
	enable_io(&other);
	net_move(&net, &other);
	talk(&net);
	net_stop(&net);
	check_no_violation();
}

#define test(f) cmocka_unit_test_setup_teardown(f, setup, vf_teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		test(it_is_offered),
		test(it_stops_and_goes_on),
		test(a_driver_goes_on_with_another_vf),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
