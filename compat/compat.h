/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Every difference between kernel versions, and nothing else. The code is
 * written for the newest supported kernel; both Makefiles include this header first
 * of all. What a kernel has is looked up in its headers: compat.mk defines
 * COMPAT_HAVE_*.
 */
#ifndef COMPAT_H
#define COMPAT_H

#include <linux/version.h>

#if LINUX_VERSION_CODE < KERNEL_VERSION(6, 1, 0)
#error "virtio-vfio-pci needs Linux 6.1: the vfio-pci-core of older kernels is another one"
#endif
/* "unsupported", beside this, reads these two lines. */
#if LINUX_VERSION_CODE >= KERNEL_VERSION(7, 4, 0) && !defined(VVP_UNTESTED_KERNEL)
#error "virtio-vfio-pci was never tried with Linux 7.4 and later: make VVP_UNTESTED_KERNEL=1 does"
#endif
#if !IS_ENABLED(CONFIG_VFIO_PCI_CORE)
#error "virtio-vfio-pci needs a kernel with CONFIG_VFIO_PCI_CORE"
#endif

#include <linux/eventfd.h>
#include <linux/io.h>
#include <linux/timer.h>
#include <linux/uaccess.h>
#include <linux/vfio_pci_core.h>

#include "virtio_admin.h"

/* Linux 6.8 */
#ifndef COMPAT_HAVE_EVENTFD_SIGNAL_ONE
#define eventfd_signal(ctx)	eventfd_signal(ctx, 1)
#endif

/* Linux 6.2 */
#ifndef COMPAT_HAVE_TIMER_DELETE_SYNC
#define timer_delete_sync(timer)	del_timer_sync(timer)
#endif

/* Linux 6.16 */
#ifndef COMPAT_HAVE_TIMER_CONTAINER_OF
#define timer_container_of(var, callback_timer, timer_fieldname) \
	container_of(callback_timer, typeof(*(var)), timer_fieldname)
#endif

/* Linux 6.17; before, it is what a queue is that is not unbound. */
#ifndef COMPAT_HAVE_WQ_PERCPU
#define WQ_PERCPU	0
#endif

/*
 * Linux 7.x maps BARs when the device is enabled; from 6.8 on that is to be asked
 * for; before, it is the core's own business. It always undoes it.
 */
#ifndef COMPAT_HAVE_GET_IOMAP
#ifndef COMPAT_HAVE_SETUP_BARMAP
static inline int vfio_pci_core_setup_barmap(struct vfio_pci_core_device *core,
					     int bar)
{
	void __iomem *io;
	int ret;

	if (core->barmap[bar])
		return 0;
	ret = pci_request_selected_regions(core->pdev, BIT(bar), "vfio");
	if (ret)
		return ret;
	io = pci_iomap(core->pdev, bar, 0);
	if (!io) {
		pci_release_selected_regions(core->pdev, BIT(bar));
		return -ENOMEM;
	}
	core->barmap[bar] = io;
	return 0;
}
#endif

static inline void __iomem *
vfio_pci_core_get_iomap(struct vfio_pci_core_device *core, unsigned int bar)
{
	int ret = vfio_pci_core_setup_barmap(core, bar);

	return ret ? IOMEM_ERR_PTR(ret) : core->barmap[bar];
}
#endif

/* Linux 6.8 */
#ifndef COMPAT_HAVE_IOWRITE
static inline int vfio_pci_core_iowrite16(struct vfio_pci_core_device *core,
					  bool test_mem, u16 val,
					  void __iomem *io)
{
	int ret = 0;

	if (test_mem)
		down_read(&core->memory_lock);
	/* Memory of a VF is always enabled, but for the time of a reset or sleep. */
	if (test_mem && core->pdev->current_state >= PCI_D3hot)
		ret = -EIO;
	else
		iowrite16(val, io);
	if (test_mem)
		up_read(&core->memory_lock);
	return ret;
}
#endif

/* Linux 6.19: BARs as DMA buffers for other devices, as stock vfio-pci has them */
static inline void compat_dma_buffers(struct vfio_pci_core_device *core)
{
#ifdef COMPAT_HAVE_PCI_DEVICE_OPS
	static const struct vfio_pci_device_ops ops = {
		.get_dmabuf_phys = vfio_pci_core_get_dmabuf_phys,
	};

	core->pci_ops = &ops;
#endif
}

/*
 * What vfio-pci's parameters nointxmask, disable_vga and disable_idle_d3 are about: in
 * Linux 7.x each device has them; before, the core has them once, for the devices of all
 * drivers.
 */
#ifdef COMPAT_HAVE_SET_PARAMS
#define COMPAT_PARAMS_OF_ALL	true
static inline void compat_set_params_of_all(bool nointxmask, bool disable_vga,
					    bool disable_idle_d3)
{
	vfio_pci_core_set_params(nointxmask, disable_vga, disable_idle_d3);
}
#else
#define COMPAT_PARAMS_OF_ALL	false
static inline void compat_set_params_of_all(bool nointxmask, bool disable_vga,
					    bool disable_idle_d3)
{
}
#endif

static inline void compat_set_params(struct vfio_pci_core_device *core,
				     bool nointxmask, bool disable_vga,
				     bool disable_idle_d3)
{
#ifdef COMPAT_HAVE_DEVICE_PARAMS
	core->nointxmask = nointxmask;
	core->disable_vga = disable_vga;
	core->disable_idle_d3 = disable_idle_d3;
#endif
}

/*
 * Linux 7.x: VFIO_PCI_OFFSET_TO_INDEX() of an offset below zero is no number below zero,
 * with which the core would look outside of its BARs.
 */
#ifdef COMPAT_HAVE_UNSIGNED_INDEX
#define COMPAT_IOEVENTFD_IS_SAFE	true
#else
#define COMPAT_IOEVENTFD_IS_SAFE	false
#endif

/*
 * Operations of a VFIO device that not all kernels know:
 * - iommufd, from Linux 6.2 on; more of it from 6.6 and from 6.15 on
 * - match_token_uuid: called even if it is missing
 * - get_region_info_caps: before, it was an ioctl like others, see below
 */
#ifdef COMPAT_HAVE_IOMMUFD
#define COMPAT_OPS_IOMMUFD					\
	.bind_iommufd	= vfio_iommufd_physical_bind,		\
	.unbind_iommufd	= vfio_iommufd_physical_unbind,		\
	.attach_ioas	= vfio_iommufd_physical_attach_ioas,
#else
#define COMPAT_OPS_IOMMUFD
#endif

#ifdef COMPAT_HAVE_DETACH_IOAS
#define COMPAT_OPS_DETACH					\
	.detach_ioas	= vfio_iommufd_physical_detach_ioas,
#else
#define COMPAT_OPS_DETACH
#endif

#ifdef COMPAT_HAVE_PASID
#define COMPAT_OPS_PASID					\
	.pasid_attach_ioas = vfio_iommufd_physical_pasid_attach_ioas, \
	.pasid_detach_ioas = vfio_iommufd_physical_pasid_detach_ioas,
#else
#define COMPAT_OPS_PASID
#endif

#ifdef COMPAT_HAVE_MATCH_TOKEN_UUID
#define COMPAT_OPS_TOKEN					\
	.match_token_uuid = vfio_pci_core_match_token_uuid,
#else
#define COMPAT_OPS_TOKEN
#endif

#ifdef COMPAT_HAVE_GET_REGION_INFO_CAPS
#define COMPAT_OPS_REGION_INFO					\
	.get_region_info_caps = vvp_get_region_info,
#else
#define COMPAT_OPS_REGION_INFO
#endif

#define COMPAT_OPS						\
	COMPAT_OPS_IOMMUFD					\
	COMPAT_OPS_DETACH					\
	COMPAT_OPS_PASID					\
	COMPAT_OPS_TOKEN					\
	COMPAT_OPS_REGION_INFO

/*
 * Linux 6.2: states and features of live migration that the core of 6.1 does not know,
 * and hands to the driver.
 */
#ifndef VFIO_MIGRATION_PRE_COPY
#define VFIO_MIGRATION_PRE_COPY		BIT(2)
#define VFIO_DEVICE_STATE_PRE_COPY	6
#define VFIO_DEVICE_STATE_PRE_COPY_P2P	7

struct vfio_precopy_info {
	__u32 argsz;
	__u32 flags;
	__aligned_u64 initial_bytes;
	__aligned_u64 dirty_bytes;
};

#define VFIO_MIG_GET_PRECOPY_INFO	_IO(VFIO_TYPE, VFIO_BASE + 21)
#endif

/* Linux 6.2; before, a feature that the core leaves to the driver */
#ifdef COMPAT_HAVE_MIG_DATA_SIZE
#define COMPAT_MIGRATION_DATA_SIZE	.migration_get_data_size = migrate_data_size,
#define COMPAT_DATA_SIZE_IS_OURS	false
#else
#define COMPAT_MIGRATION_DATA_SIZE
#define COMPAT_DATA_SIZE_IS_OURS	true
#endif

#ifndef VFIO_DEVICE_FEATURE_MIG_DATA_SIZE
#define VFIO_DEVICE_FEATURE_MIG_DATA_SIZE	9

struct vfio_device_feature_mig_data_size {
	__aligned_u64 stop_copy_length;
};
#endif

typedef int compat_get_region_info_t(struct vfio_device *vdev,
				     struct vfio_region_info *info,
				     struct vfio_info_cap *caps);

#ifdef COMPAT_HAVE_GET_REGION_INFO_CAPS
static inline long compat_region_info_ioctl(struct vfio_device *vdev,
					    compat_get_region_info_t *get,
					    unsigned long arg)
{
	return -ENOTTY;
}
#else
/* What the core has to say can be had by its ioctl alone. */
#define COMPAT_ASK_THE_CORE	1

static inline int
vfio_pci_ioctl_get_region_info(struct vfio_device *vdev,
			       struct vfio_region_info *info,
			       struct vfio_info_cap *caps)
{
	return COMPAT_ASK_THE_CORE;
}

static inline long compat_region_info_ioctl(struct vfio_device *vdev,
					    compat_get_region_info_t *get,
					    unsigned long arg)
{
	unsigned long minsz = offsetofend(struct vfio_region_info, offset);
	void __user *uarg = (void __user *)arg;
	struct vfio_region_info info;
	int ret;

	if (copy_from_user(&info, uarg, minsz))
		return -EFAULT;
	if (info.argsz < minsz)
		return -EINVAL;
	ret = get(vdev, &info, NULL);
	if (ret == COMPAT_ASK_THE_CORE)
		return vfio_pci_core_ioctl(vdev, VFIO_DEVICE_GET_REGION_INFO,
					   arg);
	if (ret)
		return ret;
	return copy_to_user(uarg, &info, minsz) ? -EFAULT : 0;
}
#endif

#endif
