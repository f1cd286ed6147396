# SPDX-License-Identifier: GPL-2.0-only
# What make does outside of a kernel tree, for the Makefile that includes this:
# make -C driver [KDIR=kernel build folder] [modules|modules_install|clean]
KDIR ?= /lib/modules/$(shell uname -r)/build

# A kernel that was compiled by clang has options for its modules that gcc does not
# know.
ifneq ($(shell grep -sx CONFIG_CC_IS_CLANG=y $(KDIR)/include/config/auto.conf),)
LLVM ?= 1
export LLVM
endif

modules modules_install clean:
	$(MAKE) -C $(KDIR) M=$(CURDIR) CONFIG_VIRTIO_OWNER=m CONFIG_VIRTIO_VFIO_PCI=m $@

.PHONY: modules modules_install clean
