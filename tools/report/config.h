/* SPDX-License-Identifier: GPL-2.0-only */
/* A configuration space as lspci -xxxx prints it, and its serial number. Pure. */
#ifndef TOOLS_REPORT_CONFIG_H
#define TOOLS_REPORT_CONFIG_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

/* With a device's extended configuration space. */
#define CONFIG_SIZE 4096

/* 16 bytes a line. */
void config_print(FILE *to, const uint8_t *config, size_t len);

/*
 * Makes the card's serial number zeros (PCIe 4.0, 7.9.3), and what was last read of its
 * vital product data, where that is (PCI 3.0, appendix I). Returns whether there was one.
 */
bool config_blank_serial(uint8_t *config, size_t len);

#endif
