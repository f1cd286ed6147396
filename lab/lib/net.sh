# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=sh
# The wires of one run, in its own network namespace: a bridge with a tap for the
# PF and for each wired VF; and the peer, which is this namespace itself:
#   192.168.77.1, fd00:77::1   iperf3 on 5201 and 5202; http on 80: it serves
#   random-<4|16|64> (MiB) and random-*.sha256, and answers what is posted to
#   /cgi-bin/sha256 with its hash

# net_up WIRED NAME...: the bridge and the taps "pf", "vf1" ... "vf<WIRED>", and these
net_up() {
	_wired=$1
	shift
	{
		echo "link set lo up"
		echo "link add lab0 type bridge"
		echo "addr add 192.168.77.1/24 dev lab0"
		echo "addr add fd00:77::1/64 dev lab0 nodad"
		echo "link set lab0 up"
		for _t in pf $(seq -f vf%.0f 1 "$_wired") "$@"; do
			echo "tuntap add dev $_t mode tap vnet_hdr"
			echo "link set $_t master lab0 up"
		done
	} >net.batch
	root_exec "$LAB_ROOT/usr/bin/ip" -batch net.batch
}

peer_up() {
	for _p in 5201 5202; do
		root_exec "$LAB_ROOT/usr/bin/iperf3" -s -p $_p >iperf3-$_p.log 2>&1 &
	done
	mkdir -p www/cgi-bin
	ln -s "$LAB_BLOB"/random-* www/
	cat >www/cgi-bin/sha256 <<-'END'
		#!/bin/sh
		printf 'Content-Type: text/plain\r\n\r\n'
		head -c "$CONTENT_LENGTH" | sha256sum | cut -d ' ' -f 1
	END
	chmod +x www/cgi-bin/sha256
	"$LAB_ROOT/bin/busybox" httpd -f -p 192.168.77.1:80 -h www &
}
