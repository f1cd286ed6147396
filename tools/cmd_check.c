// SPDX-License-Identifier: GPL-2.0-only
/* virtio-vfio check: a self-test of a function, and of its PF. */
#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "check/shortcuts.h"
#include "check/steps.h"
#include "command.h"
#include "device/driver.h"
#include "device/function.h"
#include "device/mode.h"
#include "out.h"
#include "result.h"
#include "virtio/type.h"

/* So many commands may fail; after that the rest is skipped. */
#define FAILURES_MAX 8

/* Returns EXIT_DONE for a function that can be checked. */
static int look_at(struct check *check)
{
	const struct function *function = &check->function;
	const char *address = function->address;
	struct mode mode;
	const char *why;

	if (function->num_vfs > 0) {
		out_say("virtio-vfio check: %s is a PF with VFs, and these are what can be checked",
			address);
		return EXIT_ABSENT;
	}
	if (!driver_is_ours(function->driver)) {
		out_say("virtio-vfio check: %s is not bound to " OUR_DRIVER
			": virtio-vfio bind %s",
			address, address);
		return EXIT_ABSENT;
	}
	mode_read(&mode, address);
	if (!strcmp(mode.name, "modern")) {
		why = *mode.text ? mode.text : mode.name;
		out_say("virtio-vfio check: %s is modern (%s): virtio-vfio explain %s",
			address, why, address);
		return EXIT_ABSENT;
	}
	snprintf(check->backend, sizeof(check->backend), "%s", mode.backend);
	check->mediated = !strcmp(mode.backend, MODE_MEDIATED);
	if (check->mediated)
		check->not_started = check_counter(check, "not_started");
	return EXIT_DONE;
}

typedef void (*check_step)(struct check *check);

static const check_step steps[] = {
	identity_check,	       owner_check,    registers_check,
	config_check,	       queues_check,   queues_check_vectors,
	exchange_check_header, exchange_check, registers_check_reset,
	parts_check,
};

static void check_all(struct check *check)
{
	long long failed = check_counter(check, "failed");

	for (size_t i = 0; i < sizeof(steps) / sizeof(steps[0]); i++) {
		steps[i](check);
		if (check->vf.dead)
			break;
		/* each failure may take long, and shows nothing new */
		if (check_counter(check, "failed") - failed > FAILURES_MAX) {
			check_skip(check, "all the rest", "2.12.1.1.6",
				   "too many accesses fail");
			break;
		}
	}
	commands_check(check, failed);
}

static void refused(struct check *check, int error, const char *why)
{
	char line[256];

	if (log_find(&check->log, "not opened", line, sizeof(line)))
		why = line;
	check_that(check, false, "the driver opens the device",
		   check->mediated ? "2.4.1" : "2.12.1.1.5", "%s", why);
	(void)error;
}

static enum exit_code end(struct check *check)
{
	struct json_object *object;

	log_close(&check->log);
	if (out_is_json()) {
		object = json_object_new_object();
		out_put_text(object, "address", check->function.address);
		out_put_text(object, "type", type_name(check->virtio_id));
		out_put_text(object, "backend",
			     *check->backend ? check->backend : NULL);
		out_put_number(object, "ok", check->ok);
		out_put_number(object, "not_ok", check->bad);
		out_put_number(object, "skipped", check->skipped);
		out_put_number(object, "accesses", check->vf.accesses);
		out_put_number(object, "slowest_us", check->vf.slowest);
		json_object_object_add(object, "results", check->list);
		out_json(object);
		json_object_put(object);
	} else {
		printf("\n%s %s: %u ok, %u not ok, %u skipped; %lu accesses, the slowest %lu us\n",
		       check->function.address, type_name(check->virtio_id),
		       check->ok, check->bad, check->skipped,
		       check->vf.accesses, check->vf.slowest);
		json_object_put(check->list);
	}
	return check->bad ? EXIT_NO : EXIT_DONE;
}

static int run_check(struct check *check)
{
	char why[256];
	int error;

	check->virtio_id = type_of_device(check->function.device_id);
	log_open(&check->log, check->function.driver, check->function.address);
	check->list = json_object_new_array();
	switch (vf_open(&check->vf, &check->function, &error, why,
			sizeof(why))) {
	case VF_NO_GROUP:
		out_say("virtio-vfio check: %s: %s", check->function.address,
			why);
		json_object_put(check->list);
		return error == EBUSY	? EXIT_IN_USE
		       : error == EPERM ? EXIT_FAILED
					: result_code_of(-error);
	case VF_NO_DEVICE:
		refused(check, error, why);
		break;
	case VF_OPENED:
		shortcuts_off();
		check_all(check);
		shortcuts_back();
		vf_close(&check->vf);
	}
	return end(check);
}

static int run(const struct command *command, int argc, char **argv)
{
	struct check check = { .log.fd = -1 };
	int option, ret;

	while ((option = command_option(command, argc, argv)) != -1) {
		check.traffic |= option == 't';
		check.read |= option == 'r';
	}
	if (argc - optind != 1)
		return command_misused(command, "it takes one function");
	ret = function_named_or_say(&check.function, argv[optind]);
	if (!ret)
		ret = look_at(&check);
	return ret ? ret : run_check(&check);
}

static const struct option options[] = {
	{ "traffic", no_argument, NULL, 't' },
	{ "read", no_argument, NULL, 'r' },
	{},
};

const struct command cmd_check = {
	.name = "check",
	.args = "[--traffic] [--read] FUNCTION",
	.summary = "test a function, and its PF, against the specification",
	.options = options,
	.help = "  --traffic  network: send a frame, to all, of a type for experiments\n"
		"  --read     block: read the first sector\n",
	.run = run,
};
