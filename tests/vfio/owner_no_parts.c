// SPDX-License-Identifier: GPL-2.0-only
/* A PF without device parts, and virtio-owner: it says so, and all else is as it was. */
/* needs: vfs=4 owner=virtio-owner pf=device-parts=off module=owner-verbs alone */
#include <errno.h>
#include <stdio.h>

#include "check.h"
#include "driver_sysfs.h"
#include "hardware.h"
#include "hw.h"
#include "kernel_log.h"
#include "owner_verbs.h"
#include "pf.h"
#include "vf.h"
#include "vf_check.h"

#define LEGACY_OPCODES 0x7f
#define LACK	       "lacks opcodes of the SR-IOV group (0x3e400)"

static struct vf vf;

static int open_members(void **state)
{
	(void)state;
	hardware_good();
	member_open(1);
	member_open(2);
	count_from_zero();
	return 0;
}

static int close_members(void **state)
{
	(void)state;
	hardware_good();
	member_close(1);
	member_close(2);
	vf_close(&vf);
	pf_restore(4);
	return 0;
}

static long long opcodes(void)
{
	return function_counter(pf_address(), "owner/opcodes");
}

/* Nothing is asked about them but what is asked anyway. */
static void it_is_found_out_with_no_command(void **state)
{
	(void)state;
	check_equal(opcodes(), LEGACY_OPCODES, "opcodes");
	check_equal(pf_reset(NULL), 0, "reset of the PF");
	check_equal(hw_counter("list-query"), 1, "LIST_QUERY");
	check_equal(hw_counter("list-use"), 1, "LIST_USE");
	check_equal(opcodes(), LEGACY_OPCODES, "opcodes");
	check_equal(parts_support(1), -EOPNOTSUPP, "support");
	check_equal(parts_create(1, false), -EOPNOTSUPP, "create");
	check_equal(mode_set(1, false), -EOPNOTSUPP, "resume");
	check_equal(hw_counter("capability"), 0, "commands");
	check_no_violation();
}

static void the_operator_is_told_once_what_there_is_not(void **state)
{
	(void)state;
	check_equal(pf_reset(NULL), 0, "reset of the PF");
	log_from_now();
	for (int i = 0; i < 3; i++) {
		check_equal(parts_support(1), -EOPNOTSUPP, "support");
		check_equal(parts_support(2), -EOPNOTSUPP, "support");
	}
	check_equal(log_lines_with(pf_address(), LACK), 1, "lines");
	check_equal(log_lines(), 1, "all lines");
}

static void registers_are_there_all_the_same(void **state)
{
	(void)state;
	vf_open(&vf, 1);
	enable_io(&vf);
	check_works(&vf);
	check_no_violation();
}

#define test(f) cmocka_unit_test_setup_teardown(f, open_members, close_members)

int main(void)
{
	const struct CMUnitTest tests[] = {
		test(it_is_found_out_with_no_command),
		test(the_operator_is_told_once_what_there_is_not),
		test(registers_are_there_all_the_same),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
