// SPDX-License-Identifier: GPL-2.0-only
/* The transitional identity in PCI configuration space; all in one session. */
/* needs: vfs=4 bind=all */
#include <string.h>

#include <linux/pci_regs.h>

#include "check.h"
#include "fixture.h"
#include "registers.h"

#define BAR0	   PCI_BASE_ADDRESS_0
#define BAR0_SIZED 0xffffffc1u /* 64 bytes of I/O space */

static void the_ids_are_a_transitional_net_device_s(void **state)
{
	(void)state;
	check_equal(conf16(&vf, PCI_VENDOR_ID), 0x1af4, "vendor");
	check_equal(conf16(&vf, PCI_DEVICE_ID), 0x1000, "device");
	check_equal(conf8(&vf, PCI_REVISION_ID), 0, "revision");
	check_equal(conf16(&vf, PCI_SUBSYSTEM_VENDOR_ID), 0x1af4,
		    "subsystem vendor");
	check_equal(conf16(&vf, PCI_SUBSYSTEM_ID), 1, "subsystem");
	check_equal(conf32(&vf, PCI_CLASS_REVISION), 0x02000000, "class");
}

static void the_ids_cannot_be_written(void **state)
{
	(void)state;
	set_conf32(&vf, PCI_VENDOR_ID, 0x12345678);
	set_conf8(&vf, PCI_REVISION_ID, 0x55);
	set_conf32(&vf, PCI_SUBSYSTEM_VENDOR_ID, 0x12345678);
	check_equal(conf32(&vf, PCI_VENDOR_ID), 0x10001af4, "ids");
	check_equal(conf8(&vf, PCI_REVISION_ID), 0, "revision");
	check_equal(conf32(&vf, PCI_SUBSYSTEM_VENDOR_ID), 0x00011af4,
		    "subsystem ids");
}

static void bar0_is_an_unplaced_io_bar_at_open(void **state)
{
	(void)state;
	vf_reopen(&vf);
	check_equal(conf32(&vf, BAR0), 1, "BAR0");
}

static void bar0_tells_its_size(void **state)
{
	(void)state;
	set_conf32(&vf, BAR0, 0xffffffff);
	check_equal(conf32(&vf, BAR0), BAR0_SIZED, "BAR0");
	set_conf32(&vf, BAR0, 0);
	check_equal(conf32(&vf, BAR0), 1, "BAR0");
}

static void bar0_can_be_moved(void **state)
{
	static const uint32_t places[] = { 0xc000, 0x1040, 0xffc0, 0x12345678 };

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(places); i++) {
		set_conf32(&vf, BAR0, places[i]);
		check_equal(conf32(&vf, BAR0), (places[i] & BAR0_SIZED) | 1,
			    "BAR0 moved to %#x", places[i]);
	}
}

static void bar0_can_be_written_byte_by_byte(void **state)
{
	static const uint8_t bytes[] = { 0xff, 0xc0, 0x34, 0x12 };
	uint32_t expected = 1;

	(void)state;
	set_conf32(&vf, BAR0, 0);
	for (int i = 0; i < 4; i++) {
		set_conf8(&vf, BAR0 + i, bytes[i]);
		expected |= (uint32_t)bytes[i] << (8 * i);
		expected &= BAR0_SIZED;
		check_equal(conf32(&vf, BAR0), expected, "BAR0 after byte %d",
			    i);
	}
	/* The low byte alone must leave the others. */
	set_conf8(&vf, BAR0, 0x40);
	check_equal(conf32(&vf, BAR0), 0x1234c041, "BAR0");
}

static void bar0_can_be_written_word_by_word(void **state)
{
	(void)state;
	set_conf32(&vf, BAR0, 0);
	set_conf16(&vf, BAR0 + 2, 0x5566);
	check_equal(conf32(&vf, BAR0), 0x55660001, "BAR0");
	set_conf16(&vf, BAR0, 0xffff);
	check_equal(conf32(&vf, BAR0), 0x5566ffc1, "BAR0");
	set_conf16(&vf, BAR0 + 1, 0x1122);
	check_equal(conf32(&vf, BAR0), 0x551122c1, "BAR0");
}

static void writes_across_bar0_s_ends_change_their_part(void **state)
{
	const uint8_t ones[8] = { 255, 255, 255, 255, 255, 255, 255, 255 };
	uint32_t before, after;

	(void)state;
	set_conf32(&vf, BAR0, 0);
	before = conf32(&vf, PCI_CACHE_LINE_SIZE);
	check_equal(config_write(&vf, BAR0 - 2, ones, 4), 4, "write");
	check_equal(conf32(&vf, BAR0), 0xffc1, "BAR0, its low half written");
	/* Header type and BIST, the bytes before it, are read-only. */
	after = conf32(&vf, PCI_CACHE_LINE_SIZE);
	check_equal(after & 0xffff0000, before & 0xffff0000, "header type");

	set_conf32(&vf, BAR0, 0);
	before = conf32(&vf, PCI_BASE_ADDRESS_1);
	check_equal(config_write(&vf, BAR0 + 3, ones, 4), 4, "write");
	check_equal(conf32(&vf, BAR0), 0xff000001,
		    "BAR0, its top byte written");
	set_conf32(&vf, PCI_BASE_ADDRESS_1, before);

	/* The two 32-bit registers by one access. */
	set_conf32(&vf, BAR0, 0);
	check_equal(config_write(&vf, BAR0, ones, 8), 8, "write");
	check_equal(conf32(&vf, BAR0), BAR0_SIZED, "BAR0");
	set_conf32(&vf, PCI_BASE_ADDRESS_1, before);
}

/* Every access of the first 64 bytes shows what reading bytes shows. */
static void reads_of_any_width_agree(void **state)
{
	uint8_t bytes[PCI_STD_HEADER_SIZEOF + 16], buf[16];
	size_t at, len;

	(void)state;
	set_conf32(&vf, BAR0, 0x1234c000);
	enable_io(&vf);
	for (at = 0; at < sizeof(bytes); at++)
		bytes[at] = conf8(&vf, at);

	for (len = 2; len <= 16; len += len < 4 ? 1 : 4) {
		for (at = 0; at < PCI_STD_HEADER_SIZEOF; at++) {
			check_equal(config_read(&vf, at, buf, len), len,
				    "read of %zu at %#zx", len, at);
			if (memcmp(buf, bytes + at, len))
				fail_msg("%zu bytes at %#zx differ", len, at);
		}
	}
}

static void one_read_of_everything_agrees(void **state)
{
	uint8_t all[256], byte;

	(void)state;
	set_conf32(&vf, BAR0, 0x1234c000);
	check_equal(config_read(&vf, 0, all, sizeof(all)), sizeof(all),
		    "read of 256 bytes");
	for (size_t i = 0; i < sizeof(all); i++) {
		byte = conf8(&vf, i);
		check_equal(all[i], byte, "byte %#zx", i);
	}
	check_equal(all[BAR0 + 1], 0xc0, "BAR0");
	check_equal(all[PCI_DEVICE_ID + 1], 0x10, "device id");
}

static void reads_behind_the_end_are_refused(void **state)
{
	uint32_t value;

	(void)state;
	assert_true(config_read(&vf, vf.config.size, &value, 4) < 0);
}

static void io_decoding_is_off_at_open(void **state)
{
	(void)state;
	vf_reopen(&vf);
	check_equal(conf16(&vf, PCI_COMMAND) & PCI_COMMAND_IO, 0, "I/O enable");
}

static void io_decoding_can_be_switched(void **state)
{
	uint16_t before = conf16(&vf, PCI_COMMAND);

	(void)state;
	set_conf16(&vf, PCI_COMMAND, before | PCI_COMMAND_IO);
	check_equal(conf16(&vf, PCI_COMMAND), before | PCI_COMMAND_IO,
		    "COMMAND");
	set_conf16(&vf, PCI_COMMAND, before);
	check_equal(conf16(&vf, PCI_COMMAND), before, "COMMAND");
}

static void partial_writes_of_command_keep_the_rest(void **state)
{
	uint16_t command;

	(void)state;
	set_conf16(&vf, PCI_COMMAND, PCI_COMMAND_IO | PCI_COMMAND_MASTER);
	/* The high byte does not hold the I/O enable bit. */
	set_conf8(&vf, PCI_COMMAND + 1, 0);
	command = conf16(&vf, PCI_COMMAND);
	check_equal(command & PCI_COMMAND_IO, PCI_COMMAND_IO, "I/O enable");
	check_equal(command & PCI_COMMAND_MASTER, PCI_COMMAND_MASTER,
		    "bus master");
	/* The low byte alone does. */
	set_conf8(&vf, PCI_COMMAND, PCI_COMMAND_MASTER);
	command = conf16(&vf, PCI_COMMAND);
	check_equal(command & PCI_COMMAND_IO, 0, "I/O enable");
	set_conf8(&vf, PCI_COMMAND, PCI_COMMAND_MASTER | PCI_COMMAND_IO);
	command = conf16(&vf, PCI_COMMAND);
	check_equal(command & PCI_COMMAND_IO, PCI_COMMAND_IO, "I/O enable");
}

static void a_wide_write_reaches_command(void **state)
{
	(void)state;
	/* 32 bits: COMMAND, and STATUS with no bit written as one. */
	set_conf32(&vf, PCI_COMMAND, PCI_COMMAND_IO | PCI_COMMAND_MASTER);
	check_equal(conf8(&vf, PCI_COMMAND) & PCI_COMMAND_IO, PCI_COMMAND_IO,
		    "I/O enable");
	set_conf32(&vf, PCI_COMMAND, PCI_COMMAND_MASTER);
	check_equal(conf8(&vf, PCI_COMMAND) & PCI_COMMAND_IO, 0, "I/O enable");
}

static void bad_memory_gives_efault_and_changes_nothing(void **state)
{
	(void)state;
	set_conf32(&vf, BAR0, 0xc000);
	check_equal(config_read(&vf, BAR0, NULL, 4), -14, "read");
	check_equal(config_write(&vf, BAR0, NULL, 4), -14, "write");
	check_equal(conf32(&vf, BAR0), 0xc001, "BAR0");
}

static void nothing_is_kept_for_the_next_open(void **state)
{
	(void)state;
	set_conf32(&vf, BAR0, 0xc000);
	enable_io(&vf);
	vf_reopen(&vf);
	check_equal(conf32(&vf, BAR0), 1, "BAR0");
	check_equal(conf16(&vf, PCI_COMMAND) & PCI_COMMAND_IO, 0, "I/O enable");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_ids_are_a_transitional_net_device_s),
		cmocka_unit_test(the_ids_cannot_be_written),
		cmocka_unit_test(bar0_is_an_unplaced_io_bar_at_open),
		cmocka_unit_test(bar0_tells_its_size),
		cmocka_unit_test(bar0_can_be_moved),
		cmocka_unit_test(bar0_can_be_written_byte_by_byte),
		cmocka_unit_test(bar0_can_be_written_word_by_word),
		cmocka_unit_test(writes_across_bar0_s_ends_change_their_part),
		cmocka_unit_test(reads_of_any_width_agree),
		cmocka_unit_test(one_read_of_everything_agrees),
		cmocka_unit_test(reads_behind_the_end_are_refused),
		cmocka_unit_test(io_decoding_is_off_at_open),
		cmocka_unit_test(io_decoding_can_be_switched),
		cmocka_unit_test(partial_writes_of_command_keep_the_rest),
		cmocka_unit_test(a_wide_write_reaches_command),
		cmocka_unit_test(bad_memory_gives_efault_and_changes_nothing),
		cmocka_unit_test(nothing_is_kept_for_the_next_open),
	};

	return cmocka_run_group_tests(tests, vf_setup, vf_teardown);
}
