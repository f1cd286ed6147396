// SPDX-License-Identifier: GPL-2.0-only
/* virtio-vfio list: every virtio PF and VF, and what else is for guests. */
#include <stdio.h>
#include <string.h>

#include "command.h"
#include "device/driver.h"
#include "device/function.h"
#include "device/holders.h"
#include "device/host_use.h"
#include "explain/explain.h"
#include "out.h"

static const char *const kind_names[] = {
	[FUNCTION_PLAIN] = "-",
	[FUNCTION_PF] = "PF",
	[FUNCTION_VF] = "VF",
};

static void put_mode(struct json_object *row, const struct function *function,
		     const struct functions *all)
{
	bool bound = driver_is_ours(function->driver);
	struct explanation explanation;

	explain_function(&explanation, function, all);
	out_put_text(row, "mode",
		     bound && *explanation.mode ? explanation.mode : NULL);
	out_put_text(row, "backend",
		     bound && *explanation.backend ? explanation.backend
						   : NULL);
	out_put_text(row, "mode_reason",
		     *explanation.reason ? explanation.reason : NULL);
	out_put_text(row, "would_be",
		     !bound && *explanation.mode ? explanation.mode : NULL);
}

static void put_users(struct json_object *row, const struct function *function,
		      const struct holders *holders)
{
	struct json_object *users = holders_of(holders, function);
	struct host_use use;

	json_object_object_add(row, "users", users);
	out_put_bool(row, "users_complete", holders->complete);
	host_use_find(&use, function, holders);
	out_put_text(row, "host_use", *use.text ? use.text : NULL);
}

static struct json_object *row_of(const struct function *function,
				  const struct functions *all,
				  const struct holders *holders)
{
	struct json_object *row = json_object_new_object();

	out_put_text(row, "address", function->address);
	out_put_text(row, "kind", kind_names[function->kind]);
	out_put_text(row, "type", function_type(function));
	out_put_text(row, "driver",
		     *function->driver ? function->driver : NULL);
	out_put_number(row, "iommu_group", function->group);
	if (function->kind == FUNCTION_VF) {
		out_put_text(row, "pf", function->pf);
		out_put_number(row, "vf",
			       function->number ? function->number : -1);
	}
	/* any can be given to a guest, but the host's own are for the host */
	if (function->kind == FUNCTION_VF || driver_is_ours(function->driver))
		put_mode(row, function, all);
	if (function->kind == FUNCTION_PF) {
		out_put_number(row, "vfs", function->num_vfs);
		out_put_number(row, "total_vfs", function->total_vfs);
	}
	put_users(row, function, holders);
	return row;
}

static void address_cell(struct json_object *row, char *text, size_t size)
{
	snprintf(text, size, "%s", out_get_text(row, "address"));
}

static void kind_cell(struct json_object *row, char *text, size_t size)
{
	const char *total = out_get_text(row, "total_vfs");

	if (*total)
		snprintf(text, size, "PF, %s of %s", out_get_text(row, "vfs"),
			 total);
	else
		snprintf(text, size, "%s %s", out_get_text(row, "kind"),
			 out_get_text(row, "vf"));
}

static void type_cell(struct json_object *row, char *text, size_t size)
{
	snprintf(text, size, "%s", out_get_text(row, "type"));
}

static void driver_cell(struct json_object *row, char *text, size_t size)
{
	const char *driver = out_get_text(row, "driver");

	snprintf(text, size, "%s", *driver ? driver : "-");
}

static void group_cell(struct json_object *row, char *text, size_t size)
{
	const char *group = out_get_text(row, "iommu_group");

	snprintf(text, size, "%s", *group ? group : "-");
}

/* The mode, or in brackets the one it would get. */
static void mode_cell(struct json_object *row, char *text, size_t size)
{
	const char *mode = out_get_text(row, "mode");
	const char *would_be = out_get_text(row, "would_be");

	if (*mode)
		snprintf(text, size, "%s", mode);
	else if (*would_be)
		snprintf(text, size, "(%s)", would_be);
	else
		snprintf(text, size, "%s",
			 *out_get_text(row, "pf") ? "(?)" : "-");
}

static void backend_cell(struct json_object *row, char *text, size_t size)
{
	const char *backend = out_get_text(row, "backend");

	snprintf(text, size, "%s", *backend ? backend : "-");
}

static void use_cell(struct json_object *row, char *text, size_t size)
{
	const char *host = out_get_text(row, "host_use");
	struct json_object *users;

	users = json_object_object_get(row, "users");
	if (json_object_array_length(users))
		holders_text(users, text, size);
	else if (*host)
		snprintf(text, size, "host: %s", host);
	else
		snprintf(text, size, "%s",
			 json_object_get_boolean(
				 json_object_object_get(row, "users_complete"))
				 ? "-"
				 : "?");
}

static const struct out_column columns[] = {
	{ "ADDRESS", address_cell }, { "KIND", kind_cell },
	{ "TYPE", type_cell },	     { "DRIVER", driver_cell },
	{ "GROUP", group_cell },     { "MODE", mode_cell },
	{ "BACKEND", backend_cell }, { "IN USE BY", use_cell },
};

static void print_table(struct json_object *rows, bool complete)
{
	if (!json_object_array_length(rows)) {
		puts("no virtio PF or VF here; --all lists other functions");
		return;
	}
	out_table(rows, columns, sizeof(columns) / sizeof(columns[0]));
	if (!complete)
		out_say("virtio-vfio: not all processes that use VFs can be seen; root sees them");
}

static bool is_shown(const struct function *function)
{
	return function->kind != FUNCTION_PLAIN ||
	       driver_is_ours(function->driver);
}

static int run(const struct command *command, int argc, char **argv)
{
	struct json_object *rows = json_object_new_array();
	struct functions functions;
	struct holders holders;
	bool all = false;
	int option;

	while ((option = command_option(command, argc, argv)) != -1)
		all = option == 'a';
	if (optind < argc)
		return command_misused(command, "it takes no device");

	functions_find(&functions);
	holders_find(&holders);
	for (size_t i = 0; i < functions.nr; i++)
		if (all || is_shown(&functions.list[i]))
			json_object_array_add(rows,
					      row_of(&functions.list[i],
						     &functions, &holders));
	functions_free(&functions);

	if (out_is_json())
		out_json(rows);
	else
		print_table(rows, holders.complete);
	holders_free(&holders);
	json_object_put(rows);
	return EXIT_DONE;
}

static const struct option options[] = {
	{ "all", no_argument, NULL, 'a' },
	{},
};

const struct command cmd_list = {
	.name = "list",
	.args = "[--all]",
	.summary = "show every virtio PF and VF",
	.options = options,
	.help = "  --all      show all virtio functions without SR-IOV too\n",
	.run = run,
};
