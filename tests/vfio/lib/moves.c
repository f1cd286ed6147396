// SPDX-License-Identifier: GPL-2.0-only
/* VFs that are saved and loaded by threads. */
#include <errno.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "check.h"
#include "migration.h"
#include "moves.h"
#include "registers.h"

#define MOVED_MAX 16

/* Each has a MiB that its queue may be in, with room behind that. */
#define PAGES	   256
#define PAGES_SIZE ((PAGES + 16) << 12)

struct moved {
	struct vf vf;
	pthread_t thread;
	struct stream *stream;
	int rounds, done;
	uint32_t state; /* that it was to have */
	int err;
	uint32_t found; /* in place of its queue's address */
};

static struct moved all[MOVED_MAX];

static int change(struct moved *m, uint32_t state)
{
	int file = mig_try(&m->vf, state);

	m->state = state;
	m->err = file < -1 ? file + 1 : 0;
	return file;
}

static bool save_it(struct moved *m)
{
	int file = change(m, m->done % 2 ? MIG_PRE_COPY : MIG_STOP_COPY);

	m->stream->len = 0;
	if (m->err)
		return false;
	if (m->done % 2 && (stream_read(file, m->stream) != ENOMSG ||
			    change(m, MIG_STOP_COPY) != -1))
		m->err = m->err ? m->err : -EPROTO;
	if (!m->err && stream_read(file, m->stream))
		m->err = -EIO;
	close(file);
	if (!m->err)
		change(m, MIG_STOP);
	return !m->err;
}

static bool load_it(struct moved *m)
{
	int file = change(m, MIG_RESUMING);

	if (m->err)
		return false;
	m->err = stream_write(file, m->stream, 512);
	if (!m->err)
		change(m, MIG_RUNNING);
	close(file);
	return !m->err;
}

static uint32_t first_page(const struct moved *m)
{
	return 0x1000 * m->vf.number;
}

static uint32_t address_of(const struct moved *m)
{
	return first_page(m) + m->done % PAGES;
}

/* Is it what this one has, and no other? */
static bool is_right(struct moved *m)
{
	m->found = 0;
	bar0_read(&m->vf, REG_QUEUE_ADDRESS, &m->found, 4);
	return m->found == address_of(m);
}

static bool set_up(struct moved *m)
{
	uint32_t address = address_of(m);

	return bar0_write(&m->vf, REG_QUEUE_ADDRESS, &address, 4) == 4;
}

static void *move(void *arg)
{
	struct moved *m = arg;

	for (; m->done < m->rounds; m->done++)
		if (!set_up(m) || !save_it(m) || !load_it(m) || !is_right(m))
			break;
	return NULL;
}

void move_at_once(int vfs, int rounds)
{
	assert_in_range(vfs, 1, MOVED_MAX);
	for (int i = 0; i < vfs; i++) {
		vf_open(&all[i].vf, i + 1);
		enable_io(&all[i].vf);
		dma_alloc(&all[i].vf, (uint64_t)first_page(&all[i]) << 12,
			  PAGES_SIZE);
		all[i].rounds = rounds;
		all[i].done = 0;
		all[i].err = 0;
		all[i].stream = malloc(sizeof(*all[i].stream));
		assert_non_null(all[i].stream);
	}
	for (int i = 0; i < vfs; i++)
		pthread_create(&all[i].thread, NULL, move, &all[i]);
	for (int i = 0; i < vfs; i++)
		pthread_join(all[i].thread, NULL);
	for (int i = 0; i < vfs; i++) {
		struct moved *m = &all[i];

		if (m->err || m->done != m->rounds)
			fail_msg(
				"VF %d, round %d: %s on the way to state %u, address %#x",
				i + 1, m->done, strerror(-m->err), m->state,
				m->found);
	}
	close_moved();
}

void close_moved(void)
{
	for (int i = 0; i < MOVED_MAX; i++) {
		vf_close(&all[i].vf);
		free(all[i].stream);
		all[i].stream = NULL;
	}
}
