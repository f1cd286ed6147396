/* SPDX-License-Identifier: GPL-2.0-only */
/* Programs that are worth keeping, in memory and in folders of text files. */
#ifndef TESTS_FUZZ_VFIO_CORPUS_H
#define TESTS_FUZZ_VFIO_CORPUS_H

#include "program.h"

struct corpus {
	struct program *programs;
	size_t nr, room;
};

void corpus_add(struct corpus *corpus, const struct program *program);

/* All programs of a file, or of the *.txt of a folder by name; exits for a bad one. */
void corpus_read(struct corpus *corpus, const char *path);
/* As a file of its own, named after what is in it. */
void corpus_write(const char *folder, const struct program *program);

#endif
