// SPDX-License-Identifier: GPL-2.0-only
/*
 * What a guest has set up arrives where it goes on: each field of each part and record,
 * interrupts by vectors and by the line, and what was under way when the device stopped.
 */
/* needs: vfs=4 bind=all parts group=migrate */
#include <errno.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include <linux/pci_regs.h>

#include "driver_sysfs.h"
#include "fixture.h"
#include "hardware.h"
#include "intx_line.h"
#include "legacy_net.h"
#include "migration.h"
#include "net_interrupts.h"
#include "registers.h"
#include "stream_bytes.h"
#include "vf_check.h"

#define VECTORS 3
#define IO	(PCI_COMMAND_IO | PCI_COMMAND_MEMORY)
#define BAR0	0xc040

static struct stream first, second;
static struct legacy_net net;

/* Where queues are that have no driver; a device reads them when it is resumed. */
#define PAGES	   0x800
#define PAGES_SIZE 0x100000
#define page(i)	   (PAGES + 16 * (i))

/* Interrupts, as a VMM gives them to one of the VFs. */
enum kind { NONE, LINE, MSIX };

struct irqs {
	enum kind kind;
	int fds[VECTORS]; /* the line's is the first */
};

static struct irqs from, to;

static int setup(void **state)
{
	vf_setup_io(state);
	vf_open(&other, 2);
	dma_alloc(&vf, PAGES << 12, PAGES_SIZE);
	dma_alloc(&other, PAGES << 12, PAGES_SIZE);
	memset(&from, 0, sizeof(from));
	memset(&to, 0, sizeof(to));
	return 0;
}

static int teardown(void **state)
{
	vf_teardown(state);
	check_equal(set_mode(1, "transitional"), 0, "mode");
	check_equal(set_mode(2, "transitional"), 0, "mode");
	return 0;
}

static void give(struct irqs *irqs, struct vf *which, enum kind kind)
{
	irqs->kind = kind;
	if (kind == LINE)
		irqs->fds[0] = enable_line(which);
	else if (kind == MSIX)
		enable_msix(which, irqs->fds, VECTORS);
}

static void take_away(struct irqs *irqs, struct vf *which)
{
	if (irqs->kind == LINE)
		disable_line(which, irqs->fds[0]);
	else if (irqs->kind == MSIX)
		disable_msix(which, irqs->fds, VECTORS);
	irqs->kind = NONE;
}

static void talk(void)
{
	net_ask_peer(&net);
	net_hear_peer(&net);
}

static struct bytes bytes_of(struct stream *s)
{
	return (struct bytes){ .data = s->data, .len = s->len, .room = s->len };
}

static void check_same_record(uint32_t tag, const char *what)
{
	struct bytes one = bytes_of(&first), two = bytes_of(&second);
	size_t a = record_find(&one, tag), b = record_find(&two, tag);
	size_t len;

	assert_true(a != NOWHERE);
	assert_true(b != NOWHERE);
	len = record_end_of(&one, a) - a;
	check_equal(record_end_of(&two, b) - b, len, "bytes of %s", what);
	for (size_t i = 0; i < len; i++)
		check_equal(two.data[b + i], one.data[a + i], "byte %zu of %s",
			    i, what);
}

/* What the other one has is what this one had, by its own account. */
static void check_same_state(void)
{
	check_same_record(TAG_IDENTITY, "the identity");
	check_same_record(TAG_PARTS, "the device parts");
	check_same_record(TAG_LEGACY, "the legacy state");
}

/* Registers */

static void each_register_arrives(void **state)
{
	const uint32_t features = in32(&vf, REG_DEVICE_FEATURES) & 0x10020;

	(void)state;
	set_conf32(&vf, PCI_BASE_ADDRESS_0, BAR0);
	set_conf16(&vf, PCI_COMMAND, IO);
	out8(&vf, REG_STATUS, 0);
	out8(&vf, REG_STATUS, STATUS_ACKNOWLEDGE);
	out8(&vf, REG_STATUS, STATUS_ACKNOWLEDGE | STATUS_DRIVER);
	out32(&vf, REG_DRIVER_FEATURES, features);
	for (int i = 0; i < 3; i++) {
		out16(&vf, REG_QUEUE_SELECT, i);
		out32(&vf, REG_QUEUE_ADDRESS, page(i));
	}
	out16(&vf, REG_QUEUE_SELECT, 1);
	save(&vf, &first);

	/* Not a register is written by the VMM. */
	load(&other, &first);
	check_equal(conf32(&other, PCI_BASE_ADDRESS_0), BAR0 | 1, "BAR0");
	check_equal(conf16(&other, PCI_COMMAND) & PCI_COMMAND_IO,
		    PCI_COMMAND_IO, "I/O enable");
	check_equal(in8(&other, REG_STATUS), STATUS_ACKNOWLEDGE | STATUS_DRIVER,
		    "status");
	check_equal(in32(&other, REG_DRIVER_FEATURES), features,
		    "driver features");
	check_equal(in16(&other, REG_QUEUE_SELECT), 1, "queue select");
	check_equal(in32(&other, REG_QUEUE_ADDRESS), page(1),
		    "address of queue 1");
	for (int i = 0; i < 3; i++) {
		out16(&other, REG_QUEUE_SELECT, i);
		check_equal(in32(&other, REG_QUEUE_ADDRESS), page(i),
			    "address of queue %d", i);
	}
	out16(&other, REG_QUEUE_SELECT, 1);
	save(&other, &second);
	check_same_state();
	check_no_violation();
}

/* One that nobody has used is like a new one, there too. */
static void a_new_device_arrives(void **state)
{
	(void)state;
	disable_io(&vf);
	save(&vf, &first);
	load(&other, &first);
	check_equal(conf16(&other, PCI_COMMAND) & PCI_COMMAND_IO, 0,
		    "I/O enable");
	save(&other, &second);
	check_same_state();
	mig_to(&other, MIG_RUNNING);
	enable_io(&other);
	check_works(&other);
	check_no_violation();
}

static void bus_mastering_arrives(void **state)
{
	(void)state;
	net_prepare(&net, &vf, false);
	/* as a guest's firmware leaves it; the driver never sets it */
	set_conf16(&vf, PCI_COMMAND, IO);
	net_go(&net);
	talk();
	net_reach(&net, &other);
	save(&vf, &first);
	load(&other, &first);
	net_move(&net, &other);
	talk();
	assert_true(host_conf16(other.address, PCI_COMMAND) &
		    PCI_COMMAND_MASTER);
	net_stop(&net);
	check_no_violation();
}

/* With the VMM's writes of COMMAND behind the data, as QEMU does it. */
static void bus_mastering_survives_what_the_vmm_writes(void **state)
{
	int file;

	(void)state;
	net_prepare(&net, &vf, false);
	set_conf16(&vf, PCI_COMMAND, IO);
	net_go(&net);
	net_reach(&net, &other);
	save(&vf, &first);
	file = load_and_wait(&other, &first);
	set_conf16(&other, PCI_COMMAND, IO);
	mig_to(&other, MIG_RUNNING);
	close(file);
	net_move(&net, &other);
	talk();
	net_stop(&net);
}

static void a_mac_that_was_written_arrives(void **state)
{
	static const uint8_t mac[] = { 0x52, 0x54, 0x00, 0x77, 0x66, 0x55 };

	(void)state;
	net_start(&net, &vf, false);
	for (int i = 0; i < 6; i++)
		out8(&vf, DEVICE_CONFIG(false) + NET_MAC + i, mac[i]);
	memcpy(net.mac, mac, sizeof(mac));
	talk();
	net_reach(&net, &other);
	save(&vf, &first);
	load(&other, &first);
	enable_io(&other);
	net_move(&net, &other);
	for (int i = 0; i < 6; i++)
		check_equal(in8(&other, DEVICE_CONFIG(false) + NET_MAC + i),
			    mac[i], "byte %d of the MAC", i);
	talk();
	save(&other, &second);
	check_same_state();
	mig_to(&other, MIG_RUNNING);
	net_stop(&net);
}

/* The registers that a driver reads may have been remembered. */
static void nothing_is_remembered_of_before(void **state)
{
	(void)state;
	enable_io(&other);
	out16(&other, REG_QUEUE_SELECT, 2);
	out32(&other, REG_QUEUE_ADDRESS, page(9));
	check_equal(in32(&other, REG_QUEUE_ADDRESS), page(9), "address");
	in32(&other, REG_DEVICE_FEATURES);
	in8(&other, DEVICE_CONFIG(false) + NET_MAC);
	out16(&vf, REG_QUEUE_SELECT, 1);
	out32(&vf, REG_QUEUE_ADDRESS, page(7));
	save(&vf, &first);
	load(&other, &first);
	check_equal(in16(&other, REG_QUEUE_SELECT), 1, "queue select");
	check_equal(in32(&other, REG_QUEUE_ADDRESS), page(7), "address");
	out16(&other, REG_QUEUE_SELECT, 2);
	check_equal(in32(&other, REG_QUEUE_ADDRESS), 0, "address");
	check_no_violation();
}

/* Interrupts */

static void start_with(enum kind kind)
{
	give(&from, &vf, kind);
	net_start(&net, &vf, kind == MSIX);
}

static bool hear(struct irqs *irqs)
{
	net_ask_peer(&net);
	return irqs->kind == MSIX ? hear_by_vector(&net, irqs->fds[NET_RX + 1])
				  : hear_by_line(&net, irqs->fds[0]);
}

/* When the VMM gives the destination its interrupts. */
enum when { BEFORE, RESUMING, AFTER };

static void move(enum kind kind, enum when when)
{
	int file;

	net_reach(&net, &other);
	if (when == BEFORE)
		give(&to, &other, kind);
	save(&vf, &first);
	file = load_and_wait(&other, &first);
	enable_io(&other);
	if (when == RESUMING)
		give(&to, &other, kind);
	mig_to(&other, MIG_RUNNING);
	close(file);
	if (when == AFTER)
		give(&to, &other, kind);
	net_move(&net, &other);
}

static void check_vectors(struct vf *which)
{
	check_equal(in16(which, REG_CONFIG_VECTOR), 0, "configuration vector");
	for (int i = 0; i < 2; i++) {
		out16(which, REG_QUEUE_SELECT, i);
		check_equal(in16(which, REG_QUEUE_VECTOR), i + 1,
			    "vector of queue %d", i);
	}
}

static void check_hears(const char *what)
{
	if (!hear(&to))
		nothing_heard(&net, "%s", what);
}

/* From vectors to vectors, and from the line to the line, whenever they are given. */
static void go_on_with(enum kind kind, enum when when)
{
	start_with(kind);
	if (!hear(&from))
		nothing_heard(&net, "before the move");
	move(kind, when);
	check_hears("after the move");
	check_hears("and again");
	if (kind == MSIX)
		check_vectors(&other);
	check_no_violation();
}

static void vectors_go_on(void **state)
{
	(void)state;
	go_on_with(MSIX, RESUMING);
}

static void vectors_go_on_that_were_given_before(void **state)
{
	(void)state;
	go_on_with(MSIX, BEFORE);
}

static void vectors_go_on_that_are_given_after(void **state)
{
	(void)state;
	go_on_with(MSIX, AFTER);
}

static void the_line_goes_on(void **state)
{
	(void)state;
	go_on_with(LINE, RESUMING);
}

static void the_line_goes_on_that_was_given_before(void **state)
{
	(void)state;
	go_on_with(LINE, BEFORE);
}

static void the_line_goes_on_that_is_given_after(void **state)
{
	(void)state;
	go_on_with(LINE, AFTER);
}

/* A guest's vectors are not lost while the line is what it has. */
static void from_vectors_to_the_line_and_back(void **state)
{
	(void)state;
	start_with(MSIX);
	move(LINE, RESUMING);
	check_hears("by the line");
	take_away(&to, &other);
	give(&to, &other, MSIX);
	check_vectors(&other);
	check_hears("by vectors");
	check_no_violation();
}

static void to_vectors_from_the_line(enum when when)
{
	start_with(LINE);
	move(MSIX, when);
	/* The guest's driver has had none. */
	check_equal(in16(&other, REG_CONFIG_VECTOR), NET_NO_VECTOR,
		    "configuration vector");
	for (int i = 0; i < 2; i++) {
		out16(&other, REG_QUEUE_SELECT, i);
		check_equal(in16(&other, REG_QUEUE_VECTOR), NET_NO_VECTOR,
			    "vector of queue %d", i);
		out16(&other, REG_QUEUE_VECTOR, i + 1);
	}
	out16(&other, REG_CONFIG_VECTOR, 0);
	check_vectors(&other);
	check_hears("by vectors");
	check_no_violation();
}

static void from_the_line_to_vectors(void **state)
{
	(void)state;
	to_vectors_from_the_line(RESUMING);
}

static void from_the_line_to_vectors_that_are_given_after(void **state)
{
	(void)state;
	to_vectors_from_the_line(AFTER);
}

/* With the guest's own vectors beneath the line that is made of others. */
static void vectors_beneath_the_line_arrive(void **state)
{
	(void)state;
	start_with(MSIX);
	take_away(&from, &vf);
	give(&from, &vf, LINE);
	move(LINE, RESUMING);
	check_hears("by the line");
	take_away(&to, &other);
	give(&to, &other, MSIX);
	check_vectors(&other);
	check_hears("by vectors");
	check_no_violation();
}

/* The VMM sets interrupts of a stopped device that then runs on. */
static void interrupts_change_while_stopped(void **state)
{
	(void)state;
	start_with(MSIX);
	mig_to(&vf, MIG_STOP);
	take_away(&from, &vf);
	give(&from, &vf, LINE);
	mig_to(&vf, MIG_RUNNING);
	if (!hear(&from))
		nothing_heard(&net, "by the line");
	mig_to(&vf, MIG_STOP);
	take_away(&from, &vf);
	give(&from, &vf, MSIX);
	mig_to(&vf, MIG_RUNNING);
	check_vectors(&vf);
	if (!hear(&from))
		nothing_heard(&net, "by vectors");
	check_no_violation();
}

/* What the device had to say when it stopped is said where it goes on. */
static void an_interrupt_that_was_due_comes(void **state)
{
	(void)state;
	start_without_rx_interrupts(&net, &vf);
	give(&from, &vf, LINE);
	raise_line(&net);
	assert_true(fired(from.fds[0], NET_PATIENCE));
	/* neither read nor unmasked */
	move(LINE, RESUMING);
	assert_true(fired(to.fds[0], NET_PATIENCE));
	assert_true(line_is_up(&other));
	assert_true(in8(&other, REG_ISR) & ISR_QUEUE);
	assert_false(line_is_up(&other));
	check_no_violation();
}

static uint8_t saved_isr(struct stream *s)
{
	struct bytes all = bytes_of(s);
	size_t at = record_find(&all, TAG_LEGACY),
	       end = record_end_of(&all, at);

	for (at += RECORD_HEADER; at < end;
	     at += ITEM_HEADER + bytes_get_le(&all, at + 2, 2))
		if (bytes_get_le(&all, at, 2) == ITEM_LINE)
			return all.data[at + ITEM_HEADER];
	fail_msg("no line in the stream");
	return 0;
}

static void isr_is_saved(void **state)
{
	(void)state;
	start_without_rx_interrupts(&net, &vf);
	give(&from, &vf, LINE);
	mig_to(&vf, MIG_STOP);
	mig_to(&vf, MIG_RUNNING);
	in8(&vf, REG_ISR);
	raise_line(&net);
	save(&vf, &first);
	check_equal(saved_isr(&first) & ISR_QUEUE, ISR_QUEUE, "ISR");
	/* It was not read by that. */
	mig_to(&vf, MIG_RUNNING);
	assert_true(in8(&vf, REG_ISR) & ISR_QUEUE);
	save(&vf, &first);
	check_equal(saved_isr(&first), 0, "ISR that was read");
}

/* Each vector once, as nobody knows what the source's VMM did not get to hand over. */
static void each_vector_is_signalled_once(void **state)
{
	(void)state;
	start_with(MSIX);
	move(MSIX, RESUMING);
	for (int i = 0; i < VECTORS; i++)
		if (!fired(to.fds[i], NET_PATIENCE))
			fail_msg("vector %d is not signalled", i);
}

static void a_link_that_changed_meanwhile_is_told(void **state)
{
	(void)state;
	start_with(LINE);
	move(LINE, RESUMING);
	set_link(2, false);
	assert_true(fired(to.fds[0], NET_PATIENCE));
	assert_true(within(NET_PATIENCE, in8(&other, REG_ISR) & ISR_CONFIG));
	set_link(2, true);
}

/* What was under way */

static void writes_that_were_posted_arrive(void **state)
{
	(void)state;
	hardware("command-delay-us", "100000");
	for (int i = 0; i < 3; i++) {
		out16(&vf, REG_QUEUE_SELECT, i);
		out32(&vf, REG_QUEUE_ADDRESS, page(i));
	}
	mig_to(&vf, MIG_STOP);
	hardware("command-delay-us", "0");
	save_stopped(&vf, &first);
	load(&other, &first);
	enable_io(&other);
	for (int i = 0; i < 3; i++) {
		out16(&other, REG_QUEUE_SELECT, i);
		check_equal(in32(&other, REG_QUEUE_ADDRESS), page(i),
			    "address of queue %d", i);
	}
	check_no_violation();
	check_no_failure();
}

static void offer_frame(void)
{
	uint8_t frame[NET_FRAME_MAX];

	net_queue_frame(&net, frame, net_arp_request(&net, frame));
}

static void move_driver(void)
{
	net_reach(&net, &other);
	save(&vf, &first);
	load(&other, &first);
	enable_io(&other);
	net_move(&net, &other);
}

/* Whatever the way of a kick: what it was for is done, here or there. */
static void a_kick_just_before_is_not_lost(const char *doorbell)
{
	for (int i = 0; i < 5; i++) {
		vf_reopen(&vf);
		vf_reopen(&other);
		enable_io(&vf);
		net_start(&net, &vf, false);
		offer_frame();
		net_kick(&net, NET_TX);
		move_driver();
		if (!net_sent(&net, NET_PATIENCE))
			fail_msg("doorbell %s: a frame is not sent", doorbell);
		net_hear_peer(&net);
		net_leave(&vf);
		net_stop(&net);
	}
	check_no_violation();
}

static void kicks_just_before_are_not_lost(void **state)
{
	static const char *const doorbells[] = { "member", "owner", "none" };

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(doorbells); i++) {
		hardware("doorbell", doorbells[i]);
		a_kick_just_before_is_not_lost(doorbells[i]);
	}
}

/* Made available, and the kick comes when the device is stopped. */
static void a_kick_while_stopped_is_made_up_for(void **state)
{
	(void)state;
	net_start(&net, &vf, false);
	talk();
	net_reach(&net, &other);
	mig_to(&vf, MIG_STOP);
	offer_frame();
	net_kick(&net, NET_TX);
	save_stopped(&vf, &first);
	load(&other, &first);
	enable_io(&other);
	net_move(&net, &other);
	assert_true(net_sent(&net, NET_PATIENCE));
	net_hear_peer(&net);
}

static void it_is_made_up_for_where_it_was(void **state)
{
	(void)state;
	net_start(&net, &vf, false);
	talk();
	mig_to(&vf, MIG_STOP);
	offer_frame();
	mig_to(&vf, MIG_RUNNING);
	assert_true(net_sent(&net, NET_PATIENCE));
	net_hear_peer(&net);
}

static int kick_by(struct vf *which, uint16_t queue, int fd)
{
	struct vfio_device_ioeventfd event = {
		.argsz = sizeof(event),
		.flags = VFIO_DEVICE_IOEVENTFD_16,
		.offset = which->bar0.offset + REG_QUEUE_NOTIFY,
		.data = queue,
		.fd = fd,
	};

	return ioctl(which->device, VFIO_DEVICE_IOEVENTFD, &event) ? -errno : 0;
}

static void kicks_by_eventfd_with(const char *doorbell)
{
	int fd = new_eventfd(), fd_there = new_eventfd();

	hardware("doorbell", doorbell);
	vf_reopen(&vf);
	vf_reopen(&other);
	enable_io(&vf);
	net_start(&net, &vf, false);
	check_equal(kick_by(&vf, NET_TX, fd), 0, "eventfd");
	/* just before the stop */
	offer_frame();
	write_eventfd(fd);
	net_reach(&net, &other);
	mig_to(&vf, MIG_STOP);
	/* and during it */
	offer_frame();
	write_eventfd(fd);
	save_stopped(&vf, &first);
	load(&other, &first);
	enable_io(&other);
	net_move(&net, &other);
	if (!net_sent(&net, NET_PATIENCE))
		fail_msg("doorbell %s: a frame is not sent", doorbell);
	check_equal(kick_by(&other, NET_TX, fd_there), 0, "eventfd");
	offer_frame();
	write_eventfd(fd_there);
	if (!net_sent(&net, NET_PATIENCE))
		fail_msg("doorbell %s: a frame is not sent there", doorbell);
	net_hear_peer(&net);
	close(fd);
	close(fd_there);
}

static void kicks_by_eventfd(void **state)
{
	(void)state;
	kicks_by_eventfd_with("member");
	kicks_by_eventfd_with("none");
	check_no_violation();
}

static void frames_come_while_it_is_stopped(void **state)
{
	(void)state;
	net_start(&net, &vf, false);
	for (int i = 0; i < 10; i++) {
		net_ask_peer(&net);
		move_driver();
		net_ask_peer(&net);
		net_hear_peer(&net);
		net_leave(&vf);
		vf_reopen(&vf);
		net_reach(&net, &vf);
		net_ask_peer(&net);
		save(&other, &second);
		load(&vf, &second);
		enable_io(&vf);
		net_move(&net, &vf);
		net_ask_peer(&net);
		net_hear_peer(&net);
		net_leave(&other);
		vf_reopen(&other);
	}
	check_no_violation();
}

/* Modes */

static void in_mode_legacy(void **state)
{
	(void)state;
	vf_close(&vf);
	vf_close(&other);
	check_equal(set_mode(1, "legacy"), 0, "legacy");
	check_equal(set_mode(2, "legacy"), 0, "legacy");
	vf_open(&vf, 1);
	vf_open(&other, 2);
	go_on_with(MSIX, RESUMING);
	net_stop(&net);
	take_away(&from, &vf);
	take_away(&to, &other);
	net_leave(&vf);
	vf_reopen(&vf);
	vf_reopen(&other);
	go_on_with(LINE, RESUMING);
}

#define test(f) cmocka_unit_test_setup_teardown(f, setup, teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		test(each_register_arrives),
		test(a_new_device_arrives),
		test(bus_mastering_arrives),
		test(bus_mastering_survives_what_the_vmm_writes),
		test(a_mac_that_was_written_arrives),
		test(nothing_is_remembered_of_before),
		test(vectors_go_on),
		test(vectors_go_on_that_were_given_before),
		test(vectors_go_on_that_are_given_after),
		test(the_line_goes_on),
		test(the_line_goes_on_that_was_given_before),
		test(the_line_goes_on_that_is_given_after),
		test(from_vectors_to_the_line_and_back),
		test(from_the_line_to_vectors),
		test(from_the_line_to_vectors_that_are_given_after),
		test(vectors_beneath_the_line_arrive),
		test(interrupts_change_while_stopped),
		test(an_interrupt_that_was_due_comes),
		test(isr_is_saved),
		test(each_vector_is_signalled_once),
		test(a_link_that_changed_meanwhile_is_told),
		test(writes_that_were_posted_arrive),
		test(kicks_just_before_are_not_lost),
		test(a_kick_while_stopped_is_made_up_for),
		test(it_is_made_up_for_where_it_was),
		test(kicks_by_eventfd),
		test(frames_come_while_it_is_stopped),
		test(in_mode_legacy),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
