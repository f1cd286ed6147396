// SPDX-License-Identifier: GPL-2.0-only
/* Operations on the PF, by sysfs. */
#include <fcntl.h>
#include <glob.h>
#include <libgen.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "../../vfio/lib/bind.h"
#include "hardware.h"
#include "owner.h"
#include "perform.h"

#define DRIVER "/sys/bus/virtio/drivers/virtio_net"

static void write_file(const char *path, const char *text)
{
	int fd = open(path, O_WRONLY | O_CLOEXEC);

	if (fd < 0) {
		perror(path);
		_exit(2);
	}
	/* To do what is done already fails, and is all right. */
	write(fd, text, strlen(text));
	close(fd);
}

/* The PF's virtio device, which is what virtio_net is bound to. */
static void drive(bool bind)
{
	char pattern[PATH_MAX];
	glob_t names;

	snprintf(pattern, sizeof(pattern), "/sys/bus/pci/devices/%s/virtio*",
		 pf_address());
	if (glob(pattern, 0, NULL, &names) || names.gl_pathc != 1) {
		fprintf(stderr, "no %s\n", pattern);
		_exit(2);
	}
	write_file(bind ? DRIVER "/bind" : DRIVER "/unbind",
		   basename(names.gl_pathv[0]));
	globfree(&names);
}

static void reset_owner(void)
{
	char path[PATH_MAX];

	snprintf(path, sizeof(path), "/sys/bus/pci/devices/%s/reset",
		 pf_address());
	write_file(path, "1");
}

void owner_touched(struct shared *shared, enum owner how)
{
	if (atomic_load(&shared->owner) < (int)how)
		atomic_store(&shared->owner, how);
}

enum owner owner_good(struct shared *shared)
{
	enum owner was = atomic_load(&shared->owner);

	if (was != OWNER_GOOD && pf_has_virtio_pci()) {
		drive(false);
		drive(true);
	}
	atomic_store(&shared->owner, OWNER_GOOD);
	return was;
}

/*
 * Only good hardware is bound: virtio_net's probe waits for the queue for ever,
 * and that is not what is tested here.
 */
void perform_owner(struct thread *t, const uint64_t *args)
{
	struct shared *shared = t->run->shared;

	if (!pf_has_virtio_pci())
		return;
	switch (args[0]) {
	case 0:
		hardware_good(shared);
		owner_touched(shared, OWNER_BROKEN);
		drive(true);
		break;
	case 1:
		owner_touched(shared, OWNER_BROKEN);
		drive(false);
		break;
	case 2:
		owner_touched(shared, OWNER_RESET);
		reset_owner();
		break;
	}
}
