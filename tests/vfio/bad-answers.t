#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
# Hardware that answers wrongly, too little, or not now.
exec "$(dirname "$0")/group" bad-answers
