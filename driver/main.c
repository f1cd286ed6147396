// SPDX-License-Identifier: GPL-2.0-only
/*
 * virtio-vfio-pci: shows a virtio VF to a VMM as a transitional device, so that
 * guests with legacy virtio drivers can use it. Any other function that is given to it
 * is shown as vfio-pci shows it.
 */
#include <linux/module.h>
#include <linux/pci.h>
#include <linux/virtio_ids.h>

#include "module_link.h"
#include "params.h"
#include "sysfs.h"
#include "vfio_dev.h"

#undef pr_fmt
#define pr_fmt(fmt) KBUILD_MODNAME ": " fmt

static int vvp_probe(struct pci_dev *pdev, const struct pci_device_id *id)
{
	struct mode_choice choice;
	struct vvp_device *vvp;
	int ret;

	ret = vvp_params_check_device(pdev);
	if (ret)
		return ret;
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
	vvp->is_virtio = choice.is_virtio;
	vvp->mode = choice.mode;
	vvp->reason = choice.reason;
	vvp->own_bar0 = choice.own_bar0;
	mutex_init(&vvp->backend_lock);
	if (choice.backend) {
		ret = vvp_legacy_init(&vvp->legacy, &vvp->core, choice.type,
				      choice.backend);
		if (ret)
			goto err_put;
		vvp_config_init(&vvp->config, &vvp->core, choice.type,
				&vvp->legacy.session.identity,
				&vvp->legacy.session.command);
		vvp_ioeventfds_init(&vvp->ioeventfds, &vvp->legacy);
		vvp_migrate_init(vvp);
		vvp->has_legacy = true;
	}

	dev_set_drvdata(&pdev->dev, &vvp->core);
	if (vvp->has_legacy) {
		ret = vvp_sysfs_add_legacy(vvp);
		if (ret)
			goto err_legacy;
	}
	ret = vfio_pci_core_register_device(&vvp->core);
	if (ret)
		goto err_sysfs;
	return 0;

err_sysfs:
	if (vvp->has_legacy)
		vvp_sysfs_remove_legacy(vvp);
err_legacy:
	if (vvp->has_legacy) {
		vvp_migrate_release(vvp);
		vvp_legacy_release(&vvp->legacy);
	}
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

	if (vvp->has_legacy)
		vvp_sysfs_remove_legacy(vvp);
	/* Waits for the VMM to close the device. */
	vfio_pci_core_unregister_device(core);
	if (vvp->has_legacy) {
		vvp_migrate_release(vvp);
		vvp_legacy_release(&vvp->legacy);
	}
	vfio_put_device(&core->vdev);
}

/*
 * A guest that has reset its legacy device has reset the VFs' owner. A PF that is
 * transitional by default gets VFs as with vfio-pci, then, and is modern from there on.
 */
static int leave_legacy(struct vvp_device *vvp)
{
	struct vfio_device *vdev = &vvp->core.vdev;
	int ret = 0;

	mutex_lock(&vdev->dev_set->lock);
	if (vvp->has_legacy && vvp->mode != MODE_MODERN) {
		if (vdev->open_count || vvp->reason.why != REASON_DEFAULT) {
			ret = -EBUSY;
		} else {
			vvp->mode = MODE_MODERN;
			vvp->reason.why = REASON_HAS_VFS;
		}
	}
	mutex_unlock(&vdev->dev_set->lock);
	return ret;
}

static int vvp_sriov_configure(struct pci_dev *pdev, int nr_virtfn)
{
	struct vfio_pci_core_device *core = dev_get_drvdata(&pdev->dev);
	int ret;

	if (!vvp_params_sriov_enabled())
		return -ENOENT;
	ret = nr_virtfn ? leave_legacy(to_vvp(&core->vdev)) : 0;
	if (ret) {
		pci_info(pdev, "no VFs made: a device has some in the mode modern alone\n");
		return ret;
	}
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
	vvp_migrate_reset_done(vvp);
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
 * the vfio_pci: aliases by which libvirt finds this module. They match nothing by
 * themselves, and a driver_override that names the driver does with any other function,
 * too: so does vfio-pci's table, which has one entry for all.
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
	.id_table		= vvp_pci_table,
	.probe			= vvp_probe,
	.remove			= vvp_remove,
	.sriov_configure	= vvp_sriov_configure,
	.err_handler		= &vvp_err_handlers,
	.dev_groups		= vvp_sysfs_groups,
	.driver_managed_dma	= true,
};

/* What the kernel says of a name that is taken is no help. */
static void __init log_busy(void)
{
	if (!vvp_params_stand_in())
		pr_err("another module has a driver of the name %s: unload it first\n",
		       vvp_pci_driver.name);
	else if (IS_BUILTIN(CONFIG_VFIO_PCI))
		pr_err("it cannot stand in for vfio-pci, which is built into this kernel\n");
	else
		pr_err("it cannot stand in for vfio-pci as long as the kernel's own is loaded: unload that first (rmmod vfio_pci)\n");
}

static int __init vvp_init(void)
{
	int ret;

	ret = vvp_params_init();
	if (ret)
		return ret;
	/* The core names VFs of a PF by the operations' name, to give them to this. */
	vvp_pci_driver.name = vvp_params_driver_name();
	vvp_vfio_ops.name = vvp_params_driver_name();
	ret = pci_register_driver(&vvp_pci_driver);
	if (ret) {
		if (ret == -EBUSY)
			log_busy();
		return ret;
	}
	if (vvp_params_stand_in())
		vvp_module_link_add();
	vvp_params_add_ids(&vvp_pci_driver);
	return 0;
}
module_init(vvp_init);

static void __exit vvp_exit(void)
{
	vvp_module_link_remove();
	pci_unregister_driver(&vvp_pci_driver);
}
module_exit(vvp_exit);

MODULE_LICENSE("GPL");
MODULE_VERSION("1.0.0");
MODULE_AUTHOR("The virtio-vfio-pci authors");
MODULE_DESCRIPTION("VFIO driver that gives virtio VFs a legacy interface");
