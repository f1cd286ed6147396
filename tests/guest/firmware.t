#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
# Firmware as guests, whose drivers know nothing of MRG_RXBUF, on functions without legacy
# commands: OVMF with GRUB, and iPXE.
cd "$(dirname "$0")/../.." || exit
exec lab/run --hold --vfs 1 --pf legacy-commands=off,vf-header12=on \
	--function net --function net@root --function blk --image bootable \
	--artifacts build/artifacts/guest-firmware tests/guest/vm/firmware
