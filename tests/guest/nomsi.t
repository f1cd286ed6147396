#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
# A guest with legacy virtio drivers and without MSI-X. REQUESTS in the environment
# says how many pings, one by one, it is to answer.
cd "$(dirname "$0")/../.." || exit
exec lab/run --hold --vfs 2 --artifacts build/artifacts/guest-nomsi \
	tests/guest/vm/nomsi ${REQUESTS:+"$REQUESTS"}
