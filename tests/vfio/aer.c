// SPDX-License-Identifier: GPL-2.0-only
/*
 * Errors that a VF reports over PCI Express (AER): its VMM hears of them, the
 * other VFs go on, and all can be had again.
 *
 * What becomes of the link and of the PF is up to the kernel, which has drivers
 * of several functions to ask: a failed recovery leaves error reporting off, so
 * each test begins with the card put in anew.
 */

/*
 * With vfio-pci on its VFs, too, Linux 6.12 keeps the memory of a card that leaves its
 * slot; and its own lock order there is not that of before.
 */
/* needs: vfs=4 bind=all known=pci_scan_slot|pciehp_unconfigure_device group=bad-slot */

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/eventfd.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include "check.h"
#include "driver_sysfs.h"
#include "hw.h"
#include "kernel_log.h"
#include "pending_access.h"
#include "pf.h"
#include "registers.h"
#include "timing.h"
#include "vf.h"
#include "vf_check.h"

#define VFS	 4
#define DEADLINE 1000
#define SLOT	 20000
/* Not the minute that the kernel waits for a function to come out of a reset. */
#define CLOSE	 20000

static struct vf vf, other;
static int heard = -1;

static int watch_errors(struct vf *watched)
{
	struct {
		struct vfio_irq_set set;
		int fd;
	} arg = {
		.set = {
			.argsz = sizeof(arg),
			.index = VFIO_PCI_ERR_IRQ_INDEX,
			.count = 1,
			.flags = VFIO_IRQ_SET_DATA_EVENTFD |
				 VFIO_IRQ_SET_ACTION_TRIGGER,
		},
		.fd = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK),
	};

	if (ioctl(watched->device, VFIO_DEVICE_SET_IRQS, &arg))
		fail_msg("cannot watch errors: %s", strerror(errno));
	return arg.fd;
}

static void new_card(void)
{
	if (pf_present() && hw_present() == 1 && hw_unplug())
		fail_msg("hw: %s", hw_error());
	assert_true(within(SLOT, !pf_present() && hw_present() == 0));
	pf_restore(VFS);
}

static int set_up(void **state)
{
	(void)state;
	set_deadline(DEADLINE);
	new_card();
	vf_open(&vf, 1);
	enable_io(&vf);
	log_from_now();
	return 0;
}

static int tear_down(void **state)
{
	(void)state;
	vf_close(&other);
	vf_close(&vf);
	if (heard >= 0)
		close(heard);
	heard = -1;
	set_deadline(DEADLINE_DEFAULT);
	return 0;
}

static void report(const char *error)
{
	if (hw_aer(1, error))
		fail_msg("hw: %s", hw_error());
}

static void an_error_that_is_not_fatal_is_heard_by_the_vmm(void **state)
{
	(void)state;
	vf_open(&other, 2);
	enable_io(&other);
	heard = watch_errors(&vf);
	assert_false(fired(heard, 0));
	report("nonfatal");
	assert_true(fired(heard, PATIENCE));
	/* It was told, and nothing was taken from anybody. */
	check_works(&vf);
	check_works(&other);
	vf_reopen(&vf);
	enable_io(&vf);
	check_works(&vf);
}

/* The kernel resets the link, and with it the PF and all of its VFs. */
static void a_fatal_error_is_heard_by_the_vmm(void **state)
{
	long long start;
	uint64_t value;
	int took;

	(void)state;
	heard = watch_errors(&vf);
	report("fatal");
	assert_true(fired(heard, PATIENCE));
	took = time_read(&vf, REG_DEVICE_FEATURES, 4, &value);
	if (took > DEADLINE + PATIENCE)
		fail_msg("a read took %d ms", took);

	start = now_ms();
	vf_close(&vf);
	if (now_ms() - start > CLOSE)
		fail_msg("close took %lld ms", now_ms() - start);
	new_card();
	vf_open(&vf, 1);
	enable_io(&vf);
	check_works(&vf);
}

/* A VMM that does not listen is not in the way. */
static void nobody_has_to_hear(void **state)
{
	(void)state;
	report("nonfatal");
	assert_true(within(PATIENCE, log_lines_with("AER", "")));
	check_works(&vf);
}

#define test(f) cmocka_unit_test_setup_teardown(f, set_up, tear_down)

int main(void)
{
	const struct CMUnitTest tests[] = {
		test(an_error_that_is_not_fatal_is_heard_by_the_vmm),
		test(a_fatal_error_is_heard_by_the_vmm),
		test(nobody_has_to_hear),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
