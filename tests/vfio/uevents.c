// SPDX-License-Identifier: GPL-2.0-only
/*
 * A PF that stops answering, and one that answers again: who watches the host is told,
 * of each VF that has to do with it, by whichever driver the PF has.
 */
/* needs: vfs=4 bind=all */
#include <stdio.h>

#include "check.h"
#include "driver_sysfs.h"
#include "hardware.h"
#include "registers.h"
#include "timing.h"
#include "uevents.h"
#include "vf.h"
#include "vf_check.h"

#define DEADLINE 300
/* That nothing comes is known after so long; ms. */
#define NOTHING	 1000

#define SILENT	"VIRTIO_VFIO_EVENT=pf-silent"
#define ANSWERS "VIRTIO_VFIO_EVENT=pf-answers"

static struct vf vf, other;

static int open_vfs(void **state)
{
	(void)state;
	hardware_good();
	set_deadline(DEADLINE);
	vf_open(&vf, 1);
	vf_open(&other, 2);
	enable_io(&vf);
	enable_io(&other);
	uevents_begin();
	return 0;
}

static int close_vfs(void **state)
{
	(void)state;
	uevents_end();
	hardware_good();
	assert_true(vf_answers(&vf, PATIENCE));
	vf_close(&vf);
	vf_close(&other);
	set_deadline(DEADLINE_DEFAULT);
	return 0;
}

static bool heard(int number, const char *event, int ms)
{
	char address[16];

	vf_address(number, address);
	return uevents_hear(address, event, ms);
}

/* What is asked of the device each time; and there is no answer. */
static void ask(struct vf *of)
{
	check_equal(in32(of, REG_DRIVER_FEATURES), 0xffffffff, "features");
}

static void a_pf_that_falls_silent_and_answers_again_is_told(void **state)
{
	char pf[64];

	(void)state;
	snprintf(pf, sizeof(pf), "VIRTIO_VFIO_PF=%s", pf_address());
	hardware("hang", "on");
	ask(&vf);
	assert_true(heard(1, SILENT, PATIENCE));
	/* once, however often the guest tries */
	ask(&vf);
	ask(&vf);
	assert_false(heard(1, SILENT, NOTHING));
	/* and of each VF of its own */
	ask(&other);
	assert_true(heard(2, pf, PATIENCE));

	hardware("hang", "off");
	assert_true(vf_answers(&vf, PATIENCE));
	assert_true(heard(1, ANSWERS, PATIENCE));
}

/* A command that the device refuses has been answered. */
static void a_pf_that_refuses_is_not_silent(void **state)
{
	(void)state;
	hardware("fail", "3/22/1/1000/1");
	ask(&vf);
	assert_false(heard(1, SILENT, NOTHING));
}

#define test(f) cmocka_unit_test_setup_teardown(f, open_vfs, close_vfs)

int main(void)
{
	const struct CMUnitTest tests[] = {
		test(a_pf_that_falls_silent_and_answers_again_is_told),
		test(a_pf_that_refuses_is_not_silent),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
