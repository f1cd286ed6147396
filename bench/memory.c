// SPDX-License-Identifier: GPL-2.0-only
/* MemFree, with the caches dropped. */
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "memory.h"

static void write_file(const char *path, const char *text)
{
	FILE *file = fopen(path, "w");

	if (!file || fputs(text, file) < 0 || fclose(file)) {
		perror(path);
		exit(1);
	}
}

long memory_free_kb(void)
{
	FILE *file;
	long kb = -1;

	sync();
	write_file("/proc/sys/vm/drop_caches", "3");
	/* What processors keep for themselves. */
	write_file("/proc/sys/vm/compact_memory", "1");
	file = fopen("/proc/meminfo", "r");
	if (!file || fscanf(file, "MemTotal: %*d kB MemFree: %ld", &kb) != 1) {
		perror("/proc/meminfo");
		exit(1);
	}
	fclose(file);
	return kb;
}
