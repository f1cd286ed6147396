/* SPDX-License-Identifier: GPL-2.0-only */
/* Memory of the whole machine, when nobody else is about. */
#ifndef BENCH_MEMORY_H
#define BENCH_MEMORY_H

/* Free, after all that can be given back has been. */
long memory_free_kb(void);

#endif
