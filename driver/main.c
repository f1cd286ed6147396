// SPDX-License-Identifier: GPL-2.0-only
/*
 * virtio-vfio-pci: shows a virtio VF to a VMM as a transitional device, so that
 * guests with legacy virtio drivers can use it.
 */
#include <linux/module.h>
#include <linux/pagemap.h>
#include <linux/pci.h>
#include <linux/sizes.h>
#include <linux/uaccess.h>
#include <linux/vfio_pci_core.h>
#include <linux/virtio_pci.h>

#include "courier.h"
#include "device.h"
#include "frozen.h"
#include "irqs.h"
#include "kick.h"
#include "sysfs.h"
#include "trace.h"

static bool enable_sriov;
module_param(enable_sriov, bool, 0644);
MODULE_PARM_DESC(enable_sriov,
		 "Let sriov_numvfs be set on a PF bound to this driver (default: no)");

static bool shows_legacy(struct vvp_device *vvp)
{
	return vvp->mode != MODE_MODERN;
}

static int vvp_open_device(struct vfio_device *core_vdev)
{
	struct vvp_device *vvp = to_vvp(core_vdev);
	int ret;

	ret = vfio_pci_core_enable(&vvp->core);
	if (ret)
		return ret;

	if (shows_legacy(vvp)) {
		config_space_open(&vvp->config, vvp->mode == MODE_LEGACY);
		ret = legacy_bar_open(&vvp->bar);
		if (ret) {
			vfio_pci_core_disable(&vvp->core);
			return ret;
		}
	}

	vfio_pci_core_finish_enable(&vvp->core);
	trace_session(vvp->core.pdev, true);
	return 0;
}

/*
 * Pulled out, or switched off with its PF by an error: Linux 6.1 would wait for its
 * reset for a minute.
 */
static bool is_gone(struct pci_dev *pdev)
{
	u16 command;

	if (!pci_channel_offline(pdev))
		return false;
	pci_read_config_word(pdev, PCI_COMMAND, &command);
	return PCI_POSSIBLE_ERROR(command);
}

static void vvp_close_device(struct vfio_device *core_vdev)
{
	struct vvp_device *vvp = to_vvp(core_vdev);

	if (shows_legacy(vvp)) {
		ioeventfds_close(&vvp->ioeventfds);
		legacy_bar_close(&vvp->bar);
	}
	if (is_gone(vvp->core.pdev))
		vvp->core.reset_works = false;
	vfio_pci_core_close_device(core_vdev);
	trace_session(vvp->core.pdev, false);
}

static int vvp_get_region_info(struct vfio_device *core_vdev,
			       struct vfio_region_info *info,
			       struct vfio_info_cap *caps)
{
	struct vvp_device *vvp = to_vvp(core_vdev);

	if (!shows_legacy(vvp) || info->index != VFIO_PCI_BAR0_REGION_INDEX)
		return vfio_pci_ioctl_get_region_info(core_vdev, info, caps);

	info->offset = VFIO_PCI_INDEX_TO_OFFSET(info->index);
	info->size = vvp->bar.size;
	info->flags = VFIO_REGION_INFO_FLAG_READ | VFIO_REGION_INFO_FLAG_WRITE;
	return 0;
}

/*
 * VFIO_DEVICE_IOEVENTFD is not for the core: an offset below zero has it reach
 * outside of its array of BARs (Linux 6.12). A check here would not hold, as the
 * core copies the argument again.
 */
static long vvp_modern_ioctl(struct vfio_device *core_vdev, unsigned int cmd,
			     unsigned long arg)
{
	if (cmd == VFIO_DEVICE_IOEVENTFD)
		return -ENOTTY;
	return vfio_pci_core_ioctl(core_vdev, cmd, arg);
}

static long vvp_ioctl(struct vfio_device *core_vdev, unsigned int cmd,
		      unsigned long arg)
{
	struct vvp_device *vvp = to_vvp(core_vdev);

	if (!shows_legacy(vvp))
		return vvp_modern_ioctl(core_vdev, cmd, arg);

	switch (cmd) {
	case VFIO_DEVICE_GET_REGION_INFO:
		return compat_region_info_ioctl(core_vdev, vvp_get_region_info,
						arg);
	case VFIO_DEVICE_GET_IRQ_INFO:
		return irqs_get_info(&vvp->bar, arg);
	case VFIO_DEVICE_IOEVENTFD:
		return ioeventfds_ioctl(&vvp->ioeventfds, arg);
	case VFIO_DEVICE_SET_IRQS:
		return irqs_set(&vvp->bar, arg);
	case VFIO_DEVICE_RESET:
	case VFIO_DEVICE_PCI_HOT_RESET:
		return frozen_ioctl(&vvp->bar, cmd, arg, false);
	default:
		return vvp_modern_ioctl(core_vdev, cmd, arg);
	}
}

static ssize_t vvp_read_config(struct vvp_device *vvp, char __user *buf,
			       size_t count, loff_t *ppos)
{
	struct config_intx intx = {
		.made = intx_enabled(&vvp->bar.intx),
		.pending = intx_pending(&vvp->bar.intx),
	};

	return config_space_read(&vvp->config, buf, count, ppos, &intx);
}

static ssize_t vvp_read(struct vfio_device *core_vdev, char __user *buf,
			size_t count, loff_t *ppos)
{
	struct vvp_device *vvp = to_vvp(core_vdev);
	ssize_t ret;

	if (!shows_legacy(vvp))
		return vfio_pci_core_read(core_vdev, buf, count, ppos);

	switch (VFIO_PCI_OFFSET_TO_INDEX(*ppos)) {
	case VFIO_PCI_CONFIG_REGION_INDEX:
		return vvp_read_config(vvp, buf, count, ppos);
	case VFIO_PCI_BAR0_REGION_INDEX:
		ret = legacy_bar_read(&vvp->bar, buf, count,
				      *ppos & VFIO_PCI_OFFSET_MASK,
				      config_space_io_enabled(&vvp->config));
		if (ret > 0)
			*ppos += ret;
		return ret;
	default:
		return vfio_pci_core_read(core_vdev, buf, count, ppos);
	}
}

/* May a write have put the function to sleep, or awakened it? */
static bool changes_power(struct vvp_device *vvp, loff_t pos, size_t count)
{
	u8 cap = vvp->core.pdev->pm_cap;

	return cap && pos < cap + PCI_PM_SIZEOF && pos + count > cap;
}

/* Behind the header a write may be one that resets the function. */
static ssize_t vvp_write_config(struct vvp_device *vvp, const char __user *buf,
				size_t count, loff_t *ppos)
{
	loff_t pos = *ppos & VFIO_PCI_OFFSET_MASK;
	int tries = FROZEN_TRIES;
	ssize_t ret;

	if (pos < PCI_STD_HEADER_SIZEOF &&
	    count <= PCI_STD_HEADER_SIZEOF - pos) {
		ret = config_space_write(&vvp->config, buf, count, ppos);
		/* COMMAND has a say in whether INTx may be told. */
		intx_update(&vvp->bar.intx);
		return ret;
	}

	/* As in frozen_ioctl(). */
	do {
		fault_in_readable(buf, min_t(size_t, count, SZ_64K));
		ret = legacy_bar_freeze(&vvp->bar);
		if (ret)
			return ret;
		pagefault_disable();
		ret = config_space_write(&vvp->config, buf, count, ppos);
		pagefault_enable();
		if (changes_power(vvp, pos, count))
			legacy_bar_unsure(&vvp->bar);
		legacy_bar_thaw(&vvp->bar);
	} while (ret == -EFAULT && --tries);
	intx_update(&vvp->bar.intx);
	return ret;
}

static noinline ssize_t write_region(struct vfio_device *core_vdev,
				     const char __user *buf, size_t count,
				     loff_t *ppos)
{
	struct vvp_device *vvp = to_vvp(core_vdev);
	ssize_t ret;

	if (!shows_legacy(vvp))
		return vfio_pci_core_write(core_vdev, buf, count, ppos);

	switch (VFIO_PCI_OFFSET_TO_INDEX(*ppos)) {
	case VFIO_PCI_CONFIG_REGION_INDEX:
		return vvp_write_config(vvp, buf, count, ppos);
	case VFIO_PCI_BAR0_REGION_INDEX:
		ret = legacy_bar_write(&vvp->bar, buf, count,
				       *ppos & VFIO_PCI_OFFSET_MASK,
				       config_space_io_enabled(&vvp->config));
		if (ret > 0)
			*ppos += ret;
		return ret;
	default:
		return vfio_pci_core_write(core_vdev, buf, count, ppos);
	}
}

static bool is_kick(size_t count, loff_t pos)
{
	return count == sizeof(__le16) &&
	       pos == VFIO_PCI_INDEX_TO_OFFSET(VFIO_PCI_BAR0_REGION_INDEX) +
		      VIRTIO_PCI_QUEUE_NOTIFY;
}

/* Kicks first: they are what a guest writes all the time. */
static ssize_t vvp_write(struct vfio_device *core_vdev, const char __user *buf,
			 size_t count, loff_t *ppos)
{
	struct vvp_device *vvp = to_vvp(core_vdev);
	__le16 queue;

	if (!is_kick(count, *ppos) || !shows_legacy(vvp))
		return write_region(core_vdev, buf, count, ppos);

	if (get_user(queue, (const __le16 __user *)buf))
		return -EFAULT;
	if (!config_space_io_enabled(&vvp->config) ||
	    !kick_directly(&vvp->bar, le16_to_cpu(queue)))
		return write_region(core_vdev, buf, count, ppos);
	*ppos += count;
	return count;
}

/* Low power, among others. */
static int vvp_device_feature(struct vfio_device *core_vdev, u32 flags,
			      void __user *arg, size_t argsz)
{
	struct vvp_device *vvp = to_vvp(core_vdev);
	int ret;

	ret = vfio_pci_core_ioctl_feature(core_vdev, flags, arg, argsz);
	if (shows_legacy(vvp) && flags & VFIO_DEVICE_FEATURE_SET)
		legacy_bar_unsure(&vvp->bar);
	return ret;
}

static const struct vfio_device_ops vvp_ops = {
	.name		= "virtio-vfio-pci",
	.init		= vfio_pci_core_init_dev,
	.release	= vfio_pci_core_release_dev,
	.open_device	= vvp_open_device,
	.close_device	= vvp_close_device,
	.ioctl		= vvp_ioctl,
	.device_feature	= vvp_device_feature,
	.read		= vvp_read,
	.write		= vvp_write,
	.mmap		= vfio_pci_core_mmap,
	.request	= vfio_pci_core_request,
	.match		= vfio_pci_core_match,
	COMPAT_OPS
};

static int vvp_probe(struct pci_dev *pdev, const struct pci_device_id *id)
{
	const struct legacy_type *type;
	struct backend backend;
	struct vvp_device *vvp;
	struct mode_reason reason;
	enum mode mode;
	int ret;

	type = mode_decide(pdev, &backend, &mode, &reason);
	if (IS_ERR(type))
		return PTR_ERR(type);
	vvp = vfio_alloc_device(vvp_device, core.vdev, &pdev->dev, &vvp_ops);
	if (IS_ERR(vvp)) {
		if (type)
			backend.ops->release(&backend);
		return PTR_ERR(vvp);
	}

	compat_dma_buffers(&vvp->core);
	vvp->mode = mode;
	vvp->reason = reason;
	if (type) {
		ret = legacy_bar_init(&vvp->bar, &vvp->core, type, &backend);
		if (ret) {
			backend.ops->release(&backend);
			goto err_put;
		}
		vvp->has_legacy = true;
		config_space_init(&vvp->config, &vvp->core, type);
		ioeventfds_init(&vvp->ioeventfds, &vvp->bar, &vvp->config);
	}

	dev_set_drvdata(&pdev->dev, &vvp->core);
	ret = vfio_pci_core_register_device(&vvp->core);
	if (ret)
		goto err_put;
	return 0;

err_put:
	if (vvp->has_legacy)
		legacy_bar_release(&vvp->bar);
	vfio_put_device(&vvp->core.vdev);
	return ret;
}

static void vvp_remove(struct pci_dev *pdev)
{
	struct vfio_pci_core_device *core = dev_get_drvdata(&pdev->dev);
	struct vvp_device *vvp = to_vvp(&core->vdev);

	/* Waits for the VMM to close the device. */
	vfio_pci_core_unregister_device(core);
	if (vvp->has_legacy)
		legacy_bar_release(&vvp->bar);
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
		legacy_bar_reset_prepare(&vvp->bar);
}

static void vvp_reset_done(struct pci_dev *pdev)
{
	struct vfio_pci_core_device *core = dev_get_drvdata(&pdev->dev);
	struct vvp_device *vvp = to_vvp(&core->vdev);

	if (!vvp->has_legacy)
		return;
	config_space_reset(&vvp->config);
	legacy_bar_reset_done(&vvp->bar);
}

static pci_ers_result_t vvp_error_detected(struct pci_dev *pdev,
					   pci_channel_state_t state)
{
	struct vvp_device *vvp = dev_to_vvp(&pdev->dev);

	if (vvp->has_legacy)
		legacy_bar_unsure(&vvp->bar);
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
	{ PCI_DRIVER_OVERRIDE_DEVICE_VFIO(PCI_VENDOR_ID_REDHAT_QUMRANET, 0x1041) },
	{ PCI_DRIVER_OVERRIDE_DEVICE_VFIO(PCI_VENDOR_ID_REDHAT_QUMRANET, 0x1042) },
	{ PCI_DRIVER_OVERRIDE_DEVICE_VFIO(PCI_VENDOR_ID_REDHAT_QUMRANET, 0x1043) },
	{ PCI_DRIVER_OVERRIDE_DEVICE_VFIO(PCI_VENDOR_ID_REDHAT_QUMRANET, 0x1044) },
	{ PCI_DRIVER_OVERRIDE_DEVICE_VFIO(PCI_VENDOR_ID_REDHAT_QUMRANET, 0x1045) },
	{ PCI_DRIVER_OVERRIDE_DEVICE_VFIO(PCI_VENDOR_ID_REDHAT_QUMRANET, 0x1048) },
	{ PCI_DRIVER_OVERRIDE_DEVICE_VFIO(PCI_VENDOR_ID_REDHAT_QUMRANET, 0x1049) },
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

	ret = couriers_start();
	if (ret)
		return ret;
	ret = pci_register_driver(&vvp_pci_driver);
	if (ret)
		couriers_stop();
	return ret;
}
module_init(vvp_init);

static void __exit vvp_exit(void)
{
	pci_unregister_driver(&vvp_pci_driver);
	couriers_stop();
}
module_exit(vvp_exit);

MODULE_LICENSE("GPL");
MODULE_VERSION("1.0.0");
MODULE_AUTHOR("The virtio-vfio-pci authors");
MODULE_DESCRIPTION("VFIO driver that gives virtio VFs a legacy interface");
