// SPDX-License-Identifier: GPL-2.0-only
/* Allocations, and copies of user memory, that fail on purpose. */
#include <dirent.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "check.h"
#include "fault_inject.h"

static const char *const kinds[] = { "failslab", "fail_page_alloc",
				     "fail_usercopy" };
static int counter = -1;

static int open_attribute(const char *kind, const char *name, int flags)
{
	char path[96];
	int fd;

	snprintf(path, sizeof(path), "/sys/kernel/debug/%s/%s", kind, name);
	fd = open(path, flags | O_CLOEXEC);
	if (fd < 0)
		fail_msg("cannot open %s", path);
	return fd;
}

static void set(const char *kind, const char *name, const char *value)
{
	int fd = open_attribute(kind, name, O_WRONLY);

	if (write(fd, value, strlen(value)) < 0)
		fail_msg("cannot write %s to %s/%s", value, kind, name);
	close(fd);
}

static void set_number(const char *kind, const char *name, int value)
{
	char text[16];

	snprintf(text, sizeof(text), "%d", value);
	set(kind, name, text);
}

static void set_range(const char *kind, const char *which, unsigned long start,
		      unsigned long end)
{
	char name[24], text[24];

	snprintf(name, sizeof(name), "%s-start", which);
	snprintf(text, sizeof(text), "%#lx", start);
	set(kind, name, text);
	snprintf(name, sizeof(name), "%s-end", which);
	snprintf(text, sizeof(text), "%#lx", end);
	set(kind, name, text);
}

/*
 * What the kernel allocates to watch over the others' allocations is not there
 * each time, and would make the n-th another one each time.
 */
static bool is_noise(const char *cache)
{
	return cache[0] == '.' || strstr(cache, "kmemleak") ||
	       !strcmp(cache, "debug_objects_cache");
}

static void choose_caches(void)
{
	DIR *caches = opendir("/sys/kernel/slab");
	struct dirent *cache;
	char path[512];
	FILE *f;

	assert_non_null(caches);
	while ((cache = readdir(caches))) {
		if (is_noise(cache->d_name))
			continue;
		snprintf(path, sizeof(path), "/sys/kernel/slab/%s/failslab",
			 cache->d_name);
		f = fopen(path, "w");
		if (!f || fputs("1", f) < 0 || fclose(f))
			fail_msg("cannot write to %s", path);
	}
	closedir(caches);
	set("failslab", "cache-filter", "Y");
}

void fault_inject_start(void)
{
	counter = open("/proc/thread-self/fail-nth", O_RDWR | O_CLOEXEC);
	assert_true(counter >= 0);
	for (size_t i = 0; i < ARRAY_SIZE(kinds); i++)
		set(kinds[i], "verbose", "0");
	/* Those that may sleep too, and single pages. */
	set("failslab", "ignore-gfp-wait", "N");
	set("fail_page_alloc", "ignore-gfp-wait", "N");
	set("fail_page_alloc", "min-order", "0");
	choose_caches();
}

/* Writing and reading the counter are copies of user memory themselves. */
void fail_nth(int n)
{
	char text[16];
	int len = snprintf(text, sizeof(text), "%d", n);

	check_equal(pwrite(counter, text, len, 0), len, "fail-nth");
}

bool fail_nth_over(void)
{
	char text[16] = "";
	bool happened = false;

	if (pread(counter, text, sizeof(text) - 1, 0) > 0)
		happened = atoi(text) == 0;
	if (pwrite(counter, "0", 1, 0) != 1)
		fail_nth(0);
	return happened;
}

struct symbol {
	unsigned long address;
	char kind;
	char name[128];
	char module[64]; /* in brackets; or nothing */
};

static bool read_symbol(FILE *f, struct symbol *s)
{
	char line[256];

	s->module[0] = '\0';
	return fgets(line, sizeof(line), f) &&
	       sscanf(line, "%lx %c %127s %63s", &s->address, &s->kind, s->name,
		      s->module) >= 3;
}

static FILE *open_symbols(void)
{
	FILE *f = fopen("/proc/kallsyms", "r");

	assert_non_null(f);
	return f;
}

/* Where the function that starts at @start ends: where the next symbol is. */
static unsigned long end_of(unsigned long start)
{
	unsigned long end = ULONG_MAX;
	FILE *f = open_symbols();
	struct symbol s;

	while (read_symbol(f, &s))
		if (s.address > start && s.address < end)
			end = s.address;
	fclose(f);
	return end;
}

static unsigned long start_of(const char *function)
{
	unsigned long start = 0;
	FILE *f = open_symbols();
	struct symbol s;

	while (!start && read_symbol(f, &s))
		if (strchr("tT", s.kind) && !strcmp(s.name, function))
			start = s.address;
	fclose(f);
	if (!start)
		fail_msg("the kernel has no function %s", function);
	return start;
}

static void module_range(const char *module, unsigned long *start,
			 unsigned long *end)
{
	unsigned long last = 0;
	FILE *f = open_symbols();
	char brackets[64];
	struct symbol s;

	*start = ULONG_MAX;
	snprintf(brackets, sizeof(brackets), "[%s]", module);
	while (read_symbol(f, &s)) {
		if (!strchr("tT", s.kind) || strcmp(s.module, brackets))
			continue;
		if (s.address < *start)
			*start = s.address;
		if (s.address > last)
			last = s.address;
	}
	fclose(f);
	if (!last)
		fail_msg("there is no module %s", module);
	*end = end_of(last);
}

void fail_only_in(const char *function)
{
	unsigned long start = function ? start_of(function) : 0;
	unsigned long end = function ? end_of(start) : ULONG_MAX;

	for (size_t i = 0; i < ARRAY_SIZE(kinds); i++)
		set_range(kinds[i], "require", start, end);
}

/*
 * There is one range for each kind. Of pages those that caches are made of are
 * left out: they are asked for now and then, and a cache that gets none is as
 * one that is made to fail.
 */
void fail_not_in(const char *function)
{
	unsigned long start = function ? start_of(function) : 0;
	unsigned long end = function ? end_of(start) : 0;
	unsigned long slab = start_of("allocate_slab");

	set_range("failslab", "reject", start, end);
	set_range("fail_usercopy", "reject", start, end);
	set_range("fail_page_alloc", "reject", slab, end_of(slab));
}

void fail_module(const char *module, int interval, int times)
{
	unsigned long start, end;

	module_range(module, &start, &end);
	set_range("failslab", "require", start, end);
	set_number("failslab", "interval", interval);
	set_number("failslab", "times", times);
	set("failslab", "probability", "100");
}

int fail_module_left(void)
{
	int fd = open_attribute("failslab", "times", O_RDONLY);
	char text[16] = "";

	if (read(fd, text, sizeof(text) - 1) <= 0)
		fail_msg("cannot read failslab/times");
	close(fd);
	return atoi(text);
}

void fail_module_over(void)
{
	set("failslab", "probability", "0");
	fail_only_in(NULL);
}
