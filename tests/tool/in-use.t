#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
# The operator's command, and functions that are in use in ways that the lab has not got.
cd "$(dirname "$0")/../.." || exit
exec lab/chroot tests/tool/root/in-use
