// SPDX-License-Identifier: GPL-2.0-only
/* virtio-vfio restore: does what /etc/virtio-vfio.conf asks for. udev starts it at boot. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "change/binding.h"
#include "change/change.h"
#include "change/settings.h"
#include "change/vfs.h"
#include "device/function.h"
#include "file.h"
#include "out.h"

#define WAIT_S	      10
#define LOOK_AGAIN_NS 100000000

static double now(void)
{
	struct timespec time;

	clock_gettime(CLOCK_MONOTONIC, &time);
	return time.tv_sec + time.tv_nsec / 1e9;
}

/* The driver of the PF may still be loading, and can make no VFs until it is ready. */
static void make_vfs(struct function *pf, const struct setting *setting,
		     const struct holders *holders, struct result *result)
{
	static const struct timespec pause = { .tv_nsec = LOOK_AGAIN_NS };
	struct vfs_request request = {
		.vfs = setting->vfs,
		.autoprobe = setting->autoprobe,
	};
	double deadline = now() + WAIT_S;

	while (vfs_resize(pf, &request, holders, result) == EXIT_FAILED &&
	       now() < deadline) {
		nanosleep(&pause, NULL);
		if (function_find(pf, pf->address))
			break;
	}
}

static void restore(const struct setting *setting,
		    const struct holders *holders, struct result *result)
{
	struct binding binding = {
		.driver = setting->driver,
		.mode = *setting->mode ? setting->mode : NULL,
	};
	struct function function;
	bool changed;

	result->code = function_named(&function, setting->address, result->text,
				      sizeof(result->text));
	if (result->code)
		return;
	if (*setting->driver &&
	    binding_make(&function, &binding, holders, result, &changed))
		return;
	if (setting->vfs < 0)
		return;
	if (*setting->driver && function_find(&function, setting->address)) {
		result_is(result, EXIT_ABSENT, "went away");
		return;
	}
	make_vfs(&function, setting, holders, result);
}

static bool is_wanted(const struct setting *setting, int argc, char **argv)
{
	char address[ADDRESS_SIZE];

	if (optind == argc)
		return true;
	for (int i = optind; i < argc; i++)
		if (!address_normal(address, argv[i]) &&
		    !strcmp(address, setting->address))
			return true;
	return false;
}

static void restore_those(const struct settings *settings, bool with_vfs,
			  int argc, char **argv, struct results *results)
{
	struct holders holders;
	struct result result;

	holders_find(&holders);
	for (size_t i = 0; i < settings->nr; i++) {
		const struct setting *setting = &settings->list[i];
		bool has_vfs = setting->vfs >= 0;

		if (has_vfs != with_vfs || !is_wanted(setting, argc, argv) ||
		    setting_is_empty(setting))
			continue;
		restore(setting, &holders, &result);
		results_add(results, setting->address, &result);
	}
	holders_free(&holders);
}

static int run(const struct command *command, int argc, char **argv)
{
	struct settings settings;
	struct results results;
	int ret;

	command_option(command, argc, argv);
	ret = settings_load(&settings);
	if (ret) {
		out_say("virtio-vfio restore: /etc/virtio-vfio.conf: %s",
			strerror(-ret));
		return result_code_of(ret);
	}
	results_begin(&results);
	/* with nothing to do, the lock is not needed, and nor is root */
	if (settings.nr) {
		ret = change_begin(command);
		if (ret)
			return ret;
	}
	restore_those(&settings, true, argc, argv, &results);
	restore_those(&settings, false, argc, argv, &results);
	settings_free(&settings);
	return results_end(&results);
}

const struct command cmd_restore = {
	.name = "restore",
	.args = "[DEVICE...]",
	.summary = "do again what was asked for with --persist, as at boot",
	.run = run,
};
