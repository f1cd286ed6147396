#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
# The version is in VERSION; whatever else has to name it names the same.
# shellcheck disable=SC2317 # functions are called by tap_check
cd "$(dirname "$0")/../.." || exit
. tests/lib/tap.sh

version=$(cat VERSION)

# names FILE PATTERN: the only thing in FILE that the pattern's group matches
names() {
	_found=$(sed -n "s/$2/\\1/p" "$1")
	echo "$1: ${_found:-none} (VERSION: $version)"
	[ "$_found" = "$version" ]
}

# first FILE PATTERN: of several, the first is the newest
first() {
	_found=$(sed -n "s/$2/\\1/p" "$1" | head -n 1)
	echo "$1: ${_found:-none} (VERSION: $version)"
	[ "$_found" = "$version" ]
}

dotted() { echo "$version" | grep -E '^[0-9]+\.[0-9]+\.[0-9]+$'; }

# bound OPERATOR: of the kernels that the header takes
bound() {
	sed -n "s/^#if LINUX_VERSION_CODE $1 KERNEL_VERSION(\([0-9]*\), \([0-9]*\), 0).*/\1.\2/p" \
		compat/compat.h
}

# taken KERNEL: by what DKMS and the packages ask
taken() { ! compat/unsupported "$1" /nowhere >/dev/null; }

# The header takes what is from the first up to, and without, the second.
takes_the_same_kernels() {
	_first=$(bound '<') _beyond=$(bound '>=')
	echo "compat.h: from $_first, below $_beyond"
	for _minor in 5.9 5.10 5.19 6.0 6.1 6.2 6.9 6.10 6.19 6.30 7.0 7.1 7.2 7.3 7.4 7.5 \
		7.10 7.30 8.0 8.1 10.1; do
		_wanted=no
		printf '%s\n' "$_first" "$_minor" | sort -CV &&
			! printf '%s\n' "$_beyond" "$_minor" | sort -CV && _wanted=yes
		for _name in "$_minor.5-amd64" "$_minor.0" "$_minor-amd64" "$_minor~rc3-amd64"; do
			_taken=no
			! taken "$_name" || _taken=yes
			[ "$_wanted" = "$_taken" ] || {
				echo "$_name: to be taken: $_wanted, taken: $_taken"
				return 1
			}
		done
	done
}

a_developer_gets_newer_ones() {
	VVP_UNTESTED_KERNEL=1 compat/unsupported 7.30.0-amd64 /nowhere && return 1
	VVP_UNTESTED_KERNEL=1 compat/unsupported 5.10.0-amd64 /nowhere
}

tap_check 'VERSION is three numbers' dotted
tap_check 'dkms.conf has it' names dkms.conf '^PACKAGE_VERSION="\(.*\)"$'
tap_check 'virtio-vfio-pci has it' names driver/main.c '^MODULE_VERSION("\(.*\)");$'
tap_check 'virtio-owner has it' names owner/main.c '^MODULE_VERSION("\(.*\)");$'
tap_check 'the Debian changelog begins with it' \
	first debian/changelog '^virtio-vfio-pci (\(.*\)) .*'
tap_check 'the changelog begins with it' first CHANGELOG '^## \(.*\)$'
tap_check 'DKMS builds for the kernels that the source takes' takes_the_same_kernels
tap_check 'and for newer ones if a developer says so' a_developer_gets_newer_ones
tap_end
