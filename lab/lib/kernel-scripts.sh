# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=sh
# Scripts of the kernel's source that Debian's headers do not have. After cache.sh.

# kernel_scripts: sets KERNEL_SCRIPTS to the folder that they are in
kernel_scripts() {
	cache_lock
	entry kernel-scripts "$( {
		cat "$LAB_ROOT/.kernel" "$PROJECT/lab/steps/kernel-scripts"
	} | key)" "scripts of the kernel's source" \
		"$PROJECT/lab/steps/kernel-scripts" "$LAB_ROOT"
	release_lock
	# shellcheck disable=SC2034 # for who asked
	KERNEL_SCRIPTS=$ENTRY
}
