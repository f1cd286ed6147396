// SPDX-License-Identifier: GPL-2.0-only
/* The kernel's log: reports of bugs, and how much there is. */
#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "log.h"

static int kmsg = -1;
static size_t lines;
static char report[256];

static bool is_report(const char *line)
{
	static const char *const words[] = {
		"BUG:",		 "WARNING:",	    "KASAN",
		"KCSAN",	 "UBSAN",	    "Oops",
		"INFO: task",	 "refcount_t:",	    "list_add corruption",
		"list_del ",	 "rcu: INFO",	    "general protection fault",
		"Kernel panic",	 "locking bug",	    "sleeping function called",
		"kernel BUG at", "stack-protector", "unreferenced object",
	};

	for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++) {
		if (strstr(line, words[i]))
			return true;
	}
	return false;
}

void log_start(void)
{
	kmsg = open("/dev/kmsg", O_RDONLY | O_NONBLOCK | O_CLOEXEC);
	if (kmsg < 0) {
		perror("/dev/kmsg");
		exit(2);
	}
	lseek(kmsg, 0, SEEK_END);
}

/* A record is "priority,number,time,flags;text\n" and what belongs to it. */
static void take(char *record)
{
	char *line = strchr(record, ';');

	if (!line)
		return;
	line++;
	line[strcspn(line, "\n")] = '\0';
	if (!strstr(line, "DMAR"))
		lines++;
	if (!*report && is_report(line))
		snprintf(report, sizeof(report), "%s", line);
}

static void read_on(void)
{
	char record[8192];
	ssize_t n;

	/* EPIPE: what was not read in time is gone */
	while ((n = read(kmsg, record, sizeof(record) - 1)) > 0 ||
	       (n < 0 && errno == EPIPE)) {
		if (n < 0)
			continue;
		record[n] = '\0';
		take(record);
	}
}

const char *log_report(void)
{
	read_on();
	return *report ? report : NULL;
}

size_t log_lines(void)
{
	read_on();
	return lines;
}
