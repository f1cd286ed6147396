// SPDX-License-Identifier: GPL-2.0-only
/* Words for the numbers in events. */
#include <stddef.h>
#include <stdio.h>

#include "trace/event.h"
#include "trace/names.h"

static const char *one_of(const char *const *names, size_t nr,
			  unsigned int value)
{
	return value < nr && names[value] ? names[value] : "?";
}

#define ONE_OF(names, value)                                                   \
	one_of(names, sizeof(names) / sizeof((names)[0]), value)

const char *names_access(unsigned int access)
{
	static const char *const names[] = {
		[ACCESS_COMMON_WRITE] = "common write",
		[ACCESS_COMMON_READ] = "common read",
		[ACCESS_DEVICE_WRITE] = "device write",
		[ACCESS_DEVICE_READ] = "device read",
		[ACCESS_NOTIFY_INFO] = "notify info",
	};

	return ONE_OF(names, access);
}

const char *names_path(unsigned int path)
{
	static const char *const names[] = {
		[KICK_DOORBELL] = "doorbell",
		[KICK_COMMAND] = "command",
		[KICK_IOEVENTFD] = "ioeventfd",
		[KICK_DROPPED] = "dropped",
	};

	return ONE_OF(names, path);
}

const char *names_served(unsigned int served)
{
	static const char *const names[] = {
		[SERVED_BACKEND] = "backend",
		[SERVED_READ_AHEAD] = "read before",
		[SERVED_ISR] = "by the driver",
		[SERVED_HOLE] = "nobody: no register",
		[SERVED_DISABLED] = "nobody: I/O is off",
		[SERVED_ASLEEP] = "nobody: asleep",
		[SERVED_CACHE] = "known",
	};

	return ONE_OF(names, served);
}

void names_error(char *text, size_t size, unsigned int error)
{
	static const struct {
		unsigned int error;
		const char *name;
	} errors[] = {
		{ 4, "killed" },
		{ 5, "EIO" },
		{ 6, "ENXIO" },
		{ 11, "EAGAIN" },
		{ 12, "ENOMEM" },
		{ 16, "EBUSY" },
		{ 19, "ENODEV" },
		{ 22, "EINVAL" },
		{ 28, "ENOSPC" },
		{ 62, "no time to send it" },
		{ 87, "the PF answers nobody" },
		{ 95, "EOPNOTSUPP" },
		{ 108, "the PF takes no commands" },
		{ 110, "not answered in time" },
		{ 115, "an earlier one is not answered" },
	};

	for (size_t i = 0; i < sizeof(errors) / sizeof(errors[0]); i++) {
		if (errors[i].error == error) {
			snprintf(text, size, "%s", errors[i].name);
			return;
		}
	}
	snprintf(text, size, "error %u", error);
}
