#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
# How long a legacy guest's probe waits for a device that takes its time.
cd "$(dirname "$0")/../.." || exit
exec lab/run --hold --owner virtio-owner --vfs 1 \
	--artifacts build/artifacts/guest-probe-time tests/guest/vm/probe-time
