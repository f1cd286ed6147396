# SPDX-License-Identifier: GPL-2.0-or-later
#
# The devices the lab's QEMU has: its machine, what the host VM boots with,
# and the SR-IOV virtio devices of this project.
# (configure --without-default-devices --with-devices-x86_64=x86_64-lab)

CONFIG_Q35=y
CONFIG_I440FX=y
CONFIG_VTD=y
CONFIG_PCIE_PORT=y
CONFIG_SERIAL_ISA=y
CONFIG_ISA_DEBUG=y
CONFIG_PVPANIC_ISA=y
CONFIG_PVPANIC_PCI=y
CONFIG_VIRTIO_PCI=y
CONFIG_VIRTIO_NET=y
CONFIG_VIRTIO_BLK=y
CONFIG_VIRTIO_SERIAL=y
CONFIG_VIRTIO_RNG=y
CONFIG_VIRTIO_9P=y
CONFIG_VIRTIO_SCSI=y
CONFIG_FSDEV_9P=y
CONFIG_VFIO=y
CONFIG_VFIO_PCI=y
CONFIG_VIRTIO_SRIOV=y
