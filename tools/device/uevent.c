// SPDX-License-Identifier: GPL-2.0-only
/* The kernel's multicast group: whether udev runs or not, and without root. */
#include <errno.h>
#include <linux/netlink.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "device/uevent.h"

#define GROUP_KERNEL 1

/* Longer ones the kernel does not send. */
#define MESSAGE 8192

static const char *value_of(const char *text, const char *name)
{
	size_t len = strlen(name);

	return strncmp(text, name, len) || text[len] != '=' ? NULL
							    : text + len + 1;
}

static void take(struct uevent *event, const char *text)
{
	const char *value;

	value = value_of(text, "PCI_SLOT_NAME");
	if (value)
		snprintf(event->address, sizeof(event->address), "%s", value);
	value = value_of(text, "VIRTIO_OWNER_EVENT");
	if (!value)
		value = value_of(text, "VIRTIO_VFIO_EVENT");
	if (value)
		snprintf(event->name, sizeof(event->name), "%s", value);
	value = value_of(text, "VIRTIO_VFIO_PF");
	if (value)
		snprintf(event->pf, sizeof(event->pf), "%s", value);
	value = value_of(text, "VIRTIO_OWNER_RECOVERIES");
	if (value)
		event->recoveries = strtoll(value, NULL, 10);
}

/* "change@/devices/...", and then texts, each with its end. */
bool uevent_parse(struct uevent *event, const char *message, size_t len)
{
	const char *at = message, *end = message + len;

	memset(event, 0, sizeof(*event));
	event->recoveries = -1;
	if (len < 7 || memcmp(message, "change@", 7))
		return false;
	while (at < end && memchr(at, '\0', end - at)) {
		take(event, at);
		at += strlen(at) + 1;
	}
	return *event->address && *event->name;
}

const char *uevent_text(const struct uevent *event)
{
	static const struct {
		const char *name;
		const char *text;
	} texts[] = {
		{ "silent", "does not answer" },
		{ "reset", "was reset" },
		{ "answers", "answers" },
		{ "down", "does not start again" },
		{ "pf-silent", "has no answer from its PF" },
		{ "pf-answers", "has an answer from its PF again" },
	};

	for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++)
		if (!strcmp(texts[i].name, event->name))
			return texts[i].text;
	return event->name;
}

int uevent_open(void)
{
	struct sockaddr_nl address = { .nl_family = AF_NETLINK,
				       .nl_groups = GROUP_KERNEL };
	int ret, fd = socket(AF_NETLINK,
			     SOCK_DGRAM | SOCK_CLOEXEC | SOCK_NONBLOCK,
			     NETLINK_KOBJECT_UEVENT);

	if (fd < 0)
		return -errno;
	if (!bind(fd, (struct sockaddr *)&address, sizeof(address)))
		return fd;
	ret = -errno;
	close(fd);
	return ret;
}

/* Anybody may send to it: only what the kernel says counts. */
bool uevent_read(int fd, struct uevent *event)
{
	struct sockaddr_nl from = {};
	socklen_t size = sizeof(from);
	char message[MESSAGE];
	ssize_t len;

	for (;;) {
		len = recvfrom(fd, message, sizeof(message), 0,
			       (struct sockaddr *)&from, &size);
		/* ENOBUFS: there were more than have room; what is left is there */
		if (len < 0 && errno != ENOBUFS && errno != EINTR)
			return false;
		if (len > 0 && !from.nl_pid &&
		    uevent_parse(event, message, len))
			return true;
	}
}
