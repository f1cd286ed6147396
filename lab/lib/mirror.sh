# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=sh
# The Debian mirror: LAB_MIRROR, or the one this machine's apt uses.

# apt_sources DIR: prints "URI SUITE" for each enabled binary source with the
# component main in DIR/sources.list and DIR/sources.list.d, both formats.
apt_sources() {
	for _f in "$1"/sources.list "$1"/sources.list.d/*.list; do
		[ -r "$_f" ] && sed 's/#.*//; s/\[[^]]*\]//' "$_f" |
			awk '$1 == "deb" && / main( |$)/ { print $2, $3 }'
	done
	for _f in "$1"/sources.list.d/*.sources; do
		[ -r "$_f" ] && deb822_sources "$_f"
	done
	return 0
}

deb822_sources() {
	awk '
	function flush(    n, m, u, s, i, j) {
		if (f["types"] ~ /(^| )deb( |$)/ && f["enabled"] !~ /^ *no/ &&
		    f["components"] ~ /(^| )main( |$)/) {
			n = split(f["uris"], u, " ")
			m = split(f["suites"], s, " ")
			for (i = 1; i <= n; i++)
				for (j = 1; j <= m; j++)
					print u[i], s[j]
		}
		split("", f)
	}
	/^#/ { next }
	/^[ \t]*$/ { flush(); next }
	/^[^ \t]/ { k = tolower($0); sub(/:.*/, "", k); sub(/^[^:]*:/, "") }
	{ f[k] = f[k] " " $0 }
	END { flush() }' "$1"
}

# A list of mirrors in a file, as Debian's cloud images have it: its first one.
mirror_of_uri() {
	case $1 in
	mirror+file:*)
		_f=${1#mirror+file:}
		sed -n 's,^\([a-z]*://[^ 	]*\).*,\1,p' "/${_f##/}" 2>/dev/null | head -n 1 ;;
	http://* | https://* | file:* | copy:*) echo "$1" ;;
	esac
}

# find_mirror DIR: prints the mirror, with no slash at its end; DIR is apt's.
find_mirror() {
	_m=$LAB_MIRROR
	if [ -z "$_m" ]; then
		# the archive itself, not its security or update suites
		for _u in $(apt_sources "$1" |
			awk '$2 !~ /[-\/]/ { print $1 }'); do
			_m=$(mirror_of_uri "$_u")
			[ -n "$_m" ] && break
		done
	fi
	[ -n "$_m" ] || return 1
	echo "${_m%/}"
}
