// SPDX-License-Identifier: GPL-2.0-only
/* Starting the process that runs programs, watching over it, and its end. */
#include <dirent.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include "../../../lab/hw/hw.h"
#include "child.h"
#include "hardware.h"
#include "ops.h"
#include "owner.h"

/*
 * No operation may take longer, nor the end of a process. That is far more than
 * the driver's own deadline, because an emulated processor can be slow.
 */
#define LIMIT_MS	20000
#define SETTLE_LIMIT_MS 80000

void child_init(struct child *child, int vf, uint64_t seed)
{
	memset(child, 0, sizeof(*child));
	child->vf = vf;
	child->seed = seed;
	child->shared = mmap(NULL, sizeof(*child->shared),
			     PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS,
			     -1, 0);
	if (child->shared == MAP_FAILED) {
		perror("mmap");
		exit(2);
	}
}

static void start(struct child *child)
{
	int fds[2];

	fflush(stdout);
	if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, fds)) {
		perror("socketpair");
		exit(2);
	}
	atomic_store(&child->shared->dying, false);
	for (int i = 0; i < MAX_THREADS; i++)
		atomic_store(&child->shared->threads[i].since_ms, 0);
	child->pid = fork();
	if (child->pid < 0) {
		perror("fork");
		exit(2);
	}
	if (!child->pid) {
		close(fds[0]);
		run_process(child->shared, fds[1], child->vf, child->seed++);
	}
	close(fds[1]);
	child->fd = fds[0];
	child->pidfd = syscall(SYS_pidfd_open, child->pid, 0);
	child->programs = 0;
	child->seed++;
}

/* Where the threads of a process that hangs are, if the kernel tells. */
static void print_stacks(pid_t pid)
{
	char path[300], line[256];
	struct dirent *entry;
	DIR *dir;
	FILE *f;

	snprintf(path, sizeof(path), "/proc/%d/task", pid);
	dir = opendir(path);
	while (dir && (entry = readdir(dir))) {
		snprintf(path, sizeof(path), "/proc/%d/task/%s/stack", pid,
			 entry->d_name);
		f = *entry->d_name == '.' ? NULL : fopen(path, "r");
		while (f && fgets(line, sizeof(line), f))
			printf("thread %s: %s", entry->d_name, line);
		if (f)
			fclose(f);
	}
	if (dir)
		closedir(dir);
}

static enum outcome hangs(struct child *child, const char *what)
{
	struct shared *shared = child->shared;

	snprintf(shared->kind, sizeof(shared->kind), "hang");
	snprintf(shared->text, sizeof(shared->text), "%s", what);
	print_stacks(child->pid);
	kill(child->pid, SIGKILL);
	return HUNG;
}

/* Is a thread at something for too long? */
static bool overdue(struct child *child, char *what, size_t len)
{
	struct shared *shared = child->shared;
	char *text = NULL;
	size_t size;
	FILE *f;

	for (int i = 0; i < MAX_THREADS; i++) {
		long long since = atomic_load(&shared->threads[i].since_ms);
		int op = atomic_load(&shared->threads[i].op);
		long long took = now_ms() - since;

		if (!since ||
		    took < (op == OP_SETTLE ? SETTLE_LIMIT_MS : LIMIT_MS))
			continue;
		if (op == OP_SETTLE) {
			snprintf(what, len, "making all good takes %lld ms",
				 took);
			return true;
		}
		f = open_memstream(&text, &size);
		op_print(f, &shared->program.ops[op]);
		fclose(f);
		text[strcspn(text, "\n")] = '\0';
		snprintf(what, len, "%s: takes %lld ms", text, took);
		free(text);
		return true;
	}
	return false;
}

/* The process is about to be gone; the hardware's faults are not. */
static enum outcome gone(struct child *child)
{
	struct pollfd pfd = { .fd = child->pidfd, .events = POLLIN };
	bool wanted = atomic_load(&child->shared->dying);
	int status = 0;

	if (poll(&pfd, 1, LIMIT_MS) != 1)
		return hangs(child, "a killed process does not end");
	waitpid(child->pid, &status, 0);
	close(child->pidfd);
	close(child->fd);
	child->pid = 0;
	hardware_good(child->shared);
	owner_good(child->shared);
	hw_close();
	if (wanted || (WIFEXITED(status) && !WEXITSTATUS(status)))
		return PASSED;
	fprintf(stderr, "the process that runs the programs died: status %#x\n",
		status);
	return BROKEN;
}

enum outcome child_end(struct child *child)
{
	if (!child->pid)
		return PASSED;
	shutdown(child->fd, SHUT_RDWR);
	return gone(child);
}

static enum outcome wait_for(struct child *child)
{
	struct shared *shared = child->shared;
	struct pollfd pfds[] = {
		{ .fd = child->fd, .events = POLLIN },
		{ .fd = child->pidfd, .events = POLLIN },
	};
	char what[200], byte;

	for (;;) {
		if (poll(pfds, 2, 100) > 0) {
			if (pfds[0].revents & POLLIN &&
			    read(child->fd, &byte, 1) == 1)
				return PASSED;
			return gone(child);
		}
		if (atomic_load(&shared->dying))
			return gone(child);
		if (overdue(child, what, sizeof(what)))
			return hangs(child, what);
	}
}

enum outcome child_run(struct child *child, const struct program *program)
{
	struct shared *shared = child->shared;
	enum outcome outcome;

	atomic_flag_clear(&shared->found);
	atomic_store(&shared->has_found, false);
	memset(&shared->cover, 0, sizeof(shared->cover));
	shared->program = *program;
	if (!child->pid)
		start(child);
	write(child->fd, "", 1);
	outcome = wait_for(child);
	child->programs++;
	if (outcome == PASSED && atomic_load(&shared->has_found))
		return FOUND;
	return outcome;
}
