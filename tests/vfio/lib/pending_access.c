// SPDX-License-Identifier: GPL-2.0-only
/* Accesses that take time, by this and by other threads. */
#include <string.h>

#include "check.h"
#include "pending_access.h"
#include "timing.h"

static void *access_it(void *arg)
{
	struct pending *p = arg;
	long long start = now_ms();

	p->ret = p->write ? bar0_write(p->vf, p->offset, &p->value, p->len)
			  : bar0_read(p->vf, p->offset, &p->value, p->len);
	p->took = now_ms() - start;
	p->done = true;
	return NULL;
}

static void start(struct pending *p)
{
	assert_in_range(p->len, 1, sizeof(p->value));
	if (pthread_create(&p->thread, NULL, access_it, p))
		fail_msg("cannot start a thread");
	p->started = true;
}

void start_read(struct pending *p, struct vf *vf, uint64_t offset, size_t len)
{
	memset(p, 0, sizeof(*p));
	p->vf = vf;
	p->offset = offset;
	p->len = len;
	start(p);
}

void start_write(struct pending *p, struct vf *vf, uint64_t offset, size_t len,
		 uint64_t value)
{
	memset(p, 0, sizeof(*p));
	p->vf = vf;
	p->write = true;
	p->offset = offset;
	p->len = len;
	p->value = value;
	start(p);
}

bool ended(struct pending *p, int ms)
{
	return within(ms, p->done);
}

void reap(struct pending *p)
{
	if (p->started && ended(p, PATIENCE))
		pthread_join(p->thread, NULL);
	p->started = false;
}

void check_ends(struct pending *p, int ms)
{
	const char *what = p->write ? "write" : "read";

	if (!ended(p, ms))
		fail_msg("the %s of %zu bytes at %u has not ended after %d ms",
			 what, p->len, (unsigned int)p->offset, ms);
	reap(p);
	check_equal(p->ret, p->len, "%s of %zu bytes at %u", what, p->len,
		    (unsigned int)p->offset);
}

int time_read(struct vf *vf, uint64_t offset, size_t len, uint64_t *value)
{
	struct pending p = { .vf = vf, .offset = offset, .len = len };

	access_it(&p);
	check_equal(p.ret, len, "read of %zu bytes at %u", len,
		    (unsigned int)offset);
	*value = p.value;
	return p.took;
}

int time_write(struct vf *vf, uint64_t offset, size_t len, uint64_t value)
{
	struct pending p = {
		.vf = vf,
		.write = true,
		.offset = offset,
		.len = len,
		.value = value,
	};

	access_it(&p);
	check_equal(p.ret, len, "write of %zu bytes at %u", len,
		    (unsigned int)offset);
	return p.took;
}
