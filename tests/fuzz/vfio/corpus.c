// SPDX-License-Identifier: GPL-2.0-only
/* Programs in memory and in folders. */
#include <errno.h>
#include <glob.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "corpus.h"

static void fail(const char *what)
{
	perror(what);
	exit(2);
}

void corpus_add(struct corpus *corpus, const struct program *program)
{
	if (corpus->nr == corpus->room) {
		corpus->room = corpus->room ? 2 * corpus->room : 64;
		corpus->programs =
			realloc(corpus->programs,
				corpus->room * sizeof(corpus->programs[0]));
		if (!corpus->programs)
			fail("corpus");
	}
	corpus->programs[corpus->nr++] = *program;
}

static void read_file(struct corpus *corpus, const char *path)
{
	struct program program;
	FILE *f = fopen(path, "r");
	int ret;

	if (!f)
		fail(path);
	while ((ret = program_read(f, path, &program)) > 0)
		corpus_add(corpus, &program);
	fclose(f);
	if (ret)
		exit(2);
}

void corpus_read(struct corpus *corpus, const char *path)
{
	char pattern[PATH_MAX];
	struct stat st;
	glob_t files;

	if (stat(path, &st))
		fail(path);
	if (!S_ISDIR(st.st_mode)) {
		read_file(corpus, path);
		return;
	}
	snprintf(pattern, sizeof(pattern), "%s/*.txt", path);
	if (glob(pattern, 0, NULL, &files))
		return;
	for (size_t i = 0; i < files.gl_pathc; i++)
		read_file(corpus, files.gl_pathv[i]);
	globfree(&files);
}

/* FNV-1a */
static uint32_t hash(const struct program *program)
{
	const uint8_t *at = (const uint8_t *)program->ops;
	uint32_t h = 2166136261;

	for (size_t i = 0; i < program->nr * sizeof(program->ops[0]); i++)
		h = (h ^ at[i]) * 16777619;
	return h;
}

void corpus_write(const char *folder, const struct program *program)
{
	char path[PATH_MAX];
	FILE *f;

	snprintf(path, sizeof(path), "%s/%08x.txt", folder, hash(program));
	f = fopen(path, "w");
	if (!f)
		fail(path);
	program_print(f, program);
	fclose(f);
}
