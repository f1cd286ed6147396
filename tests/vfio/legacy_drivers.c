// SPDX-License-Identifier: GPL-2.0-only
/*
 * legacy_drivers TYPE: what the legacy drivers in the field do to a device of that
 * type, each in its own order and with its own widths. Each of them is as its public
 * source has it; what only one kind does is in a list of its own.
 */
/* needs: vfs=1 card=blk:1 card=console:1 card=scsi:1 args=net alone */
#include <stdio.h>
#include <string.h>

#include <linux/pci_regs.h>

#include "hw.h"

#include "check.h"
#include "driver_sysfs.h"
#include "hardware.h"
#include "legacy_player.h"
#include "registers.h"
#include "vf.h"

#define IO	      (PCI_COMMAND_IO | PCI_COMMAND_MEMORY)
#define IO_AND_MASTER (IO | PCI_COMMAND_MASTER)

#define ACK    STATUS_ACKNOWLEDGE
#define DRIVER STATUS_DRIVER
#define OK     STATUS_DRIVER_OK

/* Of a network device MAC and STATUS; no other type's change what is on the rings. */
#define SOME 0x10020

static const struct request_type *type;
static struct player player;
static struct vf vf;

#define each_queue(...)                                                        \
	{                                                                      \
		.op = ALL_QUEUES, .steps = (const struct step[])               \
		{                                                              \
			__VA_ARGS__,                                           \
			{                                                      \
				END                                            \
			}                                                      \
		}                                                              \
	}

/* clang-format off */
#pragma GCC diagnostic ignored "-Wmissing-field-initializers" /* of steps with no value */

/* The register of features is written after the probe, which uses the device. */
static const struct step linux_2_6_30[] = {
	{ COMMAND, IO }, { LINE },
	{ RESET }, { STATUS_ADD, ACK }, { STATUS_ADD, DRIVER },
	{ FEATURES },
	each_queue({ SELECT }, { SIZE }, { IS_FREE }, { ADDRESS }),
	{ REQUEST_BY_LINE, EARLY },
	{ TAKE, SOME },
	{ STATUS_ADD, OK },
	{ REQUEST_BY_LINE },
	{ RESET },
	{ END },
};

/* DRIVER_OK after the probe, which uses the device. */
static const struct step driver_ok_after_probe[] = {
	{ RESET }, { STATUS_ADD, ACK }, { STATUS_ADD, DRIVER },
	{ FEATURES }, { TAKE, SOME },
	{ MSIX }, { CONFIG_VECTOR },
	each_queue({ SELECT }, { SIZE }, { IS_FREE }, { ADDRESS },
		   { VECTOR }, { VECTOR_IS }),
	{ REQUEST_BY_VECTOR, EARLY },
	{ STATUS_ADD, OK },
	{ REQUEST_BY_VECTOR },
	{ RESET },
	{ END },
};

static const struct step linux_3_17[] = {
	{ COMMAND, IO_AND_MASTER },
	{ PLAY, .steps = driver_ok_after_probe },
	{ END },
};

/* The same by drivers that were ported back to a kernel that sets no bus mastering. */
static const struct step rhel_6[] = {
	{ COMMAND, IO },
	{ PLAY, .steps = driver_ok_after_probe },
	{ END },
};

static const struct step linux_3_18[] = {
	{ COMMAND, IO_AND_MASTER },
	{ RESET, 10000 }, { STATUS_ADD, ACK }, { STATUS_ADD, DRIVER },
	{ FEATURES }, { TAKE, SOME },
	{ MSIX }, { CONFIG_VECTOR },
	each_queue({ SELECT }, { SIZE }, { SELECT }, { IS_FREE },
		   { SELECT }, { ADDRESS },
		   { SELECT }, { VECTOR }, { VECTOR_IS }),
	{ STATUS_ADD, OK },
	{ REQUEST_BY_VECTOR },
	{ RESET, 10000 },
	{ END },
};

/* Bound once for the features and what a user sees, and again to be used. */
static const struct step edk2[] = {
	{ COMMAND, IO_AND_MASTER },
	{ STATUS, 0 }, { STATUS, ACK }, { STATUS, ACK | DRIVER },
	{ FEATURES }, { CONFIG_BYTES, 8 },
	{ RESET },
	{ STATUS, 0 }, { STATUS, ACK }, { STATUS, ACK | DRIVER },
	{ FEATURES },
	each_queue({ SELECT }, { SIZE }, { ADDRESS }),
	{ TAKE, SOME },
	{ STATUS, ACK | DRIVER | OK },
	{ REQUEST }, { REQUEST },
	{ RESET },
	{ END },
};

/* Features are never written. */
static const struct step seabios[] = {
	{ COMMAND, IO_AND_MASTER },
	{ RESET, 10000 }, { STATUS, ACK }, { STATUS, ACK | DRIVER },
	{ CONFIG_BYTES, 8 }, { FEATURES },
	each_queue({ SELECT }, { SIZE, 256 }, { IS_FREE }, { ADDRESS }),
	{ STATUS, ACK | DRIVER | OK },
	{ REQUEST }, { REQUEST },
	{ RESET, 10000 },
	{ END },
};

/* It takes its queues away one by one, and the operating system finds none. */
static const struct step boot_loader[] = {
	{ COMMAND, IO_AND_MASTER },
	{ STATUS, 0 }, { STATUS, ACK }, { STATUS, ACK | DRIVER },
	{ FEATURES }, { TAKE, SOME }, { CONFIG_BYTES, 8 },
	each_queue({ SELECT }, { SIZE }, { ADDRESS }),
	{ STATUS, ACK | DRIVER | OK },
	{ REQUEST },
	each_queue({ SELECT }, { NO_ADDRESS }),
	each_queue({ SELECT }, { IS_FREE }),
	{ RESET },
	{ STATUS, ACK }, { STATUS, ACK | DRIVER },
	each_queue({ SELECT }, { SIZE }, { IS_FREE }, { ADDRESS }),
	{ STATUS, ACK | DRIVER | OK },
	{ REQUEST },
	{ RESET },
	{ END },
};

static const struct step boot_loader_net[] = {
	{ COMMAND, IO_AND_MASTER },
	{ STATUS, 0 }, { STATUS, ACK }, { STATUS, ACK | DRIVER },
	{ FEATURES }, { TAKE, SOME }, { READ_MAC }, { WRITE_MAC },
	{ CONFIG_BYTES, 6 },
	each_queue({ SELECT }, { SIZE }, { ADDRESS }),
	{ STATUS, ACK | DRIVER | OK },
	{ RECEIVE, 2 }, { KICK, 0 },
	{ ASK_PEER },
	each_queue({ SELECT }, { NO_ADDRESS }),
	{ STATUS, 0 },
	{ END },
};

static const struct step ipxe_once[] = {
	{ RESET, 100 }, { STATUS, ACK }, { STATUS_IS, ACK },
	{ STATUS, ACK | DRIVER }, { STATUS_IS, ACK | DRIVER },
	{ FEATURES }, { TAKE, SOME }, { READ_MAC },
	each_queue({ SELECT }, { SIZE }, { IS_FREE }, { ADDRESS }),
	{ STATUS, ACK | DRIVER | OK }, { STATUS_IS, ACK | DRIVER | OK },
	{ RECEIVE, 2 }, { KICK, 0 },
	{ ASK_PEER },
	{ RESET, 100 },
	{ END },
};

static const struct step ipxe[] = {
	{ COMMAND, IO_AND_MASTER },
	{ PLAY, .steps = ipxe_once },
	{ PLAY, .steps = ipxe_once },
	{ END },
};

/* COMMAND is as the VMM's firmware left it. */
static const struct step unikernel[] = {
	{ COMMAND, IO }, { LINE },
	{ STATUS, 0 }, { STATUS, ACK }, { STATUS, DRIVER },
	{ FEATURES }, { TAKE, SOME }, { CONFIG_BYTES, 8 },
	each_queue({ SELECT }, { SIZE }, { ADDRESS }),
	{ STATUS, OK },
	{ REQUEST_BY_LINE }, { REQUEST_BY_LINE },
	{ END },
};

static const struct step unikernel_net[] = {
	{ COMMAND, IO }, { LINE },
	{ STATUS, 0 }, { STATUS, ACK }, { STATUS, DRIVER },
	{ FEATURES }, { TAKE, SOME }, { READ_MAC },
	each_queue({ SELECT }, { SIZE }, { ADDRESS }),
	{ RECEIVE, 1 }, { KICK, 0 },
	{ STATUS, OK },
	{ ASK_PEER }, { ASK_PEER },
	{ END },
};

/* MSI-X before all; a bit of its own in the status; a vector before its address. */
static const struct step others[] = {
	{ COMMAND, IO_AND_MASTER },
	{ MSIX },
	{ RESET }, { STATUS_ADD, ACK }, { STATUS_ADD, DRIVER },
	{ STATUS_ADD, 8 }, { STATUS_IS, ACK | DRIVER | 8 },
	{ FEATURES }, { TAKE, SOME },
	{ CONFIG_32, 4 },
	{ CONFIG_VECTOR },
	{ TRY_QUEUES, 16 },
	each_queue({ SELECT }, { VECTOR }, { SIZE }, { ADDRESS },
		   { VECTOR_IS }, { ADDRESS_IS }),
	{ STATUS_ADD, OK }, { STATUS_IS, ACK | DRIVER | 8 | OK },
	{ REQUEST_BY_VECTOR },
	{ END },
};

static const struct step use_before_driver_ok[] = {
	{ RESET }, { STATUS_ADD, ACK }, { STATUS_ADD, DRIVER },
	{ FEATURES },
	each_queue({ SELECT }, { SIZE }, { IS_FREE }, { ADDRESS }),
	{ REQUEST, EARLY },
	{ END },
};

/* Linux 2.6.33 puts COMMAND back before the power, and writes no status. */
static const struct step asleep_in_d3[] = {
	{ COMMAND, IO },
	{ PLAY, .steps = use_before_driver_ok },
	{ SAVE_COMMAND }, { POWER, 3 }, { RESTORE_COMMAND }, { POWER, 0 },
	{ REQUEST, EARLY },
	{ STATUS_ADD, OK },
	{ SAVE_COMMAND }, { POWER, 3 }, { RESTORE_COMMAND }, { POWER, 0 },
	{ REQUEST },
	{ END },
};

static const struct step asleep_by_the_vmm[] = {
	{ COMMAND, IO },
	{ PLAY, .steps = use_before_driver_ok },
	{ LOW_POWER },
	{ REQUEST, EARLY },
	{ STATUS_ADD, OK },
	{ LOW_POWER },
	{ REQUEST },
	{ END },
};

/* A guest that boots again after its VMM has reset the function. */
static const struct step reset_by_the_vmm[] = {
	{ COMMAND, IO },
	{ PLAY, .steps = use_before_driver_ok },
	{ COMMAND, 0 }, { FUNCTION_RESET }, { COMMAND, IO },
	{ PLAY, .steps = use_before_driver_ok },
	{ STATUS_ADD, OK },
	{ REQUEST },
	{ END },
};

/* A driver that is taken away clears mastering; the next one does not set it. */
static const struct step bound_again[] = {
	{ COMMAND, IO },
	{ PLAY, .steps = use_before_driver_ok },
	{ RESET }, { COMMAND, 0 }, { COMMAND, IO },
	{ PLAY, .steps = use_before_driver_ok },
	{ STATUS_ADD, OK },
	{ REQUEST },
	{ END },
};

/* clang-format on */

static int open_it(void **state)
{
	(void)state;
	vf_open(&vf, 1);
	count_from_zero();
	return 0;
}

static int close_it(void **state)
{
	(void)state;
	play_over(&player);
	vf_close(&vf);
	return 0;
}

static void play_it(void **state)
{
	play(&player, &vf, type, *state);
	check_no_violation();
	check_no_failure();
}

static bool is_master(void)
{
	return host_conf16(vf.address, PCI_COMMAND) & PCI_COMMAND_MASTER;
}

/* Nothing of a device that nobody drives reaches the guest's memory. */
static void mastering_comes_with_driver(void **state)
{
	(void)state;
	set_conf16(&vf, PCI_COMMAND, IO);
	assert_false(is_master());
	out8(&vf, REG_STATUS, 0);
	out8(&vf, REG_STATUS, ACK);
	assert_false(is_master());
	out8(&vf, REG_STATUS, ACK | DRIVER);
	assert_true(is_master());
}

static void mastering_comes_with_driver_ok_alone(void **state)
{
	(void)state;
	set_conf16(&vf, PCI_COMMAND, IO);
	out8(&vf, REG_STATUS, OK);
	assert_true(is_master());
}

static void a_guest_may_switch_mastering_off(void **state)
{
	(void)state;
	set_conf16(&vf, PCI_COMMAND, IO);
	out8(&vf, REG_STATUS, ACK | DRIVER);
	check_equal(conf16(&vf, PCI_COMMAND) & IO_AND_MASTER, IO_AND_MASTER,
		    "COMMAND");
	set_conf16(&vf, PCI_COMMAND, IO);
	assert_false(is_master());
	in8(&vf, REG_STATUS);
	out16(&vf, REG_QUEUE_SELECT, 0);
	assert_false(is_master());
	out8(&vf, REG_STATUS, ACK | DRIVER);
	assert_true(is_master());
}

static void the_next_session_begins_without(void **state)
{
	(void)state;
	set_conf16(&vf, PCI_COMMAND, IO);
	out8(&vf, REG_STATUS, ACK | DRIVER);
	vf_reopen(&vf);
	assert_false(is_master());
}

#define test(f) cmocka_unit_test_setup_teardown(f, open_it, close_it)
#define kind(steps)                                                            \
	{                                                                      \
#steps, play_it, open_it, close_it, (void *)(steps)            \
	}

int main(int argc, char **argv)
{
	static const struct CMUnitTest net[] = {
		kind(linux_2_6_30),
		kind(linux_3_17),
		kind(rhel_6),
		kind(linux_3_18),
		kind(edk2),
		kind(seabios),
		kind(boot_loader_net),
		kind(ipxe),
		kind(unikernel_net),
		kind(others),
		kind(asleep_in_d3),
		kind(asleep_by_the_vmm),
		kind(reset_by_the_vmm),
		kind(bound_again),
		test(mastering_comes_with_driver),
		test(mastering_comes_with_driver_ok_alone),
		test(a_guest_may_switch_mastering_off),
		test(the_next_session_begins_without),
	};
	static const struct CMUnitTest disk_or_console[] = {
		kind(linux_2_6_30),
		kind(linux_3_17),
		kind(rhel_6),
		kind(linux_3_18),
		kind(edk2),
		kind(seabios),
		kind(boot_loader),
		kind(unikernel),
		kind(others),
		kind(asleep_in_d3),
		kind(asleep_by_the_vmm),
		kind(reset_by_the_vmm),
		kind(bound_again),
	};
	char path[64];

	type = argc == 2 ? request_type(argv[1]) : NULL;
	if (!type) {
		fprintf(stderr, "usage: %s TYPE\n", argv[0]);
		return 2;
	}
	if (!strcmp(type->name, "net"))
		return cmocka_run_group_tests(net, NULL, NULL);
	snprintf(path, sizeof(path), "/machine/peripheral/%s", type->name);
	hw_use_path(path);
	return cmocka_run_group_tests(disk_or_console, NULL, NULL);
}
