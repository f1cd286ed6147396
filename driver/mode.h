/* SPDX-License-Identifier: GPL-2.0-only */
/* The mode of a device: which it can have, which it gets, and why. */
#ifndef VVP_MODE_H
#define VVP_MODE_H

#include "backend.h"
#include "legacy_layout.h"

/**
 * enum mode - what a VMM is shown
 * @MODE_MODERN: the device as it is
 * @MODE_TRANSITIONAL: with the legacy interface
 * @MODE_LEGACY: with the legacy interface, and the modern one hidden
 */
enum mode {
	MODE_MODERN,
	MODE_TRANSITIONAL,
	MODE_LEGACY,
	MODES
};

/**
 * enum mode_why - why a device has the mode that it has
 * @REASON_DEFAULT: it can have any, and nobody has chosen
 * @REASON_CHOSEN: it can have any, and somebody has chosen
 * @REASON_MEMORY_BAR0: nobody has chosen one of the two that it can have: with a BAR0
 *	that is memory it cannot be "transitional"
 *
 * From here on, why it can be "modern" alone:
 *
 * @REASON_NOT_VF: it is no virtual function, so nobody sends commands for it
 * @REASON_NOT_VIRTIO: it is no modern virtio device
 * @REASON_NO_LEGACY_TYPE: devices of its type have no transitional form
 * @REASON_OWN_BAR0: its BAR0 is in use, and legacy registers cannot be had
 * @REASON_PF_DRIVER: no driver of the PF sends commands for others
 * @REASON_PF_GONE: the PF's virtio device has no driver
 * @REASON_PF_NO_COMMANDS: the PF does not support legacy commands
 * @REASON_PF_NO_ANSWER: the PF did not answer
 * @REASON_PF_ERROR: the PF failed the first command
 * @REASON_UNSAFE_TYPE: no commands, and not safe without for its type
 * @REASON_NO_IOMMU: likewise, as it does not go through the IOMMU
 * @REASON_NO_STRUCTURES: likewise, as it has no usable virtio structures
 * @REASON_NO_RESET: likewise, as it does not answer, or not finish a reset
 * @REASON_HAS_VFS: likewise, as it has VFs
 */
enum mode_why {
	REASON_DEFAULT,
	REASON_CHOSEN,
	REASON_MEMORY_BAR0,
	REASON_NOT_VF,
	REASON_NOT_VIRTIO,
	REASON_NO_LEGACY_TYPE,
	REASON_OWN_BAR0,
	REASON_PF_DRIVER,
	REASON_PF_GONE,
	REASON_PF_NO_COMMANDS,
	REASON_PF_NO_ANSWER,
	REASON_PF_ERROR,
	REASON_UNSAFE_TYPE,
	REASON_NO_IOMMU,
	REASON_NO_STRUCTURES,
	REASON_NO_RESET,
	REASON_HAS_VFS,
};

/**
 * struct mode_reason - the same with what belongs to it
 * @why: the reason
 * @err: of %REASON_PF_ERROR: how the command failed
 * @backend: name of the way to the registers, if there is one
 * @by_commands: that is the PF's commands
 */
struct mode_reason {
	enum mode_why why;
	int err;
	const char *backend;
	bool by_commands;
};

/* Room for the longest text. */
#define MODE_REASON_SIZE	192

/**
 * struct mode_choice - what a device can be
 * @is_virtio: it is a virtio device; without, there is nothing to choose
 * @type: its device type
 * @backend: the way to its registers; NULL if it can only be shown as it is
 * @own_bar0: it has a BAR0 that would be in the way of %MODE_TRANSITIONAL
 * @mode: which mode it gets, if nobody chooses another one
 * @reason: and why
 */
struct mode_choice {
	bool is_virtio;
	const struct legacy_type *type;
	struct backend *backend;
	bool own_bar0;
	enum mode mode;
	struct mode_reason reason;
};

/* PCI device ids of modern virtio devices (virtio 1.4, "PCI Device Discovery"). */
#define MODE_MODERN_ID(virtio_id)	(0x1040 + (virtio_id))

extern const char *const vvp_mode_names[MODES];

const char *vvp_mode_reason_word(const struct mode_reason *reason);
void vvp_mode_reason_text(const struct mode_reason *reason,
			  struct pci_dev *pdev, char *text, size_t size);
const struct backend_ops *vvp_backend_find(const char *name);
struct backend *vvp_backend_choose(struct pci_dev *pdev,
				   const struct legacy_type *type,
				   const struct backend_ops *only);
int vvp_mode_decide(struct pci_dev *pdev, struct mode_choice *choice);

#endif
