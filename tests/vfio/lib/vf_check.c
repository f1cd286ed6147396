// SPDX-License-Identifier: GPL-2.0-only
/* Does a VF work, and was any harm done? */
#include <string.h>
#include <sys/ioctl.h>

#include <json-c/json.h>

#include "bind.h"
#include "check.h"
#include "driver_sysfs.h"
#include "hardware.h"
#include "hw.h"
#include "kernel_log.h"
#include "legacy_net.h"
#include "registers.h"
#include "timing.h"
#include "vf_check.h"

/* In these bytes no register is all ones in a VF that answers. */
static bool answers_now(struct vf *vf)
{
	uint32_t features = ~0u;
	uint16_t size = ~0;

	return bar0_read(vf, REG_DEVICE_FEATURES, &features, 4) == 4 &&
	       bar0_read(vf, REG_QUEUE_SIZE, &size, 2) == 2 &&
	       features != ~0u && size != 0xffff;
}

bool vf_answers(struct vf *vf, int ms)
{
	return within(ms, answers_now(vf));
}

void check_works(struct vf *vf)
{
	struct legacy_net net;

	if (!vf_answers(vf, PATIENCE))
		fail_msg("VF %d does not answer", vf->number);
	out8(vf, REG_STATUS, 0);
	check_equal(in8(vf, REG_STATUS), 0, "status of VF %d", vf->number);
	for (uint32_t value = 1; value < 0x10000; value *= 5) {
		out16(vf, REG_QUEUE_SELECT, value & 1);
		out32(vf, REG_QUEUE_ADDRESS, value);
		check_equal(in16(vf, REG_QUEUE_SELECT), value & 1,
			    "queue select of VF %d", vf->number);
		check_equal(in32(vf, REG_QUEUE_ADDRESS), value,
			    "queue address of VF %d", vf->number);
	}

	net_start(&net, vf, false);
	/* The lab's addresses end with the number of the VF. */
	check_equal(net.mac[5], vf->number, "MAC's end of VF %d", vf->number);
	net_ask_peer(&net);
	net_hear_peer(&net);
	net_stop(&net);
}

/* "buffer-size" is the kernel's own virtio_pci's. */
static const char *const allowed[] = { "buffer-size", "doorbell-queue" };

/* Who goes by commands leaves the modern registers to the guest, and its rules, too. */
static bool is_guest_s(const char *kind, const char *backend)
{
	return !strncmp(kind, "modern-", 7) && strcmp(backend, "mediated");
}

static bool is_allowed(const char *kind, const char *backend)
{
	for (size_t i = 0; i < ARRAY_SIZE(allowed); i++)
		if (!strcmp(kind, allowed[i]))
			return true;
	return is_guest_s(kind, backend);
}

static void check_complaints(int vf)
{
	struct json_object *all = hw_get("counters"), *kinds, *last;
	char backend[32];

	read_attribute(vf, "backend", backend);
	if (!all)
		fail_msg("hw: %s", hw_error());
	assert_true(json_object_object_get_ex(all, "violation-kinds", &kinds));
	assert_true(json_object_object_get_ex(all, "last-violation", &last));
	json_object_object_foreach(kinds, kind, number)
	{
		if (!is_allowed(kind, backend))
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
	check_complaints(vf->number);
	back_to_start(vf);
	check_works(vf);
	vf_reopen(vf);
	enable_io(vf);
	check_works(vf);
	vf_reopen(vf);
	check_log(lines);
}
