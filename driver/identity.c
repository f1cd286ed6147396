// SPDX-License-Identifier: GPL-2.0-only
/* The transitional identity, as arithmetic on bytes of the PCI header. */
#include <linux/errno.h>
#include <linux/kernel.h>
#include <linux/pci_regs.h>

#include "identity.h"

/*
 * Revision and subsystem ids are what legacy drivers match on (virtio 1.4,
 * "Legacy Interfaces: A Note on PCI Device Discovery"). Windows'
 * drivers match the subsystem vendor too.
 */
#define LEGACY_REVISION		0
#define LEGACY_SUBSYS_VENDOR	0x1af4

/* A VF has none (PCIe 6.0, 9.3.4.1.14); ours is made in software. */
#define INTERRUPT_PIN_A		1

/**
 * vvp_identity_reset - the state of a function just reset
 * @state: state to set
 */
void vvp_identity_reset(struct identity_state *state)
{
	state->bar0 = PCI_BASE_ADDRESS_SPACE_IO;
	state->io_enabled = false;
	state->interrupt = false;
}

/* Put the bytes of a register at @reg into those of [pos, pos + len) it covers. */
static void put_register(size_t pos, u8 *buf, size_t len, size_t reg,
			 size_t size, u32 value)
{
	size_t i;

	for (i = 0; i < size; i++)
		if (reg + i >= pos && reg + i < pos + len)
			buf[reg + i - pos] = value >> (8 * i);
}

static void put_bit(size_t pos, u8 *buf, size_t len, size_t reg, u8 bit,
		    bool value)
{
	if (reg < pos || reg >= pos + len)
		return;
	buf[reg - pos] &= ~bit;
	if (value)
		buf[reg - pos] |= bit;
}

/**
 * vvp_identity_overlay - make bytes read from the VF those of the identity
 * @id: the fixed part
 * @state: what the guest set
 * @pos: offset of the first byte in configuration space
 * @buf: what the VF's own configuration space shows there; changed in place
 * @len: number of bytes
 */
void vvp_identity_overlay(const struct identity *id,
			  const struct identity_state *state, size_t pos,
			  u8 *buf, size_t len)
{
	put_register(pos, buf, len, PCI_DEVICE_ID, 2, id->device_id);
	put_register(pos, buf, len, PCI_REVISION_ID, 1, LEGACY_REVISION);
	put_register(pos, buf, len, PCI_BASE_ADDRESS_0, 4, state->bar0);
	if (id->hides_bar1)
		put_register(pos, buf, len, PCI_BASE_ADDRESS_1, 4, 0);
	put_register(pos, buf, len, PCI_SUBSYSTEM_VENDOR_ID, 2,
		     LEGACY_SUBSYS_VENDOR);
	put_register(pos, buf, len, PCI_SUBSYSTEM_ID, 2, id->subsystem_id);
	put_register(pos, buf, len, PCI_INTERRUPT_PIN, 1, INTERRUPT_PIN_A);
	put_bit(pos, buf, len, PCI_COMMAND, PCI_COMMAND_IO, state->io_enabled);
	put_bit(pos, buf, len, PCI_STATUS, PCI_STATUS_INTERRUPT,
		state->interrupt);
}

/* The low bits of an I/O BAR are hardwired, which is how a guest finds its size. */
static u32 as_io_bar(const struct identity *id, u32 bar0)
{
	return (bar0 & ~(id->bar0_size - 1)) | PCI_BASE_ADDRESS_SPACE_IO;
}

/**
 * vvp_identity_write - take from a write what belongs to the identity
 * @id: the fixed part
 * @state: state to change
 * @pos: offset of the first byte in configuration space
 * @buf: what the guest writes there
 * @len: number of bytes
 *
 * Bytes of BAR0 that the write does not cover keep their value.
 */
void vvp_identity_write(const struct identity *id,
			struct identity_state *state, size_t pos,
			const u8 *buf, size_t len)
{
	u32 bar0 = state->bar0;
	size_t i;

	for (i = 0; i < len; i++) {
		size_t reg = pos + i;

		if (reg >= PCI_BASE_ADDRESS_0 && reg < PCI_BASE_ADDRESS_1) {
			unsigned int shift = 8 * (reg - PCI_BASE_ADDRESS_0);

			bar0 &= ~((u32)0xff << shift);
			bar0 |= (u32)buf[i] << shift;
		} else if (reg == PCI_COMMAND) {
			state->io_enabled = buf[i] & PCI_COMMAND_IO;
		}
	}

	state->bar0 = as_io_bar(id, bar0);
}

/* Saved form: the BAR0 register, little-endian, then the flags. */
#define FLAG_IO_ENABLED	1

/**
 * vvp_identity_save - make the saved form of what the guest set
 * @state: what it set
 * @to: where to
 *
 * The interrupt is not part of it: it follows from the line.
 */
void vvp_identity_save(const struct identity_state *state,
		       u8 to[IDENTITY_SAVED])
{
	int i;

	for (i = 0; i < 4; i++)
		to[i] = state->bar0 >> (8 * i);
	to[4] = state->io_enabled ? FLAG_IO_ENABLED : 0;
}

/**
 * vvp_identity_load - take what a guest had set from its saved form
 * @id: the fixed part
 * @state: set on success alone
 * @from: the saved form, not trusted
 * @len: number of bytes
 *
 * Return: 0, or -EINVAL for what no guest could have set.
 */
int vvp_identity_load(const struct identity *id, struct identity_state *state,
		      const u8 *from, size_t len)
{
	u32 bar0 = 0;
	int i;

	if (len != IDENTITY_SAVED || from[4] & ~FLAG_IO_ENABLED)
		return -EINVAL;
	for (i = 3; i >= 0; i--)
		bar0 = bar0 << 8 | from[i];
	if (bar0 != as_io_bar(id, bar0))
		return -EINVAL;
	vvp_identity_reset(state);
	state->bar0 = bar0;
	state->io_enabled = from[4] & FLAG_IO_ENABLED;
	return 0;
}
