// SPDX-License-Identifier: GPL-2.0-only
/*
 * boot WHAT TYPE VF DELAY...: what Linux's legacy driver does to BAR0 when it finds
 * a device of TYPE (net, blk), as it was recorded of a guest; with commands that take
 * DELAY us. One line each: "boot.TYPE.WHAT.DELAY COMMON_WRITE COMMON_READ DEVICE_WRITE
 * DEVICE_READ US", the commands by opcode and the time that all accesses took. CARD in
 * the environment names the card in QEMU.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "../lab/hw/hw.h"
#include "../tests/vfio/lib/hardware.h"
#include "../tests/vfio/lib/vf.h"
#include "awake.h"
#include "boot.h"

#define VECTORS 3

static struct vf vf;

static uint64_t now_ns(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return now.tv_sec * 1000000000ull + now.tv_nsec;
}

static void play(const struct boot_step *step)
{
	uint64_t data = step->value;
	off_t at = vf.bar0.offset + step->offset;
	ssize_t done = step->write ? pwrite(vf.device, &data, step->len, at)
				   : pread(vf.device, &data, step->len, at);

	if (done != step->len) {
		perror("boot: access");
		exit(1);
	}
}

static void boot(const char *what, const char *type, int number,
		 const char *delay)
{
	const struct boot_step *step;
	int fds[VECTORS], used;
	struct counts counts;
	uint64_t ns = 0;
	void *memory;

	vf_open(&vf, number);
	memory = dma_alloc(&vf, BOOT_MEMORY, BOOT_MEMORY_SIZE);
	enable_io(&vf);
	awake_begin();
	hardware("command-delay-us", delay);
	count_from_zero();
	awake_end();
	used = !strcmp(type, "net") ? 3 : 2;

	for (step = boot_steps(type); step->len; step++) {
		uint64_t begin;

		if (step->msix)
			enable_msix(&vf, fds, used);
		begin = now_ns();
		play(step);
		ns += now_ns() - begin;
	}

	awake_begin();
	counts = counted(number);
	hardware("command-delay-us", "0");
	awake_end();
	printf("boot.%s.%s.%s %d %d %d %d %.1f\n", type, what, delay,
	       counts.common_write, counts.common_read, counts.device_write,
	       counts.device_read, ns / 1000.0);
	out8(&vf, 18, 0);
	disable_msix(&vf, fds, used);
	dma_free(&vf, BOOT_MEMORY, memory, BOOT_MEMORY_SIZE);
	vf_close(&vf);
}

int main(int argc, char **argv)
{
	static char path[64];
	const char *card = getenv("CARD");

	if (argc < 5 || !boot_steps(argv[2]) || !card)
		return 2;
	snprintf(path, sizeof(path), "/machine/peripheral/%s", card);
	hw_use_path(path);
	for (int i = 4; i < argc; i++)
		boot(argv[1], argv[2], atoi(argv[3]), argv[i]);
	return 0;
}
