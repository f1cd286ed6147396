// SPDX-License-Identifier: GPL-2.0-only
/*
 * Device parts by virtio-owner's verbs, with no guest and no VFIO device: ids of objects,
 * which are few here, failures of the device, and resets of the PF. The card is the judge
 * of what is left in it.
 */
/* needs: vfs=6 owner=virtio-owner param=virtio_owner.recover_after_ms=2000 alone */
/* needs: pf=admin-queues=2,parts-get-objects=3,parts-set-objects=2,strict-self=on */
/* needs: module=owner-verbs */
#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include <json-c/json.h>

#include "check.h"
#include "child.h"
#include "driver_sysfs.h"
#include "hardware.h"
#include "hw.h"
#include "kernel_log.h"
#include "owner_verbs.h"
#include "pf.h"
#include "task.h"
#include "timing.h"
#include "vf.h"
#include "vf_check.h"

#define VFS		 6
#define LIMIT		 2 /* the lesser of the two */
#define MIB		 (1024 * 1024)
#define ROUND_TRIPS	 30
#define LATE		 (OWNER_DEADLINE * 3 / 2)
#define LATE_US		 "1500000"
#define RECOVER_AFTER	 2000
#define PART_EXTRA	 0x5f0
#define EXTRA		 65536
#define PART_HEADER	 16
#define PART_FEATURES	 0x100
#define PART_STATUS	 0x103
#define DESTROY_REFUSALS 8

static unsigned char buf[MIB], again[MIB];

static long long of_owner(const char *name)
{
	char path[64];

	snprintf(path, sizeof(path), "owner/%s", name);
	return function_counter(pf_address(), path);
}

/* Objects that the card has. */
static int objects(void)
{
	struct json_object *value = hw_get("objects");
	int n;

	if (!value)
		fail_msg("hw: %s", hw_error());
	n = json_object_get_int(value);
	json_object_put(value);
	return n;
}

/* So many optional parts more, as long as the card makes them. */
static void add_parts(int n)
{
	char text[512] = "";
	size_t at = 0;

	for (int i = 0; i < n; i++)
		at += snprintf(text + at, sizeof(text) - at, "%s%#x/1/%d",
			       i ? "," : "", PART_EXTRA + i, EXTRA);
	hardware("parts-extra", text);
}

static int open_members(void **state)
{
	(void)state;
	hardware_good();
	for (int i = 1; i <= VFS; i++)
		member_open(i);
	count_from_zero();
	return 0;
}

/* Whatever has happened: nothing is left, neither here nor in the card. */
static int close_members(void **state)
{
	bool gone;

	(void)state;
	hardware_good();
	add_parts(0);
	for (int i = 1; i <= VFS; i++)
		member_close(i);
	pf_restore(VFS);
	gone = within(PATIENCE, !of_owner("parts_objects") && !objects());
	if (!gone)
		print_error("%lld ids in use, %d objects in the card\n",
			    of_owner("parts_objects"), objects());
	return gone ? 0 : -1;
}

/* The parts are whole, in order, and have what all have. Return: their number. */
static int check_parts(const unsigned char *parts, int len)
{
	unsigned int last = 0, seen = 0;
	int n = 0;

	for (int at = 0; at < len; n++) {
		unsigned int type, value;

		assert_true(len - at >= PART_HEADER);
		type = parts[at] | parts[at + 1] << 8;
		memcpy(&value, parts + at + 12, 4);
		if (value > (unsigned int)(len - at - PART_HEADER))
			fail_msg("part %d ends behind the last", n);
		assert_true(type >= last);
		last = type;
		seen |= (type == PART_FEATURES) | (type == PART_STATUS) << 1;
		at += PART_HEADER + value;
	}
	check_equal(seen, 3, "features and status");
	return n;
}

static void the_capability_is_asked_for_once(void **state)
{
	(void)state;
	check_equal(pf_reset(NULL), 0, "reset of the PF");
	count_from_zero();
	check_equal(of_owner("parts_limit"), 0, "limit");
	check_equal(parts_support(1), 0, "support");
	check_equal(hw_counter("capability"), 3, "commands");
	check_equal(of_owner("parts_limit"), LIMIT, "limit");
	for (int i = 1; i <= VFS; i++)
		check_equal(parts_support(i), 0, "support of VF %d", i);
	check_equal(hw_counter("capability"), 3, "commands");
	check_no_violation();
}

static void a_member_is_saved_and_another_is_loaded(void **state)
{
	int size, len;

	(void)state;
	check_equal(mode_set(1, true), 0, "stop");
	check_equal(parts_create(1, false), 0, "create");
	check_equal(objects(), 1, "objects");
	check_equal(of_owner("parts_objects"), 1, "ids in use");
	size = parts_size(1);
	assert_true(size > 0);
	len = parts_get(1, buf, size);
	print_message("%d bytes of %d, %d parts\n", len, size,
		      check_parts(buf, len));
	check_equal(parts_get(1, again, MIB), len, "length of the same again");
	assert_memory_equal(buf, again, len);
	check_equal(parts_destroy(1), 0, "destroy");
	check_equal(objects(), 0, "objects");

	check_equal(mode_set(2, true), 0, "stop");
	check_equal(parts_create(2, true), 0, "create");
	check_equal(parts_set(2, buf, len), 0, "set");
	check_equal(parts_destroy(2), 0, "destroy");
	check_equal(parts_create(2, false), 0, "create");
	check_equal(parts_get(2, again, MIB), len, "length of the other's");
	assert_memory_equal(buf, again, len);
	check_equal(parts_destroy(2), 0, "destroy");
	check_equal(mode_set(1, false), 0, "resume");
	check_equal(mode_set(2, false), 0, "resume");
	check_no_violation();
}

static void without_an_object_there_is_nothing(void **state)
{
	(void)state;
	check_equal(parts_size(1), -ENOENT, "size");
	check_equal(parts_get(1, buf, MIB), -ENOENT, "get");
	check_equal(parts_set(1, buf, 16), -ENOENT, "set");
	check_equal(parts_destroy(1), 0, "destroy");
	check_equal(parts_create(1, true), 0, "create");
	check_equal(parts_create(1, true), -EEXIST, "create");
	check_equal(parts_set(1, buf, 0), -EINVAL, "set of nothing");
	check_equal(parts_set(1, buf, MIB + 8), -EFBIG, "set of too much");
	check_equal(objects(), 1, "objects");
	check_no_violation();
}

/* As long as is taken at all: by more than one piece of memory. */
static void long_parts_come_whole(void **state)
{
	unsigned int last;
	int size, len;

	(void)state;
	check_equal(mode_set(1, true), 0, "stop");
	check_equal(parts_create(1, false), 0, "create");
	add_parts(15);
	size = parts_size(1);
	assert_true(size > 15 * EXTRA && size <= MIB);
	memset(buf, 0x5a, sizeof(buf));
	len = parts_get(1, buf, MIB);
	assert_true(len > 15 * EXTRA && len <= size);
	check_parts(buf, len);
	memcpy(&last, buf + len - EXTRA - 4, 4);
	check_equal(last, EXTRA, "length of the last");
	check_equal(parts_get(1, again, MIB), len, "the same again");
	assert_memory_equal(buf, again, len);
	check_equal(parts_destroy(1), 0, "destroy");
	check_equal(parts_create(1, true), 0, "create");
	check_equal(parts_set(1, buf, len), 0, "set");
	check_equal(mode_set(1, false), 0, "resume");
	check_no_violation();
}

static void more_than_is_taken_is_refused(void **state)
{
	int size;

	(void)state;
	check_equal(parts_create(1, false), 0, "create");
	size = parts_size(1);
	add_parts(16);
	log_from_now();
	check_equal(parts_size(1), -EFBIG, "size");
	check_equal(log_lines_with("VF 0 has device parts of", pf_address()), 1,
		    "lines");
	add_parts(0);
	check_equal(parts_size(1), size, "size");
}

/* A short answer is no more than it is, and one that has grown no more than its room. */
static void what_came_is_known(void **state)
{
	int size, len;

	(void)state;
	check_equal(parts_create(1, false), 0, "create");
	size = parts_size(1);
	len = parts_get(1, buf, size);
	assert_true(len > 20);
	hardware("parts-short", "0xf/20/1");
	check_equal(parts_get(1, again, size), len - 20, "what came");
	memset(again, 0x77, sizeof(again));
	hardware("parts-grow", "0xf/64/1");
	check_equal(parts_get(1, again, len), -ENOMEM, "no room");
	check_equal(again[0], 0x77, "the first byte");
	hardware("parts-short", "0xe/8/1");
	check_equal(parts_size(1), 0, "a size that is not there");
	check_equal(parts_size(1), size, "size");
}

/* Who asked tries again, or does not. */
static void a_busy_device_is_told(void **state)
{
	(void)state;
	hardware("fail", "0x11/16/7/1/1,0xa/11/7/1/1,0xd/16/7/1/1");
	check_equal(mode_set(1, true), -EBUSY, "stop");
	check_equal(mode_set(1, true), 0, "stop");
	check_equal(parts_create(1, true), -EAGAIN, "create");
	check_equal(of_owner("parts_objects"), 0, "ids in use");
	check_equal(parts_create(1, true), 0, "create");
	check_equal(parts_destroy(1), -EBUSY, "destroy");
	assert_true(within(PATIENCE, !objects()));
	check_equal(mode_set(1, false), 0, "resume");
}

static void a_refusal_is_told(void **state)
{
	(void)state;
	hardware("fail", "0xa/28/6/1/1");
	check_equal(parts_create(1, true), -ENOSPC, "create");
	check_equal(of_owner("parts_objects"), 0, "ids in use");
	check_equal(parts_create(1, true), 0, "create");
	hardware("fail", "0x10/22/3/1/1,0xe/6/1/1/1");
	check_equal(parts_set(1, buf, 64), -EINVAL, "set");
	check_equal(parts_size(1), -ENXIO, "size");
	check_equal(parts_destroy(1), 0, "destroy");
}

static int create_third(const char *unused)
{
	(void)unused;
	return parts_wait_to_create(3, false);
}

static int create_fourth(const char *unused)
{
	(void)unused;
	return parts_wait_to_create(4, false);
}

static void ids_are_given_in_order(void **state)
{
	struct task third = { 0 }, fourth = { 0 };

	(void)state;
	check_equal(parts_create(1, false), 0, "create");
	check_equal(parts_create(2, true), 0, "create");
	check_equal(parts_create(5, false), -ENOSPC, "one more");
	task_start(&third, create_third, NULL);
	assert_false(task_ended(&third, AT_ONCE));
	task_start(&fourth, create_fourth, NULL);
	assert_false(task_ended(&fourth, AT_ONCE));
	check_equal(parts_destroy(2), 0, "destroy");
	check_task(&third, PATIENCE, "the third");
	assert_false(task_ended(&fourth, AT_ONCE));
	check_equal(parts_destroy(1), 0, "destroy");
	check_task(&fourth, PATIENCE, "the fourth");
	check_equal(objects(), 2, "objects");
	check_no_violation();
}

static void who_waits_for_an_id_can_be_killed(void **state)
{
	pid_t pid;

	(void)state;
	check_equal(parts_create(1, false), 0, "create");
	check_equal(parts_create(2, true), 0, "create");
	pid = child_start();
	if (!pid) {
		parts_wait_to_create(3, false);
		_exit(0);
	}
	nap_ms(AT_ONCE);
	kill(pid, SIGKILL);
	check_killed(pid, "the waiter");
	check_equal(parts_destroy(1), 0, "destroy");
	check_equal(parts_create(4, false), 0, "create");
	check_equal(objects(), 2, "objects");
}

static void an_id_is_not_free_before_its_object_is_gone(void **state)
{
	long long start = now_ms();

	(void)state;
	check_equal(parts_create(1, false), 0, "create");
	hardware("late", "0xd/" LATE_US "/1/1");
	check_equal(parts_destroy(1), -ETIMEDOUT, "destroy");
	check_equal(of_owner("parts_objects"), 1, "ids in use");
	check_equal(parts_create(2, false), 0, "create");
	check_equal(parts_create(3, false), 0, "create, when there is an id");
	assert_true(now_ms() - start >= LATE);
	check_equal(of_owner("recoveries"), 0, "recoveries");
	check_equal(objects(), 2, "objects");
	check_no_violation();
}

static void an_object_that_came_too_late_is_destroyed(void **state)
{
	(void)state;
	hardware("late", "0xa/" LATE_US "/1/1");
	check_equal(parts_create(1, false), -ETIMEDOUT, "create");
	check_equal(parts_size(1), -ENOENT, "size");
	check_equal(of_owner("parts_objects"), 1, "ids in use");
	assert_true(within(PATIENCE, !of_owner("parts_objects")));
	check_equal(objects(), 0, "objects");
	check_equal(parts_create(1, false), 0, "create");
	check_no_violation();
}

static void a_destroy_that_was_refused_is_tried_again(void **state)
{
	(void)state;
	check_equal(parts_create(1, false), 0, "create");
	hardware("fail", "0xd/22/1/3/1");
	check_equal(parts_destroy(1), -EINVAL, "destroy");
	assert_true(within(PATIENCE, !objects()));
	assert_true(within(PATIENCE, !of_owner("parts_objects")));
}

/* For good: one id less, and nobody is bothered any more. */
static void a_device_that_keeps_an_object_has_one_less(void **state)
{
	(void)state;
	log_from_now();
	check_equal(parts_create(1, false), 0, "create");
	hardware("fail", "0xd/22/1/1000/1");
	check_equal(parts_destroy(1), -EINVAL, "destroy");
	assert_true(within(PATIENCE + DESTROY_REFUSALS * 1000,
			   log_lines_with("does not destroy", pf_address())));
	count_from_zero();
	nap_ms(2500);
	check_equal(hw_counter("members.1.object"), 0, "more tries");
	check_equal(of_owner("parts_objects"), 1, "ids in use");
	check_equal(parts_create(2, false), 0, "create");
	check_equal(parts_create(3, false), -ENOSPC, "create");
	hardware("fail", "");

	/* Its VF's next driver has another go. */
	member_close(1);
	member_open(1);
	assert_true(within(PATIENCE, of_owner("parts_objects") == 1));
	check_equal(parts_create(3, false), 0, "create");
}

static void a_killed_get_leaves_its_memory_to_the_device(void **state)
{
	pid_t pid;

	(void)state;
	check_equal(parts_create(1, false), 0, "create");
	hardware("late", "0xf/" LATE_US "/1/1");
	pid = child_start();
	if (!pid) {
		parts_get_for(1, buf, MIB, OWNER_LONG);
		_exit(0);
	}
	nap_ms(AT_ONCE);
	kill(pid, SIGKILL);
	check_killed(pid, "who gets");
	/* Behind it, and not before. */
	check_equal(parts_destroy(1), -EINPROGRESS, "destroy");
	check_equal(of_owner("parts_objects"), 1, "ids in use");
	assert_true(within(PATIENCE, !of_owner("parts_objects")));
	check_equal(objects(), 0, "objects");
	check_no_violation();
}

static void a_reset_of_the_pf_destroys_objects(void **state)
{
	(void)state;
	check_equal(parts_create(1, false), 0, "create");
	check_equal(parts_create(2, true), 0, "create");
	count_from_zero();
	check_equal(pf_reset(NULL), 0, "reset of the PF");
	check_equal(of_owner("parts_objects"), 0, "ids in use");
	check_equal(of_owner("parts_limit"), 0, "limit");
	check_equal(parts_size(1), -ESTALE, "size");
	check_equal(parts_get(1, buf, MIB), -ESTALE, "get");
	check_equal(parts_set(2, buf, 64), -ESTALE, "set");
	check_equal(parts_create(3, false), 0, "create, who gets the same id");
	check_equal(hw_counter("capability"), 3, "commands");
	check_equal(parts_size(1), -ESTALE, "size");
	check_equal(parts_destroy(1), 0, "destroy");
	check_equal(parts_size(1), -ENOENT, "size");
	check_equal(parts_create(2, false), 0, "create, of one that was lost");
	check_equal(objects(), 2, "objects");
	check_no_violation();
}

static void who_waits_for_an_id_of_a_pf_that_is_reset_hears_of_it(void **state)
{
	struct task third = { 0 };

	(void)state;
	check_equal(parts_create(1, false), 0, "create");
	check_equal(parts_create(2, true), 0, "create");
	task_start(&third, create_third, NULL);
	assert_false(task_ended(&third, AT_ONCE));
	check_equal(pf_reset(NULL), 0, "reset of the PF");
	assert_true(task_ended(&third, AT_ONCE));
	task_reap(&third);
	check_equal(third.ret, -ESHUTDOWN, "create");
	check_equal(parts_create(3, false), 0, "create");
}

/* A stop lasts as long as the slowest request: it is the stop's sender who has a deadline. */
static void a_stop_that_never_comes(void **state)
{
	long long before = of_owner("recoveries");

	(void)state;
	check_equal(parts_create(1, false), 0, "create");
	check_equal(parts_create(2, false), 0, "create");
	hardware("mode-never", "on");
	check_equal(mode_set(1, true), -ETIMEDOUT, "stop");
	check_equal(mode_set(1, true), -EINPROGRESS, "stop");
	assert_true(parts_size(2) > 0);
	hardware("mode-never", "off");
	assert_true(within(PATIENCE, mode_set(1, false) == 0));
	check_equal(of_owner("recoveries"), before, "recoveries");

	hardware("mode-never", "on");
	check_equal(mode_set(1, true), -ETIMEDOUT, "stop");
	assert_true(within(RECOVER_AFTER + PATIENCE,
			   of_owner("recoveries") > before));
	assert_true(within(PATIENCE, parts_size(2) == -ESTALE));
	hardware("mode-never", "off");
	assert_true(within(PATIENCE, parts_create(2, false) == 0));
}

static void a_member_that_goes_leaves_nothing(void **state)
{
	(void)state;
	check_equal(parts_create(1, false), 0, "create");
	check_equal(parts_create(2, false), 0, "create");
	member_close(1);
	check_equal(objects(), 1, "objects");
	check_equal(of_owner("parts_objects"), 1, "ids in use");
	hardware("late", "0xd/" LATE_US "/1/2");
	member_close(2);
	check_equal(objects(), 0, "objects");
	check_equal(of_owner("parts_objects"), 0, "ids in use");
	check_no_violation();
}

static int round_trip(int member, unsigned char *mine)
{
	int len, ret;

	ret = parts_wait_to_create(member, false);
	if (ret)
		return ret;
	len = parts_get(member, mine, MIB);
	if (len < 0)
		return len;
	ret = parts_destroy(member);
	if (!ret)
		ret = mode_set(member, true);
	if (!ret)
		ret = parts_wait_to_create(member, true);
	if (!ret)
		ret = parts_set(member, mine, len);
	if (!ret)
		ret = parts_destroy(member);
	return ret ? ret : mode_set(member, false);
}

static int round_trips(const char *number)
{
	unsigned char *mine = malloc(MIB);
	int ret = 0;

	for (int i = 0; i < ROUND_TRIPS && !ret; i++)
		ret = round_trip(atoi(number), mine);
	free(mine);
	return ret;
}

static void all_at_once(void **state)
{
	static const char *const numbers[] = { "1", "2", "3", "4", "5", "6" };
	struct task tasks[VFS] = { 0 };

	(void)state;
	for (int i = 0; i < VFS; i++)
		task_start(&tasks[i], round_trips, numbers[i]);
	for (int i = 0; i < VFS; i++)
		check_task(&tasks[i], PATIENCE * 6, numbers[i]);
	check_equal(objects(), 0, "objects");
	check_no_violation();
}

#define test(f) cmocka_unit_test_setup_teardown(f, open_members, close_members)

int main(void)
{
	const struct CMUnitTest tests[] = {
		test(the_capability_is_asked_for_once),
		test(a_member_is_saved_and_another_is_loaded),
		test(without_an_object_there_is_nothing),
		test(long_parts_come_whole),
		test(more_than_is_taken_is_refused),
		test(what_came_is_known),
		test(a_busy_device_is_told),
		test(a_refusal_is_told),
		test(ids_are_given_in_order),
		test(who_waits_for_an_id_can_be_killed),
		test(an_id_is_not_free_before_its_object_is_gone),
		test(an_object_that_came_too_late_is_destroyed),
		test(a_destroy_that_was_refused_is_tried_again),
		test(a_device_that_keeps_an_object_has_one_less),
		test(a_killed_get_leaves_its_memory_to_the_device),
		test(a_reset_of_the_pf_destroys_objects),
		test(who_waits_for_an_id_of_a_pf_that_is_reset_hears_of_it),
		test(a_stop_that_never_comes),
		test(a_member_that_goes_leaves_nothing),
		test(all_at_once),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
