# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=sh
# Our packages, installed in clean Debian roots: what the tests of them share, on this
# machine. The including script is in the project's top folder, as working directory.
# shellcheck disable=SC2034 # used by lab/lib
LAB_ME=tests/package
PROJECT=$PWD
STEPS_DONE=0
. lab/lib/common.sh
. lab/lib/cache.sh

# make_packages: build/deb/*.deb
make_packages() { MAKELEVEL=1 lab/deb >&2 || exit; }

# install_packages ROOT DEBS [OVER]: sets LAYER to what installing DEBS/*.deb in the
# lab's root, with the layer OVER it, changes there; kept for as long as all of these
# stay the same
install_packages() {
	MAKELEVEL=1 lab/setup --root "$1" 2>&1 | sed 's/^/# /' || exit
	load_lab_env
	use_root "$1"
	cache_lock
	entry "${1}with" "$( {
		echo "$HOST_ROOT ${3-}"
		cat lab/steps/install "$2"/*.deb
	} | key)" "our packages in $1 (about 1 min)" \
		lab/steps/install "${3:+$3:}$HOST_ROOT" "$2"
	release_lock
	LAYER=$ENTRY/layer
}
