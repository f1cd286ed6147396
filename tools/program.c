// SPDX-License-Identifier: GPL-2.0-only
#include <errno.h>
#include <fcntl.h>
#include <spawn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "program.h"

#define OUTPUT_MAX (1024 * 1024)

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

/* What there is no room for is read all the same, so that the program ends. */
static char *read_all(int fd, size_t *len)
{
	char *text = malloc(OUTPUT_MAX + 1), rest[4096];
	ssize_t got;

	*len = 0;
	do {
		if (text && *len < OUTPUT_MAX)
			got = read(fd, text + *len, OUTPUT_MAX - *len);
		else
			got = read(fd, rest, sizeof(rest));
		if (got > 0 && text && *len < OUTPUT_MAX)
			*len += got;
	} while (got > 0 || (got < 0 && errno == EINTR));
	if (text)
		text[*len] = '\0';
	else
		errno = ENOMEM;
	return text;
}

char *program_output(const char *path, const char *const args[], size_t *len)
{
	posix_spawn_file_actions_t actions;
	int ends[2], ret;
	char *text;
	pid_t pid;

	if (pipe2(ends, O_CLOEXEC))
		return NULL;
	posix_spawn_file_actions_init(&actions);
	posix_spawn_file_actions_adddup2(&actions, ends[1], STDOUT_FILENO);
	posix_spawn_file_actions_adddup2(&actions, ends[1], STDERR_FILENO);
	ret = posix_spawn(&pid, path, &actions, NULL, (char *const *)args,
			  environ);
	posix_spawn_file_actions_destroy(&actions);
	close(ends[1]);
	if (ret) {
		close(ends[0]);
		errno = ret;
		return NULL;
	}
	text = read_all(ends[0], len);
	ret = errno;
	close(ends[0]);
	waitpid(pid, NULL, 0);
	errno = ret;
	return text;
}
