// SPDX-License-Identifier: GPL-2.0-only
/*
 * virtio-owner: drives nothing of a virtio PF but its administration queues, for
 * the drivers of its VFs.
 */
#include <linux/module.h>
#include <linux/pci.h>

#include "owner.h"

static int virtio_owner_probe(struct pci_dev *pdev,
			      const struct pci_device_id *id)
{
	return vowner_create(pdev);
}

static void virtio_owner_remove(struct pci_dev *pdev)
{
	/* Waits for the VFs' drivers, and these for the VMMs. */
	pci_disable_sriov(pdev);
	vowner_destroy(pci_get_drvdata(pdev));
}

static void virtio_owner_shutdown(struct pci_dev *pdev)
{
	vowner_down(pci_get_drvdata(pdev));
}

static int virtio_owner_sriov_configure(struct pci_dev *pdev, int nr_virtfn)
{
	int ret;

	if (!nr_virtfn) {
		pci_disable_sriov(pdev);
		return 0;
	}
	ret = pci_enable_sriov(pdev, nr_virtfn);
	return ret ? ret : nr_virtfn;
}

static void virtio_owner_reset_prepare(struct pci_dev *pdev)
{
	vowner_down(pci_get_drvdata(pdev));
}

static void virtio_owner_reset_done(struct pci_dev *pdev)
{
	vowner_was_reset(pci_get_drvdata(pdev));
}

static const struct pci_error_handlers virtio_owner_err_handlers = {
	.reset_prepare	= virtio_owner_reset_prepare,
	.reset_done	= virtio_owner_reset_done,
};

static int virtio_owner_suspend(struct device *dev)
{
	vowner_down(dev_get_drvdata(dev));
	return 0;
}

static int virtio_owner_resume(struct device *dev)
{
	return vowner_up(dev_get_drvdata(dev));
}

static DEFINE_SIMPLE_DEV_PM_OPS(virtio_owner_pm, virtio_owner_suspend,
				virtio_owner_resume);

/* No table of ids: only who asks for it, by driver_override, gets it. */
static struct pci_driver virtio_owner_driver = {
	.name			= "virtio-owner",
	.probe			= virtio_owner_probe,
	.remove			= virtio_owner_remove,
	.shutdown		= virtio_owner_shutdown,
	.sriov_configure	= virtio_owner_sriov_configure,
	.err_handler		= &virtio_owner_err_handlers,
	.dev_groups		= vowner_sysfs_groups,
	.driver.pm		= pm_sleep_ptr(&virtio_owner_pm),
};

/**
 * vowner_of - the PF of a VF
 * @vf: a VF; its PF cannot go meanwhile
 *
 * Return: the PF if this driver has it, or NULL.
 */
struct vowner *vowner_of(struct pci_dev *vf)
{
	struct vowner *owner;

	owner = pci_iov_get_pf_drvdata(vf, &virtio_owner_driver);
	return IS_ERR(owner) ? NULL : owner;
}

module_pci_driver(virtio_owner_driver);

MODULE_LICENSE("GPL");
MODULE_VERSION("1.0.0");
MODULE_AUTHOR("The virtio-vfio-pci authors");
MODULE_DESCRIPTION("Administration queues of a virtio PF, for the drivers of its VFs");
