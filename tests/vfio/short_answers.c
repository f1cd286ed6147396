// SPDX-License-Identifier: GPL-2.0-only
/*
 * Answers to reads that are shorter or longer than what was asked: the guest
 * sees what the device wrote, zeros behind it, and nothing else.
 *
 * What another guest may have left behind is in the buffers of the driver that
 * the last command used, so each answer is preceded by whole ones.
 */
/* needs: vfs=4 bind=all group=bad-answers */
#include <stdio.h>
#include <string.h>

#include "check.h"
#include "fixture.h"
#include "hardware.h"
#include "hw.h"
#include "registers.h"

#define VECTORS 3

static int fds[VECTORS];

static void set_limit(int limit)
{
	char text[8];

	snprintf(text, sizeof(text), "%d", limit);
	hardware("result-limit", text);
}

/* Registers of which no byte is zero, as far as a guest can make them so. */
static void fill_registers(struct vf *filled)
{
	out32(filled, REG_DRIVER_FEATURES, in32(filled, REG_DEVICE_FEATURES));
	out32(filled, REG_QUEUE_ADDRESS, 0x5a5a5a5a);
	out8(filled, REG_STATUS, STATUS_ACKNOWLEDGE | STATUS_DRIVER);
}

/*
 * A read of the widest fields there are, with bytes that are not zeros; what
 * they leave in a buffer must not be seen by the next read.
 */
static void prime(struct vf *primed)
{
	uint8_t buf[8];

	check_equal(bar0_read(primed, DEVICE_CONFIG(false), buf, 6), 6, "MAC");
	check_equal(bar0_read(primed, REG_QUEUE_ADDRESS, buf, 4), 4, "address");
}

static void check_field(const struct field *f, bool msix, int limit)
{
	uint8_t whole[8], cut[8];

	set_limit(-1);
	check_equal(bar0_read(&vf, f->offset, whole, f->size), f->size,
		    "whole read");
	if (!msix)
		prime(&vf);
	set_limit(limit);
	memset(cut, 0xaa, sizeof(cut));
	check_equal(bar0_read(&vf, f->offset, cut, f->size), f->size,
		    "read of %u bytes at %u of which %d are answered", f->size,
		    f->offset, limit);
	for (int i = 0; i < f->size; i++)
		check_equal(cut[i], i < limit ? whole[i] : 0,
			    "byte %d of the %u at %u, %d are answered", i,
			    f->size, f->offset, limit);
	check_equal(cut[f->size], 0xaa, "the byte behind");
}

static void check_all_fields(bool msix)
{
	struct field fields[MAX_FIELDS];
	size_t n = list_fields(msix, fields);

	for (size_t i = 0; i < n; i++)
		for (int limit = 0; limit <= fields[i].size; limit++)
			check_field(&fields[i], msix, limit);
	set_limit(-1);
	check_no_violation();
}

static void every_register_is_zeros_behind_a_short_answer(void **state)
{
	(void)state;
	fill_registers(&vf);
	check_all_fields(false);
}

static void the_vectors_are_too(void **state)
{
	(void)state;
	enable_msix(&vf, fds, VECTORS);
	out16(&vf, REG_CONFIG_VECTOR, 1);
	out16(&vf, REG_QUEUE_VECTOR, 2);
	check_all_fields(true);
	out8(&vf, REG_STATUS, 0);
	disable_msix(&vf, fds, VECTORS);
}

/* Each field of an access is a command of its own, and cut by itself. */
static void a_wide_read_is_cut_field_by_field(void **state)
{
	static const int limits[] = { 0, 1, 2, 3 };
	uint8_t whole[BAR0_SIZE], cut[BAR0_SIZE], expected[BAR0_SIZE];
	struct field fields[MAX_FIELDS];
	size_t n = list_fields(false, fields);

	(void)state;
	fill_registers(&vf);
	for (size_t l = 0; l < ARRAY_SIZE(limits); l++) {
		set_limit(-1);
		check_equal(bar0_read(&vf, 0, whole, BAR0_SIZE), BAR0_SIZE,
			    "whole read");
		/* What is behind the last field is all ones, and no answer. */
		memcpy(expected, whole, BAR0_SIZE);
		for (size_t i = 0; i < n; i++)
			for (int b = limits[l]; b < fields[i].size; b++)
				expected[fields[i].offset + b] = 0;

		set_limit(limits[l]);
		check_equal(bar0_read(&vf, 0, cut, BAR0_SIZE), BAR0_SIZE,
			    "read");
		for (int i = 0; i < BAR0_SIZE; i++)
			check_equal(cut[i], expected[i],
				    "byte %d, %d of a field are answered", i,
				    limits[l]);
	}
}

static void part_of_a_field_is_cut_too(void **state)
{
	uint32_t address;

	(void)state;
	fill_registers(&vf);
	address = in32(&vf, REG_QUEUE_ADDRESS);
	prime(&vf);
	set_limit(1);
	check_equal(in16(&vf, REG_QUEUE_ADDRESS + 1), address >> 8 & 0xff,
		    "the middle of the queue address");
	set_limit(0);
	check_equal(in16(&vf, REG_QUEUE_ADDRESS + 1), 0, "unanswered");
}

/* Two VFs are two guests. */
static void nothing_of_another_vf_is_seen(void **state)
{
	uint8_t buf[BAR0_SIZE];

	(void)state;
	vf_open(&other, 2);
	enable_io(&other);
	fill_registers(&other);
	for (int i = 0; i < 20; i++) {
		set_limit(-1);
		prime(&other);
		set_limit(0);
		check_equal(bar0_read(&vf, 0, buf, 48), 48, "read");
		for (int b = 0; b < 48; b++)
			check_equal(buf[b], 0, "byte %d", b);
	}
}

static void nothing_of_an_earlier_session_is_seen(void **state)
{
	uint8_t buf[BAR0_SIZE];

	(void)state;
	for (int i = 0; i < 5; i++) {
		set_limit(-1);
		fill_registers(&vf);
		prime(&vf);
		vf_reopen(&vf);
		enable_io(&vf);
		set_limit(0);
		check_equal(bar0_read(&vf, 0, buf, 48), 48, "read");
		for (int b = 0; b < 48; b++)
			check_equal(buf[b], 0, "byte %d", b);
	}
}

/* A write's answer is its status alone. */
static void a_write_is_not_harmed(void **state)
{
	(void)state;
	set_limit(0);
	out32(&vf, REG_QUEUE_ADDRESS, 0x12345);
	set_limit(-1);
	check_equal(in32(&vf, REG_QUEUE_ADDRESS), 0x12345, "queue address");
}

/* Not even the status, so that nobody can know whether it was done. */
static void without_a_status_there_is_no_old_memory_either(void **state)
{
	struct field fields[MAX_FIELDS];
	size_t n = list_fields(false, fields);
	char text[8];

	(void)state;
	fill_registers(&vf);
	for (int limit = 0; limit <= 8; limit++) {
		snprintf(text, sizeof(text), "%d", limit);
		for (size_t i = 0; i < n; i++) {
			uint8_t buf[8];

			hardware("answer-limit", "-1");
			prime(&vf);
			hardware("answer-limit", text);
			check_equal(bar0_read(&vf, fields[i].offset, buf,
					      fields[i].size),
				    fields[i].size, "read");
			for (int b = 0; b < fields[i].size; b++)
				check_equal(buf[b], 0,
					    "byte %d of the field at %u, %d", b,
					    fields[i].offset, limit);
		}
	}
}

/* The used length is the device's word, and no more than that. */
static void an_answer_said_to_be_longer_is_not_believed(void **state)
{
	static const char *const extras[] = {
		"1", "4", "8", "64", "4096", "0x7fffffff", "0xffffffff",
	};
	uint8_t right[BAR0_SIZE], buf[BAR0_SIZE + 8];

	(void)state;
	fill_registers(&vf);
	check_equal(bar0_read(&vf, 0, right, BAR0_SIZE), BAR0_SIZE, "read");
	for (size_t i = 0; i < ARRAY_SIZE(extras); i++) {
		hardware("used-extra", extras[i]);
		memset(buf, 0xaa, sizeof(buf));
		check_equal(bar0_read(&vf, 0, buf, BAR0_SIZE), BAR0_SIZE,
			    "read, %s bytes more", extras[i]);
		assert_memory_equal(buf, right, BAR0_SIZE);
		for (size_t b = BAR0_SIZE; b < sizeof(buf); b++)
			check_equal(buf[b], 0xaa, "byte %zu", b);
		out32(&vf, REG_QUEUE_ADDRESS, i);
		check_equal(in32(&vf, REG_QUEUE_ADDRESS), i, "queue address");
		out32(&vf, REG_QUEUE_ADDRESS, 0x5a5a5a5a);
	}
}

static void nor_one_that_is_both_short_and_long(void **state)
{
	(void)state;
	fill_registers(&vf);
	prime(&vf);
	hardware("used-extra", "64");
	set_limit(1);
	check_equal(in32(&vf, REG_QUEUE_ADDRESS), 0x5a, "queue address");
	set_limit(0);
	check_equal(in32(&vf, REG_QUEUE_ADDRESS), 0, "queue address");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		io_test(every_register_is_zeros_behind_a_short_answer),
		io_test(the_vectors_are_too),
		io_test(a_wide_read_is_cut_field_by_field),
		io_test(part_of_a_field_is_cut_too),
		io_test(nothing_of_another_vf_is_seen),
		io_test(nothing_of_an_earlier_session_is_seen),
		io_test(a_write_is_not_harmed),
		io_test(without_a_status_there_is_no_old_memory_either),
		io_test(an_answer_said_to_be_longer_is_not_believed),
		io_test(nor_one_that_is_both_short_and_long),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
