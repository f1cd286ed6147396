/* SPDX-License-Identifier: GPL-2.0-only */
/* cmocka, and the few words that every test program here uses. */
#ifndef TESTS_VFIO_CHECK_H
#define TESTS_VFIO_CHECK_H

/* cmocka wants these before it. */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>

#include <cmocka.h>

#define ARRAY_SIZE(array) (sizeof(array) / sizeof((array)[0]))

void check_equal_at(const char *file, int line, long long value,
		    long long expected, const char *what, ...)
	__attribute__((format(printf, 5, 6)));

/* An equality that says, printf style, what was compared. */
#define check_equal(value, expected, ...)                                      \
	check_equal_at(__FILE__, __LINE__, value, expected, __VA_ARGS__)

#endif
