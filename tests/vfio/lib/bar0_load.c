// SPDX-License-Identifier: GPL-2.0-only
/* Threads that access BAR0 without a break. */
#include <string.h>

#include "bar0_load.h"
#include "check.h"
#include "registers.h"
#include "timing.h"

static void read_features(struct bar0_load *h)
{
	long long start = now_ms();
	uint32_t value = 0;
	int took;

	if (bar0_read(h->vf, REG_DEVICE_FEATURES, &value, 4) != 4)
		h->short_moves++;
	else if (value == 0xffffffff)
		h->ones++;
	else if (value != h->features)
		h->wrong++;
	took = now_ms() - start;
	if (took > h->longest)
		h->longest = took;
}

static void *work(void *arg)
{
	uint8_t buf[BAR0_SIZE], status = 1;
	struct bar0_load *h = arg;
	uint16_t queue = 1;

	while (!h->stop) {
		read_features(h);
		if (bar0_write(h->vf, REG_STATUS, &status, 1) != 1 ||
		    bar0_write(h->vf, REG_QUEUE_NOTIFY, &queue, 2) != 2)
			h->short_moves++;
		if (h->rounds++ % 16 == 0 &&
		    bar0_read(h->vf, 0, buf, sizeof(buf)) != sizeof(buf))
			h->short_moves++;
	}
	return NULL;
}

void bar0_load_start(struct bar0_load *h, struct vf *vf)
{
	memset(h, 0, sizeof(*h));
	h->vf = vf;
	h->features = in32(vf, REG_DEVICE_FEATURES);
	assert_true(h->features != 0xffffffff);
	if (pthread_create(&h->thread, NULL, work, h))
		fail_msg("cannot start a thread");
	h->started = true;
}

void bar0_load_stop(struct bar0_load *h)
{
	if (!h->started)
		return;
	h->stop = true;
	pthread_join(h->thread, NULL);
	h->started = false;
}

void bar0_load_check(struct bar0_load *h)
{
	check_equal(h->short_moves, 0, "VF %d: accesses cut short",
		    h->vf->number);
	check_equal(h->wrong, 0, "VF %d: wrong values", h->vf->number);
	assert_true(h->rounds > 0);
}
