# SPDX-License-Identifier: GPL-2.0-only
# The plot of what bench/report.awk left in the current folder: one colour for a driver in
# all panels, a goal as a black line, what misses its goal with its figure in red.
set terminal svg size 1000,860 font 'sans,13' noenhanced background 'white'
set output 'results.svg'
tree = '#808080'
kernel = '#1f77b4'
owner = '#ff7f0e'
mediated = '#2ca02c'
missed = '#c00000'
set multiplot
set tics nomirror
set grid ytics lc rgb '#dddddd'
set border 3
set style fill solid 0.85 noborder

# The legend, above all panels.
set lmargin at screen 0.03; set rmargin at screen 0.99
set tmargin at screen 0.995; set bmargin at screen 0.93
unset border; unset tics; unset grid
set xrange [0:1]; set yrange [0:1]
set key center center horizontal samplen 1.5 width -1 maxrows 1 font ',12'
plot NaN with lines lw 6 lc rgb tree title 'driver in the tree', \
	NaN with lines lw 6 lc rgb kernel title 'ours, by virtio_pci', \
	NaN with lines lw 6 lc rgb owner title 'ours, by virtio-owner', \
	NaN with lines lw 6 lc rgb mediated title 'ours, mediated', \
	NaN with lines lw 2 lc rgb 'black' title 'goal'
unset key
set border 3; set xtics nomirror; set ytics nomirror; set grid ytics lc rgb '#dddddd'
set autoscale

# Accesses
set lmargin at screen 0.07; set rmargin at screen 0.985
set tmargin at screen 0.88; set bmargin at screen 0.565
set title 'An access by pread or pwrite: instructions, driver in the tree = 1'
set xrange [2:30]
set yrange [0:*]
set offsets 0,0,0.3,0
set boxwidth 0.9
set xtics ('kick' 4, 'status read' 8, 'features read' 12, 'configuration read' 16, \
	'status write' 20, 'features write' 24, 'configuration write' 28) scale 0 nomirror
set arrow 1 from graph 0, first 1 to graph 1, first 1 nohead lw 3 lc rgb tree front
plot 'access-kernel.dat' using 1:2 with boxes lc rgb kernel, \
	'access-owner.dat' using 1:2 with boxes lc rgb owner, \
	'access-mediated.dat' using 1:2 with boxes lc rgb mediated, \
	for [f in 'kernel owner mediated'] 'access-'.f.'.dat' \
		using 1:3:(0.46) with xerrorbars pt -1 ps 0 lw 2 lc rgb 'black', \
	for [f in 'kernel owner mediated'] 'access-'.f.'.dat' \
		using 1:($4 > 0 ? ($2 > $3 ? $2 : $3) : NaN):(sprintf('%.2f', $2)) \
		with labels offset 0,0.7 font ',11' tc rgb missed
unset arrow 1
unset offsets

# Boots
set tmargin at screen 0.465; set bmargin at screen 0.08
set lmargin at screen 0.07; set rmargin at screen 0.345
set title 'Boot of a network device'
set xrange [0:1000]; set yrange [0:*]
set xtics auto; set xtics 0,250,1000 scale 0.5 nomirror
set xlabel 'a command takes, us'
set ylabel 'in accesses, ms' offset 1
set key off
plot 'boot-tree.dat' using 1:2 with linespoints lw 2 pt 7 ps 0.6 lc rgb tree, \
	'boot-kernel.dat' using 1:3 with lines lw 2 dt 2 lc rgb 'black', \
	'boot-kernel.dat' using 1:2 with linespoints lw 2 pt 7 ps 0.6 lc rgb kernel, \
	'boot-owner.dat' using 1:2 with linespoints lw 2 pt 7 ps 0.6 lc rgb owner, \
	'boot-mediated.dat' using 1:2 with points pt 7 ps 0.9 lc rgb mediated

# Kicks
set lmargin at screen 0.42; set rmargin at screen 0.645
set title "A guest's kick under KVM"
set xrange [0.4:3.6]; set yrange [0:*]
unset xlabel
set ylabel 'instructions' offset 1
set boxwidth 0.7
stats 'kvm.dat' using 3 nooutput
first = STATS_max
set arrow 1 from graph 0, first first / 4 to graph 1, first first / 4 nohead lw 2 \
	lc rgb 'black' front
set xtics auto
set xtics scale 0 nomirror
plot 'kvm.dat' using 1:3:xtic(2) with boxes lc rgb kernel, \
	'' using 1:3:($1 == 2 && $3 > first / 4 ? sprintf('%.2f', $3 / first) : '') \
		with labels offset 0,0.7 font ',11' tc rgb missed
unset arrow 1

# VFs at once
set lmargin at screen 0.735; set rmargin at screen 0.985
set title 'VFs started at once'
set logscale x 2
set xrange [0.8:320]; set yrange [0:*]
unset xtics
set xtics (1, 8, 32, 255) scale 0.5 nomirror
set xlabel 'VFs'
set ylabel 'commands a second' offset 1
plot for [d in 'kernel owner'] 'scale-'.d.'.dat' using 1:2 with linespoints lw 2 pt 7 ps 0.6 \
	lc rgb (d eq 'kernel' ? kernel : owner)
unset multiplot
