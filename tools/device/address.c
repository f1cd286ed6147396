// SPDX-License-Identifier: GPL-2.0-only
/* Addresses of PCI functions, as people write them. Pure. */
#include <errno.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>

#include "device/address.h"

struct parts {
	unsigned int domain, bus, slot, func;
};

static bool with_domain(struct parts *parts, const char *text)
{
	int end = -1;

	return sscanf(text, "%4x:%2x:%2x.%1x%n", &parts->domain, &parts->bus,
		      &parts->slot, &parts->func, &end) == 4 &&
	       !text[end];
}

static bool without_domain(struct parts *parts, const char *text)
{
	int end = -1;

	parts->domain = 0;
	return sscanf(text, "%2x:%2x.%1x%n", &parts->bus, &parts->slot,
		      &parts->func, &end) == 3 &&
	       !text[end];
}

int address_normal(char normal[ADDRESS_SIZE], const char *text)
{
	struct parts parts;

	/* sscanf() would accept signs and blanks */
	if (text[strspn(text, "0123456789abcdefABCDEF:.")])
		return -EINVAL;
	if (!with_domain(&parts, text) && !without_domain(&parts, text))
		return -EINVAL;
	if (parts.slot > 0x1f || parts.func > 7)
		return -EINVAL;
	snprintf(normal, ADDRESS_SIZE, "%04x:%02x:%02x.%x",
		 parts.domain & 0xffff, parts.bus & 0xff, parts.slot,
		 parts.func);
	return 0;
}
