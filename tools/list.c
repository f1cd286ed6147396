// SPDX-License-Identifier: GPL-2.0-only
/* virtio-vfio list: every virtio PF and VF. */
#include <stdio.h>

#include "command.h"
#include "files.h"
#include "function.h"
#include "out.h"

static const char *const kind_names[] = {
	[FUNCTION_PLAIN] = "-",
	[FUNCTION_PF] = "PF",
	[FUNCTION_VF] = "VF",
};

static struct json_object *row_of(const struct function *function)
{
	struct json_object *row = json_object_new_object();
	char face[32];

	put_text(row, "address", function->address);
	put_text(row, "kind", kind_names[function->kind]);
	put_text(row, "type", function_type(function));
	put_text(row, "driver", *function->driver ? function->driver : NULL);
	put_number(row, "iommu_group", function->group);
	if (function->kind == FUNCTION_VF) {
		put_text(row, "pf", function->pf);
		put_number(row, "vf", function->number ? function->number : -1);
		file_read(face, sizeof(face), "/sys/bus/pci/devices/%s/face",
			  function->address);
		put_text(row, "face", *face ? face : NULL);
	}
	if (function->kind == FUNCTION_PF) {
		put_number(row, "vfs", function->num_vfs);
		put_number(row, "total_vfs", function->total_vfs);
	}
	return row;
}

static void address_cell(struct json_object *row, char *text, size_t size)
{
	snprintf(text, size, "%s", get_text(row, "address"));
}

static void kind_cell(struct json_object *row, char *text, size_t size)
{
	snprintf(text, size, "%s%s", get_text(row, "kind"),
		 get_text(row, "vf"));
}

static void type_cell(struct json_object *row, char *text, size_t size)
{
	snprintf(text, size, "%s", get_text(row, "type"));
}

static void driver_cell(struct json_object *row, char *text, size_t size)
{
	const char *driver = get_text(row, "driver");

	snprintf(text, size, "%s", *driver ? driver : "-");
}

static void group_cell(struct json_object *row, char *text, size_t size)
{
	const char *group = get_text(row, "iommu_group");

	snprintf(text, size, "%s", *group ? group : "-");
}

static void face_cell(struct json_object *row, char *text, size_t size)
{
	const char *face = get_text(row, "face");

	snprintf(text, size, "%s", *face ? face : "-");
}

static const struct out_column columns[] = {
	{ "ADDRESS", address_cell }, { "KIND", kind_cell },
	{ "TYPE", type_cell },	     { "DRIVER", driver_cell },
	{ "GROUP", group_cell },     { "FACE", face_cell },
};

static int run(const struct command *command, int argc, char **argv)
{
	struct json_object *rows = json_object_new_array();
	struct functions functions;
	bool all = false;
	int option;

	while ((option = command_option(command, argc, argv)) != -1)
		all = option == 'a';
	if (optind < argc)
		return command_misused(command, "it takes no device");

	functions_find(&functions);
	for (size_t i = 0; i < functions.nr; i++)
		if (all || functions.list[i].kind != FUNCTION_PLAIN)
			json_object_array_add(rows, row_of(&functions.list[i]));
	functions_free(&functions);

	if (out_is_json())
		out_json(rows);
	else if (json_object_array_length(rows))
		out_table(rows, columns, sizeof(columns) / sizeof(columns[0]));
	else
		puts("no virtio PF or VF here");
	json_object_put(rows);
	return EXIT_DONE;
}

static const struct option options[] = {
	{ "all", no_argument, NULL, 'a' },
	{},
};

const struct command list_command = {
	.name = "list",
	.args = "[--all]",
	.summary = "show every virtio PF and VF",
	.options = options,
	.help = "  --all      show virtio functions without SR-IOV too\n",
	.run = run,
};
