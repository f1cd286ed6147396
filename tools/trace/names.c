// SPDX-License-Identifier: GPL-2.0-only
/* Words for the numbers in events. */
#include <stddef.h>
#include <stdio.h>
#include <string.h>

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
		[SERVED_STOPPED] = "nobody: stopped",
	};

	return ONE_OF(names, served);
}

static const char *const backends[] = {
	[TRACE_BACKEND_KERNEL] = "kernel",
	[TRACE_BACKEND_OWNER] = "owner",
	[TRACE_BACKEND_MEDIATED] = "mediated",
};

#define BACKENDS (sizeof(backends) / sizeof(backends[0]))

const char *names_backend(unsigned int backend)
{
	return backend < BACKENDS ? backends[backend] : NULL;
}

unsigned int names_backend_number(const char *name)
{
	for (unsigned int i = 0; i < BACKENDS; i++)
		if (backends[i] && !strcmp(backends[i], name))
			return i;
	return TRACE_BACKEND_OTHER;
}

struct error_name {
	unsigned int error;
	const char *name;
};

/* What the function itself is asked for, and not a PF. */
static const struct error_name own_errors[] = {
	{ 5, "it does not enable a queue" },
	{ 6, "it reads as ones" },
	{ 71, "it does not accept the features" },
	{ 95, "it may not take the driver's header of 10 bytes" },
	{ 110, "it has not finished in time" },
	{ 117, "it has not finished a reset" },
	{},
};

static const struct error_name errors[] = {
	{ 4, "killed" },
	{ 5, "EIO" },
	{ 6, "ENXIO" },
	{ 11, "EAGAIN" },
	{ 12, "ENOMEM" },
	{ 14, "EFAULT" },
	{ 16, "EBUSY" },
	{ 19, "ENODEV" },
	{ 22, "EINVAL" },
	{ 28, "ENOSPC" },
	{ 42, "ENOMSG" },
	{ 62, "no time to send it" },
	{ 71, "EPROTO" },
	{ 87, "the PF answers nobody" },
	{ 90, "EMSGSIZE" },
	{ 95, "EOPNOTSUPP" },
	{ 108, "the PF takes no commands" },
	{ 110, "not answered in time" },
	{ 115, "an earlier one is not answered" },
	{},
};

static const char *find_error(const struct error_name *list, unsigned int error)
{
	for (; list->name; list++)
		if (list->error == error)
			return list->name;
	return NULL;
}

void names_error(char *text, size_t size, unsigned int error,
		 unsigned int backend)
{
	const char *name = NULL;

	if (backend == TRACE_BACKEND_MEDIATED)
		name = find_error(own_errors, error);
	if (!name)
		name = find_error(errors, error);
	if (name)
		snprintf(text, size, "%s", name);
	else
		snprintf(text, size, "error %u", error);
}
