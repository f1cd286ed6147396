// SPDX-License-Identifier: GPL-2.0-only
/*
 * Notification addresses from hardware that lies: none is used that must not
 * be, the log has one line for each that is ignored, and notifications find
 * their way all the same. doorbell.c has the addresses that are right.
 *
 * What virtio-pci hands on of the device's list is its first address in the
 * member and its first in the owner, in this order; virtio-owner all of it. The
 * tests' lists are made for both.
 */
/* needs: vfs=4 bind=all group=bad-answers */
#include <stdio.h>
#include <string.h>

#include <linux/virtio_pci.h>

#include "bar_layout.h"
#include "bind.h"
#include "check.h"
#include "hardware.h"
#include "kernel_log.h"
#include "registers.h"
#include "timing.h"
#include "vf.h"
#include "vf_check.h"

#define MEMBER "2/2/0"
#define OWNER  "1/2/0"

#define IN_MEMBER 2
#define IN_OWNER  1

enum path { BY_MEMBER, BY_OWNER, BY_COMMAND, NOWHERE };

static struct vf vf;
/* The function that an address is in, by its flags. */
static char member_address[16];
static const char *owner_address;

static const char *address_of(int flags)
{
	return flags == IN_MEMBER ? member_address : owner_address;
}

static int make_good(void **state)
{
	(void)state;
	vf_close(&vf);
	hardware_good();
	vf_address(1, member_address);
	owner_address = pf_address();
	return 0;
}

static void check_path(enum path path, const char *entries)
{
	struct counts c = counted(1);

	check_equal(c.kick_member, path == BY_MEMBER, "%s: kicks by member",
		    entries);
	check_equal(c.kick_owner, path == BY_OWNER, "%s: kicks by owner",
		    entries);
	check_equal(c.kick_command, path == BY_COMMAND, "%s: kicks by command",
		    entries);
	check_equal(c.kick_modern, 0, "%s: kicks of the modern device",
		    entries);
	check_equal(commands(&c), path == BY_COMMAND, "%s: commands", entries);
	if (path != NOWHERE)
		check_no_violation();
}

/*
 * The driver, whose lines one session after the other could have fill the log,
 * says ten of these in five seconds: do not ask for more.
 */
#define LINES_AT_ONCE 10
#define LINES_MS      6000

static long long told_at[LINES_AT_ONCE];
static int oldest;

static void wait_for_the_log(int lines)
{
	for (int i = 0; i < lines && i < LINES_AT_ONCE; i++) {
		long long *at = &told_at[(oldest + i) % LINES_AT_ONCE];
		long long since = now_ms() - *at;

		if (*at && since < LINES_MS)
			nap_ms(LINES_MS - since);
	}
}

/* To be called after the open: on a busy machine that takes its time. */
static void log_was_told(int lines)
{
	for (int i = 0; i < lines && i < LINES_AT_ONCE; i++) {
		told_at[oldest] = now_ms();
		oldest = (oldest + 1) % LINES_AT_ONCE;
	}
}

/* Lines on ignored addresses, all of them with this reason if there is one. */
static void check_lines(int lines, const char *reason, const char *entries)
{
	int told = log_lines_with(member_address, "ignored");

	if (told != lines)
		log_show(member_address);
	check_equal(told, lines, "%s: lines in the log", entries);
	if (*reason && lines)
		check_equal(log_lines_with(member_address, reason), lines,
			    "%s: lines with \"%s\"", entries, reason);
}

/* Open, kick once, see where it came out and what was said. */
static void check(const char *entries, enum path path, int lines,
		  const char *reason)
{
	wait_for_the_log(lines);
	hardware("notify-entries", entries);
	log_from_now();
	vf_open(&vf, 1);
	log_was_told(lines);
	enable_io(&vf);
	count_from_zero();
	out16(&vf, REG_QUEUE_NOTIFY, 1);
	check_path(path, entries);
	check_lines(lines, reason, entries);
	check_equal(in8(&vf, REG_STATUS), 0, "%s: status", entries);
	vf_close(&vf);
}

static void check_entry(int flags, int bar, uint64_t offset, enum path path,
			const char *reason)
{
	char entry[48];

	snprintf(entry, sizeof(entry), "%d/%d/%#llx", flags, bar,
		 (unsigned long long)offset);
	check(entry, path, path == BY_COMMAND, reason);
}

/* Lines on addresses that only virtio-owner hands on. */
static int by_owner_only(int lines)
{
	return pf_has_virtio_pci() ? 0 : lines;
}

static const int kinds[] = { IN_MEMBER, IN_OWNER };

static void a_bar_number_that_is_not_1_to_5_is_ignored(void **state)
{
	static const int numbers[] = { 0, 6, 7, 0x82, 255 };

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(numbers); i++)
		for (size_t k = 0; k < ARRAY_SIZE(kinds); k++)
			check_entry(kinds[k], numbers[i], 0, BY_COMMAND,
				    "BAR number");
}

static void a_bar_that_does_not_exist_is_ignored(void **state)
{
	/* The upper half of the 64-bit BAR4 is none either. */
	static const int numbers[] = { 3, 5 };

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(numbers); i++)
		for (size_t k = 0; k < ARRAY_SIZE(kinds); k++)
			check_entry(kinds[k], numbers[i], 0, BY_COMMAND,
				    "no such memory BAR");
}

static void an_odd_offset_is_ignored(void **state)
{
	(void)state;
	for (size_t k = 0; k < ARRAY_SIZE(kinds); k++) {
		uint64_t size = bar_size(address_of(kinds[k]), 2);
		/* The last one is across the BAR's end. */
		uint64_t offsets[] = { 1, 3, size - 1 };

		for (size_t i = 0; i < ARRAY_SIZE(offsets); i++)
			check_entry(kinds[k], 2, offsets[i], BY_COMMAND, "odd");
	}
}

static void an_offset_outside_the_bar_is_ignored(void **state)
{
	(void)state;
	for (size_t k = 0; k < ARRAY_SIZE(kinds); k++) {
		uint64_t size = bar_size(address_of(kinds[k]), 2);
		uint64_t offsets[] = {
			size,	    size + 2,	2 * size, 1ull << 32,
			1ull << 62, 1ull << 63, -size,	  -2ull,
		};

		for (size_t i = 0; i < ARRAY_SIZE(offsets); i++)
			check_entry(kinds[k], 2, offsets[i], BY_COMMAND,
				    "outside");
	}
}

/* Hardware that names an address without a doorbell is obeyed all the same. */
static void the_last_word_of_a_bar_is_inside(void **state)
{
	(void)state;
	for (size_t k = 0; k < ARRAY_SIZE(kinds); k++) {
		uint64_t size = bar_size(address_of(kinds[k]), 2);

		check_entry(kinds[k], 2, size - 2, NOWHERE, "");
	}
}

/* First and last word of it, for entries of one kind. */
static void check_place(int flags, struct bar_range place, const char *reason)
{
	check_entry(flags, place.bar, place.offset, BY_COMMAND, reason);
	check_entry(flags, place.bar, place.offset + place.size - 2, BY_COMMAND,
		    reason);
}

/* A kick there would write a message address: DMA anywhere, by a guest. */
static void the_msi_x_table_is_ignored(void **state)
{
	(void)state;
	for (size_t k = 0; k < ARRAY_SIZE(kinds); k++)
		check_place(kinds[k], msix_table(address_of(kinds[k])),
			    "MSI-X");
}

static void the_pending_bits_are_ignored(void **state)
{
	(void)state;
	for (size_t k = 0; k < ARRAY_SIZE(kinds); k++)
		check_place(kinds[k], msix_pending(address_of(kinds[k])),
			    "MSI-X");
}

static void what_lies_around_the_msi_x_table_is_not(void **state)
{
	(void)state;
	for (size_t k = 0; k < ARRAY_SIZE(kinds); k++) {
		struct bar_range table = msix_table(address_of(kinds[k]));

		check_entry(kinds[k], table.bar, table.offset + table.size,
			    NOWHERE, "");
	}
}

/* A kick there would reset the PF, or take its interrupt away. */
static void the_owner_s_own_registers_are_ignored(void **state)
{
	static const struct {
		int type;
		const char *name;
	} structures[] = {
		{ VIRTIO_PCI_CAP_COMMON_CFG, "common configuration" },
		{ VIRTIO_PCI_CAP_ISR_CFG, "ISR status" },
		{ VIRTIO_PCI_CAP_DEVICE_CFG, "device configuration" },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(structures); i++)
		check_place(IN_OWNER,
			    virtio_structure(owner_address, structures[i].type),
			    structures[i].name);
}

/* The one register that would do most harm: the PF's device status. */
static void a_kick_cannot_reset_the_owner(void **state)
{
	struct bar_range common =
		virtio_structure(owner_address, VIRTIO_PCI_CAP_COMMON_CFG);
	char entry[48];

	(void)state;
	snprintf(entry, sizeof(entry), "1/%d/%#x", common.bar,
		 common.offset + VIRTIO_PCI_COMMON_STATUS);
	hardware("notify-entries", entry);
	vf_open(&vf, 1);
	enable_io(&vf);
	out16(&vf, REG_QUEUE_NOTIFY, 0);
	check_works(&vf);
}

static void a_valid_address_after_an_ignored_one_is_used(void **state)
{
	struct bar_range common =
		virtio_structure(owner_address, VIRTIO_PCI_CAP_COMMON_CFG);
	char entries[64];

	(void)state;
	check("2/0/0," OWNER, BY_OWNER, 1, "BAR number");
	check("2/2/1," OWNER, BY_OWNER, 1, "odd");
	check("1/3/0," MEMBER, BY_MEMBER, by_owner_only(1), "");
	snprintf(entries, sizeof(entries), "2/%d/%#x," OWNER,
		 msix_table(member_address).bar,
		 msix_table(member_address).offset);
	check(entries, BY_OWNER, 1, "MSI-X");
	snprintf(entries, sizeof(entries), "2/3/0,1/%d/%#x", common.bar,
		 common.offset);
	check(entries, BY_COMMAND, 2, "");
}

static void each_ignored_address_has_a_line_of_its_own(void **state)
{
	(void)state;
	check("2/0/0,1/0/0", BY_COMMAND, 2, "BAR number");
	check("2/3/0,1/3/0", BY_COMMAND, 2, "no such memory BAR");
	check("2/2/1,1/2/1", BY_COMMAND, 2, "odd");
}

static void an_owner_s_address_alone_is_used(void **state)
{
	(void)state;
	check(OWNER, BY_OWNER, 0, "");
}

static void unknown_flags_are_passed_over(void **state)
{
	(void)state;
	check("3/2/0", BY_COMMAND, by_owner_only(1), "unknown flags");
	check("4/2/0,128/2/0,255/2/0", BY_COMMAND, by_owner_only(3),
	      "unknown flags");
	check("3/9/0,255/9/1," MEMBER, BY_MEMBER, by_owner_only(2),
	      "unknown flags");
	check("3/9/0,255/9/1,4/0/0," OWNER, BY_OWNER, by_owner_only(3),
	      "unknown flags");
}

/* More than the driver of the PF has room for. */
static void
a_list_that_is_too_long_is_used_as_far_as_there_is_room(void **state)
{
	(void)state;
	check("3/2/0,3/2/0,3/2/0," MEMBER ",2/2/2," OWNER, BY_MEMBER,
	      by_owner_only(3), "");
	check("3/2/0,3/2/0,3/2/0,3/2/0," MEMBER, BY_COMMAND, by_owner_only(4),
	      "");
	check(MEMBER "," MEMBER "," MEMBER "," MEMBER "," MEMBER "," MEMBER
		     "," MEMBER "," MEMBER "," MEMBER "," MEMBER "," MEMBER
		     "," MEMBER "," MEMBER "," MEMBER "," MEMBER "," MEMBER,
	      BY_MEMBER, 0, "");
}

static void an_empty_list_is_no_fault(void **state)
{
	(void)state;
	check("0/0/0", BY_COMMAND, 0, "");
	check("0/9/1", BY_COMMAND, 0, "");
	check("0/0/0," MEMBER "," OWNER, BY_COMMAND, 0, "");
	check("0/2/0," MEMBER "," OWNER, BY_COMMAND, 0, "");
}

/* The member's address is a bad one, the owner's, the second, is good. */
#define LIST	    "2/3/0,1/2/0"
#define LIST_LENGTH 64

static void check_cut_list(int length, enum path path, int lines,
			   const char *reason)
{
	char limit[8];

	wait_for_the_log(lines);
	snprintf(limit, sizeof(limit), "%d", length);
	hardware("notify-entries", LIST);
	hardware("result-limit", limit);
	log_from_now();
	vf_open(&vf, 1);
	log_was_told(lines);
	hardware("result-limit", "-1");
	enable_io(&vf);
	count_from_zero();
	out16(&vf, REG_QUEUE_NOTIFY, 1);
	check_path(path, limit);
	if (lines >= 0)
		check_lines(lines, reason, limit);
	vf_close(&vf);
}

/* What the device did not write is zeros: no flags, BAR 0, offset 0. */
static void a_list_cut_anywhere_is_used_as_far_as_it_goes(void **state)
{
	(void)state;
	for (int length = 0; length <= LIST_LENGTH + 8; length++)
		check_cut_list(length, length < 18 ? BY_COMMAND : BY_OWNER, -1,
			       "");
	/* That was more than the log got. */
	log_was_told(LINES_AT_ONCE);
}

static void a_cut_entry_is_an_ignored_one_or_none(void **state)
{
	(void)state;
	check_cut_list(0, BY_COMMAND, 0, "");
	check_cut_list(1, BY_COMMAND, 1, "BAR number");
	check_cut_list(2, BY_COMMAND, 1, "no such memory BAR");
	check_cut_list(16, BY_COMMAND, 1, "no such memory BAR");
	check_cut_list(17, BY_COMMAND, 2, "");
	check_cut_list(18, BY_OWNER, 1, "no such memory BAR");
}

#define test(f) cmocka_unit_test_setup_teardown(f, make_good, make_good)

int main(void)
{
	const struct CMUnitTest tests[] = {
		test(a_bar_number_that_is_not_1_to_5_is_ignored),
		test(a_bar_that_does_not_exist_is_ignored),
		test(an_odd_offset_is_ignored),
		test(an_offset_outside_the_bar_is_ignored),
		test(the_last_word_of_a_bar_is_inside),
		test(the_msi_x_table_is_ignored),
		test(the_pending_bits_are_ignored),
		test(what_lies_around_the_msi_x_table_is_not),
		test(the_owner_s_own_registers_are_ignored),
		test(a_kick_cannot_reset_the_owner),
		test(a_valid_address_after_an_ignored_one_is_used),
		test(each_ignored_address_has_a_line_of_its_own),
		test(an_owner_s_address_alone_is_used),
		test(unknown_flags_are_passed_over),
		test(a_list_that_is_too_long_is_used_as_far_as_there_is_room),
		test(an_empty_list_is_no_fault),
		test(a_list_cut_anywhere_is_used_as_far_as_it_goes),
		test(a_cut_entry_is_an_ignored_one_or_none),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
