/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * COMMAND of a function whose registers are in its own memory: that has to be there
 * while a legacy guest switches on no more than I/O, and while it looks for the sizes
 * of BARs. Bus mastering stays the guest's: it ends what the device does to its memory.
 */
#ifndef VVP_COMMAND_H
#define VVP_COMMAND_H

#include <linux/spinlock.h>
#include <linux/vfio_pci_core.h>

/**
 * struct command - the low byte of COMMAND, for one session
 * @core: the function
 * @ours: the guest's is not the function's
 * @lock: protects @guest, and that the function has what follows from it
 * @guest: as the guest has it; its I/O is struct identity_state's
 */
struct command {
	struct vfio_pci_core_device *core;
	bool ours;
	spinlock_t lock; /* protects guest */
	u8 guest;
};

void vvp_command_init(struct command *command,
		      struct vfio_pci_core_device *core);
void vvp_command_open(struct command *command);
void vvp_command_close(struct command *command);
void vvp_command_reset(struct command *command);
void vvp_command_write(struct command *command, u8 value);
u8 vvp_command_read(struct command *command);
void vvp_command_set_master(struct command *command, bool on);

/**
 * vvp_command_is_ours - is the guest's COMMAND another one than the function's?
 * @command: of an open function
 */
static inline bool vvp_command_is_ours(const struct command *command)
{
	return command->ours;
}

#endif
