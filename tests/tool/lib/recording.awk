# SPDX-License-Identifier: GPL-2.0-only
# A recording, the same each time: awk -v events=N -f recording.awk. A guest boots, with
# 44 events; then it works, and has trouble now and then, for an hour if there are many.
function event(line) {
	sub(/@/, sprintf("%.0f", now), line)
	print line
	left--
}
# write WHAT: a command of so many us, and the access that it was for
function access(write, offset, len, value, us) {
	now += us * 1000
	event("backend @ " (write ? 0 : 1) " " (write ? 2 : 3) " " offset " " len " 0 1 0 " us * 1000 " 1")
	now += 2000
	event("access @ " write " 0 " offset " " len " " value " 0 0")
	now += 40000
}
function random(n) {
	seed = seed * 16807 % 2147483647
	return seed % n
}
function boot(   i) {
	event("session @ 1")
	now += 2300000000
	access(1, 18, 1, 0, 60); access(1, 18, 1, 1, 25); access(1, 18, 1, 3, 24)
	access(0, 0, 4, 65568, 22)
	for (i = 0; i < 6; i++) {
		if (!i) event("backend @ 3 5 0 6 0 1 0 21000 1")
		event("access @ 0 1 " i " 1 82 " (i ? 1 : 0) " 0")
		now += 9000
	}
	access(1, 4, 4, 65568, 23)
	access(1, 20, 2, 0, 26)
	for (i = 0; i < 3; i++) {
		event("access @ 1 0 14 2 " i " 6 0")
		now += 8000
		access(0, 12, 2, 256, 20); access(1, 8, 4, 4096 + i, 30); access(1, 22, 2, i < 2 ? i + 1 : 65535, 24)
	}
	access(1, 18, 1, 7, 45)
}
function work(   what, q) {
	what = random(1000)
	q = random(100) < 70 ? random(2) : random(18)
	now += many ? 1000 * random(140000) : 70000 + 1000 * random(900)
	if (what < 480)
		event("kick @ " q " " (random(9) ? 0 : 2))
	else if (what < 960)
		event("vector @ " (q < 2 ? q + 1 : q))
	else if (what < 970)
		event("interrupt @ 1")
	else if (what < 985)
		access(0, 18, 1, 7, 18 + random(30))
	else if (what < 993 && many && !random(8))
		event("backend @ 1 3 18 1 0 1 " (random(3) ? 110 : 22) " 4000000 1")
	else if (what < 994 && many && !random(3))
		event("lost @ 120")
	else if (what < 995 && many && !random(4))
		event("kick @ 5 3")
	else
		event("access @ 0 0 19 1 1 2 0")
}
BEGIN {
	left = events
	many = events > 1000
	seed = 1
	now = 5000000000
	print "virtio-vfio-trace 1 0000:01:00.1 1"
	boot()
	now += 1500000000
	while (left > (many ? 60 : 1)) {
		if (many && !random(12000))
			now += 240000000000
		work()
	}
	if (many) {
		access(1, 18, 1, 135, 30)
		access(1, 18, 1, 0, 300)
		access(1, 18, 1, 1, 30)
		access(1, 18, 1, 3, 30)
		access(1, 18, 1, 7, 30)
	}
	while (left > 1) {
		now += 3000000
		event("kick @ 0 0")
	}
	event("session @ 0")
	print "end"
}
