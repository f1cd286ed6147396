// SPDX-License-Identifier: GPL-2.0-only
/* Live migration: what the PF tells of the VF agrees with what the VF itself says. */
#include <stdio.h>
#include <string.h>

#include "check/steps.h"
#include "file.h"
#include "parts/parts.h"

#define RULE "virtio 1.4, Device parts"

/* Bits of legacy devices alone: NOTIFY_ON_EMPTY, ANY_LAYOUT, and one to be left alone. */
#define LEGACY_ONLY (1u << 24 | 1u << 27 | 1u << 30)

/* Returns true if it can be migrated. What cannot is as good for anything else. */
static bool is_offered(struct check *check)
{
	char reason[256];
	const char *text;

	file_read(reason, sizeof(reason),
		  "/sys/bus/pci/devices/%s/migration_reason",
		  check->function.address);
	if (!strncmp(reason, "offered ", strlen("offered ")))
		return true;
	text = strchr(reason, ' ');
	check_skip(check, "the parts of the device, for live migration", RULE,
		   text ? text + 1 : "the driver does not offer it");
	return false;
}

/* As the guest sees them, which is up to the first that is not there. */
static void check_queues(struct check *check,
			 const struct stream_identity *parts)
{
	struct check_vf *vf = &check->vf;
	unsigned int index = 0, size = 0, told = 0;

	for (; index < parts->nr_queues && index < check->queues; index++) {
		vf_out(vf, REG_QUEUE_SELECT, 2, index);
		size = vf_in(vf, REG_QUEUE_SIZE, 2);
		told = parts->queue_size[index];
		if (told && size != told)
			break;
	}
	check_that(
		check, index == check->queues,
		"the parts have the sizes of the queues", RULE,
		"of %u queues, number %u has %u entries, and %u by the parts",
		check->queues, index, size, told);
}

void parts_check(struct check *check)
{
	static struct stream_identity parts;
	uint32_t missing;
	char why[256];
	int ret;

	if (!is_offered(check))
		return;
	ret = parts_of_function(&parts, check->function.address, why,
				sizeof(why));
	if (!check_that(check, !ret, "the parts of the device can be asked for",
			RULE, "it %s", why))
		return;
	check_that(check, parts.virtio_id == check->virtio_id,
		   "they are parts of that device type", RULE, "the type is %u",
		   parts.virtio_id);
	missing = check->features & ~LEGACY_ONLY & ~(uint32_t)parts.features[0];
	if (parts.has_features)
		check_that(check, !missing,
			   "the parts have the features that it offers", RULE,
			   "they lack %#x", missing);
	else
		check_skip(check, "the parts have the features that it offers",
			   RULE, "the device does not list that part");
	check_queues(check, &parts);
}
