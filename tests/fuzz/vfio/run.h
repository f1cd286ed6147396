/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The process that runs programs on a VF, and judges what comes back. It may be
 * killed at any time; what its parent has to know is in memory they share.
 */
#ifndef TESTS_FUZZ_VFIO_RUN_H
#define TESTS_FUZZ_VFIO_RUN_H

#include <pthread.h>
#include <stdatomic.h>

#include "../../vfio/lib/vf.h"
#include "cover.h"
#include "program.h"
#include "rnd.h"

/* Memory for accesses and structures, behind it a page that is not there. */
#define BUFFER_SIZE 65536
#define NONCE	    16
#define EVENTFDS    8
#define DMA_PAGES   16

/* How long the VF may take to work again, on a busy emulated machine. */
#define RECOVERY_MS 15000

/* In place of an operation's number: what is done between programs. */
#define OP_SETTLE (-1)

struct shared {
	struct program program;

	/* what each thread is doing, since when: 0 for nothing */
	struct {
		atomic_int op;
		atomic_llong since_ms;
	} threads[MAX_THREADS];

	atomic_flag found; /* the rest is the finder's */
	char kind[32]; /* equal for findings that are the same */
	char text[256];
	atomic_bool has_found; /* it is written */

	atomic_bool dying; /* it is about to kill itself */
	atomic_uint touched; /* properties of the hardware */
	/* result-limit is 0; each change of it counts twice */
	atomic_bool results_cut;
	atomic_uint changes;
	atomic_int owner; /* enum owner */
	atomic_ullong performed; /* operations */
	struct cover cover; /* of the program */
};

struct thread {
	struct run *run;
	int number;
	struct rnd rnd;
	struct kcov *kcov;
	uint8_t *buffer;
	uint8_t *readonly; /* a page */
	uint8_t nonce[NONCE]; /* what the buffer was filled with */

	pthread_t pthread; /* of a worker */
	pthread_mutex_t lock; /* protects what follows */
	pthread_cond_t changed;
	const struct op *queue[MAX_OPS];
	size_t queued, done;
};

struct run {
	struct shared *shared;
	struct vf vf;
	/*
	 * The device, or a file that stands for a closed one: its number stays
	 * taken until nobody can be using it.
	 */
	atomic_int device;
	atomic_bool closed; /* at some time in this program */
	int tomb;
	int graves[MAX_OPS];
	size_t nr_graves;

	struct thread threads[MAX_THREADS];
	long long end_ms; /* no new operation of this program after that */

	/* COMMAND.IO, as far as it is known: nobody else is changing it */
	_Atomic enum { IO_UNKNOWN, IO_OFF, IO_ON } io;

	uint8_t *shared_memory; /* which comes and goes: BUFFER_SIZE */
	uint8_t *dma;
	int eventfds[EVENTFDS];
	int no_eventfd; /* another file */
	uint32_t features;
};

/* The first finding is kept. */
void found(struct thread *t, const char *kind, const char *text, ...)
	__attribute__((format(printf, 3, 4)));

/* Nobody but the main thread is doing anything. */
bool run_alone(struct run *run);
/* Wait until that is so. */
void run_join(struct run *run);

/* The current device descriptor. */
static inline int device_of(struct thread *t)
{
	return atomic_load(&t->run->device);
}

/*
 * The process: answers each byte read from @fd by one when the program in @shared
 * has been run.
 */
_Noreturn void run_process(struct shared *shared, int fd, int number,
			   uint64_t seed);

long long now_ms(void);

#endif
