// SPDX-License-Identifier: GPL-2.0-only
/*
 * The way between two states of a migration, against the rules of <linux/vfio.h>: a
 * search of the shortest ways, which knows nothing but the single arcs.
 */
#include <errno.h>
#include <linux/vfio.h>

#include "migrate_arcs.h"
#include "unit.h"

enum {
	STOP = MIGRATE_STOP,
	RUNNING = MIGRATE_RUNNING,
	STOP_COPY = MIGRATE_STOP_COPY,
	RESUMING = MIGRATE_RESUMING,
	RUNNING_P2P = MIGRATE_RUNNING_P2P,
	PRE_COPY = MIGRATE_PRE_COPY,
	PRE_COPY_P2P = MIGRATE_PRE_COPY_P2P,
};

/* "The driver implements the following behavior for the FSM arcs" */
static const u32 arcs[][2] = {
	{ RUNNING_P2P, STOP },	    { STOP_COPY, STOP },
	{ RESUMING, STOP },	    { PRE_COPY, RUNNING },
	{ RUNNING_P2P, RUNNING },   { PRE_COPY_P2P, RUNNING_P2P },
	{ RUNNING, RUNNING_P2P },   { STOP, RUNNING_P2P },
	{ RUNNING, PRE_COPY },	    { RUNNING_P2P, PRE_COPY_P2P },
	{ STOP, STOP_COPY },	    { PRE_COPY, PRE_COPY_P2P },
	{ PRE_COPY_P2P, PRE_COPY }, { PRE_COPY_P2P, STOP_COPY },
	{ STOP, RESUMING },
};

static bool is_arc(u32 from, u32 to)
{
	for (size_t i = 0; i < sizeof(arcs) / sizeof(arcs[0]); i++)
		if (arcs[i][0] == from && arcs[i][1] == to)
			return true;
	return false;
}

static bool saves(u32 state)
{
	return state == STOP_COPY || state == PRE_COPY || state == PRE_COPY_P2P;
}

/*
 * Arcs of the shortest way. "The path cannot have saving group states as interior arcs,
 * only starting/end states": one between two of them stays in one transfer.
 */
static int length(u32 from, u32 to, bool may_save, int limit)
{
	int best = -1;

	if (from == to)
		return 0;
	if (!limit)
		return -1;
	for (u32 via = 0; via < MIGRATE_STATES; via++) {
		int rest;

		if (!is_arc(from, via) ||
		    (via != to && saves(via) && !may_save))
			continue;
		rest = length(via, to, may_save && saves(via), limit - 1);
		if (rest >= 0 && (best < 0 || rest + 1 < best))
			best = rest + 1;
	}
	return best;
}

static bool is_forbidden(u32 from, u32 to)
{
	return from == MIGRATE_ERROR || to == MIGRATE_ERROR ||
	       (from == STOP_COPY && (to == PRE_COPY || to == PRE_COPY_P2P));
}

static void check(u32 from, u32 to)
{
	bool may_save = saves(from) && saves(to);
	u32 next = 77;
	int ret = vvp_migrate_next_arc(from, to, &next);

	if (is_forbidden(from, to)) {
		assert_int_equal(ret, -EINVAL);
		assert_int_equal(next, 77);
		return;
	}
	assert_int_equal(ret, 0);
	if (from == to) {
		assert_int_equal(next, to);
		return;
	}
	assert_true(is_arc(from, next));
	assert_true(next == to || !saves(next) || may_save);
	assert_int_equal(length(next, to, may_save, 6),
			 length(from, to, may_save, 6) - 1);
}

static void the_whole_table(void **state)
{
	for (u32 from = 0; from < MIGRATE_STATES; from++)
		for (u32 to = 0; to < MIGRATE_STATES; to++)
			check(from, to);
}

/* Step by step it comes to an end. */
static void each_way_ends_where_it_should(void **state)
{
	for (u32 from = 0; from < MIGRATE_STATES; from++) {
		for (u32 to = 0; to < MIGRATE_STATES; to++) {
			u32 at = from;

			if (is_forbidden(from, to))
				continue;
			for (int i = 0; i < 5 && at != to; i++)
				assert_int_equal(
					vvp_migrate_next_arc(at, to, &at), 0);
			assert_int_equal(at, to);
		}
	}
}

static void ways_as_the_documentation_has_them(void **state)
{
	static const u32 ways[][6] = {
		{ RUNNING, RUNNING_P2P, STOP, STOP_COPY },
		{ RUNNING, RUNNING_P2P, STOP, RESUMING },
		{ RUNNING, RUNNING_P2P, PRE_COPY_P2P },
		{ PRE_COPY, PRE_COPY_P2P, STOP_COPY },
		{ PRE_COPY, RUNNING, RUNNING_P2P, STOP },
		{ RESUMING, STOP, RUNNING_P2P, RUNNING, PRE_COPY },
		{ STOP_COPY, STOP, RUNNING_P2P, RUNNING },
		{ RUNNING_P2P, RUNNING, PRE_COPY },
	};

	for (size_t i = 0; i < sizeof(ways) / sizeof(ways[0]); i++) {
		u32 to = 0, at = ways[i][0];
		int j;

		for (j = 0; ways[i][j]; j++)
			to = ways[i][j];
		for (j = 1; ways[i][j]; j++) {
			assert_int_equal(vvp_migrate_next_arc(at, to, &at), 0);
			assert_int_equal(at, ways[i][j]);
		}
	}
}

static void there_are_no_other_states(void **state)
{
	u32 next = 77;

	for (u32 odd = 8; odd; odd <<= 1) {
		for (u32 to = 0; to < MIGRATE_STATES; to++) {
			assert_int_equal(vvp_migrate_next_arc(odd, to, &next),
					 -EINVAL);
			assert_int_equal(vvp_migrate_next_arc(to, odd, &next),
					 -EINVAL);
		}
		assert_string_equal(vvp_migrate_state_name(odd), "unknown");
	}
	assert_int_equal(next, 77);
}

/* Those that this machine's header knows. */
static void numbers_are_those_of_vfio(void **state)
{
	assert_int_equal(MIGRATE_ERROR, VFIO_DEVICE_STATE_ERROR);
	assert_int_equal(MIGRATE_STOP, VFIO_DEVICE_STATE_STOP);
	assert_int_equal(MIGRATE_RUNNING, VFIO_DEVICE_STATE_RUNNING);
	assert_int_equal(MIGRATE_STOP_COPY, VFIO_DEVICE_STATE_STOP_COPY);
	assert_int_equal(MIGRATE_RESUMING, VFIO_DEVICE_STATE_RESUMING);
	assert_int_equal(MIGRATE_RUNNING_P2P, VFIO_DEVICE_STATE_RUNNING_P2P);
	assert_int_equal(MIGRATE_PRE_COPY, 6);
	assert_int_equal(MIGRATE_PRE_COPY_P2P, 7);
}

static void each_state_has_a_name(void **state)
{
	for (u32 i = 0; i < MIGRATE_STATES; i++) {
		assert_string_not_equal(vvp_migrate_state_name(i), "unknown");
		for (u32 j = 0; j < i; j++)
			assert_string_not_equal(vvp_migrate_state_name(i),
						vvp_migrate_state_name(j));
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_whole_table),
		cmocka_unit_test(each_way_ends_where_it_should),
		cmocka_unit_test(ways_as_the_documentation_has_them),
		cmocka_unit_test(there_are_no_other_states),
		cmocka_unit_test(numbers_are_those_of_vfio),
		cmocka_unit_test(each_state_has_a_name),
	};

	return cmocka_run_group_tests_name("migrate_arcs", tests, NULL, NULL);
}
