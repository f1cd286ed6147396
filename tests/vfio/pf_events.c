// SPDX-License-Identifier: GPL-2.0-only
/*
 * What can befall a PF whose VFs are in use: it is told to have no VFs any more,
 * its PCI driver goes, it is reset, the card is taken out of its slot. VMMs are
 * asked to let go, nothing waits for what cannot come, and the next VFs work.
 */

/*
 * With vfio-pci on its VFs, too, Linux 6.12 keeps the memory of a card that leaves its
 * slot; and its own lock order there is not that of before.
 */
/* needs: vfs=4 bind=all known=pci_scan_slot|pciehp_unconfigure_device alone */

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/eventfd.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include "bar0_load.h"
#include "bind.h"
#include "check.h"
#include "driver_sysfs.h"
#include "hardware.h"
#include "hw.h"
#include "kernel_log.h"
#include "pending_access.h"
#include "pf.h"
#include "registers.h"
#include "task.h"
#include "timing.h"
#include "vf.h"
#include "vf_check.h"

#define VFS	 4
#define DEADLINE 1000
/* For what a driver's unbind takes, with the resets of four VFs; ms. */
#define SOON	 10000
/* The slot's indicator blinks for five seconds before anything happens. */
#define SLOT	 20000

static struct vf vfs[VFS], *const vf = &vfs[0];
static struct pending pending;
static struct bar0_load loads[VFS];
static struct task task;
static int asked[VFS]; /* eventfds of the requests to let go */

static void watch(int index)
{
	struct {
		struct vfio_irq_set set;
		int fd;
	} arg = {
		.set = {
			.argsz = sizeof(arg),
			.index = VFIO_PCI_REQ_IRQ_INDEX,
			.count = 1,
			.flags = VFIO_IRQ_SET_DATA_EVENTFD |
				 VFIO_IRQ_SET_ACTION_TRIGGER,
		},
		.fd = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK),
	};

	if (ioctl(vfs[index].device, VFIO_DEVICE_SET_IRQS, &arg))
		fail_msg("cannot watch requests: %s", strerror(errno));
	asked[index] = arg.fd;
}

static void open_all(void)
{
	for (int i = 0; i < VFS; i++) {
		vf_open(&vfs[i], i + 1);
		enable_io(&vfs[i]);
		watch(i);
	}
}

static void close_all(void)
{
	for (int i = 0; i < VFS; i++) {
		bar0_load_stop(&loads[i]);
		vf_close(&vfs[i]);
		if (asked[i] > 0)
			close(asked[i]);
		asked[i] = 0;
	}
}

static int set_up(void **state)
{
	(void)state;
	if (hw_present() == 1)
		hardware_good();
	pf_restore(VFS);
	open_all();
	set_deadline(DEADLINE);
	count_from_zero();
	return 0;
}

static int tear_down(void **state)
{
	(void)state;
	if (hw_present() == 1)
		hardware_good();
	reap(&pending);
	close_all();
	task_reap(&task);
	pf_restore(VFS);
	set_deadline(DEADLINE_DEFAULT);
	return 0;
}

static void check_all_work_anew(void)
{
	pf_restore(VFS);
	open_all();
	for (int i = 0; i < VFS; i++)
		check_works(&vfs[i]);
	check_no_violation();
}

static void load_all(void)
{
	for (int i = 0; i < VFS; i++)
		bar0_load_start(&loads[i], &vfs[i]);
}

static void stop_all(void)
{
	for (int i = 0; i < VFS; i++) {
		bar0_load_stop(&loads[i]);
		bar0_load_check(&loads[i]);
		if (loads[i].longest > DEADLINE + SOON)
			fail_msg("an access of VF %d took %d ms", i + 1,
				 loads[i].longest);
	}
}

/* The VFs go one after the other, each when its VMM has let go. */
static void let_go_when_asked(void)
{
	bool open[VFS] = { true, true, true, true };
	int left = VFS;

	while (left) {
		int before = left;

		for (int i = 0; i < VFS; i++) {
			if (!open[i] || !fired(asked[i], PATIENCE / VFS))
				continue;
			vf_close(&vfs[i]);
			open[i] = false;
			left--;
		}
		if (left == before)
			fail_msg("%d VMMs have not been asked to let go", left);
	}
}

/* In use, under load, until everybody lets go. */
static void check_waits_for_vmms(int (*event)(const char *), const char *what)
{
	load_all();
	task_start(&task, event, NULL);
	assert_false(task_ended(&task, 500));
	stop_all();
	/* It is not over before it is over. */
	check_equal(in8(vf, REG_STATUS) == 0xff, 0, "%s: status is ones", what);
	let_go_when_asked();
	check_task(&task, SOON, what);
	check_all_work_anew();
}

static void taking_the_vfs_away_waits_for_the_vmms(void **state)
{
	(void)state;
	check_waits_for_vmms(pf_no_vfs, "sriov_numvfs = 0");
}

static void taking_the_pf_s_driver_away_does_too(void **state)
{
	(void)state;
	check_waits_for_vmms(pf_unbind, "unbind of virtio-pci");
}

/* With a command that the PF will never answer. */
static void check_with_a_hang(int (*event)(const char *), const char *what)
{
	uint64_t value;

	hardware("hang", "on");
	start_read(&pending, vf, REG_DEVICE_FEATURES, 4);
	nap_ms(DEADLINE / 4);
	task_start(&task, event, NULL);
	check_ends(&pending, DEADLINE + SOON);
	check_equal(pending.value, 0xffffffff, "features");
	time_read(&vfs[1], REG_DEVICE_FEATURES, 4, &value);
	check_equal(value, 0xffffffff, "features of VF 2");
	let_go_when_asked();
	check_task(&task, SOON, what);
	hardware("hang", "off");
	/* That VFs went with commands outstanding is nobody's choice. */
	count_from_zero();
	check_all_work_anew();
}

static void a_queue_that_hangs_keeps_no_vf_from_going(void **state)
{
	(void)state;
	check_with_a_hang(pf_no_vfs, "sriov_numvfs = 0");
}

static void nor_the_pf_s_driver(void **state)
{
	(void)state;
	check_with_a_hang(pf_unbind, "unbind of virtio-pci");
}

/* All of it with nobody in the way, over and over. */
static void vfs_come_and_go(void **state)
{
	(void)state;
	close_all();
	for (int round = 0; round < 5; round++) {
		check_equal(round & 1 ? pf_no_vfs(NULL) : pf_unbind(NULL), 0,
			    "going");
		pf_restore(VFS);
		vf_open(vf, 1);
		enable_io(vf);
		assert_true(vf_answers(vf, PATIENCE));
		vf_close(vf);
	}
	check_all_work_anew();
}

static void bring_pf_back(void)
{
	task_start(&task, pf_rebind_net, NULL);
	check_task(&task, 2 * SOON, "rebind of the PF's virtio device");
}

/* One that nobody answers ends at its deadline, the next one at once. */
static void check_dead(int index)
{
	uint64_t value;
	int took;

	took = time_read(&vfs[index], REG_DEVICE_FEATURES, 4, &value);
	check_equal(value, 0xffffffff, "features of VF %d", index + 1);
	if (took > DEADLINE + SOON / 2)
		fail_msg("VF %d: a read took %d ms", index + 1, took);
	took = time_read(&vfs[index], REG_DEVICE_FEATURES, 4, &value);
	check_equal(value, 0xffffffff, "features of VF %d", index + 1);
	if (took > AT_ONCE)
		fail_msg("VF %d: the next took %d ms", index + 1, took);
}

static void after_a_reset_of_the_pf_nobody_waits_long(void **state)
{
	(void)state;
	check_equal(pf_reset(NULL), 0, "reset of the PF");
	for (int i = 0; i < VFS && pf_has_virtio_pci(); i++)
		check_dead(i);

	bring_pf_back();
	/* The VFs were reset with their PF: for their VMMs to do again. */
	for (int i = 0; i < VFS; i++) {
		assert_true(vf_answers(&vfs[i], PATIENCE));
		check_equal(reset(&vfs[i]), 0, "reset of VF %d", i + 1);
		enable_io(&vfs[i]);
		check_works(&vfs[i]);
	}
	check_no_violation();
}

static void a_reset_of_the_pf_under_load(void **state)
{
	(void)state;
	for (int round = 0; round < 3; round++) {
		load_all();
		nap_ms(200);
		check_equal(pf_reset(NULL), 0, "reset of the PF");
		nap_ms(DEADLINE + DEADLINE / 2);
		stop_all();
		for (int i = 0; i < VFS && pf_has_virtio_pci(); i++)
			assert_true(loads[i].ones > 0);
		bring_pf_back();
		for (int i = 0; i < VFS; i++)
			assert_true(vf_answers(&vfs[i], PATIENCE));
	}
	close_all();
	check_all_work_anew();
}

/* Abandoned before the reset, so that it cannot be answered after. */
static void a_reset_of_the_pf_with_a_command_in_flight(void **state)
{
	uint64_t value;

	(void)state;
	hardware("hang", "on");
	time_read(vf, REG_DEVICE_FEATURES, 4, &value);
	check_equal(pf_reset(NULL), 0, "reset of the PF");
	hardware("hang", "off");
	if (pf_has_virtio_pci()) {
		time_read(vf, REG_DEVICE_FEATURES, 4, &value);
		check_equal(value, 0xffffffff, "features");
	}
	bring_pf_back();
	assert_true(vf_answers(vf, PATIENCE));
	close_all();
	check_all_work_anew();
}

static void vfs_can_be_closed_after_a_reset_of_the_pf(void **state)
{
	uint64_t value;

	(void)state;
	check_equal(pf_reset(NULL), 0, "reset of the PF");
	time_read(vf, REG_DEVICE_FEATURES, 4, &value);
	close_all();
	if (pf_has_virtio_pci())
		assert_int_not_equal(vf_try_open(vf, 1), 0);
	vf_close(vf);
	bring_pf_back();
	check_all_work_anew();
}

static bool card_gone(int ms)
{
	return within(ms, !pf_present() && hw_present() == 0);
}

static void the_card_is_let_go_when_the_vmms_are(void **state)
{
	(void)state;
	load_all();
	if (hw_unplug())
		fail_msg("hw: %s", hw_error());
	assert_true(fired(asked[0], SLOT) || fired(asked[VFS - 1], SLOT));
	assert_true(pf_present());
	stop_all();
	close_all();
	assert_true(card_gone(SLOT));
	check_all_work_anew();
}

static void a_queue_that_hangs_does_not_keep_the_card(void **state)
{
	uint64_t value;

	(void)state;
	hardware("hang", "on");
	for (int i = 0; i < 2; i++)
		time_read(&vfs[i], REG_DEVICE_FEATURES, 4, &value);
	if (hw_unplug())
		fail_msg("hw: %s", hw_error());
	assert_true(fired(asked[0], SLOT) || fired(asked[VFS - 1], SLOT));
	close_all();
	assert_true(card_gone(SLOT));
	check_all_work_anew();
}

#define test(f) cmocka_unit_test_setup_teardown(f, set_up, tear_down)

int main(void)
{
	const struct CMUnitTest tests[] = {
		test(taking_the_vfs_away_waits_for_the_vmms),
		test(taking_the_pf_s_driver_away_does_too),
		test(a_queue_that_hangs_keeps_no_vf_from_going),
		test(nor_the_pf_s_driver),
		test(vfs_come_and_go),
		test(after_a_reset_of_the_pf_nobody_waits_long),
		test(a_reset_of_the_pf_under_load),
		test(a_reset_of_the_pf_with_a_command_in_flight),
		test(vfs_can_be_closed_after_a_reset_of_the_pf),
		test(the_card_is_let_go_when_the_vmms_are),
		test(a_queue_that_hangs_does_not_keep_the_card),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
