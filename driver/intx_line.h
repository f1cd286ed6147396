/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * An interrupt line as a level: ISR status, and whether the VMM is to be signalled.
 *
 * Pure: no kernel calls, so unit tests and fuzzers compile the same file. Not safe
 * against itself: the caller has a lock.
 */
#ifndef VVP_INTX_LINE_H
#define VVP_INTX_LINE_H

#include <linux/types.h>

/* ISR status (virtio 1.4, "ISR status capability") */
#define INTX_ISR_QUEUE	1
#define INTX_ISR_CONFIG	2
#define INTX_ISR_ALL	(INTX_ISR_QUEUE | INTX_ISR_CONFIG)

/**
 * struct intx_line - the state of a line
 * @isr: ISR status; the line is up while it is not 0
 * @masked: signalled, and not to be signalled again before the VMM unmasks it
 */
struct intx_line {
	u8 isr;
	bool masked;
};

/* Bytes that vvp_intx_line_save() makes. */
#define INTX_LINE_SAVED	2

bool vvp_intx_line_raise(struct intx_line *line, u8 isr, bool deliverable);
bool vvp_intx_line_unmask(struct intx_line *line, bool deliverable);
u8 vvp_intx_line_read_isr(struct intx_line *line);
void vvp_intx_line_save(const struct intx_line *line, u8 to[INTX_LINE_SAVED]);
int vvp_intx_line_load(struct intx_line *line, const u8 *from, size_t len);

#endif
