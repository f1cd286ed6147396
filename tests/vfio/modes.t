#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
# The mode of a VF as a choice: transitional, legacy or modern.
exec "$(dirname "$0")/group" modes like_stock
