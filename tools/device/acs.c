// SPDX-License-Identifier: GPL-2.0-only
/*
 * sysfs has the way from the root to a function in its name there, libpci the registers.
 * The rules are those by which the kernel makes its groups.
 */
#include <limits.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <pci/pci.h>

#include "device/acs.h"
#include "file.h"

/* A bus number has 8 bits: no way is longer. */
#define WAY_MAX 256

/**
 * struct way - from the root complex to a function
 * @list: the bridges, from above, and the function itself at the end
 * @nr: their number
 */
struct way {
	char list[WAY_MAX][ADDRESS_SIZE];
	size_t nr;
};

static void find_way(struct way *way, const char *address)
{
	char path[PATH_MAX], real[PATH_MAX], *part, *rest;

	way->nr = 0;
	file_path(path, sizeof(path), "/sys/bus/pci/devices/%s", address);
	if (!realpath(path, real))
		return;
	for (part = strtok_r(real, "/", &rest); part && way->nr < WAY_MAX;
	     part = strtok_r(NULL, "/", &rest))
		if (!address_normal(way->list[way->nr], part))
			way->nr++;
}

static bool passes(const struct way *way, const char *address)
{
	for (size_t i = 0; i < way->nr; i++)
		if (!strcmp(way->list[i], address))
			return true;
	return false;
}

/* Functions of one device: what is before the "." is the same. */
static bool same_slot(const char *a, const char *b)
{
	size_t len = strcspn(a, ".");

	return len == strcspn(b, ".") && !strncmp(a, b, len);
}

static void __attribute__((format(printf, 1, 2))) ignore(char *fmt, ...)
{
	(void)fmt;
}

static struct pci_access *open_pci(void)
{
	struct pci_access *pci = pci_alloc();
	char path[PATH_MAX];

	pci->method = PCI_ACCESS_SYS_BUS_PCI;
	file_path(path, sizeof(path), "/sys/bus/pci");
	pci_set_param(pci, "sysfs.path", path);
	/* what cannot be read is not there */
	pci->warning = ignore;
	pci_init(pci);
	return pci;
}

/* What the kernel wants of a port, as far as the port can do it. */
static enum acs control_of(struct pci_dev *dev)
{
	struct pci_cap *acs =
		pci_find_cap(dev, PCI_EXT_CAP_ID_ACS, PCI_CAP_EXTENDED);
	unsigned int needed = PCI_ACS_CAP_VALID | PCI_ACS_CAP_REQ_RED |
			      PCI_ACS_CAP_CMPLT_RED | PCI_ACS_CAP_FORWARD;

	if (!acs)
		return ACS_LACKING;
	needed &= pci_read_word(dev, acs->addr + PCI_ACS_CAP);
	if (needed & ~pci_read_word(dev, acs->addr + PCI_ACS_CTRL))
		return ACS_OFF;
	return ACS_UNKNOWN;
}

static bool is_multifunction(struct pci_dev *dev)
{
	return pci_read_byte(dev, PCI_HEADER_TYPE) & 0x80;
}

static enum acs look_at_bridge(struct pci_dev *dev)
{
	struct pci_cap *express =
		pci_find_cap(dev, PCI_CAP_ID_EXP, PCI_CAP_NORMAL);
	unsigned int flags;

	if (!express)
		return ACS_NO_PCIE;
	flags = pci_read_word(dev, express->addr + PCI_EXP_FLAGS);
	switch ((flags & PCI_EXP_FLAGS_TYPE) >> 4) {
	case PCI_EXP_TYPE_ROOT_PORT:
	case PCI_EXP_TYPE_DOWNSTREAM:
		return control_of(dev);
	case PCI_EXP_TYPE_UPSTREAM:
		return is_multifunction(dev) ? control_of(dev) : ACS_UNKNOWN;
	default:
		return ACS_NO_PCIE;
	}
}

static enum acs look_at(struct pci_access *pci, const char *address,
			bool bridge)
{
	unsigned int domain, bus, slot, func;
	enum acs acs = ACS_HIDDEN;
	unsigned char byte;
	struct pci_dev *dev;

	if (sscanf(address, "%x:%x:%x.%x", &domain, &bus, &slot, &func) != 4)
		return ACS_UNKNOWN;
	dev = pci_get_dev(pci, domain, bus, slot, func);
	pci_fill_info(dev, PCI_FILL_CAPS | PCI_FILL_EXT_CAPS);
	/* 64 bytes are for all, and capabilities are behind them */
	if (pci_read_block(dev, 64, &byte, 1)) {
		if (bridge)
			acs = look_at_bridge(dev);
		else
			acs = is_multifunction(dev) ? control_of(dev)
						    : ACS_UNKNOWN;
	}
	pci_free_dev(dev);
	return acs;
}

enum acs acs_between(const char *a, const char *b, char where[ADDRESS_SIZE])
{
	struct pci_access *pci = open_pci();
	enum acs acs = ACS_UNKNOWN;
	struct way to_a, to_b;

	*where = '\0';
	find_way(&to_a, a);
	find_way(&to_b, b);
	for (size_t i = 0; !acs && i + 1 < to_a.nr; i++) {
		const char *bridge = to_a.list[i];

		/* a function beside the bridge shares what that lacks, too */
		if (!passes(&to_b, bridge) &&
		    !(to_b.nr > i && same_slot(to_b.list[i], bridge)))
			continue;
		acs = look_at(pci, bridge, true);
		if (acs)
			snprintf(where, ADDRESS_SIZE, "%s", bridge);
	}
	if (!acs && same_slot(a, b)) {
		acs = look_at(pci, b, false);
		if (acs == ACS_LACKING || acs == ACS_OFF)
			acs = ACS_ONE_CARD;
		if (acs)
			snprintf(where, ADDRESS_SIZE, "%s", b);
	}
	pci_cleanup(pci);
	return acs;
}
