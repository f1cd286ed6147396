// SPDX-License-Identifier: GPL-2.0-only
/* The steps about the function itself. */
#include "explain/steps.h"
#include "file.h"
#include "virtio/type.h"

static void function_step(struct step *step, const struct function *function)
{
	switch (function->kind) {
	case FUNCTION_VF:
		if (function->number)
			step_ok(step, "VF %d of the PF %s", function->number,
				function->pf);
		else
			step_ok(step, "a VF of the PF %s", function->pf);
		return;
	case FUNCTION_PF:
		if (function->num_vfs > 0)
			step_failed(step, "a PF, with %d of %d VFs",
				    function->num_vfs, function->total_vfs);
		else
			step_ok(step, "a PF, with none of %d VFs",
				function->total_vfs);
		return;
	default:
		step_ok(step, "neither a VF nor a PF: no SR-IOV here");
	}
}

void steps_device(struct step *steps, const struct function *function)
{
	unsigned int id = function->device_id;

	function_step(&steps[STEP_FUNCTION], function);

	if (id >= MODERN_BASE)
		step_ok(&steps[STEP_DEVICE], "%04x:%04x, virtio 1.x",
			VIRTIO_VENDOR, id);
	else
		step_failed(
			&steps[STEP_DEVICE],
			"%04x:%04x, transitional itself: the driver takes virtio 1.x devices (1040 to 107f)",
			VIRTIO_VENDOR, id);

	if (type_has_legacy(type_of_device(id)))
		step_ok(&steps[STEP_TYPE], "%s", function_type(function));
	else
		step_failed(&steps[STEP_TYPE],
			    "%s (virtio id %u) has no transitional form",
			    function_type(function), type_of_device(id));

	if (!function->bar0)
		step_ok(&steps[STEP_BAR0], "none of its own");
	else if (function->bar0_is_io)
		step_failed(
			&steps[STEP_BAR0],
			"one of its own, ports, of %llu bytes: the driver knows no such device",
			function->bar0);
	else
		step_ok(&steps[STEP_BAR0],
			"one of its own, memory, of %llu bytes: in the mode legacy another is in its place",
			function->bar0);
}

void steps_device_vfs(struct step *steps, const struct function *function)
{
	struct step *step = &steps[STEP_FUNCTION];
	char vf[ADDRESS_SIZE];

	if (function->kind != FUNCTION_PF)
		return;
	if (!file_link(vf, sizeof(vf), "/sys/bus/pci/devices/%s/virtfn0",
		       function->address))
		advice_give(&step->fix, ADVICE_explain_vf,
			    "virtio-vfio explain %s", vf);
	else if (step_worst(steps, STEP_PF_DRIVER, STEP_QUEUE) != STEP_FAILED)
		advice_give(&step->fix, ADVICE_make_vfs, "virtio-vfio vfs %s 1",
			    function->address);
}
