// SPDX-License-Identifier: GPL-2.0-only
/* A parser that takes nothing for granted; the comparison is the driver's own file. */
#include <ctype.h>
#include <errno.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "parts/report.h"
#include "virtio/feature.h"

#define BAR0_MAX 4096

/* By enum mode of the driver. */
static const char *const modes[] = { "modern", "transitional", "legacy" };

#define MODES (sizeof(modes) / sizeof(modes[0]))

const char *report_mode(const struct stream_identity *report)
{
	return report->mode < MODES ? modes[report->mode] : "?";
}

/* One number of the base at the start of a text; what is behind it, or NULL. */
static const char *number(const char *text, int base, uint64_t max,
			  uint64_t *value)
{
	unsigned long long got;
	char *end;

	if (!isxdigit((unsigned char)*text))
		return NULL;
	errno = 0;
	got = strtoull(text, &end, base);
	if (errno || end == text || got > max)
		return NULL;
	*value = got;
	return end;
}

static bool take_number(const char *text, uint64_t max, uint64_t *value)
{
	text = number(text, 10, max, value);
	return text && !*text;
}

static bool take_mode(struct stream_identity *report, const char *text)
{
	for (size_t i = 0; i < MODES; i++)
		if (!strcmp(text, modes[i])) {
			report->mode = i;
			return true;
		}
	return false;
}

static bool take_type(struct stream_identity *report, const char *text)
{
	uint64_t value;

	if (!take_number(text, UINT16_MAX, &value))
		return false;
	report->virtio_id = value;
	return true;
}

/* "1af4:1000" */
static bool take_ids(const char *text, u16 *vendor, u16 *device)
{
	uint64_t first, second;

	text = number(text, 16, UINT16_MAX, &first);
	if (!text || *text != ':')
		return false;
	text = number(text + 1, 16, UINT16_MAX, &second);
	if (!text || *text)
		return false;
	*vendor = first;
	*device = second;
	return true;
}

static bool take_pci(struct stream_identity *report, const char *text)
{
	return take_ids(text, &report->vendor, &report->device);
}

static bool take_subsystem(struct stream_identity *report, const char *text)
{
	return take_ids(text, &report->subsystem_vendor, &report->subsystem);
}

static bool take_bar0_size(struct stream_identity *report, const char *text)
{
	uint64_t value;

	if (!take_number(text, BAR0_MAX, &value))
		return false;
	report->bar0_size = value;
	return true;
}

/* "0x130bf8024 0x0" */
static bool take_features(struct stream_identity *report, const char *text)
{
	uint64_t value;

	for (int i = 0; i < 2; i++) {
		text = number(text, 16, UINT64_MAX, &value);
		if (!text || *text != (i ? '\0' : ' '))
			return false;
		report->features[i] = value;
		text++;
	}
	report->has_features = true;
	return true;
}

static bool take_queues(struct stream_identity *report, const char *text)
{
	uint64_t value;

	if (!take_number(text, STREAM_QUEUES, &value))
		return false;
	report->nr_queues = value;
	return true;
}

/* Those of the last ones may be missing: there is no more room in a file of sysfs. */
static bool take_queue_sizes(struct stream_identity *report, const char *text)
{
	uint64_t value;

	for (size_t i = 0; *text; i++) {
		if (i == STREAM_QUEUES)
			return false;
		text = number(text, 10, UINT16_MAX, &value);
		if (!text || (*text && *text != ' '))
			return false;
		report->queue_size[i] = value;
		text += *text == ' ';
	}
	return true;
}

static const struct {
	const char *name;
	bool (*take)(struct stream_identity *report, const char *text);
	bool may_be_missing;
} lines[] = {
	{ "mode", take_mode, false },
	{ "type", take_type, false },
	{ "pci", take_pci, false },
	{ "subsystem", take_subsystem, false },
	{ "bar0_size", take_bar0_size, false },
	{ "features", take_features, true },
	{ "queues", take_queues, false },
	{ "queue_sizes", take_queue_sizes, true },
};

#define LINES (sizeof(lines) / sizeof(lines[0]))

static int __attribute__((format(printf, 3, 4)))
wrong(char *why, size_t size, const char *fmt, ...)
{
	va_list args;

	va_start(args, fmt);
	vsnprintf(why, size, fmt, args);
	va_end(args);
	return -EINVAL;
}

/* A name, and the rest of the line behind blanks; the index of the name, or LINES. */
static size_t split(char *line, char **value)
{
	size_t len = strcspn(line, " ");

	*value = line + len;
	if (**value)
		*(*value)++ = '\0';
	for (size_t i = 0; i < LINES; i++)
		if (!strcmp(lines[i].name, line))
			return i;
	return LINES;
}

static int take_line(struct stream_identity *report, char *line, bool *seen,
		     char *why, size_t size)
{
	size_t len = strlen(line);
	char *value;
	size_t i;

	/* of who has had it in an editor */
	while (len && isspace((unsigned char)line[len - 1]))
		line[--len] = '\0';
	if (!*line || *line == '#')
		return 0;
	i = split(line, &value);
	if (i == LINES)
		return 0;
	if (seen[i])
		return wrong(why, size, "it says twice what \"%s\" is",
			     lines[i].name);
	seen[i] = true;
	if (!lines[i].take(report, value))
		return wrong(why, size, "\"%.60s\" is no value of \"%s\"",
			     value, lines[i].name);
	return 0;
}

static int check(const struct stream_identity *report, const bool *seen,
		 char *why, size_t size)
{
	for (size_t i = 0; i < LINES; i++)
		if (!seen[i] && !lines[i].may_be_missing)
			return wrong(why, size,
				     "it does not say what \"%s\" is",
				     lines[i].name);
	for (size_t i = report->nr_queues; i < STREAM_QUEUES; i++)
		if (report->queue_size[i])
			return wrong(why, size,
				     "it has sizes of more queues than %u",
				     report->nr_queues);
	return 0;
}

int report_parse(struct stream_identity *report, const char *text, char *why,
		 size_t size)
{
	char *copy = strdup(text), *at = copy, *line;
	bool seen[LINES] = {};
	int ret = 0;

	if (!copy)
		return wrong(why, size, "there is not enough memory");
	memset(report, 0, sizeof(*report));
	while (!ret && (line = strsep(&at, "\n")))
		ret = take_line(report, line, seen, why, size);
	free(copy);
	return ret ? ret : check(report, seen, why, size);
}

void report_write(FILE *to, const struct stream_identity *report)
{
	fprintf(to, "mode %s\ntype %u\npci %04x:%04x\nsubsystem %04x:%04x\n",
		report_mode(report), report->virtio_id, report->vendor,
		report->device, report->subsystem_vendor, report->subsystem);
	fprintf(to, "bar0_size %u\n", report->bar0_size);
	if (report->has_features)
		fprintf(to, "features 0x%llx 0x%llx\n",
			(unsigned long long)report->features[0],
			(unsigned long long)report->features[1]);
	fprintf(to, "queues %u\nqueue_sizes", report->nr_queues);
	for (size_t i = 0; i < report->nr_queues; i++)
		fprintf(to, " %u", report->queue_size[i]);
	fputc('\n', to);
}

/* What the driver says, and the names of features, which it does not know. */
static void tell_one(const struct stream_difference *difference,
		     unsigned int virtio_id,
		     void (*tell)(const char *text, void *opaque), void *opaque)
{
	char text[REPORT_TEXT], names[REPORT_TEXT / 3];
	size_t len;

	vvp_stream_difference_text(difference, text, STREAM_DIFFERENCE_TEXT);
	if (difference->what != STREAM_DIFFERS_FEATURES) {
		tell(text, opaque);
		return;
	}
	feature_names(names, sizeof(names), virtio_id, difference->lacks[0]);
	len = strlen(text);
	if (*names)
		len += snprintf(text + len, sizeof(text) - len, "; not here:%s",
				names);
	feature_names(names, sizeof(names), virtio_id, difference->surplus[0]);
	if (*names && len < sizeof(text))
		snprintf(text + len, sizeof(text) - len, "; not there:%s",
			 names);
	tell(text, opaque);
}

/* As if that were the same, to see what else is not. */
static void pass_over(struct stream_identity *own,
		      const struct stream_identity *source,
		      const struct stream_difference *difference)
{
	switch (difference->what) {
	case STREAM_DIFFERS_MODE:
		own->mode = source->mode;
		break;
	case STREAM_DIFFERS_TYPE:
		own->virtio_id = source->virtio_id;
		break;
	case STREAM_DIFFERS_VENDOR:
		own->vendor = source->vendor;
		break;
	case STREAM_DIFFERS_DEVICE:
		own->device = source->device;
		break;
	case STREAM_DIFFERS_SUBSYSTEM_VENDOR:
		own->subsystem_vendor = source->subsystem_vendor;
		break;
	case STREAM_DIFFERS_SUBSYSTEM:
		own->subsystem = source->subsystem;
		break;
	case STREAM_DIFFERS_BAR0:
		own->bar0_size = source->bar0_size;
		break;
	case STREAM_DIFFERS_HEADER:
		own->packet_header = 0;
		break;
	case STREAM_DIFFERS_FEATURES:
		own->has_features = false;
		break;
	case STREAM_DIFFERS_QUEUES:
		own->nr_queues = source->nr_queues;
		break;
	default:
		own->queue_size[difference->queue] = 0;
	}
}

size_t report_compare(const struct stream_identity *source,
		      const struct stream_identity *own,
		      void (*tell)(const char *text, void *opaque),
		      void *opaque)
{
	struct stream_identity *rest = malloc(sizeof(*rest));
	struct stream_difference difference;
	size_t nr;

	if (!rest)
		abort();
	*rest = *own;
	for (nr = 0; vvp_stream_compare(source, rest, &difference); nr++) {
		tell_one(&difference, own->virtio_id, tell, opaque);
		pass_over(rest, source, &difference);
	}
	free(rest);
	return nr;
}

static bool has_sizes(const struct stream_identity *report)
{
	for (size_t i = 0; i < report->nr_queues; i++)
		if (!report->queue_size[i])
			return false;
	return true;
}

const char *report_unsaid(const struct stream_identity *source,
			  const struct stream_identity *own)
{
	bool sizes = has_sizes(source) && has_sizes(own);

	if (source->has_features && own->has_features)
		return sizes ? NULL : "sizes of queues";
	return sizes ? "device features" : "device features, sizes of queues";
}
