// SPDX-License-Identifier: GPL-2.0-only
/*
 * Which way a kick goes: to the notification address that the device names, if
 * it may be trusted, else by a command. The driver asks for it at every open.
 *
 * In these tests, that the lab's hardware has VF n's doorbell at the start of
 * the VF's BAR2 and at (n - 1) * 0x1000 in the PF's is its own documented way.
 */
/* needs: vfs=4 bind=all */
#include <stdio.h>
#include <string.h>

#include "check.h"
#include "hardware.h"
#include "legacy_net.h"
#include "registers.h"
#include "vf.h"

#define MEMBER "2/2/0"
#define OWNER  "1/2/0"

enum path { BY_MEMBER, BY_OWNER, BY_COMMAND };

static const char *const path_names[] = { "member", "owner", "command" };

/* The VF of whichever test runs; a failed one leaves it open. */
static struct vf vf;

static int make_good(void **state)
{
	(void)state;
	vf_close(&vf);
	hardware_good();
	return 0;
}

static void check_path(int number, enum path path, const char *what)
{
	struct counts c = counted(number);
	int taken[] = { c.kick_member, c.kick_owner, c.kick_command };

	for (size_t i = 0; i < ARRAY_SIZE(taken); i++)
		check_equal(taken[i], i == path, "%s: kicks by %s", what,
			    path_names[i]);
	check_equal(c.kick_modern, 0, "%s: kicks by the modern interface",
		    what);
	check_equal(c.common_write, path == BY_COMMAND, "%s: commands", what);
}

/* Open, kick once, and see where it came out. */
static void check_kick(int number, enum path path, const char *what)
{
	vf_open(&vf, number);
	enable_io(&vf);
	count_from_zero();
	out16(&vf, REG_QUEUE_NOTIFY, 1);
	check_path(number, path, what);
	check_no_violation();
	check_no_failure();
	vf_close(&vf);
}

static void check_entries(const char *entries, enum path path)
{
	hardware("notify-entries", entries);
	check_kick(1, path, entries);
}

static void the_member_s_doorbell_is_used(void **state)
{
	(void)state;
	hardware("doorbell", "member");
	check_kick(1, BY_MEMBER, "doorbell=member");
	check_kick(2, BY_MEMBER, "doorbell=member");
}

static void the_owner_s_doorbell_is_used(void **state)
{
	(void)state;
	hardware("doorbell", "owner");
	check_kick(1, BY_OWNER, "doorbell=owner");
	check_kick(2, BY_OWNER, "doorbell=owner");
}

static void of_both_the_first_is_used(void **state)
{
	(void)state;
	hardware("doorbell", "both");
	check_kick(1, BY_MEMBER, "doorbell=both");
}

static void with_no_doorbell_a_kick_is_a_command(void **state)
{
	(void)state;
	hardware("doorbell", "none");
	check_kick(1, BY_COMMAND, "doorbell=none");
}

static void the_address_is_asked_for_at_every_open(void **state)
{
	struct counts c;

	(void)state;
	count_from_zero();
	vf_open(&vf, 1);
	vf_close(&vf);
	c = counted(1);
	assert_true(c.notify_info > 0);
	count_from_zero();
	vf_open(&vf, 1);
	vf_close(&vf);
	c = counted(1);
	assert_true(c.notify_info > 0);
	/* The last choice does not outlive its session. */
	hardware("doorbell", "owner");
	check_kick(1, BY_OWNER, "doorbell=owner");
	hardware("doorbell", "member");
	check_kick(1, BY_MEMBER, "doorbell=member");
}

static void a_kick_is_no_command_if_there_is_a_doorbell(void **state)
{
	struct counts c;

	(void)state;
	vf_open(&vf, 1);
	enable_io(&vf);
	count_from_zero();
	for (int i = 0; i < 100; i++)
		out16(&vf, REG_QUEUE_NOTIFY, i & 1);
	c = counted(1);
	check_equal(c.kick_member, 100, "doorbell kicks");
	check_equal(commands(&c), 0, "commands");
	vf_close(&vf);
}

static void reading_queue_notify_is_a_command(void **state)
{
	struct counts c;

	(void)state;
	vf_open(&vf, 1);
	enable_io(&vf);
	count_from_zero();
	in16(&vf, REG_QUEUE_NOTIFY);
	c = counted(1);
	check_equal(c.common_read, 1, "commands");
	check_equal(kicks(&c), 0, "kicks");
	vf_close(&vf);
}

static void a_valid_raw_entry_is_used(void **state)
{
	(void)state;
	check_entries(MEMBER, BY_MEMBER);
	check_entries(OWNER, BY_OWNER);
}

/* One bad entry of each kind at a time: opening a VF takes long. */

static void bars_that_cannot_be_one_are_ignored(void **state)
{
	(void)state;
	check_entries("2/0/0,1/0/0", BY_COMMAND);
	check_entries("2/6/0,1/6/0", BY_COMMAND);
	check_entries("2/7/0,1/255/0", BY_COMMAND);
	check_entries("2/255/0,1/7/0", BY_COMMAND);
}

static void bars_that_do_not_exist_are_ignored(void **state)
{
	(void)state;
	check_entries("2/3/0,1/3/0", BY_COMMAND);
	/* The upper half of the 64-bit BAR4. */
	check_entries("2/5/0,1/5/0", BY_COMMAND);
}

static void odd_offsets_are_ignored(void **state)
{
	(void)state;
	check_entries("2/2/1,1/2/1", BY_COMMAND);
	check_entries("2/2/3,1/2/0xfff", BY_COMMAND);
}

static uint64_t member_bar_size(void)
{
	struct vfio_region_info info;

	vf_open(&vf, 1);
	check_equal(vf_region(&vf, 2, &info), 0, "BAR2");
	vf_close(&vf);
	return info.size;
}

static uint64_t owner_bar_size(void)
{
	unsigned long long start = 0, end = 0;
	char path[96];
	FILE *f;

	snprintf(path, sizeof(path), "/sys/bus/pci/devices/%s/resource",
		 pf_address());
	f = fopen(path, "r");
	assert_non_null(f);
	for (int bar = 0; bar <= 2; bar++)
		assert_int_equal(fscanf(f, "%llx %llx %*x", &start, &end), 2);
	fclose(f);
	return end - start + 1;
}

static void check_offsets(uint64_t member, uint64_t owner)
{
	char entries[64];

	snprintf(entries, sizeof(entries), "2/2/%#llx,1/2/%#llx",
		 (unsigned long long)member, (unsigned long long)owner);
	check_entries(entries, BY_COMMAND);
}

static void offsets_outside_the_bar_are_ignored(void **state)
{
	uint64_t member = member_bar_size(), owner = owner_bar_size();

	(void)state;
	assert_true(member >= 2 && owner >= 2);
	check_offsets(member, owner);
	check_offsets(member - 1, owner - 1);
	check_offsets(member + 2, owner + 0x1000);
}

static void huge_offsets_are_ignored(void **state)
{
	(void)state;
	check_offsets(1ull << 32, 1ull << 32);
	check_offsets(-2ull, -2ull);
	check_offsets(1ull << 63, -1ull);
}

static void unknown_flags_are_ignored(void **state)
{
	(void)state;
	check_entries("3/2/0", BY_COMMAND);
	check_entries("255/2/0", BY_COMMAND);
}

static void a_valid_entry_after_a_bad_one_is_used(void **state)
{
	(void)state;
	check_entries("2/0/0," OWNER, BY_OWNER);
	check_entries("1/3/0," MEMBER, BY_MEMBER);
	check_entries("3/2/0," OWNER, BY_OWNER);
	check_entries("3/2/0,255/0/1," MEMBER, BY_MEMBER);
}

static void nothing_behind_the_end_of_the_list_is_used(void **state)
{
	(void)state;
	check_entries("0/0/0," MEMBER, BY_COMMAND);
	check_entries("2/2/1,0/0/0," OWNER, BY_COMMAND);
}

static void an_answer_cut_to_nothing_is_an_empty_list(void **state)
{
	(void)state;
	hardware("result-limit", "0");
	vf_open(&vf, 1);
	hardware("result-limit", "-1");
	enable_io(&vf);
	count_from_zero();
	out16(&vf, REG_QUEUE_NOTIFY, 1);
	check_path(1, BY_COMMAND, "result-limit=0");
	vf_close(&vf);
}

static void a_refused_question_leaves_the_command(void **state)
{
	(void)state;
	/* As often as it may ask. */
	hardware("fail", "6/22/1/100");
	vf_open(&vf, 1);
	hardware("fail", "");
	enable_io(&vf);
	count_from_zero();
	out16(&vf, REG_QUEUE_NOTIFY, 1);
	check_path(1, BY_COMMAND, "NOTIFY_INFO failed");
	vf_close(&vf);
}

/* Not only counted: the right queue is told. */
static void check_frame_goes(const char *doorbell)
{
	uint8_t frame[NET_FRAME_MAX];
	struct legacy_net net;

	hardware("doorbell", doorbell);
	vf_open(&vf, 2);
	net_start(&net, &vf, false);
	net_queue_frame(&net, frame, net_arp_request(&net, frame));
	net_kick(&net, NET_TX);
	assert_true(net_sent(&net, 5000));
	net_stop(&net);
	vf_close(&vf);
}

static void frames_are_sent_by_each_way(void **state)
{
	(void)state;
	check_frame_goes("member");
	check_frame_goes("owner");
	check_frame_goes("none");
}

#define test(f) cmocka_unit_test_setup_teardown(f, make_good, make_good)

int main(void)
{
	const struct CMUnitTest tests[] = {
		test(the_member_s_doorbell_is_used),
		test(the_owner_s_doorbell_is_used),
		test(of_both_the_first_is_used),
		test(with_no_doorbell_a_kick_is_a_command),
		test(the_address_is_asked_for_at_every_open),
		test(a_kick_is_no_command_if_there_is_a_doorbell),
		test(reading_queue_notify_is_a_command),
		test(a_valid_raw_entry_is_used),
		test(bars_that_cannot_be_one_are_ignored),
		test(bars_that_do_not_exist_are_ignored),
		test(odd_offsets_are_ignored),
		test(offsets_outside_the_bar_are_ignored),
		test(huge_offsets_are_ignored),
		test(unknown_flags_are_ignored),
		test(a_valid_entry_after_a_bad_one_is_used),
		test(nothing_behind_the_end_of_the_list_is_used),
		test(an_answer_cut_to_nothing_is_an_empty_list),
		test(a_refused_question_leaves_the_command),
		test(frames_are_sent_by_each_way),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
