/* SPDX-License-Identifier: GPL-2.0-only */
/* The process that runs programs, as the fuzzer sees it. */
#ifndef TESTS_FUZZ_VFIO_CHILD_H
#define TESTS_FUZZ_VFIO_CHILD_H

#include <sys/types.h>

#include "run.h"

struct child {
	struct shared *shared;
	int vf;
	uint64_t seed;
	pid_t pid; /* 0: there is none now */
	int pidfd;
	int fd;
	unsigned int programs; /* run since it began */
};

enum outcome {
	PASSED, /* or it has killed itself, and is gone, as it should */
	FOUND, /* shared->kind and text say what */
	HUNG, /* likewise, and it may not go away any more */
	BROKEN, /* the fuzzer itself is: no word about the driver */
};

void child_init(struct child *child, int vf, uint64_t seed);
/* Starts the process if there is none. */
enum outcome child_run(struct child *child, const struct program *program);
/* Ends the process, so that the next one opens the VF anew. */
enum outcome child_end(struct child *child);

#endif
