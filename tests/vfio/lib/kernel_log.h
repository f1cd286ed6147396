/* SPDX-License-Identifier: GPL-2.0-only */
/* The kernel's log, from a moment on: what was said, and how much of it. */
#ifndef TESTS_VFIO_KERNEL_LOG_H
#define TESTS_VFIO_KERNEL_LOG_H

/* Forget what was said so far. */
void log_from_now(void);
/* Lines since then, of anybody. */
int log_lines(void);
/* Those that have both texts in them; an empty one is in every line. */
int log_lines_with(const char *one, const char *two);
/* Print them, for whoever has to find out why a test failed. */
void log_show(const char *text);

#endif
