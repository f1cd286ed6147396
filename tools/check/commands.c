// SPDX-License-Identifier: GPL-2.0-only
/* What the driver has counted and logged during the check. */
#include "check/steps.h"

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

/* What it would not be started with is one of the failures, and tells most. */
static void check_started(struct check *check)
{
	long long refused = check_counter(check, "not_started") -
			    check->refusals - check->not_started;
	char line[256] = "see the kernel's log";

	if (refused > 0)
		log_find(&check->log, "was not started", line, sizeof(line));
	check_that(check, refused <= 0,
		   "the device takes what a legacy driver has", "3.1.1", "%s",
		   line);
}

void commands_check(struct check *check, long long failed_before)
{
	long long failed = check_counter(check, "failed") - failed_before -
			   check->refusals;
	char line[256] = "see the kernel's log";

	check_notify_info(check);
	log_find(&check->log,
		 check->mediated ? "legacy access failed"
				 : "legacy command failed",
		 line, sizeof(line));
	if (check->vf.dead) {
		check->vf.dead = false;
		check_that(check, false,
			   check->mediated ? "the device answers each access"
					   : "the PF answers each command",
			   check->mediated ? "2.4.1" : "2.13.1", "%s", line);
		return;
	}
	if (check->mediated)
		check_started(check);
	check_that(check, failed <= 0,
		   check->mediated ? "no access failed" : "no command failed",
		   check->mediated ? "3.1.1" : "2.12.1.1.6", "%lld did: %s",
		   failed, line);
}
