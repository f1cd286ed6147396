/* SPDX-License-Identifier: GPL-2.0-only */
/* Which code of the driver the running program reached, by KCOV. */
#ifndef TESTS_FUZZ_VFIO_COVER_H
#define TESTS_FUZZ_VFIO_COVER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define COVER_EDGES  65536
#define COVER_BLOCKS 65536 /* bytes of code */

struct cover {
	uint8_t edges[COVER_EDGES]; /* from one block to another, hashed */
	uint8_t blocks[COVER_BLOCKS]; /* by offset in the driver's code */
};

struct kcov;

/* Finds the driver's code in the kernel. False if there is no KCOV, or no driver. */
bool cover_init(void);

/* Of the calling thread; NULL without KCOV. */
struct kcov *kcov_open(void);
void kcov_start(struct kcov *kcov);
/* Adds to @cover what was reached since; @salt tells operations apart. */
void kcov_collect(struct kcov *kcov, struct cover *cover, unsigned int salt);

/* Adds @from to @to; how many edges are new there. */
size_t cover_merge(struct cover *to, const struct cover *from);
size_t cover_blocks(const struct cover *cover);

#endif
