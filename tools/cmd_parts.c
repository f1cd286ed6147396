// SPDX-License-Identifier: GPL-2.0-only
/* virtio-vfio parts: what both ends of a migration have to have in common. */
#include <stdio.h>
#include <string.h>

#include "command.h"
#include "device/function.h"
#include "out.h"
#include "parts/parts.h"
#include "virtio/feature.h"
#include "virtio/type.h"

/* So many differences tell enough to people. */
#define SHOWN 16

static void print_report(const struct function *function,
			 const struct stream_identity *report)
{
	char names[1024];

	printf("# %s, %s, by virtio-vfio %s\n", function->address,
	       function_type(function), VERSION);
	report_write(stdout, report);
	if (!report->has_features)
		return;
	feature_names(names, sizeof(names), report->virtio_id,
		      report->features[0]);
	printf("# features:%s\n", names);
}

static int show(const struct function *function,
		const struct stream_identity *own)
{
	struct json_object *object;

	if (!out_is_json()) {
		print_report(function, own);
		return EXIT_DONE;
	}
	object = json_object_new_object();
	out_put_text(object, "address", function->address);
	out_put_text(object, "type_name", type_name(own->virtio_id));
	parts_put(object, own);
	out_json(object);
	json_object_put(object);
	return EXIT_DONE;
}

static void tell(const char *text, void *opaque)
{
	json_object_array_add(opaque, json_object_new_string(text));
}

static void print_differences(struct json_object *list, size_t nr)
{
	for (size_t i = 0; i < nr && i < SHOWN; i++)
		puts(json_object_get_string(
			json_object_array_get_idx(list, i)));
	if (nr > SHOWN)
		printf("and %zu more\n", nr - SHOWN);
}

static int compare(const struct function *function,
		   const struct stream_identity *own,
		   const struct stream_identity *source)
{
	struct json_object *object = json_object_new_object();
	struct json_object *list = json_object_new_array();
	size_t nr = report_compare(source, own, tell, list);
	const char *unsaid = report_unsaid(source, own);

	out_put_text(object, "address", function->address);
	out_put_bool(object, "can_go_on", !nr);
	json_object_object_add(object, "differences", list);
	out_put_text(object, "not_compared", unsaid);
	if (out_is_json()) {
		out_json(object);
	} else {
		print_differences(list, nr);
		if (unsaid)
			printf("not compared, as one of both does not say it: %s\n",
			       unsaid);
		printf("%s: a guest of the other function %s\n",
		       function->address,
		       nr ? "cannot go on with this one"
			  : "can go on with this one");
	}
	json_object_put(object);
	return nr ? EXIT_NO : EXIT_DONE;
}

static int run(const struct command *command, int argc, char **argv)
{
	/* too large for a stack, says the driver */
	static struct stream_identity own, source;
	struct function function;
	const char *other = NULL;
	char why[512];
	int ret;

	while (command_option(command, argc, argv) != -1)
		other = optarg;
	if (argc - optind != 1)
		return command_misused(command, "it takes one function");
	ret = function_named_or_say(&function, argv[optind]);
	if (ret)
		return ret;
	/* a file that is none need not have the PF asked */
	ret = other ? parts_of_file(&source, other, why, sizeof(why))
		    : EXIT_DONE;
	if (ret) {
		out_say("virtio-vfio parts: %s: %s", other, why);
		return ret;
	}
	ret = parts_of_function(&own, function.address, why, sizeof(why));
	if (ret) {
		out_say("virtio-vfio parts: %s %s", function.address, why);
		return ret;
	}
	return other ? compare(&function, &own, &source)
		     : show(&function, &own);
}

static const struct option options[] = {
	{ "compare", required_argument, NULL, 'c' },
	{},
};

const struct command cmd_parts = {
	.name = "parts",
	.args = "[--compare FILE] FUNCTION",
	.summary = "say what both ends of a migration have to have in common",
	.options = options,
	.help = "  --compare FILE  with another function, of which that is the report (-: from\n"
		"                  standard input): can a guest of it go on with this one?\n",
	.run = run,
};
