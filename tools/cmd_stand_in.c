// SPDX-License-Identifier: GPL-2.0-only
/* virtio-vfio stand-in: virtio-vfio-pci in place of vfio-pci. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "change/change.h"
#include "change/stand_in.h"
#include "command.h"
#include "device/driver.h"
#include "kernel/module.h"
#include "out.h"

static void add_functions(struct json_object *list, const char *driver,
			  const struct holders *holders)
{
	struct function *functions;
	struct json_object *one;
	int nr;

	functions = calloc(STAND_IN_FUNCTIONS, sizeof(*functions));
	if (!functions)
		return;
	nr = stand_in_functions(driver, functions, STAND_IN_FUNCTIONS);
	for (int i = 0; i < nr; i++) {
		one = json_object_new_object();
		out_put_text(one, "address", functions[i].address);
		out_put_text(one, "driver", driver);
		json_object_object_add(one, "users",
				       holders_of(holders, &functions[i]));
		json_object_array_add(list, one);
	}
	free(functions);
}

static struct json_object *json_of(const struct stand_in *now,
				   const struct module *module,
				   const struct holders *holders)
{
	struct json_object *object = json_object_new_object();
	struct json_object *functions = json_object_new_array();
	char name[DRIVER_SIZE];

	driver_module(name, sizeof(name), STOCK_DRIVER);
	out_put_bool(object, "is_set", now->is_set);
	out_put_bool(object, "stands_in", now->stands_in);
	out_put_text(object, "file", STAND_IN_FILE);
	out_put_text(object, "vfio_pci_module", *name ? name : NULL);
	out_put_bool(object, "own_name_loaded", now->own_is_loaded);
	out_put_text(object, "module", module->found);
	add_functions(functions, STOCK_DRIVER, holders);
	if (now->own_is_loaded)
		add_functions(functions, OUR_DRIVER, holders);
	json_object_object_add(object, "functions", functions);
	out_put_bool(object, "users_complete", holders->complete);
	return object;
}

static const char *driver_text(const struct stand_in *now)
{
	if (now->stands_in)
		return "virtio-vfio-pci stands in for it";
	if (now->stock_is_built_in)
		return "the kernel's own, built in";
	return now->stock_is_loaded ? "the kernel's own" : "not loaded";
}

static void print_functions(struct json_object *list)
{
	char text[256];

	for (size_t i = 0; i < json_object_array_length(list); i++) {
		struct json_object *one = json_object_array_get_idx(list, i);

		holders_text(json_object_object_get(one, "users"), text,
			     sizeof(text));
		printf("  %s  %s%s%s\n", out_get_text(one, "address"),
		       out_get_text(one, "driver"), *text ? ", in use by " : "",
		       text);
	}
}

static void print_text(const struct stand_in *now, struct json_object *object)
{
	printf("modprobe vfio-pci  loads %s (%s is %sthere)\n",
	       now->is_set ? "virtio-vfio-pci" : "the kernel's own",
	       STAND_IN_FILE, now->is_set ? "" : "not ");
	printf("vfio-pci           %s\n", driver_text(now));
	printf("virtio-vfio-pci    %s\n", out_get_text(object, "module"));
	print_functions(json_object_object_get(object, "functions"));
	if (now->is_set == now->stands_in)
		return;
	if (now->stands_in)
		puts("it stands in until the next boot, or: virtio-vfio stand-in off");
	else if (now->stock_is_loaded || now->own_is_loaded)
		puts("it stands in from the next boot on, or: virtio-vfio stand-in on");
}

/* Now, or when somebody loads vfio-pci. */
static bool is_on(const struct stand_in *now)
{
	return now->stands_in ||
	       (now->is_set && !now->stock_is_loaded && !now->own_is_loaded);
}

static int status(void)
{
	struct module module;
	struct json_object *object;
	struct holders holders;
	struct stand_in now;

	stand_in_look(&now);
	module_look(&module, OUR_DRIVER);
	holders_find(&holders);
	object = json_of(&now, &module, &holders);
	if (out_is_json())
		out_json(object);
	else
		print_text(&now, object);
	json_object_put(object);
	holders_free(&holders);
	return is_on(&now) ? EXIT_DONE : EXIT_NO;
}

static void tell(const struct result *result)
{
	struct json_object *object;

	if (out_is_json()) {
		object = json_object_new_object();
		out_put_text(object, "result", result_code_name(result->code));
		out_put_text(object, "message", result->text);
		out_json(object);
		json_object_put(object);
	} else if (result->code) {
		out_say("virtio-vfio stand-in: %s", result->text);
	} else {
		printf("stand-in %s\n", result->text);
	}
}

static int change(const struct command *command, bool on, bool later)
{
	struct module module;
	struct holders holders;
	struct result result;
	int ret;

	ret = change_begin(command);
	if (ret)
		return ret;
	module_look(&module, OUR_DRIVER);
	if (on && module.state == MODULE_BLOCKED) {
		result_is(
			&result, EXIT_ABSENT,
			"cannot be on, as no program would find vfio-pci any more: %s%s%s",
			module.found, *module.fix.text ? "; what helps: " : "",
			module.fix.text);
	} else {
		holders_find(&holders);
		stand_in_switch(on, later, &holders, &result);
		holders_free(&holders);
	}
	tell(&result);
	return result.code;
}

static int run(const struct command *command, int argc, char **argv)
{
	bool later = false;
	const char *what;
	int option;

	while ((option = command_option(command, argc, argv)) != -1)
		later = option == 'l';
	if (argc - optind != 1)
		return command_misused(command, "on, off, or status?");
	what = argv[optind];
	if (!strcmp(what, "status"))
		return later ? command_misused(command,
					       "--later is for on and off")
			     : status();
	if (strcmp(what, "on") && strcmp(what, "off"))
		return command_misused(command, "on, off, or status?");
	return change(command, !strcmp(what, "on"), later);
}

static const struct option options[] = {
	{ "later", no_argument, NULL, 'l' },
	{},
};

const struct command cmd_stand_in = {
	.name = "stand-in",
	.args = "on|off|status [--later]",
	.summary =
		"have virtio-vfio-pci stand in for vfio-pci, for what knows that name alone",
	.options = options,
	.help = "  --later    from the next boot on: leave what is loaded as it is\n",
	.run = run,
};
