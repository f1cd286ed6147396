// SPDX-License-Identifier: GPL-2.0-only
/* A trace buffer of the tests' own. */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "check.h"
#include "tracefs.h"

#define TRACEFS	 "/sys/kernel/tracing/"
#define EVENTS	 "events/virtio_vfio_pci/"
#define INSTANCE TRACEFS "instances/virtio-vfio-test/"

#define LINE 512

bool tracing_there(void)
{
	return !access(TRACEFS EVENTS, F_OK);
}

static void put(const char *path, const char *text)
{
	FILE *f = fopen(path, "w");

	if (!f || fputs(text, f) < 0 || fclose(f))
		fail_msg("cannot write \"%s\" to %s: %s", text, path,
			 strerror(errno));
}

void tracing_start(const char *filter)
{
	if (mkdir(INSTANCE, 0700) && errno != EEXIST)
		fail_msg("no instance of tracing: %s", strerror(errno));
	put(INSTANCE EVENTS "filter", filter ? filter : "0");
	put(INSTANCE EVENTS "enable", "1");
}

void tracing_stop(void)
{
	if (access(INSTANCE, F_OK))
		return;
	put(INSTANCE EVENTS "enable", "0");
	rmdir(INSTANCE);
}

/* Is each of the words, which are separated by blanks, in the line? */
static bool has_words(const char *line, const char *words)
{
	char copy[LINE], padded[LINE + 2], word[LINE + 2], *rest, *w;

	snprintf(padded, sizeof(padded), " %s ", line);
	snprintf(copy, sizeof(copy), "%s", words);
	for (w = strtok_r(copy, " ", &rest); w;
	     w = strtok_r(NULL, " ", &rest)) {
		snprintf(word, sizeof(word), " %s ", w);
		if (!strstr(padded, word))
			return false;
	}
	return true;
}

static int search(const char *event, const char *words, char last[LINE])
{
	char line[LINE], mark[64];
	int n = 0;
	FILE *f;

	snprintf(mark, sizeof(mark), ": %s: ", event);
	f = fopen(INSTANCE "trace", "r");
	assert_non_null(f);
	while (fgets(line, sizeof(line), f)) {
		line[strcspn(line, "\n")] = '\0';
		if (line[0] == '#' || !strstr(line, mark) ||
		    !has_words(line, words))
			continue;
		n++;
		if (last)
			memcpy(last, line, LINE);
	}
	fclose(f);
	return n;
}

int traced(const char *event, const char *words)
{
	return search(event, words, NULL);
}

long long traced_number(const char *event, const char *words, const char *name)
{
	char line[LINE], mark[64], *at;

	if (!search(event, words, line))
		fail_msg("no event %s with %s", event, words);
	snprintf(mark, sizeof(mark), " %s=", name);
	at = strstr(line, mark);
	assert_non_null(at);
	return strtoll(at + strlen(mark), NULL, 0);
}

void event_fields(const char *event, char *names, size_t size)
{
	char path[128], line[LINE], name[64];
	FILE *f;

	snprintf(path, sizeof(path), TRACEFS EVENTS "%s/format", event);
	f = fopen(path, "r");
	if (!f)
		fail_msg("no event %s", event);
	names[0] = '\0';
	while (fgets(line, sizeof(line), f)) {
		char *end = strchr(line, ';');
		char *at;

		if (strncmp(line, "\tfield:", 7) || !end)
			continue;
		*end = '\0';
		at = strrchr(line, ' ');
		if (!at || sscanf(at, " %63[a-z_]", name) != 1 ||
		    !strncmp(name, "common_", 7))
			continue;
		snprintf(names + strlen(names), size - strlen(names), "%s ",
			 name);
	}
	fclose(f);
}
