// SPDX-License-Identifier: GPL-2.0-only
/* The driver's parameters and counters in sysfs. */
#include <stdio.h>

#include "check.h"
#include "operator.h"
#include "vf.h"

#define PARAMETERS "/sys/module/virtio_vfio_pci/parameters/"

void set_deadline(int ms)
{
	FILE *f = fopen(PARAMETERS "command_timeout_ms", "w");

	if (!f || fprintf(f, "%d", ms) < 0 || fclose(f))
		fail_msg("cannot set command_timeout_ms to %d", ms);
}

long long driver_counter(int number, const char *name)
{
	char path[96], address[16];
	long long n = -1;
	FILE *f;

	vf_address(number, address);
	snprintf(path, sizeof(path), "/sys/bus/pci/devices/%s/legacy/%s",
		 address, name);
	f = fopen(path, "r");
	if (!f || fscanf(f, "%lld", &n) != 1 || n < 0)
		fail_msg("no number in %s", path);
	fclose(f);
	return n;
}

struct account account(int number)
{
	return (struct account){
		.commands = driver_counter(number, "commands"),
		.failed = driver_counter(number, "failed"),
		.retried = driver_counter(number, "retried"),
		.timeouts = driver_counter(number, "timeouts"),
		.unsent = driver_counter(number, "unsent"),
	};
}

struct account added(int number, const struct account *before)
{
	struct account now = account(number);

	now.commands -= before->commands;
	now.failed -= before->failed;
	now.retried -= before->retried;
	now.timeouts -= before->timeouts;
	now.unsent -= before->unsent;
	return now;
}
