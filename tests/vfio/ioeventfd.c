// SPDX-License-Identifier: GPL-2.0-only
/*
 * VFIO_DEVICE_IOEVENTFD on Queue Notify: a signalled eventfd is a notification, as a
 * write of the register would be; all else is refused as vfio-pci refuses it.
 */
/* needs: vfs=4 bind=all */
#include <errno.h>
#include <pthread.h>
#include <stdatomic.h>
#include <sys/eventfd.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include <linux/pci_regs.h>

#include "check.h"
#include "fixture.h"
#include "hardware.h"
#include "legacy_net.h"
#include "registers.h"

#define MOST   1000 /* that a device may have */
#define RESETS 20

static int fd;

static int setup(void **state)
{
	vf_setup_io(state);
	fd = eventfd(0, EFD_CLOEXEC);
	assert_true(fd >= 0);
	return 0;
}

static int teardown(void **state)
{
	close(fd);
	return vf_teardown(state);
}

static int request(uint32_t flags, uint64_t offset, uint64_t data, int by)
{
	struct vfio_device_ioeventfd event = {
		.argsz = sizeof(event),
		.flags = flags,
		.offset = offset,
		.data = data,
		.fd = by,
	};

	return ioctl(vf.device, VFIO_DEVICE_IOEVENTFD, &event) ? -errno : 0;
}

static int assign(uint64_t queue, int by)
{
	return request(VFIO_DEVICE_IOEVENTFD_16,
		       vf.bar0.offset + REG_QUEUE_NOTIFY, queue, by);
}

static void signal_fd(int which)
{
	check_equal(eventfd_write(which, 1), 0, "signal");
}

/* What is left to a worker comes a little later. */
static struct counts count_kicks(int expected)
{
	struct counts c = counted(1);

	for (int ms = 0; kicks(&c) < expected && ms < NET_PATIENCE; ms++) {
		net_nap();
		c = counted(1);
	}
	check_equal(kicks(&c), expected, "kicks");
	return c;
}

/* The device has had the time to see one. */
static void check_no_kick(const char *why)
{
	struct counts c;

	for (int ms = 0; ms < 20; ms++)
		net_nap();
	c = counted(1);
	check_equal(kicks(&c), 0, "kicks with %s", why);
}

static void a_signal_is_a_notification(void **state)
{
	struct counts c;

	(void)state;
	check_equal(assign(1, fd), 0, "assign");
	signal_fd(fd);
	c = count_kicks(1);
	check_equal(c.kick_member, 1, "by the doorbell");
	check_equal(commands(&c), 0, "commands");
	for (int i = 0; i < 9; i++)
		signal_fd(fd);
	count_kicks(10);
	check_no_violation();
}

static void each_queue_has_its_own(void **state)
{
	uint8_t frame[NET_FRAME_MAX];
	int other = eventfd(0, EFD_CLOEXEC);
	struct legacy_net net;

	(void)state;
	check_equal(assign(NET_RX, other), 0, "assign");
	check_equal(assign(NET_TX, fd), 0, "assign");
	net_start(&net, &vf, false);
	net_queue_frame(&net, frame, net_arp_request(&net, frame));
	signal_fd(other);
	assert_false(net_sent(&net, 20));
	signal_fd(fd);
	assert_true(net_sent(&net, NET_PATIENCE));
	net_hear_peer(&net);
	net_stop(&net);
	close(other);
	check_no_violation();
}

static void it_goes_the_way_of_any_kick(void **state)
{
	struct counts c;

	(void)state;
	hardware("doorbell", "owner");
	vf_reopen(&vf);
	enable_io(&vf);
	check_equal(assign(0, fd), 0, "assign");
	count_from_zero();
	signal_fd(fd);
	c = count_kicks(1);
	check_equal(c.kick_owner, 1, "by the owner's doorbell");

	hardware("doorbell", "none");
	vf_reopen(&vf);
	enable_io(&vf);
	check_equal(assign(0, fd), 0, "assign");
	count_from_zero();
	signal_fd(fd);
	c = count_kicks(1);
	check_equal(c.kick_command, 1, "by command");
	check_no_violation();
	check_no_failure();
}

static void one_signalled_before_is_not_lost(void **state)
{
	(void)state;
	signal_fd(fd);
	check_equal(assign(0, fd), 0, "assign");
	count_kicks(1);
}

static void with_io_disabled_there_are_none(void **state)
{
	(void)state;
	check_equal(assign(0, fd), 0, "assign");
	disable_io(&vf);
	signal_fd(fd);
	check_no_kick("I/O disabled");
	enable_io(&vf);
	signal_fd(fd);
	count_kicks(1);
}

static void a_function_asleep_hears_none(void **state)
{
	uint8_t cap = find_capability(&vf, PCI_CAP_ID_PM);

	(void)state;
	check_equal(assign(0, fd), 0, "assign");
	set_conf16(&vf, cap + PCI_PM_CTRL, 3);
	signal_fd(fd);
	check_no_kick("D3hot");
	set_conf16(&vf, cap + PCI_PM_CTRL, 0);
	enable_io(&vf);
	signal_fd(fd);
	count_kicks(1);
}

static void it_outlives_a_reset(void **state)
{
	(void)state;
	check_equal(assign(0, fd), 0, "assign");
	check_equal(reset(&vf), 0, "reset");
	signal_fd(fd);
	check_no_kick("I/O disabled by the reset");
	enable_io(&vf);
	signal_fd(fd);
	count_kicks(1);
}

static void one_taken_away_is_silent(void **state)
{
	(void)state;
	check_equal(assign(0, fd), 0, "assign");
	check_equal(assign(0, -1), 0, "take away");
	signal_fd(fd);
	check_no_kick("none assigned");
	check_equal(assign(0, fd), 0, "assign again");
}

/* The worker has one to make that takes its time, and another behind it. */
static void one_taken_away_has_been_made(void **state)
{
	int other = eventfd(0, EFD_CLOEXEC);

	(void)state;
	hardware("doorbell", "none");
	vf_reopen(&vf);
	enable_io(&vf);
	check_equal(assign(0, fd), 0, "assign");
	check_equal(assign(1, other), 0, "assign");
	count_from_zero();
	hardware("command-delay-us", "200000");
	signal_fd(fd);
	for (int ms = 0; ms < 10; ms++)
		net_nap();
	signal_fd(other);
	check_equal(assign(1, -1), 0, "take away");
	hardware("command-delay-us", "0");
	count_kicks(2);
	close(other);
	check_no_violation();
}

static void closing_takes_all_away(void **state)
{
	(void)state;
	check_equal(assign(0, fd), 0, "assign");
	vf_reopen(&vf);
	enable_io(&vf);
	count_from_zero();
	signal_fd(fd);
	check_no_kick("another session");
	check_equal(assign(0, -1), -ENODEV, "take away");
}

static void an_eventfd_that_is_closed_does_no_harm(void **state)
{
	int other = eventfd(0, EFD_CLOEXEC);

	(void)state;
	check_equal(assign(0, other), 0, "assign");
	close(other);
	out16(&vf, REG_QUEUE_NOTIFY, 0);
	count_kicks(1);
	check_equal(assign(0, -1), 0, "take away");
}

static void nonsense_is_refused_as_by_vfio_pci(void **state)
{
	const uint32_t two = VFIO_DEVICE_IOEVENTFD_16;
	const uint64_t notify = vf.bar0.offset + REG_QUEUE_NOTIFY;

	(void)state;
	check_equal(request(0, notify, 0, fd), -EINVAL, "no width");
	check_equal(request(two | VFIO_DEVICE_IOEVENTFD_8, notify, 0, fd),
		    -EINVAL, "two widths");
	check_equal(request(two | 16, notify, 0, fd), -EINVAL, "a flag");
	check_equal(request(VFIO_DEVICE_IOEVENTFD_8, notify, 0, fd), -EINVAL,
		    "1 byte");
	check_equal(request(VFIO_DEVICE_IOEVENTFD_32, notify, 0, fd), -EINVAL,
		    "4 bytes");
	check_equal(request(two, notify - 2, 0, fd), -EINVAL, "queue select");
	check_equal(request(two, notify + 1, 0, fd), -EINVAL, "an odd one");
	check_equal(request(two, vf.config.offset + REG_QUEUE_NOTIFY, 0, fd),
		    -EINVAL, "configuration space");
	check_equal(request(two, -notify, 0, fd), -EINVAL, "below zero");
	check_equal(request(two, notify, 0, -2), -EINVAL, "fd -2");
	check_equal(assign(0, 12345), -EBADF, "no file");
	check_equal(assign(0, vf.device), -EINVAL, "no eventfd");
	check_equal(assign(0, -1), -ENODEV, "take none away");
	check_equal(assign(0, fd), 0, "assign");
	check_equal(assign(0, fd), -EEXIST, "again");
	check_equal(assign(1, -1), -ENODEV, "take another one away");
}

static void there_are_a_thousand_at_most(void **state)
{
	(void)state;
	for (int i = 0; i < MOST; i++)
		check_equal(assign(i, fd), 0, "number %d", i);
	check_equal(assign(MOST, fd), -ENOSPC, "one more");
	check_equal(assign(7, -1), 0, "take away");
	check_equal(assign(MOST, fd), 0, "one instead");
}

static atomic_bool enough;

static void *signal_on(void *unused)
{
	while (!enough)
		eventfd_write(fd, 1);
	return unused;
}

static void signals_amid_resets_and_changes_do_no_harm(void **state)
{
	pthread_t thread;

	(void)state;
	enough = false;
	assert_int_equal(pthread_create(&thread, NULL, signal_on, NULL), 0);
	for (int i = 0; i < RESETS; i++) {
		check_equal(assign(i & 1, fd), 0, "assign");
		check_equal(reset(&vf), 0, "reset");
		enable_io(&vf);
		check_equal(assign(i & 1, -1), 0, "take away");
	}
	check_equal(assign(0, fd), 0, "assign");
	vf_reopen(&vf);
	enough = true;
	pthread_join(thread, NULL);
	enable_io(&vf);
	check_equal(assign(0, fd), 0, "assign");
	count_from_zero();
	signal_fd(fd);
	count_kicks(1);
	check_no_violation();
}

/* With virtio-owner, writes are posted: a notification must not overtake them. */
static void it_comes_after_what_was_written(void **state)
{
	uint8_t frame[NET_FRAME_MAX];
	struct legacy_net net;

	(void)state;
	check_equal(assign(NET_TX, fd), 0, "assign");
	hardware("command-delay-us", "20000");
	net_prepare(&net, &vf, false);
	net_queue_frame(&net, frame, net_arp_request(&net, frame));
	net_go(&net);
	/* Another one that the queue, once more, has to wait for. */
	out32(&vf, REG_DRIVER_FEATURES, net.features & 0x10020);
	signal_fd(fd);
	assert_true(net_sent(&net, NET_PATIENCE));
	hardware("command-delay-us", "0");
	net_stop(&net);
}

#define test(f) cmocka_unit_test_setup_teardown(f, setup, teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		test(a_signal_is_a_notification),
		test(each_queue_has_its_own),
		test(it_goes_the_way_of_any_kick),
		test(one_signalled_before_is_not_lost),
		test(with_io_disabled_there_are_none),
		test(a_function_asleep_hears_none),
		test(it_outlives_a_reset),
		test(one_taken_away_is_silent),
		test(one_taken_away_has_been_made),
		test(closing_takes_all_away),
		test(an_eventfd_that_is_closed_does_no_harm),
		test(nonsense_is_refused_as_by_vfio_pci),
		test(there_are_a_thousand_at_most),
		test(signals_amid_resets_and_changes_do_no_harm),
		test(it_comes_after_what_was_written),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
