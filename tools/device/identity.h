/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What tells a function from another one that has got its address: after a card was
 * added, say, and the buses were numbered anew. Pure.
 */
#ifndef TOOLS_IDENTITY_H
#define TOOLS_IDENTITY_H

#include <stdbool.h>
#include <stddef.h>

/**
 * struct identity - of a function; texts without blanks, as they are kept in files
 * @kind: "PF", "VF1" by its number, or "plain"
 * @type: "network" and so on
 * @id: vendor and device, and those of the subsystem: "1af4:1041/1af4:1100"
 * @serial: of a VF's PF or the function itself: the card's serial number (PCIe 6.0,
 *	7.9.3), "00-11-22-33-44-55-66-77", and device and function number, as the
 *	functions of a card have one: ".../00.0"; "" if there is none
 * @slot: of the same: the firmware's name for the root, and the device and function
 *	numbers from there, "_SB_.PCI0/1c.4/00.0"; numbers of buses are not in it
 *
 * One that is kept has either a serial number or a slot.
 */
struct identity {
	char kind[16];
	char type[16];
	char id[24];
	char serial[32];
	char slot[160];
};

/* A part of one that is kept, by its key. False if there is no such key or value. */
bool identity_take(struct identity *kept, const char *key, const char *value);

/* Has it all its parts? */
bool identity_is_kept(const struct identity *kept);

/* "for=VF1 type=network id=... slot=..." */
void identity_format(const struct identity *kept, char *text, size_t size);

/*
 * Is this the one that was kept? If not, @why says what is different, as the end of
 * "it is ...".
 */
bool identity_fits(const struct identity *kept, const struct identity *now,
		   char *why, size_t size);

#endif
