// SPDX-License-Identifier: GPL-2.0-only
/*
 * The low power features, with accesses and kicks arriving meanwhile: the VF
 * wakes for each, and is as it was. Hardware may say of itself that it loses its
 * registers in D3hot (No_Soft_Reset clear): then those are as after a reset, and
 * what the PCI function shows is as it was all the same.
 */
/* needs: vfs=4 bind=all stray-dma group=low-power */
#include <errno.h>
#include <pthread.h>
#include <stdio.h>
#include <string.h>
#include <sys/eventfd.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include <linux/pci_regs.h>

#include "check.h"
#include "fixture.h"
#include "hardware.h"
#include "kernel_memory.h"
#include "legacy_net.h"
#include "registers.h"
#include "rnd.h"
#include "stress.h"
#include "timing.h"
#include "vf_check.h"

#define ROUNDS	  80
#define CLOSES	  30
#define STRESS_MS 4000
#define RUNNING	  (STATUS_ACKNOWLEDGE | STATUS_DRIVER | STATUS_DRIVER_OK)

static int setup(void **state)
{
	vf_setup_io(state);
	watch_for_harm();
	return 0;
}

#define ENTRY VFIO_DEVICE_FEATURE_LOW_POWER_ENTRY
#define EXIT  VFIO_DEVICE_FEATURE_LOW_POWER_EXIT
#define WAKES VFIO_DEVICE_FEATURE_LOW_POWER_ENTRY_WITH_WAKEUP

#define SET   VFIO_DEVICE_FEATURE_SET
#define GET   VFIO_DEVICE_FEATURE_GET
#define PROBE (VFIO_DEVICE_FEATURE_PROBE | SET)

static int feature(uint32_t flags, int fd)
{
	struct {
		struct vfio_device_feature feature;
		struct vfio_device_low_power_entry_with_wakeup wakeup;
	} arg = {
		.feature.argsz = sizeof(arg.feature),
		.feature.flags = flags,
		.wakeup.wakeup_eventfd = fd,
	};

	if (fd >= 0)
		arg.feature.argsz = sizeof(arg);
	return ioctl(vf.device, VFIO_DEVICE_FEATURE, &arg) ? -errno : 0;
}

static void low_power(void)
{
	check_equal(feature(SET | ENTRY, -1), 0, "low power entry");
}

static void low_power_with_wakeup(int fd)
{
	check_equal(feature(SET | WAKES, fd), 0, "entry with wakeup");
}

static void full_power(void)
{
	check_equal(feature(SET | EXIT, -1), 0, "low power exit");
}

static bool status_is(const char *wanted)
{
	char path[80], text[16] = "";
	FILE *f;

	snprintf(path, sizeof(path),
		 "/sys/bus/pci/devices/%s/power/runtime_status", vf.address);
	f = fopen(path, "r");
	if (f) {
		if (!fgets(text, sizeof(text), f))
			text[0] = '\0';
		fclose(f);
	}
	return !strncmp(text, wanted, strlen(wanted));
}

/* Deep asleep, not only allowed to be. */
static void check_asleep(void)
{
	if (!within(PATIENCE, status_is("suspended")))
		fail_msg("the VF does not go to sleep");
}

static void the_features_are_offered(void **state)
{
	(void)state;
	check_equal(feature(PROBE | ENTRY, -1), 0, "entry");
	check_equal(feature(PROBE | EXIT, -1), 0, "exit");
	check_equal(feature(PROBE | WAKES, -1), 0, "entry with wakeup");
}

static uint32_t features; /* as the device took them */

/* What a guest has set up. */
static void use(void)
{
	set_conf32(&vf, PCI_BASE_ADDRESS_0, 0xc040);
	out8(&vf, REG_STATUS, STATUS_ACKNOWLEDGE | STATUS_DRIVER);
	out32(&vf, REG_DRIVER_FEATURES, in32(&vf, REG_DEVICE_FEATURES));
	features = in32(&vf, REG_DRIVER_FEATURES);
	assert_int_not_equal(features, 0);
	for (int queue = 0; queue < 2; queue++) {
		out16(&vf, REG_QUEUE_SELECT, queue);
		out32(&vf, REG_QUEUE_ADDRESS, 0x333 + queue);
	}
	out8(&vf, REG_STATUS, RUNNING);
}

static bool keeps_registers(void)
{
	uint8_t pm = find_capability(&vf, PCI_CAP_ID_PM);

	return !pm || conf16(&vf, pm + PCI_PM_CTRL) & PCI_PM_CTRL_NO_SOFT_RESET;
}

static uint8_t status_after_sleep(void)
{
	return keeps_registers() ? RUNNING : 0;
}

static void check_as_it_was(void)
{
	bool kept = keeps_registers();

	check_equal(in8(&vf, REG_STATUS), kept ? RUNNING : 0, "status");
	check_equal(in32(&vf, REG_DRIVER_FEATURES), kept ? features : 0,
		    "driver features");
	check_equal(in16(&vf, REG_QUEUE_SELECT), kept, "queue select");
	check_equal(in32(&vf, REG_QUEUE_ADDRESS), kept ? 0x334 : 0,
		    "queue address");
	check_equal(conf32(&vf, PCI_BASE_ADDRESS_0), 0xc041, "BAR0");
	check_equal(conf16(&vf, PCI_COMMAND) & PCI_COMMAND_IO, PCI_COMMAND_IO,
		    "I/O enable");
}

static void a_vf_that_slept_is_as_it_was(void **state)
{
	(void)state;
	use();
	low_power();
	check_asleep();
	full_power();
	assert_true(status_is("active"));
	check_as_it_was();
	check_unharmed(&vf, 0);
}

static void an_access_wakes_a_vf_that_sleeps_on_after(void **state)
{
	(void)state;
	use();
	low_power();
	for (int i = 0; i < 5; i++) {
		check_asleep();
		check_equal(in8(&vf, REG_STATUS), status_after_sleep(),
			    "status");
		check_asleep();
		check_equal(conf16(&vf, PCI_VENDOR_ID), 0x1af4, "vendor");
		check_asleep();
		set_conf8(&vf, PCI_INTERRUPT_LINE, i);
	}
	full_power();
	check_as_it_was();
	check_unharmed(&vf, 0);
}

static void check_kick_wakes(const char *doorbell)
{
	struct counts c;

	hardware("doorbell", doorbell);
	vf_reopen(&vf);
	enable_io(&vf);
	watch_for_harm();
	low_power();
	for (int i = 0; i < 10; i++) {
		check_asleep();
		out16(&vf, REG_QUEUE_NOTIFY, 0);
	}
	c = counted(1);
	check_equal(kicks(&c), 10, "doorbell=%s: kicks", doorbell);
	full_power();
	check_unharmed(&vf, 0);
}

static void a_kick_is_not_lost_in_sleep(void **state)
{
	(void)state;
	check_kick_wakes("member");
	check_kick_wakes("owner");
	check_kick_wakes("none");
}

/* The frame is sent by a VF that was asleep when its guest rang. */
static void frames_are_sent_by_a_vf_that_sleeps(void **state)
{
	struct legacy_net net;

	(void)state;
	if (!keeps_registers()) {
		print_message("# the VF loses its registers in D3hot\n");
		skip();
	}
	net_start(&net, &vf, false);
	low_power();
	for (int i = 0; i < 5; i++) {
		check_asleep();
		net_ask_peer(&net);
		net_hear_peer(&net);
	}
	full_power();
	net_stop(&net);
	check_unharmed(&vf, 0);
}

static void an_access_tells_who_wants_to_know_of_the_wake(void **state)
{
	int fd = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);

	(void)state;
	use();
	for (int i = 0; i < 3; i++) {
		low_power_with_wakeup(fd);
		check_asleep();
		assert_false(fired(fd, 0));
		in8(&vf, REG_STATUS);
		assert_true(fired(fd, PATIENCE));
		/* Told once, it stays awake. */
		in8(&vf, REG_STATUS);
		assert_false(fired(fd, 0));
		assert_true(status_is("active"));
	}
	close(fd);
	check_as_it_was();
	check_unharmed(&vf, 0);
}

static void what_makes_no_sense_is_refused(void **state)
{
	(void)state;
	full_power();
	low_power();
	check_equal(feature(SET | ENTRY, -1), -EINVAL, "a second entry");
	full_power();
	full_power();
	check_equal(feature(GET | ENTRY, -1), -EINVAL, "getting the entry");
	check_equal(feature(SET | WAKES, vf.device), -EINVAL, "no eventfd");
	check_unharmed(&vf, 0);
}

static void a_reset_and_interrupts_wake_it(void **state)
{
	int fds[2];

	(void)state;
	use();
	low_power();
	check_asleep();
	enable_msix(&vf, fds, 2);
	check_asleep();
	check_equal(in16(&vf, REG_CONFIG_VECTOR), 0xffff, "vector");
	check_asleep();
	disable_msix(&vf, fds, 2);
	check_asleep();
	check_equal(reset(&vf), 0, "VFIO_DEVICE_RESET");
	enable_io(&vf);
	check_equal(in8(&vf, REG_STATUS), 0, "status");
	check_asleep();
	full_power();
	check_unharmed(&vf, 0);
}

static void a_sleeping_vf_can_be_closed(void **state)
{
	struct memory before = { 0 };
	bool counting = memory_is_counted();

	(void)state;
	for (int i = 0; i < CLOSES; i++) {
		if (i == CLOSES / 4 && counting)
			before = memory_now();
		low_power();
		if (i & 1)
			check_asleep();
		vf_reopen(&vf);
		assert_true(status_is("active"));
	}
	if (counting)
		check_no_growth(&before, CLOSES - CLOSES / 4);
	check_unharmed(&vf, 0);
}

static void entries_and_exits_leave_no_memory_behind(void **state)
{
	int fd = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
	bool counting = memory_is_counted();
	struct memory before = { 0 };

	(void)state;
	for (int i = 0; i < ROUNDS; i++) {
		if (i == ROUNDS / 4 && counting)
			before = memory_now();
		low_power();
		in8(&vf, REG_STATUS);
		full_power();
		low_power_with_wakeup(fd);
		if (i % 8 == 0)
			check_asleep();
		out16(&vf, REG_QUEUE_NOTIFY, 0);
		full_power();
	}
	close(fd);
	if (counting)
		check_no_growth(&before, ROUNDS - ROUNDS / 4);
	check_unharmed(&vf, 0);
}

static void accesses_of_several_threads_meanwhile_are_no_different(void **state)
{
	static const enum stress_kind kinds[] = {
		STRESS_POWER,	   STRESS_POWER, STRESS_READS,
		STRESS_READS,	   STRESS_KICKS, STRESS_CONFIG_READS,
		STRESS_INTERRUPTS, STRESS_KINDS,
	};
	struct stress stress = { .vf = &vf, .seed = rnd_seed() };
	struct counts c;

	(void)state;
	stress_run(&stress, kinds, STRESS_MS);
	if (stress.wrong)
		fail_msg("%d wrong results; the first: %s", stress.wrong,
			 stress.first_wrong);
	c = counted(1);
	check_equal(kicks(&c), stress.done[STRESS_KICKS], "kicks that arrived");
	full_power();
	check_unharmed(&vf, 0);
}

#define test(f) cmocka_unit_test_setup_teardown(f, setup, vf_teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		test(the_features_are_offered),
		test(a_vf_that_slept_is_as_it_was),
		test(an_access_wakes_a_vf_that_sleeps_on_after),
		test(a_kick_is_not_lost_in_sleep),
		test(frames_are_sent_by_a_vf_that_sleeps),
		test(an_access_tells_who_wants_to_know_of_the_wake),
		test(what_makes_no_sense_is_refused),
		test(a_reset_and_interrupts_wake_it),
		test(a_sleeping_vf_can_be_closed),
		test(entries_and_exits_leave_no_memory_behind),
		test(accesses_of_several_threads_meanwhile_are_no_different),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
