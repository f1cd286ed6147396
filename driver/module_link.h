/* SPDX-License-Identifier: GPL-2.0-only */
/* vfio-pci's module, for those who look for it while this one stands in. */
#ifndef VVP_MODULE_LINK_H
#define VVP_MODULE_LINK_H

void vvp_module_link_add(void);
void vvp_module_link_remove(void);

#endif
