// SPDX-License-Identifier: GPL-2.0-only
/* virtio-vfio bind: gives functions to virtio-vfio-pci, or PFs to virtio-owner. */
#include <stdio.h>
#include <string.h>

#include "change/binding.h"
#include "change/change.h"
#include "change/settings.h"
#include "command.h"
#include "device/identify.h"

/**
 * struct request - what the command line asks for
 * @binding: to be made
 * @persist: at each boot, too
 */
struct request {
	struct binding binding;
	bool persist;
};

/*
 * No driver of the host ever gets a VF that is made by what is asked for here. Of others
 * that is not known.
 */
static void say_who_makes_it(const struct function *vf, struct result *result)
{
	struct settings settings;
	struct setting setting;
	struct function pf;
	char text[160], why[256];

	if (function_find(&pf, vf->pf) || settings_load(&settings))
		return;
	settings_get(&settings, pf.address, &setting);
	settings_free(&settings);
	if (setting.vfs >= vf->number &&
	    identify_fits(&setting.made_for, &pf, why, sizeof(why)))
		return;
	snprintf(
		text, sizeof(text),
		", when something has made it; virtio-vfio vfs %s %d --persist makes it, before a driver of the host can take it",
		pf.address, pf.num_vfs);
	result_append(result, text);
}

static bool is_owner(const char *driver)
{
	return !strcmp(driver, OWNER_DRIVER);
}

static bool is_for(const struct function *function, const char *driver,
		   struct result *result)
{
	if (is_owner(driver) && function->kind != FUNCTION_PF) {
		result_is(result, EXIT_ABSENT, "is not a PF");
		return false;
	}
	if (!is_owner(driver) && function->num_vfs > 0) {
		result_is(
			result, EXIT_ABSENT,
			"is a PF, and its VFs are for guests; it is itself only without any (virtio-vfio vfs %s 0)",
			function->address);
		return false;
	}
	return true;
}

static void bind_one(const struct function *function,
		     const struct holders *holders, const void *opaque,
		     struct result *result)
{
	const struct request *request = opaque;
	struct result undone;
	struct function now;
	bool changed;
	int ret;

	if (!is_for(function, request->binding.driver, result))
		return;
	if (binding_make(function, &request->binding, holders, result,
			 &changed) ||
	    !request->persist)
		return;
	ret = settings_put_binding(function, &request->binding);
	if (!ret) {
		result_append(result, "; at each boot, too");
		if (function->kind == FUNCTION_VF)
			say_who_makes_it(function, result);
		return;
	}
	if (changed && !function_find(&now, function->address))
		binding_undo(&now, HOST_USE_REAL, holders, &undone);
	result_is(
		result, result_code_of(ret),
		"was left alone, as /etc/virtio-vfio.conf cannot be written: %s",
		strerror(-ret));
}

static int run(const struct command *command, int argc, char **argv)
{
	struct request request = {
		.binding.driver = OUR_DRIVER,
	};
	int option, ret;

	while ((option = command_option(command, argc, argv)) != -1) {
		switch (option) {
		case 'm':
			request.binding.mode = setting_mode(optarg);
			if (!request.binding.mode)
				return command_misused(
					command,
					"a mode is transitional, legacy or modern");
			break;
		case 'b':
			request.binding.backend = setting_backend(optarg);
			if (!request.binding.backend)
				return command_misused(
					command,
					"a backend is auto, owner, kernel or mediated");
			break;
		case 'H':
			request.binding.header = setting_header(optarg);
			if (!request.binding.header)
				return command_misused(
					command, "a header is auto, 10 or 12");
			break;
		case 'p':
			request.persist = true;
			break;
		case 'o':
			request.binding.driver = OWNER_DRIVER;
			break;
		case 'F':
			request.binding.over = HOST_USE_REAL;
			break;
		}
	}
	if (optind == argc)
		return command_misused(command, "which function?");
	if (is_owner(request.binding.driver) &&
	    (request.binding.mode || request.binding.backend ||
	     request.binding.header))
		return command_misused(
			command,
			"with virtio-owner a PF has no mode, backend or header");
	ret = change_begin(command);
	return ret ? ret
		   : change_each(argv + optind, argc - optind, bind_one,
				 &request);
}

static const struct option options[] = {
	{ "mode", required_argument, NULL, 'm' },
	{ "backend", required_argument, NULL, 'b' },
	{ "header", required_argument, NULL, 'H' },
	{ "persist", no_argument, NULL, 'p' },
	{ "owner", no_argument, NULL, 'o' },
	{ "force", no_argument, NULL, 'F' },
	{},
};

#define CHOICES                                                                \
	"[--mode transitional|legacy|modern] [--backend auto|owner|kernel|mediated] [--header auto|10|12]"

const struct command cmd_bind = {
	.name = "bind",
	.args = CHOICES " [--persist] [--force] FUNCTION... | --owner PF...",
	.summary = "give functions to the driver that makes them transitional",
	.options = options,
	.help = "  --mode MODE     transitional, legacy (the modern interface hidden) or\n"
		"                  modern (plain passthrough)\n"
		"  --backend WAY   to its registers: by legacy commands (owner, kernel),\n"
		"                  without any (mediated), or the first that works (auto)\n"
		"  --header BYTES  network, mediated: start it for drivers whose header\n"
		"                  has 10 bytes (10), never (12), or as it has shown (auto)\n"
		"  --persist       at each boot, too\n"
		"  --owner         PFs to virtio-owner, which drives their administration\n"
		"                  queues and nothing else\n"
		"  --force         even if the host uses the device\n",
	.run = run,
};
