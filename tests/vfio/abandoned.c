// SPDX-License-Identifier: GPL-2.0-only
/*
 * While the administration queue hangs and commands are abandoned in it: tasks
 * can be killed, VFs closed, reset and unbound, and nothing waits for ever.
 */
/* needs: vfs=20 bind=all group=hung-queue */
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include "bind.h"
#include "check.h"
#include "driver_sysfs.h"
#include "hardware.h"
#include "pending_access.h"
#include "pf.h"
#include "registers.h"
#include "timing.h"
#include "vf.h"
#include "vf_check.h"

#define DEADLINE 300
/* No test waits for that one. */
#define AGES	 60000
/* What an emulated, shared processor may add; ms. */
#define SLACK	 1000
/* Resets of the function are a part of it, and a second for what may settle. */
#define SOON	 5000
/* Those of the lab's script. */
#define VFS	 20

static struct vf vf, other;
static struct pending pending, second;
static pid_t child;

static int make_good(void **state)
{
	(void)state;
	hardware_good();
	set_deadline(DEADLINE);
	return 0;
}

static int open_vf(void **state)
{
	make_good(state);
	/* Bound, whatever became of the last test. */
	pf_restore(VFS);
	set_deadline(DEADLINE_DEFAULT);
	vf_open(&vf, 1);
	enable_io(&vf);
	set_deadline(DEADLINE);
	count_from_zero();
	return 0;
}

static int close_vf(void **state)
{
	make_good(state);
	if (child > 0) {
		kill(child, SIGKILL);
		waitpid(child, NULL, 0);
	}
	child = 0;
	reap(&pending);
	reap(&second);
	vf_close(&other);
	vf_close(&vf);
	set_deadline(DEADLINE_DEFAULT);
	return 0;
}

static void abandon_a_read(struct vf *asked)
{
	uint64_t value;

	hardware("hang", "on");
	time_read(asked, REG_DEVICE_FEATURES, 4, &value);
	check_equal(value, 0xffffffff, "features");
}

/* How long does it take? Fails the test if it is too long. */
#define check_soon(ms, what, ...)                                              \
	do {                                                                   \
		long long start_ = now_ms();                                   \
		__VA_ARGS__;                                                   \
		if (now_ms() - start_ > (ms))                                  \
			fail_msg("%s: took %lld ms, should be %d at most",     \
				 what, now_ms() - start_, (int)(ms));          \
	} while (0)

/* Until what was abandoned is back, an open is refused; then it works. */
static bool opens(struct vf *opened, int number, int ms)
{
	return within(ms, !vf_try_open(opened, number));
}

static bool gone(pid_t pid, int ms)
{
	return within(ms, waitpid(pid, NULL, WNOHANG) == pid);
}

static void read_in_child(struct vf *read)
{
	child = fork();
	if (!child) {
		uint32_t value;

		bar0_read(read, REG_DEVICE_FEATURES, &value, 4);
		_exit(0);
	}
	assert_true(child > 0);
}

static void kill_child(void)
{
	kill(child, SIGKILL);
	if (!gone(child, 1000))
		fail_msg("a killed task is still there after a second");
	child = 0;
}

static void a_task_that_waits_can_be_killed(void **state)
{
	(void)state;
	set_deadline(AGES);
	hardware("hang", "on");
	read_in_child(&vf);
	assert_false(gone(child, 500));
	kill_child();
	hardware("hang", "off");
	check_works(&vf);
}

/* The second waits for the first one's lock or command. */
static void tasks_that_wait_behind_it_can_be_killed(void **state)
{
	pid_t first;

	(void)state;
	set_deadline(AGES);
	hardware("hang", "on");
	read_in_child(&vf);
	first = child;
	nap_ms(200);
	read_in_child(&vf);
	assert_false(gone(child, 300));
	kill_child();
	child = first;
	kill_child();
	hardware("hang", "off");
	check_works(&vf);
}

/* After a kill nobody knows yet that the queue hangs. */
static void the_next_access_after_a_kill_has_its_deadline(void **state)
{
	uint64_t value;

	(void)state;
	set_deadline(AGES);
	hardware("hang", "on");
	read_in_child(&vf);
	assert_false(gone(child, 300));
	kill_child();
	set_deadline(DEADLINE);
	check_soon(DEADLINE + SLACK, "the next read",
		   time_read(&vf, REG_DEVICE_FEATURES, 4, &value));
	check_equal(value, 0xffffffff, "features");
	check_soon(AT_ONCE, "the one behind",
		   time_read(&vf, REG_DEVICE_FEATURES, 4, &value));
	hardware("hang", "off");
	check_works(&vf);
}

/* A VMM of its own: opens VF 1, says so, and reads for as long as it lives. */
static void be_a_vmm(int said)
{
	struct vf own;
	uint32_t value;
	uint16_t io = 1;

	if (vf_try_open(&own, 1) || config_write(&own, 4, &io, 2) != 2 ||
	    write(said, "", 1) != 1)
		_exit(1);
	for (;;)
		bar0_read(&own, REG_DEVICE_FEATURES, &value, 4);
}

/* With the task goes its VF, which has to be reset on the way out. */
static void a_vmm_that_waits_can_be_killed(void **state)
{
	int said[2];
	char byte;

	(void)state;
	set_deadline(AGES);
	assert_int_equal(pipe(said), 0);
	child = fork();
	if (!child)
		be_a_vmm(said[1]);
	close(said[1]);
	check_equal(read(said[0], &byte, 1), 1, "word of the VMM");
	close(said[0]);
	hardware("hang", "on");
	assert_false(gone(child, 500));
	kill(child, SIGKILL);
	assert_true(gone(child, SOON));
	child = 0;
	hardware("hang", "off");
	assert_true(opens(&vf, 1, PATIENCE));
	enable_io(&vf);
	check_works(&vf);
}

/* As many as are posted: one more waits for room. */
static void a_task_that_waits_for_room_can_be_killed(void **state)
{
	(void)state;
	set_deadline(AGES);
	hardware("hang", "on");
	child = fork();
	if (!child)
		for (uint32_t i = 0;; i++)
			out32(&vf, REG_QUEUE_ADDRESS, i);
	assert_true(child > 0);
	assert_false(gone(child, 500));
	kill_child();
	hardware("hang", "off");
	check_works(&vf);
}

/* The device has the first of them; the others it never gets. */
static void post_some(void)
{
	hardware("hang", "on");
	for (uint32_t i = 1; i <= 5; i++)
		out32(&vf, REG_QUEUE_ADDRESS, i);
}

static void check_first_is_done(void)
{
	struct counts c;

	assert_true(within(PATIENCE, (c = counted(1)).common_write));
	check_equal(c.common_write, 1, "writes");
}

/* virtio-owner takes back what is out, or does it before what comes later. */
static void what_was_not_sent_ends_with_its_session(void **state)
{
	struct account before = account(1);

	(void)state;
	if (!pf_has_virtio_pci())
		skip();
	post_some();
	check_soon(SOON, "close", vf_close(&vf));
	check_equal(added(1, &before).failed, 4, "writes dropped");
	check_equal(vf_try_open(&vf, 1), -EBUSY, "open");
	hardware("hang", "off");
	check_first_is_done();
	assert_true(opens(&vf, 1, PATIENCE));
	enable_io(&vf);
	check_equal(in32(&vf, REG_QUEUE_ADDRESS), 0, "queue address");
	check_works(&vf);
}

static void what_was_not_sent_ends_with_a_reset(void **state)
{
	(void)state;
	if (!pf_has_virtio_pci())
		skip();
	post_some();
	check_soon(SOON, "VFIO_DEVICE_RESET",
		   check_equal(reset(&vf), 0, "reset"));
	hardware("hang", "off");
	check_first_is_done();
	enable_io(&vf);
	check_works(&vf);
}

static void a_vf_can_be_closed(void **state)
{
	(void)state;
	abandon_a_read(&vf);
	check_soon(SOON, "close", vf_close(&vf));
	hardware("hang", "off");
	assert_true(opens(&vf, 1, PATIENCE));
	enable_io(&vf);
	check_works(&vf);
}

static void a_vf_can_be_reset(void **state)
{
	(void)state;
	abandon_a_read(&vf);
	check_soon(SOON, "VFIO_DEVICE_RESET",
		   check_equal(reset(&vf), 0, "reset"));
	hardware("hang", "off");
	enable_io(&vf);
	check_works(&vf);
}

/* A reset waits for the access that is under way, whose end is near. */
static void a_reset_waits_for_a_deadline_at_most(void **state)
{
	(void)state;
	set_deadline(1000);
	hardware("hang", "on");
	start_read(&pending, &vf, REG_DEVICE_FEATURES, 4);
	nap_ms(200);
	check_soon(1000 + SOON, "VFIO_DEVICE_RESET",
		   check_equal(reset(&vf), 0, "reset"));
	check_ends(&pending, SLACK);
	hardware("hang", "off");
	enable_io(&vf);
	check_works(&vf);
}

static void its_interrupts_can_be_changed(void **state)
{
	int fds[2];

	(void)state;
	abandon_a_read(&vf);
	check_soon(SOON, "MSI-X on and off", enable_msix(&vf, fds, 2);
		   disable_msix(&vf, fds, 2));
	hardware("hang", "off");
	check_works(&vf);
}

static void unbind(void)
{
	check_soon(SOON, "unbind",
		   check_equal(unbind_driver(OUR_DRIVER, vf.address), 0,
			       "unbind"));
}

static void bind(void)
{
	check_soon(SOON, "bind",
		   check_equal(bind_driver(OUR_DRIVER, vf.address), 0, "bind"));
}

/* And bound, but it still is the VF that has an abandoned command. */
static void a_vf_can_be_unbound(void **state)
{
	struct counts c;

	(void)state;
	abandon_a_read(&vf);
	vf_close(&vf);
	unbind();
	/* virtio-owner takes the command back; then only the queue is missing. */
	if (!pf_has_virtio_pci())
		hardware("hang", "off");
	bind();
	for (int i = 0; i < 5 && pf_has_virtio_pci(); i++) {
		unbind();
		bind();
		check_soon(DEADLINE + SOON, "open",
			   check_equal(vf_try_open(&vf, 1), -EBUSY, "open"));
	}
	hardware("hang", "off");
	if (pf_has_virtio_pci()) {
		assert_true(within(PATIENCE, (c = counted(1)).common_read));
		check_equal(commands(&c), 1, "commands abandoned");
	}
	assert_true(opens(&vf, 1, PATIENCE));
	enable_io(&vf);
	check_works(&vf);
}

static void it_can_be_unbound_and_left_so(void **state)
{
	(void)state;
	abandon_a_read(&vf);
	vf_close(&vf);
	unbind();
	/* The answer comes when there is no VF of ours any more. */
	hardware("hang", "off");
	nap_ms(500);
	bind();
	assert_true(opens(&vf, 1, PATIENCE));
	enable_io(&vf);
	check_works(&vf);
}

static void an_open_times_out_and_then_is_busy(void **state)
{
	struct account before = account(2);

	(void)state;
	hardware("hang", "on");
	check_soon(DEADLINE + SOON, "open",
		   check_equal(vf_try_open(&other, 2), -ETIMEDOUT, "open"));
	check_equal(added(2, &before).timeouts, 1, "timeouts");
	for (int i = 0; i < 3; i++)
		check_soon(SOON, "open again",
			   check_equal(vf_try_open(&other, 2), -EBUSY, "open"));
	check_equal(added(2, &before).timeouts, 1, "timeouts");
	hardware("hang", "off");
	assert_true(opens(&other, 2, PATIENCE));
	enable_io(&other);
	check_works(&other);
}

static void a_vf_closed_meanwhile_is_busy_too(void **state)
{
	(void)state;
	abandon_a_read(&vf);
	vf_close(&vf);
	check_equal(vf_try_open(&vf, 1), -EBUSY, "open");
	hardware("hang", "off");
	assert_true(opens(&vf, 1, PATIENCE));
	enable_io(&vf);
	check_works(&vf);
}

/* What one VM wrote late is not what the next one finds. */
static void a_late_write_does_not_reach_the_next_session(void **state)
{
	(void)state;
	hardware("hang", "on");
	time_write(&vf, REG_STATUS, 1, STATUS_ACKNOWLEDGE);
	vf_close(&vf);
	assert_int_not_equal(vf_try_open(&vf, 1), 0);
	hardware("hang", "off");
	assert_true(opens(&vf, 1, PATIENCE));
	enable_io(&vf);
	check_equal(in8(&vf, REG_STATUS), 0, "status");
	check_equal(counted(1).common_write, 1, "late writes");
}

static void sessions_come_and_go_meanwhile(void **state)
{
	(void)state;
	for (int i = 0; i < 3; i++) {
		abandon_a_read(&vf);
		check_soon(SOON, "close", vf_close(&vf));
		hardware("hang", "off");
		assert_true(opens(&vf, 1, PATIENCE));
		enable_io(&vf);
	}
	check_works(&vf);
	check_no_violation();
}

#define MODULE "virtio_vfio_pci"

static bool loaded(void)
{
	return !access("/sys/module/" MODULE, F_OK);
}

static bool unload(void)
{
	return !syscall(SYS_delete_module, MODULE, O_NONBLOCK);
}

/* insmod, with what the tests' folder of this kernel has. */
static void load(void)
{
	const char *path = getenv("MODULE");
	int fd = open(path ? path : "", O_RDONLY | O_CLOEXEC);

	if (fd < 0)
		fail_msg("MODULE does not name the driver's file");
	if (syscall(SYS_finit_module, fd, "", 0))
		fail_msg("cannot load %s: %s", path, strerror(errno));
	close(fd);
}

/*
 * The code that the late answer comes back to has to be there; but who asks for
 * its removal is told so, and not made to wait.
 */
static void the_module_stays_while_a_command_is_in_flight(void **state)
{
	int status;

	(void)state;
	/* virtio-owner takes the command back from the device. */
	if (!pf_has_virtio_pci())
		skip();
	abandon_a_read(&vf);
	vf_close(&vf);
	child = fork();
	if (!child)
		_exit(unload() ? 0 : errno);
	if (!within(SLACK, waitpid(child, &status, WNOHANG) == child))
		fail_msg("who removes the module has to wait");
	child = 0;
	check_equal(WEXITSTATUS(status), EWOULDBLOCK, "delete_module");
	assert_true(loaded());
	hardware("hang", "off");

	/* Now it can go, and come again. */
	assert_true(within(PATIENCE, unload() || !loaded()));
	assert_false(loaded());
	load();
	set_deadline(DEADLINE);
	pf_restore(VFS);
	vf_open(&vf, 1);
	enable_io(&vf);
	check_works(&vf);
}

/* Is there anything that an abandoned command keeps from ending by itself? */
static void everything_at_once(void **state)
{
	(void)state;
	vf_open(&other, 2);
	enable_io(&other);
	hardware("hang", "on");
	start_read(&pending, &vf, 0, 8);
	start_write(&second, &other, REG_QUEUE_ADDRESS, 4, 5);
	nap_ms(100);
	check_soon(DEADLINE + SOON, "reset of VF 2", reset(&other));
	check_ends(&pending, DEADLINE + SLACK);
	check_ends(&second, DEADLINE + SLACK);
	check_soon(SOON, "close of VF 1", vf_close(&vf));
	unbind();
	check_soon(SOON, "close of VF 2", vf_close(&other));
	hardware("hang", "off");
	bind();
	assert_true(opens(&vf, 1, PATIENCE));
	assert_true(opens(&other, 2, PATIENCE));
	enable_io(&vf);
	enable_io(&other);
	check_works(&vf);
	check_works(&other);
}

#define test(f)	 cmocka_unit_test_setup_teardown(f, open_vf, close_vf)
#define apart(f) cmocka_unit_test_setup_teardown(f, make_good, close_vf)

int main(void)
{
	const struct CMUnitTest tests[] = {
		test(a_task_that_waits_can_be_killed),
		test(tasks_that_wait_behind_it_can_be_killed),
		test(the_next_access_after_a_kill_has_its_deadline),
		apart(a_vmm_that_waits_can_be_killed),
		test(a_task_that_waits_for_room_can_be_killed),
		test(what_was_not_sent_ends_with_its_session),
		test(what_was_not_sent_ends_with_a_reset),
		test(a_vf_can_be_closed),
		test(a_vf_can_be_reset),
		test(a_reset_waits_for_a_deadline_at_most),
		test(its_interrupts_can_be_changed),
		test(a_vf_can_be_unbound),
		test(it_can_be_unbound_and_left_so),
		apart(an_open_times_out_and_then_is_busy),
		test(a_vf_closed_meanwhile_is_busy_too),
		test(a_late_write_does_not_reach_the_next_session),
		test(sessions_come_and_go_meanwhile),
		test(the_module_stays_while_a_command_is_in_flight),
		test(everything_at_once),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
