// SPDX-License-Identifier: GPL-2.0-only
/*
 * A VF of virtio has its PF's id, so that ids=, which is meant for VFs, takes the PF as
 * well. It is an option of the module, whose name need not be the driver's.
 */
#include <stdio.h>
#include <string.h>

#include "explain/claim.h"
#include "file.h"
#include "kernel/conf.h"
#include "kernel/kernel.h"
#include "virtio/type.h"

#define DEVICES "/sys/bus/pci/devices/"

#define ANY 0xffffffffU

/* One of ids=, as the kernel reads it: vendor:device[:subvendor[:subdevice[:class...]]] */
static bool id_means(const char *id, const struct function *function)
{
	unsigned int vendor, device, subvendor = ANY, subdevice = ANY;
	long long here;

	if (sscanf(id, "%x:%x:%x:%x", &vendor, &device, &subvendor,
		   &subdevice) < 2)
		return false;
	if ((vendor != ANY && vendor != VIRTIO_VENDOR) ||
	    (device != ANY && device != function->device_id))
		return false;
	here = file_number(DEVICES "%s/subsystem_vendor", function->address);
	if (subvendor != ANY && here >= 0 && here != subvendor)
		return false;
	here = file_number(DEVICES "%s/subsystem_device", function->address);
	return subdevice == ANY || here < 0 || here == subdevice;
}

/* The id of a list between commas that means the function. */
static bool list_means(const char *list, const struct function *function,
		       char *found, size_t size)
{
	char id[64];
	size_t len;

	for (; *list && *list != ' '; list += len + (list[len] == ',')) {
		len = strcspn(list, ", ");
		snprintf(id, sizeof(id), "%.*s", (int)len, list);
		if (!id_means(id, function))
			continue;
		snprintf(found, size, "%s", id);
		return true;
	}
	return false;
}

/* The values of "ids=" in a line of options. */
static bool options_mean(const char *options, const struct function *function,
			 char *found, size_t size)
{
	for (; *options; options += strcspn(options, " \t")) {
		options += strspn(options, " \t");
		if (!strncmp(options, "ids=", 4) &&
		    list_means(options + 4, function, found, size))
			return true;
	}
	return false;
}

static bool fits(const char *options, const void *function)
{
	char id[64];

	return options_mean(options, function, id, sizeof(id));
}

static bool look_at_override(struct claim *claim,
			     const struct function *function)
{
	const char *address = function->address;
	char override[DRIVER_SIZE];

	file_read(override, sizeof(override), DEVICES "%s/driver_override",
		  address);
	if (!*override || !strcmp(override, "(null)") ||
	    (*function->driver && strcmp(override, function->driver)))
		return false;
	claim->by = CLAIM_OVERRIDE;
	snprintf(claim->driver, sizeof(claim->driver), "%s", override);
	if (file_exists("/etc/driverctl.d/%s", address)) {
		claim->by = CLAIM_DRIVERCTL;
		snprintf(claim->where, sizeof(claim->where),
			 "/etc/driverctl.d/%s", address);
	}
	snprintf(claim->text, sizeof(claim->text),
		 "as its driver_override is %s%s%s", override,
		 *claim->where ? ", by " : "", claim->where);
	return true;
}

static bool look_at_conf(struct claim *claim, const struct function *function,
			 const char *module)
{
	struct conf_line line;

	if (!conf_find(&line, CONF_OPTIONS, module, fits, function))
		return false;
	claim->by = CLAIM_CONF;
	options_mean(line.value, function, claim->id, sizeof(claim->id));
	snprintf(claim->where, sizeof(claim->where), "%s", line.where);
	return true;
}

static bool look_at_arguments(struct claim *claim,
			      const struct function *function,
			      const char *module)
{
	char list[512];

	if (!kernel_argument(list, sizeof(list), module, "ids") ||
	    !list_means(list, function, claim->id, sizeof(claim->id)))
		return false;
	claim->by = CLAIM_ARGUMENT;
	snprintf(claim->where, sizeof(claim->where), "%s.ids=", module);
	return true;
}

void claim_look(struct claim *claim, const struct function *function)
{
	const char *driver = function->driver;
	char module[DRIVER_SIZE];

	memset(claim, 0, sizeof(*claim));
	snprintf(claim->driver, sizeof(claim->driver), "%s", driver);
	if (look_at_override(claim, function) || !*driver)
		return;
	if (file_link(module, sizeof(module), "/sys/bus/pci/drivers/%s/module",
		      driver))
		snprintf(module, sizeof(module), "%s", driver);
	if (look_at_conf(claim, function, module) ||
	    look_at_conf(claim, function, driver) ||
	    look_at_arguments(claim, function, module) ||
	    look_at_arguments(claim, function, driver))
		snprintf(claim->text, sizeof(claim->text),
			 "as ids= in %s has %s, the id of the PF as of its VFs",
			 claim->where, claim->id);
}
