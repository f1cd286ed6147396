// SPDX-License-Identifier: GPL-2.0-only
/*
 * The legacy mode takes the modern interface out of the capability list: to the
 * guest it is not there, neither to be read nor to be written.
 */
/* needs: vfs=2 bind=all group=modes */
#include <string.h>

#include <linux/pci_regs.h>
#include <linux/virtio_pci.h>

#include "check.h"
#include "driver_sysfs.h"
#include "registers.h"
#include "vf.h"

#define CONFIG_SIZE 256

static struct vf vf;
/* Configuration space, by mode. */
static uint8_t full[CONFIG_SIZE], legacy[CONFIG_SIZE];

static void open_with(const char *mode)
{
	vf_close(&vf);
	check_equal(set_mode(1, mode), 0, "mode %s", mode);
	vf_open(&vf, 1);
}

static int take_both(void **state)
{
	(void)state;
	open_with("transitional");
	check_equal(config_read(&vf, 0, full, CONFIG_SIZE), CONFIG_SIZE,
		    "configuration space");
	open_with("legacy");
	check_equal(config_read(&vf, 0, legacy, CONFIG_SIZE), CONFIG_SIZE,
		    "configuration space");
	return 0;
}

static int done(void **state)
{
	(void)state;
	vf_close(&vf);
	set_mode(1, "transitional");
	return 0;
}

/* The next virtio capability on the full list; 0: no more. */
static uint8_t next_virtio(uint8_t at)
{
	do
		at = full[at ? at + PCI_CAP_LIST_NEXT : PCI_CAPABILITY_LIST];
	while (at && full[at] != PCI_CAP_ID_VNDR);
	return at;
}

/* Does a virtio capability have this byte? */
static bool is_virtio(size_t pos)
{
	for (uint8_t at = next_virtio(0); at; at = next_virtio(at))
		if (pos >= at &&
		    pos < (size_t)at + full[at + offsetof(struct virtio_pci_cap,
							  cap_len)])
			return true;
	return false;
}

static void there_is_something_to_hide(void **state)
{
	int n = 0;

	(void)state;
	for (uint8_t at = next_virtio(0); at; at = next_virtio(at))
		n++;
	assert_true(n >= 5);
}

static void the_list_has_all_but_them(void **state)
{
	uint8_t at = full[PCI_CAPABILITY_LIST];
	uint8_t seen = legacy[PCI_CAPABILITY_LIST];

	(void)state;
	for (; at; at = full[at + PCI_CAP_LIST_NEXT]) {
		if (full[at] == PCI_CAP_ID_VNDR)
			continue;
		check_equal(seen, at, "next capability");
		check_equal(legacy[seen], full[at], "its id");
		seen = legacy[seen + PCI_CAP_LIST_NEXT];
	}
	check_equal(seen, 0, "end of the list");
	assert_true(legacy[PCI_STATUS] & PCI_STATUS_CAP_LIST);
}

/* A guest that searches the space for what is not on the list. */
static void their_bytes_are_zero_and_no_others_change(void **state)
{
	(void)state;
	for (size_t i = 0; i < CONFIG_SIZE; i++) {
		bool pointer = i == PCI_CAPABILITY_LIST;

		for (uint8_t at = legacy[PCI_CAPABILITY_LIST]; at;
		     at = legacy[at + PCI_CAP_LIST_NEXT])
			pointer |= i == (size_t)at + PCI_CAP_LIST_NEXT;
		if (is_virtio(i))
			check_equal(legacy[i], 0, "byte %#zx", i);
		else if (!pointer)
			check_equal(legacy[i], full[i], "byte %#zx", i);
	}
}

static void any_access_shows_the_same(void **state)
{
	static const size_t widths[] = { 1, 2, 3, 4, 8, 33 };
	uint8_t bytes[CONFIG_SIZE];

	(void)state;
	for (size_t w = 0; w < ARRAY_SIZE(widths); w++) {
		size_t len = widths[w];

		for (size_t at = 0; at + len <= CONFIG_SIZE; at++) {
			check_equal(config_read(&vf, at, bytes, len), len,
				    "read of %zu at %#zx", len, at);
			if (memcmp(bytes, legacy + at, len))
				fail_msg("%zu bytes at %#zx differ", len, at);
		}
	}
}

/* Across its end, where extended capabilities begin: those are not virtio's. */
static void extended_capabilities_are_untouched(void **state)
{
	uint8_t with[64], without[64];

	(void)state;
	check_equal(config_read(&vf, CONFIG_SIZE - 32, with, 64), 64, "read");
	open_with("transitional");
	check_equal(config_read(&vf, CONFIG_SIZE - 32, without, 64), 64,
		    "read");
	assert_memory_equal(with + 32, without + 32, 32);
	assert_memory_equal(with, legacy + CONFIG_SIZE - 32, 32);
	open_with("legacy");
}

/*
 * One of the virtio capabilities is a window to the modern registers. Through it,
 * write the device status; has it arrived, as the legacy interface sees it?
 */
static bool status_written_by_the_window(void)
{
	uint8_t window = 0, common = 0, at;
	struct virtio_pci_cap where;

	for (at = next_virtio(0); at; at = next_virtio(at)) {
		uint8_t type =
			full[at + offsetof(struct virtio_pci_cap, cfg_type)];

		if (type == VIRTIO_PCI_CAP_PCI_CFG)
			window = at;
		if (type == VIRTIO_PCI_CAP_COMMON_CFG)
			common = at;
	}
	assert_true(window && common);
	memcpy(&where, full + common, sizeof(where));

	enable_io(&vf);
	check_equal(in8(&vf, REG_STATUS), 0, "status");
	set_conf8(&vf, window + offsetof(struct virtio_pci_cap, bar),
		  where.bar);
	set_conf32(&vf, window + offsetof(struct virtio_pci_cap, offset),
		   where.offset + offsetof(struct virtio_pci_common_cfg,
					   device_status));
	set_conf32(&vf, window + offsetof(struct virtio_pci_cap, length), 1);
	set_conf8(&vf,
		  window + offsetof(struct virtio_pci_cfg_cap, pci_cfg_data),
		  STATUS_ACKNOWLEDGE);

	/* Some devices keep these even over a reset. */
	set_conf8(&vf, window + offsetof(struct virtio_pci_cap, bar), 0);
	set_conf32(&vf, window + offsetof(struct virtio_pci_cap, offset), 0);
	set_conf32(&vf, window + offsetof(struct virtio_pci_cap, length), 0);
	set_conf8(&vf,
		  window + offsetof(struct virtio_pci_cfg_cap, pci_cfg_data),
		  0);
	return in8(&vf, REG_STATUS) == STATUS_ACKNOWLEDGE;
}

static void writes_do_not_reach_the_device(void **state)
{
	(void)state;
	assert_false(status_written_by_the_window());
	/* or this test would be blind */
	open_with("transitional");
	assert_true(status_written_by_the_window());
	open_with("legacy");
}

/* A write that begins before one and ends behind it. */
static void writes_across_them_do_the_rest(void **state)
{
	uint8_t ones[CONFIG_SIZE - PCI_STD_HEADER_SIZEOF], now[CONFIG_SIZE];

	(void)state;
	memset(ones, 0xff, sizeof(ones));
	check_equal(config_write(&vf, PCI_INTERRUPT_LINE, ones, 2), 2,
		    "a write in the header");
	for (uint8_t at = next_virtio(0); at; at = next_virtio(at)) {
		check_equal(config_write(&vf, at, ones, 4), 4, "a write at %#x",
			    at);
		check_equal(config_write(&vf, at - 1, ones, 2), 2,
			    "a write at %#x", at - 1);
	}
	check_equal(config_read(&vf, PCI_STD_HEADER_SIZEOF,
				now + PCI_STD_HEADER_SIZEOF, sizeof(ones)),
		    sizeof(ones), "configuration space");
	for (size_t i = PCI_STD_HEADER_SIZEOF; i < CONFIG_SIZE; i++)
		if (is_virtio(i))
			check_equal(now[i], 0, "byte %#zx", i);
	check_equal(conf8(&vf, PCI_INTERRUPT_LINE), 0xff, "interrupt line");
	open_with("legacy");
}

static void the_full_list_is_back_in_the_next_session(void **state)
{
	uint8_t again[CONFIG_SIZE];

	(void)state;
	open_with("transitional");
	check_equal(config_read(&vf, 0, again, CONFIG_SIZE), CONFIG_SIZE,
		    "configuration space");
	assert_memory_equal(again, full, CONFIG_SIZE);
	open_with("legacy");
	check_equal(config_read(&vf, 0, again, CONFIG_SIZE), CONFIG_SIZE,
		    "configuration space");
	assert_memory_equal(again, legacy, CONFIG_SIZE);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(there_is_something_to_hide),
		cmocka_unit_test(the_list_has_all_but_them),
		cmocka_unit_test(their_bytes_are_zero_and_no_others_change),
		cmocka_unit_test(any_access_shows_the_same),
		cmocka_unit_test(extended_capabilities_are_untouched),
		cmocka_unit_test(writes_do_not_reach_the_device),
		cmocka_unit_test(writes_across_them_do_the_rest),
		cmocka_unit_test(the_full_list_is_back_in_the_next_session),
	};

	return cmocka_run_group_tests(tests, take_both, done);
}
