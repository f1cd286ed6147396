// SPDX-License-Identifier: GPL-2.0-only
/* Walks along operations whose allocations fail one after the other. */
#include <errno.h>
#include <string.h>
#include <sys/eventfd.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <unistd.h>

#include "check.h"
#include "failing.h"
#include "kernel_log.h"
#include "registers.h"
#include "walk.h"
#include "works.h"

/* No operation here has so many. */
#define TOO_MANY 2000

struct vf walked;
uint32_t walked_features;

static int eventfds[WALK_VECTORS];
static int number; /* of the failure, for messages */

int walk_get_device(void)
{
	walked.device =
		ioctl(walked.group, VFIO_GROUP_GET_DEVICE_FD, walked.address);
	return walked.device < 0 ? -errno : 0;
}

int walk_set_msix(int count)
{
	struct {
		struct vfio_irq_set set;
		int fds[WALK_VECTORS];
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
	return ioctl(walked.device, VFIO_DEVICE_SET_IRQS, &arg) ? -errno : 0;
}

void walk_check_usable(void)
{
	uint8_t status = STATUS_ACKNOWLEDGE | STATUS_DRIVER;

	if (!walked.opened)
		vf_open(&walked, 1);
	if (walked.device < 0)
		check_equal(walk_get_device(), 0, "open");
	enable_io(&walked);
	check_equal(in32(&walked, REG_DEVICE_FEATURES), walked_features,
		    "features");
	out8(&walked, REG_STATUS, status);
	check_equal(in8(&walked, REG_STATUS), status, "status");
	out8(&walked, REG_STATUS, 0);
	check_equal(in8(&walked, REG_STATUS), 0, "status after the reset");
	out16(&walked, REG_QUEUE_NOTIFY, 0);
}

static void check_error(const struct walk *walk, int ret)
{
	if (ret && ret != -ENOMEM && ret != -EFAULT &&
	    ret != -walk->errors[0] && ret != -walk->errors[1])
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
static bool walk_step(const struct walk *walk, int n, int *ret)
{
	bool happened;

	number = n;
	if (walk->before)
		walk->before();
	log_from_now();
	fail_nth(n);
	*ret = walk->operation();
	happened = fail_nth_over();
	if (walk->after)
		walk->after(*ret);
	check_error(walk, *ret);
	walk_check_usable();
	check_no_report();
	return happened;
}

void walk_along(void **state)
{
	const struct walk *walk = *state;
	int n, ret, told = 0;

	if (walk->only_in)
		fail_only_in(walk->only_in);
	if (walk->not_in)
		fail_not_in(walk->not_in);
	for (n = 0; walk_step(walk, n + 1, &ret); n++) {
		told += ret < 0;
		assert_true(n < TOO_MANY);
	}
	print_message("%d failures, for %d of them an error\n", n, told);
	check_equal(ret, 0, "with nothing failed");
	if (n < walk->least)
		fail_msg("only %d failures", n);
	check_works(&walked);
}

static void fail_nothing(void)
{
	fail_nth_over();
	fail_module_over();
	fail_not_in(NULL);
}

int walk_prepare(void **state)
{
	(void)state;
	failing_start();
	for (int i = 0; i < WALK_VECTORS; i++) {
		eventfds[i] = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
		assert_true(eventfds[i] >= 0);
	}
	vf_open(&walked, 1);
	enable_io(&walked);
	walked_features = in32(&walked, REG_DEVICE_FEATURES);
	/* The program's own memory is not what is to fail. */
	return mlockall(MCL_CURRENT | MCL_FUTURE);
}

int walk_begin(void **state)
{
	(void)state;
	fail_nothing();
	walk_check_usable();
	return 0;
}

int walk_end(void **state)
{
	(void)state;
	fail_nothing();
	vf_close(&walked);
	return 0;
}
