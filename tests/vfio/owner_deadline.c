// SPDX-License-Identifier: GPL-2.0-only
/* The PF's own deadline: of it and the sender's the earlier one counts. */
/* needs: vfs=4 bind=all owner=virtio-owner group=owner */
#include <errno.h>

#include "bind.h"
#include "check.h"
#include "driver_sysfs.h"
#include "fixture.h"
#include "hardware.h"
#include "pending_access.h"
#include "registers.h"
#include "timing.h"
#include "vf_check.h"

#define ATTRIBUTE "owner/command_timeout_ms"
#define SHORT	  "300"
#define SHORT_MS  300
#define LONG	  "3000"
#define SENDER_MS 900
/* A clock tick, which some kernels have only each 4 ms or 10 ms. */
#define TICK_MS	  10

static void set_own(const char *ms)
{
	check_equal(set_attribute(pf_address(), ATTRIBUTE, ms), 0, ATTRIBUTE);
}

static int teardown(void **state)
{
	set_attribute(pf_address(), ATTRIBUTE, "0");
	return vf_teardown(state);
}

static void check_took(int took, int wanted)
{
	print_message("it ended after %d ms\n", took);
	if (took < wanted - TICK_MS || took > wanted * 5)
		fail_msg("it took %d ms and not %d", took, wanted);
}

/* A queue that hangs, for as long as a read of it may wait. */
static void check_read_takes(int wanted)
{
	uint64_t value;
	int took;

	hardware("hang", "on");
	took = time_read(&vf, REG_DRIVER_FEATURES, 4, &value);
	check_equal(value, 0xffffffff, "features");
	check_took(took, wanted);
	hardware("hang", "off");
	assert_true(vf_answers(&vf, PATIENCE));
}

static void the_sender_s_counts_unless_the_pf_has_one(void **state)
{
	(void)state;
	check_equal(function_counter(pf_address(), ATTRIBUTE), 0, ATTRIBUTE);
	set_deadline(SENDER_MS);
	check_read_takes(SENDER_MS);
}

static void the_pf_s_counts_if_it_is_the_earlier(void **state)
{
	(void)state;
	set_own(SHORT);
	check_equal(function_counter(pf_address(), ATTRIBUTE), SHORT_MS,
		    ATTRIBUTE);
	check_read_takes(SHORT_MS);
	check_works(&vf);
}

static void the_sender_s_counts_if_that_is_the_earlier(void **state)
{
	(void)state;
	set_own(LONG);
	set_deadline(SHORT_MS);
	check_read_takes(SHORT_MS);
}

static void zero_gives_back_the_sender_s(void **state)
{
	(void)state;
	set_deadline(SENDER_MS);
	set_own(SHORT);
	set_own("0");
	check_read_takes(SENDER_MS);
}

/* A kick comes after what was written before, which is posted. */
static void what_waits_for_posted_writes_has_it_too(void **state)
{
	(void)state;
	set_own(SHORT);
	hardware("hang", "on");
	out32(&vf, REG_DRIVER_FEATURES, 0);
	check_took(time_write(&vf, REG_QUEUE_NOTIFY, 2, 0), SHORT_MS);
	hardware("hang", "off");
	assert_true(vf_answers(&vf, PATIENCE));
	check_works(&vf);
}

static void what_is_no_number_is_refused(void **state)
{
	static const char *const wrong[] = {
		"x", "-1", "1.5", "300 ms", "600001", "99999999999999999999",
	};

	(void)state;
	set_own(SHORT);
	for (size_t i = 0; i < ARRAY_SIZE(wrong); i++)
		check_equal(set_attribute(pf_address(), ATTRIBUTE, wrong[i]),
			    -EINVAL, "\"%s\"", wrong[i]);
	check_equal(function_counter(pf_address(), ATTRIBUTE), SHORT_MS,
		    ATTRIBUTE);
	set_own("600000");
}

#define test(f) cmocka_unit_test_setup_teardown(f, vf_setup_io, teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		test(the_sender_s_counts_unless_the_pf_has_one),
		test(the_pf_s_counts_if_it_is_the_earlier),
		test(the_sender_s_counts_if_that_is_the_earlier),
		test(zero_gives_back_the_sender_s),
		test(what_waits_for_posted_writes_has_it_too),
		test(what_is_no_number_is_refused),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
