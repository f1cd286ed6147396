// SPDX-License-Identifier: GPL-2.0-only
/* Results, and what the driver says of the VF meanwhile. */
#include <ctype.h>
#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "check.h"
#include "files.h"
#include "out.h"

#define SPECIFICATION "virtio 1.4, "

static void tell(struct check *check, const char *result, const char *what,
		 const char *rule, const char *found)
{
	struct json_object *object = json_object_new_object();
	char whole[64];

	snprintf(whole, sizeof(whole), "%s%s",
		 isdigit((unsigned char)*rule) ? SPECIFICATION : "", rule);
	put_text(object, "result", result);
	put_text(object, "what", what);
	put_text(object, "rule", whole);
	put_text(object, "found", found);
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
	tell(check, "skipped", what, rule, why);
}

bool check_that(struct check *check, bool good, const char *what,
		const char *rule, const char *found, ...)
{
	char text[256];
	va_list args;

	if (check->vf.dead) {
		check_skip(check, what, rule, "the PF does not answer");
		return false;
	}
	if (good) {
		check->ok++;
		tell(check, "ok", what, rule, NULL);
		return true;
	}
	va_start(args, found);
	vsnprintf(text, sizeof(text), found, args);
	va_end(args);
	check->bad++;
	tell(check, "not ok", what, rule, text);
	return false;
}

/* Each record is read once. */
static void read_log(struct check *check)
{
	char record[4096], head[64], *message;
	ssize_t len;

	snprintf(head, sizeof(head),
		 OUR_DRIVER " %s: ", check->function.address);
	while ((len = read(check->log, record, sizeof(record) - 1)) > 0 ||
	       (len < 0 && errno == EPIPE)) {
		if (len < 0)
			continue;
		record[len] = '\0';
		record[strcspn(record, "\n")] = '\0';
		message = strstr(record, head);
		if (message && check->nr_lines < CHECK_LINES)
			snprintf(check->lines[check->nr_lines++],
				 sizeof(check->lines[0]), "%s",
				 message + strlen(head));
	}
}

bool check_logged(struct check *check, const char *text, char *line,
		  size_t size)
{
	if (check->log >= 0)
		read_log(check);
	for (unsigned int i = 0; i < check->nr_lines; i++) {
		if (strstr(check->lines[i], text)) {
			snprintf(line, size, "%s", check->lines[i]);
			return true;
		}
	}
	return false;
}

static long long counter(const struct check *check, const char *name)
{
	return file_number("/sys/bus/pci/devices/%s/legacy/%s",
			   check->function.address, name);
}

static void check_notify_info(struct check *check)
{
	char line[256];

	if (check_logged(check, "notification address ignored", line,
			 sizeof(line)))
		check_that(check, false,
			   "the notification addresses may be used",
			   "2.12.1.1.6", "%s", line);
	else if (check_logged(check, "no notification address", line,
			      sizeof(line)))
		check_that(check, false,
			   "the notification addresses can be asked for",
			   "2.12.1.1.5", "%s", line);
}

void check_commands(struct check *check, long long failed_before)
{
	long long failed = counter(check, "failed") - failed_before;
	char line[256] = "see the kernel's log";

	check_notify_info(check);
	if (check->vf.dead) {
		check->vf.dead = false;
		check_logged(check, "legacy command failed", line,
			     sizeof(line));
		check_that(check, false, "the PF answers each command",
			   "2.13.1", "%s", line);
		return;
	}
	if (failed > 0)
		check_logged(check, "legacy command failed", line,
			     sizeof(line));
	check_that(check, failed <= 0, "no command failed", "2.12.1.1.6",
		   "%lld did: %s", failed, line);
}
