// SPDX-License-Identifier: GPL-2.0-only
/* The registers by themselves: reset, status, features, selection of a queue. */
#include <linux/pci_regs.h>

#include "check/steps.h"

/* Reserved feature bits (24 to 31), which this check never writes. */
#define FEATURES_FOR_ALL 0xff000000u

void registers_begin_driver(struct check *check)
{
	vf_out(&check->vf, REG_STATUS, 1, 0);
	vf_out(&check->vf, REG_STATUS, 1, STATUS_ACKNOWLEDGE);
	vf_out(&check->vf, REG_STATUS, 1, STATUS_ACKNOWLEDGE | STATUS_DRIVER);
}

static void check_features(struct check *check)
{
	struct check_vf *vf = &check->vf;
	uint32_t mine;

	check->features = vf_in(vf, REG_DEVICE_FEATURES, 4);
	check_reads(check, REG_DEVICE_FEATURES, 4, check->features,
		    "device features read the same twice", "2.12.1.1.6");
	check_that(check, check->features != UINT32_MAX,
		   "device features are answered", "2.12.1.1.6",
		   "they read as all ones");
	mine = check->features & ~FEATURES_FOR_ALL;
	vf_out(vf, REG_DRIVER_FEATURES, 4, mine);
	check_reads(check, REG_DRIVER_FEATURES, 4, mine,
		    "driver features keep what was written", "2.12.1.1.6");
}

void registers_check(struct check *check)
{
	struct check_vf *vf = &check->vf;
	uint16_t command = vf_conf(vf, PCI_COMMAND, 2);

	vf_set_conf(vf, PCI_COMMAND, 2,
		    command | PCI_COMMAND_IO | PCI_COMMAND_MASTER);
	vf_out(vf, REG_STATUS, 1, 0);
	check_reads(check, REG_STATUS, 1, 0, "device status is 0 after a reset",
		    "2.4.1");
	vf_out(vf, REG_STATUS, 1, STATUS_ACKNOWLEDGE);
	check_reads(check, REG_STATUS, 1, STATUS_ACKNOWLEDGE,
		    "device status keeps ACKNOWLEDGE", "2.1");
	vf_out(vf, REG_STATUS, 1, STATUS_ACKNOWLEDGE | STATUS_DRIVER);
	check_reads(check, REG_STATUS, 1, STATUS_ACKNOWLEDGE | STATUS_DRIVER,
		    "device status keeps DRIVER", "2.1");
	check_features(check);
	vf_out(vf, REG_QUEUE_SELECT, 2, 1);
	check_reads(check, REG_QUEUE_SELECT, 2, 1,
		    "the queue selection keeps what was written", "2.12.1.1.6");
	vf_out(vf, REG_QUEUE_SELECT, 2, 0);
	check_reads(check, REG_QUEUE_SELECT, 2, 0,
		    "the queue selection goes back", "2.12.1.1.6");
}

/* At the end, with a queue that is in use. */
void registers_check_reset(struct check *check)
{
	struct check_vf *vf = &check->vf;

	vf_out(vf, REG_STATUS, 1, 0);
	check_reads(check, REG_STATUS, 1, 0,
		    "device status is 0 after a reset in use", "2.4.1");
	vf_out(vf, REG_QUEUE_SELECT, 2, 0);
	check_reads(check, REG_QUEUE_ADDRESS, 4, 0,
		    "queue 0 has no address after a reset", "2.4");
	check_reads(check, REG_ISR, 1, 0, "ISR status is 0 after a reset",
		    "4.1.4.5.1");
}
