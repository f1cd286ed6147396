/* SPDX-License-Identifier: GPL-2.0-only */
/* PCI configuration space: the VF's own, with the transitional identity on it. */
#ifndef VVP_CONFIG_SPACE_H
#define VVP_CONFIG_SPACE_H

#include <linux/spinlock.h>
#include <linux/vfio_pci_core.h>

#include "command.h"
#include "identity.h"
#include "legacy_layout.h"

/**
 * struct config_space - the configuration space of a transitional VF
 * @core: the VF
 * @identity: the fixed part of what is shown
 * @hidden: set of the capabilities that are hidden, in this session
 * @lock: protects @state
 * @state: of the session, and until a reset; read without the lock where one
 *	member is enough
 * @command: of the session
 */
struct config_space {
	struct vfio_pci_core_device *core;
	struct identity identity;
	u32 hidden;
	spinlock_t lock; /* protects state */
	struct identity_state *state;
	struct command *command;
};

/**
 * struct config_intx - what is made of the VF's MSI-X
 * @made: INTx, so the guest must not see it on
 * @pending: and the line is up
 */
struct config_intx {
	bool made;
	bool pending;
};

void vvp_config_init(struct config_space *space,
		     struct vfio_pci_core_device *core,
		     const struct legacy_type *type,
		     struct identity_state *state,
		     struct command *command);
void vvp_config_open(struct config_space *space, bool legacy_only, bool no_msix);
void vvp_config_reset(struct config_space *space);
void vvp_config_save(struct config_space *space, u8 to[IDENTITY_SAVED]);
void vvp_config_load(struct config_space *space,
		     const struct identity_state *state);
ssize_t vvp_config_read(struct config_space *space, char __user *buf,
			size_t count, loff_t *ppos,
			const struct config_intx *intx);
ssize_t vvp_config_write(struct config_space *space, const char __user *buf,
			 size_t count, loff_t *ppos);

#endif
