// SPDX-License-Identifier: GPL-2.0-only
/* The verbs of virtio-owner, by /dev/owner-verbs. */
#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include "../module/owner-verbs.h"
#include "check.h"
#include "owner_verbs.h"
#include "vf.h"

/* Files, by number. */
static int members[OWNER_MEMBERS + 1];

void member_open(int number)
{
	char address[16];
	int fd = open("/dev/owner-verbs", O_RDWR | O_CLOEXEC);

	if (fd < 0)
		fail_msg("/dev/owner-verbs: %s", strerror(errno));
	vf_address(number, address);
	if (ioctl(fd, OWNER_VERBS_MEMBER, address))
		fail_msg("VF %d: %s", number, strerror(errno));
	members[number] = fd;
}

void member_close(int number)
{
	if (members[number])
		close(members[number]);
	members[number] = 0;
}

/* Return: what it returned, and in @len what it left there. */
static int do_verb(int number, enum owner_verb_name verb, bool flag,
		   const void *data, unsigned int *len, int deadline)
{
	struct owner_verb call = {
		.verb = verb,
		.flag = flag,
		.deadline_ms = deadline,
		.buf = (uintptr_t)data,
		.len = len ? *len : 0,
	};

	if (ioctl(members[number], OWNER_VERBS_CALL, &call))
		return -errno;
	if (len)
		*len = call.len;
	return call.ret;
}

static int simple_verb(int number, enum owner_verb_name verb, bool flag)
{
	return do_verb(number, verb, flag, NULL, NULL, OWNER_DEADLINE);
}

int parts_support(int number)
{
	return simple_verb(number, OWNER_VERB_SUPPORT, false);
}

int parts_create(int number, bool set)
{
	return simple_verb(number, OWNER_VERB_CREATE, set);
}

int parts_wait_to_create(int number, bool set)
{
	return do_verb(number, OWNER_VERB_CREATE, set, NULL, NULL, OWNER_LONG);
}

int parts_destroy(int number)
{
	return simple_verb(number, OWNER_VERB_DESTROY, false);
}

int mode_set(int number, bool stopped)
{
	return simple_verb(number, OWNER_VERB_MODE_SET, stopped);
}

int parts_size(int number)
{
	unsigned int len = 0;
	int ret = do_verb(number, OWNER_VERB_SIZE, false, NULL, &len,
			  OWNER_DEADLINE);

	return ret ? ret : (int)len;
}

int parts_get_for(int number, void *to, unsigned int room, int deadline)
{
	int ret = do_verb(number, OWNER_VERB_GET, false, to, &room, deadline);

	return ret ? ret : (int)room;
}

int parts_get(int number, void *to, unsigned int room)
{
	return parts_get_for(number, to, room, OWNER_DEADLINE);
}

int parts_set(int number, const void *from, unsigned int len)
{
	return do_verb(number, OWNER_VERB_SET, false, from, &len,
		       OWNER_DEADLINE);
}
