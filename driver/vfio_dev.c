// SPDX-License-Identifier: GPL-2.0-only
/* The VFIO operations: the core's, but for what the legacy interface adds. */
#include <linux/pci.h>
#include <linux/vfio_pci_core.h>

#include "intx_vfio.h"
#include "legacy_bar.h"
#include "params.h"
#include "trace.h"
#include "vfio_dev.h"

static int vvp_init_device(struct vfio_device *core_vdev)
{
	vvp_params_of_device(&to_vvp(core_vdev)->core);
	return vfio_pci_core_init_dev(core_vdev);
}

/*
 * What is driven here must not be reached by a guest that is not to know of it. Return:
 * whether that takes its MSI-X, too.
 */
static bool hide_bars(struct vvp_device *vvp)
{
	const struct modern_caps *caps = vvp->legacy.backend->caps;

	vvp->hides = caps && vvp->mode == MODE_LEGACY;
	if (!vvp->hides)
		return false;
	vvp_hidden_bars_init(&vvp->hidden, caps,
			     pci_resource_len(vvp->core.pdev, 0), PAGE_SIZE);
	return vvp_hidden_bars_msix(&vvp->hidden, caps);
}

static bool hides(struct vvp_device *vvp, unsigned int bar)
{
	return vvp_shows_legacy(vvp) && vvp->hides &&
	       vvp_hidden_bars_any(&vvp->hidden, bar);
}

static int vvp_open_device(struct vfio_device *core_vdev)
{
	struct vvp_device *vvp = to_vvp(core_vdev);
	bool no_msix;
	int ret;

	ret = vfio_pci_core_enable(&vvp->core);
	if (ret)
		return ret;

	if (vvp_shows_legacy(vvp)) {
		no_msix = hide_bars(vvp);
		vvp_config_open(&vvp->config, vvp->mode == MODE_LEGACY, no_msix);
		ret = vvp_legacy_open(&vvp->legacy, no_msix);
	} else if (vvp->has_legacy) {
		ret = vvp_legacy_clean(&vvp->legacy);
	}
	if (ret) {
		vfio_pci_core_disable(&vvp->core);
		return ret;
	}

	if (vvp->has_legacy)
		vvp_migrate_open(vvp);
	vfio_pci_core_finish_enable(&vvp->core);
	trace_vvp_session(vvp->core.pdev, true);
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

	if (vvp_shows_legacy(vvp)) {
		vvp_ioeventfds_close(&vvp->ioeventfds);
		vvp_legacy_close(&vvp->legacy);
	}
	if (vvp->has_legacy)
		vvp_migrate_close(vvp);
	if (is_gone(vvp->core.pdev))
		vvp->core.reset_works = false;
	vfio_pci_core_close_device(core_vdev);
	if (vvp->has_legacy)
		vvp_migrate_closed(vvp);
	trace_vvp_session(vvp->core.pdev, false);
}

static int vvp_get_region_info(struct vfio_device *core_vdev,
			       struct vfio_region_info *info,
			       struct vfio_info_cap *caps)
{
	struct vvp_device *vvp = to_vvp(core_vdev);

	if (vvp_shows_legacy(vvp) && info->index == VFIO_PCI_BAR0_REGION_INDEX)
		info->size = vvp->legacy.bar_size;
	else if (info->index < VFIO_PCI_ROM_REGION_INDEX &&
		 hides(vvp, info->index))
		info->size = pci_resource_len(vvp->core.pdev, info->index);
	else
		return vfio_pci_ioctl_get_region_info(core_vdev, info, caps);

	info->offset = VFIO_PCI_INDEX_TO_OFFSET(info->index);
	info->flags = VFIO_REGION_INFO_FLAG_READ | VFIO_REGION_INFO_FLAG_WRITE;
	return 0;
}

/*
 * VFIO_DEVICE_IOEVENTFD is not for a core in which an offset below zero reaches outside
 * of its array of BARs (Linux 6.12). A check here would not hold, as the core copies the
 * argument again. A modern virtio device has its notifications mapped, and needs none.
 */
static long vvp_modern_ioctl(struct vfio_device *core_vdev, unsigned int cmd,
			     unsigned long arg)
{
	if (cmd == VFIO_DEVICE_IOEVENTFD &&
	    (to_vvp(core_vdev)->is_virtio || !COMPAT_IOEVENTFD_IS_SAFE))
		return -ENOTTY;
	return vfio_pci_core_ioctl(core_vdev, cmd, arg);
}

static long vvp_legacy_ioctl(struct vfio_device *core_vdev, unsigned int cmd,
			     unsigned long arg)
{
	struct vvp_device *vvp = to_vvp(core_vdev);

	switch (cmd) {
	case VFIO_DEVICE_GET_REGION_INFO:
		return compat_region_info_ioctl(core_vdev, vvp_get_region_info,
						arg);
	case VFIO_DEVICE_GET_IRQ_INFO:
		return vvp_intx_get_info(&vvp->legacy, arg);
	case VFIO_DEVICE_IOEVENTFD:
		return vvp_ioeventfds_ioctl(&vvp->ioeventfds, arg);
	case VFIO_DEVICE_SET_IRQS:
		return vvp_intx_set_irqs(&vvp->legacy, arg);
	case VFIO_DEVICE_RESET:
	case VFIO_DEVICE_PCI_HOT_RESET:
		return vvp_legacy_core_ioctl(&vvp->legacy, cmd, arg, false);
	default:
		return vvp_modern_ioctl(core_vdev, cmd, arg);
	}
}

static long vvp_ioctl(struct vfio_device *core_vdev, unsigned int cmd,
		      unsigned long arg)
{
	struct vvp_device *vvp = to_vvp(core_vdev);
	long ret;

	if (vvp_shows_legacy(vvp))
		ret = vvp_legacy_ioctl(core_vdev, cmd, arg);
	else
		ret = vvp_modern_ioctl(core_vdev, cmd, arg);
	if (cmd == VFIO_DEVICE_SET_IRQS && !ret && vvp->migrate.offered)
		vvp_migrate_irqs_were_set(vvp, arg);
	return ret;
}

static ssize_t read_config(struct vvp_device *vvp, char __user *buf,
			   size_t count, loff_t *ppos)
{
	struct intx *line = &vvp->legacy.session.intx;
	struct config_intx intx = {
		.made = vvp_intx_is_on(line),
		.pending = vvp_intx_is_up(line),
	};

	return vvp_config_read(&vvp->config, buf, count, ppos, &intx);
}

/*
 * The next part of a BAR of which some is hidden. Return: whether that is; how long it
 * is by @count.
 */
static bool is_hidden(struct vvp_device *vvp, loff_t pos, size_t *count)
{
	unsigned int bar = VFIO_PCI_OFFSET_TO_INDEX(pos);
	u64 len = *count;
	bool hidden;

	hidden = bar < VFIO_PCI_ROM_REGION_INDEX && hides(vvp, bar) &&
		 vvp_hidden_bars_next(&vvp->hidden, bar,
				      pos & VFIO_PCI_OFFSET_MASK, &len);
	*count = len;
	return hidden;
}

static ssize_t read_region(struct vvp_device *vvp, char __user *buf,
			   size_t count, loff_t *ppos)
{
	static const u8 ones[64] = { [0 ... 63] = 0xff };

	if (!is_hidden(vvp, *ppos, &count))
		return vfio_pci_core_read(&vvp->core.vdev, buf, count, ppos);
	count = min(count, sizeof(ones));
	if (copy_to_user(buf, ones, count))
		return -EFAULT;
	*ppos += count;
	return count;
}

static ssize_t vvp_read(struct vfio_device *core_vdev, char __user *buf,
			size_t count, loff_t *ppos)
{
	struct vvp_device *vvp = to_vvp(core_vdev);
	ssize_t ret;

	if (!vvp_shows_legacy(vvp))
		return vfio_pci_core_read(core_vdev, buf, count, ppos);

	switch (VFIO_PCI_OFFSET_TO_INDEX(*ppos)) {
	case VFIO_PCI_CONFIG_REGION_INDEX:
		return read_config(vvp, buf, count, ppos);
	case VFIO_PCI_BAR0_REGION_INDEX:
		ret = vvp_bar_read(&vvp->legacy, buf, count,
				   *ppos & VFIO_PCI_OFFSET_MASK);
		if (ret > 0)
			*ppos += ret;
		return ret;
	default:
		return read_region(vvp, buf, count, ppos);
	}
}

/* May a write have put the function to sleep, or awakened it? */
static bool changes_power(struct vvp_device *vvp, loff_t pos, size_t count)
{
	u8 cap = vvp->core.pdev->pm_cap;

	return cap && pos < cap + PCI_PM_SIZEOF && pos + count > cap;
}

/**
 * struct config_write - a write to configuration space
 * @buf: where from
 * @count: number of bytes
 * @ppos: position in the device's file
 */
struct config_write {
	const char __user *buf;
	size_t count;
	loff_t *ppos;
};

static long write_config_blocked(struct legacy_dev *dev, void *arg)
{
	struct vvp_device *vvp = container_of(dev, struct vvp_device, legacy);
	struct config_write *write = arg;
	loff_t pos = *write->ppos & VFIO_PCI_OFFSET_MASK;
	long ret;

	ret = vvp_config_write(&vvp->config, write->buf, write->count,
			       write->ppos);
	if (changes_power(vvp, pos, write->count))
		vvp_legacy_invalidate(dev);
	return ret;
}

/* Behind the header a write may be one that resets the function. */
static ssize_t write_config(struct vvp_device *vvp, const char __user *buf,
			    size_t count, loff_t *ppos)
{
	loff_t pos = *ppos & VFIO_PCI_OFFSET_MASK;
	struct config_write write = { buf, count, ppos };
	ssize_t ret;

	if (pos < PCI_STD_HEADER_SIZEOF && count <= PCI_STD_HEADER_SIZEOF - pos)
		ret = vvp_config_write(&vvp->config, buf, count, ppos);
	else
		ret = vvp_legacy_call_blocked(&vvp->legacy, buf, count,
					      write_config_blocked, &write);
	/* COMMAND has a say in whether INTx may be signalled. */
	vvp_intx_update(&vvp->legacy.session.intx);
	return ret;
}

static noinline ssize_t write_region(struct vvp_device *vvp,
				     const char __user *buf, size_t count,
				     loff_t *ppos)
{
	if (vvp_shows_legacy(vvp) && VFIO_PCI_OFFSET_TO_INDEX(*ppos) ==
				 VFIO_PCI_CONFIG_REGION_INDEX)
		return write_config(vvp, buf, count, ppos);
	if (is_hidden(vvp, *ppos, &count)) {
		*ppos += count;
		return count;
	}
	return vfio_pci_core_write(&vvp->core.vdev, buf, count, ppos);
}

/* BAR0 first: it is what a guest writes all the time. */
static ssize_t vvp_write(struct vfio_device *core_vdev, const char __user *buf,
			 size_t count, loff_t *ppos)
{
	struct vvp_device *vvp = to_vvp(core_vdev);
	ssize_t ret;

	if (!vvp_shows_legacy(vvp) || VFIO_PCI_OFFSET_TO_INDEX(*ppos) !=
				  VFIO_PCI_BAR0_REGION_INDEX)
		return write_region(vvp, buf, count, ppos);

	ret = vvp_bar_write(&vvp->legacy, buf, count,
			    *ppos & VFIO_PCI_OFFSET_MASK);
	if (ret > 0)
		*ppos += ret;
	return ret;
}

static int vvp_mmap(struct vfio_device *core_vdev, struct vm_area_struct *vma)
{
	unsigned int index = vma->vm_pgoff >>
			     (VFIO_PCI_OFFSET_SHIFT - PAGE_SHIFT);

	if (index < VFIO_PCI_ROM_REGION_INDEX && hides(to_vvp(core_vdev), index))
		return -EINVAL;
	return vfio_pci_core_mmap(core_vdev, vma);
}

/* Would it give others the pages of a BAR? */
static bool is_dma_buffer(u32 flags)
{
#ifdef VFIO_DEVICE_FEATURE_DMA_BUF
	return (flags & VFIO_DEVICE_FEATURE_MASK) == VFIO_DEVICE_FEATURE_DMA_BUF;
#else
	return false;
#endif
}

/* Low power, among others. */
static int vvp_device_feature(struct vfio_device *core_vdev, u32 flags,
			      void __user *arg, size_t argsz)
{
	struct vvp_device *vvp = to_vvp(core_vdev);
	int ret;

	if (vvp_shows_legacy(vvp) && vvp->hides && is_dma_buffer(flags))
		return -ENOTTY;
	if (vvp->has_legacy) {
		ret = vvp_migrate_feature(vvp, flags, arg, argsz);
		if (ret != -ENOTTY)
			return ret;
	}
	ret = vfio_pci_core_ioctl_feature(core_vdev, flags, arg, argsz);
	if (vvp_shows_legacy(vvp) && flags & VFIO_DEVICE_FEATURE_SET)
		vvp_legacy_invalidate(&vvp->legacy);
	return ret;
}

struct vfio_device_ops vvp_vfio_ops __ro_after_init = {
	.init		= vvp_init_device,
	.release	= vfio_pci_core_release_dev,
	.open_device	= vvp_open_device,
	.close_device	= vvp_close_device,
	.ioctl		= vvp_ioctl,
	.device_feature	= vvp_device_feature,
	.read		= vvp_read,
	.write		= vvp_write,
	.mmap		= vvp_mmap,
	.request	= vfio_pci_core_request,
	.match		= vfio_pci_core_match,
	COMPAT_OPS
};
