// SPDX-License-Identifier: GPL-2.0-only
/*
 * The step about the way to a function's registers: legacy commands to its PF, or, if
 * there are none, its own modern registers. Without the driver, only virtio-pci knows
 * what these are worth.
 */
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "device/driver.h"
#include "device/mode.h"
#include "explain/pf_driver.h"
#include "explain/reason.h"
#include "explain/steps.h"
#include "file.h"
#include "virtio/type.h"

#define DEVICES	  "/sys/bus/pci/devices/"
#define MODULE	  "/sys/module/" OUR_MODULE
#define PARAMETER MODULE "/parameters/mediated"

#define FEATURE_VERSION_1	32
#define FEATURE_ACCESS_PLATFORM 33

/**
 * struct way - to the registers
 * @result: STEP_OK: there is one, STEP_FAILED: not; or STEP_UNKNOWN
 * @why: in words
 */
struct way {
	enum step_result result;
	char why[256];
};

static void __attribute__((format(printf, 3, 4)))
way_is(struct way *way, enum step_result result, const char *fmt, ...)
{
	va_list args;

	way->result = result;
	va_start(args, fmt);
	vsnprintf(way->why, sizeof(way->why), fmt, args);
	va_end(args);
}

static bool is_switched_off(void)
{
	char value[8];

	file_read(value, sizeof(value), PARAMETER);
	return *value == 'N';
}

/* One from before there was this way. */
static bool is_old_driver(void)
{
	return file_exists(MODULE) && !file_exists(PARAMETER);
}

/* What virtio-pci has agreed on with it, if it has. */
static bool read_features(const struct function *function, char *virtio,
			  size_t virtio_size, char *bits, size_t size)
{
	function_virtio(function->address, virtio, virtio_size);
	return *virtio &&
	       file_exists("/sys/bus/virtio/devices/%s/driver", virtio) &&
	       !file_read(bits, size, "/sys/bus/virtio/devices/%s/features",
			  virtio) &&
	       strlen(bits) > FEATURE_ACCESS_PLATFORM;
}

/* Another VF of its PF that the driver reaches so: they are alike. */
static const char *mediated_sibling(const struct function *function,
				    const struct functions *all)
{
	for (size_t i = 0; i < all->nr; i++) {
		const struct function *other = &all->list[i];

		if (function->kind == FUNCTION_VF &&
		    other->kind == FUNCTION_VF &&
		    !strcmp(other->pf, function->pf) &&
		    driver_is_ours(other->driver) &&
		    mode_is_mediated(other->address))
			return other->address;
	}
	return NULL;
}

static void look_at_features(struct way *own, const char *virtio,
			     const char *bits)
{
	if (bits[FEATURE_VERSION_1] == '1' &&
	    bits[FEATURE_ACCESS_PLATFORM] == '1')
		way_is(own, STEP_OK, "%s has ACCESS_PLATFORM (feature bit 33)",
		       virtio);
	else
		way_is(own, STEP_FAILED,
		       "its own registers cannot be used: it does not go through the IOMMU (%s has no ACCESS_PLATFORM, feature bit 33)",
		       virtio);
}

/* The driver has tried, and named what it had tried before. */
static bool was_tried(const struct function *function)
{
	enum step_id id;
	struct mode mode;

	if (!driver_is_ours(function->driver))
		return false;
	mode_read(&mode, function->address);
	id = reason_step(mode.word);
	return id >= STEP_PF_DRIVER && id < STEP_BACKEND;
}

/* Its own modern registers, in the order in which the driver looks at that. */
static void look_at_own(struct way *own, const struct function *function,
			const struct functions *all)
{
	const char *sibling = mediated_sibling(function, all);
	char virtio[32], bits[80];

	if (is_switched_off())
		way_is(own, STEP_FAILED,
		       "its own registers are not used (the module's parameter mediated is N)");
	else if (is_old_driver())
		way_is(own, STEP_FAILED,
		       "this version of the driver cannot use its own registers");
	else if (!type_is_safe(type_of_device(function->device_id)))
		way_is(own, STEP_FAILED,
		       "its own registers cannot be used: the page numbers that a guest gives a %s would be taken for the host's",
		       function_type(function));
	else if (function->num_vfs)
		way_is(own, STEP_FAILED,
		       "its own registers cannot be used while it has VFs");
	else if (was_tried(function))
		way_is(own, STEP_FAILED,
		       "its own registers could not be used when it was bound (the kernel log says why)");
	else if (read_features(function, virtio, sizeof(virtio), bits,
			       sizeof(bits)))
		look_at_features(own, virtio, bits);
	else if (sibling)
		way_is(own, STEP_OK, "as the driver has found of the VF %s",
		       sibling);
	else
		way_is(own, STEP_UNKNOWN,
		       "binding will show if it offers ACCESS_PLATFORM, and if they can be used");
}

/* Commands to the PF: as the steps about that have found. */
static void look_at_commands(struct way *commands, const struct step *steps,
			     const struct function *function)
{
	enum step_id id = STEP_PF_DRIVER;

	if (function->kind != FUNCTION_VF) {
		way_is(commands, STEP_FAILED,
		       "there are no commands for what is no VF");
		return;
	}
	if (function->bar0) {
		way_is(commands, STEP_FAILED,
		       "a VF with a BAR0 of its own is none for commands");
		return;
	}
	while (id < STEP_OPCODES && steps[id].result != STEP_FAILED)
		id++;
	commands->result = step_worst(steps, STEP_PF_DRIVER, STEP_BACKEND);
	if (commands->result == STEP_FAILED)
		way_is(commands, STEP_FAILED, "there are no commands (%s)",
		       step_name(id));
}

static const char *by_commands(const struct function *function)
{
	struct function pf;

	if (!pf_driver_of(&pf, function) && !strcmp(pf.driver, OWNER_DRIVER))
		return "owner";
	return "kernel";
}

bool steps_backend_advise_on(struct advice *advice)
{
	if (!is_switched_off())
		return false;
	advice_give(advice, ADVICE_mediated_on, "echo Y >" PARAMETER);
	return true;
}

/* What is not as it would have to be for commands is in nobody's way then. */
static void commands_are_unneeded(struct step *steps)
{
	for (enum step_id id = STEP_PF_DRIVER; id < STEP_BACKEND; id++)
		if (steps[id].result == STEP_FAILED ||
		    steps[id].result == STEP_UNKNOWN)
			steps[id].result = STEP_UNNEEDED;
}

#define ITS_OWN MODE_MEDIATED ": its own modern registers"

static const char *predict_without(struct step *steps, const struct way *own,
				   const char *no_commands)
{
	struct step *step = &steps[STEP_BACKEND];

	switch (own->result) {
	case STEP_OK:
		step_ok(step, ITS_OWN ", as %s; %s", no_commands, own->why);
		commands_are_unneeded(steps);
		return MODE_MEDIATED;
	case STEP_FAILED:
		step_failed(step, "none: %s, and %s", no_commands, own->why);
		steps_backend_advise_on(&step->fix);
		return "";
	default:
		step_unknown(step, ITS_OWN ", as %s; but %s", no_commands,
			     own->why);
		return "";
	}
}

/* What the driver will find. */
static const char *predict(struct step *steps, const struct function *function,
			   const struct functions *all)
{
	const char *backend = by_commands(function);
	struct step *step = &steps[STEP_BACKEND];
	struct way commands, own;

	look_at_commands(&commands, steps, function);
	if (commands.result == STEP_OK) {
		step_ok(step, "%s: legacy commands to the PF", backend);
		return backend;
	}
	look_at_own(&own, function, all);
	if (commands.result == STEP_FAILED)
		return predict_without(steps, &own, commands.why);
	if (own.result == STEP_FAILED) {
		step_unknown(step, "%s, if the PF has the commands; %s",
			     backend, own.why);
		return "";
	}
	step_unknown(step,
		     "%s, if the PF has the commands, or else " ITS_OWN "; %s",
		     backend, own.why);
	/* there is a way, then, whichever it is */
	if (own.result == STEP_OK)
		step->result = STEP_OK;
	return "";
}

/* What it has found. */
static void tell(struct step *steps, const struct function *function,
		 const struct mode *mode)
{
	struct step *step = &steps[STEP_BACKEND];
	char header[40] = "", what[64];
	struct way commands;

	if (strcmp(mode->backend, MODE_MEDIATED)) {
		snprintf(what, sizeof(what), "%s%slegacy commands to the PF",
			 mode->backend, *mode->backend ? ": " : "");
		look_at_commands(&commands, steps, function);
		if (commands.result == STEP_FAILED)
			step_failed(step, "%s, but now %s", what, commands.why);
		else
			step_ok(step, "%s", what);
		return;
	}
	if (type_of_device(function->device_id) == 1 && *mode->header)
		snprintf(header, sizeof(header), ", header %s", mode->header);
	step_ok(step, ITS_OWN "%s%s", header,
		function->kind == FUNCTION_VF
			? ""
			: "; there are no commands for what is no VF");
	commands_are_unneeded(steps);
}

const char *steps_backend(struct step *steps, const struct function *function,
			  const struct functions *all)
{
	struct step *step = &steps[STEP_BACKEND];
	static struct mode mode;

	if (driver_is_ours(function->driver) &&
	    mode_has_legacy(function->address)) {
		mode_read(&mode, function->address);
		tell(steps, function, &mode);
		return mode.backend;
	}
	/* what the driver itself has said, and what leaves nothing to reach */
	if (step->result == STEP_FAILED ||
	    step_worst(steps, STEP_FUNCTION, STEP_PF_DRIVER) == STEP_FAILED)
		return "";
	return predict(steps, function, all);
}
