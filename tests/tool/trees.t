#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
# The operator's command on machines that the lab has not got.
cd "$(dirname "$0")/../.." || exit
exec lab/chroot tests/tool/root/trees
