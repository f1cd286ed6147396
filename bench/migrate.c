// SPDX-License-Identifier: GPL-2.0-only
/*
 * migrate WHAT N DELAY: N VFs that legacy guests have started are saved at once, and
 * loaded into N others, each by a thread of its own, with commands that take DELAY us. One
 * line "migrate.WHAT.N COMMANDS BYTES STOP_US RUN_US": commands for one VF from the call
 * that stops it to the end of its stream; bytes of a stream; how long that took for the
 * slowest VF; and how long from the first byte that the other one got until it ran.
 */
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>
#include <unistd.h>

#include <json-c/json.h>

#include "../lab/hw/hw.h"
#include "../tests/vfio/lib/check.h"
#include "../tests/vfio/lib/hardware.h"
#include "../tests/vfio/lib/migration.h"
#include "../tests/vfio/lib/vf.h"
#include "awake.h"
#include "boot.h"

#define MOST 16

struct machine {
	struct vf from;
	struct vf to;
	struct stream stream;
	int file;
	pthread_t thread;
	uint64_t us;
};

static struct machine machines[MOST];
static pthread_barrier_t ready;

static uint64_t now_us(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return now.tv_sec * 1000000ull + now.tv_nsec / 1000;
}

static void play(struct vf *vf)
{
	const struct boot_step *step;

	for (step = boot_steps("net-intx"); step->len; step++) {
		uint64_t data = step->value;

		if (step->write)
			bar0_write(vf, step->offset, &data, step->len);
		else
			bar0_read(vf, step->offset, &data, step->len);
	}
}

/* Before the stop: what can be saved of a device that runs. */
static void prepare(struct machine *machine, int number, int others)
{
	vf_open(&machine->from, number);
	vf_open(&machine->to, number + others);
	enable_io(&machine->from);
	play(&machine->from);
	machine->file = mig_to(&machine->from, MIG_PRE_COPY);
	stream_read(machine->file, &machine->stream);
}

static void *stop(void *arg)
{
	struct machine *machine = arg;
	uint64_t begin;

	pthread_barrier_wait(&ready);
	begin = now_us();
	if (mig_try(&machine->from, MIG_STOP_COPY) < -1 ||
	    stream_read(machine->file, &machine->stream)) {
		fprintf(stderr, "migrate: VF %d is not saved\n",
			machine->from.number);
		exit(1);
	}
	machine->us = now_us() - begin;
	return NULL;
}

static void *run(void *arg)
{
	struct machine *machine = arg;
	uint64_t begin;

	pthread_barrier_wait(&ready);
	begin = now_us();
	if (stream_write(machine->file, &machine->stream, 65536) ||
	    mig_try(&machine->to, MIG_RUNNING) < -1) {
		fprintf(stderr, "migrate: VF %d is not loaded\n",
			machine->to.number);
		exit(1);
	}
	machine->us = now_us() - begin;
	return NULL;
}

/* Return: how long it took the slowest. */
static uint64_t all_at_once(int n, void *(*work)(void *arg))
{
	uint64_t slowest = 0;

	pthread_barrier_init(&ready, NULL, n);
	for (int i = 0; i < n; i++)
		pthread_create(&machines[i].thread, NULL, work, &machines[i]);
	for (int i = 0; i < n; i++) {
		pthread_join(machines[i].thread, NULL);
		if (machines[i].us > slowest)
			slowest = machines[i].us;
	}
	pthread_barrier_destroy(&ready);
	return slowest;
}

/* Of all kinds, and of all VFs. */
static long long commands_of(int n)
{
	struct json_object *counters = hw_get("counters");
	long long sum = 0;

	for (int i = 1; i <= n; i++) {
		static const char *const kinds[] = {
			"common-write", "common-read", "device-write",
			"device-read",	"object",      "parts-metadata",
			"parts-get",	"parts-set",   "mode-set",
			"other",
		};
		char path[40];

		for (size_t k = 0; k < sizeof(kinds) / sizeof(kinds[0]); k++) {
			snprintf(path, sizeof(path), "members.%d.%s", i,
				 kinds[k]);
			sum += hw_lookup(counters, path);
		}
	}
	json_object_put(counters);
	return sum;
}

int main(int argc, char **argv)
{
	uint64_t stop_us, run_us;
	long long commands;
	int n;

	n = argc == 4 ? atoi(argv[2]) : 0;
	if (n < 1 || n > MOST)
		return 2;
	for (int i = 0; i < n; i++)
		prepare(&machines[i], i + 1, n);
	awake_begin();
	hardware("command-delay-us", argv[3]);
	count_from_zero();
	awake_end();
	stop_us = all_at_once(n, stop);
	awake_begin();
	commands = commands_of(n);
	awake_end();
	for (int i = 0; i < n; i++) {
		close(machines[i].file);
		machines[i].file = mig_to(&machines[i].to, MIG_RESUMING);
	}
	run_us = all_at_once(n, run);
	awake_begin();
	hardware("command-delay-us", "0");
	awake_end();
	printf("migrate.%s.%d %.1f %zu %llu %llu\n", argv[1], n,
	       (double)commands / n, machines[0].stream.len,
	       (unsigned long long)stop_us, (unsigned long long)run_us);
	for (int i = 0; i < n; i++) {
		close(machines[i].file);
		vf_close(&machines[i].from);
		vf_close(&machines[i].to);
	}
	return 0;
}
