# SPDX-License-Identifier: GPL-2.0-only
# The plot of what bench/report.awk left in the current folder.
set terminal svg size 1000,760 font 'sans,11' background 'white'
set output 'results.svg'
set multiplot layout 2,2 margins 0.08,0.98,0.08,0.93 spacing 0.09,0.15
set style data histograms
set style histogram clustered gap 1
set style fill solid 0.8
set boxwidth 0.9
set grid ytics
set key left top

set title 'An access by pread or pwrite, instructions'
set xtics rotate by -20
set yrange [0:*]
plot 'cost.dat' using 2:xtic(1) title 'system call alone', \
	'' using 3 title 'driver in the tree', \
	'' using 4 title 'virtio-vfio-pci', \
	'' using 5 title '... and virtio-owner'

set title 'A guest finds its network device, ms in accesses'
unset xtics
set xtics norotate
set xlabel 'us a command takes'
plot 'boot.dat' using 2:xtic(1) title 'driver in the tree', \
	'' using 3 title 'virtio-vfio-pci', \
	'' using 4 title '... and virtio-owner'

set title "A guest's kick, instructions"
unset xlabel
unset key
plot 'kvm.dat' using 2:xtic(1)

set title 'VFs started at once, commands a second'
set key right bottom
set xlabel 'VFs'
files = system('ls scale-*.dat 2>/dev/null')
if (words(files) > 0) {
	plot for [f in files] f using 2:xtic(1) title f[7:strlen(f)-4]
}
unset multiplot
