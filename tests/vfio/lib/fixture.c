// SPDX-License-Identifier: GPL-2.0-only
/* VF 1, opened before a test and closed after it. */
#include "bind.h"
#include "driver_sysfs.h"
#include "fixture.h"
#include "hardware.h"

struct vf vf, other;

static void restore(void)
{
	hardware_good();
	set_deadline(DEADLINE_DEFAULT);
	set_shortcuts(true);
}

int vf_setup(void **state)
{
	(void)state;
	restore();
	vf_open(&vf, 1);
	count_from_zero();
	return 0;
}

int vf_setup_io(void **state)
{
	vf_setup(state);
	enable_io(&vf);
	count_from_zero();
	return 0;
}

int vf_setup_bound_anew(void **state)
{
	char address[16];

	restore();
	vf_close(&vf);
	vf_address(1, address);
	check_equal(unbind_driver(OUR_DRIVER, address), 0, "unbind");
	check_equal(bind_driver(OUR_DRIVER, address), 0, "bind");
	return vf_setup(state);
}

int vf_teardown(void **state)
{
	(void)state;
	restore();
	vf_close(&other);
	vf_close(&vf);
	return 0;
}
