/* SPDX-License-Identifier: GPL-2.0-only */
/* Work by another thread, which may take long. Not on a test's stack. */
#ifndef TESTS_VFIO_TASK_H
#define TESTS_VFIO_TASK_H

#include <pthread.h>
#include <stdatomic.h>
#include <stdbool.h>

struct task {
	pthread_t thread;
	bool started;
	int (*work)(const char *arg);
	const char *arg;
	/* the result, when done */
	atomic_bool done;
	int ret;
};

void task_start(struct task *task, int (*work)(const char *arg),
		const char *arg);
/* Has it ended, at most @ms from now? */
bool task_ended(struct task *task, int ms);
/* It ends at most @ms from now, with 0. */
void check_task(struct task *task, int ms, const char *what);
/* For a teardown: wait for it, if there is one. */
void task_reap(struct task *task);

#endif
