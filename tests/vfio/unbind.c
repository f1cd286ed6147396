// SPDX-License-Identifier: GPL-2.0-only
/*
 * Taking the driver away from a VF that is in use: the VMM is asked to let go,
 * the unbind waits for it, and nothing is broken after.
 */
/* needs: vfs=4 bind=all */
#include <errno.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>
#include <string.h>
#include <sys/eventfd.h>
#include <sys/ioctl.h>
#include <time.h>
#include <unistd.h>

#include "bind.h"
#include "check.h"
#include "hardware.h"
#include "registers.h"
#include "vf.h"

static struct vf vf;

struct unbinding {
	pthread_t thread;
	const char *driver;
	char address[16];
	atomic_bool done;
	int ret;
};

/* Of whichever test runs; a failed one leaves its thread behind. */
static struct unbinding u;

#define VFS "4"

static void *unbind_it(void *unused)
{
	u.ret = unbind_driver(u.driver, u.address);
	u.done = true;
	return unused;
}

static void start_unbinding(const char *driver, const char *address)
{
	u.done = false;
	u.driver = driver;
	snprintf(u.address, sizeof(u.address), "%s", address);
	assert_int_equal(pthread_create(&u.thread, NULL, unbind_it, NULL), 0);
}

static bool finished(int ms)
{
	while (!u.done && ms-- > 0)
		usleep(1000);
	return u.done;
}

/* Both ends of what a test needs: the driver bound, whatever went before. */
static int bind_again(void **state)
{
	char address[16];

	(void)state;
	vf_close(&vf);
	vf_address(1, address);
	bind_driver(OUR_DRIVER, address);
	count_from_zero();
	return 0;
}

static int watch_requests(void)
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

	if (ioctl(vf.device, VFIO_DEVICE_SET_IRQS, &arg))
		fail_msg("cannot watch requests: %s", strerror(errno));
	return arg.fd;
}

static void an_unbind_waits_for_the_close(void **state)
{
	(void)state;
	vf_open(&vf, 1);
	start_unbinding(OUR_DRIVER, vf.address);
	assert_false(finished(500));
	vf_close(&vf);
	assert_true(finished(10000));
	pthread_join(u.thread, NULL);
	check_equal(u.ret, 0, "unbind");
}

static void the_vmm_is_asked_to_let_go(void **state)
{
	int fd;

	(void)state;
	vf_open(&vf, 1);
	fd = watch_requests();
	assert_false(fired(fd, 0));
	start_unbinding(OUR_DRIVER, vf.address);
	assert_true(fired(fd, 5000));
	vf_close(&vf);
	assert_true(finished(10000));
	pthread_join(u.thread, NULL);
	close(fd);
}

static void the_device_works_until_the_close(void **state)
{
	(void)state;
	vf_open(&vf, 1);
	enable_io(&vf);
	start_unbinding(OUR_DRIVER, vf.address);
	assert_false(finished(200));
	out8(&vf, REG_STATUS, STATUS_ACKNOWLEDGE);
	check_equal(in8(&vf, REG_STATUS), STATUS_ACKNOWLEDGE, "status");
	vf_close(&vf);
	assert_true(finished(10000));
	pthread_join(u.thread, NULL);
}

static void the_vf_works_when_bound_again(void **state)
{
	char address[16];

	(void)state;
	vf_address(1, address);
	for (int i = 0; i < 3; i++) {
		check_equal(unbind_driver(OUR_DRIVER, address), 0, "unbind");
		check_equal(vf_try_open(&vf, 1), -ENOENT, "open unbound VF");
		check_equal(bind_driver(OUR_DRIVER, address), 0, "bind");
		vf_open(&vf, 1);
		check_equal(vf.bar0.size, BAR0_SIZE, "size of BAR0");
		enable_io(&vf);
		check_equal(in8(&vf, REG_STATUS), 0, "status");
		vf_close(&vf);
	}
	check_no_violation();
}

/* Its VFs go with it, and wait to be let go like any other time. */
static void the_pf_s_driver_waits_too(void **state)
{
	const char *pf = pf_address();
	char address[16];

	(void)state;
	vf_open(&vf, 1);
	enable_io(&vf);
	start_unbinding(pf_driver(), pf);
	assert_false(finished(500));
	out8(&vf, REG_STATUS, STATUS_ACKNOWLEDGE);
	check_equal(in8(&vf, REG_STATUS), STATUS_ACKNOWLEDGE, "status");
	vf_close(&vf);
	assert_true(finished(20000));
	pthread_join(u.thread, NULL);
	check_equal(u.ret, 0, "unbind");

	check_equal(bind_driver(pf_driver(), pf), 0, "bind the PF");
	check_equal(set_attribute(pf, "sriov_numvfs", VFS), 0, "VFs");
	vf_address(1, address);
	set_attribute(address, "driver_override", OUR_DRIVER);
	check_equal(bind_driver(OUR_DRIVER, address), 0, "bind");
	vf_open(&vf, 1);
	check_equal(vf.bar0.size, BAR0_SIZE, "size of BAR0");
	enable_io(&vf);
	check_equal(in8(&vf, REG_STATUS), 0, "status");
	vf_close(&vf);
	check_no_violation();
	check_no_failure();
}

#define test(f) cmocka_unit_test_setup_teardown(f, bind_again, bind_again)

int main(void)
{
	const struct CMUnitTest tests[] = {
		test(an_unbind_waits_for_the_close),
		test(the_vmm_is_asked_to_let_go),
		test(the_device_works_until_the_close),
		test(the_vf_works_when_bound_again),
		test(the_pf_s_driver_waits_too),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
