// SPDX-License-Identifier: GPL-2.0-only
/* What must hold after a guest or its VMM has done its worst. */
#include <string.h>
#include <sys/ioctl.h>

#include <json-c/json.h>

#include "hw.h"
#include "bind.h"
#include "check.h"
#include "count.h"
#include "kernel_log.h"
#include "unharmed.h"
#include "works.h"

/* "buffer-size" is the kernel's own virtio_pci's. */
static const char *const allowed[] = { "buffer-size", "doorbell-queue" };

static bool is_allowed(const char *kind)
{
	for (size_t i = 0; i < ARRAY_SIZE(allowed); i++)
		if (!strcmp(kind, allowed[i]))
			return true;
	return false;
}

static void check_complaints(void)
{
	struct json_object *all = hw_get("counters"), *kinds, *last;

	if (!all)
		fail_msg("hw: %s", hw_error());
	assert_true(json_object_object_get_ex(all, "violation-kinds", &kinds));
	assert_true(json_object_object_get_ex(all, "last-violation", &last));
	json_object_object_foreach(kinds, kind, number)
	{
		if (!is_allowed(kind))
			check_equal(json_object_get_int64(number), 0,
				    "violations of kind %s (the last one: %s)",
				    kind, json_object_get_string(last));
	}
	json_object_put(all);
}

void watch_for_harm(void)
{
	log_from_now();
	count_from_zero();
}

static const char *const warnings[] = {
	"BUG:",	      "WARNING:",
	"Oops",	      "refcount_t",
	"KASAN",      "UBSAN",
	"INFO: task", "possible circular",
	"RCU usage",  "protection fault",
};

/* An open enables the function, and the bus says so: once, and not us. */
static int lines_of_ours(void)
{
	return log_lines_with(OUR_DRIVER, "") -
	       log_lines_with(OUR_DRIVER, "enabling device (");
}

static void check_log(int lines)
{
	for (size_t i = 0; i < ARRAY_SIZE(warnings); i++) {
		if (!log_lines_with(warnings[i], ""))
			continue;
		log_show(warnings[i]);
		fail_msg("the kernel warned");
	}
	if (lines_of_ours() > lines) {
		log_show(OUR_DRIVER);
		fail_msg("%d lines in the kernel's log, expected %d at most",
			 lines_of_ours(), lines);
	}
}

/* What the VMM of a guest that reboots does first. */
static void back_to_start(struct vf *vf)
{
	struct vfio_irq_set off = {
		.argsz = sizeof(off),
		.flags = VFIO_IRQ_SET_DATA_NONE | VFIO_IRQ_SET_ACTION_TRIGGER,
		.index = VFIO_PCI_MSIX_IRQ_INDEX,
	};
	struct vfio_device_feature awake = {
		.argsz = sizeof(awake),
		.flags = VFIO_DEVICE_FEATURE_SET |
			 VFIO_DEVICE_FEATURE_LOW_POWER_EXIT,
	};

	ioctl(vf->device, VFIO_DEVICE_FEATURE, &awake);
	ioctl(vf->device, VFIO_DEVICE_SET_IRQS, &off);
	check_equal(reset(vf), 0, "VFIO_DEVICE_RESET");
	enable_io(vf);
}

void check_unharmed(struct vf *vf, int lines)
{
	check_log(lines);
	check_complaints();
	back_to_start(vf);
	check_works(vf);
	vf_reopen(vf);
	enable_io(vf);
	check_works(vf);
	vf_reopen(vf);
	check_log(lines);
}
