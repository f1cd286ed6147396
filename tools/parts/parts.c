// SPDX-License-Identifier: GPL-2.0-only
/* From sysfs, or from a file; JSON is turned into the lines of the other form. */
#include <ctype.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <json-c/json.h>

#include "file.h"
#include "out.h"
#include "parts/parts.h"
#include "virtio/feature.h"

#define DEVICES "/sys/bus/pci/devices/"

/* A page of sysfs, and its end. */
#define REPORT_SIZE 4097

/* No report is so long, whatever is added to it. */
#define FILE_SIZE (256 * 1024)

static int not_asked(const char *address, int error, char *why, size_t size)
{
	char reason[256];
	const char *text;

	switch (error) {
	case -ENOENT:
		snprintf(
			why, size,
			"has no device parts: that takes a device with a legacy interface, bound to virtio-vfio-pci (virtio-vfio explain %s)",
			address);
		return EXIT_ABSENT;
	case -EOPNOTSUPP:
		file_read(reason, sizeof(reason), DEVICES "%s/migration_reason",
			  address);
		text = strchr(reason, ' ');
		snprintf(why, size, "cannot be migrated: %s",
			 text ? text + 1 : "the driver does not say why");
		return EXIT_ABSENT;
	case -EBUSY:
		snprintf(why, size, "is being migrated");
		return EXIT_IN_USE;
	case -EACCES:
	case -EPERM:
		snprintf(why, size, "may not be asked: %s", strerror(-error));
		return EXIT_DENIED;
	default:
		snprintf(why, size, "does not tell its parts: %s",
			 strerror(-error));
		return EXIT_FAILED;
	}
}

int parts_of_function(struct stream_identity *report, const char *address,
		      char *why, size_t size)
{
	char text[REPORT_SIZE], wrong[160];
	int ret =
		file_read_all(text, sizeof(text), DEVICES "%s/parts", address);

	if (ret)
		return not_asked(address, ret, why, size);
	if (!report_parse(report, text, wrong, sizeof(wrong)))
		return EXIT_DONE;
	snprintf(why, size, "has a report that this version does not read: %s",
		 wrong);
	return EXIT_FAILED;
}

/* All that there is, and an end; NULL and errno if it cannot be read or is too long. */
static char *read_file(const char *name)
{
	FILE *file = strcmp(name, "-") ? fopen(name, "re") : stdin;
	char *text = malloc(FILE_SIZE);
	size_t len = 0;
	int error;

	if (file && text) {
		len = fread(text, 1, FILE_SIZE, file);
		error = ferror(file) ? errno : len == FILE_SIZE ? EFBIG : 0;
	} else {
		error = errno;
	}
	if (file && file != stdin)
		fclose(file);
	if (error) {
		free(text);
		errno = error;
		return NULL;
	}
	/* what is behind a zero byte is none of a text */
	text[len] = '\0';
	return text;
}

static bool is_json(const char *text)
{
	while (isspace((unsigned char)*text))
		text++;
	return *text == '{' || *text == '[';
}

/* A name and its values, with blanks between. */
static void add_line(FILE *to, const char *name, struct json_object *value)
{
	size_t nr;

	if (!value)
		return;
	fprintf(to, "%s", name);
	if (!json_object_is_type(value, json_type_array)) {
		fprintf(to, " %s\n", json_object_get_string(value));
		return;
	}
	nr = json_object_array_length(value);
	for (size_t i = 0; i < nr; i++)
		fprintf(to, " %s",
			json_object_get_string(
				json_object_array_get_idx(value, i)));
	fputc('\n', to);
}

/* The lines that it stands for; NULL if it is none. */
static char *lines_of(const char *json)
{
	struct json_object *object = json_tokener_parse(json);
	char *text = NULL;
	size_t size;
	FILE *to;

	if (!object || !json_object_is_type(object, json_type_object)) {
		json_object_put(object);
		return NULL;
	}
	to = open_memstream(&text, &size);
	if (to) {
		json_object_object_foreach(object, name, value) add_line(
			to, strcmp(name, "virtio_id") ? name : "type", value);
		fclose(to);
	}
	json_object_put(object);
	return text;
}

static int parse_json(struct stream_identity *report, const char *json,
		      char *why, size_t size)
{
	char *text = lines_of(json);
	int ret;

	if (!text) {
		snprintf(why, size, "it is no JSON, or nothing like a report");
		return -EINVAL;
	}
	ret = report_parse(report, text, why, size);
	free(text);
	return ret;
}

int parts_of_file(struct stream_identity *report, const char *name, char *why,
		  size_t size)
{
	char *text = read_file(name);
	char wrong[160];
	int ret;

	if (!text) {
		snprintf(why, size, "%s", strerror(errno));
		return errno == EACCES ? EXIT_DENIED : EXIT_FAILED;
	}
	if (is_json(text))
		ret = parse_json(report, text, wrong, sizeof(wrong));
	else
		ret = report_parse(report, text, wrong, sizeof(wrong));
	free(text);
	if (!ret)
		return EXIT_DONE;
	snprintf(why, size, "it is no report of virtio-vfio parts: %s", wrong);
	return EXIT_FAILED;
}

static void put_ids(struct json_object *object, const char *name, u16 vendor,
		    u16 device)
{
	char text[16];

	snprintf(text, sizeof(text), "%04x:%04x", vendor, device);
	out_put_text(object, name, text);
}

/* As text, since many readers of JSON keep only 53 bits of a number. */
static struct json_object *features_of(const struct stream_identity *report)
{
	struct json_object *list = json_object_new_array();
	char hex[24];

	for (int i = 0; i < 2; i++) {
		snprintf(hex, sizeof(hex), "0x%llx",
			 (unsigned long long)report->features[i]);
		json_object_array_add(list, json_object_new_string(hex));
	}
	return list;
}

void parts_put(struct json_object *object, const struct stream_identity *report)
{
	struct json_object *sizes = json_object_new_array();

	out_put_text(object, "mode", report_mode(report));
	out_put_number(object, "virtio_id", report->virtio_id);
	put_ids(object, "pci", report->vendor, report->device);
	put_ids(object, "subsystem", report->subsystem_vendor,
		report->subsystem);
	out_put_number(object, "bar0_size", report->bar0_size);
	json_object_object_add(object, "features",
			       report->has_features ? features_of(report)
						    : NULL);
	out_put_number(object, "queues", report->nr_queues);
	for (size_t i = 0; i < report->nr_queues; i++)
		json_object_array_add(
			sizes, json_object_new_int(report->queue_size[i]));
	json_object_object_add(object, "queue_sizes", sizes);
}
