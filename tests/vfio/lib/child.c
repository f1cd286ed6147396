// SPDX-License-Identifier: GPL-2.0-only
/* Processes of a test's own, to be killed. */
#include <signal.h>
#include <stdlib.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include "check.h"
#include "child.h"
#include "timing.h"

pid_t child_start(void)
{
	pid_t pid = fork();

	assert_true(pid >= 0);
	if (!pid) {
		prctl(PR_SET_PDEATHSIG, SIGKILL);
		setenv("CMOCKA_TEST_ABORT", "1", 1);
	}
	return pid;
}

void check_killed(pid_t pid, const char *what)
{
	int status = 0;

	if (!within(PATIENCE, waitpid(pid, &status, WNOHANG) == pid))
		fail_msg("%s does not end", what);
	if (!WIFSIGNALED(status) || WTERMSIG(status) != SIGKILL)
		fail_msg("%s ended with status %#x", what, status);
}
