/* SPDX-License-Identifier: GPL-2.0-only */
/* A subcommand, and what all of them do the same way. commands.def lists them. */
#ifndef TOOLS_COMMAND_H
#define TOOLS_COMMAND_H

#include <getopt.h>
#include <stddef.h>

/**
 * enum exit_code - what scripts may trust; the man page has the same list
 * @EXIT_DONE: done, or the answer is yes
 * @EXIT_FAILED: something was tried and failed, or failed in different ways
 * @EXIT_USAGE: not called as it should be
 * @EXIT_ABSENT: no such device, or none that this can be done with
 * @EXIT_DENIED: the caller may not do that
 * @EXIT_IN_USE: a device is in use, and was left alone
 * @EXIT_NO: the answer is no
 * @EXIT_UNKNOWN: the answer cannot be known
 */
enum exit_code {
	EXIT_DONE,
	EXIT_FAILED,
	EXIT_USAGE,
	EXIT_ABSENT,
	EXIT_DENIED,
	EXIT_IN_USE,
	EXIT_NO,
	EXIT_UNKNOWN,
};

/**
 * struct command - a subcommand
 * @name: its name
 * @args: its arguments, in a line. The completion reads that: "|" between the values of
 *	an option, " | " between ways to call it; FILE, PF, FUNCTION that has no VFs, or
 *	DEVICE for any
 * @summary: what it does, in a line
 * @help: what --help says of its own options, a line each; or NULL
 * @options: these, ended by an empty one; or NULL. Their values are letters, but
 *	not those of command_option()
 * @run: does it; @argv[0] is a name for messages. Returns an exit code
 */
struct command {
	const char *name;
	const char *args;
	const char *summary;
	const char *help;
	const struct option *options;
	int (*run)(const struct command *command, int argc, char **argv);
};

/* Those of commands.def. cmd_none only takes up its last comma: it is not defined. */
#define COMMAND(name) cmd_##name
extern const struct command
#include "commands.def"
	cmd_none;
#undef COMMAND

/*
 * The next of the command's own options, as getopt_long() returns it; -1 when there
 * is none. It takes care of --json, of --help and of wrong ones; may exit.
 */
int command_option(const struct command *command, int argc, char **argv);

/* Prints how to call the command, after @why if that is not NULL. Returns EXIT_USAGE. */
int command_misused(const struct command *command, const char *why);

#endif
