// SPDX-License-Identifier: GPL-2.0-only
/*
 * Hardware that cannot just now: commands refused with EAGAIN, EBUSY or ENOMEM
 * are sent again, with back-off, for a second, and not beyond the deadline.
 *
 * Refused commands are paced for each VF, which log_limits.c looks at: a test that
 * measures time has the VF bound anew before it gets there.
 */
/* needs: vfs=4 bind=all group=bad-answers */
#include <stdio.h>

#include "bind.h"
#include "check.h"
#include "driver_sysfs.h"
#include "fixture.h"
#include "hardware.h"
#include "pending_access.h"
#include "registers.h"
#include "timing.h"
#include "vf_check.h"

/* Tries are 1, 2, 4 ... 128 ms apart, until a second is over. */
#define BACK_OFF(tries) ((1 << (tries)) - 1)
#define GIVEN_UP	1000
#define MOST_TRIES	16
/* What an emulated, shared processor may add; ms. */
#define SLACK		1500
#define FOR_EVER	1000000

static const char *const statuses[] = { "11", "16", "12" };

struct kind {
	const char *what;
	int opcode;
	bool write;
	uint64_t offset;
	size_t len;
};

static const struct kind kinds[] = {
	{ "common read", 3, false, REG_DEVICE_FEATURES, 4 },
	{ "device read", 5, false, DEVICE_CONFIG(false) + NET_MAC, 6 },
	/* One that is waited for. */
	{ "common write", 2, true, REG_STATUS, 1 },
};

/* What the reads of kinds[] give. */
static uint64_t right[ARRAY_SIZE(kinds)];

static void bind_anew(void)
{
	vf_setup_bound_anew(NULL);
	enable_io(&vf);
}

static int setup(void **state)
{
	(void)state;
	bind_anew();
	for (size_t i = 0; i < ARRAY_SIZE(kinds); i++)
		if (!kinds[i].write)
			bar0_read(&vf, kinds[i].offset, &right[i],
				  kinds[i].len);
	return 0;
}

static void refuse(int opcode, const char *status, int count)
{
	char rule[48];

	snprintf(rule, sizeof(rule), "%d/%s/7/%d/1", opcode, status, count);
	hardware("fail", rule);
	count_from_zero();
}

static void check_account(const struct account *before, int refused, int done,
			  const char *what)
{
	struct account a = added(1, before);
	struct counts c = counted(1);

	check_equal(commands(&c), refused + done, "%s: commands seen", what);
	check_equal(c.failed, refused, "%s: refusals seen", what);
	check_equal(a.commands, refused + done, "%s: commands", what);
	check_equal(a.retried, refused + done - 1, "%s: retried", what);
	check_equal(a.failed, !done, "%s: failed", what);
	check_equal(a.timeouts, 0, "%s: timeouts", what);
	check_equal(a.unsent, 0, "%s: unsent", what);
}

static void check_took(int took, int least, int most, const char *what)
{
	if (took < least || took > most)
		fail_msg("%s: took %d ms, should be %d to %d", what, took,
			 least, most);
}

/* Refuse it so often, then do it. */
static void check_retried(const struct kind *kind, const char *status, int n)
{
	struct account before;
	uint64_t value = STATUS_ACKNOWLEDGE;
	char what[64];
	int took;

	snprintf(what, sizeof(what), "%s, status %s, %d times", kind->what,
		 status, n);
	if (kind->write)
		out8(&vf, REG_STATUS, 0);
	before = account(1);
	refuse(kind->opcode, status, n);
	if (kind->write) {
		took = time_write(&vf, kind->offset, kind->len, value);
		check_account(&before, n, 1, what);
		check_equal(in8(&vf, kind->offset), value, "%s", what);
	} else {
		took = time_read(&vf, kind->offset, kind->len, &value);
		check_account(&before, n, 1, what);
		check_equal(value, right[kind - kinds], "%s", what);
	}
	check_took(took, BACK_OFF(n), BACK_OFF(n) + SLACK, what);
}

static void check_retries(const struct kind *kind)
{
	for (size_t i = 0; i < ARRAY_SIZE(statuses); i++) {
		for (int n = 1; n <= 8; n++) {
			/* Refusals enough to be paced soon. */
			if (n == 1 || n == 7)
				bind_anew();
			check_retried(kind, statuses[i], n);
		}
	}
	check_no_violation();
}

static void a_read_refused_for_a_while_is_right_in_the_end(void **state)
{
	(void)state;
	check_retries(&kinds[0]);
}

static void so_is_one_of_the_device_configuration(void **state)
{
	(void)state;
	check_retries(&kinds[1]);
}

static void a_write_refused_for_a_while_is_done_in_the_end(void **state)
{
	(void)state;
	check_retries(&kinds[2]);
}

static void check_given_up(const struct kind *kind, const char *status)
{
	struct account before, a;
	uint64_t value = STATUS_ACKNOWLEDGE;
	char what[64];
	int took;

	bind_anew();
	out8(&vf, REG_STATUS, 0);
	snprintf(what, sizeof(what), "%s, status %s for ever", kind->what,
		 status);
	before = account(1);
	refuse(kind->opcode, status, FOR_EVER);
	if (kind->write)
		took = time_write(&vf, kind->offset, kind->len, value);
	else
		took = time_read(&vf, kind->offset, kind->len, &value);
	a = added(1, &before);
	check_account(&before, a.commands, 0, what);
	check_took(took, GIVEN_UP * 8 / 10, GIVEN_UP + SLACK, what);
	assert_in_range(a.commands, 6, MOST_TRIES);

	hardware("fail", "");
	if (kind->write)
		check_equal(in8(&vf, REG_STATUS), 0, "%s", what);
	else
		check_equal(value, (1ull << 8 * kind->len) - 1, "%s", what);
}

static void one_refused_for_ever_is_given_up_after_a_second(void **state)
{
	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(kinds); i++)
		check_given_up(&kinds[i], statuses[i]);
	check_works(&vf);
}

static void the_deadline_ends_the_tries_too(void **state)
{
	uint64_t value;
	int took;

	(void)state;
	set_deadline(300);
	refuse(3, "11", FOR_EVER);
	took = time_read(&vf, REG_DEVICE_FEATURES, 4, &value);
	check_equal(value, 0xffffffff, "features");
	/* No try is begun that would not be in time. */
	check_took(took, BACK_OFF(7), 300 + SLACK / 2,
		   "a read refused for ever");
}

/* The deadline is for the access, of however many fields. */
static void a_wide_access_has_one_deadline(void **state)
{
	uint8_t buf[BAR0_SIZE];
	long long start;

	(void)state;
	set_deadline(1500);
	hardware("fail", "3/11/7/1000000/1,5/16/7/1000000/1");
	start = now_ms();
	check_equal(bar0_read(&vf, 0, buf, sizeof(buf)), sizeof(buf), "read");
	check_took(now_ms() - start, 1400, 1500 + SLACK, "18 refused fields");
	for (size_t i = 0; i < sizeof(buf); i++)
		check_equal(buf[i], 0xff, "byte %zu", i);
	hardware("fail", "");
	check_works(&vf);
}

static void slow_refusals_count_against_the_deadline(void **state)
{
	uint64_t value;
	int took;

	(void)state;
	set_deadline(700);
	hardware("command-delay-us", "150000");
	refuse(3, "11", FOR_EVER);
	took = time_read(&vf, REG_DEVICE_FEATURES, 4, &value);
	check_equal(value, 0xffffffff, "features");
	check_took(took, 600, 700 + SLACK / 2, "a read refused slowly");
	hardware_good();
	check_works(&vf);
}

/* Only the refused field of several is sent again. */
static void the_other_fields_are_asked_for_once(void **state)
{
	uint64_t good = in64(&vf, 12);
	struct account before = account(1);

	(void)state;
	refuse(3, "16", 3);
	check_equal(in64(&vf, 12), good, "the fields");
	/* Queue size, select and notify, status, ISR. */
	check_equal(added(1, &before).commands, 5 + 3, "commands");
	check_equal(added(1, &before).retried, 3, "retried");
}

static void a_refused_kick_by_command_is_one_kick(void **state)
{
	struct counts c;

	(void)state;
	hardware("doorbell", "none");
	vf_reopen(&vf);
	enable_io(&vf);
	refuse(2, "11", 4);
	out16(&vf, REG_QUEUE_NOTIFY, 0);
	/* Sent by then, if it was posted. */
	in8(&vf, REG_STATUS);
	c = counted(1);
	check_equal(c.failed, 4, "refusals");
	check_equal(c.kick_command, 1, "kicks");
}

static void a_refused_question_for_the_doorbell_is_asked_again(void **state)
{
	struct counts c;

	(void)state;
	vf_close(&vf);
	refuse(6, "11", 3);
	vf_open(&vf, 1);
	enable_io(&vf);
	out16(&vf, REG_QUEUE_NOTIFY, 0);
	c = counted(1);
	check_equal(c.failed, 3, "refusals");
	check_equal(c.kick_member, 1, "kicks");
}

#define test(f) cmocka_unit_test_setup_teardown(f, setup, vf_teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		test(a_read_refused_for_a_while_is_right_in_the_end),
		test(so_is_one_of_the_device_configuration),
		test(a_write_refused_for_a_while_is_done_in_the_end),
		test(one_refused_for_ever_is_given_up_after_a_second),
		test(the_deadline_ends_the_tries_too),
		test(a_wide_access_has_one_deadline),
		test(slow_refusals_count_against_the_deadline),
		test(the_other_fields_are_asked_for_once),
		test(a_refused_kick_by_command_is_one_kick),
		test(a_refused_question_for_the_doorbell_is_asked_again),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
