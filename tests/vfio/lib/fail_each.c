// SPDX-License-Identifier: GPL-2.0-only
/* Operations whose allocations fail one after the other. */
#include <errno.h>
#include <string.h>
#include <sys/eventfd.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <unistd.h>

#include "check.h"
#include "fail_each.h"
#include "fault_inject.h"
#include "kernel_log.h"
#include "registers.h"
#include "vf_check.h"

/* No operation here has so many. */
#define TOO_MANY 2000

struct vf target;
uint32_t target_features;

static int eventfds[TARGET_VECTORS];
static int number; /* of the failure, for messages */

int target_get_device(void)
{
	target.device =
		ioctl(target.group, VFIO_GROUP_GET_DEVICE_FD, target.address);
	return target.device < 0 ? -errno : 0;
}

int target_set_msix(int count)
{
	struct {
		struct vfio_irq_set set;
		int fds[TARGET_VECTORS];
	} arg = {
		.set = {
			.argsz = sizeof(arg),
			.index = VFIO_PCI_MSIX_IRQ_INDEX,
			.count = count,
			.flags = VFIO_IRQ_SET_ACTION_TRIGGER |
				 (count ? VFIO_IRQ_SET_DATA_EVENTFD :
					  VFIO_IRQ_SET_DATA_NONE),
		},
	};

	memcpy(arg.fds, eventfds, sizeof(eventfds));
	return ioctl(target.device, VFIO_DEVICE_SET_IRQS, &arg) ? -errno : 0;
}

void target_check_usable(void)
{
	uint8_t status = STATUS_ACKNOWLEDGE | STATUS_DRIVER;

	if (!target.opened)
		vf_open(&target, 1);
	if (target.device < 0)
		check_equal(target_get_device(), 0, "open");
	enable_io(&target);
	check_equal(in32(&target, REG_DEVICE_FEATURES), target_features,
		    "features");
	out8(&target, REG_STATUS, status);
	check_equal(in8(&target, REG_STATUS), status, "status");
	out8(&target, REG_STATUS, 0);
	check_equal(in8(&target, REG_STATUS), 0, "status after the reset");
	out16(&target, REG_QUEUE_NOTIFY, 0);
}

static void check_error(const struct fail_each *test, int ret)
{
	if (ret && ret != -ENOMEM && ret != -EFAULT &&
	    ret != -test->errors[0] && ret != -test->errors[1])
		fail_msg("failure %d: %s", number, strerror(-ret));
}

static void check_no_report(void)
{
	if (!log_lines_with("BUG", "") && !log_lines_with("WARNING", ""))
		return;
	log_show("");
	fail_msg("failure %d: the kernel has a report", number);
}

/* Did anything fail? */
static bool one_more(const struct fail_each *test, int n, int *ret)
{
	bool happened;

	number = n;
	if (test->before)
		test->before();
	log_from_now();
	fail_nth(n);
	*ret = test->operation();
	happened = fail_nth_over();
	if (test->after)
		test->after(*ret);
	check_error(test, *ret);
	target_check_usable();
	check_no_report();
	return happened;
}

void fail_each_run(void **state)
{
	const struct fail_each *test = *state;
	int n, ret, told = 0;

	if (test->only_in)
		fail_only_in(test->only_in);
	if (test->not_in)
		fail_not_in(test->not_in);
	for (n = 0; one_more(test, n + 1, &ret); n++) {
		told += ret < 0;
		assert_true(n < TOO_MANY);
	}
	print_message("%d failures, for %d of them an error\n", n, told);
	check_equal(ret, 0, "with nothing failed");
	if (n < test->least)
		fail_msg("only %d failures", n);
	check_works(&target);
}

static void fail_nothing(void)
{
	fail_nth_over();
	fail_module_over();
	fail_not_in(NULL);
}

int fail_each_prepare(void **state)
{
	(void)state;
	fault_inject_start();
	for (int i = 0; i < TARGET_VECTORS; i++) {
		eventfds[i] = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
		assert_true(eventfds[i] >= 0);
	}
	vf_open(&target, 1);
	enable_io(&target);
	target_features = in32(&target, REG_DEVICE_FEATURES);
	/* The program's own memory is not what is to fail. */
	return mlockall(MCL_CURRENT | MCL_FUTURE);
}

int fail_each_setup(void **state)
{
	(void)state;
	fail_nothing();
	target_check_usable();
	return 0;
}

int fail_each_teardown(void **state)
{
	(void)state;
	fail_nothing();
	vf_close(&target);
	return 0;
}
