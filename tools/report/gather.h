/* SPDX-License-Identifier: GPL-2.0-only */
/* What a report is made of. */
#ifndef TOOLS_REPORT_GATHER_H
#define TOOLS_REPORT_GATHER_H

#include "device/function.h"
#include "report/bundle.h"

/* All there is, of these functions in particular, into the bundle. */
void gather(struct bundle *bundle, const struct functions *functions);

/* The machine's name; "" if it has none. */
void gather_host(char *name, size_t size);

#endif
