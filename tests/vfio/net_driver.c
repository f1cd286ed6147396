// SPDX-License-Identifier: GPL-2.0-only
/* Frames through a VF, by a legacy driver in user space. */
/* needs: vfs=4 bind=all */
#include <string.h>

#include "check.h"
#include "driver_sysfs.h"
#include "fixture.h"
#include "hardware.h"
#include "legacy_net.h"
#include "registers.h"

#define VECTORS 3

static struct legacy_net net;

static void the_device_is_set_up_by_the_legacy_registers(void **state)
{
	(void)state;
	net_start(&net, &vf, false);
	check_equal(in8(&vf, REG_STATUS), 7, "status");
	check_equal(net.mac[0] & 1, 0, "multicast bit of the MAC");
	check_equal(in16(&vf, DEVICE_CONFIG(false) + NET_STATUS), 1,
		    "link status");
	net_stop(&net);
	check_equal(in32(&vf, REG_QUEUE_ADDRESS), 0,
		    "queue address after reset");
}

static void a_frame_is_sent_after_a_kick(void **state)
{
	uint8_t frame[NET_FRAME_MAX];

	(void)state;
	net_start(&net, &vf, false);
	net_queue_frame(&net, frame, net_arp_request(&net, frame));
	assert_false(net_sent(&net, 100));
	net_kick(&net, NET_TX);
	assert_true(net_sent(&net, NET_PATIENCE));
	net_stop(&net);
}

static void the_wrong_queue_s_kick_sends_nothing(void **state)
{
	uint8_t frame[NET_FRAME_MAX];

	(void)state;
	net_start(&net, &vf, false);
	net_queue_frame(&net, frame, net_arp_request(&net, frame));
	net_kick(&net, NET_RX);
	assert_false(net_sent(&net, 200));
	net_kick(&net, NET_TX);
	assert_true(net_sent(&net, NET_PATIENCE));
	net_stop(&net);
}

static void the_peer_s_answer_is_received(void **state)
{
	(void)state;
	net_start(&net, &vf, false);
	net_ask_peer(&net);
	net_hear_peer(&net);
	net_stop(&net);
}

static void isr_status_tells_of_a_used_buffer_once(void **state)
{
	(void)state;
	net_start(&net, &vf, false);
	in8(&vf, REG_ISR);
	net_ask_peer(&net);
	assert_true(net_sent(&net, NET_PATIENCE));
	net_hear_peer(&net);
	check_equal(in8(&vf, REG_ISR), 1, "ISR");
	check_equal(in8(&vf, REG_ISR), 0, "ISR read again");
	net_stop(&net);
}

static void the_answer_raises_the_receive_vector(void **state)
{
	int fds[VECTORS];

	(void)state;
	enable_msix(&vf, fds, VECTORS);
	net_start(&net, &vf, true);
	assert_false(fired(fds[1], 0));
	net_ask_peer(&net);
	assert_true(fired(fds[1], NET_PATIENCE));
	net_hear_peer(&net);
	net_stop(&net);
	disable_msix(&vf, fds, VECTORS);
}

static void a_sent_frame_raises_the_transmit_vector(void **state)
{
	int fds[VECTORS];

	(void)state;
	enable_msix(&vf, fds, VECTORS);
	net_start(&net, &vf, true);
	assert_false(fired(fds[2], 0));
	net_ask_peer(&net);
	assert_true(fired(fds[2], NET_PATIENCE));
	assert_true(net_sent(&net, NET_PATIENCE));
	assert_false(fired(fds[0], 0));
	net_stop(&net);
	disable_msix(&vf, fds, VECTORS);
}

static void a_hundred_frames_go_each_way(void **state)
{
	int fds[VECTORS];

	(void)state;
	enable_msix(&vf, fds, VECTORS);
	net_start(&net, &vf, true);
	for (int i = 0; i < 100; i++) {
		net_ask_peer(&net);
		net_hear_peer(&net);
		assert_true(net_sent(&net, NET_PATIENCE));
	}
	net_stop(&net);
	disable_msix(&vf, fds, VECTORS);
}

/* What one VM had running is not running in the next one's device. */
static void a_device_left_running_is_reset_for_the_next_open(void **state)
{
	struct legacy_net left;

	(void)state;
	net_start(&left, &vf, false);
	vf_reopen(&vf);
	enable_io(&vf);
	check_equal(in8(&vf, REG_STATUS), 0, "status");
	check_equal(in32(&vf, REG_QUEUE_ADDRESS), 0, "queue address");
	net_start(&net, &vf, false);
	net_ask_peer(&net);
	net_hear_peer(&net);
	net_stop(&net);
}

static void the_hardware_has_no_complaint(void **state)
{
	char backend[32];
	struct counts c;

	(void)state;
	net_start(&net, &vf, false);
	net_ask_peer(&net);
	net_hear_peer(&net);
	net_stop(&net);
	c = counted(1);
	read_attribute(1, "backend", backend);
	if (strcmp(backend, "mediated"))
		check_equal(c.kick_member, kicks(&c),
			    "kicks by the member's doorbell");
	else
		check_equal(c.kick_modern, kicks(&c),
			    "kicks by the modern interface");
	check_no_violation();
	check_no_failure();
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		vf_test(the_device_is_set_up_by_the_legacy_registers),
		vf_test(a_frame_is_sent_after_a_kick),
		vf_test(the_wrong_queue_s_kick_sends_nothing),
		vf_test(the_peer_s_answer_is_received),
		vf_test(isr_status_tells_of_a_used_buffer_once),
		vf_test(the_answer_raises_the_receive_vector),
		vf_test(a_sent_frame_raises_the_transmit_vector),
		vf_test(a_hundred_frames_go_each_way),
		vf_test(a_device_left_running_is_reset_for_the_next_open),
		vf_test(the_hardware_has_no_complaint),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
