/* SPDX-License-Identifier: GPL-2.0-only */
/* What every target here uses: numbers out of the input, and properties. */
#ifndef TESTS_FUZZ_PURE_FUZZ_H
#define TESTS_FUZZ_PURE_FUZZ_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct input {
	const uint8_t *data;
	size_t left;
};

/* The next @size bytes, little-endian. Behind the end of the input are zeros. */
static inline uint64_t take(struct input *in, size_t size)
{
	uint64_t value = 0;

	for (size_t i = 0; i < size && in->left; i++) {
		value |= (uint64_t)*in->data++ << (8 * i);
		in->left--;
	}
	return value;
}

/* A property: what does not hold is a crash, with a sentence why. */
#define require(holds, ...)                                                    \
	do {                                                                   \
		if (!(holds)) {                                                \
			fprintf(stderr, "%s:%d: %s: ", __FILE__, __LINE__,     \
				#holds);                                       \
			fprintf(stderr, __VA_ARGS__);                          \
			fputc('\n', stderr);                                   \
			abort();                                               \
		}                                                              \
	} while (0)

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

#endif
