// SPDX-License-Identifier: GPL-2.0-only
/* The steps about the PF: what it offers, asked in the way of its driver. */
#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "device/driver.h"
#include "device/mode.h"
#include "explain/pf_driver.h"
#include "explain/steps.h"
#include "file.h"

#define DEVICES "/sys/bus/pci/devices/"

#define FEATURE_ADMIN_VQ 41

/* Opcodes 2 to 5, of which a device has all or none; 6 is NOTIFY_INFO. */
#define OPCODES_LEGACY	   0x3cULL
#define OPCODE_NOTIFY_INFO 0x40ULL

static void advise_setup(struct step *step)
{
	advice_give(
		&step->fix, ADVICE_card_setup,
		"the card's own setup: switch on virtio's legacy interface for VFs (see its manual)");
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
	advice_give(
		&step->fix, ADVICE_probe_pf_device,
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
		advise_setup(step);
	}
}

/* A VF of the same PF for which the driver uses legacy commands; "" if none. */
static const char *fit_sibling(const char *pf, const struct functions *all)
{
	for (size_t i = 0; i < all->nr; i++) {
		const struct function *other = &all->list[i];

		if (other->kind == FUNCTION_VF && !strcmp(other->pf, pf) &&
		    driver_is_ours(other->driver) &&
		    mode_has_legacy(other->address) &&
		    !mode_is_mediated(other->address))
			return other->address;
	}
	return "";
}

/* What the driver found when it was bound to another VF of the PF. */
static const char *refused_sibling(char *text, size_t size, const char *pf,
				   const struct functions *all)
{
	struct mode mode;

	for (size_t i = 0; i < all->nr; i++) {
		const struct function *other = &all->list[i];

		if (other->kind != FUNCTION_VF || strcmp(other->pf, pf) ||
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
static void opcodes_of_kernel(struct step *step,
			      const struct function *function, const char *pf,
			      const struct functions *all)
{
	const char *fit = fit_sibling(pf, all);
	char refused[288];

	if (!strcmp(fit, function->address))
		step_ok(step, "2 to 5: the driver has used them for this VF");
	else if (*fit)
		step_ok(step, "2 to 5: the driver has used them for the VF %s",
			fit);
	else
		step_unknown(step, "virtio-pci does not tell which; %s",
			     refused_sibling(refused, sizeof(refused), pf,
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
		advise_setup(step);
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

static void owner_steps(struct step *steps, const char *pf)
{
	long long queues = file_number(DEVICES "%s/owner/queues", pf);

	step_ok(&steps[STEP_PF_DEVICE], "virtio-owner needs none");
	if (queues > 0)
		step_ok(&steps[STEP_QUEUE], "%lld in use", queues);
	else
		step_unknown(&steps[STEP_QUEUE],
			     "owner/queues does not tell of any");
	opcodes_of_owner(&steps[STEP_OPCODES], pf);
}

static void kernel_steps(struct step *steps, const struct function *function,
			 const char *pf, const struct functions *all)
{
	char virtio[32];

	function_virtio(pf, virtio, sizeof(virtio));
	if (!*virtio) {
		step_failed(&steps[STEP_PF_DEVICE],
			    "virtio-pci made no virtio device of it");
		advice_give(
			&steps[STEP_PF_DEVICE].fix, ADVICE_see_log_of_pf,
			"the kernel log says why, in lines of virtio-pci %s",
			pf);
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
		opcodes_of_kernel(&steps[STEP_OPCODES], function, pf, all);
}

void steps_pf(struct step *steps, const struct function *function,
	      const struct functions *all)
{
	struct function pf;

	if (function->kind == FUNCTION_PLAIN || pf_driver_of(&pf, function))
		return;
	switch (pf_driver_step(&steps[STEP_PF_DRIVER], &pf)) {
	case PF_OWNER:
		owner_steps(steps, pf.address);
		break;
	case PF_KERNEL:
		kernel_steps(steps, function, pf.address, all);
		break;
	case PF_OTHER:
		break;
	}
}
