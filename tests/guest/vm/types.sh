# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=sh
# shellcheck disable=SC2317 # functions are called by tap_check
# What a guest does with a console and with an entropy device. For scripts that have
# common.sh.

# text SIZE: lines of it
text() { head -c "$1" /dev/urandom | base64; }

# The far end is $FAR. The guest tells that it listens, is sent a text, and sends it back with another
# line; so it went both ways. What it got is also compared there, by hash.
text_goes_both_ways() {
	text 12000 >/tmp/text
	_hash=$(sha256sum </tmp/text)
	_bytes=$(wc -c </tmp/text)
	exec 4<>"$FAR"
	in_guest g1 "exec 3<>/dev/hvc0; stty raw -echo <&3; echo 'the guest listens' >&3
head -c $_bytes <&3 >/tmp/text; cat /tmp/text >&3; echo 'the guest is done' >&3
ls -l /dev/hvc0; sha256sum </tmp/text; [ \"\$(sha256sum </tmp/text)\" = '$_hash' ]" \
		>/tmp/guest 2>&1 &
	_guest=$!
	timeout "$PATIENCE" head -n 1 <&4 | tee /tmp/first
	timeout "$PATIENCE" cat /tmp/text >&4
	timeout "$PATIENCE" head -n "$(($(wc -l </tmp/text) + 1))" <&4 >/tmp/back
	wait "$_guest"
	_status=$?
	exec 4>&-
	cat /tmp/guest
	tail -n 1 /tmp/back
	[ "$_status" -eq 0 ] && grep -qx 'the guest listens' /tmp/first &&
		[ "$(sed '$d' /tmp/back | sha256sum)" = "$_hash" ] &&
		[ "$(tail -n 1 /tmp/back)" = 'the guest is done' ]
}

is_the_guests_hwrng() {
	in_guest g1 'cd /sys/class/misc/hw_random && cat rng_available rng_current &&
grep -q "^virtio_rng" rng_current'
}

# Twice 4096 bytes: neither is the other, nor do they pack, as random bytes do not.
# shellcheck disable=SC2016 # run in the guest
random_bytes_differ() {
	in_guest g1 'for i in 1 2; do
	head -c 4096 /dev/hwrng >/tmp/$i && [ "$(wc -c </tmp/$i)" -eq 4096 ] || exit
	[ "$(gzip -c /tmp/$i | wc -c)" -gt 4096 ] || exit
done; head -c 32 /tmp/1 | od -An -tx1; ! cmp /tmp/1 /tmp/2'
}
