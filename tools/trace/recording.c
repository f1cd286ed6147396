// SPDX-License-Identifier: GPL-2.0-only
/* Recordings: words and numbers, each event a line. */
#include <ctype.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "trace/recording.h"

#define MAGIC	  "virtio-vfio-trace"
#define VERSION_1 1

#define LINE_MAX_LEN 256
#define NUMBERS_MAX  10

/* Where the last number is @optional, older recordings do not have it. */
static const struct {
	const char *word;
	int numbers;
	bool optional;
} kinds[TRACE_KINDS] = {
	[TRACE_ACCESS] = { "access", 8 },
	[TRACE_BACKEND] = { "backend", 10, true },
	[TRACE_KICK] = { "kick", 3 },
	[TRACE_INTERRUPT] = { "interrupt", 2 },
	[TRACE_SESSION] = { "session", 2 },
	[TRACE_STARTED] = { "started", 2 },
	[TRACE_LOST] = { "lost", 2 },
	[TRACE_VECTOR] = { "vector", 2 },
	[TRACE_MIGRATION] = { "migration", 5 },
};

void recording_begin(struct recording *file)
{
	fprintf(file->file, MAGIC " %d %s %u\n", VERSION_1, file->address,
		file->virtio_id);
}

/* The numbers of an event, the time first. */
static void pack(uint64_t n[NUMBERS_MAX], const struct trace_event *event)
{
	n[0] = event->ns;
	switch (event->kind) {
	case TRACE_ACCESS:
		n[1] = event->write;
		n[2] = event->space;
		n[3] = event->offset;
		n[4] = event->len;
		n[5] = event->value;
		n[6] = event->served;
		n[7] = event->error;
		break;
	case TRACE_BACKEND:
		n[1] = event->access;
		n[2] = event->opcode;
		n[3] = event->offset;
		n[4] = event->len;
		n[5] = event->posted;
		n[6] = event->tries;
		n[7] = event->error;
		n[8] = event->took;
		n[9] = event->backend;
		break;
	case TRACE_KICK:
		n[1] = event->queue;
		n[2] = event->path;
		break;
	case TRACE_INTERRUPT:
		n[1] = event->isr;
		break;
	case TRACE_SESSION:
		n[1] = event->open;
		break;
	case TRACE_STARTED:
		n[1] = event->features;
		break;
	case TRACE_VECTOR:
		n[1] = event->vector;
		break;
	case TRACE_MIGRATION:
		n[1] = event->from;
		n[2] = event->to;
		n[3] = event->error;
		n[4] = event->took;
		break;
	default:
		n[1] = event->lost;
	}
}

void recording_write(struct recording *file, const struct trace_event *event)
{
	uint64_t n[NUMBERS_MAX];

	if (event->kind >= TRACE_KINDS)
		return;
	pack(n, event);
	fputs(kinds[event->kind].word, file->file);
	for (int i = 0; i < kinds[event->kind].numbers; i++)
		fprintf(file->file, " %llu", (unsigned long long)n[i]);
	fputc('\n', file->file);
}

void recording_end(struct recording *file)
{
	fputs("end\n", file->file);
}

/* A whole line, without its end. */
static enum recording_read next_line(struct recording *file,
				     char line[LINE_MAX_LEN])
{
	size_t len = 0;
	int c;

	file->line++;
	while ((c = getc(file->file)) != EOF && c != '\n') {
		if (len == LINE_MAX_LEN - 1 || !isprint(c))
			return RECORDING_BAD;
		line[len++] = c;
	}
	if (c == EOF)
		return RECORDING_CUT_OFF;
	line[len] = '\0';
	return RECORDING_EVENT;
}

bool recording_open(struct recording *file)
{
	char line[LINE_MAX_LEN];
	unsigned int version;
	int end = -1;

	file->line = 0;
	if (next_line(file, line) != RECORDING_EVENT)
		return false;
	if (sscanf(line, MAGIC " %u %19s %u%n", &version, file->address,
		   &file->virtio_id, &end) != 3 ||
	    end < 0 || line[end])
		return false;
	return version == VERSION_1;
}

/* Exactly @nr decimal numbers, each behind a blank. */
static bool read_numbers(const char *text, uint64_t *n, int nr)
{
	char *end;

	for (int i = 0; i < nr; i++) {
		if (*text != ' ' || !isdigit((unsigned char)text[1]))
			return false;
		errno = 0;
		n[i] = strtoull(text + 1, &end, 10);
		if (errno)
			return false;
		text = end;
	}
	return !*text;
}

static bool read_event(const char *text, uint64_t n[NUMBERS_MAX], int kind)
{
	int numbers = kinds[kind].numbers;

	if (read_numbers(text, n, numbers))
		return true;
	if (!kinds[kind].optional)
		return false;
	n[numbers - 1] = 0;
	return read_numbers(text, n, numbers - 1);
}

/* A number that does not fit into its field is refused: it would not come back. */
static bool unpack(struct trace_event *event, const uint64_t n[NUMBERS_MAX])
{
	uint64_t again[NUMBERS_MAX] = {};

	event->ns = n[0];
	switch (event->kind) {
	case TRACE_ACCESS:
		event->write = n[1];
		event->space = n[2];
		event->offset = n[3];
		event->len = n[4];
		event->value = n[5];
		event->served = n[6];
		event->error = n[7];
		break;
	case TRACE_BACKEND:
		event->access = n[1];
		event->opcode = n[2];
		event->offset = n[3];
		event->len = n[4];
		event->posted = n[5];
		event->tries = n[6];
		event->error = n[7];
		event->took = n[8];
		event->backend = n[9];
		break;
	case TRACE_KICK:
		event->queue = n[1];
		event->path = n[2];
		break;
	case TRACE_INTERRUPT:
		event->isr = n[1];
		break;
	case TRACE_SESSION:
		event->open = n[1];
		break;
	case TRACE_STARTED:
		event->features = n[1];
		break;
	case TRACE_VECTOR:
		event->vector = n[1];
		break;
	case TRACE_MIGRATION:
		event->from = n[1];
		event->to = n[2];
		event->error = n[3];
		event->took = n[4];
		break;
	default:
		event->lost = n[1];
	}
	pack(again, event);
	return !memcmp(again, n, kinds[event->kind].numbers * sizeof(*n));
}

enum recording_read recording_next(struct recording *file,
				   struct trace_event *event)
{
	enum recording_read ret;
	char line[LINE_MAX_LEN];
	uint64_t n[NUMBERS_MAX];
	size_t len;

	ret = next_line(file, line);
	if (ret != RECORDING_EVENT)
		return ret;
	if (!strcmp(line, "end"))
		return RECORDING_END;

	for (int i = 0; i < TRACE_KINDS; i++) {
		len = strlen(kinds[i].word);
		if (strncmp(line, kinds[i].word, len))
			continue;
		memset(event, 0, sizeof(*event));
		event->kind = i;
		if (!read_event(line + len, n, i) || !unpack(event, n))
			return RECORDING_BAD;
		return RECORDING_EVENT;
	}
	return RECORDING_BAD;
}
