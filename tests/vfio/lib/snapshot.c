// SPDX-License-Identifier: GPL-2.0-only
/* A picture of an open function. */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>

#include "check.h"
#include "snapshot.h"

void take_snapshot(struct vf *vf, struct snapshot *s)
{
	uint32_t i;
	int ret;

	memset(s, 0, sizeof(*s));
	s->device.argsz = sizeof(s->device);
	ret = ioctl(vf->device, VFIO_DEVICE_GET_INFO, &s->device);
	check_equal(ret, 0, "VFIO_DEVICE_GET_INFO");

	for (i = 0; i < VFIO_PCI_NUM_REGIONS; i++)
		s->region_errors[i] = vf_region(vf, i, &s->regions[i]);
	for (i = 0; i < VFIO_PCI_NUM_IRQS; i++)
		s->irq_errors[i] = vf_irq(vf, i, &s->irqs[i]);
	for (i = 0; i < SNAPSHOT_CONFIG && i < vf->config.size; i += 4) {
		ret = config_read(vf, i, s->config + i, 4);
		check_equal(ret, 4, "config read at %#x", i);
	}
}

bool read_snapshot(struct snapshot *snapshot, const char *variable)
{
	const char *file = getenv(variable);
	FILE *f = file ? fopen(file, "r") : NULL;
	bool whole = f && fread(snapshot, sizeof(*snapshot), 1, f) == 1;

	if (f)
		fclose(f);
	if (!whole)
		print_error("no snapshot of stock vfio-pci: %s\n",
			    file ? file : variable);
	return whole;
}

bool read_stock(struct snapshot *snapshot)
{
	return read_snapshot(snapshot, "STOCK");
}
