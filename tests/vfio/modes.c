// SPDX-License-Identifier: GPL-2.0-only
/* The mode of a VF, chosen in sysfs before it is opened. */
/* needs: vfs=2 bind=all group=modes */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <linux/pci_regs.h>

#include "bind.h"
#include "check.h"
#include "driver_sysfs.h"
#include "hardware.h"
#include "intx_line.h"
#include "net_interrupts.h"
#include "registers.h"

static struct vf vf;
static struct legacy_net net;

static int start(void **state)
{
	(void)state;
	memset(&vf, 0, sizeof(vf));
	count_from_zero();
	return 0;
}

static int as_before(void **state)
{
	(void)state;
	vf_close(&vf);
	set_default_mode("transitional");
	for (int number = 1; number <= 2; number++)
		set_mode(number, "transitional");
	return 0;
}

static void check_mode(int number, const char *mode)
{
	char is[32];

	get_mode(number, is);
	assert_string_equal(is, mode);
}

static void a_vf_is_transitional_if_nobody_says_more(void **state)
{
	char is[32];

	(void)state;
	check_mode(1, "transitional");
	get_default_mode(is);
	assert_string_equal(is, "transitional");
}

static void each_mode_can_be_chosen(void **state)
{
	static const char *const modes[] = {
		"legacy", "modern", "transitional",
		"modern", "legacy", "transitional"
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(modes); i++) {
		check_equal(set_mode(1, modes[i]), 0, "%s", modes[i]);
		check_mode(1, modes[i]);
		check_mode(2, "transitional");
	}
	check_equal(set_mode(1, "legacy\n"), 0, "with an end of line");
	check_mode(1, "legacy");
}

static void nonsense_is_refused(void **state)
{
	static const char *const words[] = {
		"nonsense",	 "Legacy",  "legac", "legacyy",
		"legacy modern", " legacy", "\n",    "1",
	};

	(void)state;
	check_equal(set_mode(1, "legacy"), 0, "legacy");
	for (size_t i = 0; i < ARRAY_SIZE(words); i++)
		check_equal(set_mode(1, words[i]), -EINVAL, "\"%s\"", words[i]);
	check_mode(1, "legacy");
}

/* Nobody's device changes under him. */
static void an_open_vf_keeps_its_mode(void **state)
{
	(void)state;
	vf_open(&vf, 1);
	check_equal(set_mode(1, "legacy"), -EBUSY, "legacy");
	check_equal(set_mode(1, "modern"), -EBUSY, "modern");
	check_equal(set_mode(1, "nonsense"), -EINVAL, "nonsense");
	check_mode(1, "transitional");
	check_equal(set_mode(2, "legacy"), 0, "another VF");
	check_equal(conf16(&vf, PCI_DEVICE_ID), 0x1000, "device id");

	vf_close(&vf);
	check_equal(set_mode(1, "modern"), 0, "modern");
	vf_open(&vf, 1);
	check_equal(conf16(&vf, PCI_DEVICE_ID), 0x1041, "device id");
	check_equal(set_mode(1, "transitional"), -EBUSY, "transitional");
}

static void bind_anew(int number)
{
	char address[16];

	vf_address(number, address);
	check_equal(unbind_driver(OUR_DRIVER, address), 0, "unbind");
	check_equal(bind_driver(OUR_DRIVER, address), 0, "bind");
}

static void the_default_is_for_those_bound_later(void **state)
{
	char is[32];

	(void)state;
	check_equal(set_default_mode("legacy"), 0, "legacy");
	get_default_mode(is);
	assert_string_equal(is, "legacy");
	check_mode(1, "transitional");
	check_mode(2, "transitional");
	bind_anew(2);
	check_mode(1, "transitional");
	check_mode(2, "legacy");

	check_equal(set_default_mode("modern"), 0, "modern");
	check_mode(2, "legacy");
	bind_anew(2);
	check_mode(2, "modern");
	vf_open(&vf, 2);
	check_equal(conf16(&vf, PCI_DEVICE_ID), 0x1041, "device id");
	vf_close(&vf);

	check_equal(set_mode(2, "transitional"), 0, "it can be another");
	check_equal(set_default_mode("nonsense"), -EINVAL, "nonsense");
	get_default_mode(is);
	assert_string_equal(is, "modern");
}

static void a_vf_bound_anew_has_the_default_again(void **state)
{
	(void)state;
	check_equal(set_mode(2, "legacy"), 0, "legacy");
	bind_anew(2);
	check_mode(2, "transitional");
}

/* What is seen of a VF at once. */
static void check_shown(const char *mode)
{
	bool modern = !strcmp(mode, "modern");
	bool virtio_caps = strcmp(mode, "legacy");

	check_equal(set_mode(1, mode), 0, "%s", mode);
	vf_open(&vf, 1);
	check_equal(conf16(&vf, PCI_DEVICE_ID), modern ? 0x1041 : 0x1000,
		    "device id, %s", mode);
	check_equal(conf8(&vf, PCI_REVISION_ID), modern, "revision, %s", mode);
	check_equal(conf8(&vf, PCI_INTERRUPT_PIN), !modern, "pin, %s", mode);
	check_equal(conf32(&vf, PCI_BASE_ADDRESS_0), !modern, "BAR0, %s", mode);
	check_equal(vf.bar0.size, modern ? 0 : 64, "size of BAR0, %s", mode);
	check_equal(!!find_capability(&vf, PCI_CAP_ID_VNDR), virtio_caps,
		    "virtio capabilities, %s", mode);
	assert_int_not_equal(find_capability(&vf, PCI_CAP_ID_MSIX), 0);
	assert_int_not_equal(find_capability(&vf, PCI_CAP_ID_EXP), 0);
	/* something to leave behind */
	set_conf32(&vf, PCI_BASE_ADDRESS_0, 0xc000);
	set_conf16(&vf, PCI_COMMAND, PCI_COMMAND_IO | PCI_COMMAND_MASTER);
	vf_close(&vf);
}

static void each_session_has_the_mode_that_was_chosen(void **state)
{
	(void)state;
	for (int i = 0; i < 3; i++) {
		check_shown("transitional");
		check_shown("legacy");
		check_shown("modern");
		check_shown("legacy");
	}
	check_no_violation();
	check_no_failure();
}

static void a_modern_vf_needs_no_commands(void **state)
{
	struct counts c;

	(void)state;
	check_equal(set_mode(1, "modern"), 0, "modern");
	vf_open(&vf, 1);
	check_equal(reset(&vf), 0, "reset");
	vf_close(&vf);
	c = counted(1);
	check_equal(commands(&c), 0, "commands");
}

static void a_modern_vf_has_no_intx(void **state)
{
	struct vfio_irq_info info;
	int fds[3];

	(void)state;
	check_equal(set_mode(1, "modern"), 0, "modern");
	vf_open(&vf, 1);
	check_equal(vf_irq(&vf, VFIO_PCI_INTX_IRQ_INDEX, &info), 0, "info");
	check_equal(info.count, 0, "count");
	check_equal(line_trigger(&vf, -1), -EINVAL, "on");
	enable_msix(&vf, fds, 3);
	disable_msix(&vf, fds, 3);
}

static void a_legacy_vf_carries_frames(void **state)
{
	int line, fds[3];

	(void)state;
	check_equal(set_mode(1, "legacy"), 0, "legacy");
	vf_open(&vf, 1);
	line = enable_line(&vf);
	net_start(&net, &vf, false);
	net_ask_peer(&net);
	assert_true(hear_by_line(&net, line));
	net_stop(&net);
	disable_line(&vf, line);

	enable_msix(&vf, fds, 3);
	net_start(&net, &vf, true);
	net_ask_peer(&net);
	assert_true(hear_by_vector(&net, fds[1]));
	net_stop(&net);
	disable_msix(&vf, fds, 3);
	check_no_violation();
	check_no_failure();
}

/* By who is allowed to, whatever the mode and whether or not it is open. */
static void a_vf_can_be_reset_in_sysfs_with_any_mode(void **state)
{
	static const char *const modes[] = { "modern", "legacy",
					     "transitional" };
	char address[16];

	(void)state;
	vf_address(1, address);
	for (size_t i = 0; i < ARRAY_SIZE(modes); i++) {
		check_equal(set_mode(1, modes[i]), 0, "%s", modes[i]);
		check_equal(set_attribute(address, "reset", "1"), 0,
			    "reset, %s", modes[i]);
		bind_anew(1);
		check_equal(set_attribute(address, "reset", "1"), 0,
			    "reset of a VF never opened");
		check_shown(modes[i]);
	}
}

static void check_reason(const char *word)
{
	char is[32];

	get_mode_reason(1, is);
	assert_string_equal(is, word);
}

static void the_reason_is_who_has_decided(void **state)
{
	(void)state;
	bind_anew(1);
	check_reason("default");
	check_equal(set_mode(1, "legacy"), 0, "legacy");
	check_reason("chosen");
	check_equal(set_mode(1, "pretty"), -EINVAL, "nonsense");
	check_reason("chosen");
	bind_anew(1);
	check_reason("default");
}

/* virtio-owner can always ask; virtio-pci from Linux 6.13 on. */
static void migration_has_a_reason(void **state)
{
	bool can_ask =
		!pf_has_virtio_pci() ||
		!system("grep -qw virtio_pci_admin_has_dev_parts /proc/kallsyms");
	char is[32];

	(void)state;
	get_migration_reason(1, is);
	assert_string_equal(is, can_ask ? "offered" : "no_calls");
}

#define test(f) cmocka_unit_test_setup_teardown(f, start, as_before)

int main(void)
{
	const struct CMUnitTest tests[] = {
		test(a_vf_is_transitional_if_nobody_says_more),
		test(each_mode_can_be_chosen),
		test(nonsense_is_refused),
		test(an_open_vf_keeps_its_mode),
		test(the_default_is_for_those_bound_later),
		test(a_vf_bound_anew_has_the_default_again),
		test(each_session_has_the_mode_that_was_chosen),
		test(a_modern_vf_needs_no_commands),
		test(a_modern_vf_has_no_intx),
		test(a_legacy_vf_carries_frames),
		test(a_vf_can_be_reset_in_sysfs_with_any_mode),
		test(the_reason_is_who_has_decided),
		test(migration_has_a_reason),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
