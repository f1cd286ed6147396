// SPDX-License-Identifier: GPL-2.0-only
#include <errno.h>
#include <limits.h>

#include "file.h"
#include "report/last_trace.h"
#include "trace/last.h"
#include "virtio/register.h"

#define VIRTIO_NET 1

/* The fields of a network device before its status are its address (virtio 1.4, 5.1.4). */
#define MAC_SIZE 6

static bool has_mac(const struct trace_event *event, unsigned int virtio_id)
{
	return virtio_id == VIRTIO_NET && event->kind == TRACE_ACCESS &&
	       event->space == SPACE_DEVICE && event->offset < MAC_SIZE;
}

int last_trace_copy(FILE *to, bool raw)
{
	struct recording from = {}, copy = { .file = to };
	struct trace_event event;
	char path[PATH_MAX];

	from.file = fopen(file_path(path, sizeof(path), "%s", LAST_TRACE), "r");
	if (!from.file)
		return -errno;
	if (!recording_open(&from)) {
		fclose(from.file);
		return -EINVAL;
	}
	copy.virtio_id = from.virtio_id;
	snprintf(copy.address, sizeof(copy.address), "%s", from.address);
	recording_begin(&copy);
	while (recording_next(&from, &event) == RECORDING_EVENT) {
		if (!raw && has_mac(&event, from.virtio_id))
			event.value = 0;
		recording_write(&copy, &event);
	}
	recording_end(&copy);
	fclose(from.file);
	return 0;
}
