#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
# What the operator's command keeps for a device is applied to that one alone.
cd "$(dirname "$0")/../.." || exit
exec lab/chroot tests/tool/root/saved
