// SPDX-License-Identifier: GPL-2.0-only
/* Running programs: the process, its threads, and what each has for itself. */
#include <fcntl.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <sys/eventfd.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <time.h>
#include <unistd.h>

#include "hardware.h"
#include "ops.h"
#include "run.h"
#include "settle.h"

#define PROGRAM_MS 2000 /* no new operation after that */

long long now_ms(void)
{
	struct timespec ts;

	clock_gettime(CLOCK_MONOTONIC, &ts);
	return ts.tv_sec * 1000LL + ts.tv_nsec / 1000000;
}

void found(struct thread *t, const char *kind, const char *text, ...)
{
	struct shared *shared = t->run->shared;
	va_list args;

	if (atomic_flag_test_and_set(&shared->found))
		return;
	snprintf(shared->kind, sizeof(shared->kind), "%s", kind);
	va_start(args, text);
	vsnprintf(shared->text, sizeof(shared->text), text, args);
	va_end(args);
	atomic_store(&shared->has_found, true);
}

static bool has_work(struct thread *t)
{
	bool has;

	pthread_mutex_lock(&t->lock);
	has = t->done < t->queued;
	pthread_mutex_unlock(&t->lock);
	return has;
}

bool run_alone(struct run *run)
{
	for (int i = 1; i < MAX_THREADS; i++) {
		if (has_work(&run->threads[i]))
			return false;
	}
	return true;
}

void run_join(struct run *run)
{
	for (int i = 1; i < MAX_THREADS; i++) {
		struct thread *t = &run->threads[i];

		pthread_mutex_lock(&t->lock);
		while (t->done < t->queued)
			pthread_cond_wait(&t->changed, &t->lock);
		pthread_mutex_unlock(&t->lock);
	}
}

static void begin(struct thread *t, int op)
{
	struct shared *shared = t->run->shared;

	atomic_store(&shared->threads[t->number].op, op);
	atomic_store(&shared->threads[t->number].since_ms, now_ms());
}

static void end(struct thread *t)
{
	atomic_store(&t->run->shared->threads[t->number].since_ms, 0);
}

static void perform(struct thread *t, const struct op *op)
{
	struct shared *shared = t->run->shared;

	for (int i = 0; i < op->times && now_ms() < t->run->end_ms; i++) {
		begin(t, op - shared->program.ops);
		kcov_start(t->kcov);
		op_types[op->type].perform(t, op->args);
		kcov_collect(t->kcov, &shared->cover, op->type);
		end(t);
		atomic_fetch_add(&shared->performed, 1);
	}
}

static void *worker(void *arg)
{
	struct thread *t = arg;

	t->kcov = kcov_open();
	pthread_mutex_lock(&t->lock);
	for (;;) {
		while (t->done == t->queued)
			pthread_cond_wait(&t->changed, &t->lock);
		pthread_mutex_unlock(&t->lock);
		perform(t, t->queue[t->done]);
		pthread_mutex_lock(&t->lock);
		t->done++;
		pthread_cond_broadcast(&t->changed);
	}
	return NULL;
}

static void hand_over(struct thread *t, const struct op *op)
{
	pthread_mutex_lock(&t->lock);
	t->queue[t->queued++] = op;
	pthread_cond_broadcast(&t->changed);
	pthread_mutex_unlock(&t->lock);
}

static void run_program(struct run *run)
{
	const struct program *program = &run->shared->program;

	atomic_store(&run->closed, false);
	run->end_ms = now_ms() + PROGRAM_MS;
	for (int i = 1; i < MAX_THREADS; i++) {
		run->threads[i].queued = 0;
		run->threads[i].done = 0;
	}

	for (size_t i = 0; i < program->nr; i++) {
		const struct op *op = &program->ops[i];

		if (!op->thread) {
			perform(&run->threads[0], op);
			continue;
		}
		run->io = IO_UNKNOWN;
		hand_over(&run->threads[op->thread], op);
	}
}

static void thread_init(struct thread *t, struct run *run, int number,
			uint64_t seed)
{
	size_t page = getpagesize();

	t->run = run;
	t->number = number;
	t->rnd.state = seed + number;
	t->buffer = mmap(NULL, BUFFER_SIZE + page, PROT_READ | PROT_WRITE,
			 MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	t->readonly = mmap(NULL, BUFFER_SIZE, PROT_READ,
			   MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	munmap(t->buffer + BUFFER_SIZE, page);
	mmap(t->buffer + BUFFER_SIZE, page, PROT_NONE,
	     MAP_PRIVATE | MAP_ANONYMOUS | MAP_FIXED, -1, 0);
	pthread_mutex_init(&t->lock, NULL);
	pthread_cond_init(&t->changed, NULL);
	if (number)
		pthread_create(&t->pthread, NULL, worker, t);
	else
		t->kcov = kcov_open();
}

static void run_init(struct run *run, struct shared *shared, uint64_t seed)
{
	run->shared = shared;
	run->tomb = open("/", O_PATH | O_CLOEXEC);
	run->no_eventfd = open("/dev/null", O_RDWR | O_CLOEXEC);
	for (int i = 0; i < EVENTFDS; i++)
		run->eventfds[i] = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
	run->shared_memory = mmap(NULL, BUFFER_SIZE, PROT_READ | PROT_WRITE,
				  MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	run->dma = mmap(NULL, DMA_PAGES * getpagesize(), PROT_READ | PROT_WRITE,
			MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	for (int i = 0; i < MAX_THREADS; i++)
		thread_init(&run->threads[i], run, i, seed);
}

void run_process(struct shared *shared, int fd, int number, uint64_t seed)
{
	static struct run run;
	char byte;

	prctl(PR_SET_PDEATHSIG, SIGKILL);
	run_init(&run, shared, seed);
	begin(&run.threads[0], OP_SETTLE);
	first_open(&run, number);
	end(&run.threads[0]);
	while (read(fd, &byte, 1) == 1) {
		run_program(&run);
		begin(&run.threads[0], OP_SETTLE);
		settle(&run);
		end(&run.threads[0]);
		write(fd, &byte, 1);
	}
	_exit(0);
}
