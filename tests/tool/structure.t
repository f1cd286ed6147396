#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
# The tool's sources keep the order that they are in.
cd "$(dirname "$0")/../.." || exit
exec lab/chroot tests/tool/root/structure
