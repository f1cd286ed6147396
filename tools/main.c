// SPDX-License-Identifier: GPL-2.0-only
/* virtio-vfio, the command of an operator who gives virtio VFs to guests. */
#include <stdio.h>
#include <string.h>

#include "command.h"
#include "out.h"

#define NAME "virtio-vfio"

static const struct command *const commands[] = {
#define COMMAND(name) (&cmd_##name)
#include "commands.def"
#undef COMMAND
};

#define COMMANDS (sizeof(commands) / sizeof(commands[0]))

static void usage(FILE *to)
{
	fputs("usage: " NAME " COMMAND [ARGUMENT...]\n\n", to);
	for (size_t i = 0; i < COMMANDS; i++)
		fprintf(to, "  %-10s%s\n", commands[i]->name,
			commands[i]->summary);
	fputs("\n  --help     this, or of a command: its arguments and options\n"
	      "  --version  the version\n\n"
	      "All commands know --json. The man page " NAME
	      "(8) has the exit codes.\n",
	      to);
}

static int run(const struct command *command, int argc, char **argv)
{
	/* getopt_long() prints argv[0] before its messages */
	static char name[64];
	int ret;

	snprintf(name, sizeof(name), NAME " %s", command->name);
	argv[0] = name;
	ret = command->run(command, argc, argv);
	if (fflush(stdout) || ferror(stdout)) {
		out_say(NAME ": cannot write the output: %m");
		return ret ? ret : EXIT_FAILED;
	}
	return ret;
}

int main(int argc, char **argv)
{
	if (argc < 2) {
		usage(stderr);
		return EXIT_USAGE;
	}
	if (!strcmp(argv[1], "--help") || !strcmp(argv[1], "-h")) {
		usage(stdout);
		return EXIT_DONE;
	}
	if (!strcmp(argv[1], "--version")) {
		puts(NAME " " VERSION);
		return EXIT_DONE;
	}
	for (size_t i = 0; i < COMMANDS; i++)
		if (!strcmp(commands[i]->name, argv[1]))
			return run(commands[i], argc - 1, argv + 1);
	out_say(NAME ": no command \"%s\"; " NAME " --help lists them",
		argv[1]);
	return EXIT_USAGE;
}
