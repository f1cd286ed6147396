// SPDX-License-Identifier: GPL-2.0-only
/* VFIO_DEVICE_SET_IRQS that makes no sense for INTx: the errors of vfio-pci. */
/* needs: vfs=1 bind=all group=intx */
#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include "check.h"
#include "fixture.h"
#include "intx_line.h"

#define INTX VFIO_PCI_INTX_IRQ_INDEX
#define MSI  VFIO_PCI_MSI_IRQ_INDEX
#define MSIX VFIO_PCI_MSIX_IRQ_INDEX

#define NONE	VFIO_IRQ_SET_DATA_NONE
#define BOOL	VFIO_IRQ_SET_DATA_BOOL
#define EVENTFD VFIO_IRQ_SET_DATA_EVENTFD
#define MASK	VFIO_IRQ_SET_ACTION_MASK
#define UNMASK	VFIO_IRQ_SET_ACTION_UNMASK
#define TRIGGER VFIO_IRQ_SET_ACTION_TRIGGER

static int set(uint32_t index, uint32_t flags, uint32_t start, uint32_t count,
	       int32_t fd)
{
	size_t len = flags & EVENTFD ? sizeof(fd) : flags & BOOL ? 1 : 0;

	if (flags & BOOL)
		fd = 1;
	return set_irqs(&vf, index, flags, start, count, &fd, len);
}

static void nothing_but_enabling_works_while_it_is_off(void **state)
{
	int fd = new_eventfd();

	(void)state;
	check_equal(set(INTX, NONE | TRIGGER, 0, 0, 0), -EINVAL, "off");
	check_equal(set(INTX, NONE | TRIGGER, 0, 1, 0), -EINVAL, "loop-back");
	check_equal(set(INTX, BOOL | TRIGGER, 0, 1, 0), -EINVAL, "loop-back");
	check_equal(set(INTX, NONE | MASK, 0, 1, 0), -EINVAL, "mask");
	check_equal(set(INTX, BOOL | MASK, 0, 1, 0), -EINVAL, "mask");
	check_equal(set(INTX, EVENTFD | MASK, 0, 1, fd), -EINVAL, "mask by fd");
	check_equal(set(INTX, NONE | UNMASK, 0, 1, 0), -EINVAL, "unmask");
	check_equal(set(INTX, BOOL | UNMASK, 0, 1, 0), -EINVAL, "unmask");
	check_equal(set(INTX, EVENTFD | UNMASK, 0, 1, fd), -EINVAL,
		    "unmask by fd");
	check_equal(set(INTX, EVENTFD | UNMASK, 0, 1, -1), -EINVAL,
		    "unmask by fd");
	close(fd);
}

/* Ranges, counts and flags, on and off. */
static void check_senseless(int fd)
{
	static const uint32_t data[] = { NONE, BOOL, EVENTFD };
	static const uint32_t action[] = { MASK, UNMASK, TRIGGER };

	for (int i = 0; i < 9; i++) {
		uint32_t flags = data[i / 3] | action[i % 3];

		check_equal(set(INTX, flags, 1, 1, fd), -EINVAL,
			    "start 1, flags %#x", flags);
		check_equal(set(INTX, flags, 0, 2, fd), -EINVAL,
			    "count 2, flags %#x", flags);
		check_equal(set(INTX, flags, 1, 0, fd), -EINVAL,
			    "start 1, none, flags %#x", flags);
		check_equal(set(INTX, flags, UINT32_MAX, 1, fd), -EINVAL,
			    "start 2^32 - 1, flags %#x", flags);
		check_equal(set(INTX, flags, 0, UINT32_MAX, fd), -EINVAL,
			    "count 2^32 - 1, flags %#x", flags);
		if (flags != (NONE | TRIGGER))
			check_equal(set(INTX, flags, 0, 0, fd), -EINVAL,
				    "count 0, flags %#x", flags);
	}

	check_equal(set(INTX, NONE | MASK | UNMASK, 0, 1, 0), -ENOTTY,
		    "two actions");
	check_equal(set(INTX, NONE, 0, 1, 0), -ENOTTY, "no action");
	check_equal(set(INTX, TRIGGER, 0, 1, 0), -EINVAL, "no data type");
	check_equal(set(INTX, EVENTFD | BOOL | TRIGGER, 0, 1, fd), -EINVAL,
		    "two data types");
	check_equal(set(INTX, NONE | TRIGGER | 0x100, 0, 1, 0), -EINVAL,
		    "an unknown flag");
}

static void senseless_requests_are_refused(void **state)
{
	int fd = new_eventfd();

	(void)state;
	check_senseless(fd);
	check_equal(set(INTX, NONE | TRIGGER, 0, 1, 0), -EINVAL, "still off");
	close(fd);
}

static void senseless_requests_change_nothing(void **state)
{
	int line = enable_line(&vf), fd = new_eventfd();

	(void)state;
	check_senseless(fd);
	check_equal(signals(line), 0, "signals");
	check_equal(signals(fd), 0, "signals to the other");
	check_equal(line_test(&vf), 0, "loop-back");
	check_equal(signals(line), 1, "signals");
	close(fd);
	disable_line(&vf, line);
}

static void an_argument_cut_short_is_refused(void **state)
{
	struct {
		struct vfio_irq_set set;
		int32_t fd;
	} arg = { .set = {
			  .flags = EVENTFD | TRIGGER,
			  .index = INTX,
			  .count = 1,
		  } };

	(void)state;
	arg.fd = new_eventfd();
	for (arg.set.argsz = 0; arg.set.argsz < sizeof(arg); arg.set.argsz++) {
		check_equal(ioctl(vf.device, VFIO_DEVICE_SET_IRQS, &arg), -1,
			    "argsz %u", arg.set.argsz);
		check_equal(errno, EINVAL, "error");
	}
	check_equal(ioctl(vf.device, VFIO_DEVICE_SET_IRQS, NULL), -1,
		    "no memory");
	check_equal(errno, EFAULT, "error");
	check_equal(line_test(&vf), -EINVAL, "still off");
	close(arg.fd);
}

static void what_is_no_eventfd_is_refused(void **state)
{
	int null = open("/dev/null", O_RDWR | O_CLOEXEC);
	int closed = new_eventfd(), line;

	(void)state;
	assert_true(null >= 0);
	close(closed);
	check_equal(line_trigger(&vf, closed), -EBADF, "a closed one");
	check_equal(line_trigger(&vf, null), -EINVAL, "another file");
	check_equal(line_test(&vf), -EINVAL, "still off");

	line = enable_line(&vf);
	/* the number may be in use again */
	closed = new_eventfd();
	close(closed);
	check_equal(line_trigger(&vf, closed), -EBADF, "a closed one");
	check_equal(line_trigger(&vf, null), -EINVAL, "another file");
	check_equal(line_unmask_by(&vf, closed), -EBADF, "a closed one");
	check_equal(line_unmask_by(&vf, null), -EINVAL, "another file");
	check_equal(line_test(&vf), 0, "loop-back");
	check_equal(signals(line), 1, "signals: the first one stays");
	disable_line(&vf, line);
	close(null);
}

static void it_is_not_masked_by_an_eventfd(void **state)
{
	int line = enable_line(&vf);

	(void)state;
	check_equal(set(INTX, EVENTFD | MASK, 0, 1, line), -ENOTTY, "mask");
	check_equal(set(INTX, EVENTFD | MASK, 0, 1, -1), -ENOTTY, "none");
	disable_line(&vf, line);
}

static void msix_waits_until_intx_is_off(void **state)
{
	int line = enable_line(&vf), fd = new_eventfd();

	(void)state;
	check_equal(set(MSIX, EVENTFD | TRIGGER, 0, 1, fd), -EINVAL, "MSI-X");
	check_equal(set(MSIX, NONE | TRIGGER, 0, 0, 0), -EINVAL, "MSI-X off");
	assert_true(set(MSI, EVENTFD | TRIGGER, 0, 1, fd) < 0);
	check_equal(line_test(&vf), 0, "loop-back");
	check_equal(signals(line), 1, "signals");
	disable_line(&vf, line);
	check_equal(set(MSIX, EVENTFD | TRIGGER, 0, 1, fd), 0, "MSI-X");
	close(fd);
}

static void intx_waits_until_msix_is_off(void **state)
{
	int fds[2], fd = new_eventfd();

	(void)state;
	enable_msix(&vf, fds, 2);
	check_equal(line_trigger(&vf, fd), -EINVAL, "on");
	check_equal(line_trigger(&vf, -1), -EINVAL, "on, for nobody");
	check_equal(line_off(&vf), -EINVAL, "off");
	check_equal(line_test(&vf), -EINVAL, "loop-back");
	check_equal(line_mask(&vf), -EINVAL, "mask");
	check_equal(line_unmask(&vf), -EINVAL, "unmask");
	disable_msix(&vf, fds, 2);
	check_equal(line_trigger(&vf, fd), 0, "on");
	disable_line(&vf, fd);
}

/* The requests and errors that a VMM is told of beside the interrupts. */
static void the_other_indices_are_the_core_s(void **state)
{
	int line = enable_line(&vf), fd = new_eventfd();

	(void)state;
	check_equal(set(VFIO_PCI_REQ_IRQ_INDEX, EVENTFD | TRIGGER, 0, 1, fd), 0,
		    "request");
	check_equal(set(VFIO_PCI_REQ_IRQ_INDEX, NONE | TRIGGER, 0, 1, 0), 0,
		    "loop-back of a request");
	check_equal(signals(fd), 1, "signals");
	check_equal(signals(line), 0, "signals of the line");
	check_equal(set(VFIO_PCI_REQ_IRQ_INDEX, EVENTFD | TRIGGER, 0, 1, -1), 0,
		    "request");
	check_equal(set(VFIO_PCI_NUM_IRQS, NONE | TRIGGER, 0, 0, 0), -EINVAL,
		    "an index there is not");
	check_equal(line_test(&vf), 0, "loop-back");
	check_equal(signals(line), 1, "signals of the line");
	disable_line(&vf, line);
	close(fd);
}

static void it_goes_on_and_off_many_times(void **state)
{
	(void)state;
	for (int i = 0; i < 100; i++) {
		int line = enable_line(&vf);

		check_equal(line_trigger(&vf, line), 0, "on, and on again");
		check_equal(line_test(&vf), 0, "loop-back");
		check_equal(signals(line), 1, "signals");
		disable_line(&vf, line);
	}
}

/* What a VMM leaves when it dies. */
static void it_is_off_after_a_close(void **state)
{
	int line = enable_line(&vf);

	(void)state;
	check_equal(line_mask(&vf), 0, "mask");
	check_equal(line_unmask_by(&vf, new_eventfd()), 0, "unmask by fd");
	vf_reopen(&vf);
	check_equal(line_test(&vf), -EINVAL, "loop-back");
	check_equal(line_unmask(&vf), -EINVAL, "unmask");
	check_equal(line_trigger(&vf, line), 0, "on");
	check_equal(line_unmask_by(&vf, line), 0, "unmask by fd");
	check_equal(line_unmask_by(&vf, -1), 0, "not any more");
	disable_line(&vf, line);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		vf_test(nothing_but_enabling_works_while_it_is_off),
		vf_test(senseless_requests_are_refused),
		vf_test(senseless_requests_change_nothing),
		vf_test(an_argument_cut_short_is_refused),
		vf_test(what_is_no_eventfd_is_refused),
		vf_test(it_is_not_masked_by_an_eventfd),
		vf_test(msix_waits_until_intx_is_off),
		vf_test(intx_waits_until_msix_is_off),
		vf_test(the_other_indices_are_the_core_s),
		vf_test(it_goes_on_and_off_many_times),
		vf_test(it_is_off_after_a_close),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
