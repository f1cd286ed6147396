# SPDX-License-Identifier: GPL-2.0-only
# What compat.h has to know of the kernel. Versions lie, as distributions take
# interfaces back to older kernels: so the kernel's headers are asked.

# $(call have,HEADER,PATTERN,NAME): COMPAT_HAVE_NAME if HEADER has PATTERN
have = $(if $(shell grep -se '$(2)' $(srctree)/include/linux/$(1)),-DCOMPAT_HAVE_$(3))

ccflags-y += $(call have,vfio.h,get_region_info_caps,GET_REGION_INFO_CAPS)
ccflags-y += $(call have,vfio.h,match_token_uuid,MATCH_TOKEN_UUID)
ccflags-y += $(call have,vfio.h,bind_iommufd,IOMMUFD)
ccflags-y += $(call have,vfio.h,\*detach_ioas,DETACH_IOAS)
ccflags-y += $(call have,vfio.h,\*pasid_attach_ioas,PASID)
ccflags-y += $(call have,virtio_pci_admin.h,virtio_pci_admin_dev_parts_set,ADMIN_PARTS)
ccflags-y += $(call have,vfio.h,migration_get_data_size,MIG_DATA_SIZE)
ccflags-y += $(call have,vfio_pci_core.h,vfio_pci_core_get_iomap,GET_IOMAP)
ccflags-y += $(call have,vfio_pci_core.h,vfio_pci_core_setup_barmap,SETUP_BARMAP)
ccflags-y += $(call have,vfio_pci_core.h,vfio_pci_core_iowrite,IOWRITE)
ccflags-y += $(call have,vfio_pci_core.h,struct vfio_pci_device_ops,PCI_DEVICE_OPS)
ccflags-y += $(call have,vfio_pci_core.h,void vfio_pci_core_set_params,SET_PARAMS)
ccflags-y += $(call have,vfio_pci_core.h,bool.*disable_vga:1,DEVICE_PARAMS)
ccflags-y += $(call have,vfio_pci_core.h,(u64)(off) >> VFIO_PCI_OFFSET_SHIFT,UNSIGNED_INDEX)
ccflags-y += $(call have,eventfd.h,eventfd_signal(struct eventfd_ctx \*ctx),EVENTFD_SIGNAL_ONE)
ccflags-y += $(call have,timer.h,timer_delete_sync,TIMER_DELETE_SYNC)
ccflags-y += $(call have,timer.h,timer_container_of,TIMER_CONTAINER_OF)
ccflags-y += $(call have,workqueue.h,WQ_PERCPU,WQ_PERCPU)

# a developer's word: see compat.h
ccflags-$(if $(filter 1,$(VVP_UNTESTED_KERNEL)),y) += -DVVP_UNTESTED_KERNEL

# headers that older kernels do not have; and what the modules share
ccflags-y += -I$(src)/../compat/include -I$(src)/../include
ccflags-y += -include $(src)/../compat/compat.h
