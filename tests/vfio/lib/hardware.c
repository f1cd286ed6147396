// SPDX-License-Identifier: GPL-2.0-only
/* The hardware's counters and properties, and QEMU's set_link. */
#include <stdio.h>
#include <string.h>

#include <json-c/json.h>

#include "bind.h"
#include "check.h"
#include "hardware.h"
#include "hw.h"
#include "timing.h"
#include "vf.h"

static struct json_object *all_counters(void)
{
	struct json_object *all = hw_get("counters");

	if (!all)
		fail_msg("hw: %s", hw_error());
	return all;
}

static int look(struct json_object *all, int number, const char *name)
{
	char path[64];
	long long n;

	snprintf(path, sizeof(path), "members.%d.%s", number, name);
	n = hw_lookup(all, path);
	if (n < 0)
		fail_msg("hw: %s", hw_error());
	return n;
}

struct counts counted_so_far(int number)
{
	struct json_object *all = all_counters();
	struct counts c = {
		.common_read = look(all, number, "common-read"),
		.common_write = look(all, number, "common-write"),
		.device_read = look(all, number, "device-read"),
		.device_write = look(all, number, "device-write"),
		.notify_info = look(all, number, "notify-info"),
		.other = look(all, number, "other"),
		.failed = look(all, number, "failed"),
		.kick_member = look(all, number, "kick-member"),
		.kick_owner = look(all, number, "kick-owner"),
		.kick_command = look(all, number, "kick-command"),
		.kick_modern = look(all, number, "kick-modern"),
	};

	json_object_put(all);
	return c;
}

/*
 * Writes are posted: they are done a little later, with virtio-pci after two ticks. What
 * has not changed for so many looks does not any more.
 */
#define LOOKS	  8
#define LOOKS_MAX 4000

struct counts counted(int number)
{
	struct counts last, now = counted_so_far(number);
	int same = 0;

	for (int looks = 0; same < LOOKS; looks++) {
		if (looks == LOOKS_MAX)
			fail_msg("commands of VF %d do not end", number);
		nap_ms(2);
		last = now;
		now = counted_so_far(number);
		same = memcmp(&now, &last, sizeof(now)) ? 0 : same + 1;
	}
	return now;
}

/* What has been written is for the hardware as it is, or is counted by now. */
static void wait_for_posted(void)
{
	struct json_object *last, *now;
	int same = 0;

	if (!bar0_was_written)
		return;
	bar0_was_written = false;
	now = all_counters();
	for (int looks = 0; same < LOOKS && looks < 10 * LOOKS; looks++) {
		nap_ms(2);
		last = now;
		now = all_counters();
		same = json_object_equal(now, last) ? same + 1 : 0;
		json_object_put(last);
	}
	json_object_put(now);
}

void count_from_zero(void)
{
	wait_for_posted();
	if (hw_reset_counters())
		fail_msg("hw: %s", hw_error());
}

int commands(const struct counts *counts)
{
	return counts->common_read + counts->common_write +
	       counts->device_read + counts->device_write +
	       counts->notify_info + counts->other;
}

int kicks(const struct counts *counts)
{
	return counts->kick_member + counts->kick_owner + counts->kick_command +
	       counts->kick_modern;
}

/*
 * The kernel's virtio_pci, if that sends the commands, pads no buffer to a
 * multiple of 8 bytes. That is not this driver's doing.
 */
static bool not_ours(const char *kind)
{
	return pf_has_virtio_pci() && !strcmp(kind, "buffer-size");
}

void check_no_violation(void)
{
	struct json_object *all = all_counters(), *kinds = NULL;

	json_object_object_get_ex(all, "violation-kinds", &kinds);
	assert_non_null(kinds);
	json_object_object_foreach(kinds, kind, number)
	{
		if (!not_ours(kind))
			check_equal(json_object_get_int64(number), 0,
				    "violations of kind %s", kind);
	}
	json_object_put(all);
}

void check_no_failure(void)
{
	check_equal(hw_counter("failed"), 0, "failed commands");
}

void hardware(const char *property, const char *value)
{
	wait_for_posted();
	if (hw_set_text(property, value))
		fail_msg("hw: %s", hw_error());
}

void hardware_good(void)
{
	wait_for_posted();
	if (hw_good())
		fail_msg("hw: %s", hw_error());
}

void set_link(int number, bool up)
{
	struct json_object *args = json_object_new_object();
	char name[16];

	snprintf(name, sizeof(name), "vf%d", number);
	json_object_object_add(args, "name", json_object_new_string(name));
	json_object_object_add(args, "up", json_object_new_boolean(up));
	if (hw_command("set_link", args, NULL))
		fail_msg("set_link %s: %s", name, hw_error());
}
