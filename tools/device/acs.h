/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Access Control Services (PCIe 6.0, 6.12): what lets the IOMMU tell functions apart that
 * are below one bridge, or of one card. Without it the kernel puts them into one group.
 */
#ifndef TOOLS_ACS_H
#define TOOLS_ACS_H

#include "device/address.h"

/**
 * enum acs - what keeps two functions in one group
 * @ACS_UNKNOWN: none of what follows is seen
 * @ACS_HIDDEN: who is not root does not see it
 * @ACS_LACKING: a bridge that both are below has no ACS
 * @ACS_OFF: it has, but it is switched off
 * @ACS_NO_PCIE: that bridge is not of PCIe, and its bus is shared
 * @ACS_ONE_CARD: they are functions of one card, which has no ACS between them
 */
enum acs {
	ACS_UNKNOWN,
	ACS_HIDDEN,
	ACS_LACKING,
	ACS_OFF,
	ACS_NO_PCIE,
	ACS_ONE_CARD,
};

/*
 * Of the functions @a and @b. @where is the bridge, or the function of the card that lacks
 * it; "" if it is not known.
 */
enum acs acs_between(const char *a, const char *b, char where[ADDRESS_SIZE]);

#endif
