// SPDX-License-Identifier: GPL-2.0-only
/* The capability list with the capabilities of some ids skipped. */
#include <linux/pci_regs.h>

#include "capabilities.h"

/* As many as there is room for: the list may have been made a ring. */
#define CAPABILITIES_MAX	48

static bool is_in(u32 ids, u8 id)
{
	return ids & vvp_capability_set(id);
}

/* Where the list goes on from the pointer at @pos, skipping @ids. 0: it ends. */
static u8 next_shown(const struct capabilities *caps, u32 ids, u8 pos)
{
	int left = CAPABILITIES_MAX;
	u8 next = caps->config[pos];

	while (left-- && next >= PCI_STD_HEADER_SIZEOF &&
	       next < CAPABILITIES_END - PCI_CAP_LIST_NEXT &&
	       is_in(ids, caps->config[next + PCI_CAP_LIST_ID]))
		next = caps->config[next + PCI_CAP_LIST_NEXT];
	return left < 0 || next < PCI_STD_HEADER_SIZEOF ? 0 : next;
}

static void put(size_t reg, u8 value, size_t pos, u8 *buf, size_t len)
{
	if (reg >= pos && reg - pos < len)
		buf[reg - pos] = value;
}

/**
 * vvp_capabilities_hidden - is this byte part of a hidden capability?
 * @caps: the function's
 * @ids: the set of ids that are hidden
 * @pos: offset in configuration space
 */
bool vvp_capabilities_hidden(const struct capabilities *caps, u32 ids,
			     size_t pos)
{
	return pos >= PCI_STD_HEADER_SIZEOF && pos < CAPABILITIES_END &&
	       is_in(ids, caps->id_of[pos]);
}

/**
 * vvp_capabilities_overlay - make bytes read from a function those without some of
 *	its capabilities
 * @caps: the function's
 * @ids: the set of ids to hide
 * @pos: offset of the first byte in configuration space
 * @buf: the bytes; changed in place
 * @len: number of bytes
 */
void vvp_capabilities_overlay(const struct capabilities *caps, u32 ids,
			      size_t pos, u8 *buf, size_t len)
{
	int left = CAPABILITIES_MAX;
	size_t i;
	u8 at;

	for (i = 0; i < len; i++)
		if (vvp_capabilities_hidden(caps, ids, pos + i))
			buf[i] = 0;

	at = next_shown(caps, ids, PCI_CAPABILITY_LIST);
	put(PCI_CAPABILITY_LIST, at, pos, buf, len);
	while (at && at < CAPABILITIES_END - PCI_CAP_LIST_NEXT && left--) {
		u8 next = next_shown(caps, ids, at + PCI_CAP_LIST_NEXT);

		put(at + PCI_CAP_LIST_NEXT, next, pos, buf, len);
		at = next;
	}
}
