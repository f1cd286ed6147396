// SPDX-License-Identifier: GPL-2.0-only
/*
 * To give a PF another driver takes its VFs away. So this is only done with VFs that
 * nobody uses, which virtio-vfio vfs sees to, and they are made again.
 */
#include <stdio.h>
#include <string.h>

#include "device/holders.h"
#include "device/host_use.h"
#include "explain/claim.h"
#include "explain/pf_driver.h"
#include "file.h"
#include "kernel/kernel.h"
#include "out.h"

#define DEVICES "/sys/bus/pci/devices/"

#define KERNELS "virtio-pci"

int pf_driver_of(struct function *pf, const struct function *function)
{
	if (function->kind == FUNCTION_VF)
		return function_find(pf, function->pf);
	*pf = *function;
	return 0;
}

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

/* Who would lose the PF itself. */
static bool is_in_use(const struct function *pf, char *who, size_t size)
{
	struct holders holders;
	struct json_object *of;
	struct host_use use;

	holders_find(&holders);
	of = holders_of(&holders, pf);
	holders_text(of, who, size);
	json_object_put(of);
	host_use_find(&use, pf, &holders);
	holders_free(&holders);
	if (*who)
		return true;
	if (holders_group_is_open(pf)) {
		snprintf(who, size, "a process that has /dev/vfio/%d open",
			 pf->group);
		return true;
	}
	snprintf(who, size, "%s", use.text);
	return use.kind != HOST_USE_NONE;
}

/* A command that changes the driver, between those that see to the VFs. */
static void give(struct step *step, enum advice_id id,
		 const struct function *pf, const char *change)
{
	/* without a driver there is nobody who could take VFs away */
	if (!pf->num_vfs || !*pf->driver)
		advice_give(&step->fix, id, "%s", change);
	else
		advice_give(
			&step->fix, id,
			"virtio-vfio vfs %s 0 && { %s; virtio-vfio vfs %s %d; }",
			pf->address, change, pf->address, pf->num_vfs);
}

static void give_to_owner(struct step *step, const struct function *pf)
{
	char change[64];

	snprintf(change, sizeof(change), "virtio-vfio bind --owner %s",
		 pf->address);
	give(step, ADVICE_pf_to_owner, pf, change);
}

static void give_back(struct step *step, const struct function *pf)
{
	char change[64];

	snprintf(change, sizeof(change), "virtio-vfio unbind %s", pf->address);
	give(step, ADVICE_unbind_pf, pf, change);
}

static void give_to_kernel(struct step *step, const struct function *pf)
{
	bool is_there = file_exists("/sys/bus/pci/drivers/" KERNELS);
	const char *address = pf->address;
	char change[384], leave[96] = "";

	if (*pf->driver)
		snprintf(leave, sizeof(leave),
			 "echo %s >" DEVICES "%s/driver/unbind && ", address,
			 address);
	snprintf(change, sizeof(change),
		 "%secho " KERNELS " >" DEVICES
		 "%s/driver_override && %secho %s >/sys/bus/pci/drivers_probe",
		 is_there ? "" : "modprobe virtio_pci && ", address, leave,
		 address);
	give(step, ADVICE_pf_to_kernel, pf, change);
}

static bool says(const struct claim *claim, const char *driver)
{
	return claim->by == CLAIM_OVERRIDE && !strcmp(claim->driver, driver);
}

static void advise(struct step *step, const struct function *pf,
		   const struct claim *claim, enum known can)
{
	char who[160];

	if (*pf->driver && is_in_use(pf, who, sizeof(who)))
		advice_give(
			&step->fix, ADVICE_end_use_of_pf,
			"the PF itself is in use (%s): end that first, and then ask again",
			who);
	else if (says(claim, OUR_DRIVER))
		give_back(step, pf);
	else if (can == KNOWN_NO || says(claim, OWNER_DRIVER))
		give_to_owner(step, pf);
	else
		give_to_kernel(step, pf);
}

static void advise_for_next_boot(struct step *step, const struct function *pf,
				 const struct claim *claim)
{
	switch (claim->by) {
	case CLAIM_CONF:
		advice_give(
			&step->further, ADVICE_take_id_out_of_conf,
			"for the next boot take %s out of %s, and then: update-initramfs -u",
			claim->id, claim->where);
		break;
	case CLAIM_ARGUMENT:
		advice_give(
			&step->further, ADVICE_take_id_out_of_argument,
			"for the next boot take %s out of %s in the kernel's arguments (/etc/default/grub, then update-grub)",
			claim->id, claim->where);
		break;
	case CLAIM_DRIVERCTL:
		advice_give(
			&step->further, ADVICE_unset_driverctl,
			"for the next boot: driverctl unset-override %s, or the file %s away",
			pf->address, claim->where);
		break;
	default:
		break;
	}
}

static void other_driver(struct step *step, const struct function *pf,
			 enum known can)
{
	struct claim claim;

	claim_look(&claim, pf);
	step_failed(step, "%s%s%s; it has to be " KERNELS " or " OWNER_DRIVER,
		    *pf->driver ? pf->driver : "none", *claim.text ? ", " : "",
		    claim.text);
	advise(step, pf, &claim, can);
	advise_for_next_boot(step, pf, &claim);
}

void pf_driver_advise_owner(struct step *step, const struct function *pf)
{
	char who[160];

	if (is_in_use(pf, who, sizeof(who)))
		advice_give(
			&step->fix, ADVICE_end_host_use_of_pf,
			"the host uses the PF itself (%s): end that first, as virtio-owner runs nothing but its administration queues",
			who);
	else
		give_to_owner(step, pf);
}

static void no_legacy_commands(struct step *step, const struct function *pf,
			       const char *how)
{
	step_failed(step,
		    KERNELS ", but it cannot send legacy commands here (%s)",
		    how);
	pf_driver_advise_owner(step, pf);
}

enum pf_driver pf_driver_step(struct step *step, const struct function *pf)
{
	const char *how;
	enum known can;

	if (!strcmp(pf->driver, OWNER_DRIVER)) {
		step_ok(step, OWNER_DRIVER);
		return PF_OWNER;
	}
	can = can_send(&how);
	if (strcmp(pf->driver, KERNELS)) {
		other_driver(step, pf, can);
		return PF_OTHER;
	}
	switch (can) {
	case KNOWN_YES:
		step_ok(step, KERNELS "; it can send legacy commands (%s)",
			how);
		break;
	case KNOWN_NO:
		no_legacy_commands(step, pf, how);
		break;
	default:
		step_unknown(
			step,
			KERNELS
			"; if it can send legacy commands is not known (%s)",
			how);
	}
	return PF_KERNEL;
}
