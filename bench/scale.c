// SPDX-License-Identifier: GPL-2.0-only
/*
 * scale WHAT N ROUNDS DELAY: a legacy guest's start on N VFs at once, each by a thread
 * of its own, ROUNDS times, with commands that take DELAY us. One line "scale.WHAT.N
 * COMMANDS_PER_S MEDIAN_US SLOWEST_US KB": administration commands of all VFs per
 * second; the time of one VF's start, in the median and of the slowest VF; kernel
 * memory of one open VF.
 */
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <time.h>
#include <unistd.h>

#include "../tests/vfio/lib/hardware.h"
#include "../tests/vfio/lib/vf.h"
#include "awake.h"
#include "boot.h"
#include "memory.h"
#include "stats.h"

#define MOST 255

struct guest {
	struct vf vf;
	pthread_t thread;
	uint64_t us; /* of all rounds */
};

static struct guest guests[MOST];
static pthread_barrier_t ready;
static int rounds;

static uint64_t now_us(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return now.tv_sec * 1000000ull + now.tv_nsec / 1000;
}

static void play(struct guest *guest)
{
	const struct boot_step *step;

	for (step = boot_steps("net-intx"); step->len; step++) {
		uint64_t data = step->value;
		off_t at = guest->vf.bar0.offset + step->offset;

		if ((step->write
			     ? pwrite(guest->vf.device, &data, step->len, at)
			     : pread(guest->vf.device, &data, step->len, at)) !=
		    step->len) {
			perror("scale: access");
			exit(1);
		}
	}
}

static void *start(void *arg)
{
	struct guest *guest = arg;
	uint64_t begin;

	pthread_barrier_wait(&ready);
	begin = now_us();
	for (int i = 0; i < rounds; i++)
		play(guest);
	guest->us = now_us() - begin;
	return NULL;
}

/* What the driver counted; see docs/abi.md. */
static uint64_t commands_of(const struct vf *vf)
{
	unsigned long long commands = 0;
	char path[80];
	FILE *file;

	snprintf(path, sizeof(path), "/sys/bus/pci/devices/%s/legacy/commands",
		 vf->address);
	file = fopen(path, "r");
	if (!file || fscanf(file, "%llu", &commands) != 1) {
		perror(path);
		exit(1);
	}
	fclose(file);
	return commands;
}

static uint64_t all_commands(int n)
{
	uint64_t sum = 0;

	for (int i = 0; i < n; i++)
		sum += commands_of(&guests[i].vf);
	return sum;
}

int main(int argc, char **argv)
{
	struct rlimit files = { 4096, 4096 };
	uint64_t us[MOST], begin, all, commands;
	int n = argc == 5 ? atoi(argv[2]) : 0;
	long free_before, free_open;

	if (n < 1 || n > MOST)
		return 2;
	rounds = atoi(argv[3]);
	setrlimit(RLIMIT_NOFILE, &files);
	free_before = memory_free_kb();
	for (int i = 0; i < n; i++)
		vf_open(&guests[i].vf, i + 1);
	free_open = memory_free_kb();
	for (int i = 0; i < n; i++)
		enable_io(&guests[i].vf);

	awake_begin();
	hardware("command-delay-us", argv[4]);
	awake_end();
	commands = all_commands(n);
	pthread_barrier_init(&ready, NULL, n + 1);
	for (int i = 0; i < n; i++)
		pthread_create(&guests[i].thread, NULL, start, &guests[i]);
	begin = now_us();
	pthread_barrier_wait(&ready);
	for (int i = 0; i < n; i++) {
		pthread_join(guests[i].thread, NULL);
		us[i] = guests[i].us / rounds;
	}
	all = now_us() - begin;
	commands = all_commands(n) - commands;
	awake_begin();
	hardware("command-delay-us", "0");
	awake_end();

	stats_sort(us, n);
	printf("scale.%s.%d %.0f %ju %ju %.1f\n", argv[1], n,
	       commands * 1e6 / all, (uintmax_t)stats_of(us, n, 50),
	       (uintmax_t)us[n - 1], (free_before - free_open) * 1.0 / n);
	for (int i = 0; i < n; i++)
		vf_close(&guests[i].vf);
	return 0;
}
