/* SPDX-License-Identifier: GPL-2.0-only */
/* Addresses of PCI functions. Pure. */
#ifndef TOOLS_ADDRESS_H
#define TOOLS_ADDRESS_H

/* 31 bits of domain make the longest: 7fffffff:00:00.0 */
#define ADDRESS_SIZE 20

/**
 * struct address - taken apart
 * @domain: of the kernel, which may be wider than PCI's 16 bits
 * @bus: number of the bus
 * @slot: device number
 * @func: function number
 */
struct address {
	unsigned int domain;
	unsigned int bus;
	unsigned int slot;
	unsigned int func;
};

/* As lspci takes it, "1:0.1" too. Returns 0 or -EINVAL. */
int address_parse(struct address *address, const char *text);

/* As the kernel writes it. */
void address_format(char normal[ADDRESS_SIZE], const struct address *address);

/* Both: made normal. Returns 0 or -EINVAL. */
int address_normal(char normal[ADDRESS_SIZE], const char *text);

/* The order of two normal addresses, by their numbers: less than 0, 0, or more. */
int address_compare(const char *a, const char *b);

#endif
