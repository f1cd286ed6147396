// SPDX-License-Identifier: GPL-2.0-only
/*
 * An administration queue that hangs for good: guests get an error at the deadline,
 * the queue is reset, and they go on with nobody's help. Driver features are asked for
 * each time they are read.
 */
/* needs: vfs=4 bind=all owner=virtio-owner param=virtio_owner.recover_after_ms=2000 group=owner */
#include <linux/pci_regs.h>
#include <stdio.h>

#include "check.h"
#include "driver_sysfs.h"
#include "hardware.h"
#include "legacy_net.h"
#include "pending_access.h"
#include "pf.h"
#include "registers.h"
#include "timing.h"
#include "uevents.h"
#include "vf.h"
#include "vf_check.h"

#define DEADLINE      300
/* What virtio-owner is told; not half a minute, as an operator would have it. */
#define RECOVER_AFTER 2000

static struct vf vf, other;
static struct legacy_net net;

static int open_vfs(void **state)
{
	(void)state;
	hardware_good();
	set_deadline(DEADLINE);
	vf_open(&vf, 1);
	vf_open(&other, 2);
	enable_io(&vf);
	enable_io(&other);
	count_from_zero();
	return 0;
}

static int close_vfs(void **state)
{
	(void)state;
	hardware_good();
	vf_close(&vf);
	vf_close(&other);
	set_deadline(DEADLINE_DEFAULT);
	return 0;
}

static long long recoveries(void)
{
	return function_counter(pf_address(), "owner/recoveries");
}

static uint16_t pf_command(void)
{
	return host_conf16(pf_address(), PCI_COMMAND);
}

/* The device forgets what it had when its queue is reset, and goes on. */
static void a_hung_queue_is_reset_and_guests_go_on(void **state)
{
	long long before = recoveries(), start = now_ms();
	uint64_t value;
	int took;

	(void)state;
	net_start(&net, &vf, false);
	net_ask_peer(&net);
	net_hear_peer(&net);

	hardware("hang", "on");
	took = time_read(&vf, REG_DRIVER_FEATURES, 4, &value);
	check_equal(value, 0xffffffff, "features");
	print_message("a read ended after %d ms, with ones\n", took);
	if (took > DEADLINE * 5)
		fail_msg("a read took %d ms", took);
	assert_true(within(RECOVER_AFTER + PATIENCE, recoveries() > before));
	print_message("the queue was reset %lld ms after it hung\n",
		      now_ms() - start);
	assert_true(now_ms() - start >= RECOVER_AFTER);
	hardware("hang", "off");

	/* Of the VFs nothing is lost: the guest's driver has noticed nothing. */
	assert_true(vf_answers(&vf, PATIENCE));
	net_ask_peer(&net);
	net_hear_peer(&net);
	net_stop(&net);
	check_works(&other);
	check_no_violation();
}

static void one_that_only_takes_its_time_is_left_alone(void **state)
{
	long long before = recoveries();
	uint64_t value;

	(void)state;
	hardware("late", "3/1000000/1");
	time_read(&vf, REG_STATUS, 1, &value);
	check_equal(value, 0xff, "status");
	nap_ms(RECOVER_AFTER * 3 / 2);
	check_equal(recoveries(), before, "recoveries");
	check_works(&vf);
}

/* A recovery that comes too early is followed by another. */
static void it_is_tried_until_it_helps(void **state)
{
	long long before = recoveries();
	uint64_t value;

	(void)state;
	hardware("hang", "on");
	time_read(&vf, REG_DRIVER_FEATURES, 4, &value);
	assert_true(within(RECOVER_AFTER + PATIENCE, recoveries() > before));
	/* LIST_QUERY has not been answered either: nothing may be sent. */
	time_read(&vf, REG_DRIVER_FEATURES, 4, &value);
	check_equal(value, 0xffffffff, "features");
	hardware("hang", "off");
	assert_true(vf_answers(&vf, RECOVER_AFTER + PATIENCE));
	check_works(&vf);
	check_works(&other);
	check_no_violation();
}

/* It could write to memory that is somebody else's by now. */
static void one_that_does_not_reset_is_cut_off_until_it_does(void **state)
{
	long long before = recoveries();
	uint64_t value;

	(void)state;
	hardware("stuck", "on");
	hardware("hang", "on");
	time_read(&vf, REG_DRIVER_FEATURES, 4, &value);
	check_equal(value, 0xffffffff, "features");
	assert_true(within(RECOVER_AFTER + PATIENCE, recoveries() > before));
	assert_true(within(PATIENCE, !(pf_command() & PCI_COMMAND_MASTER)));
	assert_true(time_read(&vf, REG_DRIVER_FEATURES, 4, &value) < PATIENCE);
	check_equal(value, 0xffffffff, "features");

	hardware_good();
	assert_true(vf_answers(&vf, RECOVER_AFTER + PATIENCE));
	assert_true(pf_command() & PCI_COMMAND_MASTER);
	/* It was not the next recovery that let it in. */
	check_equal(recoveries(), before + 1, "recoveries");
	check_works(&vf);
	check_works(&other);
	check_no_violation();
}

static bool heard(const char *event)
{
	char variable[64];

	snprintf(variable, sizeof(variable), "VIRTIO_OWNER_EVENT=%s", event);
	return uevents_hear(pf_address(), variable, RECOVER_AFTER + PATIENCE);
}

static void is_in_state(const char *wanted)
{
	char path[96], state[16] = "";
	FILE *f;

	snprintf(path, sizeof(path), "/sys/bus/pci/devices/%s/owner/state",
		 pf_address());
	f = fopen(path, "r");
	assert_non_null(f);
	assert_int_equal(fscanf(f, "%15s", state), 1);
	fclose(f);
	assert_string_equal(state, wanted);
}

static void who_watches_the_host_is_told(void **state)
{
	uint64_t value;

	(void)state;
	is_in_state("answers");
	uevents_begin();
	hardware("hang", "on");
	time_read(&vf, REG_DRIVER_FEATURES, 4, &value);
	assert_true(heard("silent"));
	is_in_state("silent");
	assert_true(heard("reset"));
	hardware("hang", "off");
	assert_true(heard("answers"));
	is_in_state("answers");
	uevents_end();
	assert_true(vf_answers(&vf, PATIENCE));
}

/* It comes late, and nobody asks any more: no reset is needed, and no guest. */
static void so_it_is_of_an_answer_that_is_late(void **state)
{
	long long before = recoveries();
	uint64_t value;

	(void)state;
	uevents_begin();
	hardware("late", "3/1000000/1");
	time_read(&vf, REG_STATUS, 1, &value);
	assert_true(heard("silent"));
	assert_true(heard("answers"));
	check_equal(recoveries(), before, "recoveries");
	uevents_end();
}

static void one_that_stays_down_is_told(void **state)
{
	uint64_t value;

	(void)state;
	uevents_begin();
	hardware("stuck", "on");
	hardware("hang", "on");
	time_read(&vf, REG_DRIVER_FEATURES, 4, &value);
	assert_true(heard("down"));
	is_in_state("down");
	hardware_good();
	assert_true(vf_answers(&vf, RECOVER_AFTER + PATIENCE));
	assert_true(heard("answers"));
	is_in_state("answers");
	uevents_end();
}

static void a_reset_of_the_pf_is_told(void **state)
{
	(void)state;
	vf_close(&vf);
	vf_close(&other);
	uevents_begin();
	check_equal(pf_reset(NULL), 0, "the reset");
	assert_true(heard("reset"));
	uevents_end();
	is_in_state("answers");
}

#define test(f) cmocka_unit_test_setup_teardown(f, open_vfs, close_vfs)

int main(void)
{
	const struct CMUnitTest tests[] = {
		test(a_hung_queue_is_reset_and_guests_go_on),
		test(one_that_only_takes_its_time_is_left_alone),
		test(it_is_tried_until_it_helps),
		test(one_that_does_not_reset_is_cut_off_until_it_does),
		test(who_watches_the_host_is_told),
		test(so_it_is_of_an_answer_that_is_late),
		test(one_that_stays_down_is_told),
		test(a_reset_of_the_pf_is_told),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
