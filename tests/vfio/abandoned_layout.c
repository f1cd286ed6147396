// SPDX-License-Identifier: GPL-2.0-only
/*
 * MSI-X moves the registers. What a killed task has abandoned still meets the
 * ones that it was made for, whatever is done to the VF at once.
 */
/* needs: vfs=20 bind=all group=hung-queue */
#include <signal.h>
#include <unistd.h>

#include "check.h"
#include "child.h"
#include "fixture.h"
#include "hardware.h"
#include "hw.h"
#include "intx_line.h"
#include "registers.h"
#include "timing.h"
#include "vf_check.h"

/* One read, or one write, of VF 1 takes 700 ms. */
#define SLOW_READ  "3/700000/1/1"
#define SLOW_WRITE "2/700000/1/1"
/* By then it is under way. */
#define SENT_MS	   200
#define VECTORS	   3

static int fds[VECTORS];

static int make_good(void **state)
{
	(void)state;
	hardware_good();
	return 0;
}

/* A register that is there with MSI-X only. */
static void read_config_vector(void)
{
	in16(&vf, REG_CONFIG_VECTOR);
}

/* Its last command writes such a register. */
static void switch_line_off(void)
{
	line_off(&vf);
}

/* In a task of its own, which says when it begins, and is killed amid it. */
static void abandon(const char *slow, void (*get_ready)(void),
		    void (*act)(void))
{
	int said[2];
	pid_t pid;
	char byte;

	count_from_zero();
	hardware("late", slow);
	/* The child's would be the same connection. */
	hw_close();
	assert_int_equal(pipe(said), 0);
	pid = child_start();
	if (!pid) {
		get_ready();
		check_equal(write(said[1], "", 1), 1, "word of the task");
		act();
		_exit(0);
	}
	close(said[1]);
	check_equal(read(said[0], &byte, 1), 1, "word of the task");
	close(said[0]);
	nap_ms(SENT_MS);
	kill(pid, SIGKILL);
	check_killed(pid, "a task that waits");
}

static void nothing(void)
{
}

static void abandon_a_read(void)
{
	enable_msix(&vf, fds, VECTORS);
	abandon(SLOW_READ, nothing, read_config_vector);
}

static int reads(void)
{
	return counted_so_far(1).common_read;
}

static int writes(void)
{
	return counted_so_far(1).common_write;
}

static void check_it_met_its_layout(int (*count)(void))
{
	if (!within(PATIENCE, count()))
		fail_msg("no command was abandoned");
	check_no_violation();
	check_no_failure();
	hardware_good();
	if (!vf.opened)
		vf_open(&vf, 1);
	enable_io(&vf);
	check_works(&vf);
}

static void when_msix_is_switched_off(void **state)
{
	(void)state;
	abandon_a_read();
	disable_msix(&vf, fds, VECTORS);
	check_it_met_its_layout(reads);
}

static void when_the_function_is_reset(void **state)
{
	(void)state;
	abandon_a_read();
	check_equal(reset(&vf), 0, "reset");
	/* MSI-X is back, so its rules alone would not tell. */
	check_equal(reads(), 1, "reads done by the end of the reset");
	disable_msix(&vf, fds, VECTORS);
	check_it_met_its_layout(reads);
}

static void when_the_vf_is_closed(void **state)
{
	(void)state;
	abandon_a_read();
	vf_close(&vf);
	check_it_met_its_layout(reads);
}

/* INTx has MSI-X below; who switches it off is killed over that. */
static void when_intx_is_switched_off(void **state)
{
	int fd;

	(void)state;
	fd = enable_line(&vf);
	out8(&vf, REG_STATUS, STATUS_ACKNOWLEDGE);
	check_equal(in8(&vf, REG_STATUS), STATUS_ACKNOWLEDGE, "status");
	abandon(SLOW_WRITE, nothing, switch_line_off);
	close(fd);
	check_it_met_its_layout(writes);
}

static void open_with_msix(void)
{
	vf_open(&vf, 1);
	enable_io(&vf);
	enable_msix(&vf, fds, VECTORS);
}

/* Then the one that is killed is the one that closes the VF. */
static void when_its_vmm_is_killed(void **state)
{
	(void)state;
	abandon(SLOW_READ, open_with_msix, read_config_vector);
	check_it_met_its_layout(reads);
}

#define test(f)	 cmocka_unit_test_setup_teardown(f, vf_setup_io, vf_teardown)
#define apart(f) cmocka_unit_test_setup_teardown(f, make_good, vf_teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		test(when_msix_is_switched_off),
		test(when_the_function_is_reset),
		test(when_the_vf_is_closed),
		test(when_intx_is_switched_off),
		apart(when_its_vmm_is_killed),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
