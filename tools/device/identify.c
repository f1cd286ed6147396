// SPDX-License-Identifier: GPL-2.0-only
/* Ids, serial numbers and slots, read from sysfs and by libpci. */
#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "device/identify.h"
#include "file.h"

#define DEVICES "/sys/bus/pci/devices/"

static const char *pf_of(const struct function *function)
{
	return function->kind == FUNCTION_VF ? function->pf : function->address;
}

static void read_kind(struct identity *identity,
		      const struct function *function)
{
	switch (function->kind) {
	case FUNCTION_PF:
		snprintf(identity->kind, sizeof(identity->kind), "PF");
		break;
	case FUNCTION_VF:
		snprintf(identity->kind, sizeof(identity->kind), "VF%d",
			 function->number);
		break;
	default:
		snprintf(identity->kind, sizeof(identity->kind), "plain");
	}
}

static unsigned int id_of(const char *address, const char *file)
{
	long long id = file_number(DEVICES "%s/%s", address, file);

	return id < 0 ? 0 : id & 0xffff;
}

static void read_id(struct identity *identity, const char *address)
{
	snprintf(identity->id, sizeof(identity->id), "%04x:%04x/%04x:%04x",
		 id_of(address, "vendor"), id_of(address, "device"),
		 id_of(address, "subsystem_vendor"),
		 id_of(address, "subsystem_device"));
}

static void read_serial(struct identity *identity, const char *pf)
{
	struct address address;
	char serial[24];

	if (address_parse(&address, pf) ||
	    function_serial(pf, serial, sizeof(serial)))
		return;
	snprintf(identity->serial, sizeof(identity->serial), "%s/%02x.%x",
		 serial, address.slot, address.func);
}

/*
 * The firmware's name of the root, as its number changes with the buses before it. Blanks
 * and such would end the text where it is kept.
 */
static void name_root(char *name, size_t size, const char *path, int len)
{
	const char *last;

	if (file_read(name, size, "%.*s/firmware_node/path", len, path) ||
	    !*name) {
		last = memrchr(path, '/', len);
		snprintf(name, size, "%.*s", (int)(path + len - last - 1),
			 last + 1);
	}
	for (char *c = name; *c; c++)
		if (*c <= ' ' || *c == '#' || *c == '/')
			*c = '_';
	if (*name == '\\')
		memmove(name, name + 1, strlen(name));
}

static int read_slot(struct identity *identity, const char *pf)
{
	char link[PATH_MAX], path[PATH_MAX], root[128], name[ADDRESS_SIZE];
	char *from = path, *part, *end, *devices;
	struct address address;
	size_t len = 0;

	if (!realpath(file_path(link, sizeof(link), DEVICES "%s", pf), path))
		return -errno;
	/* the same names as others have, wherever the tree is */
	devices = strstr(path, "/sys/devices/");
	if (devices)
		from = devices;
	for (part = strchr(from + 1, '/'); part; part = end) {
		part++;
		end = strchr(part, '/');
		snprintf(name, sizeof(name), "%.*s",
			 end ? (int)(end - part) : INT_MAX, part);
		if (!len && !strncmp(part, "pci", 3) && end) {
			name_root(root, sizeof(root), from, end - from);
			len = snprintf(identity->slot, sizeof(identity->slot),
				       "%s", root);
		} else if (len && !address_parse(&address, name)) {
			len += snprintf(identity->slot + len,
					sizeof(identity->slot) - len,
					"/%02x.%x", address.slot, address.func);
		}
		/* cut, it could be another's */
		if (len >= sizeof(identity->slot))
			return -ENAMETOOLONG;
	}
	return len ? 0 : -ENODEV;
}

int identify(struct identity *identity, const struct function *function)
{
	memset(identity, 0, sizeof(*identity));
	read_kind(identity, function);
	snprintf(identity->type, sizeof(identity->type), "%s",
		 function_type(function));
	read_id(identity, function->address);
	/* the kernel may still be making it */
	if (function->kind == FUNCTION_VF && !function->number)
		return -ENODEV;
	read_serial(identity, pf_of(function));
	return read_slot(identity, pf_of(function));
}

bool identify_fits(const struct identity *kept, const struct function *function,
		   char *why, size_t size)
{
	struct identity now;
	int ret = identify(&now, function);

	if (ret) {
		snprintf(why, size, "in a place that cannot be found: %s",
			 strerror(-ret));
		return false;
	}
	return identity_fits(kept, &now, why, size);
}

int identify_search(const struct identity *kept, const char *but,
		    char found[ADDRESS_SIZE])
{
	struct identity now;
	struct functions functions;
	char why[256];
	int nr = 0;

	*found = '\0';
	functions_find(&functions);
	for (size_t i = 0; i < functions.nr; i++) {
		const struct function *function = &functions.list[i];

		/* the rest takes longer to find out */
		read_kind(&now, function);
		if (strcmp(now.kind, kept->kind) ||
		    !identify_fits(kept, function, why, sizeof(why)))
			continue;
		nr++;
		if (!*found && strcmp(function->address, but))
			snprintf(found, ADDRESS_SIZE, "%s", function->address);
	}
	functions_free(&functions);
	return nr;
}

int identify_to_keep(struct identity *kept, const struct function *function)
{
	char slot[sizeof(kept->slot)], other[ADDRESS_SIZE];
	int ret = identify(kept, function);

	if (ret || !*kept->serial)
		return ret;
	memcpy(slot, kept->slot, sizeof(slot));
	*kept->slot = '\0';
	if (identify_search(kept, function->address, other) <= 1)
		return 0;
	*kept->serial = '\0';
	memcpy(kept->slot, slot, sizeof(slot));
	return 0;
}
