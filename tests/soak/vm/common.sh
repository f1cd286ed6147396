# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=sh
# What the soak's processes share; they run in the host VM.
#
#	/run/soak/over		exists: no new rounds
#	/run/soak/pause		exists: no new rounds for a while
#	/run/soak/idle.N	exists: the loop of VF N heeds that
#	/run/soak/rounds	a line for each round: VF KIND ok|failed SECONDS MIB BOOTS
#	/run/soak/legacy	a line for each binding of a VF: what the driver counted
#	/run/soak/lost		a line for each guest that was lost, see rounds.sh
#	/artifacts/N.log	what the rounds of VF N had to say
# shellcheck disable=SC2034 # for who sources it

# shellcheck source=lab/vm/lib.sh
. /project/lab/vm/lib.sh

SOAK=/run/soak
VFS=8
PEER=192.168.77.1
PATIENCE=$(patience 60)	# with the network
# as /sys/bus/pci/devices/VF/legacy has them
COUNTS='commands failed retried timeouts unsent'

# random N: 0 to N - 1
random() { echo $(($(od -A n -N 4 -t u4 /dev/urandom) % $1)); }

uptime() { cut -d . -f 1 /proc/uptime; }
