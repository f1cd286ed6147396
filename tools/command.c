// SPDX-License-Identifier: GPL-2.0-only
/* The options that all subcommands have, and the usage of one. */
#include <stdio.h>
#include <stdlib.h>

#include "command.h"
#include "out.h"

/* Options that a command can have of its own. */
#define OPTIONS_MAX 16

static void print_usage(const struct command *command, FILE *to)
{
	fprintf(to, "usage: virtio-vfio %s %s\n", command->name, command->args);
}

static void print_help(const struct command *command)
{
	print_usage(command, stdout);
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
			print_help(command);
			exit(EXIT_DONE);
		case '?':
			/* getopt_long() has printed what is wrong */
			print_usage(command, stderr);
			exit(EXIT_USAGE);
		default:
			return option;
		}
	}
}

int command_misused(const struct command *command, const char *why)
{
	if (why)
		out_say("virtio-vfio %s: %s", command->name, why);
	print_usage(command, stderr);
	return EXIT_USAGE;
}
