/* SPDX-License-Identifier: GPL-2.0-only */
/* A device that is bound to this driver, as VFIO has it. */
#ifndef VVP_VFIO_DEV_H
#define VVP_VFIO_DEV_H

#include <linux/vfio_pci_core.h>

#include "config_space.h"
#include "hidden_bars.h"
#include "ioeventfd.h"
#include "legacy_dev.h"
#include "migrate.h"
#include "mode.h"

/**
 * struct vvp_device - a device bound to this driver
 * @core: the VFIO side; drvdata of the PCI device, as the core expects
 * @is_virtio: it is a virtio device; without, all is as vfio-pci has it
 * @has_legacy: it can have a legacy interface; without, @config, @legacy and
 *	@ioeventfds are not used
 * @mode: the next session's, and that of the one there is; changed only while the
 *	device is not open, under the lock of its device set
 * @reason: why it has that mode; under the same lock
 * @own_bar0: its BAR0 is memory: it can be legacy or modern
 * @config: configuration space
 * @backend_lock: the legacy device's backend stays, to whom has it
 * @hides: in this session, the BARs that @hidden has
 * @hidden: BARs of which the VMM is not to have everything
 * @legacy: the legacy device
 * @ioeventfds: its notifications by eventfds
 * @migrate: its live migration
 */
struct vvp_device {
	struct vfio_pci_core_device core;
	bool is_virtio;
	bool has_legacy;
	enum mode mode;
	struct mode_reason reason;
	bool own_bar0;
	struct config_space config;
	struct mutex backend_lock; /* keeps the backend */
	bool hides;
	struct hidden_bars hidden;
	struct legacy_dev legacy;
	struct ioeventfds ioeventfds;
	struct migrate migrate;
};

/* Their name is the driver's. */
extern struct vfio_device_ops vvp_vfio_ops;

/** vvp_shows_legacy - has the VMM a legacy interface, in this session or the next? */
static inline bool vvp_shows_legacy(const struct vvp_device *vvp)
{
	return vvp->mode != MODE_MODERN;
}

static inline struct vvp_device *to_vvp(struct vfio_device *core_vdev)
{
	return container_of(core_vdev, struct vvp_device, core.vdev);
}

static inline struct vvp_device *dev_to_vvp(struct device *dev)
{
	struct vfio_pci_core_device *core = dev_get_drvdata(dev);

	return to_vvp(&core->vdev);
}

#endif
