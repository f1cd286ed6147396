#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
# Guests on the machine q35: where a legacy VF may be, and what happens elsewhere.
cd "$(dirname "$0")/../.." || exit
exec lab/run --hold --vfs 19 --artifacts build/artifacts/guest-q35 tests/guest/vm/q35
