// SPDX-License-Identifier: GPL-2.0-only
/* Which virtio structures are found, and which of them are refused. */
#include <linux/kernel.h>
#include <linux/pci_regs.h>
#include <linux/virtio_pci.h>

#include "modern_caps.h"
#include "unit.h"

enum { COMMON = 0x40, NOTIFY = 0x54, ISR = 0x6c, DEVICE = 0x80, MSIX = 0x94 };

static struct modern_function f;
static struct modern_caps caps;

static void put32(unsigned int pos, u32 value)
{
	for (int i = 0; i < 4; i++)
		f.config[pos + i] = value >> (8 * i);
}

static void cap_at(u8 pos, u8 next, u8 type, u8 len, u8 bar, u32 offset,
		   u32 length)
{
	f.config[pos] = PCI_CAP_ID_VNDR;
	f.config[pos + 1] = next;
	f.config[pos + VIRTIO_PCI_CAP_LEN] = len;
	f.config[pos + VIRTIO_PCI_CAP_CFG_TYPE] = type;
	f.config[pos + VIRTIO_PCI_CAP_BAR] = bar;
	put32(pos + VIRTIO_PCI_CAP_OFFSET, offset);
	put32(pos + VIRTIO_PCI_CAP_LENGTH, length);
}

/* As QEMU has it: BAR1 for MSI-X, a page of BAR4 for each structure. */
static int start(void **state)
{
	memset(&f, 0, sizeof(f));
	memset(&caps, 0xa5, sizeof(caps));
	f.bar_size[1] = 0x1000;
	f.bar_size[4] = 0x4000;
	f.config[PCI_STATUS] = PCI_STATUS_CAP_LIST;
	f.config[PCI_CAPABILITY_LIST] = COMMON;
	cap_at(COMMON, NOTIFY, VIRTIO_PCI_CAP_COMMON_CFG, 16, 4, 0, 0x1000);
	cap_at(NOTIFY, ISR, VIRTIO_PCI_CAP_NOTIFY_CFG, 20, 4, 0x3000, 0x1000);
	put32(NOTIFY + 16, 4);
	cap_at(ISR, DEVICE, VIRTIO_PCI_CAP_ISR_CFG, 16, 4, 0x1000, 0x1000);
	cap_at(DEVICE, MSIX, VIRTIO_PCI_CAP_DEVICE_CFG, 16, 4, 0x2000, 0x1000);
	f.config[MSIX] = PCI_CAP_ID_MSIX;
	f.config[MSIX + PCI_MSIX_FLAGS] = 3; /* four vectors */
	put32(MSIX + PCI_MSIX_TABLE, 1);
	put32(MSIX + PCI_MSIX_PBA, 1 | 0x800);
	return 0;
}

static void usable(void)
{
	assert_null(vvp_modern_caps_read(&f, &caps));
}

static void refused(const char *words)
{
	const char *fault = vvp_modern_caps_read(&f, &caps);

	assert_non_null(fault);
	assert_non_null(strstr(fault, words));
}

static void structures_are_found(void **state)
{
	usable();
	assert_int_equal(caps.common.bar, 4);
	assert_int_equal(caps.common.offset, 0);
	assert_int_equal(caps.common.length, 0x1000);
	assert_int_equal(caps.notify.offset, 0x3000);
	assert_int_equal(caps.notify_multiplier, 4);
	assert_int_equal(caps.isr.offset, 0x1000);
	assert_int_equal(caps.device.offset, 0x2000);
	assert_int_equal(caps.msix_table.bar, 1);
	assert_int_equal(caps.msix_table.offset, 0);
	assert_int_equal(caps.msix_table.length, 64);
	assert_int_equal(caps.msix_pba.bar, 1);
	assert_int_equal(caps.msix_pba.offset, 0x800);
	assert_int_equal(caps.msix_pba.length, 8);
}

static void without_msix_there_is_none(void **state)
{
	f.config[MSIX] = PCI_CAP_ID_SSVID;
	usable();
	assert_int_equal(caps.msix_table.length, 0);
	assert_int_equal(caps.msix_pba.length, 0);
}

static void a_device_without_configuration_is_one(void **state)
{
	f.config[DEVICE + VIRTIO_PCI_CAP_CFG_TYPE] = VIRTIO_PCI_CAP_PCI_CFG;
	usable();
	assert_int_equal(caps.device.length, 0);
}

static void what_is_missing_is_said(void **state)
{
	static const struct {
		u8 cap;
		const char *words;
	} all[] = {
		{ COMMON, "no common configuration" },
		{ NOTIFY, "no notification" },
		{ ISR, "no ISR" },
	};

	for (size_t i = 0; i < ARRAY_SIZE(all); i++) {
		start(NULL);
		f.config[all[i].cap] = PCI_CAP_ID_SSVID;
		refused(all[i].words);
	}
	start(NULL);
	f.config[PCI_STATUS] = 0;
	refused("no common configuration");
}

static void the_first_usable_one_counts(void **state)
{
	/* The first has no BAR, the second is the one, the third is as good. */
	f.config[PCI_CAPABILITY_LIST] = 0xb0;
	cap_at(0xb0, 0xc0, VIRTIO_PCI_CAP_COMMON_CFG, 16, 2, 0, 0x38);
	cap_at(0xc0, COMMON, VIRTIO_PCI_CAP_COMMON_CFG, 16, 4, 0x80, 0x38);
	usable();
	assert_int_equal(caps.common.offset, 0x80);
}

static void unusable_structures_are_refused(void **state)
{
	static const struct {
		u8 bar;
		u32 offset, length;
	} bad[] = {
		{ 6, 0, 0x1000 }, /* no such BAR */
		{ 255, 0, 0x1000 }, /* reserved */
		{ 2, 0, 0x1000 }, /* not there, or I/O */
		{ 4, 0, MODERN_COMMON_MIN - 1 }, /* too short */
		{ 4, 0x3ffc, 0x1000 }, /* runs over the end */
		{ 4, 0x4000, 0x38 }, /* behind it */
		{ 4, 2, 0x38 }, /* misaligned */
		{ 4, 0xfffffffc, 0x1000 }, /* wraps around in 32 bits */
		{ 4, 0x38, 0xfffffff0 }, /* likewise */
	};

	for (size_t i = 0; i < ARRAY_SIZE(bad); i++) {
		start(NULL);
		cap_at(COMMON, NOTIFY, VIRTIO_PCI_CAP_COMMON_CFG, 16,
		       bad[i].bar, bad[i].offset, bad[i].length);
		refused("common configuration is not");
	}
}

static void a_short_capability_is_none(void **state)
{
	f.config[NOTIFY + VIRTIO_PCI_CAP_LEN] = 16;
	refused("no notification");
	start(NULL);
	f.config[COMMON + VIRTIO_PCI_CAP_LEN] = 15;
	refused("no common");
	/* One that would go on behind the end of configuration space. */
	start(NULL);
	f.config[PCI_CAPABILITY_LIST] = 0xf4;
	f.config[0xf4] = PCI_CAP_ID_VNDR;
	f.config[0xf4 + VIRTIO_PCI_CAP_LEN] = 20;
	f.config[0xf4 + VIRTIO_PCI_CAP_CFG_TYPE] = VIRTIO_PCI_CAP_COMMON_CFG;
	refused("no common");
}

static void the_msix_table_is_no_register(void **state)
{
	/* Four entries of 16 bytes at 0x3fc0 */
	put32(MSIX + PCI_MSIX_TABLE, 4 | 0x3fc0);
	refused("notification structure is not");
	cap_at(NOTIFY, ISR, VIRTIO_PCI_CAP_NOTIFY_CFG, 20, 4, 0x3000, 0xfc0);
	usable();
	put32(MSIX + PCI_MSIX_PBA, 4 | 0x1ff8);
	refused("ISR status is not");
}

static void structures_do_not_overlap(void **state)
{
	cap_at(NOTIFY, ISR, VIRTIO_PCI_CAP_NOTIFY_CFG, 20, 4, 0xffe, 0x100);
	refused("overlap");
	cap_at(NOTIFY, ISR, VIRTIO_PCI_CAP_NOTIFY_CFG, 20, 4, 0x3000, 0x100);
	usable();
}

static void odd_notifications_are_refused(void **state)
{
	put32(NOTIFY + 16, 3);
	refused("odd");
	put32(NOTIFY + 16, 0);
	usable();
}

static void a_ring_of_capabilities_ends(void **state)
{
	f.config[COMMON + 1] = COMMON;
	refused("no notification");
	start(NULL);
	f.config[DEVICE + 1] = COMMON;
	usable();
}

static void a_queue_is_notified_inside(void **state)
{
	u32 offset = 0xa5a5a5a5;

	usable();
	assert_true(vvp_modern_notify_offset(&caps, 0x3ff, &offset));
	assert_int_equal(offset, 0xffc);
	assert_false(vvp_modern_notify_offset(&caps, 0x400, &offset));
	/* 0x8000 * 0x20000 wraps around in 32 bits. */
	caps.notify_multiplier = 0x20000;
	assert_false(vvp_modern_notify_offset(&caps, 0x8000, &offset));
	caps.notify_multiplier = 0;
	assert_true(vvp_modern_notify_offset(&caps, 0xffff, &offset));
	assert_int_equal(offset, 0);
	caps.notify.length = 3;
	caps.notify_multiplier = 2;
	assert_false(vvp_modern_notify_offset(&caps, 1, &offset));
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup(name, start)
	const struct CMUnitTest tests[] = {
		TEST(structures_are_found),
		TEST(without_msix_there_is_none),
		TEST(a_device_without_configuration_is_one),
		TEST(what_is_missing_is_said),
		TEST(the_first_usable_one_counts),
		TEST(unusable_structures_are_refused),
		TEST(a_short_capability_is_none),
		TEST(the_msix_table_is_no_register),
		TEST(structures_do_not_overlap),
		TEST(odd_notifications_are_refused),
		TEST(a_ring_of_capabilities_ends),
		TEST(a_queue_is_notified_inside),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
