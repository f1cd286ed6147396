// SPDX-License-Identifier: GPL-2.0-only
/*
 * Ioctls with arguments that are wrong in every way: refused, nothing changed,
 * and refused as stock vfio-pci does. The environment's ANSWERS names what
 * take_answers noted with that driver.
 */
/* needs: vfs=4 bind=all answers stray-dma group=hostile */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/eventfd.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <unistd.h>

#include <linux/pci_regs.h>

#include "check.h"
#include "hardware.h"
#include "ioctl_answers.h"
#include "kernel_memory.h"
#include "registers.h"
#include "rnd.h"
#include "vf_check.h"

#define VECTORS 3
#define ROUNDS	20000

static struct vf vf;

static int open_vf(void **state)
{
	(void)state;
	vf_open(&vf, 1);
	return 0;
}

static int close_vf(void **state)
{
	(void)state;
	vf_close(&vf);
	return 0;
}

static int call(unsigned long number, void *arg)
{
	int ret = ioctl(vf.device, number, arg);

	return ret < 0 ? -errno : ret;
}

/* The first test, so that the same descriptors are open as with stock. */
static void answers_are_those_of_stock_vfio_pci(void **state)
{
	(void)state;
	check_answers(&vf, "ANSWERS");
	watch_for_harm();
	check_unharmed(&vf, 0);
}

static void region_info_of_bar0_wants_the_right_argsz(void **state)
{
	struct vfio_region_info info;

	(void)state;
	for (uint32_t argsz = 0; argsz < 64; argsz++) {
		memset(&info, 0xa5, sizeof(info));
		info.argsz = argsz;
		info.index = VFIO_PCI_BAR0_REGION_INDEX;
		if (argsz >= sizeof(info)) {
			check_equal(call(VFIO_DEVICE_GET_REGION_INFO, &info), 0,
				    "argsz %u", argsz);
			check_equal(info.size, BAR0_SIZE, "size");
			continue;
		}
		check_equal(call(VFIO_DEVICE_GET_REGION_INFO, &info), -EINVAL,
			    "argsz %u", argsz);
		check_equal(info.size, 0xa5a5a5a5a5a5a5a5, "size left alone");
	}
	info.argsz = UINT32_MAX;
	check_equal(call(VFIO_DEVICE_GET_REGION_INFO, &info), 0, "huge argsz");
}

static void region_info_of_bar0_wants_memory_to_write_to(void **state)
{
	size_t page = getpagesize();
	struct vfio_region_info info = {
		.argsz = sizeof(info),
		.index = VFIO_PCI_BAR0_REGION_INDEX,
	};
	uint8_t *map;

	(void)state;
	map = mmap(NULL, 2 * page, PROT_READ | PROT_WRITE,
		   MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	assert_ptr_not_equal(map, MAP_FAILED);
	munmap(map + page, page);
	for (size_t have = 0; have < sizeof(info); have++) {
		uint8_t *at = map + page - have;

		memcpy(at, &info, have);
		check_equal(call(VFIO_DEVICE_GET_REGION_INFO, at), -EFAULT,
			    "%zu bytes of the argument there", have);
	}
	memcpy(map, &info, sizeof(info));
	mprotect(map, page, PROT_READ);
	check_equal(call(VFIO_DEVICE_GET_REGION_INFO, map), -EFAULT,
		    "read-only argument");
	munmap(map, page);
}

static void bar0_is_not_mapped_at_any_offset(void **state)
{
	static const size_t lengths[] = { 1, 64, 4096, 1 << 20, 1ul << 40 };
	static const int prots[] = { PROT_NONE, PROT_READ, PROT_WRITE,
				     PROT_READ | PROT_WRITE | PROT_EXEC };

	(void)state;
	for (size_t l = 0; l < ARRAY_SIZE(lengths); l++) {
		for (uint64_t at = 0; at < 1ull << 40; at = at * 8 + 4096) {
			for (size_t p = 0; p < ARRAY_SIZE(prots); p++)
				assert_ptr_equal(mmap(NULL, lengths[l],
						      prots[p], MAP_SHARED,
						      vf.device,
						      vf.bar0.offset + at),
						 MAP_FAILED);
		}
	}
}

static void an_ioeventfd_that_makes_no_sense_is_refused(void **state)
{
	struct vfio_device_ioeventfd good = {
		.argsz = sizeof(good),
		.flags = VFIO_DEVICE_IOEVENTFD_16,
		.offset = vf.bar0.offset + REG_QUEUE_NOTIFY,
		.fd = eventfd(0, EFD_CLOEXEC),
	}, bad;

	(void)state;
	/* The last ones are in regions below the first. */
	for (uint64_t index = 6; index << 40; index *= 2) {
		bad = good;
		bad.offset = (index << 40) + REG_QUEUE_NOTIFY;
		assert_int_not_equal(call(VFIO_DEVICE_IOEVENTFD, &bad), 0);
		bad.offset = -bad.offset;
		assert_int_not_equal(call(VFIO_DEVICE_IOEVENTFD, &bad), 0);
	}
	for (uint64_t at = 0; at < 80; at++) {
		if (at == REG_QUEUE_NOTIFY)
			continue;
		bad = good;
		bad.offset = vf.bar0.offset + at;
		assert_int_not_equal(call(VFIO_DEVICE_IOEVENTFD, &bad), 0);
	}
	for (uint32_t flags = 0; flags < 64; flags++) {
		bad = good;
		bad.flags = flags;
		if (flags != VFIO_DEVICE_IOEVENTFD_16)
			assert_int_not_equal(call(VFIO_DEVICE_IOEVENTFD, &bad),
					     0);
	}
	bad = good;
	bad.fd = vf.device;
	assert_int_not_equal(call(VFIO_DEVICE_IOEVENTFD, &bad), 0);
	bad = good;
	bad.argsz = 8;
	assert_int_not_equal(call(VFIO_DEVICE_IOEVENTFD, &bad), 0);
	close(good.fd);
}

struct irq_arg {
	struct vfio_irq_set set;
	int fds[8];
};

#define EVENTFDS (VFIO_IRQ_SET_DATA_EVENTFD | VFIO_IRQ_SET_ACTION_TRIGGER)
#define MIN_SIZE sizeof(struct vfio_irq_set)

/* Each wrong in one way. The descriptors are no eventfds where they are read. */
static const struct vfio_irq_set bad_sets[] = {
	{ 0, EVENTFDS, VFIO_PCI_MSIX_IRQ_INDEX, 0, VECTORS },
	{ MIN_SIZE - 1, EVENTFDS, VFIO_PCI_MSIX_IRQ_INDEX, 0, 0 },
	{ MIN_SIZE + 4, EVENTFDS, VFIO_PCI_MSIX_IRQ_INDEX, 0, VECTORS },
	{ sizeof(struct irq_arg), EVENTFDS, VFIO_PCI_MSIX_IRQ_INDEX, 0, 2 },
	{ sizeof(struct irq_arg), 0, VFIO_PCI_MSIX_IRQ_INDEX, 0, VECTORS },
	{ sizeof(struct irq_arg), 1u << 31, VFIO_PCI_MSIX_IRQ_INDEX, 0, 1 },
	{ sizeof(struct irq_arg), 0x3f, VFIO_PCI_MSIX_IRQ_INDEX, 0, 1 },
	{ sizeof(struct irq_arg), EVENTFDS, VFIO_PCI_NUM_IRQS, 0, 1 },
	{ sizeof(struct irq_arg), EVENTFDS, UINT32_MAX, 0, 1 },
	{ sizeof(struct irq_arg), EVENTFDS, VFIO_PCI_INTX_IRQ_INDEX, 0, 1 },
	{ sizeof(struct irq_arg), EVENTFDS, VFIO_PCI_MSI_IRQ_INDEX, 0, 1 },
	{ sizeof(struct irq_arg), EVENTFDS, VFIO_PCI_MSIX_IRQ_INDEX, 4096, 1 },
	{ UINT32_MAX, EVENTFDS, VFIO_PCI_MSIX_IRQ_INDEX, 0, 1 << 30 },
	{ UINT32_MAX, EVENTFDS, VFIO_PCI_MSIX_IRQ_INDEX, UINT32_MAX, 2 },
	{ UINT32_MAX, EVENTFDS, VFIO_PCI_MSIX_IRQ_INDEX, 2, UINT32_MAX - 1 },
	{ UINT32_MAX, EVENTFDS, VFIO_PCI_MSIX_IRQ_INDEX, UINT32_MAX,
	  UINT32_MAX },
};

static void refuse_all_sets(void)
{
	struct irq_arg arg;

	for (size_t i = 0; i < ARRAY_SIZE(bad_sets); i++) {
		arg.set = bad_sets[i];
		/* The device's own: a descriptor that is no eventfd. */
		for (size_t j = 0; j < ARRAY_SIZE(arg.fds); j++)
			arg.fds[j] = vf.device;
		if (call(VFIO_DEVICE_SET_IRQS, &arg) >= 0)
			fail_msg("set %zu was not refused", i);
	}
	check_equal(call(VFIO_DEVICE_SET_IRQS, NULL), -EFAULT, "no argument");
}

static uint64_t mac_at(uint64_t at)
{
	return in64(&vf, at) & 0xffffffffffff;
}

static void refused_interrupts_leave_those_that_are(void **state)
{
	uint64_t mac, plain;
	int fds[VECTORS];

	(void)state;
	watch_for_harm();
	enable_io(&vf);
	mac = mac_at(20);
	plain = in64(&vf, 20);
	refuse_all_sets();
	check_equal(mac_at(20), mac, "MAC");

	enable_msix(&vf, fds, VECTORS);
	check_equal(mac_at(24), mac, "MAC with MSI-X");
	out16(&vf, REG_CONFIG_VECTOR, 1);
	refuse_all_sets();
	check_equal(mac_at(24), mac, "MAC with MSI-X");
	check_equal(in16(&vf, REG_CONFIG_VECTOR), 1, "configuration vector");
	for (int i = 0; i < VECTORS; i++)
		assert_false(fired(fds[i], 0));
	disable_msix(&vf, fds, VECTORS);
	check_equal(in64(&vf, 20), plain, "layout");
	check_unharmed(&vf, 0);
}

static void unknown_ioctls_are_unknown(void **state)
{
	uint32_t arg[64];

	(void)state;
	watch_for_harm();
	enable_io(&vf);
	out8(&vf, REG_STATUS, STATUS_ACKNOWLEDGE);
	for (unsigned int nr = 0; nr < 256; nr++) {
		if (nr >= VFIO_BASE + 7 && nr <= VFIO_BASE + 20)
			continue;
		memset(arg, 0, sizeof(arg));
		arg[0] = sizeof(arg);
		check_equal(call(_IO(VFIO_TYPE, nr), arg), -ENOTTY, "number %u",
			    nr);
		check_equal(call(_IOWR(VFIO_TYPE, nr, arg), arg), -ENOTTY,
			    "number %u with a size", nr);
		check_equal(call(_IO('V', nr), NULL), -ENOTTY,
			    "number %u of another kind", nr);
	}
	check_equal(in8(&vf, REG_STATUS), STATUS_ACKNOWLEDGE, "status");
	check_unharmed(&vf, 0);
}

static void a_hot_reset_needs_every_device_of_the_bus(void **state)
{
	struct {
		struct vfio_pci_hot_reset_info info;
		struct vfio_pci_dependent_device devices[32];
	} about = { .info.argsz = sizeof(about) };
	struct {
		struct vfio_pci_hot_reset reset;
		int groups[8];
	} arg = { 0 };

	(void)state;
	watch_for_harm();
	check_equal(call(VFIO_DEVICE_GET_PCI_HOT_RESET_INFO, &about), 0,
		    "what a hot reset would reset");
	/* The PF is on the VFs' bus, and another driver has it. */
	assert_true(about.info.count > 1);
	enable_io(&vf);
	out8(&vf, REG_STATUS, STATUS_ACKNOWLEDGE);
	for (uint32_t n = 0; n < ARRAY_SIZE(arg.groups); n++) {
		for (uint32_t i = 0; i < ARRAY_SIZE(arg.groups); i++)
			arg.groups[i] = vf.group;
		arg.reset.argsz = sizeof(arg);
		arg.reset.count = n;
		assert_true(call(VFIO_DEVICE_PCI_HOT_RESET, &arg) < 0);
	}
	check_equal(in8(&vf, REG_STATUS), STATUS_ACKNOWLEDGE, "status");
	check_unharmed(&vf, 0);
}

/* Two numbers of the interface's, or what is near them. */
static unsigned long any_number(struct rnd *rnd)
{
	unsigned long number;

	do {
		number = _IO(VFIO_TYPE, VFIO_BASE + rnd_below(rnd, 24));
	} while (number == VFIO_DEVICE_RESET);
	return number;
}

static void random_ioctls_do_no_harm(void **state)
{
	struct rnd rnd = rnd_make(rnd_seed(), 0);
	bool counting = memory_is_counted();
	struct memory before = { 0 };
	uint32_t arg[64];

	(void)state;
	watch_for_harm();
	enable_io(&vf);
	for (int i = 0; i < 2 * ROUNDS; i++) {
		if (i == ROUNDS && counting)
			before = memory_now();
		rnd_bytes(&rnd, arg, sizeof(arg));
		if (!rnd_one_in(&rnd, 4))
			arg[0] = rnd_below(&rnd, sizeof(arg) + 1);
		for (int j = 1; j < 6; j++)
			if (!rnd_one_in(&rnd, 4))
				arg[j] = rnd_below(&rnd, 16);
		ioctl(vf.device, any_number(&rnd),
		      rnd_one_in(&rnd, 32) ? NULL : arg);
	}
	if (counting)
		check_no_growth(&before, ROUNDS);
	check_unharmed(&vf, 0);
}

#define test(f) cmocka_unit_test_setup_teardown(f, open_vf, close_vf)

int main(void)
{
	const struct CMUnitTest tests[] = {
		test(answers_are_those_of_stock_vfio_pci),
		test(region_info_of_bar0_wants_the_right_argsz),
		test(region_info_of_bar0_wants_memory_to_write_to),
		test(bar0_is_not_mapped_at_any_offset),
		test(an_ioeventfd_that_makes_no_sense_is_refused),
		test(refused_interrupts_leave_those_that_are),
		test(unknown_ioctls_are_unknown),
		test(a_hot_reset_needs_every_device_of_the_bus),
		test(random_ioctls_do_no_harm),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
