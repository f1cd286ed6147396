// SPDX-License-Identifier: GPL-2.0-only
/* Addresses of PCI functions, as people write them. Pure. */
#include <errno.h>
#include <limits.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "device/address.h"

#define DIGITS "0123456789abcdefABCDEF"

/* A number of at most so many digits, with @after behind it; moves @text behind that. */
static bool take(unsigned long *number, const char **text, size_t digits,
		 char after)
{
	size_t len = strspn(*text, DIGITS);

	if (!len || len > digits || (*text)[len] != after)
		return false;
	*number = strtoul(*text, NULL, 16);
	*text += len + !!after;
	return true;
}

int address_parse(struct address *address, const char *text)
{
	unsigned long domain = 0, bus, slot, func;
	const char *first = strchr(text, ':');

	/* the kernel's domain is an int: 10000 and up is behind a VMD, for one */
	if (first && strchr(first + 1, ':') && !take(&domain, &text, 8, ':'))
		return -EINVAL;
	if (!take(&bus, &text, 2, ':') || !take(&slot, &text, 2, '.') ||
	    !take(&func, &text, 1, '\0'))
		return -EINVAL;
	if (domain > INT_MAX || slot > 0x1f || func > 7)
		return -EINVAL;
	*address = (struct address){ domain, bus, slot, func };
	return 0;
}

void address_format(char normal[ADDRESS_SIZE], const struct address *address)
{
	snprintf(normal, ADDRESS_SIZE, "%04x:%02x:%02x.%x", address->domain,
		 address->bus & 0xff, address->slot & 0x1f, address->func & 7);
}

int address_normal(char normal[ADDRESS_SIZE], const char *text)
{
	struct address address;
	int ret = address_parse(&address, text);

	if (!ret)
		address_format(normal, &address);
	return ret;
}

static unsigned int routing_id(const struct address *address)
{
	return address->bus << 8 | address->slot << 3 | address->func;
}

int address_compare(const char *a, const char *b)
{
	struct address first, second;

	if (address_parse(&first, a) || address_parse(&second, b))
		return strcmp(a, b);
	if (first.domain != second.domain)
		return first.domain < second.domain ? -1 : 1;
	return (int)routing_id(&first) - (int)routing_id(&second);
}
