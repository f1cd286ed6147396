// SPDX-License-Identifier: GPL-2.0-only
/* The driver's words, and what they mean for who wants to move a machine. */
#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "device/driver.h"
#include "device/mode.h"
#include "explain/migration.h"
#include "explain/pf_driver.h"
#include "file.h"
#include "kernel/kernel.h"

#define DEVICES	  "/sys/bus/pci/devices/"
#define PARAMETER "/sys/module/" OUR_MODULE "/parameters/migration"

#define TRACKED                                                                \
	"; if the IOMMU does not track what the device writes, or a type 1 container is used, then x-pre-copy-dirty-page-tracking=off, too: all memory moves while the machine stands"

static void advise_qemu(struct advice *advice)
{
	enum known iommufd = kernel_has_iommufd();
	char how[400] = TRACKED;

	if (iommufd != KNOWN_YES)
		snprintf(
			how, sizeof(how),
			",x-pre-copy-dirty-page-tracking=off: without IOMMUFD, which this kernel %s, nobody tracks what the device writes, and all memory moves while the machine stands; without the second option it takes a downtime limit of the memory's size divided by the bandwidth",
			iommufd == KNOWN_NO ? "has not" : "may not have");
	advice_give(advice, ADVICE_migrate_by_qemu,
		    "QEMU's vfio-pci takes enable-migration=on%s", how);
}

static void advise_replug(struct advice *advice)
{
	advice_give(
		advice, ADVICE_replug,
		"unplug it before the machine moves, and plug one in afterwards; a guest that has a bond or a team of it and of another device goes on meanwhile");
}

/* How many VFs the PF can serve at a time: that virtio-owner tells, once it has asked. */
static long long limit_of(const struct function *function)
{
	return file_number(DEVICES "%s/owner/parts_limit", function->pf);
}

static void advise_owner(struct step *step, const struct function *function)
{
	struct function pf;

	if (!pf_driver_of(&pf, function))
		pf_driver_advise_owner(step, &pf);
}

static void offered(struct step *step, const struct function *function,
		    const char *text)
{
	long long limit = limit_of(function);

	if (limit > 0)
		step_ok(step, "%s, for %lld VF%s at a time", text, limit,
			limit == 1 ? "" : "s");
	else
		step_ok(step, "%s", text);
	advise_qemu(&step->fix);
}

static void advise(struct step *step, const struct function *function,
		   const char *word)
{
	if (!strcmp(word, "off"))
		advice_give(&step->fix, ADVICE_migration_on,
			    "echo on >" DEVICES "%s/migration",
			    function->address);
	else if (!strcmp(word, "disabled"))
		advice_give(&step->fix, ADVICE_migration_enable,
			    "echo Y >" PARAMETER);
	else if (!strcmp(word, "no_calls"))
		advise_owner(step, function);
	else if (!strcmp(word, "no_commands") || !strcmp(word, "pf_no_parts"))
		advise_replug(&step->fix);
}

void migration_ask(struct migration *migration, const struct function *function)
{
	struct step *step = &migration->step;
	char line[sizeof(migration->word) + sizeof(step->found)];
	const char *text;
	int ret;

	ret = file_read(line, sizeof(line), DEVICES "%s/migration_reason",
			function->address);
	if (ret) {
		step_unknown(step,
			     ret == -ENOENT
				     ? "this version of the driver does not say"
				     : "it cannot be asked: %s",
			     strerror(-ret));
		return;
	}
	snprintf(migration->word, sizeof(migration->word), "%.*s",
		 (int)strcspn(line, " "), line);
	text = line + strcspn(line, " ");
	text = *text ? text + 1 : line;
	if (!strcmp(migration->word, "offered")) {
		offered(step, function, text);
		return;
	}
	/* what is to be done about it is advice */
	step_unneeded(step, "%.*s", (int)strcspn(text, ";"), text);
	advise(step, function, migration->word);
}

static void predict_kernel(struct step *step, const struct function *function)
{
	switch (kernel_exports_parts()) {
	case KNOWN_NO:
		step_unneeded(
			step,
			"this kernel's virtio_pci exports no calls for device parts");
		advise_owner(step, function);
		break;
	case KNOWN_YES:
		step_unknown(
			step,
			"this kernel has calls for device parts; binding will show if the PF offers any");
		break;
	default:
		step_unknown(
			step,
			"binding will show if there are calls for device parts, and if the PF offers any");
	}
}

void migration_predict(struct migration *migration,
		       const struct function *function, const char *backend)
{
	struct step *step = &migration->step;
	struct function pf = {};

	if (!strcmp(backend, MODE_MEDIATED)) {
		step_unneeded(
			step,
			"without commands nothing can be asked for its device parts");
		advise_replug(&step->fix);
		return;
	}
	if (function->kind == FUNCTION_VF)
		pf_driver_of(&pf, function);
	if (!strcmp(pf.driver, "virtio-pci"))
		predict_kernel(step, function);
	else if (!strcmp(pf.driver, OWNER_DRIVER) && limit_of(function) > 0)
		offered(step, function, "the PF offers device parts");
	else
		step_unknown(step,
			     "binding will show if the PF offers device parts");
}
