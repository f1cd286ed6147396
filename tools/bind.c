// SPDX-License-Identifier: GPL-2.0-only
/* virtio-vfio bind and unbind: VFs to the driver, and back to what they were. */
#include <stdio.h>
#include <string.h>

#include "binding.h"
#include "find.h"
#include "former.h"
#include "out.h"
#include "settings.h"

/**
 * struct request - what the command line asks for
 * @binding: to be made, or to be undone
 * @persist: at each boot, too
 * @kind: of devices that this is for
 */
struct request {
	struct binding binding;
	bool persist;
	enum function_kind kind;
};

static int remember(const struct function *function,
		    const struct request *request, bool bind)
{
	struct settings settings;
	struct setting setting;
	int ret;

	ret = settings_load(&settings);
	if (ret)
		return ret;
	settings_get(&settings, function->address, &setting);
	settings_free(&settings);
	*setting.mode = '\0';
	snprintf(setting.driver, sizeof(setting.driver), "%s",
		 bind ? request->binding.driver : "");
	if (bind && request->binding.mode)
		snprintf(setting.mode, sizeof(setting.mode), "%s",
			 request->binding.mode);
	return settings_put(&setting);
}

static void add_word(struct result *result, const char *word)
{
	size_t len = strlen(result->text);

	snprintf(result->text + len, sizeof(result->text) - len, "%s", word);
}

static void bind_one(const struct function *function,
		     const struct request *request,
		     const struct holders *holders, struct result *result)
{
	struct result undone;
	struct function now;
	bool changed;
	int ret;

	if (function->kind != request->kind) {
		result_is(
			result, EXIT_ABSENT,
			request->kind == FUNCTION_VF
				? "is not a VF; virtio-vfio vfs makes VFs of a PF"
				: "is not a PF");
		return;
	}
	if (function_bind(function, &request->binding, holders, result,
			  &changed) ||
	    !request->persist)
		return;
	ret = remember(function, request, true);
	if (!ret) {
		add_word(result, "; at each boot, too");
		return;
	}
	if (changed && !function_find(&now, function->address))
		function_unbind(&now, true, holders, &undone);
	result_is(
		result, code_of(ret),
		"was left alone, as /etc/virtio-vfio.conf cannot be written: %s",
		strerror(-ret));
}

static void unbind_one(const struct function *function,
		       const struct request *request,
		       const struct holders *holders, struct result *result)
{
	struct settings settings;
	struct setting setting;
	int ret;

	if (function_unbind(function, request->binding.force, holders, result))
		return;
	if (request->persist) {
		ret = remember(function, request, false);
		if (ret)
			result_is(
				result, code_of(ret),
				"was unbound; but it will be bound again at the next boot, as /etc/virtio-vfio.conf cannot be written: %s",
				strerror(-ret));
		return;
	}
	if (settings_load(&settings))
		return;
	settings_get(&settings, function->address, &setting);
	settings_free(&settings);
	if (*setting.driver)
		add_word(
			result,
			"; at the next boot it is bound again, unless you add --persist");
}

static int each(int argc, char **argv, const struct request *request,
		void (*one)(const struct function *, const struct request *,
			    const struct holders *, struct result *))
{
	char address[ADDRESS_SIZE];
	struct function function;
	struct holders holders;
	struct results results;
	struct result result;
	const char *name;

	results_begin(&results);
	holders_find(&holders);
	for (int i = optind; i < argc; i++) {
		name = address_normal(address, argv[i]) ? argv[i] : address;
		result.code = find_function_quietly(
			&function, name, result.text, sizeof(result.text));
		if (!result.code)
			one(&function, request, &holders, &result);
		results_add(&results, name, &result);
	}
	holders_free(&holders);
	return results_end(&results);
}

static const char *mode_named(const char *name)
{
	static const char *const modes[] = { "transitional", "legacy",
					     "modern" };

	for (size_t i = 0; i < sizeof(modes) / sizeof(modes[0]); i++)
		if (!strcmp(name, modes[i]))
			return modes[i];
	return NULL;
}

static int run_bind(const struct command *command, int argc, char **argv)
{
	struct request request = {
		.binding.driver = OUR_DRIVER,
		.kind = FUNCTION_VF,
	};
	int option, ret;

	while ((option = command_option(command, argc, argv)) != -1) {
		switch (option) {
		case 'f':
			request.binding.mode = mode_named(optarg);
			if (!request.binding.mode)
				return command_misused(
					command,
					"a mode is transitional, legacy or modern");
			break;
		case 'p':
			request.persist = true;
			break;
		case 'o':
			request.binding.driver = OWNER_DRIVER;
			request.kind = FUNCTION_PF;
			break;
		case 'F':
			request.binding.force = true;
			break;
		}
	}
	if (optind == argc)
		return command_misused(command, "which VF?");
	if (request.kind == FUNCTION_PF && request.binding.mode)
		return command_misused(command, "a PF has no mode");
	ret = changes_begin(command);
	return ret ? ret : each(argc, argv, &request, bind_one);
}

static int run_unbind(const struct command *command, int argc, char **argv)
{
	struct request request = {};
	int option, ret;

	while ((option = command_option(command, argc, argv)) != -1)
		if (option == 'p')
			request.persist = true;
	if (optind == argc)
		return command_misused(command, "which VF?");
	ret = changes_begin(command);
	return ret ? ret : each(argc, argv, &request, unbind_one);
}

static const struct option bind_options[] = {
	{ "mode", required_argument, NULL, 'f' },
	{ "persist", no_argument, NULL, 'p' },
	{ "owner", no_argument, NULL, 'o' },
	{ "force", no_argument, NULL, 'F' },
	{},
};

static const struct option unbind_options[] = {
	{ "persist", no_argument, NULL, 'p' },
	{},
};

const struct command bind_command = {
	.name = "bind",
	.args = "[--mode MODE] [--persist] [--force] VF... | --owner PF...",
	.summary = "give VFs to the driver that makes them transitional",
	.options = bind_options,
	.help = "  --mode MODE  transitional, legacy (the modern interface hidden) or\n"
		"               modern (plain passthrough)\n"
		"  --persist    at each boot, too\n"
		"  --owner      PFs to virtio-owner, which drives their administration\n"
		"               queues and nothing else\n"
		"  --force      even if the host uses the device\n",
	.run = run_bind,
};

const struct command unbind_command = {
	.name = "unbind",
	.args = "[--persist] DEVICE...",
	.summary = "give VFs (and PFs) back to what they were before bind",
	.options = unbind_options,
	.help = "  --persist    and do not bind it at boot any more\n",
	.run = run_unbind,
};
