// SPDX-License-Identifier: GPL-2.0-only
/*
 * Hundreds of resets of every kind, on several VFs at a time: each gives back a
 * device like new, and none costs memory. What one reset puts back in detail is
 * in reset.c.
 */
/* needs: vfs=4 bind=all stray-dma alone */
#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <stdio.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include <linux/pci_regs.h>

#include "bind.h"
#include "check.h"
#include "hardware.h"
#include "kernel_memory.h"
#include "legacy_net.h"
#include "registers.h"
#include "rnd.h"
#include "stress.h"
#include "vf_check.h"

#define VFS	  4
#define ROUNDS	  40 /* of which each resets all VFs */
#define REBOOTS	  60
#define BINDINGS  60
#define VECTORS	  3
#define NO_VECTOR 0xffff
#define STRESS_MS 4000

struct subject {
	struct vf vf;
	pthread_t thread;
	int (*reset)(struct vf *vf);
	int ret;
	bool msix;
	int fds[VECTORS];
	uint8_t mac[6];
	uint16_t command; /* of a new device */
};

static struct subject subjects[VFS];

static int open_vfs(void **state)
{
	(void)state;
	for (int i = 0; i < VFS; i++) {
		struct subject *s = &subjects[i];

		memset(s, 0, sizeof(*s));
		vf_open(&s->vf, i + 1);
		s->command = conf16(&s->vf, PCI_COMMAND);
		enable_io(&s->vf);
		bar0_read(&s->vf, DEVICE_CONFIG(false) + NET_MAC, s->mac, 6);
		disable_io(&s->vf);
	}
	watch_for_harm();
	return 0;
}

static int close_vfs(void **state)
{
	(void)state;
	for (int i = 0; i < VFS; i++)
		vf_close(&subjects[i].vf);
	return 0;
}

/* Change all that a reset has to put back; with and without MSI-X in turn. */
static void use(struct subject *s, int round)
{
	struct vf *vf = &s->vf;

	if (!s->msix && round & 1) {
		enable_msix(vf, s->fds, VECTORS);
		s->msix = true;
	} else if (s->msix && !(round & 1)) {
		disable_msix(vf, s->fds, VECTORS);
		s->msix = false;
	}
	set_conf32(vf, PCI_BASE_ADDRESS_0, 0xc040 + 64 * round);
	enable_io(vf);
	out8(vf, REG_STATUS, STATUS_ACKNOWLEDGE | STATUS_DRIVER);
	out32(vf, REG_DRIVER_FEATURES, in32(vf, REG_DEVICE_FEATURES));
	if (s->msix)
		out16(vf, REG_CONFIG_VECTOR, 1);
	for (int queue = 0; queue < 2; queue++) {
		out16(vf, REG_QUEUE_SELECT, queue);
		out32(vf, REG_QUEUE_ADDRESS, 0x333 + round);
		if (s->msix)
			out16(vf, REG_QUEUE_VECTOR, queue + 1);
	}
	out8(vf, REG_STATUS,
	     STATUS_ACKNOWLEDGE | STATUS_DRIVER | STATUS_DRIVER_OK);
}

static void check_queue(struct subject *s, int queue)
{
	struct vf *vf = &s->vf;

	out16(vf, REG_QUEUE_SELECT, queue);
	check_equal(in32(vf, REG_QUEUE_ADDRESS), 0,
		    "VF %d: address of queue %d", vf->number, queue);
	if (s->msix)
		check_equal(in16(vf, REG_QUEUE_VECTOR), NO_VECTOR,
			    "VF %d: vector of queue %d", vf->number, queue);
}

static void check_like_new(struct subject *s)
{
	struct vf *vf = &s->vf;
	int number = vf->number;
	uint8_t mac[6];

	check_equal(conf32(vf, PCI_BASE_ADDRESS_0), 1, "VF %d: BAR0", number);
	check_equal(conf16(vf, PCI_COMMAND) & PCI_COMMAND_IO, 0,
		    "VF %d: I/O enable", number);
	check_equal(in8(vf, REG_STATUS), 0xff, "VF %d: status with I/O off",
		    number);

	enable_io(vf);
	check_equal(in8(vf, REG_STATUS), 0, "VF %d: status", number);
	check_equal(in8(vf, REG_ISR), 0, "VF %d: ISR", number);
	check_equal(in32(vf, REG_DRIVER_FEATURES), 0, "VF %d: driver features",
		    number);
	check_equal(in16(vf, REG_QUEUE_SELECT), 0, "VF %d: queue select",
		    number);
	if (s->msix)
		check_equal(in16(vf, REG_CONFIG_VECTOR), NO_VECTOR,
			    "VF %d: configuration vector", number);
	for (int queue = 0; queue < 2; queue++)
		check_queue(s, queue);
	bar0_read(vf, DEVICE_CONFIG(s->msix) + NET_MAC, mac, 6);
	assert_memory_equal(mac, s->mac, 6);
}

static void *reset_subject(void *arg)
{
	struct subject *s = arg;

	s->ret = s->reset(&s->vf);
	return NULL;
}

/* They take their time, so all at once; they have locks in common, too. */
static void reset_all(int (*how)(struct vf *vf))
{
	for (int i = 0; i < VFS; i++) {
		subjects[i].reset = how;
		pthread_create(&subjects[i].thread, NULL, reset_subject,
			       &subjects[i]);
	}
	for (int i = 0; i < VFS; i++)
		pthread_join(subjects[i].thread, NULL);
	for (int i = 0; i < VFS; i++)
		check_equal(subjects[i].ret, 0, "reset of VF %d", i + 1);
}

static void check_resets(int (*how)(struct vf *vf), int rounds)
{
	struct memory before = { 0 };
	bool counting = memory_is_counted();

	for (int round = 0; round < rounds; round++) {
		/* After an odd one, as at the end: MSI-X costs memory. */
		if (round == (rounds / 8) * 2 && counting)
			before = memory_now();
		for (int i = 0; i < VFS; i++)
			use(&subjects[i], round);
		reset_all(how);
		for (int i = 0; i < VFS; i++)
			check_like_new(&subjects[i]);
	}
	if (counting)
		check_no_growth(&before, VFS * (rounds - rounds / 4));
	check_no_violation();
	check_no_failure();
	for (int i = 0; i < VFS; i++)
		check_unharmed(&subjects[i].vf, 0);
}

static void vfio_resets_give_new_devices(void **state)
{
	(void)state;
	check_resets(reset, ROUNDS);
}

static int function_level_reset(struct vf *vf)
{
	uint8_t exp = find_capability(vf, PCI_CAP_ID_EXP);

	set_conf16(vf, exp + PCI_EXP_DEVCTL,
		   conf16(vf, exp + PCI_EXP_DEVCTL) | PCI_EXP_DEVCTL_BCR_FLR);
	return 0;
}

static void function_level_resets_give_new_devices(void **state)
{
	(void)state;
	check_resets(function_level_reset, ROUNDS);
}

/* The host's own, by an administrator who does not ask the VMM. */
static int reset_by_sysfs(struct vf *vf)
{
	return set_attribute(vf->address, "reset", "1");
}

static void resets_by_the_host_give_new_devices(void **state)
{
	(void)state;
	/* These are one after the other: the bus's lock. */
	check_resets(reset_by_sysfs, ROUNDS / 2);
}

static int open_again(struct vf *vf)
{
	int number = vf->number;

	vf_close(vf);
	return vf_try_open(vf, number);
}

static void each_session_has_a_new_device(void **state)
{
	struct memory before = { 0 };
	bool counting = memory_is_counted();

	(void)state;
	for (int round = 0; round < ROUNDS; round++) {
		if (round == ROUNDS / 4 && counting)
			before = memory_now();
		for (int i = 0; i < VFS; i++)
			use(&subjects[i], round);
		reset_all(open_again);
		for (int i = 0; i < VFS; i++) {
			struct subject *s = &subjects[i];

			/* As a VMM that was killed leaves it: MSI-X on. */
			for (int n = 0; s->msix && n < VECTORS; n++)
				close(s->fds[n]);
			s->msix = false;
			check_equal(conf16(&s->vf, PCI_COMMAND), s->command,
				    "VF %d: COMMAND", i + 1);
			check_like_new(s);
		}
	}
	if (counting)
		check_no_growth(&before, VFS * (ROUNDS - ROUNDS / 4));
	check_no_violation();
	check_no_failure();
	check_unharmed(&subjects[0].vf, 0);
}

/* Every other time with a session in between, which costs two resets. */
static void bindings_leave_nothing_behind(void **state)
{
	struct memory before = { 0 };
	bool counting = memory_is_counted();
	struct vf *vf = &subjects[0].vf;

	(void)state;
	vf_close(vf);
	for (int i = 0; i < BINDINGS; i++) {
		if (i == BINDINGS / 4 && counting)
			before = memory_now();
		check_equal(unbind_driver(OUR_DRIVER, vf->address), 0,
			    "unbind");
		check_equal(bind_driver(OUR_DRIVER, vf->address), 0, "bind");
		if (i & 1)
			continue;
		vf_open(vf, 1);
		enable_io(vf);
		check_equal(in8(vf, REG_STATUS), 0, "status");
		vf_close(vf);
	}
	if (counting)
		check_no_growth(&before, BINDINGS - BINDINGS / 4);
	vf_open(vf, 1);
	/* Each binding is told, in one line. */
	check_unharmed(vf, BINDINGS);
}

/* As QEMU has it when its guest reboots, with the guest's driver after. */
static void reboot(struct vf *vf, bool msix)
{
	struct legacy_net net;
	int fds[VECTORS];

	if (msix)
		enable_msix(vf, fds, VECTORS);
	net_start(&net, vf, msix);
	net_ask_peer(&net);
	net_hear_peer(&net);
	/* The guest is gone; its queues still run. */
	if (msix)
		disable_msix(vf, fds, VECTORS);
	check_equal(reset(vf), 0, "VFIO_DEVICE_RESET");
	enable_io(vf);
	net_stop(&net);
}

static void a_guest_that_reboots_for_ever_always_comes_up(void **state)
{
	struct subject *s = &subjects[0];
	struct memory before = { 0 };
	bool counting = memory_is_counted();

	(void)state;
	for (int i = 0; i < REBOOTS; i++) {
		if (i == REBOOTS / 4 && counting)
			before = memory_now();
		reboot(&s->vf, i & 1);
	}
	if (counting)
		check_no_growth(&before, REBOOTS - REBOOTS / 4);
	check_no_violation();
	check_no_failure();
	check_unharmed(&s->vf, 0);
}

static void *reset_by_host(void *arg)
{
	struct stress *stress = arg;

	while (!stress->over)
		reset_by_sysfs(stress->vf);
	return NULL;
}

/* Nothing tells the VMM, whose guest goes on, of this one. */
static void resets_by_the_host_amid_accesses_do_no_harm(void **state)
{
	static const enum stress_kind kinds[] = { STRESS_BAR0, STRESS_BAR0,
						  STRESS_INTERRUPTS,
						  STRESS_COMMAND,
						  STRESS_KINDS };
	struct subject *s = &subjects[0];
	struct stress stress = { .vf = &s->vf, .seed = rnd_seed() };
	pthread_t host;

	(void)state;
	enable_io(&s->vf);
	pthread_create(&host, NULL, reset_by_host, &stress);
	stress_run(&stress, kinds, STRESS_MS);
	pthread_join(host, NULL);
	if (stress.wrong)
		fail_msg("%d wrong results; the first: %s", stress.wrong,
			 stress.first_wrong);
	check_unharmed(&s->vf, 0);
}

#define test(f) cmocka_unit_test_setup_teardown(f, open_vfs, close_vfs)

int main(void)
{
	const struct CMUnitTest tests[] = {
		test(vfio_resets_give_new_devices),
		test(function_level_resets_give_new_devices),
		test(resets_by_the_host_give_new_devices),
		test(each_session_has_a_new_device),
		test(bindings_leave_nothing_behind),
		test(a_guest_that_reboots_for_ever_always_comes_up),
		test(resets_by_the_host_amid_accesses_do_no_harm),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
