// SPDX-License-Identifier: GPL-2.0-only
/*
 * The step about the IOMMU group. Who is in the way in it is not told to go away: a PF's
 * driver that goes takes all VFs with it, and the host may live on what else is there.
 * Only another VF, which nobody uses, can be had for the same guest.
 */
#include <dirent.h>
#include <limits.h>
#include <stdio.h>
#include <string.h>

#include "device/acs.h"
#include "device/host_use.h"
#include "explain/steps.h"
#include "file.h"

#define DEVICES "/sys/bus/pci/devices/"

/* From what can be had to what cannot. */
enum member {
	MEMBER_FREE_VF,
	MEMBER_OTHER,
	MEMBER_PF,
};

/**
 * struct in_way - those of a group whose drivers keep it from a guest
 * @kind: of the one that is named, which is the worst
 * @address: the one that is named
 * @driver: its driver
 * @nr: how many there are
 */
struct in_way {
	enum member kind;
	char address[ADDRESS_SIZE];
	char driver[DRIVER_SIZE];
	unsigned int nr;
};

/*
 * Drivers that leave the DMA of a group to its user. All others that a device of the
 * group is bound to make it unusable.
 */
static bool is_harmless(const char *address, const char *driver)
{
	static const char *const harmless[] = { "", "pci-stub", "pcieport" };

	for (size_t i = 0; i < sizeof(harmless) / sizeof(harmless[0]); i++)
		if (!strcmp(driver, harmless[i]))
			return true;
	return !strcmp(driver, "vfio-pci") ||
	       file_exists(DEVICES "%s/vfio-dev", address) ||
	       strstr(driver, "-vfio-pci") || strstr(driver, "vfio_pci");
}

static enum member kind_of(const char *address)
{
	struct function function;
	struct holders holders;
	struct host_use use;

	if (file_number(DEVICES "%s/sriov_numvfs", address) > 0)
		return MEMBER_PF;
	if (function_find(&function, address) || function.kind != FUNCTION_VF)
		return MEMBER_OTHER;
	holders_find(&holders);
	host_use_find(&use, &function, &holders);
	holders_free(&holders);
	return use.kind == HOST_USE_NONE ? MEMBER_FREE_VF : MEMBER_OTHER;
}

static void add(struct in_way *in_way, const char *address, const char *driver)
{
	enum member kind = kind_of(address);

	if (in_way->nr++ && kind <= in_way->kind)
		return;
	in_way->kind = kind;
	snprintf(in_way->address, sizeof(in_way->address), "%s", address);
	snprintf(in_way->driver, sizeof(in_way->driver), "%s", driver);
}

/* All devices of the VF's group that are in the way, other than itself. */
static void find_in_way(struct in_way *in_way, const struct function *function)
{
	char path[PATH_MAX], address[ADDRESS_SIZE], driver[DRIVER_SIZE];
	struct dirent *entry;
	DIR *dir;

	memset(in_way, 0, sizeof(*in_way));
	dir = opendir(file_path(path, sizeof(path),
				DEVICES "%s/iommu_group/devices",
				function->address));
	if (!dir)
		return;
	while ((entry = readdir(dir))) {
		if (*entry->d_name == '.' ||
		    !strcmp(entry->d_name, function->address))
			continue;
		snprintf(address, sizeof(address), "%.*s", ADDRESS_SIZE - 1,
			 entry->d_name);
		file_link(driver, sizeof(driver), DEVICES "%s/driver", address);
		if (!is_harmless(address, driver))
			add(in_way, address, driver);
	}
	closedir(dir);
}

/* What lacks ACS, and is @where. */
static void lack(char *text, size_t size, enum acs acs, const char *where)
{
	switch (acs) {
	case ACS_LACKING:
		snprintf(text, size, "%s above them has no ACS", where);
		break;
	case ACS_OFF:
		snprintf(text, size, "the ACS of %s above them is off", where);
		break;
	case ACS_NO_PCIE:
		snprintf(text, size, "%s above them is no PCIe port", where);
		break;
	case ACS_ONE_CARD:
		snprintf(text, size,
			 "the card has no ACS between its functions (%s)",
			 where);
		break;
	case ACS_HIDDEN:
		snprintf(text, size, "only root sees if it is the ACS of %s",
			 where);
		break;
	default:
		snprintf(text, size, "the kernel does not tell why");
	}
}

#define NO_OVERRIDE                                                            \
	"; pcie_acs_override= is no part of Debian's kernels, and only hides that such devices reach each other's memory"

static void advise_to_part(struct advice *advice, enum acs acs)
{
	if (acs == ACS_OFF)
		advice_give(
			advice, ADVICE_acs_on,
			"boot without what switches ACS off (config_acs= or disable_acs_redir= of the kernel's argument pci=), or switch it on in the firmware's setup%s",
			NO_OVERRIDE);
	else if (acs == ACS_ONE_CARD)
		advice_give(
			advice, ADVICE_other_card,
			"that is so in any slot: a newer firmware of the card may have ACS, or another card%s",
			NO_OVERRIDE);
	else
		advice_give(
			advice, ADVICE_other_slot,
			"put the card into a slot below another root port (lspci -t), switch ACS on in the firmware's setup, or take a machine whose ports have it%s",
			NO_OVERRIDE);
}

static void in_the_way(struct step *step, const struct function *function,
		       const struct in_way *in_way)
{
	char where[ADDRESS_SIZE], why[96], others[48] = "";
	enum acs acs = acs_between(function->address, in_way->address, where);

	lack(why, sizeof(why), acs, where);
	if (in_way->nr > 1)
		snprintf(others, sizeof(others), ", and %u more",
			 in_way->nr - 1);
	step_failed(step, "%d is not viable: %s%s in it is bound to %s%s (%s)",
		    function->group,
		    strcmp(in_way->address, function->pf) ? "" : "the PF ",
		    in_way->address, in_way->driver, others, why);
	if (in_way->kind == MEMBER_FREE_VF) {
		advice_give(&step->fix, ADVICE_bind_group_vf,
			    "virtio-vfio bind %s", in_way->address);
		advice_give(
			&step->further, ADVICE_share_group,
			"one guest gets all of the group, then; to part them needs another slot or machine, with ACS");
	} else {
		advise_to_part(&step->fix, acs);
	}
}

void steps_group(struct step *step, const struct function *function)
{
	struct in_way in_way;

	/* guests get its VFs */
	if (function->num_vfs > 0)
		return;
	if (function->group < 0) {
		step_failed(step, "none: the IOMMU is off, or there is none");
		advice_give(
			&step->fix, ADVICE_iommu_on,
			"switch it on in the firmware, and add intel_iommu=on (AMD: nothing) to the kernel's arguments");
		return;
	}
	find_in_way(&in_way, function);
	if (in_way.nr)
		in_the_way(step, function, &in_way);
	else
		step_ok(step, "%d, viable", function->group);
}
