// SPDX-License-Identifier: GPL-2.0-only
/*
 * Live migration of VFs that are shown as they are, with a modern driver that goes on:
 * there is nothing beside the device parts, and kicks go past the driver.
 */
/* needs: vfs=4 bind=all parts group=migrate */
#include <errno.h>
#include <string.h>
#include <unistd.h>

#include <linux/pci_regs.h>

#include "driver_sysfs.h"
#include "fixture.h"
#include "hardware.h"
#include "migration.h"
#include "modern_net.h"
#include "stream_bytes.h"

#define VECTORS	  3
#define DRIVER_OK 0xf

static struct stream first, second;
static struct modern_net modern;
static int fds[VECTORS], fds_there[VECTORS];

static int setup(void **state)
{
	(void)state;
	hardware_good();
	check_equal(set_mode(1, "modern"), 0, "mode");
	check_equal(set_mode(2, "modern"), 0, "mode");
	vf_open(&vf, 1);
	vf_open(&other, 2);
	count_from_zero();
	return 0;
}

static int teardown(void **state)
{
	modern_unmap(&modern);
	vf_teardown(state);
	check_equal(set_mode(1, "transitional"), 0, "mode");
	check_equal(set_mode(2, "transitional"), 0, "mode");
	return 0;
}

static void talk(void)
{
	net_ask_peer(&modern.net);
	net_hear_peer(&modern.net);
}

static void check_queue(uint16_t index, bool msix)
{
	struct legacy_queue *q = &modern.net.queues[index];

	set_common16(&modern, COMMON_QUEUE_SELECT, index);
	check_equal(common16(&modern, COMMON_QUEUE_SIZE), q->size,
		    "size of queue %u", index);
	check_equal(common16(&modern, COMMON_QUEUE_ENABLE), 1,
		    "queue %u enabled", index);
	check_equal(common16(&modern, COMMON_QUEUE_VECTOR),
		    msix ? index + 1 : NET_NO_VECTOR, "vector of queue %u",
		    index);
}

static void check_same(void)
{
	check_equal(second.len, first.len, "bytes");
	for (size_t i = 0; i < first.len; i++)
		check_equal(second.data[i], first.data[i], "byte %zu", i);
}

/* With what the VMM restores of the configuration space. */
static void load_there(void)
{
	int file = load_and_wait(&other, &first);

	set_conf16(&other, PCI_COMMAND,
		   PCI_COMMAND_MEMORY | PCI_COMMAND_MASTER);
	mig_to(&other, MIG_RUNNING);
	close(file);
}

static void a_driver_goes_on(void **state)
{
	struct bytes all;

	(void)state;
	modern_start(&modern, &vf, false);
	talk();
	net_reach(&modern.net, &other);
	save(&vf, &first);
	all = (struct bytes){ .data = first.data, .len = first.len };
	assert_true(record_find(&all, TAG_LEGACY) == NOWHERE);
	load_there();
	modern_move(&modern, &other);
	check_equal(common8(&modern, COMMON_STATUS), DRIVER_OK, "status");
	check_queue(NET_TX, false);
	check_queue(NET_RX, false);
	talk();
	mig_to(&other, MIG_STOP);
	mig_to(&other, MIG_RUNNING);
	talk();
	check_no_object();
	check_no_violation();
}

static void all_fields_arrive(void **state)
{
	(void)state;
	modern_start(&modern, &vf, false);
	net_reach(&modern.net, &other);
	save(&vf, &first);
	load_there();
	save(&other, &second);
	check_same();
}

static void go_on_with_vectors(bool before)
{
	int file;

	enable_msix(&vf, fds, VECTORS);
	modern_start(&modern, &vf, true);
	talk();
	net_reach(&modern.net, &other);
	if (before)
		enable_msix(&other, fds_there, VECTORS);
	save(&vf, &first);
	file = load_and_wait(&other, &first);
	set_conf16(&other, PCI_COMMAND,
		   PCI_COMMAND_MEMORY | PCI_COMMAND_MASTER);
	if (!before)
		enable_msix(&other, fds_there, VECTORS);
	mig_to(&other, MIG_RUNNING);
	close(file);
	modern_move(&modern, &other);
	check_equal(common16(&modern, COMMON_CONFIG_VECTOR), 0,
		    "configuration vector");
	check_queue(NET_RX, true);
	check_queue(NET_TX, true);
	/* those that were set while it was stopped, once each */
	for (int i = 0; i < VECTORS && !before; i++)
		if (!fired(fds_there[i], NET_PATIENCE))
			fail_msg("vector %d is not signalled", i);
	net_ask_peer(&modern.net);
	if (!fired(fds_there[NET_RX + 1], NET_PATIENCE))
		fail_msg("nothing is heard by the vector");
	net_hear_peer(&modern.net);
	check_no_violation();
}

static void vectors_go_on(void **state)
{
	(void)state;
	go_on_with_vectors(false);
}

static void vectors_go_on_that_were_given_before(void **state)
{
	(void)state;
	go_on_with_vectors(true);
}

/* The driver has made a frame available, and its kick comes too late. */
static void what_was_not_kicked_is_done(void **state)
{
	uint8_t frame[NET_FRAME_MAX];

	(void)state;
	modern_start(&modern, &vf, false);
	talk();
	net_reach(&modern.net, &other);
	mig_to(&vf, MIG_STOP);
	net_queue_frame(&modern.net, frame,
			net_arp_request(&modern.net, frame));
	net_kick(&modern.net, NET_TX);
	save_stopped(&vf, &first);
	load_there();
	modern_move(&modern, &other);
	assert_true(net_sent(&modern.net, NET_PATIENCE));
	net_hear_peer(&modern.net);
}

/* A source that runs on has lost nothing. */
static void what_was_not_kicked_is_done_where_it_was(void **state)
{
	uint8_t frame[NET_FRAME_MAX];

	(void)state;
	modern_start(&modern, &vf, false);
	talk();
	save(&vf, &first);
	net_queue_frame(&modern.net, frame,
			net_arp_request(&modern.net, frame));
	mig_to(&vf, MIG_RUNNING);
	assert_true(net_sent(&modern.net, NET_PATIENCE));
	net_hear_peer(&modern.net);
	check_no_violation();
}

static void a_reset_ends_it(void **state)
{
	(void)state;
	for (uint32_t at = MIG_STOP; at <= MIG_PRE_COPY_P2P; at++) {
		int file = mig_to(&vf, at);

		check_equal(reset(&vf), 0, "reset");
		check_equal(mig_state(&vf), MIG_RUNNING,
			    "state behind a reset");
		if (file >= 0)
			close(file);
	}
	modern_start(&modern, &vf, false);
	talk();
	check_no_object();
	check_no_violation();
}

static void another_mode_is_refused(void **state)
{
	int file;

	(void)state;
	save(&vf, &first);
	vf_close(&other);
	check_equal(set_mode(2, "transitional"), 0, "mode");
	vf_open(&other, 2);
	file = mig_to(&other, MIG_RESUMING);
	check_equal(stream_write(file, &first, 4096), -EINVAL, "another mode");
	close(file);
	check_equal(reset(&other), 0, "reset");
	check_equal(mig_state(&other), MIG_RUNNING, "state behind a reset");
}

#define test(f) cmocka_unit_test_setup_teardown(f, setup, teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		test(a_driver_goes_on),
		test(all_fields_arrive),
		test(vectors_go_on),
		test(vectors_go_on_that_were_given_before),
		test(what_was_not_kicked_is_done),
		test(what_was_not_kicked_is_done_where_it_was),
		test(a_reset_ends_it),
		test(another_mode_is_refused),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
