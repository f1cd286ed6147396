#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
# Device parts by virtio-owner, of a PF that has few resource objects.
exec "$(dirname "$0")/group" owner-parts
