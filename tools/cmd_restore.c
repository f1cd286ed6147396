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
#include "device/identify.h"
#include "file.h"
#include "out.h"

#define WAIT_S	    10
#define LINK_WAIT_S 1

static const struct timespec look_again = { .tv_nsec = 100000000 };

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
	struct vfs_request request = {
		.vfs = setting->vfs,
		.autoprobe = setting->autoprobe,
		.over = HOST_USE_UP,
	};
	double deadline = now() + WAIT_S;

	while (vfs_resize(pf, &request, holders, result) == EXIT_FAILED &&
	       now() < deadline) {
		nanosleep(&look_again, NULL);
		if (function_find(pf, pf->address))
			break;
	}
}

/* Where the device is now that a line was written for, if that can be told. */
static void add_new_place(struct result *result, const struct setting *setting)
{
	char found[ADDRESS_SIZE], text[160];

	if (!identity_is_kept(&setting->made_for) ||
	    identify_search(&setting->made_for, setting->address, found) != 1 ||
	    !*found)
		return;
	snprintf(
		text, sizeof(text),
		"; that one is %s now: ask for it there with --persist, and delete this line",
		found);
	result_append(result, text);
}

/* A line as nobody but a person writes it. */
static enum exit_code say_nothing_known(const struct setting *setting,
					struct result *result)
{
	const char *command = "bind --persist";
	char vfs[8] = "";

	if (!strcmp(setting->driver, OWNER_DRIVER))
		command = "bind --owner --persist";
	else if (setting->vfs >= 0)
		command = "vfs --persist";
	if (setting->vfs >= 0 && !*setting->driver)
		snprintf(vfs, sizeof(vfs), " %d", setting->vfs);
	return result_is(
		result, EXIT_ABSENT,
		"was left alone: its line in " SETTINGS_FILE
		" does not say which device it is for; virtio-vfio %s %s%s adds that",
		command, setting->address, vfs);
}

/* Neither a device of another kind, nor one that only has the address. */
static enum exit_code is_made_for(const struct setting *setting,
				  const struct function *function,
				  struct result *result)
{
	const struct identity *kept = &setting->made_for;
	bool for_pf = setting->vfs >= 0 ||
		      !strcmp(setting->driver, OWNER_DRIVER);
	char why[256], other[ADDRESS_SIZE];

	if (!identity_is_kept(kept))
		return say_nothing_known(setting, result);
	if (!identify_fits(kept, function, why, sizeof(why))) {
		result_is(result, EXIT_ABSENT,
			  "was left alone: its line in " SETTINGS_FILE
			  " is for another device, and it is %.150s",
			  why);
		add_new_place(result, setting);
		return result->code;
	}
	if (*kept->serial &&
	    identify_search(kept, function->address, other) > 1)
		return result_is(
			result, EXIT_ABSENT,
			"was left alone: %s has the same serial number, so " SETTINGS_FILE
			" cannot tell them apart; ask for it again with --persist",
			other);
	if (for_pf && function->kind != FUNCTION_PF)
		return result_is(result, EXIT_ABSENT,
				 "was left alone: its line in " SETTINGS_FILE
				 " asks for what a PF has, and it is none");
	return EXIT_DONE;
}

/* udev sees a VF a little before the kernel has linked it with its PF. */
static void find(const struct setting *setting, struct function *function,
		 struct result *result)
{
	double deadline = now() + LINK_WAIT_S;

	for (;;) {
		result->code = function_named(function, setting->address,
					      result->text,
					      sizeof(result->text));
		if (result->code) {
			add_new_place(result, setting);
			return;
		}
		if (!is_made_for(setting, function, result) ||
		    *setting->made_for.kind != 'V' ||
		    (function->kind == FUNCTION_VF && function->number) ||
		    now() >= deadline)
			return;
		nanosleep(&look_again, NULL);
	}
}

static void restore(const struct setting *setting,
		    const struct holders *holders, struct result *result)
{
	struct binding binding = {
		/* root's word counts more than what came up by itself */
		.over = HOST_USE_UP,
	};
	struct function function;
	bool changed;

	find(setting, &function, result);
	if (result->code)
		return;
	settings_binding(setting, &binding);
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

/*
 * A device that has no line, and has had another address when one was written for it:
 * nothing would be heard of it at boot, when udev names only what is there.
 */
static void report_moved(const struct settings *settings, const char *name,
			 struct results *results)
{
	struct function function;
	struct setting own;
	struct result result;
	char why[256];

	if (function_named(&function, name, why, sizeof(why)))
		return;
	settings_get(settings, function.address, &own);
	if (!setting_is_empty(&own))
		return;
	for (size_t i = 0; i < settings->nr; i++) {
		const struct setting *setting = &settings->list[i];

		if (setting_is_empty(setting) ||
		    !identity_is_kept(&setting->made_for) ||
		    !identify_fits(&setting->made_for, &function, why,
				   sizeof(why)))
			continue;
		result_is(
			&result, EXIT_ABSENT,
			"was left alone: it was %s when " SETTINGS_FILE
			" was written; ask for it again with --persist, and delete that line",
			setting->address);
		results_add(results, function.address, &result);
		return;
	}
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
	for (int i = optind; settings.nr && i < argc; i++)
		report_moved(&settings, argv[i], &results);
	settings_free(&settings);
	return results_end(&results);
}

const struct command cmd_restore = {
	.name = "restore",
	.args = "[DEVICE...]",
	.summary = "do again what was asked for with --persist, as at boot",
	.run = run,
};
