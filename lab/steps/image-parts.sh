# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=sh
# What goes into the file system of a VM, $top, from the root that this runs in. The
# including script sets top, and kernel and modules: the release, and the folder
# that has /lib/modules of it.
# shellcheck disable=SC2154 # those are its

add_busybox() {
	mkdir -p "$top/bin" "$top/proc" "$top/sys" "$top/dev" "$top/tmp" "$top/run" \
		"$top/modules"
	cp /bin/busybox "$top/bin/"
	for applet in $(busybox --list); do
		[ -e "$top/bin/$applet" ] || ln -s busybox "$top/bin/$applet"
	done
}

# add_program PATH: with the libraries that it needs, where it looks for them
add_program() {
	mkdir -p "$top$(dirname "$1")"
	cp -L "$1" "$top$1"
	ldd "$1" | grep -o '/[^ ]*' | while read -r lib; do
		mkdir -p "$top$(dirname "$lib")"
		cp -L "$lib" "$top$lib"
	done
}

# add_module NAME [ORDER]: unpacked, after those it needs; init loads those of
# /modules/order, in its order. With another ORDER nobody loads them by himself, and all
# that it needs is in there. What is built in needs nothing.
add_module() {
	order=${2:-order}
	: >>"$top/modules/$order"
	modprobe -d "$modules" -S "$kernel" --show-depends "$1" | while read -r how path _; do
		[ "$how" = insmod ] || continue
		name=$(basename "$path" .xz)
		if [ ! -e "$top/modules/$name" ]; then
			case $path in
			*.xz) xz -dc "$path" >"$top/modules/$name" ;;
			*) cp "$path" "$top/modules/$name" ;;
			esac
		elif [ "$order" = order ]; then
			continue
		fi
		echo "$name" >>"$top/modules/$order"
	done
}

# add_parts NAME: lab/vm/NAME-init, and what lab/vm/NAME-files lists ("tool X" is
# NAME-X)
add_parts() {
	install -m 755 "/project/lab/vm/$1-init" "$top/init"
	list=/project/lab/vm/$1-files
	sed 's/#.*//' "$list" | while read -r what name; do
		case $what in
		'') ;;
		module) add_module "$name" ;;
		spare) add_module "$name" "$name" ;;
		program) add_program "$name" ;;
		tool) install -m 755 "/project/lab/vm/$1-$name" "$top/bin/$name" ;;
		file) mkdir -p "$top$(dirname "$name")" && cp -L "$name" "$top$name" ;;
		*) echo "$list: what is a '$what'?" && exit 1 ;;
		esac
	done
}

# pack OUT: $top as an initramfs
pack() { (cd "$top" && find . | cpio -o -H newc -R 0:0 --quiet) >"$1"; }
