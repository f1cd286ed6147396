// SPDX-License-Identifier: GPL-2.0-only
/*
 * Linked into every program of cmocka's tests: TEST_FILTER in the environment, a
 * pattern with * and ?, chooses the tests that run by their names.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>

static void __attribute__((constructor)) choose_tests(void)
{
	const char *pattern = getenv("TEST_FILTER");

	if (pattern && *pattern)
		cmocka_set_test_filter(pattern);
}
