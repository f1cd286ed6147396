#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
# An administration queue that does not answer: one VF, and more VFs than
# commands may be abandoned.
exec "$(dirname "$0")/group" hung-queue
