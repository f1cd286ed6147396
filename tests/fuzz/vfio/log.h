/* SPDX-License-Identifier: GPL-2.0-only */
/* The kernel's log, while programs run. */
#ifndef TESTS_FUZZ_VFIO_LOG_H
#define TESTS_FUZZ_VFIO_LOG_H

#include <stddef.h>

/* From now on. */
void log_start(void);
/* Reads on. The first line so far that reports a bug of the kernel, or NULL. */
const char *log_report(void);
/*
 * Lines so far. Without those of the IOMMU: a guest that gives its device bad
 * addresses makes them, and the kernel limits them.
 */
size_t log_lines(void);

#endif
