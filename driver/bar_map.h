/* SPDX-License-Identifier: GPL-2.0-only */
/* What a function has in its BARs. */
#ifndef VVP_BAR_MAP_H
#define VVP_BAR_MAP_H

#include <linux/pci.h>

#include "notify_info.h"

void vvp_bar_map_read(struct notify_function *map, struct pci_dev *pdev);

#endif
