// SPDX-License-Identifier: GPL-2.0-only
/* Addresses of PCI functions, as people write them. Pure. */
#include <errno.h>
#include <stdio.h>

#include "function.h"

int address_normal(char normal[ADDRESS_SIZE], const char *text)
{
	unsigned int domain = 0, bus, slot, func;
	int end = -1;

	if (sscanf(text, "%4x:%2x:%2x.%1x%n", &domain, &bus, &slot, &func,
		   &end) != 4 ||
	    end < 0 || text[end]) {
		domain = 0;
		end = -1;
		if (sscanf(text, "%2x:%2x.%1x%n", &bus, &slot, &func, &end) !=
			    3 ||
		    end < 0 || text[end])
			return -EINVAL;
	}
	if (slot > 0x1f || func > 7)
		return -EINVAL;
	snprintf(normal, ADDRESS_SIZE, "%04x:%02x:%02x.%x", domain & 0xffff,
		 bus & 0xff, slot, func);
	return 0;
}
