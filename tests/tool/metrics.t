#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
# What virtio-vfio metrics prints, and if programs that others have written take it.
# shellcheck disable=SC2317 # functions are called by tap_check
cd "$(dirname "$0")/../.." || exit
MAKELEVEL=1 lab/setup --root readers 2>&1 | sed 's/^/# /'
. tests/lib/tap.sh

artifacts=build/artifacts/tool-metrics
rm -rf $artifacts
mkdir -p $artifacts/vm
tap_program metrics lab/chroot env METRICS="/project/$artifacts" tests/tool/root/metrics
tap_program host lab/run --no-guests --hold --vfs 2 --owner virtio-owner \
	--artifacts $artifacts/vm tests/tool/vm/metrics
cp $artifacts/vm/host.om $artifacts/vm/host.prom $artifacts/
tap_program parsers lab/chroot --root readers tests/tool/root/metrics-parsers $artifacts

# beside each other, as the one names the other
cp tools/prometheus/virtio-vfio.rules.yml tests/tool/root/alerts.yml $artifacts/
promtool() { lab/chroot --root readers sh -c "cd $artifacts && promtool $1"; }
three_alerts() { [ "$(grep -c '^ *- alert:' tools/prometheus/virtio-vfio.rules.yml)" = 3 ]; }
# one that is not looked at could be of a metric that is not there
each_is_tried() {
	sed -n 's/^ *- alert: //p' tools/prometheus/virtio-vfio.rules.yml | while read -r _alert; do
		grep -qx " *alertname: $_alert" "$artifacts/alerts.yml" || echo "$_alert is not"
	done | grep . && return 1
	return 0
}
metrics_are_there() {
	grep -oE 'virtio_vfio_[a-z_]+' tools/prometheus/virtio-vfio.rules.yml | sort -u >"$tap_dir/names"
	while read -r _name; do
		grep -q "^${_name}[{ ]" "$artifacts/machine.prom" || { echo "no $_name"; return 1; }
	done <"$tap_dir/names"
}
# a rule that says nothing would be seen
wrong_is_noticed() {
	sed 's/> 0$/> 1000/' tools/prometheus/virtio-vfio.rules.yml >"$artifacts/virtio-vfio.rules.yml"
	! promtool 'test rules alerts.yml'
}
tap_check 'there are three alerts, as the documentation says' three_alerts
tap_check 'alerts: promtool takes the rules' promtool 'check rules virtio-vfio.rules.yml'
tap_check 'alerts: they come when they are to come' promtool 'test rules alerts.yml'
tap_check 'alerts: each is tried' each_is_tried
tap_check 'alerts: they are about metrics that there are' metrics_are_there
tap_check 'alerts: and a rule that is wrong is noticed' wrong_is_noticed
tap_end
