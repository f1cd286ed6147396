# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=sh
# What the steps that make a Debian root share.

# marked MARK FOLDER LISTS: the packages that LISTS, files in FOLDER, name: one a line, and
# behind some of them a mark. Those with that one, or with none.
marked() {
	# shellcheck disable=SC2086 # several files
	(cd "$2" && sed 's/#.*//' $3) |
		awk -v mark="$1" 'NF && $2 == mark { print $1 }' | xargs
}

# bootstrap PACKAGE,... ARG...: mmdebstrap with these packages. Nobody needs a root that a
# power cut interrupted, so nothing is synced to the disk; and no kernel in a root boots by
# an initrd that Debian made there, so it makes none.
bootstrap() {
	_include=$1
	shift
	# this machine's proxy, if apt has one
	eval "$(apt-config shell _http Acquire::http::Proxy _https Acquire::https::Proxy)"
	[ -z "${_http-}" ] || set -- --aptopt="Acquire::http::Proxy \"$_http\"" "$@"
	[ -z "${_https-}" ] || set -- --aptopt="Acquire::https::Proxy \"$_https\"" "$@"
	INITRD=No mmdebstrap --variant=minbase --mode=root --format=directory \
		--dpkgopt=force-unsafe-io --aptopt='APT::Install-Recommends "false"' \
		--aptopt='Acquire::Retries "3"' --include="$_include" "$@"
}

# bootstrap_small PACKAGE,... ARG...: the same, without what people read
bootstrap_small() {
	_include=$1
	shift
	for _p in doc man locale info; do
		set -- --dpkgopt="path-exclude=/usr/share/$_p/*" "$@"
	done
	bootstrap "$_include" "$@"
}
