// SPDX-License-Identifier: GPL-2.0-only
/* The steps about the PF: who drives it, and what it offers. */
#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "device/driver.h"
#include "device/mode.h"
#include "explain/steps.h"
#include "file.h"
#include "kernel/kernel.h"

#define DEVICES "/sys/bus/pci/devices/"

#define FEATURE_ADMIN_VQ 41

/* Opcodes 2 to 5, of which a device has all or none; 6 is NOTIFY_INFO. */
#define OPCODES_LEGACY	   0x3cULL
#define OPCODE_NOTIFY_INFO 0x40ULL

#define FIRMWARE                                                               \
	"the card's own setup: switch on virtio's legacy interface for VFs (see its manual)"

/* A driver of the PF that can be asked, or not. */
enum pf_driver {
	PF_OWNER,
	PF_KERNEL,
	PF_OTHER,
};

/* Asked once, as the answer is the same for all PFs. */
static enum known can_send(const char **how)
{
	static enum known can;
	static char text[128];

	if (!*text)
		can = kernel_sends_legacy_commands(text, sizeof(text));
	*how = text;
	return can;
}

static enum pf_driver driver_step(struct step *step, const struct function *vf)
{
	enum known can;
	char driver[DRIVER_SIZE];
	const char *how;

	file_link(driver, sizeof(driver), DEVICES "%s/driver", vf->pf);
	if (!strcmp(driver, "virtio-owner")) {
		step_ok(step, "virtio-owner");
		return PF_OWNER;
	}
	can = can_send(&how);
	if (strcmp(driver, "virtio-pci")) {
		step_failed(step, "%s; it has to be virtio-pci or virtio-owner",
			    *driver ? driver : "none");
		if (can == KNOWN_NO)
			step_fix(step, "virtio-vfio bind --owner %s", vf->pf);
		else
			step_fix(step, "virtio-vfio unbind %s", vf->pf);
		return PF_OTHER;
	}
	switch (can) {
	case KNOWN_YES:
		step_ok(step, "virtio-pci; it can send legacy commands (%s)",
			how);
		break;
	case KNOWN_NO:
		step_failed(
			step,
			"virtio-pci, but it cannot send legacy commands here (%s)",
			how);
		step_fix(step, "virtio-vfio bind --owner %s", vf->pf);
		break;
	default:
		step_unknown(
			step,
			"virtio-pci; if it can send legacy commands is not known (%s)",
			how);
	}
	return PF_KERNEL;
}

static void device_step(struct step *step, const char *virtio)
{
	char driver[DRIVER_SIZE];

	file_link(driver, sizeof(driver), "/sys/bus/virtio/devices/%s/driver",
		  virtio);
	if (*driver) {
		step_ok(step, "%s, driven by %s", virtio, driver);
		return;
	}
	step_failed(step, "%s, which no driver has", virtio);
	step_fix(
		step,
		"modprobe \"$(cat /sys/bus/virtio/devices/%s/modalias)\"; echo %s >/sys/bus/virtio/drivers_probe",
		virtio, virtio);
}

static void queue_step(struct step *step, const char *virtio)
{
	char features[80];
	int ret = file_read(features, sizeof(features),
			    "/sys/bus/virtio/devices/%s/features", virtio);

	if (ret || strlen(features) <= FEATURE_ADMIN_VQ) {
		step_unknown(step, "the features of %s cannot be read (%s)",
			     virtio, strerror(ret ? -ret : EINVAL));
	} else if (features[FEATURE_ADMIN_VQ] == '1') {
		step_ok(step, "offered (feature bit 41), and in use");
	} else {
		step_failed(step, "not offered (feature bit 41 of %s is 0)",
			    virtio);
		step_fix(step, FIRMWARE);
	}
}

/* A VF of the same PF for which the driver uses legacy commands; "" if none. */
static const char *fit_sibling(const struct function *vf,
			       const struct functions *all)
{
	for (size_t i = 0; i < all->nr; i++) {
		const struct function *other = &all->list[i];

		if (other->kind == FUNCTION_VF && !strcmp(other->pf, vf->pf) &&
		    driver_is_ours(other->driver) &&
		    mode_has_legacy(other->address))
			return other->address;
	}
	return "";
}

/* What the driver found when it was bound to another VF of the PF. */
static const char *refused_sibling(char *text, size_t size,
				   const struct function *vf,
				   const struct functions *all)
{
	struct mode mode;

	for (size_t i = 0; i < all->nr; i++) {
		const struct function *other = &all->list[i];

		if (other->kind != FUNCTION_VF || strcmp(other->pf, vf->pf) ||
		    !driver_is_ours(other->driver))
			continue;
		mode_read(&mode, other->address);
		if (strcmp(mode.word, "pf_no_commands"))
			continue;
		snprintf(text, size, "when the VF %s was bound, %s",
			 other->address, mode.text);
		return text;
	}
	return "binding a VF will show if 2 to 5 are there";
}

/* virtio-pci keeps the list of opcodes to itself. */
static void opcodes_of_kernel(struct step *step, const struct function *vf,
			      const struct functions *all)
{
	const char *fit = fit_sibling(vf, all);
	char refused[288];

	if (!strcmp(fit, vf->address))
		step_ok(step, "2 to 5: the driver has used them for this VF");
	else if (*fit)
		step_ok(step, "2 to 5: the driver has used them for the VF %s",
			fit);
	else
		step_unknown(step, "virtio-pci does not tell which; %s",
			     refused_sibling(refused, sizeof(refused), vf,
					     all));
}

static void opcodes_of_owner(struct step *step, const char *pf)
{
	long long opcodes = file_number(DEVICES "%s/owner/opcodes", pf);

	if (opcodes < 0) {
		step_unknown(step, "owner/opcodes cannot be read (%s)",
			     strerror(-opcodes));
	} else if (!opcodes) {
		step_unknown(
			step,
			"not agreed on yet; binding a VF will show if 2 to 5 are there");
	} else if (OPCODES_LEGACY & ~opcodes) {
		step_failed(step,
			    "the PF offers %#llx, without all of 2 to 5 (0x3c)",
			    opcodes);
		step_fix(step, FIRMWARE);
	} else if (opcodes & OPCODE_NOTIFY_INFO) {
		step_ok(step,
			"the PF offers %#llx: 2 to 5, and 6 for fast notifications",
			opcodes);
	} else {
		step_ok(step,
			"the PF offers %#llx: 2 to 5; without 6, notifications are commands",
			opcodes);
	}
}

static void owner_steps(struct step *steps, const struct function *vf)
{
	long long queues = file_number(DEVICES "%s/owner/queues", vf->pf);

	step_ok(&steps[STEP_PF_DEVICE], "virtio-owner needs none");
	if (queues > 0)
		step_ok(&steps[STEP_QUEUE], "%lld in use", queues);
	else
		step_unknown(&steps[STEP_QUEUE],
			     "owner/queues does not tell of any");
	opcodes_of_owner(&steps[STEP_OPCODES], vf->pf);
}

static void kernel_steps(struct step *steps, const struct function *vf,
			 const struct functions *all)
{
	char virtio[32];

	function_virtio(vf->pf, virtio, sizeof(virtio));
	if (!*virtio) {
		step_failed(
			&steps[STEP_PF_DEVICE],
			"virtio-pci made no virtio device of it; the kernel log says why");
		step_fix(&steps[STEP_PF_DEVICE], "dmesg | grep 'virtio-pci %s'",
			 vf->pf);
		return;
	}
	device_step(&steps[STEP_PF_DEVICE], virtio);
	/* a virtio-pci without legacy commands does not negotiate the feature */
	if (steps[STEP_PF_DRIVER].result == STEP_FAILED)
		step_unknown(&steps[STEP_QUEUE],
			     "virtio-pci of this kernel does not ask for it");
	else
		queue_step(&steps[STEP_QUEUE], virtio);
	if (steps[STEP_QUEUE].result != STEP_FAILED)
		opcodes_of_kernel(&steps[STEP_OPCODES], vf, all);
}

void steps_pf(struct step *steps, const struct function *function,
	      const struct functions *all)
{
	if (function->kind != FUNCTION_VF)
		return;
	switch (driver_step(&steps[STEP_PF_DRIVER], function)) {
	case PF_OWNER:
		owner_steps(steps, function);
		break;
	case PF_KERNEL:
		kernel_steps(steps, function, all);
		break;
	case PF_OTHER:
		break;
	}
}
