# SPDX-License-Identifier: GPL-2.0-only
# Lines of "NAME VALUE..." in; out come the table, and in the folder "out" results.json
# and what the plot is made of. A name that comes again is of another run of the same.

function value(name, field) {
	if (!(name in first)) {
		missing = missing " " name
		return 0
	}
	split(first[name], v, " ")
	return v[field]
}

# row(NUMBER, WHAT, RATIO, GOAL): is the ratio at most the goal?
function row(number, what, ratio, goal, note,    verdict) {
	verdict = ratio <= goal ? "met" : sprintf("missed by %.2f", ratio - goal)
	emit(number, what, sprintf("%.2f", ratio), "<= " goal, verdict, note)
}

function emit(number, what, is, goal, verdict, note) {
	printf "%-2s %-46s %9s  %-9s %-15s %s\n", number, what, is, goal, verdict, note
	rows = rows (rows ? ",\n" : "") sprintf("    { \"row\": %d, \"what\": \"%s\", " \
		"\"value\": %s, \"goal\": \"%s\", \"verdict\": \"%s\", \"note\": \"%s\" }", \
		number, what, is, goal, verdict, note)
}

# the middle one of MINIMUM MEDIAN P99
function median(name) { return value(name, 2) }

function cost(driver, access) { return median("cost." driver "." access) }

function above_floor(driver) {
	return cost(driver, "kick") - cost(driver, "floor-write")
}

function commands(name) {
	return value(name, 1) + value(name, 2) + value(name, 3) + value(name, 4)
}

# What a register may cost of what it costs the driver in the tree. With virtio-pci a
# command is carried by a thread, so that who waits for it can be killed.
function goal_of(pf, access) {
	if (access == "features-read")
		return 0.7
	if (pf == "virtio-owner")
		return 0.9
	return access ~ /^(features|config)-write$/ ? 0.4 : 2
}

# A guest's kick under a whole QEMU: with the patch against as it is.
function under_qemu(name, way, note) {
	row(2, "outw of a guest, QEMU patched / stock, " way, \
	    median(name ".patched") / median(name ".stock"), 0.25, \
	    sprintf("%d / %d", median(name ".patched"), median(name ".stock")) note)
}

function registers(driver, pf,    n, i, names) {
	n = split("status-read features-read config-read status-write features-write config-write", names, " ")
	for (i = 1; i <= n; i++)
		row(3, "register: " names[i] ", " pf, \
		    cost(driver, names[i]) / cost("peer", names[i]), \
		    goal_of(pf, names[i]), \
		    sprintf("%d; peer %d", cost(driver, names[i]), \
			    cost("peer", names[i])))
}

# Without commands: each against a status read by one, of the driver in the tree.
function without_commands(driver, way,    n, i, names) {
	n = split("status-read features-read config-read", names, " ")
	for (i = 1; i <= n; i++)
		row(3, "register: " names[i] ", " way, \
		    cost(driver, names[i]) / cost("peer", "status-read"), 0.3, \
		    sprintf("%d; peer's status-read %d", cost(driver, names[i]), \
			    cost("peer", "status-read")))
	n = split("net blk", names, " ")
	for (i = 1; i <= n; i++)
		row(4, "boot of " names[i] ", time beside commands of 200 us, " way, \
		    value("boot." names[i] "." driver ".200", 5) / value("boot.net.peer.200", 5), \
		    0.05, sprintf("%.2f ms, %d commands; peer's net %.1f ms", \
				  value("boot." names[i] "." driver ".200", 5) / 1000, \
				  commands("boot." names[i] "." driver ".200"), \
				  value("boot.net.peer.200", 5) / 1000))
}

function boots(driver, pf,    name, peer) {
	name = "boot.net." driver ".200"
	peer = "boot.net.peer.200"
	emit(4, "boot of net, commands, " pf, commands(name), "<= 28", \
	     commands(name) <= 28 ? "met" : "missed by " commands(name) - 28, \
	     "peer " commands(peer))
	row(4, "boot of net, time in commands of 200 us, " pf, \
	    value(name, 5) / value(peer, 5), 0.5, \
	    sprintf("%.1f ms; peer %.1f", value(name, 5) / 1000, value(peer, 5) / 1000))
	name = "boot.blk." driver ".200"
	emit(4, "boot of blk, commands, " pf, commands(name), "-", "-", \
	     sprintf("%.1f ms; the peer has no blk", value(name, 5) / 1000))
}

# Is the slowest within twice the median, and the sum not less than with fewer?
function scales(driver, pf,    i, name, last, per_s) {
	for (i = 1; i <= nr_scales; i++) {
		name = "scale." driver "." scales_n[i]
		if (!(name in first))
			continue
		per_s = value(name, 1)
		row(5, scales_n[i] " VFs at once, slowest / median, " pf, \
		    value(name, 3) / value(name, 2), 2, \
		    sprintf("%d commands/s", per_s))
		if (last)
			emit(5, "... commands/s against those of fewer, " pf, \
			     sprintf("%.2f", per_s / last), ">= 0.95", \
			     per_s >= 0.95 * last ? "met" : "missed", "")
		last = per_s
		print scales_n[i], per_s, value(name, 2), value(name, 3) > (out "/scale-" (driver == "ours" ? "kernel" : "owner") ".dat")
	}
	if (!last)
		return
	name = driver "." scales_n[nr_scales]
	emit(5, "memory of a bound VF, KB, " pf, value("bind." name, 2), "flat", "-", \
	     sprintf("an open one %.1f more; bound in %d us", \
		     value("scale." name, 4), value("bind." name, 1)))
}

# A guest on hardware against one on QEMU's device; is the CPU at most the goal?
function traffic(name, what, goal,    cpu) {
	against("TCP to the peer", "send", name, what, "Mbit/s")
	against("TCP from the peer", "receive", name, what, "Mbit/s")
	against("request and reply", "latency", name, what, "us")
	if (!goal)
		against("host VM's CPU for a byte", "cpu", name, what, "ns")
	else
		row(6, "host VM's CPU for a byte, " what " / software device", \
		    value("traffic.cpu." name ".ratio", 1), goal, \
		    pair("cpu", name) " ns")
}

function pair(kind, name) {
	return value("traffic." kind "." name, 1) " / " value("traffic." kind ".soft", 1)
}

function against(title, kind, name, what, unit) {
	emit(6, title ", " what " / software device", \
	     value("traffic." kind "." name ".ratio", 1), "-", "-", pair(kind, name) " " unit)
}

# Commands and time from the stop of a device to the end of its stream.
function migrations(driver, pf,    one, eight, peer, note) {
	one = "migrate." driver ".1"
	eight = "migrate." driver ".8"
	emit(7, "commands from stop to end of stream, " pf, value(one, 1), "<= 6", \
	     value(one, 1) <= 6 ? "met" : "missed by " value(one, 1) - 6, \
	     sprintf("%d bytes", value(one, 2)))
	row(7, "the same of 8 VFs at once, slowest / one VF, " pf, \
	    value(eight, 3) / value(one, 3), 2, \
	    sprintf("%.2f / %.2f ms, at 200 us a command", value(eight, 3) / 1000, \
		    value(one, 3) / 1000))
	emit(7, "from stream to running, ms, " pf, value(one, 4) / 1000, "-", "-", \
	     sprintf("8 at once %.2f", value(eight, 4) / 1000))
	if (driver != "ours" || !("migrate.peer.1" in first))
		return
	emit(7, "stream of ours that the driver in the tree took, bytes", \
	     value("exchange.ours.peer", 1), "> 0", \
	     value("exchange.ours.peer", 1) ? "met" : "missed", "a modern guest")
	emit(7, "stream of the driver in the tree that ours took, bytes", \
	     value("exchange.peer.ours", 1), "> 0", \
	     value("exchange.peer.ours", 1) ? "met" : "missed", "likewise")
	emit(7, "stop to end of stream, " pf " / driver in the tree", \
	     sprintf("%.2f", value(one, 3) / value("migrate.peer.1", 3)), "-", "-", \
	     sprintf("%.2f ms and %g commands; peer %.2f and %g", value(one, 3) / 1000, \
		     value(one, 1), value("migrate.peer.1", 3) / 1000, \
		     value("migrate.peer.1", 1)))
}

# What the plot has of an access by one driver: where, what it costs by the driver in
# the tree's, and the goal.
function bar(file, x, is, goal) {
	print x, is, goal, (is > goal ? 1 : 0) > (out "/" file)
}

function plot_accesses(    i, n, names, peer, x) {
	n = split("kick status-read features-read config-read status-write features-write config-write", names, " ")
	for (i = 1; i <= n; i++) {
		x = 4 * i
		if (names[i] == "kick") {
			peer = above_floor("peer")
			bar("access-kernel.dat", x - 1, above_floor("ours") / peer, 0.5)
			bar("access-owner.dat", x, above_floor("ours:owner") / peer, 0.5)
			bar("access-mediated.dat", x + 1, above_floor("ours:mediated") / peer, \
			    above_floor("ours") / peer)
			continue
		}
		peer = cost("peer", names[i])
		bar("access-kernel.dat", x - 1, cost("ours", names[i]) / peer, \
		    goal_of("virtio-pci", names[i]))
		bar("access-owner.dat", x, cost("ours:owner", names[i]) / peer, \
		    goal_of("virtio-owner", names[i]))
		if (names[i] ~ /-read$/)
			bar("access-mediated.dat", x + 1, \
			    cost("ours:mediated", names[i]) / cost("peer", "status-read"), 0.3)
	}
}

function plot_boots(    i, n, us, peer) {
	n = split("0 50 200 1000", us, " ")
	for (i = 1; i <= n; i++) {
		peer = value("boot.net.peer." us[i], 5) / 1000
		print us[i], peer > (out "/boot-tree.dat")
		print us[i], value("boot.net.ours." us[i], 5) / 1000, peer / 2 > (out "/boot-kernel.dat")
		print us[i], value("boot.net.ours:owner." us[i], 5) / 1000 > (out "/boot-owner.dat")
	}
	print 200, value("boot.net.ours:mediated.200", 5) / 1000, \
		value("boot.net.peer.200", 5) / 20000 > (out "/boot-mediated.dat")
}

NF >= 2 {
	name = $1
	sub(/^[^ ]+ /, "")
	if (name in first) {
		again++
		# the medians, to the percent
		split(first[name], v, " ")
		if ((v[2] - $2) ^ 2 <= (v[2] / 100) ^ 2)
			same++
		else
			differs = differs " " name
		next
	}
	first[name] = $0
	order[++names] = name
	if (name ~ /^scale\./) {
		n = name
		sub(/.*\./, "", n)
		if (!(n in seen)) {
			seen[n] = 1
			scales_n[++nr_scales] = n
		}
	}
}

END {
	print "   what                                            measured  goal      verdict"
	row(1, "kick by pwrite, above the floor, virtio-pci", \
	    above_floor("ours") / above_floor("peer"), 0.5, \
	    sprintf("%d; peer %d, stock %d, floor %d", cost("ours", "kick"), \
		    cost("peer", "kick"), cost("stock", "kick"), \
		    cost("ours", "floor-write")))
	row(1, "kick by pwrite, above the floor, virtio-owner", \
	    above_floor("ours:owner") / above_floor("peer"), 0.5, \
	    cost("ours:owner", "kick"))
	row(1, "kick by pwrite, above the floor, mediated", \
	    above_floor("ours:mediated") / above_floor("ours"), 1, \
	    sprintf("%d; against virtio-pci's", cost("ours:mediated", "kick")))
	row(2, "kick of a guest, ioeventfd / exit", \
	    median("kvm.ours.ioeventfd") / median("kvm.ours.exit"), 0.25, \
	    sprintf("%d / %d; KVM's own share %d", median("kvm.ours.ioeventfd"), \
		    median("kvm.ours.exit"), median("kvm.ours.unheard")))
	under_qemu("qemu.ours", "virtio-pci", \
		   sprintf("; patched but switched off %d", median("qemu.ours.off")))
	under_qemu("qemu.ours.mediated", "mediated")
	registers("ours", "virtio-pci")
	registers("ours:owner", "virtio-owner")
	without_commands("ours:mediated", "mediated")
	boots("ours", "virtio-pci")
	boots("ours:owner", "virtio-owner")
	scales("ours", "virtio-pci")
	scales("ours:owner", "virtio-owner")
	traffic("vf", "VF", 0)
	traffic("mediated", "mediated", 0.7)
	migrations("ours", "virtio-pci")
	migrations("ours:owner", "virtio-owner")
	emit(7, "move of a guest of 256 MiB, s, virtio-owner", \
	     median("move.ours:owner.total") / 1000, "-", "-", \
	     sprintf("of that it stands %.1f, as its memory is not tracked: docs/migration.md", \
		     median("move.ours:owner.stop") / 1000))
	if ("vdpa.packets" in first)
		emit(6, "vp_vdpa, a legacy guest's pings that came back", \
		     value("vdpa.packets", 1), "-", "-", "of 10; what QEMU said is in vdpa.err")
	if (again)
		emit(0, "instruction figures the same twice, to 1 %", \
		     same, "= " again, same == again ? "met" : "missed", differs ? "differ:" differs : "")
	if (missing)
		print "not measured:" missing

	json = out "/results.json"
	print "{\n  \"kernel\": \"" kernel "\",\n  \"rows\": [\n" rows "\n  ],\n  \"measured\": {" > json
	for (i = 1; i <= names; i++) {
		list = first[order[i]]
		gsub(/ /, ", ", list)
		printf "    \"%s\": [%s]%s\n", order[i], list, i < names ? "," : "" > json
	}
	print "  }\n}" > json

	plot_accesses()
	plot_boots()
	print "1 \"QEMU\"", median("qemu.ours.stock") > (out "/kvm.dat")
	print "2 \"patched\"", median("qemu.ours.patched") > (out "/kvm.dat")
	print "3 \"KVM alone\"", median("kvm.ours.unheard") > (out "/kvm.dat")
}
