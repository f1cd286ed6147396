# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=sh
# For the scripts that run the fuzzers of the pure files, in the project's folder.

PROJECT=$PWD
LAB_ME=tests/fuzz
# shellcheck source=lab/lib/common.sh
. lab/lib/common.sh

FUZZ_BIN=$PROJECT/build/fuzz

# Inputs are bytes; in the tree they are text: hexadecimal, and comments.
to_bytes() { perl -ne 's/#.*//; s/\s//g; print pack "H*", $_'; }
to_text() { od -An -v -tx1 | sed 's/^ //'; }

build_targets() { make -s --no-print-directory -C tests/fuzz/pure OUT="$FUZZ_BIN"; }
