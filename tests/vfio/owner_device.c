// SPDX-License-Identifier: GPL-2.0-only
/* virtio-owner and its device: what it negotiates, and when it starts over. */
/* needs: vfs=4 bind=all owner=virtio-owner group=owner */
#include <json-c/json.h>

#include "bind.h"
#include "check.h"
#include "hardware.h"
#include "hw.h"
#include "pf.h"
#include "timing.h"
#include "vf.h"
#include "vf_check.h"

#define VERSION_1	(1ULL << 32)
#define ACCESS_PLATFORM (1ULL << 33)
#define SR_IOV		(1ULL << 37)
#define ADMIN_VQ	(1ULL << 41)

static struct vf vf;

static int close_vf(void **state)
{
	(void)state;
	hardware_good();
	vf_close(&vf);
	pf_restore(4);
	return 0;
}

static unsigned long long features(void)
{
	struct json_object *value = hw_get("driver-features");
	unsigned long long features;

	if (!value)
		fail_msg("hw: %s", hw_error());
	features = json_object_get_uint64(value);
	json_object_put(value);
	return features;
}

static void only_what_the_queues_need_is_negotiated(void **state)
{
	(void)state;
	check_equal(features(), VERSION_1 | ACCESS_PLATFORM | SR_IOV | ADMIN_VQ,
		    "features");
}

static long long count(const char *name)
{
	return hw_counter(name);
}

static void the_opcodes_are_told_once(void **state)
{
	(void)state;
	count_from_zero();
	vf_open(&vf, 1);
	enable_io(&vf);
	check_works(&vf);
	check_equal(count("list-use"), 0, "LIST_USE");
	check_no_violation();
}

static void the_opcodes_are_told_again_after_a_reset(void **state)
{
	(void)state;
	vf_open(&vf, 1);
	count_from_zero();
	check_equal(pf_reset(NULL), 0, "reset of the PF");
	/* To the VFs' group, and to the device itself, which has the capabilities. */
	check_equal(count("list-query"), 2, "LIST_QUERY");
	check_equal(count("list-use"), 2, "LIST_USE");
	check_equal(reset(&vf), 0, "reset of the VF");
	enable_io(&vf);
	check_works(&vf);
	check_no_violation();
}

/* By the letter there is no group to ask about before there are VFs. */
static void a_strict_device_is_asked_when_there_are_vfs(void **state)
{
	(void)state;
	check_equal(pf_unbind(NULL), 0, "unbind");
	hardware("strict", "on");
	check_equal(bind_driver(pf_driver(), pf_address()), 0, "bind");
	pf_restore(4);
	count_from_zero();
	vf_open(&vf, 1);
	enable_io(&vf);
	check_works(&vf);
	check_no_violation();
}

#define test(f) cmocka_unit_test_teardown(f, close_vf)

int main(void)
{
	const struct CMUnitTest tests[] = {
		test(only_what_the_queues_need_is_negotiated),
		test(the_opcodes_are_told_once),
		test(the_opcodes_are_told_again_after_a_reset),
		test(a_strict_device_is_asked_when_there_are_vfs),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
