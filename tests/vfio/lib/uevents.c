// SPDX-License-Identifier: GPL-2.0-only
/* The kernel's own multicast group, without udev. */
#include <linux/netlink.h>
#include <poll.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "check.h"
#include "timing.h"
#include "uevents.h"

/* Of a kernel that has nothing to say of it itself. */
#define GROUP_KERNEL 1

static int sock = -1;

void uevents_begin(void)
{
	struct sockaddr_nl address = { .nl_family = AF_NETLINK,
				       .nl_groups = GROUP_KERNEL };

	sock = socket(AF_NETLINK, SOCK_DGRAM | SOCK_CLOEXEC,
		      NETLINK_KOBJECT_UEVENT);
	assert_true(sock >= 0);
	assert_int_equal(
		bind(sock, (struct sockaddr *)&address, sizeof(address)), 0);
}

void uevents_end(void)
{
	close(sock);
	sock = -1;
}

/* "change@/devices/pci0000:00/.../0000:01:00.0", and then texts, each with its end. */
static bool is_it(const char *message, size_t len, const char *address,
		  const char *variable)
{
	const char *name = strrchr(message, '/');
	const char *at = message;

	if (strncmp(message, "change@", 7) || !name ||
	    strcmp(name + 1, address))
		return false;
	for (; at < message + len; at += strlen(at) + 1)
		if (!strcmp(at, variable))
			return true;
	return false;
}

bool uevents_hear(const char *address, const char *variable, int ms)
{
	struct pollfd poll_in = { .fd = sock, .events = POLLIN };
	long long end = now_ms() + ms, left;
	char message[8192];
	ssize_t len;

	for (left = ms; left >= 0; left = end - now_ms()) {
		if (poll(&poll_in, 1, left) <= 0)
			continue;
		len = recv(sock, message, sizeof(message) - 1, 0);
		if (len <= 0)
			continue;
		message[len] = '\0';
		if (is_it(message, len, address, variable))
			return true;
	}
	return false;
}
