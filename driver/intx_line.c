// SPDX-License-Identifier: GPL-2.0-only
/* When a level-triggered line signals, and its saved form. */
#include <linux/errno.h>

#include "intx_line.h"

/* Saved form: ISR status, then the flags. */
#define FLAG_MASKED	1

/**
 * vvp_intx_line_raise - something has happened
 * @line: the line
 * @isr: what to add to ISR status
 * @deliverable: can the VMM be signalled at all now?
 *
 * Return: whether it is to be signalled now. It then is not again until it unmasks
 * the line.
 */
bool vvp_intx_line_raise(struct intx_line *line, u8 isr, bool deliverable)
{
	line->isr |= isr;
	if (!line->isr || line->masked || !deliverable)
		return false;
	line->masked = true;
	return true;
}

/**
 * vvp_intx_line_unmask - the VMM wants to be signalled again
 * @line: the line
 * @deliverable: as for vvp_intx_line_raise()
 *
 * Return: likewise.
 */
bool vvp_intx_line_unmask(struct intx_line *line, bool deliverable)
{
	line->masked = false;
	return vvp_intx_line_raise(line, 0, deliverable);
}

/**
 * vvp_intx_line_read_isr - the guest reads ISR status, which lowers the line
 * @line: the line
 */
u8 vvp_intx_line_read_isr(struct intx_line *line)
{
	u8 isr = line->isr;

	line->isr = 0;
	return isr;
}

/**
 * vvp_intx_line_save - make the saved form of a line
 * @line: the line
 * @to: where to
 */
void vvp_intx_line_save(const struct intx_line *line, u8 to[INTX_LINE_SAVED])
{
	to[0] = line->isr;
	to[1] = line->masked ? FLAG_MASKED : 0;
}

/**
 * vvp_intx_line_load - take a line from its saved form
 * @line: set on success alone
 * @from: the saved form, not trusted
 * @len: number of bytes
 *
 * Return: 0, or -EINVAL for what no line can be.
 */
int vvp_intx_line_load(struct intx_line *line, const u8 *from, size_t len)
{
	if (len != INTX_LINE_SAVED || from[0] & ~INTX_ISR_ALL ||
	    from[1] & ~FLAG_MASKED)
		return -EINVAL;
	line->isr = from[0];
	line->masked = from[1] & FLAG_MASKED;
	return 0;
}
