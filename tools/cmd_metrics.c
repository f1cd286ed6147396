// SPDX-License-Identifier: GPL-2.0-only
/* virtio-vfio metrics: what the drivers have counted, for programs that collect it. */
#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "command.h"
#include "metrics/collect.h"
#include "metrics/exposition.h"
#include "metrics/textfile.h"
#include "out.h"

/* As long as in the other forms: so many digits tell what is there. */
#define NUMBER "%.15g"

/* Numbers of a unit have a fraction. */
static struct json_object *number_of(const struct metric *metric,
				     unsigned long long value)
{
	struct json_object *number;

	if (!metric->per_unit)
		return json_object_new_int64(value);
	number = json_object_new_double((double)value / metric->per_unit);
	json_object_set_serializer(number, json_object_double_to_json_string,
				   NUMBER, NULL);
	return number;
}

static void put_labels(struct json_object *object, const struct sample *sample)
{
	struct json_object *labels = json_object_new_object();

	for (size_t i = 0; i < FAMILY_LABELS && sample->labels[i].name; i++)
		if (*sample->labels[i].value)
			out_put_text(labels, sample->labels[i].name,
				     sample->labels[i].value);
	json_object_object_add(object, "labels", labels);
}

static void put_histogram(struct json_object *object,
			  const struct metric *metric,
			  const struct histogram *histogram)
{
	struct json_object *buckets = json_object_new_array(), *bucket;

	for (size_t i = 0; i < histogram->nr; i++) {
		bucket = json_object_new_object();
		json_object_object_add(bucket, "le",
				       number_of(metric,
						 histogram->buckets[i].bound));
		out_put_number(bucket, "count", histogram->buckets[i].count);
		json_object_array_add(buckets, bucket);
	}
	json_object_object_add(object, "buckets", buckets);
	out_put_number(object, "count", histogram->count);
	json_object_object_add(object, "sum",
			       number_of(metric, histogram->sum));
}

static struct json_object *json_of_sample(const struct metric *metric,
					  const struct sample *sample)
{
	struct json_object *object = json_object_new_object();

	put_labels(object, sample);
	if (sample->histogram)
		put_histogram(object, metric, sample->histogram);
	else
		json_object_object_add(object, "value",
				       number_of(metric, sample->value));
	return object;
}

static struct json_object *json_of_family(const struct family *family)
{
	struct json_object *object = json_object_new_object();
	struct json_object *samples = json_object_new_array();

	out_put_text(object, "name", family->metric->name);
	out_put_text(object, "type", metric_type_name(family->metric->type));
	out_put_text(object, "unit", family->metric->unit);
	out_put_text(object, "help", family->metric->help);
	for (size_t i = 0; i < family->nr; i++)
		json_object_array_add(samples,
				      json_of_sample(family->metric,
						     &family->samples[i]));
	json_object_object_add(object, "samples", samples);
	return object;
}

static void print_json(const struct collection *collection)
{
	struct json_object *list = json_object_new_array();

	for (size_t i = 0; i < collection->nr; i++)
		if (collection->families[i].nr)
			json_object_array_add(
				list, json_of_family(&collection->families[i]));
	out_json(list);
	json_object_put(list);
}

static int write_textfile(const struct collection *collection, const char *path)
{
	struct textfile file;
	int ret = textfile_begin(&file, path);

	if (!ret) {
		exposition_print(file.to, collection->families, collection->nr,
				 EXPOSITION_TEXT);
		ret = textfile_end(&file);
	}
	if (!ret)
		return EXIT_DONE;
	out_say("virtio-vfio metrics: cannot write %s: %s", path,
		strerror(-ret));
	return ret == -EACCES || ret == -EPERM ? EXIT_DENIED : EXIT_FAILED;
}

static int show(const struct collection *collection, const char *path)
{
	if (path)
		return write_textfile(collection, path);
	if (out_is_json())
		print_json(collection);
	else
		exposition_print(stdout, collection->families, collection->nr,
				 EXPOSITION_OPENMETRICS);
	return EXIT_DONE;
}

static int run(const struct command *command, int argc, char **argv)
{
	struct collection collection;
	const char *path = NULL;
	int option, ret;

	while ((option = command_option(command, argc, argv)) != -1)
		if (option == 't')
			path = optarg;
	if (optind < argc)
		return command_misused(command, "it takes no device");
	if (path && out_is_json())
		return command_misused(command,
				       "a node exporter takes no JSON");
	collect_all(&collection);
	ret = show(&collection, path);
	collect_free(&collection);
	return ret;
}

static const struct option options[] = {
	{ "textfile", required_argument, NULL, 't' },
	{},
};

const struct command cmd_metrics = {
	.name = "metrics",
	.args = "[--textfile FILE]",
	.summary = "print what the drivers have counted, as OpenMetrics",
	.options = options,
	.help = "  --textfile FILE  into that file, for a node exporter\n",
	.run = run,
};
