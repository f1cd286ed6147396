#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
# Both modules as parts of the kernel (=y): no name is there twice, and each is ours.
# shellcheck disable=SC2317 # functions are called by tap_check
cd "$(dirname "$0")/../.." || exit
. tests/lib/tap.sh

out=build/built-in

compiles() {
	rm -rf "$out" && mkdir -p "$out" &&
		cp -p --parents compat/*.mk compat/*.h compat/include/*/*.h include/*.h \
			driver/Makefile driver/*.[ch] owner/Makefile owner/*.[ch] "$out/" || return
	# shellcheck disable=SC2016 # the inner shell's
	lab/chroot sh -c 'set -e
		for module in owner driver; do
			make -s -C /lib/modules/*/build M="$PWD/$0/$module" W=1 \
				KCFLAGS=-Werror CONFIG_VIRTIO_OWNER=y \
				CONFIG_VIRTIO_VFIO_PCI=y built-in.a
		done' "$out"
}

# "multiple definition" is an error of the linker's.
links() {
	lab/chroot ld -r --whole-archive "$out/driver/built-in.a" "$out/owner/built-in.a" \
		-o "$out/both.o"
}

# What a tracepoint is made of begins with the tracepoint's name.
is_prefixed() {
	lab/chroot nm -g --defined-only "$out/both.o" | cut -d ' ' -f 3 >"$out/names"
	[ -s "$out/names" ] || return
	! grep -vE '^(vvp_|vowner_|virtio_owner_api$|__(SC[KT]__tp_func|probestub|traceiter|tracepoint|bpf_trace)_vvp_)' "$out/names"
}

tap_check 'they compile without a warning' compiles
tap_check 'no symbol is defined twice' links
tap_check 'each symbol that others can see has a prefix' is_prefixed
tap_end
