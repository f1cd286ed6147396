// SPDX-License-Identifier: GPL-2.0-only
/*
 * vfio_fuzz: fuzzes a VF of this driver, with hardware that misbehaves. Where the
 * kernel has KCOV, programs that reach something new in the driver are kept and
 * mutated; else there are only the seeds, and programs made up.
 */
#include <getopt.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "child.h"
#include "corpus.h"
#include "log.h"
#include "mutate.h"
#include "rnd.h"

/* A process runs that many: not opening the VF for each makes it faster. */
#define PROGRAMS_OF_A_CHILD 25
#define MINIMIZE_MS	    30000

/* Lines in the kernel's log that nobody minds: at once, and each second. */
#define LOG_LINES	   100
#define LOG_LINES_A_SECOND 10

static struct {
	long long seconds;
	unsigned long programs;
	uint64_t seed;
	const char *corpus; /* folder to read from and to write to */
	const char *record; /* folder for what is running, and what was found */
	int vf;
	bool replay;
} options = { .seconds = 60, .seed = 1, .vf = 1 };

static struct child child;
static struct corpus corpus;
static struct cover cover;
static struct rnd rnd;
static bool guided;
static unsigned long programs;
static long long start_ms;

static void usage(FILE *to)
{
	fputs("usage: vfio_fuzz [OPTION...] [SEEDS...]\n"
	      "       vfio_fuzz --run FILE...\n"
	      "SEEDS are files of programs, or folders of them.\n"
	      "  --seconds N    how long (default 60)\n"
	      "  --programs N   end after so many programs\n"
	      "  --seed N       other programs (default 1)\n"
	      "  --corpus DIR   programs that earlier runs found worth keeping\n"
	      "  --record DIR   running.txt: what the VF is going through;\n"
	      "                 found.txt: how to see again what was found\n"
	      "  --vf N         the VF (default 1)\n"
	      "Exit status: 0, 1 if something was found, 2 if it does not work.\n",
	      to);
}

static bool time_is_over(void)
{
	return now_ms() - start_ms >= options.seconds * 1000 ||
	       (options.programs && programs >= options.programs);
}

static FILE *open_record(const char *name, const char *mode)
{
	char path[PATH_MAX];
	FILE *f;

	snprintf(path, sizeof(path), "%s/%s", options.record, name);
	f = fopen(path, mode);
	if (!f) {
		perror(path);
		exit(2);
	}
	return f;
}

/* Before it runs, because the kernel may not survive it. */
static void record(const struct program *program)
{
	FILE *f;

	if (!options.record)
		return;
	f = open_record("running.txt", child.pid ? "a" : "w");
	program_print(f, program);
	fputs("--\n", f);
	fclose(f);
}

static enum outcome run(const struct program *program)
{
	const char *report;
	enum outcome outcome;

	outcome = child_run(&child, program);
	programs++;
	report = log_report();
	if (report && outcome != BROKEN) {
		snprintf(child.shared->kind, sizeof(child.shared->kind),
			 "kernel");
		snprintf(child.shared->text, sizeof(child.shared->text), "%s",
			 report);
		return FOUND;
	}
	return outcome;
}

/* Does @program alone, on a VF just opened, show the same? */
static bool shows(const struct program *program, const char *kind)
{
	return child_end(&child) == PASSED &&
	       child_run(&child, program) == FOUND &&
	       !strcmp(child.shared->kind, kind);
}

/* Leaves out what can be left out. */
static void minimize(struct program *program, const char *kind)
{
	long long end_ms = now_ms() + MINIMIZE_MS;
	struct program less;

	for (size_t i = program->nr; i-- > 0 && now_ms() < end_ms;) {
		less = *program;
		less.nr--;
		memmove(&less.ops[i], &less.ops[i + 1],
			(less.nr - i) * sizeof(less.ops[0]));
		if (less.nr && shows(&less, kind)) {
			*program = less;
			continue;
		}
		less = *program;
		less.ops[i].times = 1;
		less.ops[i].thread = 0;
		if (shows(&less, kind))
			*program = less;
	}
}

/*
 * Says what was found, and by which program. What the kernel itself reports, or
 * hangs in, it may do only once: that is not tried again here.
 */
static _Noreturn void tell(enum outcome outcome, const struct program *program)
{
	char kind[sizeof(child.shared->kind)];
	struct program small = *program;
	bool alone = false;
	FILE *f;

	strcpy(kind, child.shared->kind);
	printf("FOUND %s: %s\n", kind, child.shared->text);
	printf("after %.1f s, by program %lu\n", (now_ms() - start_ms) / 1000.0,
	       programs);
	fflush(stdout);
	if (outcome == FOUND && strcmp(kind, "kernel") && !options.replay) {
		alone = shows(&small, kind);
		if (alone)
			minimize(&small, kind);
	}
	if (options.record && !options.replay) {
		f = open_record("found.txt", "w");
		program_print(f, &small);
		fclose(f);
	}
	puts(alone ? "the program, made small, that shows it:"
		   : "the program that ran (those before it may be needed):");
	program_print(stdout, &small);
	fflush(stdout);
	_exit(1);
}

static void run_and_judge(const struct program *program, bool keep)
{
	enum outcome outcome = PASSED;
	size_t new;

	if (child.programs >= PROGRAMS_OF_A_CHILD)
		outcome = child_end(&child);
	record(program);
	if (outcome == PASSED)
		outcome = run(program);
	if (outcome == BROKEN)
		_exit(2);
	if (outcome != PASSED)
		tell(outcome, program);
	new = cover_merge(&cover, &child.shared->cover);
	if (!keep || !guided || !new)
		return;
	corpus_add(&corpus, program);
	if (options.corpus)
		corpus_write(options.corpus, program);
}

/* What others found takes up half of the time at most. */
static bool half_is_over(void)
{
	return now_ms() - start_ms >= options.seconds * 500 || time_is_over();
}

/* Seeds are kept in any case; programs of the corpus if they add something. */
static void begin(char **seeds, int nr)
{
	struct corpus given = { 0 };

	for (int i = 0; i < nr; i++)
		corpus_read(&corpus, seeds[i]);
	for (size_t i = 0; i < corpus.nr && !time_is_over(); i++)
		run_and_judge(&corpus.programs[i], false);
	if (!options.corpus || !guided)
		return;
	corpus_read(&given, options.corpus);
	while (given.nr && !half_is_over()) {
		struct program *any =
			&given.programs[rnd_below(&rnd, given.nr)];

		run_and_judge(any, true);
		*any = given.programs[--given.nr];
	}
	free(given.programs);
}

static void next_program(struct program *program)
{
	if (!corpus.nr || rnd_percent(&rnd, guided ? 10 : 40)) {
		program_generate(program, &rnd);
		return;
	}
	*program = corpus.programs[rnd_below(&rnd, corpus.nr)];
	program_mutate(program, &corpus.programs[rnd_below(&rnd, corpus.nr)],
		       &rnd);
}

static void judge_log(void)
{
	size_t lines = log_lines();
	size_t most =
		LOG_LINES + (now_ms() - start_ms) / 1000 * LOG_LINES_A_SECOND;

	printf("%zu lines in the kernel's log, %zu are bearable\n", lines,
	       most);
	if (lines <= most)
		return;
	printf("FOUND log: too many lines in the kernel's log\n");
	fflush(stdout);
	_exit(1);
}

static void print_figures(void)
{
	double s = (now_ms() - start_ms) / 1000.0;
	unsigned long long ops = atomic_load(&child.shared->performed);

	printf("%lu programs (%.1f/s), %llu operations (%.0f/s), ", programs,
	       programs / s, ops, ops / s);
	if (guided)
		printf("coverage %zu blocks, ", cover_blocks(&cover));
	else
		printf("no KCOV in this kernel: not guided by coverage, ");
	printf("corpus %zu, %.0f s\n", corpus.nr, s);
}

static int fuzz(char **seeds, int nr)
{
	struct program program;

	begin(seeds, nr);
	while (!time_is_over()) {
		next_program(&program);
		run_and_judge(&program, true);
	}
	if (child_end(&child) != PASSED)
		tell(HUNG, &program);
	print_figures();
	judge_log();
	puts("nothing found");
	return 0;
}

/* All programs in one process, as they were recorded. */
static int replay(char **files, int nr)
{
	struct corpus all = { 0 };
	enum outcome outcome = PASSED;

	for (int i = 0; i < nr; i++)
		corpus_read(&all, files[i]);
	for (size_t i = 0; i < all.nr; i++) {
		printf("program %zu of %zu\n", i + 1, all.nr);
		fflush(stdout);
		outcome = run(&all.programs[i]);
		if (outcome == BROKEN)
			return 2;
		if (outcome != PASSED)
			tell(outcome, &all.programs[i]);
	}
	child_end(&child);
	print_figures();
	puts("nothing found");
	return 0;
}

int main(int argc, char **argv)
{
	static const struct option longs[] = {
		{ "seconds", required_argument, NULL, 's' },
		{ "programs", required_argument, NULL, 'p' },
		{ "seed", required_argument, NULL, 'S' },
		{ "corpus", required_argument, NULL, 'c' },
		{ "record", required_argument, NULL, 'r' },
		{ "vf", required_argument, NULL, 'v' },
		{ "run", no_argument, NULL, 'R' },
		{ "help", no_argument, NULL, 'h' },
		{ 0 },
	};
	int opt;

	while ((opt = getopt_long(argc, argv, "", longs, NULL)) != -1) {
		switch (opt) {
		case 's':
			options.seconds = atoll(optarg);
			break;
		case 'p':
			options.programs = strtoul(optarg, NULL, 0);
			break;
		case 'S':
			options.seed = strtoull(optarg, NULL, 0);
			break;
		case 'c':
			options.corpus = optarg;
			break;
		case 'r':
			options.record = optarg;
			break;
		case 'v':
			options.vf = atoi(optarg);
			break;
		case 'R':
			options.replay = true;
			break;
		case 'h':
			usage(stdout);
			return 0;
		default:
			usage(stderr);
			return 2;
		}
	}

	guided = cover_init();
	child_init(&child, options.vf, options.seed << 32);
	rnd.state = options.seed;
	log_start();
	start_ms = now_ms();
	return options.replay ? replay(argv + optind, argc - optind)
			      : fuzz(argv + optind, argc - optind);
}
