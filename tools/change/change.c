// SPDX-License-Identifier: GPL-2.0-only
/* The lock, the users of a device, and several devices in turn. */
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <string.h>
#include <sys/file.h>
#include <time.h>

#include "change/change.h"
#include "change/former.h"
#include "file.h"
#include "out.h"

#define UDEV_WAIT_S 5

static int take_lock(void)
{
	char path[PATH_MAX];
	int fd, ret = former_make_folder();

	if (ret)
		return ret;
	fd = open(file_path(path, sizeof(path), FORMER_FOLDER "/lock"),
		  O_RDWR | O_CREAT | O_CLOEXEC, 0644);
	if (fd < 0 || flock(fd, LOCK_EX))
		return -errno;
	return 0;
}

enum exit_code change_begin(const struct command *command)
{
	int ret = take_lock();

	if (ret)
		out_say("virtio-vfio %s: " FORMER_FOLDER "/lock: %s%s",
			command->name, strerror(-ret),
			result_code_of(ret) == EXIT_DENIED ? "; it needs root"
							   : "");
	return result_code_of(ret);
}

/*
 * udev opens what is new to see what is in it. Waits until it has done that. Returns false
 * if it was not busy, or does not end.
 */
static bool udev_is_done(void)
{
	static const struct timespec pause = { .tv_nsec = 50000000 };
	bool was_busy = false;

	for (int i = 0; i < UDEV_WAIT_S * 20; i++) {
		if (!file_exists("/run/udev/queue"))
			return was_busy;
		was_busy = true;
		nanosleep(&pause, NULL);
	}
	return false;
}

static void look_again(struct host_use *use, const struct function *function)
{
	struct holders holders;

	holders_find(&holders);
	host_use_find(use, function, &holders);
	holders_free(&holders);
}

enum exit_code change_allow(const struct function *function,
			    const struct holders *holders,
			    enum host_use_kind over, struct result *result)
{
	struct host_use use = { .kind = HOST_USE_NONE };
	struct json_object *of = holders_of(holders, function);
	char text[256];

	holders_text(of, text, sizeof(text));
	json_object_put(of);
	if (*text)
		return result_is(result, EXIT_IN_USE,
				 "is in use by %s; end that first", text);
	if (holders_group_is_open(function))
		return result_is(
			result, EXIT_IN_USE,
			"is in use: /dev/vfio/%d is open in a process that cannot be seen from here",
			function->group);
	if (over < HOST_USE_REAL)
		host_use_find(&use, function, holders);
	if (use.kind > over && udev_is_done())
		look_again(&use, function);
	if (use.kind > over)
		return result_is(
			result, EXIT_IN_USE,
			"is in use by the host: %s; end that first, or %s --force",
			use.text,
			over == HOST_USE_NONE ? "add" : "virtio-vfio bind");
	result->code = EXIT_DONE;
	return EXIT_DONE;
}

int change_each(char **names, int nr, change_one one, const void *request)
{
	char address[ADDRESS_SIZE];
	struct function function;
	struct holders holders;
	struct results results;
	struct result result;
	const char *name;

	results_begin(&results);
	holders_find(&holders);
	for (int i = 0; i < nr; i++) {
		name = address_normal(address, names[i]) ? names[i] : address;
		result.code = function_named(&function, name, result.text,
					     sizeof(result.text));
		if (!result.code)
			one(&function, &holders, request, &result);
		results_add(&results, name, &result);
	}
	holders_free(&holders);
	return results_end(&results);
}
