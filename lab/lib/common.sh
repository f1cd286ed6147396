# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=sh
# What every command of the lab shares: where things are, and how to say things.
# The including script sets LAB_ME (its name in messages) and PROJECT (the
# project's top folder, absolute).

: "${LAB_CACHE:=${XDG_CACHE_HOME:-$HOME/.cache}/virtio-vfio-pci}"
export LAB_CACHE

# shellcheck source=lab/lib/pace.sh
. "$PROJECT/lab/lib/pace.sh"

# lab/setup's results that this checkout of the project uses
LAB_ENV=$PROJECT/build/lab.env

say() { printf '%s: %s\n' "$LAB_ME" "$*" >&2; }

die() { say "$*"; exit 1; }

need_root() {
	[ "$(id -u)" -eq 0 ] ||
		die "must be run as root (it mounts file systems and makes network devices)"
}

now_ms() { date +%s%3N; }

# seconds since START_MS, with one decimal
since() {
	_ms=$(($(now_ms) - $1))
	printf '%d.%d s' $((_ms / 1000)) $((_ms % 1000 / 100))
}

# The kernels that the host VM can have: of Debian 12, of Debian 13 (which the lab
# is made of, and the only one that lab/setup makes unasked), the newest of its
# backports, Debian 13's real-time kernel, and the debug kernel.
KERNELS='6.1 6.12 7.x rt debug'

check_kernel_name() {
	case " $KERNELS " in
	*" $1 "*) ;;
	*) die "no such kernel: $1 (there are $KERNELS)" ;;
	esac
}

# Other roots than the host VM's, which nobody but who asks for them needs: where our
# packages are built, and those in which they are tried, of Debian 12 and 13, with a
# kernel and with the headers of several; one with the newest QEMU of Debian 13's
# backports; and one with what reads metrics, pictures and JSON.
ROOTS='deb clean12 clean13 flavours12 flavours13 stockqemu readers'

check_root_name() {
	case " $ROOTS " in
	*" $1 "*) ;;
	*) die "no such root: $1 (there are $ROOTS)" ;;
	esac
}

# env_var PREFIX NAME: the name of a variable in lab.env
env_var() { echo "$1_$2" | tr .- __; }

there() { [ -d "$1" ] || die "$1 is gone from the cache: run lab/setup${2:+ --kernel $2}"; }

# Sets LAB_ROOT, LAB_QEMU, LAB_GUEST, LAB_DISK, LAB_BLOB, LAB_KVM, LAB_DEVICE_KEY,
# LAB_TSC_KHZ; LAB_QTEST and LAB_DEBUG, the tests of the hardware and the debug kernel,
# each empty if it was not made; and LAB_SLOWNESS, which the environment may have set to
# more than what lab/setup saw.
load_lab_env() {
	[ -r "$LAB_ENV" ] || die "the lab is not set up: run lab/setup first"
	LAB_DEBUG='' LAB_QTEST=''
	# shellcheck source=/dev/null
	. "$LAB_ENV"
	# shellcheck disable=SC2153 # they come from there
	for _d in "$LAB_ROOT" "$LAB_QEMU" "$LAB_GUEST" "$LAB_DISK" "$LAB_BLOB" \
		${LAB_QTEST:+"$LAB_QTEST"} ${LAB_DEBUG:+"$LAB_DEBUG"}; do
		there "$_d"
	done
	_slowness=$(slowness "${LAB_BOOT_MS:-0}")
	[ "${LAB_SLOWNESS:-0}" -ge "$_slowness" ] || LAB_SLOWNESS=$_slowness
}

# use_kernel K: sets HOST_ROOT, the Debian root of the host VM with that kernel, and
# LAB_BOOT, the kernel itself and its initramfs. After load_lab_env.
use_kernel() {
	check_kernel_name "$1"
	eval "HOST_ROOT=\${$(env_var LAB_ROOT "$1")-} \
		LAB_BOOT=\${$(env_var LAB_BOOT "$1")-}"
	[ -n "$LAB_BOOT" ] ||
		die "the lab has no kernel $1 yet: run lab/setup --kernel $1"
	there "$HOST_ROOT" "$1"
	there "$LAB_BOOT" "$1"
}

# use_root NAME: the same for another root. One in which packages are built has no
# kernel: then LAB_BOOT is empty.
use_root() {
	check_root_name "$1"
	eval "HOST_ROOT=\${LAB_ROOT_$1-} LAB_BOOT=\${LAB_BOOT_$1-}"
	[ -d "$HOST_ROOT" ] ||
		die "the lab has no root $1 yet: run lab/setup --root $1"
}

# Runs a program of the lab's root on this machine, whatever libraries the
# machine has: through the root's own dynamic loader, with no chroot.
root_exec() { (exec_in_root "$LAB_ROOT" "$@"); }

# exec_in_root ROOT PROGRAM [ARG...]: the same, with any root, in place of this process
exec_in_root() {
	_root=$1
	shift
	exec "$_root/usr/lib64/ld-linux-x86-64.so.2" \
		--library-path "$_root/usr/lib/x86_64-linux-gnu" "$@"
}

# Quotes each argument so that eval gives it back unchanged.
quote() {
	for _a; do
		printf "'%s' " "$(printf '%s' "$_a" | sed "s/'/'\\\\''/g")"
	done
}

# What a folder of the project holds, as one hash; but for what only people read.
files_key() {
	(cd "$PROJECT/$1" && find . -type f ! -name '.*' ! -name '*~' ! -name '*.md' \
		-exec sha256sum {} + | sort -k 2 | sha256sum | cut -c 1-12)
}
