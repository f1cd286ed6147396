// SPDX-License-Identifier: GPL-2.0-only
/* Walking over modules, functions, and the files of these. */
#include <stdbool.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "device/driver.h"
#include "device/function.h"
#include "device/migration.h"
#include "device/mode.h"
#include "file.h"
#include "metrics/collect.h"

/* No file of sysfs has more. */
#define TEXT_SIZE 4097

/* The modules of this project, as sysfs has them. */
static const char *const modules[] = { OUR_MODULE, "virtio_owner" };

#define MODULES (sizeof(modules) / sizeof(modules[0]))

/**
 * struct subject - a function that a driver of this project has
 * @function: it
 * @is_pf: it is a PF, and virtio-owner's
 * @mode: what virtio-vfio-pci has made of it, if it is that one's
 * @migration: all of migration_state; ""
 */
struct subject {
	struct function function;
	bool is_pf;
	struct mode mode;
	char migration[MIGRATION_SIZE];
};

/**
 * struct subjects - what has samples
 * @list: functions
 * @nr: how many
 * @versions: of the modules; "" of one that is not loaded
 */
struct subjects {
	struct subject *list;
	size_t nr;
	char versions[MODULES][32];
};

static void *allocate(void *old, size_t size)
{
	void *new = realloc(old, size);

	if (!new) {
		perror("virtio-vfio");
		exit(1);
	}
	return new;
}

static void add_subject(struct subjects *subjects,
			const struct function *function)
{
	bool is_pf = !strcmp(function->driver, OWNER_DRIVER);
	struct subject *subject;

	if (!is_pf && !driver_is_ours(function->driver))
		return;
	subjects->list =
		allocate(subjects->list, (subjects->nr + 1) * sizeof(*subject));
	subject = &subjects->list[subjects->nr++];
	memset(subject, 0, sizeof(*subject));
	subject->function = *function;
	subject->is_pf = is_pf;
	if (is_pf)
		return;
	mode_read(&subject->mode, function->address);
	migration_read(subject->migration, function->address);
}

static struct subjects *find_subjects(void)
{
	struct subjects *subjects = allocate(NULL, sizeof(*subjects));
	struct functions functions;

	memset(subjects, 0, sizeof(*subjects));
	functions_find(&functions);
	for (size_t i = 0; i < functions.nr; i++)
		add_subject(subjects, &functions.list[i]);
	functions_free(&functions);
	for (size_t i = 0; i < MODULES; i++)
		file_read(subjects->versions[i], sizeof(subjects->versions[i]),
			  "/sys/module/%s/version", modules[i]);
	return subjects;
}

static struct sample *add_sample(struct family *family)
{
	struct sample *sample;

	family->samples =
		allocate(family->samples, (family->nr + 1) * sizeof(*sample));
	sample = &family->samples[family->nr++];
	memset(sample, 0, sizeof(*sample));
	return sample;
}

static void add_label(struct sample *sample, const char *name,
		      const char *value)
{
	for (size_t i = 0; i < FAMILY_LABELS; i++) {
		if (sample->labels[i].name)
			continue;
		sample->labels[i] = (struct label){ name, value };
		return;
	}
}

static void add_function_labels(struct sample *sample,
				const struct subject *subject)
{
	const struct function *function = &subject->function;

	if (subject->is_pf) {
		add_label(sample, "pf", function->address);
		add_label(sample, "type", function_type(function));
		return;
	}
	if (function->kind == FUNCTION_VF)
		add_label(sample, "pf", function->pf);
	add_label(sample, "vf", function->address);
	add_label(sample, "type", function_type(function));
	add_label(sample, "mode", subject->mode.name);
	add_label(sample, "backend", subject->mode.backend);
}

/* One that is there to have labels. */
static struct sample *add_info(struct family *family)
{
	struct sample *sample = add_sample(family);

	sample->value = 1;
	return sample;
}

static void add_infos(struct family *family, const struct subjects *subjects)
{
	const char *name = family->metric->name;
	struct sample *sample;

	if (!strcmp(name, METRIC_TOOL_INFO))
		add_label(add_info(family), "version", VERSION);
	for (size_t i = 0; i < MODULES; i++) {
		if (strcmp(name, METRIC_MODULE_INFO) || !*subjects->versions[i])
			continue;
		sample = add_info(family);
		add_label(sample, "module", modules[i]);
		add_label(sample, "version", subjects->versions[i]);
	}
	for (size_t i = 0; i < subjects->nr; i++) {
		const struct subject *subject = &subjects->list[i];

		if (strcmp(name, METRIC_FUNCTION_INFO) || subject->is_pf)
			continue;
		sample = add_info(family);
		add_function_labels(sample, subject);
		add_label(sample, "reason", subject->mode.word);
	}
}

static struct histogram *read_histogram(const char *address, const char *folder,
					const char *file)
{
	struct histogram *histogram;
	char text[TEXT_SIZE];

	if (file_read_all(text, sizeof(text), "/sys/bus/pci/devices/%s/%s/%s",
			  address, folder, file))
		return NULL;
	histogram = allocate(NULL, sizeof(*histogram));
	if (!histogram_parse(histogram, text))
		return histogram;
	free(histogram);
	return NULL;
}

/* What a file has in a line, or one of migration in that of a name; false if it has none. */
static bool read_value(char *value, size_t size, const struct metric *metric,
		       const struct subject *subject, const char *file)
{
	if (!strcmp(metric->folder, METRIC_MIGRATION))
		return migration_value(subject->migration, file, value, size);
	return !file_read(value, size, "/sys/bus/pci/devices/%s/%s/%s",
			  subject->function.address, metric->folder, file);
}

/* What it says, as a number; negative if there is none. */
static long long number_of(const struct metric *metric,
			   const struct subject *subject, size_t part)
{
	const char *file = metric->parts[part].file;
	long long number;
	char value[64], *end;

	if (!read_value(value, sizeof(value), metric, subject, file))
		return -ENOENT;
	if (metric->words)
		return !strcmp(value, metric->parts[part].value);
	errno = 0;
	number = strtoll(value, &end, 0);
	return errno || end == value || *end ? -EINVAL : number;
}

/* What a part of the metric is for that function, if anything. */
static void add_part(struct family *family, const struct subject *subject,
		     size_t part)
{
	const struct metric *metric = family->metric;
	const char *address = subject->function.address;
	const char *file = metric->parts[part].file;
	struct histogram *histogram = NULL;
	struct sample *sample;
	long long number = 0;

	if (metric->type == METRIC_HISTOGRAM) {
		histogram = read_histogram(address, metric->folder, file);
		if (!histogram)
			return;
	} else {
		number = number_of(metric, subject, part);
		if (number < 0)
			return;
	}
	sample = add_sample(family);
	add_function_labels(sample, subject);
	if (metric->label)
		add_label(sample, metric->label, metric->parts[part].value);
	sample->value = number;
	if (metric->mask)
		sample->value = (number & metric->mask) == metric->mask;
	sample->histogram = histogram;
}

static void add_files(struct family *family, const struct subjects *subjects)
{
	bool of_pfs = !strcmp(family->metric->folder, METRIC_OWNER);

	for (size_t i = 0; i < subjects->nr; i++)
		for (size_t part = 0;
		     subjects->list[i].is_pf == of_pfs && part < METRIC_PARTS &&
		     family->metric->parts[part].file;
		     part++)
			add_part(family, &subjects->list[i], part);
}

void collect_all(struct collection *collection)
{
	size_t size = metric_count * sizeof(*collection->families);

	collection->nr = metric_count;
	collection->families = allocate(NULL, size);
	memset(collection->families, 0, size);
	collection->subjects = find_subjects();
	for (size_t i = 0; i < metric_count; i++) {
		struct family *family = &collection->families[i];

		family->metric = &metric_list[i];
		if (family->metric->folder)
			add_files(family, collection->subjects);
		else
			add_infos(family, collection->subjects);
	}
}

void collect_free(struct collection *collection)
{
	for (size_t i = 0; i < collection->nr; i++) {
		struct family *family = &collection->families[i];

		for (size_t j = 0; j < family->nr; j++)
			free(family->samples[j].histogram);
		free(family->samples);
	}
	free(collection->families);
	free(collection->subjects->list);
	free(collection->subjects);
}
