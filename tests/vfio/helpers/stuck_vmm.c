// SPDX-License-Identifier: GPL-2.0-only
/*
 * stuck_vmm NUMBER: no test, but a VMM to get stuck. Has VF NUMBER open, and
 * reads from its BAR0 now and then; says "open" when it begins.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <linux/pci_regs.h>

#include "registers.h"
#include "timing.h"
#include "vf.h"

int main(int argc, char **argv)
{
	uint16_t io = PCI_COMMAND_IO;
	uint32_t value;
	struct vf vf;
	int ret;

	if (argc != 2) {
		fprintf(stderr, "usage: %s NUMBER\n", argv[0]);
		return 2;
	}
	ret = vf_try_open(&vf, atoi(argv[1]));
	if (ret) {
		fprintf(stderr, "cannot open VF %s: %s\n", argv[1],
			strerror(-ret));
		return 1;
	}
	if (config_write(&vf, PCI_COMMAND, &io, 2) != 2)
		return 1;
	puts("open");
	fflush(stdout);
	for (;;) {
		bar0_read(&vf, REG_DEVICE_FEATURES, &value, 4);
		nap_ms(50);
	}
}
