// SPDX-License-Identifier: GPL-2.0-only
/* Which face a device gets, in the order in which things can be in the way. */
#include "compat.h"

#include <linux/pci.h>

#include "commands.h"
#include "face.h"

/* Modern virtio devices: PCI device id = this + virtio device id. */
#define MODERN_DEVICE_ID_BASE	0x1040
#define MODERN_DEVICE_ID_END	0x1080

static const struct legacy_type *as_it_is(struct pci_dev *pdev, const char *why)
{
	pci_info(pdev, "modern only: %s\n", why);
	return NULL;
}

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
			 "modern only: the PF %s is not driven by virtio-pci; bind it to virtio-pci, then bind this VF again\n",
			 pf);
		break;
	case BACKEND_PF_GONE:
		pci_info(pdev,
			 "modern only: the virtio device of the PF %s has no driver; bind it to one, then bind this VF again\n",
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
 * face_decide - decide which face a device gets, and say so in the log
 * @pdev: the device
 * @backend: set up if the face is transitional
 *
 * May send a command, and sleeps for it.
 *
 * Return: the device type whose transitional form it gets; NULL if it is to be
 * shown as it is; or an ERR_PTR() if that cannot be told now.
 */
const struct legacy_type *face_decide(struct pci_dev *pdev,
				      struct backend *backend)
{
	const struct legacy_type *type;
	int ret;

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

	ret = backend_kernel_init(backend, pdev, commands_deadline());
	if (ret)
		return as_it_is_by_pf(pdev, ret);

	pci_info(pdev,
		 "transitional: I/O BAR0 of %zu bytes by legacy commands to the PF %s (%s)\n",
		 legacy_bar_size_of(type), pci_name(pci_physfn(pdev)),
		 backend->ops->name);
	return type;
}
