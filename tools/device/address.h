/* SPDX-License-Identifier: GPL-2.0-only */
/* Addresses of PCI functions. Pure. */
#ifndef TOOLS_ADDRESS_H
#define TOOLS_ADDRESS_H

#define ADDRESS_SIZE 16

/* As lspci takes it, "1:0.1" too, made normal. Returns 0 or -EINVAL. */
int address_normal(char normal[ADDRESS_SIZE], const char *text);

#endif
