#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
# The driver where nothing can be transitional: it is plain vfio-pci then, and
# says why.
exec "$(dirname "$0")/group" modern-only
