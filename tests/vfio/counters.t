#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
# What the operator is told of VFs in use: counters and tracepoints.
exec "$(dirname "$0")/group" counters
