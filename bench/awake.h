/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * In the machine that counts instructions the clock of an idle processor jumps to its
 * next timer. Who waits there for somebody outside, such as QEMU's monitor, would wait
 * for hours in no time: so between these two the processor is kept busy.
 */
#ifndef BENCH_AWAKE_H
#define BENCH_AWAKE_H

void awake_begin(void);
void awake_end(void);

#endif
