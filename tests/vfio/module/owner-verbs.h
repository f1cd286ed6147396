/* SPDX-License-Identifier: GPL-2.0-only */
/* /dev/owner-verbs: the verbs of virtio-owner about device parts, for test programs. */
#ifndef TESTS_VFIO_OWNER_VERBS_H
#define TESTS_VFIO_OWNER_VERBS_H

#include <linux/ioctl.h>
#include <linux/types.h>

enum owner_verb_name {
	OWNER_VERB_SUPPORT,
	OWNER_VERB_CREATE,
	OWNER_VERB_DESTROY,
	OWNER_VERB_SIZE,
	OWNER_VERB_GET,
	OWNER_VERB_SET,
	OWNER_VERB_MODE_SET,
};

/**
 * struct owner_verb - a call
 * @verb: OWNER_VERB_*
 * @flag: set, or stopped
 * @deadline_ms: from now
 * @ret: what it returned
 * @buf: for GET and SET, in the program's memory
 * @len: of that, or what SIZE said
 */
struct owner_verb {
	__u32 verb;
	__u32 flag;
	__u32 deadline_ms;
	__s32 ret;
	__u64 buf;
	__u32 len;
	__u32 reserved;
};

/* The member that an open file is about, by its VF's address; once. */
#define OWNER_VERBS_MEMBER _IOW('o', 0, char[16])
/* Succeeds if there was a call at all. */
#define OWNER_VERBS_CALL   _IOWR('o', 1, struct owner_verb)

#endif
