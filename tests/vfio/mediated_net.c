// SPDX-License-Identifier: GPL-2.0-only
/*
 * A legacy network driver on functions of stock QEMU that have no legacy interface and no
 * PF: one behind a root port, and one on the root bus, which nothing can reset.
 */
/* needs: vfs=1 bind=none function=net function=net@root function=blk function=blk@root */
/* needs: function=net:iommu_platform=off function=rng function=9p group=mediated */
#include <errno.h>
#include <unistd.h>

#include <linux/pci_regs.h>

#include "check.h"
#include "driver_sysfs.h"
#include "legacy_net.h"
#include "net_interrupts.h"
#include "registers.h"
#include "vf.h"

#define VECTORS	    3
#define FEATURE_MRG 0x8000u
#define DRIVER_OK   (STATUS_ACKNOWLEDGE | STATUS_DRIVER | STATUS_DRIVER_OK)

static struct legacy_net net;
static struct vf vf;

static int number;

static int setup(void **state)
{
	(void)state;
	net_mergeable = false;
	vf_open(&vf, number);
	return 0;
}

static int teardown(void **state)
{
	(void)state;
	vf_close(&vf);
	write_attribute(number, "mode", "transitional");
	write_attribute(number, "header", "auto");
	return 0;
}

static long long counter(const char *name)
{
	return driver_counter(vf.number, name);
}

static void the_backend_is_seen(void **state)
{
	char line[32];

	(void)state;
	read_attribute(vf.number, "backend", line);
	assert_string_equal(line, "mediated");
	read_attribute(vf.number, "mode", line);
	assert_string_equal(line, "transitional");
	check_equal(counter("commands"), 0, "commands");
}

static void it_looks_transitional(void **state)
{
	(void)state;
	check_equal(conf16(&vf, PCI_DEVICE_ID), 0x1000, "device");
	check_equal(conf8(&vf, PCI_REVISION_ID), 0, "revision");
	check_equal(conf16(&vf, PCI_SUBSYSTEM_ID), 1, "subsystem");
	check_equal(vf.bar0.size, BAR0_SIZE, "BAR0");
}

static void exchange(void)
{
	net_ask_peer(&net);
	net_hear_peer(&net);
	assert_true(net_sent(&net, NET_PATIENCE));
}

static void frames_with_a_header_of_12_bytes(void **state)
{
	(void)state;
	net_mergeable = true;
	net_start(&net, &vf, false);
	exchange();
	net_stop(&net);
}

static void frames_with_a_header_of_10_bytes(void **state)
{
	(void)state;
	net_start(&net, &vf, false);
	exchange();
	net_stop(&net);
}

static void frames_with_msix(void **state)
{
	(void)state;
	exchange_by_vectors(&net, &vf);
}

static void frames_with_intx(void **state)
{
	(void)state;
	exchange_by_line(&net, &vf);
}

static void kicks_go_by_the_doorbell(void **state)
{
	long long by_access, by_doorbell;

	(void)state;
	net_mergeable = true;
	net_start(&net, &vf, false);
	by_access = counter("kicks_command");
	by_doorbell = counter("kicks_doorbell");
	for (int i = 0; i < 10; i++)
		exchange();
	check_equal(counter("kicks_command"), by_access, "by access");
	assert_true(counter("kicks_doorbell") >= by_doorbell + 20);
	net_kick(&net, 77);
	net_stop(&net);
}

/* Firmware and old kernels switch no more than I/O on; some not even that. */
static void memory_and_mastering_need_not_be_on(void **state)
{
	(void)state;
	net_mergeable = true;
	set_conf16(&vf, PCI_COMMAND, 0);
	check_equal(conf16(&vf, PCI_COMMAND) & 7, 0, "COMMAND");
	set_conf16(&vf, PCI_COMMAND, PCI_COMMAND_IO);
	net_prepare(&net, &vf, false);
	set_conf16(&vf, PCI_COMMAND, PCI_COMMAND_IO);
	check_equal(conf16(&vf, PCI_COMMAND) & 7, PCI_COMMAND_IO, "COMMAND");
	check_equal(host_conf16(vf.address, PCI_COMMAND) & 7,
		    PCI_COMMAND_MEMORY, "the function's");
	net_go(&net);
	check_equal(conf16(&vf, PCI_COMMAND) & PCI_COMMAND_MASTER,
		    PCI_COMMAND_MASTER, "mastering");
	exchange();
	net_stop(&net);
}

static void a_guest_that_looks_for_bar_sizes_loses_nothing(void **state)
{
	int fds[VECTORS];
	uint16_t command;

	(void)state;
	enable_msix(&vf, fds, VECTORS);
	net_mergeable = true;
	net_start(&net, &vf, true);
	command = conf16(&vf, PCI_COMMAND);
	set_conf16(&vf, PCI_COMMAND,
		   command & ~(PCI_COMMAND_IO | PCI_COMMAND_MEMORY));
	set_conf32(&vf, PCI_BASE_ADDRESS_4, 0xffffffff);
	set_conf16(&vf, PCI_COMMAND, command);
	exchange();
	assert_true(fired(fds[1], NET_PATIENCE));
	net_stop(&net);
	disable_msix(&vf, fds, VECTORS);
}

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
	exchange();
	net_stop(&net);
}

/* QEMU's BAR4 begins with the common configuration. */
#define DEVICE_STATUS 20

static uint64_t device_status_at(void)
{
	struct vfio_region_info bar4;

	check_equal(vf_region(&vf, VFIO_PCI_BAR4_REGION_INDEX, &bar4), 0,
		    "BAR4");
	set_conf16(&vf, PCI_COMMAND, PCI_COMMAND_MEMORY);
	return bar4.offset + DEVICE_STATUS;
}

static int device_status(void)
{
	uint8_t status = 0xaa;

	check_equal(pread(vf.device, &status, 1, device_status_at()), 1,
		    "device_status");
	return status;
}

/* Who has the modern interface leaves nothing for the next one either. */
static void a_session_without_legacy_interface_is_as_clean(void **state)
{
	uint8_t status = STATUS_ACKNOWLEDGE | STATUS_DRIVER;

	(void)state;
	vf_close(&vf);
	write_attribute(number, "mode", "modern");
	vf_open(&vf, number);
	check_equal(pwrite(vf.device, &status, 1, device_status_at()), 1,
		    "write");
	check_equal(device_status(), status, "device_status");
	vf_reopen(&vf);
	check_equal(device_status(), 0, "device_status");
}

static void the_device_is_reset_when_the_session_ends(void **state)
{
	struct legacy_net left;

	(void)state;
	net_start(&left, &vf, false);
	vf_close(&vf);
	check_equal(host_conf16(vf.address, PCI_COMMAND) & PCI_COMMAND_MASTER,
		    0, "bus mastering");
	write_attribute(vf.number, "mode", "modern");
	vf_open(&vf, vf.number);
	check_equal(device_status(), 0, "device_status");
}

static void queues_that_are_not_there(void **state)
{
	(void)state;
	enable_io(&vf);
	out8(&vf, REG_STATUS, 0);
	out8(&vf, REG_STATUS, STATUS_ACKNOWLEDGE | STATUS_DRIVER);
	for (int i = 3; i <= 0xffff; i = 2 * i + 1) {
		out16(&vf, REG_QUEUE_SELECT, i);
		check_equal(in16(&vf, REG_QUEUE_SIZE), 0, "size of queue %d",
			    i);
		out32(&vf, REG_QUEUE_ADDRESS, 0x100);
		check_equal(in32(&vf, REG_QUEUE_ADDRESS), 0, "address");
	}
	out16(&vf, REG_QUEUE_SELECT, 0);
	assert_true(in16(&vf, REG_QUEUE_SIZE) >= 64);
	out8(&vf, REG_STATUS, 0);
}

static void a_header_of_10_bytes_can_be_refused(void **state)
{
	long long before = counter("not_started");

	(void)state;
	check_equal(write_attribute(vf.number, "header", "12"), -EBUSY,
		    "while it is open");
	vf_close(&vf);
	check_equal(write_attribute(vf.number, "header", "12"), 0, "12");
	vf_open(&vf, vf.number);
	net_prepare(&net, &vf, false);
	out8(&vf, REG_STATUS, DRIVER_OK);
	check_equal(in8(&vf, REG_STATUS), STATUS_ACKNOWLEDGE | STATUS_DRIVER,
		    "status");
	check_equal(counter("not_started"), before + 1, "not started");
	net_ask_peer(&net);
	assert_false(net_sent(&net, 200));
	net_stop(&net);
	net_mergeable = true;
	net_start(&net, &vf, false);
	exchange();
	net_stop(&net);
}

static void resets_by_vfio(void **state)
{
	(void)state;
	net_start(&net, &vf, false);
	/* On the root bus there is none. */
	if (reset(&vf)) {
		net_stop(&net);
		return;
	}
	enable_io(&vf);
	check_equal(in8(&vf, REG_STATUS), 0, "status");
	check_equal(in32(&vf, REG_QUEUE_ADDRESS), 0, "queue address");
	net_forget(&net);
	net_start(&net, &vf, false);
	exchange();
	net_stop(&net);
}

int main(int argc, char **argv)
{
#define TEST(f) cmocka_unit_test_setup_teardown(f, setup, teardown)
	const struct CMUnitTest tests[] = {
		TEST(the_backend_is_seen),
		TEST(it_looks_transitional),
		TEST(frames_with_a_header_of_12_bytes),
		TEST(frames_with_a_header_of_10_bytes),
		TEST(frames_with_msix),
		TEST(frames_with_intx),
		TEST(kicks_go_by_the_doorbell),
		TEST(memory_and_mastering_need_not_be_on),
		TEST(a_guest_that_looks_for_bar_sizes_loses_nothing),
		TEST(a_device_left_running_is_reset_for_the_next_open),
		TEST(the_device_is_reset_when_the_session_ends),
		TEST(a_session_without_legacy_interface_is_as_clean),
		TEST(queues_that_are_not_there),
		TEST(a_header_of_10_bytes_can_be_refused),
		TEST(resets_by_vfio),
	};

	number = argc > 1 ? atoi(argv[1]) : 1;
	return cmocka_run_group_tests(tests, NULL, NULL);
}
