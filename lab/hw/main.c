// SPDX-License-Identifier: GPL-2.0-only
/* hw: look at the emulated hardware's counters and make it bad, from a shell. */
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include <json-c/json.h>

#include "hw.h"

/* What a command returns that is not called as it should be; else 0 or an errno. */
#define USAGE (-1000)

static void usage(FILE *to)
{
	fputs("usage: hw [-p QOM-PATH] COMMAND\n"
	      "  get PROPERTY         print a property of the PF as JSON\n"
	      "  set PROPERTY VALUE   change a property of the PF\n"
	      "  counter PATH         print one counter (members.1.kick-member)\n"
	      "  reset                set all counters to zero\n"
	      "  good                 make good what was set to be bad\n"
	      "  unplug               ask for the PF's removal from its slot\n"
	      "  pull                 pull the PF out of its slot\n"
	      "  present              is there a PF? prints yes or no\n"
	      "  plug DEVICE          plug in what QEMU's -device would\n"
	      "  aer pf|vfN ERROR     report an error: nonfatal, fatal, or a\n"
	      "                       name of QEMU's, such as COMP_ABORT\n"
	      "QOM-PATH is " HW_DEFAULT_PATH " if not given. HW_PORT in the\n"
	      "environment names another port than " HW_DEFAULT_PORT "\n"
	      "(or a QMP socket).\n",
	      to);
}

static int get(const char *prop)
{
	struct json_object *value = hw_get(prop);
	int flags = JSON_C_TO_STRING_PRETTY | JSON_C_TO_STRING_SPACED |
		    JSON_C_TO_STRING_NOSLASHESCAPE;

	if (!value)
		return -1;
	puts(json_object_to_json_string_ext(value, flags));
	json_object_put(value);
	return 0;
}

static int counter(const char *path)
{
	long long n = hw_counter(path);

	if (n < 0)
		return -1;
	printf("%lld\n", n);
	return 0;
}

static int present(void)
{
	int ret = hw_present();

	if (ret >= 0)
		puts(ret ? "yes" : "no");
	return ret;
}

/* @function: "pf" or "vf" and a number */
static int aer(const char *function, const char *name)
{
	unsigned int vf;
	char rest;

	if (!strcmp(function, "pf"))
		return hw_aer(0, name);
	if (sscanf(function, "vf%u%c", &vf, &rest) != 1 || !vf)
		return USAGE;
	return hw_aer(vf, name);
}

static int set(const char *prop, const char *value)
{
	return hw_set_text(prop, value);
}

/* Each of them has as many arguments as its function takes. */
static const struct {
	const char *name;
	int (*no)(void);
	int (*one)(const char *arg);
	int (*two)(const char *arg, const char *arg2);
} commands[] = {
	{ .name = "get", .one = get },
	{ .name = "set", .two = set },
	{ .name = "counter", .one = counter },
	{ .name = "reset", .no = hw_reset_counters },
	{ .name = "good", .no = hw_good },
	{ .name = "unplug", .no = hw_unplug },
	{ .name = "pull", .no = hw_pull },
	{ .name = "present", .no = present },
	{ .name = "plug", .one = hw_plug },
	{ .name = "aer", .two = aer },
};

static int run(int argc, char **argv)
{
	for (size_t i = 0; i < sizeof(commands) / sizeof(commands[0]); i++) {
		if (!argc || strcmp(commands[i].name, argv[0]))
			continue;
		if (argc == 1 && commands[i].no)
			return commands[i].no();
		if (argc == 2 && commands[i].one)
			return commands[i].one(argv[1]);
		if (argc == 3 && commands[i].two)
			return commands[i].two(argv[1], argv[2]);
	}
	return USAGE;
}

int main(int argc, char **argv)
{
	int opt, ret;

	while ((opt = getopt(argc, argv, "+hp:")) != -1) {
		if (opt == 'h') {
			usage(stdout);
			return 0;
		}
		if (opt != 'p') {
			usage(stderr);
			return 2;
		}
		hw_use_path(optarg);
	}
	ret = run(argc - optind, argv + optind);
	if (ret == USAGE) {
		usage(stderr);
		return 2;
	}
	if (ret < 0)
		fprintf(stderr, "hw: %s\n", hw_error());
	hw_close();
	return ret < 0;
}
