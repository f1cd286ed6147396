// SPDX-License-Identifier: GPL-2.0-only
/*
 * Several VFs, several sessions and several threads at once: nobody sees the
 * other's registers, and the rules of the specification hold all the same.
 */
/* needs: vfs=4 bind=all */
#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <stdio.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include "check.h"
#include "hardware.h"
#include "registers.h"
#include "vf.h"

#define VFS	4
#define ROUNDS	50
#define VECTORS 3

struct worker {
	struct vf own;
	struct vf *vf;
	pthread_t thread;
	uint32_t value;
	bool msix;
	int errors;
};

/* Those of whichever test runs; a failed one leaves them open. */
static struct worker workers[VFS];
static struct vf one, two;

static int close_all(void **state)
{
	(void)state;
	for (int i = 0; i < VFS; i++)
		vf_close(&workers[i].own);
	vf_close(&one);
	vf_close(&two);
	memset(workers, 0, sizeof(workers));
	count_from_zero();
	return 0;
}

static bool moved(struct vf *vf, bool write, uint64_t offset, void *buf,
		  size_t len)
{
	ssize_t n = write ? bar0_write(vf, offset, buf, len)
			  : bar0_read(vf, offset, buf, len);

	return n == (ssize_t)len;
}

/* Write, kick and read back a value that only this VF has. */
static void *work(void *arg)
{
	struct worker *w = arg;
	uint16_t queue = 0;
	uint32_t back;

	for (int i = 0; i < ROUNDS; i++) {
		uint32_t value = w->value + i;

		if (!moved(w->vf, true, REG_QUEUE_ADDRESS, &value, 4) ||
		    !moved(w->vf, true, REG_QUEUE_NOTIFY, &queue, 2) ||
		    !moved(w->vf, false, REG_QUEUE_ADDRESS, &back, 4) ||
		    back != value)
			w->errors++;
	}
	return NULL;
}

static void every_vf_has_its_own_registers(void **state)
{
	int fds[VFS][VECTORS];

	(void)state;
	for (int i = 0; i < VFS; i++) {
		struct worker *w = &workers[i];

		w->vf = &w->own;
		vf_open(w->vf, i + 1);
		enable_io(w->vf);
		/* Kicks are for queue 0, which has no address. */
		out16(w->vf, REG_QUEUE_SELECT, 1);
		w->value = (i + 1) * 0x1000;
		w->msix = i & 1;
		if (w->msix)
			enable_msix(w->vf, fds[i], VECTORS);
	}

	count_from_zero();
	for (int i = 0; i < VFS; i++)
		pthread_create(&workers[i].thread, NULL, work, &workers[i]);
	for (int i = 0; i < VFS; i++)
		pthread_join(workers[i].thread, NULL);

	for (int i = 0; i < VFS; i++) {
		struct counts c = counted(i + 1);

		check_equal(workers[i].errors, 0, "errors of VF %d", i + 1);
		check_equal(c.common_write, ROUNDS, "writes of VF %d", i + 1);
		check_equal(c.common_read, ROUNDS, "reads of VF %d", i + 1);
		check_equal(c.kick_member, ROUNDS, "kicks of VF %d", i + 1);
	}
	check_no_violation();
	check_no_failure();

	for (int i = 0; i < VFS; i++) {
		out8(workers[i].vf, REG_STATUS, 0);
		if (workers[i].msix)
			disable_msix(workers[i].vf, fds[i], VECTORS);
		vf_close(&workers[i].own);
	}
}

static void every_vf_has_its_own_mac(void **state)
{
	uint64_t macs[VFS];

	(void)state;
	for (int i = 0; i < VFS; i++) {
		vf_open(&one, i + 1);
		enable_io(&one);
		macs[i] = in64(&one, 20) & 0xffffffffffff;
		for (int j = 0; j < i; j++)
			assert_true(macs[i] != macs[j]);
		vf_close(&one);
	}
}

/* Each thread reads a field of its own, over and over. */
static const struct field read_by[VFS] = {
	{ REG_DEVICE_FEATURES, 4, false },
	{ REG_QUEUE_SIZE, 2, false },
	{ DEVICE_CONFIG(false) + NET_MAC, 6, true },
	{ REG_QUEUE_ADDRESS, 4, false },
};

static void *read_own_field(void *arg)
{
	struct worker *w = arg;
	const struct field *f = &read_by[w - workers];
	uint64_t first = 0, now = 0;

	moved(w->vf, false, f->offset, &first, f->size);
	for (int i = 1; i < ROUNDS; i++) {
		if (!moved(w->vf, false, f->offset, &now, f->size) ||
		    now != first)
			w->errors++;
	}
	w->value = first;
	return NULL;
}

/* Several threads of one VMM at one BAR: each gets the answer to its question. */
static void one_vf_serves_several_threads(void **state)
{
	struct counts c;

	(void)state;
	vf_open(&one, 1);
	enable_io(&one);
	out32(&one, REG_QUEUE_ADDRESS, 0x12345);
	count_from_zero();
	for (int i = 0; i < VFS; i++) {
		workers[i].vf = &one;
		pthread_create(&workers[i].thread, NULL, read_own_field,
			       &workers[i]);
	}
	for (int i = 0; i < VFS; i++)
		pthread_join(workers[i].thread, NULL);

	c = counted(1);
	for (int i = 0; i < VFS; i++)
		check_equal(workers[i].errors, 0, "errors of thread %d", i);
	check_equal(workers[0].value, in32(&one, REG_DEVICE_FEATURES),
		    "features");
	check_equal(workers[3].value, 0x12345, "queue address");
	check_equal(commands(&c), VFS * ROUNDS, "commands");
	check_no_violation();
	check_no_failure();
	out8(&one, REG_STATUS, 0);
	vf_close(&one);
}

static void a_second_session_with_a_vf_is_refused(void **state)
{
	(void)state;
	vf_open(&one, 1);
	check_equal(vf_try_open(&two, 1), -EBUSY, "second open");
	enable_io(&one);
	check_equal(in8(&one, REG_STATUS), 0, "status, by the first");
	vf_close(&one);
	vf_open(&two, 1);
	vf_close(&two);
}

/* VFIO lets one user have several descriptors; they are one session. */
static void two_descriptors_of_one_session_are_one_device(void **state)
{
	struct vf twin;

	(void)state;
	vf_open(&one, 1);
	twin = one;
	twin.device = ioctl(one.group, VFIO_GROUP_GET_DEVICE_FD, one.address);
	assert_true(twin.device >= 0);
	enable_io(&one);
	out8(&twin, REG_STATUS, STATUS_ACKNOWLEDGE);
	close(twin.device);
	check_equal(in8(&one, REG_STATUS), STATUS_ACKNOWLEDGE, "status");
	vf_close(&one);
}

static void one_vf_s_reset_leaves_the_others(void **state)
{
	(void)state;
	vf_open(&one, 1);
	vf_open(&two, 2);
	enable_io(&one);
	enable_io(&two);
	out8(&one, REG_STATUS, STATUS_ACKNOWLEDGE);
	out8(&two, REG_STATUS, STATUS_ACKNOWLEDGE);
	check_equal(reset(&one), 0, "VFIO_DEVICE_RESET");
	check_equal(in8(&two, REG_STATUS), STATUS_ACKNOWLEDGE,
		    "status of VF 2");
	vf_close(&one);
	check_equal(in8(&two, REG_STATUS), STATUS_ACKNOWLEDGE,
		    "status of VF 2");
	vf_close(&two);
}

#define test(f) cmocka_unit_test_setup_teardown(f, close_all, close_all)

int main(void)
{
	const struct CMUnitTest tests[] = {
		test(every_vf_has_its_own_registers),
		test(every_vf_has_its_own_mac),
		test(one_vf_serves_several_threads),
		test(a_second_session_with_a_vf_is_refused),
		test(two_descriptors_of_one_session_are_one_device),
		test(one_vf_s_reset_leaves_the_others),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
