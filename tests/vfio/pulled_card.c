// SPDX-License-Identifier: GPL-2.0-only
/*
 * The card is pulled out of its slot with nobody told before, while its VFs are
 * in use. To be run last: what the kernel's virtio_pci does with a PF that is
 * gone is not ours, and it may wait for it for ever.
 */

/*
 * With vfio-pci on its VFs, too, Linux 6.12 keeps the memory of a card that leaves its
 * slot; and its own lock order there is not that of before.
 */
/* needs: vfs=4 bind=all known=pci_scan_slot|pciehp_unconfigure_device group=bad-slot */

#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "bar0_load.h"
#include "check.h"
#include "driver_sysfs.h"
#include "hw.h"
#include "pending_access.h"
#include "pf.h"
#include "registers.h"
#include "timing.h"
#include "vf.h"

#define VFS	 4
#define DEADLINE 1000
/* Resets of functions that do not answer take their time; ms. */
#define SLOW	 20000

static struct vf vfs[VFS];
static struct bar0_load loads[VFS];
static struct pending pending;
static pthread_t kicker;
static atomic_bool kicking;

static int set_up(void **state)
{
	(void)state;
	for (int i = 0; i < VFS; i++) {
		vf_open(&vfs[i], i + 1);
		enable_io(&vfs[i]);
	}
	set_deadline(DEADLINE);
	return 0;
}

/* One is on its way at any time, also when the card goes. */
static void *kick(void *arg)
{
	struct vf *vf = arg;
	uint16_t queue = 1;

	while (kicking)
		bar0_write(vf, REG_QUEUE_NOTIFY, &queue, sizeof(queue));
	return NULL;
}

static void start_kicking(struct vf *vf)
{
	kicking = true;
	if (pthread_create(&kicker, NULL, kick, vf))
		fail_msg("cannot start a thread");
}

static void stop_kicking(void)
{
	if (kicking) {
		kicking = false;
		pthread_join(kicker, NULL);
	}
}

static int tear_down(void **state)
{
	(void)state;
	stop_kicking();
	for (int i = 0; i < VFS; i++) {
		bar0_load_stop(&loads[i]);
		vf_close(&vfs[i]);
	}
	return 0;
}

static bool unbound(int index)
{
	char path[96];

	snprintf(path, sizeof(path), "/sys/bus/pci/drivers/virtio-vfio-pci/%s",
		 vfs[index].address);
	return access(path, F_OK);
}

/* One way for all, as there is one card: while it is gone, and then closed. */
static void everybody_is_told_at_once_and_lets_go(void **state)
{
	uint64_t value;

	(void)state;
	for (int i = 1; i < VFS; i++)
		bar0_load_start(&loads[i], &vfs[i]);
	start_kicking(&vfs[0]);
	if (hw_pull())
		fail_msg("hw: %s", hw_error());
	assert_true(within(PATIENCE, hw_present() == 0));
	stop_kicking();

	/* An access ends, and it soon is one that ends at once. */
	start_read(&pending, &vfs[0], REG_DEVICE_FEATURES, 4);
	check_ends(&pending, DEADLINE + PATIENCE);
	check_equal(pending.value, 0xffffffff, "features");
	assert_true(within(SLOW, time_read(&vfs[0], REG_DEVICE_FEATURES, 4,
					   &value) < AT_ONCE));
	check_equal(value, 0xffffffff, "features");
	/* A kick goes nowhere, as on a bus with no one there. */
	out16(&vfs[0], REG_QUEUE_NOTIFY, 1);

	for (int i = 1; i < VFS; i++) {
		bar0_load_stop(&loads[i]);
		bar0_load_check(&loads[i]);
		assert_true(loads[i].ones > 0);
	}
	for (int i = 0; i < VFS; i++) {
		long long start = now_ms();

		vf_close(&vfs[i]);
		if (now_ms() - start > SLOW)
			fail_msg("VF %d: close took %lld ms", i + 1,
				 now_ms() - start);
	}
	for (int i = 0; i < VFS; i++)
		assert_true(within(SLOW, unbound(i)));
}

#define test(f) cmocka_unit_test_setup_teardown(f, set_up, tear_down)

int main(void)
{
	const struct CMUnitTest tests[] = {
		test(everybody_is_told_at_once_and_lets_go),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
