// SPDX-License-Identifier: GPL-2.0-only
/* Memory that stays on, whatever the guest has in its COMMAND. */
#include <linux/pci.h>

#include "command.h"

/* Never given to the function: there is no I/O BAR. */
#define NOT_THE_FUNCTIONS	PCI_COMMAND_IO

/**
 * vvp_command_init - set up, for as long as the function is bound
 * @command: to set up, all zeros
 * @core: the function
 */
void vvp_command_init(struct command *command,
		      struct vfio_pci_core_device *core)
{
	command->core = core;
	spin_lock_init(&command->lock);
}

static void apply(struct command *command)
{
	lockdep_assert_held(&command->lock);
	pci_write_config_byte(command->core->pdev, PCI_COMMAND,
			      (command->guest & ~NOT_THE_FUNCTIONS) |
				      PCI_COMMAND_MEMORY);
}

/**
 * vvp_command_open - a session begins, in which COMMAND is ours
 * @command: of a function that is enabled
 *
 * May sleep. Takes the core's memory_lock. INTx of the function, which nobody would
 * handle, is off: what the guest has is made of MSI-X.
 */
void vvp_command_open(struct command *command)
{
	struct vfio_pci_core_device *core = command->core;
	u8 *shown = &core->vconfig[PCI_COMMAND];

	down_write(&core->memory_lock);
	pci_intx(core->pdev, 0);
	spin_lock(&command->lock);
	command->ours = true;
	command->guest = 0;
	apply(command);
	spin_unlock(&command->lock);
	/* What the core asks before it lets anybody have the memory. */
	*shown |= PCI_COMMAND_MEMORY;
	up_write(&core->memory_lock);
}

/**
 * vvp_command_close - undo vvp_command_open()
 * @command: the function's
 *
 * May sleep. Takes the core's memory_lock.
 */
void vvp_command_close(struct command *command)
{
	struct vfio_pci_core_device *core = command->core;

	if (!command->ours)
		return;
	down_write(&core->memory_lock);
	command->ours = false;
	pci_intx(core->pdev, 1);
	up_write(&core->memory_lock);
}

/**
 * vvp_command_reset - the function has been reset
 * @command: the function's
 *
 * Any context but interrupts. The core may hold its locks.
 */
void vvp_command_reset(struct command *command)
{
	if (!command->ours)
		return;
	spin_lock(&command->lock);
	command->guest = 0;
	apply(command);
	spin_unlock(&command->lock);
}

/**
 * vvp_command_write - the guest writes COMMAND
 * @command: one that is ours
 * @value: the low byte
 *
 * May sleep. Takes the core's memory_lock, under which the core changes COMMAND for
 * a moment, too.
 */
void vvp_command_write(struct command *command, u8 value)
{
	down_write(&command->core->memory_lock);
	spin_lock(&command->lock);
	command->guest = value;
	apply(command);
	spin_unlock(&command->lock);
	up_write(&command->core->memory_lock);
}

/**
 * vvp_command_read - the low byte of COMMAND, as the guest has it
 * @command: one that is ours
 */
u8 vvp_command_read(struct command *command)
{
	return READ_ONCE(command->guest);
}

/**
 * vvp_command_set_master - switch bus mastering for the guest
 * @command: one that is ours
 * @on: or off
 *
 * The guest sees it, as on QEMU's legacy devices. To be called with accesses to the
 * function blocked, or from one.
 */
void vvp_command_set_master(struct command *command, bool on)
{
	spin_lock(&command->lock);
	command->guest &= ~PCI_COMMAND_MASTER;
	if (on)
		command->guest |= PCI_COMMAND_MASTER;
	apply(command);
	spin_unlock(&command->lock);
}
