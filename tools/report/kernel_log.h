/* SPDX-License-Identifier: GPL-2.0-only */
/* Lines of the kernel's log that are about us. */
#ifndef TOOLS_REPORT_KERNEL_LOG_H
#define TOOLS_REPORT_KERNEL_LOG_H

#include <stddef.h>
#include <stdio.h>

/*
 * Prints those that name a driver of this project or one of these addresses, with their
 * times, as far back as the kernel has them. Returns 0 or a negative errno.
 */
int kernel_log_print(FILE *to, const char *const addresses[], size_t nr);

/* Of a record as /dev/kmsg has it, such a line; nothing if it is about others. Pure. */
void kernel_log_record(FILE *to, const char *record,
		       const char *const addresses[], size_t nr);

#endif
