// SPDX-License-Identifier: GPL-2.0-only
/* Results, and what the driver logs of the VF meanwhile. */
#include <ctype.h>
#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "check/check.h"
#include "file.h"
#include "out.h"

#define SPECIFICATION "virtio 1.4, "

static void put_result(struct check *check, const char *result,
		       const char *what, const char *rule, const char *found)
{
	struct json_object *object = json_object_new_object();
	char whole[64];

	snprintf(whole, sizeof(whole), "%s%s",
		 isdigit((unsigned char)*rule) ? SPECIFICATION : "", rule);
	out_put_text(object, "result", result);
	out_put_text(object, "what", what);
	out_put_text(object, "rule", whole);
	out_put_text(object, "found", found);
	json_object_array_add(check->list, object);
	if (out_is_json())
		return;
	printf("%-7s  %-58s  %s\n", result, what, whole);
	if (found)
		printf("%-7s  %s%s\n", "", *result == 'n' ? "but " : "", found);
	fflush(stdout);
}

void check_skip(struct check *check, const char *what, const char *rule,
		const char *why)
{
	check->skipped++;
	put_result(check, "skipped", what, rule, why);
}

bool check_that(struct check *check, bool good, const char *what,
		const char *rule, const char *found, ...)
{
	char text[256];
	va_list args;

	if (check->vf.dead) {
		check_skip(check, what, rule,
			   check->mediated ? "the device does not answer"
					   : "the PF does not answer");
		return false;
	}
	if (good) {
		check->ok++;
		put_result(check, "ok", what, rule, NULL);
		return true;
	}
	va_start(args, found);
	vsnprintf(text, sizeof(text), found, args);
	va_end(args);
	check->bad++;
	put_result(check, "not ok", what, rule, text);
	return false;
}

long long check_counter(const struct check *check, const char *name)
{
	return file_number("/sys/bus/pci/devices/%s/legacy/%s",
			   check->function.address, name);
}

bool check_reads(struct check *check, unsigned int offset, unsigned int len,
		 uint64_t wanted, const char *what, const char *rule)
{
	uint64_t value = vf_in(&check->vf, offset, len);

	return check_that(check, value == wanted, what, rule,
			  "it reads %#llx, not %#llx",
			  (unsigned long long)value,
			  (unsigned long long)wanted);
}
