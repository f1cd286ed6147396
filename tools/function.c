// SPDX-License-Identifier: GPL-2.0-only
/* libpci lists the functions; sysfs knows what the kernel makes of them. */
#include <errno.h>
#include <limits.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <pci/pci.h>

#include "command.h"
#include "files.h"
#include "function.h"
#include "out.h"
#include "types.h"

#define DEVICES "/sys/bus/pci/devices/"

static void __attribute__((noreturn, format(printf, 1, 2)))
cannot(char *fmt, ...)
{
	char why[256];
	va_list args;

	va_start(args, fmt);
	vsnprintf(why, sizeof(why), fmt, args);
	va_end(args);
	say("virtio-vfio: cannot list PCI devices: %s; is /sys mounted?", why);
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
	/* about devices that are not ours to tell about */
	pci->warning = ignore;
	pci_init(pci);
	pci_scan_bus(pci);
	return pci;
}

/* Its number is told by the PF's links: virtfn0 is VF 1. */
static int number_of(const struct function *vf)
{
	int total = file_number(DEVICES "%s/sriov_totalvfs", vf->pf);
	char name[ADDRESS_SIZE];

	for (int i = 0; i < total; i++)
		if (!file_link(name, sizeof(name), DEVICES "%s/virtfn%d",
			       vf->pf, i) &&
		    !strcmp(name, vf->address))
			return i + 1;
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

static void add(struct functions *functions, struct pci_dev *dev)
{
	struct function *function;

	pci_fill_info(dev, PCI_FILL_IDENT | PCI_FILL_BASES | PCI_FILL_SIZES);
	if (dev->vendor_id != VIRTIO_VENDOR || !is_virtio_id(dev->device_id))
		return;

	functions->list = realloc(functions->list,
				  (functions->nr + 1) * sizeof(*function));
	if (!functions->list)
		cannot("%s", strerror(ENOMEM));
	function = &functions->list[functions->nr++];
	memset(function, 0, sizeof(*function));
	snprintf(function->address, ADDRESS_SIZE, "%04x:%02x:%02x.%x",
		 dev->domain & 0xffff, dev->bus, dev->dev, dev->func & 7);
	function->device_id = dev->device_id;
	function->bar0 = dev->size[0];
	look(function);
}

static int by_address(const void *a, const void *b)
{
	return strcmp(((const struct function *)a)->address,
		      ((const struct function *)b)->address);
}

void functions_find(struct functions *functions)
{
	struct pci_access *pci = open_pci();

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
	struct functions functions;
	int ret = file_exists(DEVICES "%s", address) ? -EINVAL : -ENODEV;

	functions_find(&functions);
	for (size_t i = 0; i < functions.nr; i++) {
		if (!strcmp(functions.list[i].address, address)) {
			*function = functions.list[i];
			ret = 0;
		}
	}
	functions_free(&functions);
	return ret;
}

const char *function_type(const struct function *function)
{
	return type_name(virtio_id_of(function->device_id));
}
