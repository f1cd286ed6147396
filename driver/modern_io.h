/* SPDX-License-Identifier: GPL-2.0-only */
/* The registers of a modern function, in its memory. */
#ifndef VVP_MODERN_IO_H
#define VVP_MODERN_IO_H

#include <linux/pci.h>
#include <linux/vfio_pci_core.h>

#include "command.h"
#include "modern_caps.h"
#include "modern_dev.h"

/**
 * struct modern_io - the structures of a function, while they are mapped
 * @pdev: the function
 * @command: its COMMAND, in a session
 * @caps: where they are
 * @common: common configuration; NULL while nothing is mapped
 * @device: device configuration, or NULL
 * @isr: ISR status
 * @notify: notifications; NULL outside of a session
 * @doorbells: for each queue where it is notified, or NULL
 * @unkillable: a wait goes on if the task is being killed
 */
struct modern_io {
	struct pci_dev *pdev;
	struct command *command;
	struct modern_caps caps;
	void __iomem *common;
	void __iomem *device;
	void __iomem *isr;
	void __iomem *notify;
	void __iomem **doorbells;
	bool unkillable;
};

extern const struct modern_ops vvp_modern_io_ops;

const char *vvp_modern_io_find(struct modern_io *io);
int vvp_modern_io_map(struct modern_io *io);
void vvp_modern_io_unmap(struct modern_io *io);
int vvp_modern_io_open(struct modern_io *io, struct vfio_pci_core_device *core);
void vvp_modern_io_close(struct modern_io *io);

#endif
