// SPDX-License-Identifier: GPL-2.0-only
/* Each part that the kernel made of a function, in turn. */
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "device/console_use.h"
#include "device/disk_use.h"
#include "device/host_use.h"
#include "device/mounts.h"
#include "device/net_use.h"
#include "device/parts.h"
#include "file.h"

#define DEVICES "/sys/bus/pci/devices/"

void host_use_is(struct host_use *use, enum host_use_kind kind, const char *fmt,
		 ...)
{
	va_list args;

	use->kind = kind;
	va_start(args, fmt);
	vsnprintf(use->text, sizeof(use->text), fmt, args);
	va_end(args);
}

/* An input, a screen, a port: nobody but processes uses these. */
static bool file_in_use(const struct part *part, const struct holders *holders,
			char *text, size_t size)
{
	const struct holder *holder =
		holders_of_file(holders, false, part->number);

	if (holder)
		snprintf(text, size, "its device %s is open in %s (pid %d)",
			 part->name, holder->command, holder->pid);
	return holder;
}

static void look_at_part(struct host_use *use, const struct part *part,
			 const struct holders *holders)
{
	char text[sizeof(use->text)];
	bool found = false;

	switch (part->kind) {
	case PART_INTERFACE:
		net_use_find(use, part->name);
		return;
	case PART_BLOCK:
		found = disk_use_find(part, holders, text, sizeof(text));
		break;
	case PART_CHAR:
		found = file_in_use(part, holders, text, sizeof(text)) ||
			(!strncmp(part->name, "vport", 5) &&
			 console_use_find(part, holders, text, sizeof(text)));
		break;
	}
	if (found)
		host_use_is(use, HOST_USE_REAL, "%s", text);
}

static void look_for_claims(struct host_use *use, const struct parts *parts)
{
	char text[sizeof(use->text)];

	for (size_t i = 0; i < parts->nr && use->kind < HOST_USE_REAL; i++)
		if (parts->list[i].kind == PART_BLOCK &&
		    disk_use_is_claimed(&parts->list[i], text, sizeof(text)))
			host_use_is(use, HOST_USE_REAL, "%s", text);
}

static bool has_interface(const struct parts *parts)
{
	for (size_t i = 0; i < parts->nr; i++)
		if (parts->list[i].kind == PART_INTERFACE)
			return true;
	return false;
}

static bool is_driven_by(const struct function *function, const char *virtio,
			 const char *wanted)
{
	char driver[DRIVER_SIZE];

	file_link(driver, sizeof(driver), DEVICES "%s/%s/driver",
		  function->address, virtio);
	return !strcmp(driver, wanted);
}

/* By its tag, which some kernels do not tell of a virtiofs; then any counts. */
static void look_for_folders(struct host_use *use,
			     const struct function *function,
			     const char *virtio)
{
	const struct mount *mount;
	struct mounts mounts;
	char tag[64], text[192];

	if (file_read(tag, sizeof(tag), DEVICES "%s/%s/mount_tag",
		      function->address, virtio) &&
	    !is_driven_by(function, virtio, "virtiofs"))
		return;
	mounts_find(&mounts);
	if (*tag)
		mount = mounts_of_type(&mounts, "9p", tag);
	else
		mount = mounts_of_type(&mounts, "virtiofs", NULL);
	if (mount) {
		mounts_text(mount, text, sizeof(text));
		host_use_is(use, HOST_USE_REAL, "its folder %s %s %s",
			    mount->source, *tag ? "is" : "may be the one",
			    text);
	}
	mounts_free(&mounts);
}

void host_use_find(struct host_use *use, const struct function *function,
		   const struct holders *holders)
{
	struct parts parts;
	char virtio[32];

	use->kind = HOST_USE_NONE;
	*use->text = '\0';
	function_virtio(function->address, virtio, sizeof(virtio));
	parts_find(&parts, function);
	if (*virtio)
		look_for_folders(use, function, virtio);
	/* its driver makes one, in whose namespace it is not shown */
	if (is_driven_by(function, virtio, "virtio_net") &&
	    !has_interface(&parts))
		net_use_find_elsewhere(use, function->address);
	for (size_t i = 0; i < parts.nr && use->kind < HOST_USE_REAL; i++)
		look_at_part(use, &parts.list[i], holders);
	if (use->kind < HOST_USE_REAL)
		look_for_claims(use, &parts);
	parts_free(&parts);
}
