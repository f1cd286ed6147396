// SPDX-License-Identifier: GPL-2.0-only
/*
 * The states of live migration and their files, as <linux/vfio.h> has them: each arc and
 * each that there must not be, where a file ends, and what a VMM may do meanwhile.
 */
/* needs: vfs=4 bind=all parts group=migrate */
#define _GNU_SOURCE /* POLLRDHUP */
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <stdio.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <unistd.h>

#include <linux/pci_regs.h>

#include "driver_sysfs.h"
#include "fixture.h"
#include "hardware.h"
#include "intx_line.h"
#include "legacy_net.h"
#include "migration.h"
#include "registers.h"
#include "vf_check.h"

#define STATES	  8
#define NO_SUCH	  9
#define PARAMETER "migration"
#define MODULE	  "virtio_vfio_pci"

#ifndef VFIO_DEVICE_FEATURE_MIGRATION
#error "old headers"
#endif
#ifndef VFIO_MIG_GET_PRECOPY_INFO
#define VFIO_MIG_GET_PRECOPY_INFO _IO(VFIO_TYPE, VFIO_BASE + 21)
#endif

static struct stream good, stream;
static int data = -1;
/* volatile: the compiler would see that nothing is there. */
static void *volatile nowhere = (void *)1;

static int setup(void **state)
{
	vf_setup_io(state);
	check_equal(mig_state(&vf), MIG_RUNNING, "state of a new session");
	return 0;
}

static void forget_data(void)
{
	if (data >= 0)
		close(data);
	data = -1;
}

static int teardown(void **state)
{
	forget_data();
	set_parameter(MODULE, PARAMETER, 1);
	vf_teardown(state);
	check_equal(write_attribute(1, "migration", "on"), 0, "migration on");
	return 0;
}

/* The way to each state from a device that runs; of RESUMING with all of a device. */
static void go(uint32_t state)
{
	if (state == MIG_PRE_COPY_P2P)
		forget_data();
	data = mig_to(&vf, state);
	if (state == MIG_RESUMING)
		check_equal(stream_write(data, &good, 4096), 0, "stream");
}

static bool is_pre_copy(uint32_t state)
{
	return state == MIG_PRE_COPY || state == MIG_PRE_COPY_P2P;
}

static bool has_file(uint32_t state)
{
	return is_pre_copy(state) || state == MIG_STOP_COPY ||
	       state == MIG_RESUMING;
}

/* "Any state -> ERROR" is the driver's alone, and nothing begins behind STOP_COPY. */
static bool is_allowed(uint32_t from, uint32_t to)
{
	return to != MIG_ERROR && to < STATES &&
	       !(from == MIG_STOP_COPY && is_pre_copy(to));
}

/* The data goes on by the file that there is. */
static bool goes_on(uint32_t from, uint32_t to)
{
	return from == to ||
	       (is_pre_copy(from) && (is_pre_copy(to) || to == MIG_STOP_COPY));
}

static void try_arc(uint32_t from, uint32_t to)
{
	int file, expected = -1;

	go(from);
	file = mig_try(&vf, to);
	if (!is_allowed(from, to)) {
		check_equal(file + 1, -EINVAL, "from %u to %u", from, to);
		check_equal(mig_state(&vf), from, "state behind %u to %u", from,
			    to);
	} else {
		if (has_file(to) && !goes_on(from, to))
			expected = 0;
		check_equal(file < 0 ? file : 0, expected, "file of %u to %u",
			    from, to);
		check_equal(mig_state(&vf), to, "state behind %u to %u", from,
			    to);
	}
	if (file >= 0)
		close(file);
	forget_data();
	check_equal(reset(&vf), 0, "reset in state %u", mig_state(&vf));
	check_equal(mig_state(&vf), MIG_RUNNING, "state behind a reset");
}

static void each_arc(void **state)
{
	(void)state;
	save_stopped(&vf, &good);
	mig_to(&vf, MIG_RUNNING);
	for (uint32_t from = MIG_STOP; from < STATES; from++)
		for (uint32_t to = 0; to <= NO_SUCH; to++)
			try_arc(from, to);
	check_no_object();
	check_no_violation();
	enable_io(&vf);
	check_works(&vf);
}

static void check_ended(int file, bool writes)
{
	uint8_t byte = 0;

	if (writes) {
		check_equal(write(file, &byte, 1) < 0 ? errno : 0, ENODEV,
			    "write");
		return;
	}
	check_equal(read(file, &byte, 1) < 0 ? errno : 0, ENODEV, "read");
	check_equal(mig_poll(file), POLLIN | POLLRDHUP, "poll");
	check_equal(mig_initial(file), -ENODEV, "VFIO_MIG_GET_PRECOPY_INFO");
}

/* Whatever the VMM still has open. */
static void files_end_with_their_state(void **state)
{
	static const uint32_t states[] = { MIG_PRE_COPY, MIG_PRE_COPY_P2P,
					   MIG_STOP_COPY, MIG_RESUMING };

	(void)state;
	save_stopped(&vf, &good);
	mig_to(&vf, MIG_RUNNING);
	for (size_t i = 0; i < ARRAY_SIZE(states); i++) {
		go(states[i]);
		mig_to(&vf, MIG_RUNNING);
		check_ended(data, states[i] == MIG_RESUMING);
		forget_data();

		go(states[i]);
		check_equal(reset(&vf), 0, "reset");
		check_ended(data, states[i] == MIG_RESUMING);
		forget_data();

		go(states[i]);
		vf_close(&vf);
		check_ended(data, states[i] == MIG_RESUMING);
		forget_data();
		vf_open(&vf, 1);
	}
	check_no_object();
}

static void a_file_does_nothing_else(void **state)
{
	uint8_t byte = 0;
	void *map;

	(void)state;
	go(MIG_PRE_COPY);
	check_equal(write(data, &byte, 1) < 0 ? errno : 0, EBADF, "write");
	check_equal(pread(data, &byte, 1, 0) < 0 ? errno : 0, ESPIPE, "pread");
	check_equal(lseek(data, 0, SEEK_SET) < 0 ? errno : 0, ESPIPE, "lseek");
	map = mmap(NULL, 4096, PROT_READ, MAP_SHARED, data, 0);
	check_equal(map == MAP_FAILED ? errno : 0, ENODEV, "mmap");
	check_equal(ioctl(data, VFIO_DEVICE_RESET) < 0 ? errno : 0, ENOTTY,
		    "ioctl");
	check_equal(read(data, nowhere, 1) < 0 ? errno : 0, EFAULT, "read");
	check_equal(read(data, &byte, 0), 0, "no bytes");
	mig_to(&vf, MIG_RUNNING);
	forget_data();
	go(MIG_STOP);
	data = mig_to(&vf, MIG_RESUMING);
	check_equal(read(data, &byte, 1) < 0 ? errno : 0, EBADF, "read");
	check_equal(pwrite(data, &byte, 1, 0) < 0 ? errno : 0, ESPIPE,
		    "pwrite");
	check_equal(write(data, nowhere, 1) < 0 ? errno : 0, EFAULT, "write");
	check_equal(write(data, &byte, 0), 0, "no bytes");
	check_equal(mig_initial(data), -ENOTTY, "VFIO_MIG_GET_PRECOPY_INFO");
}

static void pre_copy_has_the_identity(void **state)
{
	struct {
		uint32_t argsz, flags;
		uint64_t initial, dirty;
	} info = { .argsz = sizeof(info) - 1 };
	long long initial;
	uint8_t byte;

	(void)state;
	stream.len = 0;
	go(MIG_PRE_COPY);
	initial = mig_initial(data);
	assert_in_range(initial, 56, 4096);
	check_equal(mig_poll(data), POLLIN, "poll with data");
	check_equal(read(data, &byte, 1), 1, "a byte");
	check_equal(mig_initial(data), initial - 1, "bytes that are left");
	check_equal(ioctl(data, VFIO_MIG_GET_PRECOPY_INFO, &info) < 0 ? errno
								      : 0,
		    EINVAL, "information cut off");
	check_equal(ioctl(data, VFIO_MIG_GET_PRECOPY_INFO, nowhere) < 0 ? errno
									: 0,
		    EFAULT, "information to nowhere");
	info.argsz = sizeof(info);
	info.dirty = 77;
	check_equal(ioctl(data, VFIO_MIG_GET_PRECOPY_INFO, &info), 0,
		    "information");
	check_equal(info.initial, initial - 1, "initial bytes");
	check_equal(info.dirty, 0, "dirty bytes");
	check_equal(info.flags, 0, "flags");

	check_equal(stream_read(data, &stream), ENOMSG, "end for now");
	check_equal(stream.len, initial - 1, "bytes");
	check_equal(mig_initial(data), 0, "bytes that are left");
	check_equal(mig_poll(data), 0, "poll without data");
	mig_to(&vf, MIG_STOP_COPY);
	check_equal(mig_poll(data), POLLIN, "poll with the rest");
	check_equal(mig_initial(data), -EINVAL, "information while stopped");
	check_equal(stream_read(data, &stream), 0, "end");
	check_equal(mig_poll(data), POLLIN, "poll at the end");
	assert_true(stream.len > (size_t)initial + 100);
}

/* An hour before the move or not: the stream is the same. */
static void a_stream_is_the_same_by_both_ways(void **state)
{
	(void)state;
	save(&vf, &good);
	mig_to(&vf, MIG_RUNNING);
	save_stopped(&vf, &stream);
	check_equal(stream.len, good.len, "bytes");
	assert_memory_equal(stream.data, good.data, good.len);
	/* and with the move cancelled in PRE_COPY */
	go(MIG_PRE_COPY_P2P);
	mig_to(&vf, MIG_RUNNING);
	save(&vf, &stream);
	check_equal(stream.len, good.len, "bytes");
	assert_memory_equal(stream.data, good.data, good.len);
}

static void the_size_is_known_in_every_state(void **state)
{
	long long size;

	(void)state;
	size = mig_size(&vf);
	save(&vf, &good);
	assert_in_range(size, good.len, 1 << 20);
	mig_to(&vf, MIG_RUNNING);
	for (uint32_t at = MIG_STOP; at < STATES; at++) {
		go(at);
		check_equal(mig_size(&vf), size, "size in state %u", at);
		forget_data();
		check_equal(reset(&vf), 0, "reset");
	}
	check_no_object();
}

static int feature(uint32_t flags, uint32_t argsz)
{
	struct {
		struct vfio_device_feature head;
		uint64_t data;
	} arg = { .head = { .argsz = argsz, .flags = flags },
		  .data = MIG_STOP };

	return ioctl(vf.device, VFIO_DEVICE_FEATURE, &arg) < 0 ? -errno : 0;
}

static void features_are_checked(void **state)
{
	const uint32_t head = sizeof(struct vfio_device_feature),
		       all = head + 8;
	const uint32_t get = VFIO_DEVICE_FEATURE_GET,
		       set = VFIO_DEVICE_FEATURE_SET,
		       probe = VFIO_DEVICE_FEATURE_PROBE;
	const uint32_t mig = VFIO_DEVICE_FEATURE_MIGRATION,
		       mig_state_of = VFIO_DEVICE_FEATURE_MIG_DEVICE_STATE,
		       size = 9;

	(void)state;
	check_equal(feature(probe | get | mig, head), 0, "MIGRATION");
	check_equal(feature(probe | get | set | mig_state_of, head), 0,
		    "DEVICE_STATE");
	check_equal(feature(probe | get | size, head), 0, "DATA_SIZE");
	check_equal(feature(set | mig, all), -EINVAL, "MIGRATION set");
	check_equal(feature(set | size, all), -EINVAL, "DATA_SIZE set");
	check_equal(feature(get | mig, head), -EINVAL,
		    "MIGRATION without room");
	check_equal(feature(get | mig_state_of, head), -EINVAL,
		    "DEVICE_STATE without room");
	check_equal(feature(set | mig_state_of, head), -EINVAL,
		    "DEVICE_STATE of nothing");
	check_equal(feature(get | size, head), -EINVAL,
		    "DATA_SIZE without room");
	check_equal(mig_state(&vf), MIG_RUNNING, "state");
}

/* What a VMM does at any time: none of it reaches a stopped device. */
static void do_all(void)
{
	struct vfio_region_info region;
	struct vfio_irq_info irq;
	int fds[3], fd;

	check_equal(vf_region(&vf, 0, &region), 0, "region");
	check_equal(vf_irq(&vf, VFIO_PCI_INTX_IRQ_INDEX, &irq), 0, "interrupt");
	out16(&vf, REG_QUEUE_SELECT, 1);
	out32(&vf, REG_QUEUE_ADDRESS, 0x1234);
	out16(&vf, REG_QUEUE_NOTIFY, 0);
	out8(&vf, DEVICE_CONFIG(false) + NET_MAC, 0x42);
	in32(&vf, REG_DEVICE_FEATURES);
	in8(&vf, REG_ISR);
	in16(&vf, DEVICE_CONFIG(false) + NET_STATUS);
	fd = enable_line(&vf);
	check_equal(line_mask(&vf), 0, "mask");
	check_equal(line_test(&vf), 0, "test");
	check_equal(line_unmask(&vf), 0, "unmask");
	disable_line(&vf, fd);
	enable_msix(&vf, fds, 3);
	disable_msix(&vf, fds, 3);
	set_conf16(&vf, PCI_COMMAND, PCI_COMMAND_MEMORY);
	set_conf16(&vf, PCI_COMMAND,
		   PCI_COMMAND_IO | PCI_COMMAND_MEMORY | PCI_COMMAND_MASTER);
	set_conf32(&vf, PCI_BASE_ADDRESS_0, 0xc000);
	conf32(&vf, PCI_BASE_ADDRESS_0);
}

static bool is_running(uint32_t state)
{
	return state == MIG_RUNNING || state == MIG_PRE_COPY;
}

static void a_vmm_may_do_all_in_every_state(void **state)
{
	struct counts counts;

	(void)state;
	save_stopped(&vf, &good);
	mig_to(&vf, MIG_RUNNING);
	for (uint32_t at = MIG_STOP; at < STATES; at++) {
		go(at);
		count_from_zero();
		do_all();
		counts = counted(1);
		if (!is_running(at))
			check_equal(commands(&counts), 0,
				    "commands in state %u", at);
		if (!is_running(at))
			check_equal(in16(&vf, REG_QUEUE_SELECT), 0xffff,
				    "select in state %u", at);
		check_no_violation();
		forget_data();
		check_equal(reset(&vf), 0, "reset");
		enable_io(&vf);
		check_equal(in8(&vf, REG_STATUS), 0, "status behind state %u",
			    at);
	}
	check_works(&vf);
	check_no_object();
}

static void a_stop_is_the_same_many_times(void **state)
{
	struct legacy_net net;

	(void)state;
	net_start(&net, &vf, false);
	for (int i = 0; i < 20; i++) {
		mig_to(&vf, MIG_RUNNING_P2P);
		mig_to(&vf, MIG_RUNNING);
	}
	net_ask_peer(&net);
	net_hear_peer(&net);
	net_stop(&net);
	check_no_violation();
	check_no_failure();
}

static void check_not_offered(const char *word)
{
	char reason[32];

	check_equal(mig_flags(&vf), -ENOTTY, "MIGRATION");
	check_equal(mig_state(&vf), -ENOTTY, "DEVICE_STATE");
	check_equal(mig_size(&vf), -ENOTTY, "DATA_SIZE");
	check_equal(mig_try(&vf, MIG_STOP) + 1, -ENOTTY, "DEVICE_STATE set");
	get_migration_reason(1, reason);
	assert_string_equal(reason, word);
	check_works(&vf);
}

static void it_can_be_switched_off_for_a_vf(void **state)
{
	char text[32];

	(void)state;
	check_equal(write_attribute(1, "migration", "off"), -EBUSY,
		    "off while open");
	check_equal(mig_state(&vf), MIG_RUNNING, "state");
	vf_close(&vf);
	check_equal(write_attribute(1, "migration", "perhaps"), -EINVAL,
		    "nonsense");
	check_equal(write_attribute(1, "migration", "off"), 0, "off");
	read_attribute(1, "migration", text);
	assert_string_equal(text, "off");
	vf_open(&vf, 1);
	enable_io(&vf);
	check_not_offered("off");
	/* Another one is not concerned. */
	vf_open(&other, 2);
	check_equal(mig_state(&other), MIG_RUNNING, "state of VF 2");
	vf_close(&vf);
	check_equal(write_attribute(1, "migration", "on"), 0, "on");
	vf_open(&vf, 1);
	check_equal(mig_state(&vf), MIG_RUNNING, "state");
}

static void it_can_be_switched_off_for_all(void **state)
{
	(void)state;
	set_parameter(MODULE, PARAMETER, 0);
	/* for those that are opened from now on */
	check_equal(mig_state(&vf), MIG_RUNNING, "state");
	vf_reopen(&vf);
	enable_io(&vf);
	check_not_offered("disabled");
	set_parameter(MODULE, PARAMETER, 1);
	vf_reopen(&vf);
	check_equal(mig_state(&vf), MIG_RUNNING, "state");
}

static void an_operator_sees_it(void **state)
{
	long long changes = mig_count(1, "changes"),
		  saved = mig_count(1, "saved"),
		  loaded = mig_count(1, "loaded");
	char text[64];

	(void)state;
	mig_line(1, "migration_state", "state", text, sizeof(text));
	assert_string_equal(text, "running");
	save(&vf, &good);
	mig_line(1, "migration_state", "state", text, sizeof(text));
	assert_string_equal(text, "stop");
	mig_line(1, "migration_state", "last", text, sizeof(text));
	assert_string_equal(text, "stop-copy stop");
	check_equal(mig_count(1, "changes") - changes, 4, "changes");
	check_equal(mig_count(1, "saved") - saved, 1, "saved");
	check_equal(mig_count(1, "bytes"), good.len, "bytes");
	check_equal(mig_count(1, "last_error"), 0, "error");
	load(&vf, &good);
	check_equal(mig_count(1, "loaded") - loaded, 1, "loaded");
	check_equal(mig_count(1, "bytes"), good.len, "bytes");
	assert_true(mig_count(1, "stopped_us") > 0);
}

static void the_report_says_what_both_ends_need(void **state)
{
	char text[64], address[16], path[64];
	int fd;

	(void)state;
	mig_line(1, "parts", "mode", text, sizeof(text));
	assert_string_equal(text, "transitional");
	mig_line(1, "parts", "type", text, sizeof(text));
	assert_string_equal(text, "1");
	mig_line(1, "parts", "pci", text, sizeof(text));
	assert_string_equal(text, "1af4:1000");
	mig_line(1, "parts", "bar0_size", text, sizeof(text));
	assert_string_equal(text, "64");
	mig_line(1, "parts", "queues", text, sizeof(text));
	assert_string_equal(text, "3");
	mig_line(1, "parts", "queue_sizes", text, sizeof(text));
	mig_line(1, "parts", "features", text, sizeof(text));
	check_no_object();

	/* It is not in the way of a move. */
	go(MIG_PRE_COPY);
	vf_address(1, address);
	snprintf(path, sizeof(path), "/sys/bus/pci/devices/%s/parts", address);
	fd = open(path, O_RDONLY | O_CLOEXEC);
	assert_true(fd >= 0);
	check_equal(read(fd, text, sizeof(text)) < 0 ? errno : 0, EBUSY,
		    "report");
	close(fd);

	/* of a function that nobody has open, too */
	vf_close(&vf);
	mig_line(1, "parts", "queues", text, sizeof(text));
	check_no_object();
}

#define test(f) cmocka_unit_test_setup_teardown(f, setup, teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		test(each_arc),
		test(files_end_with_their_state),
		test(a_file_does_nothing_else),
		test(pre_copy_has_the_identity),
		test(a_stream_is_the_same_by_both_ways),
		test(the_size_is_known_in_every_state),
		test(features_are_checked),
		test(a_vmm_may_do_all_in_every_state),
		test(a_stop_is_the_same_many_times),
		test(it_can_be_switched_off_for_a_vf),
		test(it_can_be_switched_off_for_all),
		test(an_operator_sees_it),
		test(the_report_says_what_both_ends_need),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
