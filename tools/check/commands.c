// SPDX-License-Identifier: GPL-2.0-only
/* What the driver has counted and logged during the check. */
#include "check/steps.h"
#include "file.h"

static long long counter(const struct check *check, const char *name)
{
	return file_number("/sys/bus/pci/devices/%s/legacy/%s",
			   check->function.address, name);
}

static void check_notify_info(struct check *check)
{
	char line[256];

	if (log_find(&check->log, "notification address ignored", line,
		     sizeof(line)))
		check_that(check, false,
			   "the notification addresses may be used",
			   "2.12.1.1.6", "%s", line);
	else if (log_find(&check->log, "no notification address", line,
			  sizeof(line)))
		check_that(check, false,
			   "the notification addresses can be asked for",
			   "2.12.1.1.5", "%s", line);
}

void commands_check(struct check *check, long long failed_before)
{
	long long failed = counter(check, "failed") - failed_before;
	char line[256] = "see the kernel's log";

	check_notify_info(check);
	if (check->vf.dead) {
		check->vf.dead = false;
		log_find(&check->log, "legacy command failed", line,
			 sizeof(line));
		check_that(check, false, "the PF answers each command",
			   "2.13.1", "%s", line);
		return;
	}
	if (failed > 0)
		log_find(&check->log, "legacy command failed", line,
			 sizeof(line));
	check_that(check, failed <= 0, "no command failed", "2.12.1.1.6",
		   "%lld did: %s", failed, line);
}
