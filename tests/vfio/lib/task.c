// SPDX-License-Identifier: GPL-2.0-only
/* Work by another thread. */
#include <string.h>

#include "check.h"
#include "task.h"
#include "timing.h"

static void *work(void *arg)
{
	struct task *task = arg;

	task->ret = task->work(task->arg);
	task->done = true;
	return NULL;
}

void task_start(struct task *task, int (*function)(const char *arg),
		const char *arg)
{
	memset(task, 0, sizeof(*task));
	task->work = function;
	task->arg = arg;
	if (pthread_create(&task->thread, NULL, work, task))
		fail_msg("cannot start a thread");
	task->started = true;
}

bool task_ended(struct task *task, int ms)
{
	return within(ms, task->done);
}

void task_reap(struct task *task)
{
	if (task->started && task_ended(task, 3 * PATIENCE))
		pthread_join(task->thread, NULL);
	task->started = false;
}

void check_task(struct task *task, int ms, const char *what)
{
	if (!task_ended(task, ms))
		fail_msg("%s: has not ended after %d ms", what, ms);
	task_reap(task);
	check_equal(task->ret, 0, "%s", what);
}
