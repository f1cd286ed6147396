# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=sh
# For steps that mount: they run in a mount namespace of their own, in which who calls them
# sets LAB_OWN_MOUNTS, or not at all.
[ -n "${LAB_OWN_MOUNTS-}" ] || {
	echo "${0##*/}: its mounts would stay; run lab/setup or lab/chroot" >&2
	exit 1
}
