// SPDX-License-Identifier: GPL-2.0-only
/*
 * A PF that has fewer objects for device parts than VFs that migrate: they wait for each
 * other, each in its turn.
 */
/* needs: vfs=8 bind=all pf=parts-get-objects=2,parts-set-objects=2 parts alone */
#include <errno.h>
#include <unistd.h>

#include "driver_sysfs.h"
#include "fixture.h"
#include "hardware.h"
#include "legacy_net.h"
#include "migration.h"
#include "moves.h"
#include "vf_check.h"

#define VFS	 8
#define ROUNDS	 20
#define DEADLINE 500

static struct vf third;

static int teardown(void **state)
{
	close_moved();
	vf_close(&third);
	return vf_teardown(state);
}

static void eight_with_two(void **state)
{
	(void)state;
	vf_close(&vf);
	move_at_once(VFS, ROUNDS);
	check_no_object();
	check_no_violation();
	check_no_failure();
}

/* Who waits for too long is told so, and has lost nothing. */
static void the_third_is_told(void **state)
{
	int one, two;

	(void)state;
	set_deadline(DEADLINE);
	vf_open(&other, 2);
	vf_open(&third, 3);
	one = mig_to(&vf, MIG_PRE_COPY);
	two = mig_to(&other, MIG_PRE_COPY);
	check_equal(mig_try(&third, MIG_PRE_COPY) + 1, -ENOSPC, "a third one");
	check_equal(mig_state(&third), MIG_RUNNING, "its state");
	enable_io(&third);
	check_works(&third);
	mig_to(&vf, MIG_RUNNING);
	close(one);
	one = mig_to(&third, MIG_PRE_COPY);
	mig_to(&third, MIG_RUNNING);
	mig_to(&other, MIG_RUNNING);
	close(one);
	close(two);
	check_no_object();
	check_no_violation();
}

#define test(f) cmocka_unit_test_setup_teardown(f, vf_setup_io, teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		test(eight_with_two),
		test(the_third_is_told),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
