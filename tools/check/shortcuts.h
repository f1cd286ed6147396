/* SPDX-License-Identifier: GPL-2.0-only */
/* The driver's parameter "shortcuts", off during a check. */
#ifndef TOOLS_SHORTCUTS_H
#define TOOLS_SHORTCUTS_H

/* Off, and back again also if a signal ends the process. */
void shortcuts_off(void);
void shortcuts_back(void);

#endif
