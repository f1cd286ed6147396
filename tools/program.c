// SPDX-License-Identifier: GPL-2.0-only
#include <fcntl.h>
#include <spawn.h>
#include <stdio.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "program.h"

static void read_last_line(int fd, char *line, size_t size)
{
	FILE *stream = fdopen(fd, "r");
	char text[256];

	while (stream && fgets(text, sizeof(text), stream)) {
		text[strcspn(text, "\n")] = '\0';
		snprintf(line, size, "%s", text);
	}
	if (stream)
		fclose(stream);
}

int program_run(const char *path, const char *const args[], int fd, char *said,
		size_t size)
{
	posix_spawn_file_actions_t actions;
	int status, ends[2], ret;
	pid_t pid;

	*said = '\0';
	if (pipe2(ends, O_CLOEXEC))
		return -1;
	posix_spawn_file_actions_init(&actions);
	posix_spawn_file_actions_adddup2(&actions, ends[1], fd);
	ret = posix_spawn(&pid, path, &actions, NULL, (char *const *)args,
			  environ);
	posix_spawn_file_actions_destroy(&actions);
	close(ends[1]);
	if (ret) {
		close(ends[0]);
		snprintf(said, size, "%s: %s", path, strerror(ret));
		return -1;
	}
	read_last_line(ends[0], said, size);
	if (waitpid(pid, &status, 0) != pid || !WIFEXITED(status))
		return -1;
	return WEXITSTATUS(status);
}
