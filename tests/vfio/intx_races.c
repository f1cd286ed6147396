// SPDX-License-Identifier: GPL-2.0-only
/*
 * Everything at once: a guest of several processors and a VMM that all do
 * something to the line at the same time. What counts is what is left: a device
 * that works, and nothing in the kernel's log.
 */
/* needs: vfs=1 bind=all group=intx */
#include <fcntl.h>
#include <pthread.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include <linux/pci_regs.h>

#include "check.h"
#include "fixture.h"
#include "hardware.h"
#include "intx_line.h"
#include "net_interrupts.h"
#include "registers.h"

#define SECONDS	   4
#define KILLS	   8
#define INTERRUPTS 300

static struct legacy_net net;
static int line;
static int unmask;
static atomic_bool stop;

static int setup(void **state)
{
	vf_setup(state);
	stop = false;
	line = new_eventfd();
	unmask = new_eventfd();
	return 0;
}

static int teardown(void **state)
{
	vf_teardown(state);
	close(line);
	close(unmask);
	return 0;
}

/* Of the queues; there is something to do in both whenever they are set up. */
static uint32_t addresses[2];

static void prepare_queues(void)
{
	uint8_t frame[NET_FRAME_MAX];

	net_prepare(&net, &vf, false);
	for (int i = 0; i < 16; i++)
		net_queue_frame(&net, frame, net_arp_request(&net, frame));
	for (uint16_t queue = 0; queue < 2; queue++) {
		out16(&vf, REG_QUEUE_SELECT, queue);
		addresses[queue] = in32(&vf, REG_QUEUE_ADDRESS);
	}
}

/* One step of each; errors are all right, for the others are at it as well. */

static void read_isr(unsigned int i)
{
	uint8_t bytes[8];

	bar0_read(&vf, i % 4 ? REG_ISR : REG_STATUS, bytes, 1 + i % 8);
}

static void kick(unsigned int i)
{
	uint16_t queue = i & 1;

	bar0_write(&vf, REG_QUEUE_NOTIFY, &queue, 2);
}

static void unmask_it(unsigned int i)
{
	uint64_t one = 1;

	if (i & 1)
		line_unmask(&vf);
	else if (write(unmask, &one, sizeof(one)) < 0)
		line_mask(&vf);
}

static void set_up_queues(unsigned int i)
{
	uint16_t queue = i & 1;
	uint32_t address = i % 5 ? addresses[queue] : 0;
	uint8_t status = i % 8;

	bar0_write(&vf, REG_QUEUE_SELECT, &queue, 2);
	bar0_write(&vf, REG_QUEUE_ADDRESS, &address, 4);
	bar0_write(&vf, REG_STATUS, &status, 1);
}

static void switch_intx(unsigned int i)
{
	switch (i % 8) {
	case 0:
		line_off(&vf);
		break;
	case 1:
		line_unmask_by(&vf, unmask);
		break;
	case 2:
		line_unmask_by(&vf, -1);
		break;
	case 3:
		line_test(&vf);
		break;
	case 4:
		line_trigger(&vf, -1);
		break;
	default:
		line_trigger(&vf, line);
	}
}

static int set_msix(uint32_t type, uint32_t count)
{
	return set_irqs(&vf, VFIO_PCI_MSIX_IRQ_INDEX,
			VFIO_IRQ_SET_ACTION_TRIGGER | type, 0, count, &line,
			count * sizeof(line));
}

static void switch_msix(unsigned int i)
{
	(void)i;
	set_msix(VFIO_IRQ_SET_DATA_EVENTFD, 1);
	set_msix(VFIO_IRQ_SET_DATA_NONE, 0);
	usleep(20000);
}

static void write_command(unsigned int i)
{
	uint16_t command = PCI_COMMAND_IO | PCI_COMMAND_MEMORY |
			   PCI_COMMAND_MASTER |
			   (i & 1 ? PCI_COMMAND_INTX_DISABLE : 0);
	uint8_t header[64];

	config_write(&vf, PCI_COMMAND, &command, 2);
	config_read(&vf, 0, header, sizeof(header));
}

static void reset_it(unsigned int i)
{
	(void)i;
	usleep(300000);
	reset(&vf);
}

typedef void (*step_fn)(unsigned int i);

static const step_fn steps[] = {
	read_isr,    read_isr,	  kick,		 unmask_it, set_up_queues,
	switch_intx, switch_msix, write_command, reset_it,
};

struct actor {
	pthread_t thread;
	step_fn step;
	unsigned int steps;
};

static void *act(void *arg)
{
	struct actor *actor = arg;

	while (!stop) {
		actor->step(actor->steps++);
		/* Few processors: or the others would hardly get a turn. */
		usleep(100);
	}
	return NULL;
}

static void start_actors(struct actor *actors)
{
	memset(actors, 0, ARRAY_SIZE(steps) * sizeof(*actors));
	for (size_t i = 0; i < ARRAY_SIZE(steps); i++) {
		actors[i].step = steps[i];
		pthread_create(&actors[i].thread, NULL, act, &actors[i]);
	}
}

/* The device in the state of a new one, and the line of a guest that starts. */
static void check_it_works(void)
{
	line_off(&vf);
	set_msix(VFIO_IRQ_SET_DATA_NONE, 0);
	check_equal(reset(&vf), 0, "VFIO_DEVICE_RESET");
	set_conf16(&vf, PCI_COMMAND, PCI_COMMAND_IO | PCI_COMMAND_MASTER);
	check_equal(line_trigger(&vf, line), 0, "INTx on");
	line_unmask(&vf);
	net_start(&net, &vf, false);
	for (int i = 0; i < 20; i++) {
		net_ask_peer(&net);
		if (!hear_by_line(&net, line))
			nothing_heard(&net, "exchange %d", i);
	}
	net_stop(&net);
	check_equal(line_off(&vf), 0, "INTx off");
}

static void all_of_it_at_once_leaves_a_device_that_works(void **state)
{
	struct actor actors[ARRAY_SIZE(steps)];

	(void)state;
	count_from_zero();
	check_equal(line_trigger(&vf, line), 0, "INTx on");
	prepare_queues();
	start_actors(actors);
	sleep(SECONDS);
	stop = true;
	for (size_t i = 0; i < ARRAY_SIZE(steps); i++) {
		pthread_join(actors[i].thread, NULL);
		assert_true(actors[i].steps > 2);
	}
	assert_true(signals(line) > 0);
	check_no_failure();
	check_equal(reset(&vf), 0, "VFIO_DEVICE_RESET");
	net_forget(&net);
	check_it_works();
	check_no_violation();
}

/* In a process of its own, which ends in the middle of it. */
static void be_killed(void)
{
	struct actor actors[ARRAY_SIZE(steps)];

	if (vf_try_open(&vf, 1) || line_trigger(&vf, line))
		_exit(1);
	prepare_queues();
	start_actors(actors);
	usleep(200000 + rand() % 100000);
	kill(getpid(), SIGKILL);
}

static void a_vmm_killed_amid_all_of_it_leaves_a_device_that_works(void **state)
{
	int status;
	pid_t pid;

	(void)state;
	vf_close(&vf);
	for (int i = 0; i < KILLS; i++) {
		pid = fork();
		assert_true(pid >= 0);
		if (!pid)
			be_killed();
		check_equal(waitpid(pid, &status, 0), pid, "wait");
		assert_true(WIFSIGNALED(status));
	}
	vf_open(&vf, 1);
	check_it_works();
}

static atomic_int seen;

static void *look_for_interrupts(void *arg)
{
	uint8_t isr;

	(void)arg;
	while (!stop) {
		if (bar0_read(&vf, REG_ISR, &isr, 1) == 1 && isr)
			seen++;
	}
	return NULL;
}

/* Neither lost nor seen by both. */
static void each_interrupt_is_seen_by_one_of_two_processors(void **state)
{
	pthread_t threads[2];

	(void)state;
	seen = 0;
	check_equal(line_trigger(&vf, line), 0, "INTx on");
	start_without_rx_interrupts(&net, &vf);
	for (int i = 0; i < 2; i++)
		pthread_create(&threads[i], NULL, look_for_interrupts, NULL);
	for (int i = 0; i < INTERRUPTS; i++) {
		make_interrupt(&net);
		for (int ms = 0; ms < NET_PATIENCE && seen <= i; ms++)
			net_nap();
		if (seen != i + 1)
			break;
	}
	stop = true;
	for (int i = 0; i < 2; i++)
		pthread_join(threads[i], NULL);
	check_equal(seen, INTERRUPTS, "interrupts seen");
}

struct unmasker {
	atomic_int told;
	int eventfd;
};

/* What a VMM's thread does: it is told, and unmasks at once. */
static void *unmask_when_told(void *arg)
{
	struct unmasker *u = arg;

	while (!stop) {
		if (!fired(line, 1))
			continue;
		u->told++;
		if (u->eventfd)
			unmask_it(0);
		else
			line_unmask(&vf);
	}
	return NULL;
}

/* An interrupt that comes while the line is being unmasked is told all the same. */
static void interrupts_amid_unmasking_are_told(void **state)
{
	struct unmasker u = { 0 };
	pthread_t thread;

	(void)state;
	check_equal(line_trigger(&vf, line), 0, "INTx on");
	check_equal(line_unmask_by(&vf, unmask), 0, "unmask by an eventfd");
	start_without_rx_interrupts(&net, &vf);
	for (u.eventfd = 0; u.eventfd < 2; u.eventfd++) {
		stop = false;
		pthread_create(&thread, NULL, unmask_when_told, &u);
		for (int i = 0; i < INTERRUPTS; i++) {
			int before = u.told;

			make_interrupt(&net);
			for (int ms = 0; ms < NET_PATIENCE && u.told == before;
			     ms++)
				net_nap();
			if (u.told == before)
				nothing_heard(&net, "interrupt %d", i);
			in8(&vf, REG_ISR);
		}
		stop = true;
		pthread_join(thread, NULL);
	}
}

#define test(f) cmocka_unit_test_setup_teardown(f, setup, teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		test(each_interrupt_is_seen_by_one_of_two_processors),
		test(interrupts_amid_unmasking_are_told),
		test(all_of_it_at_once_leaves_a_device_that_works),
		test(a_vmm_killed_amid_all_of_it_leaves_a_device_that_works),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
