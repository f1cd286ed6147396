/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What a driver logs of a device from some time on (/dev/kmsg). For people: what these
 * lines say is no interface. Nothing, for who may not read it.
 */
#ifndef TOOLS_LOG_H
#define TOOLS_LOG_H

#include <stdbool.h>
#include <stddef.h>

#define LOG_LINES 16

/**
 * struct log - of one driver and device
 * @fd: behind what has been read; or -1
 * @head: how lines about the device begin
 * @lines: these, without that; more are left out
 * @nr: their number
 */
struct log {
	int fd;
	char head[96];
	char lines[LOG_LINES][256];
	unsigned int nr;
};

/* From here on. */
void log_open(struct log *log, const char *driver, const char *address);
void log_close(struct log *log);

/* The first line with @text; or the last line. False, and @line stays, if none. */
bool log_find(struct log *log, const char *text, char *line, size_t size);
bool log_last(struct log *log, char *line, size_t size);

#endif
