// SPDX-License-Identifier: GPL-2.0-only
/* libpci lists the functions; sysfs has their drivers, groups and VFs. */
#include <dirent.h>
#include <errno.h>
#include <limits.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <pci/pci.h>

#include "command.h"
#include "device/function.h"
#include "file.h"
#include "out.h"
#include "virtio/type.h"

#define DEVICES "/sys/bus/pci/devices/"

static void __attribute__((noreturn, format(printf, 1, 2)))
cannot(char *fmt, ...)
{
	char why[256];
	va_list args;

	va_start(args, fmt);
	vsnprintf(why, sizeof(why), fmt, args);
	va_end(args);
	out_say("virtio-vfio: cannot list PCI devices: %s; is /sys mounted?",
		why);
	exit(EXIT_FAILED);
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
	pci->error = cannot;
	/* warnings are about other devices */
	pci->warning = ignore;
	pci_init(pci);
	return pci;
}

static int bus_and_function(const char *address)
{
	struct address parts;

	if (address_parse(&parts, address))
		return -1;
	return parts.bus << 8 | parts.slot << 3 | parts.func;
}

static bool is_vf_number(const struct function *vf, int number)
{
	char name[ADDRESS_SIZE];

	return !file_link(name, sizeof(name), DEVICES "%s/virtfn%d", vf->pf,
			  number - 1) &&
	       !strcmp(name, vf->address);
}

/*
 * The number is in the name of the PF's link to the VF: virtfn0 is VF 1. Which link
 * that should be follows from the PF's offset and stride (PCIe 6.0, 9.2.1.2); the
 * others are only tried if it is not.
 */
static int number_of(const struct function *vf)
{
	int total = file_number(DEVICES "%s/sriov_totalvfs", vf->pf);
	int offset = file_number(DEVICES "%s/sriov_offset", vf->pf);
	int stride = file_number(DEVICES "%s/sriov_stride", vf->pf);
	int distance = bus_and_function(vf->address) - bus_and_function(vf->pf);
	int expected = 0;

	if (offset >= 0 && stride > 0 && distance >= offset)
		expected = (distance - offset) / stride + 1;
	if (expected && is_vf_number(vf, expected))
		return expected;
	for (int i = 1; i <= total; i++)
		if (is_vf_number(vf, i))
			return i;
	return 0;
}

static void look(struct function *function)
{
	const char *address = function->address;
	char group[16];
	int total;

	file_link(function->driver, sizeof(function->driver),
		  DEVICES "%s/driver", address);
	function->group = -1;
	if (!file_link(group, sizeof(group), DEVICES "%s/iommu_group", address))
		function->group = atoi(group);

	if (!file_link(function->pf, sizeof(function->pf), DEVICES "%s/physfn",
		       address)) {
		function->kind = FUNCTION_VF;
		function->number = number_of(function);
		return;
	}
	total = file_number(DEVICES "%s/sriov_totalvfs", address);
	if (total > 0) {
		function->kind = FUNCTION_PF;
		function->total_vfs = total;
		function->num_vfs =
			file_number(DEVICES "%s/sriov_numvfs", address);
	}
}

/* Returns false if it is not a virtio function. */
static bool take(struct function *function, struct pci_dev *dev)
{
	pci_fill_info(dev, PCI_FILL_IDENT | PCI_FILL_BASES | PCI_FILL_SIZES);
	if (dev->vendor_id != VIRTIO_VENDOR || !type_is_virtio(dev->device_id))
		return false;
	memset(function, 0, sizeof(*function));
	/* its domain_16 is for old programs, and cut */
	address_format(function->address,
		       &(struct address){ dev->domain, dev->bus, dev->dev,
					  dev->func });
	function->device_id = dev->device_id;
	function->bar0 = dev->size[0];
	function->bar0_is_io = dev->base_addr[0] & PCI_BASE_ADDRESS_SPACE_IO;
	look(function);
	return true;
}

static void add(struct functions *functions, struct pci_dev *dev)
{
	functions->list =
		realloc(functions->list,
			(functions->nr + 1) * sizeof(*functions->list));
	if (!functions->list)
		cannot("%s", strerror(ENOMEM));
	if (take(&functions->list[functions->nr], dev))
		functions->nr++;
}

static int by_address(const void *a, const void *b)
{
	return address_compare(((const struct function *)a)->address,
			       ((const struct function *)b)->address);
}

void functions_find(struct functions *functions)
{
	struct pci_access *pci = open_pci();

	pci_scan_bus(pci);
	memset(functions, 0, sizeof(*functions));
	for (struct pci_dev *dev = pci->devices; dev; dev = dev->next)
		add(functions, dev);
	pci_cleanup(pci);
	if (functions->nr)
		qsort(functions->list, functions->nr, sizeof(*functions->list),
		      by_address);
}

void functions_free(struct functions *functions)
{
	free(functions->list);
	functions->list = NULL;
	functions->nr = 0;
}

int function_find(struct function *function, const char *address)
{
	struct address parts;
	struct pci_access *pci;
	struct pci_dev *dev;
	int ret = -EINVAL;

	if (!file_exists(DEVICES "%s", address) ||
	    address_parse(&parts, address))
		return -ENODEV;
	pci = open_pci();
	dev = pci_get_dev(pci, parts.domain, parts.bus, parts.slot, parts.func);
	if (take(function, dev))
		ret = 0;
	pci_free_dev(dev);
	pci_cleanup(pci);
	return ret;
}

int function_serial(const char *address, char *text, size_t size)
{
	struct address parts;
	struct pci_access *pci;
	struct pci_dev *dev;
	struct pci_cap *cap;
	uint32_t high = 0, low = 0;

	*text = '\0';
	if (address_parse(&parts, address))
		return -ENODEV;
	pci = open_pci();
	dev = pci_get_dev(pci, parts.domain, parts.bus, parts.slot, parts.func);
	cap = pci_find_cap(dev, PCI_EXT_CAP_ID_DSN, PCI_CAP_EXTENDED);
	if (cap) {
		low = pci_read_long(dev, cap->addr + 4);
		high = pci_read_long(dev, cap->addr + 8);
	}
	pci_free_dev(dev);
	pci_cleanup(pci);
	/* cards to which nobody gave one, and those that do not answer */
	if ((!low && !high) || (!~low && !~high))
		return -ENOENT;
	snprintf(text, size, "%02x-%02x-%02x-%02x-%02x-%02x-%02x-%02x",
		 high >> 24, high >> 16 & 0xff, high >> 8 & 0xff, high & 0xff,
		 low >> 24, low >> 16 & 0xff, low >> 8 & 0xff, low & 0xff);
	return 0;
}

int function_named(struct function *function, const char *name, char *why,
		   size_t size)
{
	char address[ADDRESS_SIZE];

	if (address_normal(address, name)) {
		snprintf(
			why, size,
			"is no address of a PCI function, such as 0000:01:00.1");
		return EXIT_USAGE;
	}
	switch (function_find(function, address)) {
	case 0:
		return EXIT_DONE;
	case -ENODEV:
		snprintf(why, size,
			 "is not there; virtio-vfio list shows what is");
		return EXIT_ABSENT;
	default:
		snprintf(why, size, "is not a virtio device");
		return EXIT_ABSENT;
	}
}

int function_named_or_say(struct function *function, const char *name)
{
	char why[128];
	int ret = function_named(function, name, why, sizeof(why));

	if (ret)
		out_say("virtio-vfio: %s %s", name, why);
	return ret;
}

void function_virtio(const char *address, char *name, size_t size)
{
	char path[PATH_MAX];
	struct dirent *entry;
	DIR *dir;

	*name = '\0';
	dir = opendir(file_path(path, sizeof(path), DEVICES "%s", address));
	if (!dir)
		return;
	while ((entry = readdir(dir)))
		if (!strncmp(entry->d_name, "virtio", 6))
			snprintf(name, size, "%.30s", entry->d_name);
	closedir(dir);
}

const char *function_type(const struct function *function)
{
	return type_name(type_of_device(function->device_id));
}
