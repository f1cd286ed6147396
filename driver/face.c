// SPDX-License-Identifier: GPL-2.0-only
/* Which face a device gets, in the order in which things can be in the way. */
#include "compat.h"

#include <linux/moduleparam.h>
#include <linux/pci.h>
#include <linux/string.h>

#include "commands.h"
#include "face.h"

/* Modern virtio devices: PCI device id = this + virtio device id. */
#define MODERN_DEVICE_ID_BASE	0x1040
#define MODERN_DEVICE_ID_END	0x1080

const char *const face_names[FACES] = {
	[FACE_MODERN] = "modern",
	[FACE_TRANSITIONAL] = "transitional",
	[FACE_LEGACY] = "legacy",
};

static int default_face = FACE_TRANSITIONAL;

static int set_default_face(const char *value, const struct kernel_param *kp)
{
	int face = __sysfs_match_string(face_names, FACES, value);

	if (face < 0)
		return face;
	*(int *)kp->arg = face;
	return 0;
}

static int get_default_face(char *buf, const struct kernel_param *kp)
{
	return sysfs_emit(buf, "%s\n", face_names[*(int *)kp->arg]);
}

static const struct kernel_param_ops default_face_ops = {
	.set = set_default_face,
	.get = get_default_face,
};

module_param_cb(default_face, &default_face_ops, &default_face, 0644);
MODULE_PARM_DESC(default_face,
		 "Face of a VF that can have any: transitional, legacy (transitional, the modern interface hidden) or modern (default: transitional)");

static const struct legacy_type *as_it_is(struct pci_dev *pdev, const char *why)
{
	pci_info(pdev, "modern only: %s\n", why);
	return NULL;
}

#ifdef CONFIG_VIRTIO_PCI_ADMIN_LEGACY
#define PF_DRIVERS	"virtio-pci or virtio-owner; bind it to one of them"
#else
#define PF_DRIVERS	"virtio-owner (and this kernel's virtio-pci has no legacy commands); bind it to that"
#endif

static const struct legacy_type *as_it_is_by_pf(struct pci_dev *pdev, int err)
{
	const char *pf = pci_name(pci_physfn(pdev));

	switch (err) {
	/* The host's own trouble, and no reason for another face. */
	case -ENOMEM:
	case -EBUSY:
	case BACKEND_KILLED:
		return ERR_PTR(err);
	case -ENODEV:
		pci_info(pdev,
			 "modern only: the PF %s is not driven by %s, then bind this VF again\n",
			 pf, PF_DRIVERS);
		break;
	case BACKEND_PF_GONE:
		pci_info(pdev,
			 "modern only: the virtio device of the PF %s has no driver, or one that cannot reset it; bind it anew, then bind this VF again\n",
			 pf);
		break;
	case -EOPNOTSUPP:
		pci_info(pdev,
			 "modern only: the PF %s offers no legacy commands\n",
			 pf);
		break;
	case BACKEND_TIMEOUT:
	case BACKEND_LATE:
	case BACKEND_UNANSWERED:
	case BACKEND_FULL:
		pci_info(pdev,
			 "modern only: the PF %s does not answer; bind its driver anew, then bind this VF again\n",
			 pf);
		break;
	default:
		pci_info(pdev,
			 "modern only: the PF %s failed to read the VF's legacy device status (error %d)\n",
			 pf, -err);
	}
	return NULL;
}

/**
 * face_decide - decide which faces a device can have, and say so in the log
 * @pdev: the device
 * @backend: set up if it can have a legacy interface
 * @face: which one it gets, if nobody chooses another one
 *
 * May send a command, and sleeps for it.
 *
 * Return: the device type if it can have a legacy interface; NULL if it can only
 * be shown as it is; or an ERR_PTR() if that cannot be told now.
 */
const struct legacy_type *face_decide(struct pci_dev *pdev,
				      struct backend *backend,
				      enum face *face)
{
	const struct legacy_type *type;
	int ret;

	*face = FACE_MODERN;

	if (!pdev->is_virtfn)
		return as_it_is(pdev, "not a virtual function");
	if (pdev->vendor != PCI_VENDOR_ID_REDHAT_QUMRANET ||
	    pdev->device < MODERN_DEVICE_ID_BASE ||
	    pdev->device >= MODERN_DEVICE_ID_END)
		return as_it_is(pdev, "not a virtio 1.x device");

	type = legacy_type_find(pdev->device - MODERN_DEVICE_ID_BASE);
	if (!type)
		return as_it_is(pdev, "no legacy support for this device type");
	if (pci_resource_len(pdev, 0))
		return as_it_is(pdev, "the VF has a BAR0 of its own");

	ret = backend_owner_init(backend, pdev, commands_deadline());
	if (ret == -ENODEV)
		ret = backend_kernel_init(backend, pdev, commands_deadline());
	if (ret)
		return as_it_is_by_pf(pdev, ret);

	*face = READ_ONCE(default_face);
	pci_info(pdev,
		 "%s: I/O BAR0 of %zu bytes by legacy commands to the PF %s (%s)%s\n",
		 face_names[*face], legacy_bar_size_of(type),
		 pci_name(pci_physfn(pdev)), backend->ops->name,
		 *face == FACE_MODERN ? " is possible" : "");
	return type;
}
