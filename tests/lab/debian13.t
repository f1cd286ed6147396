#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
# Debian 13 as the machine: a root of it, with nothing but what Debian installs and make,
# in which the README's command makes the whole lab and does the main job.
# shellcheck disable=SC2317 # functions are called by tap_step
cd "$(dirname "$0")/../.." || exit
# shellcheck source=tests/lib/tap.sh
. tests/lib/tap.sh
export LAB_ME=tests/lab PROJECT="$PWD"
# shellcheck source=lab/lib/common.sh
. lab/lib/common.sh
# shellcheck source=lab/lib/cache.sh
. lab/lib/cache.sh
# shellcheck source=lab/lib/mirror.sh
. lab/lib/mirror.sh

: "${LAB_MIRROR=}"
machine=$PROJECT/build/debian13
artifacts=$PROJECT/build/artifacts/lab-debian13

# With this machine's way to the network, and the project as it is in a clone.
make_machine() {
	mirror=$(find_mirror /etc/apt) || {
		echo 'no Debian mirror found: name one in LAB_MIRROR'
		return 1
	}
	rm -rf "$machine"
	lab/steps/clean-root "$mirror" trixie tests/lab packages-machine "$machine" &&
		cp -L /etc/resolv.conf /etc/hosts "$machine/etc/" || return
	apt-config dump | grep -E '^Acquire::https?::Proxy' \
		>"$machine/etc/apt/apt.conf.d/proxy"
	tar -c --exclude=./build --exclude=./.git . | tar -x -C "$machine/project"
}

# Its root has to be a mount of its own: lab/setup makes namespaces in it.
on_machine() {
	# shellcheck disable=SC2016 # the inner shell's arguments
	contained sh -euc '
		mount --bind "$1" "$1"
		cd "$1"
		shift
		mount -t proc proc proc
		mount --rbind /sys sys
		mount --rbind /dev dev
		mount -t tmpfs tmpfs run
		exec env -i PATH=/usr/sbin:/usr/bin:/sbin:/bin HOME=/root LC_ALL=C.UTF-8 \
			TERM=dumb chroot . /bin/sh -c "cd /project && exec \"\$@\"" sh "$@"' \
		sh "$machine" "$@"
}

demo() {
	start=$(now_ms)
	on_machine make demo >"$artifacts/demo.log" 2>&1 || {
		tail -n 30 "$artifacts/demo.log"
		return 1
	}
	echo "# make demo, from nothing: $(since "$start")" >"$tap_dir/took"
	grep -F 'All of it happened.' "$artifacts/demo.log"
}

nothing_to_do() {
	on_machine make lab >"$artifacts/again.log" 2>&1 || {
		cat "$artifacts/again.log"
		return 1
	}
	grep -F 'nothing to do' "$artifacts/again.log"
}

mkdir -p "$artifacts"
tap_step 'a machine with Debian 13' make_machine
tap_step 'make demo makes the lab there, and a legacy guest uses a VF' demo
[ ! -e "$tap_dir/took" ] || cat "$tap_dir/took"
tap_step 'and then the lab has nothing to do' nothing_to_do
rm -rf "$machine"
tap_end
