// SPDX-License-Identifier: GPL-2.0-only
/* Operations that make the hardware bad, by the library of the hw tool. */
#include <inttypes.h>
#include <stdio.h>
#include <unistd.h>

#include "../../../lab/hw/hw.h"
#include "hardware.h"
#include "owner.h"
#include "perform.h"

enum property {
	HANG,
	FAIL,
	LATE,
	RESULT_LIMIT,
	ANSWER_LIMIT,
	USED_EXTRA,
	COMPLETION,
	COMMAND_DELAY,
	DOORBELL,
	NOTIFY_ENTRIES,
};

static void check(int ret)
{
	if (ret) {
		fprintf(stderr, "hw: %s\n", hw_error());
		_exit(2);
	}
}

static void set_str(struct thread *t, enum property which, const char *name,
		    const char *value)
{
	atomic_fetch_or(&t->run->shared->touched, 1u << which);
	check(hw_set_str(name, value));
}

static void set_int(struct thread *t, enum property which, const char *name,
		    long long value)
{
	atomic_fetch_or(&t->run->shared->touched, 1u << which);
	check(hw_set_int(name, value));
}

/* A reader sees that it goes on while it reads. */
static void set_result_limit(struct shared *shared, long long limit)
{
	atomic_fetch_add(&shared->changes, 1);
	atomic_store(&shared->results_cut, !limit);
	check(hw_set_int("result-limit", limit));
	atomic_fetch_add(&shared->changes, 1);
}

void hardware_good(struct shared *shared)
{
	unsigned int touched = atomic_load(&shared->touched);

	if (touched & 1u << HANG)
		check(hw_set_bool("hang", false));
	if (touched & 1u << FAIL)
		check(hw_set_str("fail", ""));
	if (touched & 1u << LATE)
		check(hw_set_str("late", ""));
	if (touched & 1u << RESULT_LIMIT)
		set_result_limit(shared, -1);
	if (touched & 1u << ANSWER_LIMIT)
		check(hw_set_int("answer-limit", -1));
	if (touched & 1u << USED_EXTRA)
		check(hw_set_int("used-extra", 0));
	if (touched & 1u << COMPLETION)
		check(hw_set_str("completion", "once"));
	if (touched & 1u << COMMAND_DELAY)
		check(hw_set_int("command-delay-us", 0));
	if (touched & 1u << DOORBELL)
		check(hw_set_str("doorbell", "member"));
	if (touched & 1u << NOTIFY_ENTRIES)
		check(hw_set_str("notify-entries", ""));
	/* A queue that Linux found broken stays so. */
	if (touched & 1u << COMPLETION)
		owner_touched(shared, OWNER_BROKEN);
	atomic_store(&shared->touched, 0);
}

void perform_hang(struct thread *t, const uint64_t *args)
{
	atomic_fetch_or(&t->run->shared->touched, 1u << HANG);
	check(hw_set_bool("hang", args[0]));
}

void perform_fail(struct thread *t, const uint64_t *args)
{
	char rule[64];

	snprintf(rule, sizeof(rule), "%" PRIu64 "/%" PRIu64 "/1/%" PRIu64,
		 args[0], args[1], args[2]);
	set_str(t, FAIL, "fail", rule);
}

void perform_late(struct thread *t, const uint64_t *args)
{
	char rule[64];

	snprintf(rule, sizeof(rule), "%" PRIu64 "/%" PRIu64 "/%" PRIu64,
		 args[0], args[1], args[2]);
	set_str(t, LATE, "late", rule);
}

void perform_result_limit(struct thread *t, const uint64_t *args)
{
	struct shared *shared = t->run->shared;

	atomic_fetch_or(&shared->touched, 1u << RESULT_LIMIT);
	set_result_limit(shared, args[0]);
}

void perform_answer_limit(struct thread *t, const uint64_t *args)
{
	set_int(t, ANSWER_LIMIT, "answer-limit", args[0]);
}

void perform_used_extra(struct thread *t, const uint64_t *args)
{
	set_int(t, USED_EXTRA, "used-extra", args[0]);
}

void perform_completion(struct thread *t, const uint64_t *args)
{
	static const char *const times[] = { "once", "twice", "unknown" };

	set_str(t, COMPLETION, "completion", times[args[0]]);
}

void perform_command_delay(struct thread *t, const uint64_t *args)
{
	set_int(t, COMMAND_DELAY, "command-delay-us", args[0]);
}

void perform_doorbell(struct thread *t, const uint64_t *args)
{
	static const char *const kinds[] = { "member", "owner", "both",
					     "none" };

	set_str(t, DOORBELL, "doorbell", kinds[args[0]]);
}

void perform_notify_entries(struct thread *t, const uint64_t *args)
{
	char entries[128];

	snprintf(entries, sizeof(entries),
		 "%" PRIu64 "/%" PRIu64 "/%" PRIu64 ",%" PRIu64 "/%" PRIu64
		 "/%" PRIu64,
		 args[0], args[1], args[2], args[3], args[4], args[5]);
	set_str(t, NOTIFY_ENTRIES, "notify-entries", entries);
}
