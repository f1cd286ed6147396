// SPDX-License-Identifier: GPL-2.0-only
/*
 * Nothing that one session with a VF has left anywhere is seen in the next: one
 * VM's device is not a window into the last one's.
 */
/* needs: vfs=4 bind=all stray-dma group=hostile */
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <linux/pci_regs.h>

#include "check.h"
#include "child.h"
#include "fixture.h"
#include "hardware.h"
#include "registers.h"
#include "rnd.h"
#include "vf_check.h"

#define CONFIG_SIZE 4096
#define VECTORS	    3
#define QUEUES	    3
#define ROUNDS	    8

/* Everything that can be read of a device. */
struct picture {
	uint8_t config[CONFIG_SIZE];
	uint8_t io_off[BAR0_SIZE];
	uint8_t bar0[2][QUEUES][BAR0_SIZE]; /* without and with MSI-X */
};

static int setup(void **state)
{
	vf_setup(state);
	watch_for_harm();
	return 0;
}

static void look_at_bar0(uint8_t bar0[QUEUES][BAR0_SIZE])
{
	for (int queue = 0; queue < QUEUES; queue++) {
		/* The first is what is selected without having been told. */
		if (queue)
			out16(&vf, REG_QUEUE_SELECT, queue - 1);
		check_equal(bar0_read(&vf, 0, bar0[queue], BAR0_SIZE),
			    BAR0_SIZE, "read of BAR0");
	}
	out16(&vf, REG_QUEUE_SELECT, 0);
}

static void look(struct picture *p)
{
	int fds[VECTORS];

	for (size_t at = 0; at < CONFIG_SIZE; at += 4)
		check_equal(config_read(&vf, at, p->config + at, 4), 4,
			    "config read at %#zx", at);
	bar0_read(&vf, 0, p->io_off, BAR0_SIZE);
	enable_io(&vf);
	look_at_bar0(p->bar0[0]);
	enable_msix(&vf, fds, VECTORS);
	look_at_bar0(p->bar0[1]);
	disable_msix(&vf, fds, VECTORS);
}

static void compare(const char *what, const uint8_t *is, const uint8_t *was,
		    size_t len)
{
	for (size_t i = 0; i < len; i++)
		check_equal(is[i], was[i], "%s: byte %#zx", what, i);
}

static void check_same(const struct picture *is, const struct picture *was)
{
	compare("configuration space", is->config, was->config, CONFIG_SIZE);
	compare("BAR0 with I/O off", is->io_off, was->io_off, BAR0_SIZE);
	for (int queue = 0; queue < QUEUES; queue++) {
		compare("BAR0", is->bar0[0][queue], was->bar0[0][queue],
			BAR0_SIZE);
		compare("BAR0 with MSI-X", is->bar0[1][queue],
			was->bar0[1][queue], BAR0_SIZE);
	}
}

/* Leave something everywhere, by every kind of write. */
static void leave_secrets(struct rnd *rnd)
{
	uint8_t secret[BAR0_SIZE], mac[6];
	int fds[VECTORS];

	for (size_t at = PCI_STD_HEADER_SIZEOF; at < CONFIG_SIZE; at += 4) {
		rnd_bytes(rnd, secret, 4);
		config_write(&vf, at, secret, 4);
	}
	for (size_t at = PCI_BASE_ADDRESS_0; at < 0x40; at += 4) {
		rnd_bytes(rnd, secret, 4);
		config_write(&vf, at, secret, 4);
	}
	/* It may be asleep by now. */
	set_conf16(&vf, find_capability(&vf, PCI_CAP_ID_PM) + PCI_PM_CTRL, 0);
	if (rnd_one_in(rnd, 2))
		check_equal(reset(&vf), 0, "VFIO_DEVICE_RESET");

	enable_io(&vf);
	enable_msix(&vf, fds, VECTORS);
	out8(&vf, REG_STATUS, STATUS_ACKNOWLEDGE | STATUS_DRIVER);
	out32(&vf, REG_DRIVER_FEATURES, in32(&vf, REG_DEVICE_FEATURES));
	out16(&vf, REG_CONFIG_VECTOR, 1);
	for (int queue = 0; queue < QUEUES; queue++) {
		out16(&vf, REG_QUEUE_SELECT, queue);
		out32(&vf, REG_QUEUE_ADDRESS, rnd_below(rnd, UINT32_MAX));
		out16(&vf, REG_QUEUE_VECTOR, 2);
	}
	rnd_bytes(rnd, mac, 6);
	mac[0] &= ~1;
	bar0_write(&vf, DEVICE_CONFIG(true) + NET_MAC, mac, 6);
	out16(&vf, REG_QUEUE_SELECT, 1);
	/* A read whose answer is in whatever buffer there is. */
	bar0_read(&vf, 0, secret, BAR0_SIZE);
	if (rnd_one_in(rnd, 2)) {
		disable_msix(&vf, fds, VECTORS);
	} else {
		/* As a VMM that dies leaves it. */
		for (int i = 0; i < VECTORS; i++)
			close(fds[i]);
	}
}

static void the_next_session_shows_nothing_of_the_last(void **state)
{
	static struct picture new, next;
	struct rnd rnd = rnd_make(rnd_seed(), 0);

	(void)state;
	look(&new);
	for (int round = 0; round < ROUNDS; round++) {
		leave_secrets(&rnd);
		vf_reopen(&vf);
		look(&next);
		check_same(&next, &new);
	}
	check_unharmed(&vf, 0);
}

/* In another process: that one's memory goes with it, in no good order. */
static void a_killed_vmm_leaves_nothing_to_be_seen(void **state)
{
	static struct picture new, next;
	struct rnd rnd = rnd_make(rnd_seed(), 0);

	(void)state;
	look(&new);
	for (int round = 0; round < ROUNDS; round++) {
		pid_t pid;

		vf_close(&vf);
		pid = child_start();
		if (!pid) {
			vf_open(&vf, 1);
			leave_secrets(&rnd);
			raise(SIGKILL);
		}
		check_killed(pid, "the VMM");
		/* The child's numbers were its own copy. */
		rnd_below(&rnd, 2);
		vf_open(&vf, 1);
		look(&next);
		check_same(&next, &new);
	}
	check_unharmed(&vf, 0);
}

/*
 * Hardware that answers with nothing shows what was in the buffer before: that
 * must be nothing, neither this VF's, nor another's, nor the last session's.
 */
static void an_empty_answer_shows_nothing_of_the_last(void **state)
{
	struct rnd rnd = rnd_make(rnd_seed(), 0);
	uint8_t buf[BAR0_SIZE];

	(void)state;
	for (int round = 0; round < ROUNDS; round++) {
		leave_secrets(&rnd);
		vf_reopen(&vf);
		enable_io(&vf);
		hardware("result-limit", "0");
		memset(buf, 0xa5, sizeof(buf));
		check_equal(bar0_read(&vf, 0, buf, 48), 48, "read");
		hardware("result-limit", "-1");
		for (int i = 0; i < 48; i++)
			check_equal(buf[i], 0, "byte %d", i);
	}
	check_unharmed(&vf, 0);
}

/* And refused ones, whose buffer nobody has written to. */
static void a_refused_read_shows_nothing_of_the_last(void **state)
{
	struct rnd rnd = rnd_make(rnd_seed(), 0);

	(void)state;
	for (int round = 0; round < ROUNDS; round++) {
		leave_secrets(&rnd);
		vf_reopen(&vf);
		enable_io(&vf);
		/* Not EINVAL, which may mean the width alone. */
		hardware("fail", "3/6/1/2/1,5/6/1/1/1");
		check_equal(in32(&vf, REG_DRIVER_FEATURES), 0xffffffff,
			    "driver features");
		check_equal(in32(&vf, REG_QUEUE_ADDRESS), 0xffffffff,
			    "queue address");
		check_equal(in16(&vf, DEVICE_CONFIG(false)), 0xffff, "MAC");
		hardware("fail", "");
	}
	/* One line told of it: the operator is to know. */
	check_unharmed(&vf, 3);
}

#define test(f) cmocka_unit_test_setup_teardown(f, setup, vf_teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		test(the_next_session_shows_nothing_of_the_last),
		test(a_killed_vmm_leaves_nothing_to_be_seen),
		test(an_empty_answer_shows_nothing_of_the_last),
		test(a_refused_read_shows_nothing_of_the_last),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
