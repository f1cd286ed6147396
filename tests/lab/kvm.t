#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
# The lab as it is where there is hardware virtualisation: in a lab, whose host VM has
# that: host VMs boot under KVM, and guests in them.
cd "$(dirname "$0")/../.." || exit
# shellcheck source=tests/lib/tap.sh
. tests/lib/tap.sh
export LAB_ME=tests/lab PROJECT="$PWD"
# shellcheck source=lab/lib/common.sh
. lab/lib/common.sh

tap_program 'in a host VM' lab/run --hold --vfs 1 --memory 7G --share "$LAB_CACHE" \
	--timeout 3000 --artifacts build/artifacts/lab-kvm tests/lab/vm/kvm "$LAB_CACHE"
tap_end
