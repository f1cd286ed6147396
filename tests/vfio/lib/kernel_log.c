// SPDX-License-Identifier: GPL-2.0-only
/* The kernel's log, from a moment on. */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "check.h"
#include "kernel_log.h"

static int kmsg = -1;
static char *text; /* lines, each ended by \n */
static size_t used;
static int lines;
static long long last; /* number of the record read last */

static void keep(const char *line, size_t len)
{
	text = realloc(text, used + len + 2);
	assert_non_null(text);
	memcpy(text + used, line, len);
	used += len;
	text[used++] = '\n';
	text[used] = '\0';
}

/*
 * A record is "priority,number,time,flags;text\n" and what belongs to it. What
 * was overwritten before we read it is counted by the numbers.
 */
static void take(char *record)
{
	char *line = strchr(record, ';');
	long long number;

	if (!line || sscanf(record, "%*u,%lld", &number) != 1)
		fail_msg("/dev/kmsg: cannot read \"%s\"", record);
	line++;
	line[strcspn(line, "\n")] = '\0';
	lines += last < 0 ? 1 : number - last;
	last = number;
	keep(line, strlen(line));
}

static void read_on(void)
{
	char record[8192];
	ssize_t n;

	while ((n = read(kmsg, record, sizeof(record) - 1)) > 0 ||
	       (n < 0 && errno == EPIPE)) {
		if (n < 0)
			continue;
		record[n] = '\0';
		take(record);
	}
}

void log_from_now(void)
{
	if (kmsg < 0)
		kmsg = open("/dev/kmsg", O_RDONLY | O_NONBLOCK | O_CLOEXEC);
	assert_true(kmsg >= 0);
	lseek(kmsg, 0, SEEK_END);
	free(text);
	text = NULL;
	used = 0;
	lines = 0;
	last = -1;
}

int log_lines(void)
{
	read_on();
	return lines;
}

int log_lines_with(const char *one, const char *two)
{
	char *copy, *rest, *line;
	int n = 0;

	read_on();
	if (!text)
		return 0;
	copy = strdup(text);
	assert_non_null(copy);
	rest = copy;
	while ((line = strsep(&rest, "\n"))) {
		if (*line && strstr(line, one) && strstr(line, two))
			n++;
	}
	free(copy);
	return n;
}

void log_show(const char *with)
{
	char *copy, *rest, *line;

	read_on();
	copy = strdup(text ? text : "");
	assert_non_null(copy);
	rest = copy;
	while ((line = strsep(&rest, "\n"))) {
		if (*line && strstr(line, with))
			print_error("kernel: %s\n", line);
	}
	free(copy);
}
