/* SPDX-License-Identifier: GPL-2.0-only */
/* The parameters that vfio-pci has, too, and the name of the driver. */
#ifndef VVP_PARAMS_H
#define VVP_PARAMS_H

#include <linux/pci.h>
#include <linux/vfio_pci_core.h>

int vvp_params_init(void);
char *vvp_params_driver_name(void);
bool vvp_params_stand_in(void);
void vvp_params_add_ids(struct pci_driver *driver);
void vvp_params_of_device(struct vfio_pci_core_device *core);
int vvp_params_check_device(struct pci_dev *pdev);
bool vvp_params_sriov_enabled(void);

#endif
