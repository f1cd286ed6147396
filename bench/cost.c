// SPDX-License-Identifier: GPL-2.0-only
/*
 * cost WHAT VF: what accesses of a VMM cost, one line each: "cost.WHAT.NAME MINIMUM
 * MEDIAN P99". In a machine whose every instruction takes a nanosecond (lab/run
 * --icount) these are instructions.
 *
 * WHAT is the driver that the VF has: "stock" is vfio-pci, which has no BAR0, so that
 * its doorbell is written; any other name is of one with a BAR0.
 */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "../tests/vfio/lib/registers.h"
#include "../tests/vfio/lib/vf.h"
#include "stats.h"

#define WARM_UP 64
#define SAMPLES 512

/* A VF's own doorbell in the lab's hardware. */
#define DOORBELL_BAR VFIO_PCI_BAR2_REGION_INDEX

struct access {
	const char *name;
	bool write;
	uint8_t offset;
	uint8_t len;
	uint64_t value;
};

/* Of a device that has been live: what is written leaves it as it is. */
static const struct access accesses[] = {
	{ "kick", true, REG_QUEUE_NOTIFY, 2, 0 },
	{ "status-read", false, REG_STATUS, 1, 0 },
	{ "features-read", false, REG_DEVICE_FEATURES, 4, 0 },
	{ "config-read", false, DEVICE_CONFIG(false) + NET_STATUS, 2, 0 },
	{ "mac-read", false, DEVICE_CONFIG(false) + NET_MAC, 6, 0 },
	{ "status-write", true, REG_STATUS, 1,
	  STATUS_ACKNOWLEDGE | STATUS_DRIVER },
	{ "features-write", true, REG_DRIVER_FEATURES, 4, 0x20 },
	{ "config-write", true, DEVICE_CONFIG(false) + NET_STATUS, 2, 1 },
	{ "queue-size-read", false, REG_QUEUE_SIZE, 2, 0 },
	{ "queue-select-write", true, REG_QUEUE_SELECT, 2, 0 },
};

static const char *what;

static void fail(const char *where)
{
	fprintf(stderr, "cost: %s: %s: %s\n", what, where, strerror(errno));
	exit(1);
}

static uint64_t ticks(void)
{
	return __builtin_ia32_rdtsc();
}

static void move(int fd, bool write, void *data, size_t len, off_t at)
{
	ssize_t done = write ? pwrite(fd, data, len, at)
			     : pread(fd, data, len, at);

	if (done != (ssize_t)len)
		fail(write ? "pwrite" : "pread");
}

static void measure(const char *name, int fd, bool write, uint64_t value,
		    size_t len, off_t at)
{
	uint64_t cost[SAMPLES], begin, clock;

	begin = ticks();
	clock = ticks() - begin;
	for (int i = -WARM_UP; i < SAMPLES; i++) {
		uint64_t data = value;

		begin = ticks();
		move(fd, write, &data, len, at);
		if (i >= 0)
			cost[i] = ticks() - begin - clock;
	}
	stats_sort(cost, SAMPLES);
	printf("cost.%s.%s %ju %ju %ju\n", what, name, (uintmax_t)cost[0],
	       (uintmax_t)stats_of(cost, SAMPLES, 50),
	       (uintmax_t)stats_of(cost, SAMPLES, 99));
}

static void measure_floor(void)
{
	int null = open("/dev/null", O_WRONLY);
	int zero = open("/dev/zero", O_RDONLY);

	if (null < 0 || zero < 0)
		fail("open");
	measure("floor-write", null, true, 0, 2, 16);
	measure("floor-read", zero, false, 0, 1, 16);
	close(null);
	close(zero);
}

/* Anywhere in what the IOMMU knows. */
#define QUEUE_ADDRESS 0x100000
#define QUEUE_MEMORY  0x10000

/* As guests do it. The device finds nothing to do in the queue that is kicked. */
static void go_live(struct vf *vf)
{
	const uint8_t live = STATUS_ACKNOWLEDGE | STATUS_DRIVER |
			     STATUS_DRIVER_OK;
	uint8_t status = 0;

	move(vf->device, true, &status, 1, vf->bar0.offset + REG_STATUS);
	do {
		move(vf->device, false, &status, 1,
		     vf->bar0.offset + REG_STATUS);
	} while (status);
	dma_alloc(vf, QUEUE_ADDRESS, QUEUE_MEMORY);
	out16(vf, REG_QUEUE_SELECT, 0);
	out32(vf, REG_QUEUE_ADDRESS, QUEUE_ADDRESS >> 12);
	status = live;
	move(vf->device, true, &status, 1, vf->bar0.offset + REG_STATUS);
}

int main(int argc, char **argv)
{
	struct vfio_region_info doorbell;
	struct vf vf;
	int ret;

	if (argc != 3)
		return 2;
	what = argv[1];
	ret = vf_try_open(&vf, atoi(argv[2]));
	if (ret) {
		errno = -ret;
		fail("open");
	}
	measure_floor();

	/* COMMAND: I/O, memory, bus mastering */
	ret = config_write(&vf, 4, "\7\0", 2) == 2 ? 0 : -1;
	if (ret)
		fail("COMMAND");
	if (!strcmp(what, "stock")) {
		if (vf_region(&vf, DOORBELL_BAR, &doorbell))
			fail("region");
		measure("kick", vf.device, true, 0, 2, doorbell.offset);
	} else {
		go_live(&vf);
		for (size_t i = 0; i < sizeof(accesses) / sizeof(*accesses);
		     i++)
			measure(accesses[i].name, vf.device, accesses[i].write,
				accesses[i].value, accesses[i].len,
				vf.bar0.offset + accesses[i].offset);
	}
	vf_close(&vf);
	return 0;
}
