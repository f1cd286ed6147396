// SPDX-License-Identifier: GPL-2.0-only
/*
 * Back-off and the budget of failures: bounds hold whatever the times are at
 * which a guest's commands fail.
 *
 * Input: an error (2 bytes, made negative), a number of tries (2 bytes); then
 * steps of a clock in ms (2 bytes each), the topmost bit: a command fails even
 * if the budget says wait.
 */
#include <errno.h>

#include "fuzz.h"
#include "backend_kernel_budget.h"
#include "retry.h"

#define MAX_STEPS 1024

static void check_backoff(int err, unsigned int tries)
{
	bool later = err == -EAGAIN || err == -EBUSY || err == -ENOMEM;
	unsigned int delay = retry_delay_ms(tries);

	require(retry_worthwhile(err) == later, "error %d", err);
	require(delay >= 1 && delay <= RETRY_DELAY_MAX_MS, "try %u: %u ms",
		tries, delay);
	require(tries > 1 || delay == 1, "first delay of %u ms", delay);
	if (delay < RETRY_DELAY_MAX_MS)
		require(retry_delay_ms(tries + 1) == 2 * delay,
			"%u ms after %u ms", retry_delay_ms(tries + 1), delay);
	else
		require(retry_delay_ms(tries + 1) == delay,
			"try %u: no longer the greatest delay", tries + 1);
}

/* The wait asked for is enough, and not a millisecond too long. */
static void check_wait(const struct failure_budget *budget, uint64_t now)
{
	uint64_t wait = vvp_failure_budget_wait_ms(budget, now);

	require(!vvp_failure_budget_wait_ms(budget, now + wait),
		"%llu ms are not enough", (unsigned long long)wait);
	if (!wait)
		return;
	require(vvp_failure_budget_wait_ms(budget, now + wait - 1) == 1,
		"%llu ms are too much", (unsigned long long)wait);
}

/*
 * In any span of time that ends now: the burst, and one for each interval. Those
 * that did not wait count like all others, so whoever comes after pays.
 */
static void check_rate(const uint64_t *times, size_t n)
{
	uint64_t now = times[n - 1];

	for (size_t i = 0; i < n; i++) {
		uint64_t span = now - times[i];
		uint64_t most = FAILURE_BURST + span / FAILURE_INTERVAL_MS;

		require(n - i <= most, "%zu failures in %llu ms", n - i,
			(unsigned long long)span);
	}
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct input in = { data, size };
	struct failure_budget budget = { 0 };
	static uint64_t times[MAX_STEPS];
	uint64_t now = 0;
	size_t n = 0;
	int err;

	err = -(int)take(&in, 2);
	check_backoff(err, 1 + take(&in, 2));

	require(!vvp_failure_budget_wait_ms(&budget, 0), "waits at first");
	while (in.left && n < MAX_STEPS) {
		unsigned int step = take(&in, 2);
		bool waits = !(step & 0x8000);
		uint64_t wait;

		now += step & 0x7fff;
		check_wait(&budget, now);
		wait = vvp_failure_budget_wait_ms(&budget, now);
		if (waits)
			now += wait;
		vvp_failure_budget_spend(&budget, now);
		check_wait(&budget, now);
		times[n++] = now;
		/* Who does not wait has overdrawn; the next one pays it back. */
		if (waits)
			check_rate(times, n);
	}
	return 0;
}
