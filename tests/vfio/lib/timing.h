/* SPDX-License-Identifier: GPL-2.0-only */
/* Time: how long something took, and waiting for what will be true soon. */
#ifndef TESTS_VFIO_TIMING_H
#define TESTS_VFIO_TIMING_H

#include <stdbool.h>
#include <stdlib.h>
#include <time.h>

/*
 * @ms on the machine that the lab was made on, on this one: LAB_SLOWNESS is in
 * percent (lab/lib/pace.sh).
 */
static inline int patience_ms(int ms)
{
	const char *slowness = getenv("LAB_SLOWNESS");

	return slowness ? (long long)ms * atoi(slowness) / 100 : ms;
}

/* For what takes no time but on a busy, emulated machine; ms. */
#define PATIENCE patience_ms(10000)
/* A task that has nothing to wait for has done it within; ms. */
#define AT_ONCE	 250

static inline long long now_ms(void)
{
	struct timespec ts;

	clock_gettime(CLOCK_MONOTONIC, &ts);
	return ts.tv_sec * 1000LL + ts.tv_nsec / 1000000;
}

static inline void nap_ms(int ms)
{
	struct timespec ts = { ms / 1000, ms % 1000 * 1000000L };

	nanosleep(&ts, NULL);
}

/* Does @condition become true, at most @ms from now? */
#define within(ms, condition)                                                  \
	({                                                                     \
		long long end_ = now_ms() + (ms);                              \
		bool true_ = (condition);                                      \
		while (!true_ && now_ms() < end_) {                            \
			nap_ms(2);                                             \
			true_ = (condition);                                   \
		}                                                              \
		true_;                                                         \
	})

#endif
