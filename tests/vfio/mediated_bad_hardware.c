// SPDX-License-Identifier: GPL-2.0-only
/*
 * VFs without commands whose modern registers are bad: what is refused is refused with a
 * reason, whatever waits has an end, and good hardware works again.
 */
/* needs: vfs=2 card=blk:1 card=console:1 card=scsi:1 pf=legacy-commands=off */
/* needs: group=mediated-vf */
#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include <linux/pci_regs.h>

#include "bind.h"
#include "check.h"
#include "child.h"
#include "driver_sysfs.h"
#include "hardware.h"
#include "kernel_log.h"
#include "legacy_net.h"
#include "pending_access.h"
#include "registers.h"
#include "timing.h"
#include "vf.h"

#define DEADLINE 500
#define AGES	 300000
/* No longer than that, on a busy machine. */
#define IN_TIME	 (DEADLINE + patience_ms(3000))

#define DRIVER	  (STATUS_ACKNOWLEDGE | STATUS_DRIVER)
#define DRIVER_OK (DRIVER | STATUS_DRIVER_OK)

/* Rules for registers of the common configuration: for ever, and for so long. */
#define ALWAYS		"/1000000"
#define FEATURES(how)	"0x04/" how
#define NUM_QUEUES(how) "0x12/" how
#define STATUS(how)	"0x14/" how
#define GENERATION(how) "0x15/" how
#define SIZE(how)	"0x18/" how
#define ENABLE(how)	"0x1c/" how
#define NOTIFY_OFF(how) "0x1e/" how

#define NEVER_RESET STATUS("0xff/1/0" ALWAYS)

static struct legacy_net net;
static struct vf vf, other;
static struct pending pending;
static bool live; /* the driver's memory is there */

static char address[16];

static void bind_anew(void)
{
	long long start;

	unbind_driver(OUR_DRIVER, address);
	start = now_ms();
	check_equal(bind_driver(OUR_DRIVER, address), 0, "bind");
	assert_true(now_ms() - start < IN_TIME);
}

/* Bound anew, so that what a binding may say is not used up. */
static int setup(void **state)
{
	(void)state;
	vf_address(1, address);
	set_deadline(DEADLINE);
	bind_anew();
	count_from_zero();
	log_from_now();
	return 0;
}

static int open_it(void **state)
{
	setup(state);
	vf_open(&vf, 1);
	enable_io(&vf);
	return 0;
}

static void forget(void)
{
	if (live)
		net_forget(&net);
	live = false;
}

static int teardown(void **state)
{
	(void)state;
	hardware_good();
	reap(&pending);
	forget();
	vf_close(&vf);
	vf_close(&other);
	set_deadline(DEADLINE_DEFAULT);
	return 0;
}

static void prepare(void)
{
	net_mergeable = true;
	net_prepare(&net, &vf, false);
	live = true;
}

static void stop(void)
{
	out8(&vf, REG_STATUS, 0);
	check_equal(in8(&vf, REG_STATUS), 0, "status after reset");
	forget();
}

/* A driver that has an answer to what it sends. */
static void exchange(void)
{
	prepare();
	net_go(&net);
	net_ask_peer(&net);
	net_hear_peer(&net);
	stop();
}

/* On good hardware all is well; and the driver has broken no rule on bad one. */
static void check_works_again(void)
{
	check_no_violation();
	hardware_good();
	if (!vf.opened) {
		vf_open(&vf, 1);
		enable_io(&vf);
	}
	exchange();
	vf_reopen(&vf);
	exchange();
	check_no_violation();
}

static void check_said(const char *text)
{
	if (log_lines_with(address, text))
		return;
	log_show(address);
	fail_msg("the log does not say \"%s\"", text);
}

static bool is_master(void)
{
	return host_conf16(address, PCI_COMMAND) & PCI_COMMAND_MASTER;
}

/* ---- while it is bound ---- */

static void check_modern_alone(const char *why)
{
	char mode[32], reason[32];
	struct vf modern;

	get_mode(1, mode);
	check_equal(strcmp(mode, "modern"), 0, "mode %s", mode);
	get_mode_reason(1, reason);
	check_equal(strcmp(reason, "pf_no_commands"), 0, "reason %s", reason);
	check_said(why);
	assert_true(set_mode(1, "transitional") < 0);
	/* What VFIO makes of such a function is its own affair; but it ends. */
	if (!vf_try_open(&modern, 1))
		vf_close(&modern);
}

static void check_refused(const char *property, const char *value,
			  const char *why)
{
	log_from_now();
	hardware(property, value);
	bind_anew();
	check_modern_alone(why);
	check_no_violation();
	hardware_good();
}

static void check_bound_again(void)
{
	char mode[32];

	bind_anew();
	get_mode(1, mode);
	check_equal(strcmp(mode, "transitional"), 0, "mode %s", mode);
	check_works_again();
}

/* Of the configuration space as the host has it. */
static uint8_t host_byte(int at)
{
	return host_conf16(address, at & ~1) >> 8 * (at & 1);
}

/* The list of capabilities, of which that of ISR status follows itself. */
static void make_a_ring(char value[32])
{
	int at = host_byte(PCI_CAPABILITY_LIST);

	while (at &&
	       (host_byte(at) != PCI_CAP_ID_VNDR || host_byte(at + 3) != 3))
		at = host_byte(at + PCI_CAP_LIST_NEXT);
	assert_true(at);
	snprintf(value, 32, "3/1/1/%d", at);
}

static void structures_that_lie_are_not_used(void **state)
{
	static const struct {
		const char *caps;
		const char *why;
	} all[] = {
		{ "1/3/1/9", "no common configuration" },
		{ "1/4/1/6", "its common configuration is not" },
		{ "1/4/1/7", "its common configuration is not" },
		{ "1/4/1/0", "its common configuration is not" },
		{ "1/8/4/0x4000", "its common configuration is not" },
		{ "1/8/4/0xfffffffc", "its common configuration is not" },
		{ "1/8/4/2", "its common configuration is not" },
		{ "1/12/4/16", "its common configuration is not" },
		{ "1/4/1/1", "its common configuration is not" },
		{ "1/2/1/4", "no common configuration" },
		{ "2/3/1/9", "no notification structure" },
		{ "2/16/4/1", "its notification addresses are odd" },
		{ "3/8/4/0xffffffff", "its ISR status is not" },
		{ "4/8/4/0x10", "its structures overlap" },
	};
	char ring[32];

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(all); i++)
		check_refused("vf-caps", all[i].caps, all[i].why);
	make_a_ring(ring);
	check_refused("vf-caps", ring, "no common configuration");
	check_bound_again();
}

static void a_reset_that_is_never_finished_is_a_reason(void **state)
{
	(void)state;
	check_refused("modern-read", NEVER_RESET,
		      "it does not answer, or not finish a reset");
	check_bound_again();
}

static void registers_that_are_gone_are_a_reason(void **state)
{
	(void)state;
	check_refused("gone", "now", "it does not answer");
	check_refused("gone", "reset", "it does not answer");
	check_bound_again();
}

static void physical_addresses_are_a_reason(void **state)
{
	(void)state;
	check_refused("modern-read", FEATURES("0xfffffffd/0/0" ALWAYS),
		      "it does not go through the IOMMU");
	/* Of the two halves the upper one. */
	check_refused("modern-read", FEATURES("0xffffffff/0/0xffffffff" ALWAYS),
		      "it does not go through the IOMMU");
	check_bound_again();
}

static void a_late_reset_is_waited_for(void **state)
{
	(void)state;
	hardware("modern-read", STATUS("0xff/1/0/300ms"));
	check_bound_again();
}

/* ---- while it is opened ---- */

static void check_not_opened(int expected, const char *why)
{
	long long start = now_ms();

	check_equal(vf_try_open(&vf, 1), expected, "open");
	assert_true(now_ms() - start < IN_TIME);
	assert_false(is_master());
	check_said(why);
	check_works_again();
}

static void an_unfinished_reset_is_not_opened(void **state)
{
	(void)state;
	hardware("modern-read", NEVER_RESET);
	check_not_opened(-ETIMEDOUT, "not opened: the device does not finish");
}

static void gone_registers_are_not_opened(void **state)
{
	(void)state;
	hardware("gone", "now");
	check_not_opened(-EIO, "not opened: the device does not answer");
}

static void another_device_is_not_opened(void **state)
{
	(void)state;
	hardware("modern-read", FEATURES("0xfffffffd/0/0" ALWAYS));
	check_not_opened(-EIO, "not opened: the device does not go through");
}

/* ---- while it is used ---- */

static void check_not_started(const char *why)
{
	long long before = driver_counter(1, "not_started");
	int took;

	prepare();
	took = time_write(&vf, REG_STATUS, 1, DRIVER_OK);
	assert_true(took < IN_TIME);
	assert_true(in8(&vf, REG_STATUS) != DRIVER_OK);
	check_equal(driver_counter(1, "not_started"), before + 1,
		    "not started");
	check_said(why);
	net_kick(&net, NET_RX);
	forget();
}

static void features_that_are_refused_start_nothing(void **state)
{
	(void)state;
	hardware("modern-read", STATUS("0xf7/0/0" ALWAYS));
	check_not_started("the device does not accept the driver's features");
	check_works_again();
}

static void a_queue_that_stays_off_starts_nothing(void **state)
{
	(void)state;
	hardware("modern-read", ENABLE("0/0/0" ALWAYS));
	check_not_started("the device does not enable a queue");
	check_works_again();
}

static void a_queue_that_is_enabled_oddly_starts_nothing(void **state)
{
	(void)state;
	hardware("modern-read", ENABLE("0/0xffff/0" ALWAYS));
	check_not_started("the device does not enable a queue");
	check_works_again();
}

static void a_doorbell_outside_starts_nothing(void **state)
{
	(void)state;
	hardware("modern-read", NOTIFY_OFF("0/0xffff/0" ALWAYS));
	check_not_started("the device does not enable a queue");
	check_works_again();
}

static void a_huge_multiplier_starts_nothing(void **state)
{
	(void)state;
	vf_close(&vf);
	hardware("vf-caps", "2/16/4/0x80000000");
	bind_anew();
	vf_open(&vf, 1);
	check_not_started("the device does not enable a queue");
	vf_close(&vf);
	hardware_good();
	check_bound_again();
}

static void a_size_that_changes_starts_nothing(void **state)
{
	(void)state;
	prepare();
	hardware("modern-read", SIZE("0/64/0" ALWAYS));
	out8(&vf, REG_STATUS, DRIVER_OK);
	check_equal(in8(&vf, REG_STATUS), DRIVER, "status");
	check_said("the device does not enable a queue");
	forget();
	check_works_again();
}

static void gone_in_the_middle_starts_nothing(void **state)
{
	(void)state;
	prepare();
	hardware("gone", "features-ok");
	assert_true(time_write(&vf, REG_STATUS, 1, DRIVER_OK) < IN_TIME);
	check_said("the device does not answer");
	assert_false(is_master());
	forget();
	check_works_again();
}

static void gone_with_driver_ok_masters_nothing(void **state)
{
	(void)state;
	prepare();
	hardware("gone", "driver-ok");
	assert_true(time_write(&vf, REG_STATUS, 1, DRIVER_OK) < IN_TIME);
	check_said("the device does not answer");
	assert_false(is_master());
	forget();
	check_works_again();
}

static void driver_ok_that_does_not_stay_starts_nothing(void **state)
{
	(void)state;
	hardware("modern-read", STATUS("0xfb/0/0" ALWAYS));
	check_not_started("the device does not keep DRIVER_OK");
	check_works_again();
}

static uint16_t size_of(uint16_t queue)
{
	out16(&vf, REG_QUEUE_SELECT, queue);
	return in16(&vf, REG_QUEUE_SIZE);
}

static void sizes_that_cannot_be_are_none(void **state)
{
	static const struct {
		const char *rule;
		int seen;
	} all[] = {
		{ SIZE("0/0/0" ALWAYS), 0 },
		{ SIZE("0/3/0" ALWAYS), 0 },
		{ SIZE("0/0xffff/0" ALWAYS), 0 },
		{ SIZE("0/0x8000/0" ALWAYS), 256 },
		{ NUM_QUEUES("0/0/0" ALWAYS), 0 },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(all); i++) {
		hardware("modern-read", all[i].rule);
		out8(&vf, REG_STATUS, 0);
		out8(&vf, REG_STATUS, DRIVER);
		check_equal(size_of(0), all[i].seen, "size with %s",
			    all[i].rule);
		if (!all[i].seen) {
			out32(&vf, REG_QUEUE_ADDRESS, 0x1000);
			check_equal(in32(&vf, REG_QUEUE_ADDRESS), 0, "address");
		}
	}
	check_works_again();
}

static void queues_without_number_are_bounded(void **state)
{
	(void)state;
	hardware("modern-read", NUM_QUEUES("0/0xffff/0" ALWAYS));
	out8(&vf, REG_STATUS, 0);
	out8(&vf, REG_STATUS, DRIVER);
	check_equal(size_of(2), 256, "size of the last one");
	for (int i = 3; i < 0x10000; i = i * 2 + 1) {
		check_equal(size_of(i), 0, "size of queue %d", i);
		out32(&vf, REG_QUEUE_ADDRESS, 0x1000);
		out16(&vf, REG_QUEUE_NOTIFY, i);
	}
	exchange();
	check_works_again();
}

static void configuration_that_never_settles_is_read(void **state)
{
	long long start = now_ms();

	(void)state;
	hardware("modern-read", GENERATION("0xff/0/1" ALWAYS));
	check_equal(in8(&vf, DEVICE_CONFIG(false) + NET_MAC + 5), 1,
		    "the MAC's end");
	assert_true(now_ms() - start < IN_TIME);
	check_works_again();
}

static void that_it_needs_a_reset_is_said_and_not_shown(void **state)
{
	(void)state;
	prepare();
	net_go(&net);
	hardware("modern-read", STATUS("0xff/0x40/0" ALWAYS));
	check_equal(in8(&vf, REG_STATUS), DRIVER_OK, "status");
	check_equal(in8(&vf, REG_STATUS), DRIVER_OK, "status");
	check_said("says that it needs a reset");
	check_equal(driver_counter(1, "needs_reset"), 1, "needs a reset");
	hardware_good();
	stop();
	check_works_again();
}

static void registers_gone_in_use_hold_nobody(void **state)
{
	uint64_t value;
	uint16_t size;

	(void)state;
	prepare();
	net_go(&net);
	hardware("gone", "now");
	assert_true(time_read(&vf, REG_STATUS, 1, &value) < IN_TIME);
	check_equal(value, 0xff, "status");
	for (int at = 0; at < BAR0_SIZE; at++)
		assert_true(time_read(&vf, at, 1, &value) < IN_TIME);
	size = size_of(0);
	assert_true(size == 0xffff || size == 256);
	assert_true(time_write(&vf, REG_STATUS, 1, 0) < IN_TIME);
	assert_false(is_master());
	assert_true(time_write(&vf, REG_STATUS, 1, DRIVER_OK) < IN_TIME);
	net_kick(&net, NET_TX);
	forget();
	check_works_again();
}

static void an_unfinished_reset_ends_mastering(void **state)
{
	int took;

	(void)state;
	prepare();
	net_go(&net);
	assert_true(is_master());
	hardware("vf-stuck", "on");
	took = time_write(&vf, REG_STATUS, 1, 0);
	assert_true(took >= DEADLINE - 50 && took < IN_TIME);
	assert_false(is_master());
	/* It is not waited for again and again, nor started. */
	assert_true(time_write(&vf, REG_STATUS, 1, DRIVER_OK) < IN_TIME);
	assert_false(is_master());
	forget();
	check_works_again();
}

static void a_session_ends_with_a_device_that_goes_on(void **state)
{
	long long start;

	(void)state;
	prepare();
	net_go(&net);
	hardware("vf-stuck", "on");
	start = now_ms();
	vf_close(&vf);
	live = false;
	assert_true(now_ms() - start < IN_TIME);
	assert_false(is_master());
	check_said("does not finish the reset at the end of a session");
	check_works_again();
}

static void a_task_that_waits_can_be_killed(void **state)
{
	uint8_t zero = 0;
	pid_t pid;

	(void)state;
	set_deadline(AGES);
	out8(&vf, REG_STATUS, DRIVER);
	hardware("vf-stuck", "on");
	pid = child_start();
	if (!pid) {
		bar0_write(&vf, REG_STATUS, &zero, 1);
		_exit(0);
	}
	nap_ms(500);
	check_equal(waitpid(pid, NULL, WNOHANG), 0, "it waits");
	kill(pid, SIGKILL);
	check_killed(pid, "a task that waits for a reset");
	set_deadline(DEADLINE);
	check_works_again();
}

static void another_vf_has_its_own_registers(void **state)
{
	(void)state;
	vf_open(&other, 2);
	enable_io(&other);
	set_deadline(DEADLINE_DEFAULT);
	out8(&vf, REG_STATUS, DRIVER);
	hardware("modern-read", STATUS("0xff/1/0" ALWAYS "/1"));
	start_write(&pending, &vf, REG_STATUS, 1, 0);
	nap_ms(50);
	assert_true(time_write(&other, REG_STATUS, 1, 0) < DEADLINE);
	check_equal(in8(&other, REG_STATUS), 0, "status of the other");
	assert_false(ended(&pending, 0));
	hardware_good();
	check_ends(&pending, IN_TIME);
	vf_close(&other);
	check_works_again();
}

int main(void)
{
#define BIND(f) cmocka_unit_test_setup_teardown(f, setup, teardown)
#define USE(f)	cmocka_unit_test_setup_teardown(f, open_it, teardown)
	const struct CMUnitTest tests[] = {
		BIND(structures_that_lie_are_not_used),
		BIND(a_reset_that_is_never_finished_is_a_reason),
		BIND(registers_that_are_gone_are_a_reason),
		BIND(physical_addresses_are_a_reason),
		BIND(a_late_reset_is_waited_for),
		BIND(an_unfinished_reset_is_not_opened),
		BIND(gone_registers_are_not_opened),
		BIND(another_device_is_not_opened),
		USE(features_that_are_refused_start_nothing),
		USE(a_queue_that_stays_off_starts_nothing),
		USE(a_queue_that_is_enabled_oddly_starts_nothing),
		USE(a_doorbell_outside_starts_nothing),
		USE(a_huge_multiplier_starts_nothing),
		USE(a_size_that_changes_starts_nothing),
		USE(gone_in_the_middle_starts_nothing),
		USE(gone_with_driver_ok_masters_nothing),
		USE(driver_ok_that_does_not_stay_starts_nothing),
		USE(sizes_that_cannot_be_are_none),
		USE(queues_without_number_are_bounded),
		USE(configuration_that_never_settles_is_read),
		USE(that_it_needs_a_reset_is_said_and_not_shown),
		USE(registers_gone_in_use_hold_nobody),
		USE(an_unfinished_reset_ends_mastering),
		USE(a_session_ends_with_a_device_that_goes_on),
		USE(a_task_that_waits_can_be_killed),
		USE(another_vf_has_its_own_registers),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
