# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=sh
# Kernels that are none: a folder of modules, and the headers of a real one, of which what
# a test is about is changed. In a Debian root whose changes are forgotten.

# fake_image NAME: as installed without headers
fake_image() {
	mkdir -p "/lib/modules/$1"
	: >"/lib/modules/$1/modules.order"
	: >"/lib/modules/$1/modules.builtin"
}

# fake_kernel NAME: with the headers of $REAL
fake_kernel() {
	HEADERS=/usr/src/linux-headers-$1
	fake_image "$1"
	cp -a "/usr/src/linux-headers-$REAL" "$HEADERS"
	ln -s "$HEADERS" "/lib/modules/$1/build"
	sed -i "s/$REAL/$1/g" "$HEADERS/.kernelvariables" \
		"$HEADERS/include/config/kernel.release" \
		"$HEADERS/include/generated/utsrelease.h"
	# which DKMS asks for the compiler, and Debian's does not say
	rm -f "$HEADERS/vmlinux"
	cp "$HEADERS/.config" "/boot/config-$1"
}

# config_of: the three forms of the last one's configuration
config_of() {
	echo "$HEADERS/.config $HEADERS/include/config/auto.conf
		$HEADERS/include/generated/autoconf.h /boot/config-${HEADERS#*-headers-}"
}

# lacks OPTION...: it is configured without
lacks() {
	for _option; do
		# shellcheck disable=SC2046 # several files
		sed -i -E "/^(#define )?CONFIG_$_option(_MODULE)?[= ]/d" $(config_of)
	done
}

# has OPTION VALUE: it is configured with
has() {
	lacks "$1"
	for _file in $(config_of); do
		case $_file in
		*.h) echo "#define CONFIG_$1 $(echo "$2" | sed 's/^y$/1/')" ;;
		*) echo "CONFIG_$1=$2" ;;
		esac >>"$_file"
	done
}

# without_vfio: neither configured nor there
without_vfio() {
	lacks VFIO VFIO_PCI VFIO_PCI_CORE
	sed -i '/vfio/d' "$HEADERS/Module.symvers"
}

# is_version MAJOR MINOR
is_version() {
	sed -i -e "s/^\(#define LINUX_VERSION_CODE\) .*/\1 $((($1 * 256 + $2) * 256))/" \
		-e "s/^\(#define LINUX_VERSION_MAJOR\) .*/\1 $1/" \
		-e "s/^\(#define LINUX_VERSION_PATCHLEVEL\) .*/\1 $2/" \
		-e "s/^\(#define LINUX_VERSION_SUBLEVEL\) .*/\1 0/" \
		"$HEADERS/include/generated/uapi/linux/version.h"
}

# by_clang: what a kernel that clang has compiled has; Debian's .kernelvariables name gcc
by_clang() {
	lacks CC_IS_GCC GCC_VERSION LD_IS_BFD LD_VERSION FTRACE_MCOUNT_USE_CC \
		CC_HAS_MIN_FUNCTION_ALIGNMENT CC_IMPLICIT_FALLTHROUGH \
		CC_HAS_NAMED_AS USE_X86_SEG_SUPPORT \
		INIT_STACK_ALL_ZERO RETHUNK MITIGATION_RETHUNK SLS MITIGATION_SLS
	has CC_IS_CLANG y
	has CLANG_VERSION 140000
	has LD_IS_LLD y
	has LLD_VERSION 140000
	has FTRACE_MCOUNT_USE_OBJTOOL y
	sed -i '/CC = /d; /CROSS_COMPILE/d' "$HEADERS/.kernelvariables"
}
