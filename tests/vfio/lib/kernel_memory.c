// SPDX-License-Identifier: GPL-2.0-only
/* The kernel's memory: /proc/slabinfo and /proc/vmallocinfo. */
#include <fcntl.h>
#include <glob.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "check.h"
#include "kernel_memory.h"

#define CACHES	 "/sys/kernel/slab/*kmalloc-*/shrink"
#define SMALLEST "/sys/kernel/slab/kmalloc-8/shrink"
#define SAMPLES	 8
#define PATIENCE 100 /* times 100 ms */

bool memory_is_counted(void)
{
	return !access("/proc/slabinfo", R_OK) &&
	       !access("/proc/vmallocinfo", R_OK) && !access(SMALLEST, W_OK);
}

/* The whole of a file in one read, which itself allocates little. */
static char *read_all(const char *path)
{
	static char text[1 << 20];
	int fd = open(path, O_RDONLY | O_CLOEXEC);
	size_t have = 0;
	ssize_t n;

	assert_true(fd >= 0);
	while ((n = read(fd, text + have, sizeof(text) - 1 - have)) > 0)
		have += n;
	close(fd);
	text[have] = '\0';
	return text;
}

static int open_to_shrink(const char *path)
{
	int fd = open(path, O_WRONLY | O_CLOEXEC);

	assert_true(fd >= 0);
	return fd;
}

/*
 * The files stay open: opening one each time would leave its own traces. So does
 * writing, in the cache for the smallest objects, which therefore comes last.
 */
static void shrink(void)
{
	static int fds[CACHES_MAX], n;
	glob_t caches;

	if (!n && !glob(CACHES, 0, NULL, &caches)) {
		while (n < CACHES_MAX - 1 && (size_t)n < caches.gl_pathc) {
			fds[n] = open_to_shrink(caches.gl_pathv[n]);
			n++;
		}
		fds[n++] = open_to_shrink(SMALLEST);
		globfree(&caches);
	}
	for (int i = 0; i < n; i++)
		assert_int_equal(write(fds[i], "1", 1), 1);
}

static char names[CACHES_MAX][32];

/* Objects of each kmalloc cache: the smaller of what is there and now. */
static void count_objects(long objects[CACHES_MAX])
{
	char *line, *rest;
	long active;
	int n = 0;

	for (line = strtok_r(read_all("/proc/slabinfo"), "\n", &rest);
	     line && n < CACHES_MAX; line = strtok_r(NULL, "\n", &rest)) {
		if (strncmp(line, "kmalloc-", 8) ||
		    sscanf(line, "%31s %ld", names[n], &active) != 2)
			continue;
		if (active < objects[n])
			objects[n] = active;
		n++;
	}
	while (n < CACHES_MAX)
		objects[n++] = 0;
}

/* "unpurged" ones have been given back. */
static long count_mappings(void)
{
	long lines = 0;
	char *line, *rest;

	for (line = strtok_r(read_all("/proc/vmallocinfo"), "\n", &rest); line;
	     line = strtok_r(NULL, "\n", &rest))
		if (!strstr(line, "unpurged"))
			lines++;
	return lines;
}

/*
 * A slab that a processor allocates from counts as full. Which ones are just
 * then differs, so the smallest of several counts is the closest.
 */
struct memory memory_now(void)
{
	struct memory now;

	for (int i = 0; i < CACHES_MAX; i++)
		now.objects[i] = LONG_MAX;
	for (int i = 0; i < SAMPLES; i++) {
		shrink();
		count_objects(now.objects);
	}
	now.mappings = count_mappings();
	return now;
}

static long gained(const struct memory *now, const struct memory *before)
{
	long sum = 0;

	for (int i = 0; i < CACHES_MAX; i++)
		sum += now->objects[i] - before->objects[i];
	return sum;
}

static void tell(const struct memory *now, const struct memory *before)
{
	for (int i = 0; i < CACHES_MAX; i++)
		if (now->objects[i] != before->objects[i])
			print_error("%s: %ld objects, then %ld\n", names[i],
				    before->objects[i], now->objects[i]);
	print_error("mappings: %ld, then %ld\n", before->mappings,
		    now->mappings);
}

void check_no_growth(const struct memory *before, int rounds)
{
	struct timespec pause = { .tv_nsec = 100000000 };
	struct memory now = memory_now();

	for (int i = 0; i < PATIENCE; i++) {
		if (gained(&now, before) <= rounds / 2 &&
		    now.mappings - before->mappings <= rounds / 2)
			return;
		nanosleep(&pause, NULL);
		now = memory_now();
	}
	tell(&now, before);
	fail_msg("%d rounds left %ld objects and %ld mappings behind", rounds,
		 gained(&now, before), now.mappings - before->mappings);
}
