// SPDX-License-Identifier: GPL-2.0-only
/* virtio-vfio: what an operator of virtio VFs for guests looks at and does. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "command.h"
#include "out.h"

#define NAME "virtio-vfio"

#define OPTIONS_MAX 16 /* of one command */

static const struct command *const commands[] = {
	&list_command, &explain_command, &status_command,  &vfs_command,
	&bind_command, &unbind_command,	 &restore_command, &trace_command,
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

static void command_usage(const struct command *command, FILE *to)
{
	fprintf(to, "usage: " NAME " %s %s\n", command->name, command->args);
}

static void command_help(const struct command *command)
{
	command_usage(command, stdout);
	printf("\n%s\n\n%s", command->summary,
	       command->help ? command->help : "");
	puts("  --json     print JSON\n"
	     "  --help     this");
}

int command_option(const struct command *command, int argc, char **argv)
{
	struct option options[OPTIONS_MAX + 3] = {
		{ "json", no_argument, NULL, 'J' },
		{ "help", no_argument, NULL, 'h' },
	};
	int option;

	for (size_t i = 0;
	     command->options && command->options[i].name && i < OPTIONS_MAX;
	     i++)
		options[i + 2] = command->options[i];
	for (;;) {
		option = getopt_long(argc, argv, "h", options, NULL);
		switch (option) {
		case 'J':
			out_use_json();
			break;
		case 'h':
			command_help(command);
			exit(EXIT_DONE);
		case '?':
			/* getopt has said what is wrong */
			command_usage(command, stderr);
			exit(EXIT_USAGE);
		default:
			return option;
		}
	}
}

int command_misused(const struct command *command, const char *why)
{
	if (why)
		say(NAME " %s: %s", command->name, why);
	command_usage(command, stderr);
	return EXIT_USAGE;
}

static int run(const struct command *command, int argc, char **argv)
{
	/* for the messages of getopt */
	static char name[64];
	int ret;

	snprintf(name, sizeof(name), NAME " %s", command->name);
	argv[0] = name;
	ret = command->run(command, argc, argv);
	if (fflush(stdout) || ferror(stdout)) {
		say(NAME ": cannot write the output: %m");
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
	say(NAME ": no command \"%s\"; " NAME " --help lists them", argv[1]);
	return EXIT_USAGE;
}
