// SPDX-License-Identifier: GPL-2.0-only
/* A VF with the modern mode is in everything as stock vfio-pci shows it. */
/* needs: vfs=2 bind=all stock group=modes */
#include <stdio.h>
#include <stdlib.h>

#include "check.h"
#include "driver_sysfs.h"
#include "snapshot.h"

static struct snapshot stock, ours;
static struct vf vf;

static int load_and_take(void **state)
{
	(void)state;
	if (!read_stock(&stock))
		return -1;
	if (set_mode(1, "modern"))
		return -1;
	vf_open(&vf, 1);
	take_snapshot(&vf, &ours);
	return 0;
}

static int done(void **state)
{
	(void)state;
	vf_close(&vf);
	return set_mode(1, "transitional");
}

static void configuration_space_is_the_same(void **state)
{
	(void)state;
	for (int i = 0; i < SNAPSHOT_CONFIG; i++)
		check_equal(ours.config[i], stock.config[i], "config byte %#x",
			    i);
}

static void all_else_is_the_same(void **state)
{
	(void)state;
	assert_memory_equal(&ours.device, &stock.device, sizeof(ours.device));
	assert_memory_equal(ours.regions, stock.regions, sizeof(ours.regions));
	assert_memory_equal(ours.region_errors, stock.region_errors,
			    sizeof(ours.region_errors));
	assert_memory_equal(ours.irqs, stock.irqs, sizeof(ours.irqs));
	assert_memory_equal(ours.irq_errors, stock.irq_errors,
			    sizeof(ours.irq_errors));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(configuration_space_is_the_same),
		cmocka_unit_test(all_else_is_the_same),
	};

	return cmocka_run_group_tests(tests, load_and_take, done);
}
