// SPDX-License-Identifier: GPL-2.0-only
/*
 * virtio-vfio-pci: shows a virtio VF to a VMM as a transitional device, so that
 * guests with legacy virtio drivers can use it.
 */
#include <linux/module.h>
#include <linux/pci.h>
#include <linux/virtio_ids.h>

#include "sysfs.h"
#include "vfio_dev.h"

static bool enable_sriov;
module_param(enable_sriov, bool, 0644);
MODULE_PARM_DESC(enable_sriov,
		 "Let sriov_numvfs be set on a PF bound to this driver (default: no)");

static int vvp_probe(struct pci_dev *pdev, const struct pci_device_id *id)
{
	struct mode_choice choice;
	struct vvp_device *vvp;
	int ret;

	ret = vvp_mode_decide(pdev, &choice);
	if (ret)
		return ret;
	vvp = vfio_alloc_device(vvp_device, core.vdev, &pdev->dev,
				&vvp_vfio_ops);
	if (IS_ERR(vvp)) {
		ret = PTR_ERR(vvp);
		goto err_backend;
	}

	compat_dma_buffers(&vvp->core);
	vvp->mode = choice.mode;
	vvp->reason = choice.reason;
	if (choice.backend) {
		ret = vvp_legacy_init(&vvp->legacy, &vvp->core, choice.type,
				      choice.backend);
		if (ret)
			goto err_put;
		vvp_config_init(&vvp->config, &vvp->core, choice.type,
				&vvp->legacy.session.identity);
		vvp_ioeventfds_init(&vvp->ioeventfds, &vvp->legacy);
		vvp->has_legacy = true;
	}

	dev_set_drvdata(&pdev->dev, &vvp->core);
	ret = vfio_pci_core_register_device(&vvp->core);
	if (ret)
		goto err_legacy;
	return 0;

err_legacy:
	if (vvp->has_legacy)
		vvp_legacy_release(&vvp->legacy);
	choice.backend = NULL;
err_put:
	vfio_put_device(&vvp->core.vdev);
err_backend:
	if (choice.backend)
		vvp_backend_release(choice.backend);
	return ret;
}

static void vvp_remove(struct pci_dev *pdev)
{
	struct vfio_pci_core_device *core = dev_get_drvdata(&pdev->dev);
	struct vvp_device *vvp = to_vvp(&core->vdev);

	/* Waits for the VMM to close the device. */
	vfio_pci_core_unregister_device(core);
	if (vvp->has_legacy)
		vvp_legacy_release(&vvp->legacy);
	vfio_put_device(&core->vdev);
}

static int vvp_sriov_configure(struct pci_dev *pdev, int nr_virtfn)
{
	struct vfio_pci_core_device *core = dev_get_drvdata(&pdev->dev);

	if (!enable_sriov)
		return -ENOENT;
	return vfio_pci_core_sriov_configure(core, nr_virtfn);
}

/*
 * Every reset comes by these: at open, by ioctl, by the guest's FLR, by hot reset, by
 * the host.
 */
static void vvp_reset_prepare(struct pci_dev *pdev)
{
	struct vvp_device *vvp = dev_to_vvp(&pdev->dev);

	if (vvp->has_legacy)
		vvp_legacy_reset_prepare(&vvp->legacy);
}

static void vvp_reset_done(struct pci_dev *pdev)
{
	struct vvp_device *vvp = dev_to_vvp(&pdev->dev);

	if (!vvp->has_legacy)
		return;
	vvp_config_reset(&vvp->config);
	vvp_legacy_reset_done(&vvp->legacy);
}

static pci_ers_result_t vvp_error_detected(struct pci_dev *pdev,
					   pci_channel_state_t state)
{
	struct vvp_device *vvp = dev_to_vvp(&pdev->dev);

	if (vvp->has_legacy)
		vvp_legacy_invalidate(&vvp->legacy);
	return vfio_pci_core_aer_err_detected(pdev, state);
}

static const struct pci_error_handlers vvp_err_handlers = {
	.reset_prepare = vvp_reset_prepare,
	.reset_done = vvp_reset_done,
	.error_detected = vvp_error_detected,
};

/*
 * The modern ids of the device types that have a transitional form; they make
 * the vfio_pci: aliases by which libvirt finds this module.
 */
static const struct pci_device_id vvp_pci_table[] = {
#define TYPE(name, _virtio_id, transitional_id)			\
	{ PCI_DRIVER_OVERRIDE_DEVICE_VFIO(PCI_VENDOR_ID_REDHAT_QUMRANET, \
					  MODE_MODERN_ID(_virtio_id)) },
#include "legacy_types.h"
	{}
};
MODULE_DEVICE_TABLE(pci, vvp_pci_table);

static struct pci_driver vvp_pci_driver = {
	.name			= "virtio-vfio-pci",
	.id_table		= vvp_pci_table,
	.probe			= vvp_probe,
	.remove			= vvp_remove,
	.sriov_configure	= vvp_sriov_configure,
	.err_handler		= &vvp_err_handlers,
	.dev_groups		= vvp_sysfs_groups,
	.driver_managed_dma	= true,
};

static int __init vvp_init(void)
{
	int ret;

	ret = vvp_backends_init();
	if (ret)
		return ret;
	ret = pci_register_driver(&vvp_pci_driver);
	if (ret)
		vvp_backends_exit();
	return ret;
}
module_init(vvp_init);

static void __exit vvp_exit(void)
{
	pci_unregister_driver(&vvp_pci_driver);
	vvp_backends_exit();
}
module_exit(vvp_exit);

MODULE_LICENSE("GPL");
MODULE_VERSION("1.0.0");
MODULE_AUTHOR("The virtio-vfio-pci authors");
MODULE_DESCRIPTION("VFIO driver that gives virtio VFs a legacy interface");
