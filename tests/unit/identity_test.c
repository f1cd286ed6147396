// SPDX-License-Identifier: GPL-2.0-only
/* The transitional identity: what a guest reads and what its writes do. */
#include <linux/pci_regs.h>

#include "identity.h"
#include "unit.h"

static const struct identity net_identity = {
	.device_id = 0x1000,
	.subsystem_id = 1,
	.bar0_size = 64,
};

/* The header of a modern VF, with every byte recognisable. */
static void fill_modern(u8 header[64])
{
	int i;

	for (i = 0; i < 64; i++)
		header[i] = 0x80 + i;
}

static u32 read_reg(const struct identity_state *st, size_t pos, size_t len)
{
	u8 header[64];
	u32 value = 0;
	size_t i;

	fill_modern(header);
	vvp_identity_overlay(&net_identity, st, pos, header + pos, len);
	for (i = 0; i < len; i++)
		value |= (u32)header[pos + i] << (8 * i);
	return value;
}

static void write_reg(struct identity_state *st, size_t pos, size_t len,
		      u32 value)
{
	u8 bytes[4];
	size_t i;

	for (i = 0; i < len; i++)
		bytes[i] = value >> (8 * i);
	vvp_identity_write(&net_identity, st, pos, bytes, len);
}

static struct identity_state fresh(void)
{
	struct identity_state st;

	memset(&st, 0xff, sizeof(st));
	vvp_identity_reset(&st);
	return st;
}

static void ids_are_transitional(void **state)
{
	struct identity_state st = fresh();

	assert_int_equal(read_reg(&st, PCI_DEVICE_ID, 2), 0x1000);
	assert_int_equal(read_reg(&st, PCI_REVISION_ID, 1), 0);
	assert_int_equal(read_reg(&st, PCI_SUBSYSTEM_VENDOR_ID, 2), 0x1af4);
	assert_int_equal(read_reg(&st, PCI_SUBSYSTEM_ID, 2), 1);
}

/* Each byte of the upper half, whatever the access, and nothing behind it. */
static void the_upper_half_of_an_own_bar0_is_hidden(void **state)
{
	struct identity id = net_identity;
	struct identity_state st = fresh();
	u8 header[64], part[64];
	size_t i;

	id.hides_bar1 = true;
	fill_modern(header);
	vvp_identity_overlay(&id, &st, 0, header, 64);
	assert_int_equal(header[PCI_BASE_ADDRESS_0], PCI_BASE_ADDRESS_SPACE_IO);
	for (i = 0; i < 4; i++)
		assert_int_equal(header[PCI_BASE_ADDRESS_1 + i], 0);
	assert_int_equal(header[PCI_BASE_ADDRESS_2], 0x80 + PCI_BASE_ADDRESS_2);
	fill_modern(part);
	vvp_identity_overlay(&id, &st, PCI_BASE_ADDRESS_1 + 3,
			     part + PCI_BASE_ADDRESS_1 + 3, 1);
	assert_int_equal(part[PCI_BASE_ADDRESS_1 + 3], 0);
}

static void everything_else_is_the_vfs_own(void **state)
{
	static const u8 ours[64] = {
		[PCI_DEVICE_ID] = 1,
		[PCI_DEVICE_ID + 1] = 1,
		[PCI_COMMAND] = 1,
		[PCI_STATUS] = 1,
		[PCI_REVISION_ID] = 1,
		[PCI_BASE_ADDRESS_0] = 1,
		[PCI_BASE_ADDRESS_0 + 1] = 1,
		[PCI_BASE_ADDRESS_0 + 2] = 1,
		[PCI_BASE_ADDRESS_0 + 3] = 1,
		[PCI_SUBSYSTEM_VENDOR_ID] = 1,
		[PCI_SUBSYSTEM_VENDOR_ID + 1] = 1,
		[PCI_SUBSYSTEM_ID] = 1,
		[PCI_SUBSYSTEM_ID + 1] = 1,
		[PCI_INTERRUPT_PIN] = 1,
	};
	struct identity_state st = fresh();
	u8 header[64];
	int i;

	fill_modern(header);
	vvp_identity_overlay(&net_identity, &st, 0, header, sizeof(header));
	for (i = 0; i < 64; i++)
		if (!ours[i])
			assert_int_equal(header[i], 0x80 + i);
}

/* Whatever the access, each byte is the one a read of all shows. */
static void any_part_reads_like_the_whole(void **state)
{
	struct identity_state st = fresh();
	u8 whole[64], part[64];
	size_t pos, len;

	st.bar0 = 0xc041;
	st.io_enabled = true;
	st.interrupt = true;
	fill_modern(whole);
	vvp_identity_overlay(&net_identity, &st, 0, whole, sizeof(whole));

	for (pos = 0; pos < 64; pos++) {
		for (len = 1; len <= 64 - pos; len++) {
			fill_modern(part);
			vvp_identity_overlay(&net_identity, &st, pos,
					     part + pos, len);
			assert_memory_equal(part + pos, whole + pos, len);
		}
	}
}

static void bar0_is_an_unplaced_io_bar_after_reset(void **state)
{
	struct identity_state st = fresh();

	assert_int_equal(read_reg(&st, PCI_BASE_ADDRESS_0, 4), 1);
}

static void bar0_can_be_sized(void **state)
{
	struct identity_state st = fresh();

	write_reg(&st, PCI_BASE_ADDRESS_0, 4, 0xffffffff);
	assert_int_equal(read_reg(&st, PCI_BASE_ADDRESS_0, 4), 0xffffffc1);
}

static void bar0_can_be_moved(void **state)
{
	struct identity_state st = fresh();

	write_reg(&st, PCI_BASE_ADDRESS_0, 4, 0xc0ff);
	assert_int_equal(read_reg(&st, PCI_BASE_ADDRESS_0, 4), 0xc0c1);
	write_reg(&st, PCI_BASE_ADDRESS_0, 4, 0);
	assert_int_equal(read_reg(&st, PCI_BASE_ADDRESS_0, 4), 1);
}

static void bar0_can_be_written_by_bytes_and_words(void **state)
{
	struct identity_state st = fresh();

	write_reg(&st, PCI_BASE_ADDRESS_0, 4, 0x12345640);
	write_reg(&st, PCI_BASE_ADDRESS_0 + 1, 1, 0xab);
	assert_int_equal(read_reg(&st, PCI_BASE_ADDRESS_0, 4), 0x1234ab41);
	write_reg(&st, PCI_BASE_ADDRESS_0 + 2, 2, 0xcdef);
	assert_int_equal(read_reg(&st, PCI_BASE_ADDRESS_0, 4), 0xcdefab41);
	write_reg(&st, PCI_BASE_ADDRESS_0 + 1, 2, 0x1122);
	assert_int_equal(read_reg(&st, PCI_BASE_ADDRESS_0, 4), 0xcd112241);
	write_reg(&st, PCI_BASE_ADDRESS_0, 1, 0xff);
	assert_int_equal(read_reg(&st, PCI_BASE_ADDRESS_0, 4), 0xcd1122c1);
}

static void straddling_writes_leave_the_rest_of_bar0(void **state)
{
	struct identity_state st = fresh();

	write_reg(&st, PCI_BASE_ADDRESS_0, 4, 0x11223340);
	write_reg(&st, PCI_BASE_ADDRESS_0 - 2, 4, 0xaabbccdd);
	assert_int_equal(read_reg(&st, PCI_BASE_ADDRESS_0, 4), 0x1122aa81);
	write_reg(&st, PCI_BASE_ADDRESS_0 + 3, 4, 0xaabbccdd);
	assert_int_equal(read_reg(&st, PCI_BASE_ADDRESS_0, 4), 0xdd22aa81);
}

static void other_bars_leave_it_alone(void **state)
{
	struct identity_state st = fresh();

	write_reg(&st, PCI_BASE_ADDRESS_1, 4, 0xffffffff);
	write_reg(&st, PCI_BIST, 1, 0xff);
	assert_int_equal(read_reg(&st, PCI_BASE_ADDRESS_0, 4), 1);
}

static void command_io_is_kept_here(void **state)
{
	struct identity_state st = fresh();

	assert_int_equal(read_reg(&st, PCI_COMMAND, 1), 0x84);
	write_reg(&st, PCI_COMMAND, 2, PCI_COMMAND_IO | PCI_COMMAND_MASTER);
	assert_true(st.io_enabled);
	assert_int_equal(read_reg(&st, PCI_COMMAND, 1), 0x85);
	write_reg(&st, PCI_COMMAND + 1, 1, 0);
	assert_true(st.io_enabled);
	write_reg(&st, PCI_DEVICE_ID, 2, 0);
	assert_true(st.io_enabled);
	write_reg(&st, PCI_COMMAND, 1, PCI_COMMAND_MEMORY);
	assert_false(st.io_enabled);
	write_reg(&st, PCI_DEVICE_ID, 4, PCI_COMMAND_IO << 16);
	assert_true(st.io_enabled);
}

static void there_is_an_interrupt_pin(void **state)
{
	struct identity_state st = fresh();

	assert_int_equal(read_reg(&st, PCI_INTERRUPT_PIN, 1), 1);
	/* the line is the guest's own notebook */
	assert_int_equal(read_reg(&st, PCI_INTERRUPT_LINE, 2),
			 0x100 | (0x80 + PCI_INTERRUPT_LINE));
}

/* The status register's other bits are the VF's. */
static void status_tells_of_a_pending_interrupt(void **state)
{
	struct identity_state st = fresh();
	u8 all[4] = { 0xff, 0xff, 0xff, 0xff };

	assert_int_equal(read_reg(&st, PCI_STATUS, 2), 0x8786);
	vvp_identity_overlay(&net_identity, &st, PCI_COMMAND, all, 4);
	assert_int_equal(all[2], 0xff & ~PCI_STATUS_INTERRUPT);
	assert_int_equal(all[3], 0xff);

	st.interrupt = true;
	assert_int_equal(read_reg(&st, PCI_STATUS, 2), 0x878e);
	assert_int_equal(read_reg(&st, PCI_STATUS, 1), 0x8e);
	assert_int_equal(read_reg(&st, PCI_STATUS + 1, 1), 0x87);
}

static void read_only_registers_ignore_writes(void **state)
{
	struct identity_state st = fresh();
	u8 junk[64];

	memset(junk, 0xff, sizeof(junk));
	vvp_identity_write(&net_identity, &st, 0, junk, sizeof(junk));
	ids_are_transitional(state);
	assert_int_equal(read_reg(&st, PCI_INTERRUPT_PIN, 1), 1);
	assert_false(st.interrupt);
	assert_int_equal(read_reg(&st, PCI_DEVICE_ID, 2), 0x1000);
	assert_int_equal(read_reg(&st, PCI_BASE_ADDRESS_0, 4), 0xffffffc1);
	assert_true(st.io_enabled);
}

static void reset_forgets_everything(void **state)
{
	struct identity_state st = fresh();

	write_reg(&st, PCI_BASE_ADDRESS_0, 4, 0xc040);
	write_reg(&st, PCI_COMMAND, 1, PCI_COMMAND_IO);
	vvp_identity_reset(&st);
	assert_int_equal(read_reg(&st, PCI_BASE_ADDRESS_0, 4), 1);
	assert_false(st.io_enabled);
	assert_false(st.interrupt);
}

static void what_the_guest_set_comes_back(void **state)
{
	const struct identity id = { 0x1000, 1, 64 };
	struct identity_state set, back = { .interrupt = true };
	u8 saved[IDENTITY_SAVED];

	vvp_identity_reset(&set);
	set.bar0 = 0xc041;
	set.io_enabled = true;
	set.interrupt = true;
	vvp_identity_save(&set, saved);
	assert_int_equal(vvp_identity_load(&id, &back, saved, sizeof(saved)),
			 0);
	assert_int_equal(back.bar0, 0xc041);
	assert_true(back.io_enabled);
	/* which follows from the line */
	assert_false(back.interrupt);
}

static void nothing_else_is_loaded(void **state)
{
	static const u8 bad[][IDENTITY_SAVED] = {
		{ 0x40, 0xc0, 0, 0, 0 }, /* no I/O BAR */
		{ 0x21, 0xc0, 0, 0, 0 }, /* bits below its size */
		{ 0x43, 0xc0, 0, 0, 0 },
		{ 0x41, 0xc0, 0, 0, 2 }, /* unknown flags */
	};
	const struct identity id = { 0x1000, 1, 64 };
	struct identity_state set = { .bar0 = 77 };
	u8 good[IDENTITY_SAVED + 1] = { 0x41, 0xc0, 0, 0, 1 };
	size_t i;

	for (i = 0; i < sizeof(bad) / sizeof(bad[0]); i++)
		assert_int_equal(vvp_identity_load(&id, &set, bad[i],
						   IDENTITY_SAVED),
				 -22);
	for (i = 0; i <= sizeof(good); i++)
		if (i != IDENTITY_SAVED)
			assert_int_equal(vvp_identity_load(&id, &set, good, i),
					 -22);
	assert_int_equal(set.bar0, 77);
	assert_int_equal(vvp_identity_load(&id, &set, good, IDENTITY_SAVED), 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(ids_are_transitional),
		cmocka_unit_test(the_upper_half_of_an_own_bar0_is_hidden),
		cmocka_unit_test(everything_else_is_the_vfs_own),
		cmocka_unit_test(any_part_reads_like_the_whole),
		cmocka_unit_test(bar0_is_an_unplaced_io_bar_after_reset),
		cmocka_unit_test(bar0_can_be_sized),
		cmocka_unit_test(bar0_can_be_moved),
		cmocka_unit_test(bar0_can_be_written_by_bytes_and_words),
		cmocka_unit_test(straddling_writes_leave_the_rest_of_bar0),
		cmocka_unit_test(other_bars_leave_it_alone),
		cmocka_unit_test(command_io_is_kept_here),
		cmocka_unit_test(there_is_an_interrupt_pin),
		cmocka_unit_test(status_tells_of_a_pending_interrupt),
		cmocka_unit_test(read_only_registers_ignore_writes),
		cmocka_unit_test(reset_forgets_everything),
		cmocka_unit_test(what_the_guest_set_comes_back),
		cmocka_unit_test(nothing_else_is_loaded),
	};

	return cmocka_run_group_tests_name("identity", tests, NULL, NULL);
}
