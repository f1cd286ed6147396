#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
# Live migration by the kernel's own driver of the PF, which can do that there.
exec "$(dirname "$0")/core" 7.x virtio-pci tests/vfio/migrate.t
