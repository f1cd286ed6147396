/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The INTx line of a VF, as a VMM has it. What returns int returns 0 or a
 * negative errno, and may be used in threads.
 */
#ifndef TESTS_VFIO_INTX_LINE_H
#define TESTS_VFIO_INTX_LINE_H

#include "vf.h"

#define ISR_QUEUE  1
#define ISR_CONFIG 2

/* VFIO_DEVICE_SET_IRQS as it is; @flags has the data's type and the action. */
int set_irqs(struct vf *vf, uint32_t index, uint32_t flags, uint32_t start,
	     uint32_t count, const void *data, size_t len);

/* Have the line tell this eventfd; enables INTx if it is not. -1: nobody. */
int line_trigger(struct vf *vf, int fd);
int line_off(struct vf *vf);
int line_mask(struct vf *vf);
int line_unmask(struct vf *vf);
/* By an eventfd; -1: not any more. */
int line_unmask_by(struct vf *vf, int fd);
/* As if there had been an interrupt. */
int line_test(struct vf *vf);

int new_eventfd(void);
void write_eventfd(int fd);
/* How often it was signalled since it was looked at last. */
int signals(int fd);

/* Enabled, with an eventfd made here; and off again. */
int enable_line(struct vf *vf);
void disable_line(struct vf *vf, int fd);

/* Is the line up, by the status register? */
bool line_is_up(struct vf *vf);

#endif
