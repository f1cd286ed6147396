// SPDX-License-Identifier: GPL-2.0-only
/* hw: look at the emulated hardware's counters and make it bad, from a shell. */
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include <json-c/json.h>

#include "hw.h"

static void usage(FILE *to)
{
	fputs("usage: hw [-p QOM-PATH] COMMAND\n"
	      "  get PROPERTY         print a property of the PF as JSON\n"
	      "  set PROPERTY VALUE   change a property of the PF\n"
	      "  counter PATH         print one counter (members.1.kick-member)\n"
	      "  reset                set all counters to zero\n"
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
	argc -= optind;
	argv += optind;

	if (argc == 2 && !strcmp(argv[0], "get")) {
		ret = get(argv[1]);
	} else if (argc == 3 && !strcmp(argv[0], "set")) {
		ret = hw_set_text(argv[1], argv[2]);
	} else if (argc == 2 && !strcmp(argv[0], "counter")) {
		ret = counter(argv[1]);
	} else if (argc == 1 && !strcmp(argv[0], "reset")) {
		ret = hw_reset_counters();
	} else {
		usage(stderr);
		return 2;
	}

	if (ret < 0)
		fprintf(stderr, "hw: %s\n", hw_error());
	hw_close();
	return ret < 0;
}
