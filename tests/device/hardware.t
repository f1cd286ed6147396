#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
# The emulated hardware's own conformance, with the QEMU that the lab uses and no
# operating system in it. Options are GLib's, for example -p /x86_64/group.
set -eu

LAB_ME=tests/device/hardware.t
PROJECT=$(cd "$(dirname "$0")/../.." && pwd -P)
. "$PROJECT/lab/lib/common.sh"
load_lab_env
[ -n "$LAB_QTEST" ] || die "the lab has no tests of the hardware yet: run lab/setup --qtest"

# libqtest starts QEMU by one path, and takes the architecture from its name
dir=$PROJECT/build/qtest
mkdir -p "$dir"
cat >"$dir/qemu-system-x86_64" <<END
#!/bin/sh
exec $(quote "$LAB_ROOT/usr/lib64/ld-linux-x86-64.so.2" --library-path \
	"$LAB_ROOT/usr/lib/x86_64-linux-gnu" "$LAB_QEMU/qemu-system-x86_64" \
	-L "$LAB_ROOT/usr/share/qemu" -L "$LAB_ROOT/usr/share/seabios") "\$@"
END
chmod +x "$dir/qemu-system-x86_64"
export QTEST_QEMU_BINARY="$dir/qemu-system-x86_64"
# prove knows TAP up to 13; GLib uses nothing of 14. A crash shows in the plan.
root_exec "$LAB_QTEST/virtio-sriov-test" --tap -k "$@" |
	sed 's/^TAP version 14$/TAP version 13/'
