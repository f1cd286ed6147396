# SPDX-License-Identifier: GPL-2.0-only
# Everything here needs root and, the first time, the network; see README.md.

# The kernel of the host VM, and the driver of the PF there: see lab/run --help.
KERNEL ?= 6.12
OWNER ?=
export LAB_KERNEL := $(KERNEL)
export LAB_OWNER := $(OWNER)

slow := $(shell sed 's/\#.*//' tests/slow)
# What does not run in the host VM needs no other kernel than one.
tests := $(if $(filter 6.12,$(KERNEL)),,$(filter-out $(slow),$(wildcard \
	tests/guest/*.t tests/vfio/*.t tests/tool/*.t)))

help:
	@echo 'make demo       a legacy guest uses a VF, step by step (the main job)'
	@echo 'make test       all tests but the slow ones; the last line counts them'
	@echo 'make test-slow  those'
	@echo 'make test-debug tests of the driver under a kernel that looks for errors in it:'
	@echo '                memory, locks, leaks; and with allocations that fail'
	@echo 'make fuzz       fuzzers, FUZZ_SECONDS each (60): pure files, and the driver in the lab'
	@echo 'make soak       SOAK_SECONDS (600) of guests, VMMs and faults at once; reports leaks'
	@echo 'make bench      measures, and compares with the driver in the kernel'"'"'s tree:'
	@echo '                build/bench/ has a table, results.json and a plot'
	@echo 'make module     build/<kernel release>/virtio-vfio-pci.ko and virtio-owner.ko, for'
	@echo '                the kernel of the lab'
	@echo 'make deb        build/deb/*.deb: Debian packages, for Debian 12 and 13'
	@echo 'make lab        only make what the lab needs'
	@echo 'make shell      a prompt in the host VM, with the emulated hardware'
	@echo 'make compile_commands.json'
	@echo '                how each file is compiled, for clangd and other tools'
	@echo 'make lint       checkpatch, sparse, shellcheck, clang-format'
	@echo 'make clean      remove build/ (the lab stays in its cache)'
	@echo
	@echo 'KERNEL=6.1, 6.12 (the default), 7.x or debug chooses the kernel of the lab;'
	@echo 'OWNER=virtio-pci or virtio-owner which driver its PF gets'
	@echo
	@echo 'For the running kernel, or that of KDIR=, without the lab:'
	@echo 'make modules, make modules_install; and dkms.conf is for DKMS'

modules modules_install modules_clean:
	$(MAKE) -C owner $(@:modules_clean=clean)
	$(MAKE) -C driver $(@:modules_clean=clean)

demo: module programs
	lab/demo

test: module programs
	tests/run $(or $(TESTS),$(tests))

# What takes long and seldom fails alone: once a week, say. ALSO are some of these that
# "make test" is to run as well; TESTS are those that are run, here as there.
test-slow: module programs
	tests/run $(or $(TESTS),$(slow))

# Whole guests take very long there: two in short. "make test KERNEL=debug" has all.
test-debug:
	$(MAKE) test KERNEL=debug TESTS="$(or $(TESTS),$(wildcard tests/vfio/*.t) \
		tests/kernels/guest tests/kernels/guest-nomsi)"

ifneq ($(KERNEL),debug)
fuzz:
	$(MAKE) fuzz KERNEL=debug
else
fuzz: module programs
	FUZZ_SECONDS=$${FUZZ_SECONDS:-60} FUZZ_SEED=$${FUZZ_SEED:-$$(date +%s)} \
		tests/run tests/fuzz/*.t
endif

soak: module programs
	tests/soak/run

bench: module programs
	bench/run

shell: module programs
	lab/shell

lab:
	lab/setup --kernel $(KERNEL)

# Those of the product, and one for tests alone.
modules := owner driver tests/vfio/module

module_sources := $(wildcard compat/*.mk compat/*.h compat/include/*/*.h \
	include/*.h $(foreach d,$(modules),$d/Makefile $d/*.[ch]))

# Both are built by the tool chain of the lab's root, in which these run again.
module programs: lab
	@lab/chroot $(MAKE) --no-print-directory in-root-$@

# As many compilers as there are processors, unless who called has said how many.
jobs := $(if $(findstring -j,$(MAKEFLAGS)),,-j$(shell nproc))

# Side by side, because they share compat/ and include/. /debug is the
# debug kernel, if there is one; the others ignore KCOV_INSTRUMENT.
in-root-module:
	@set -e; for kernel in $(wildcard $(addsuffix /lib/modules/*/build,/. /debug)); do \
		dir=build/$$(basename $${kernel%/build}); \
		mkdir -p $$dir/src; \
		cp -pu --parents $(module_sources) $$dir/src/; \
		for module in $(modules); do \
			$(MAKE) -s $(jobs) -C $$dir/src/$$module KDIR=$$kernel \
				W=1 KCFLAGS=-Werror KCOV_INSTRUMENT=y modules; \
			find $$dir/src/$$module -name '*.ko' -exec cp -pu {} $$dir/ \;; \
		done; \
		ls $$dir/*.ko | sed 's/^/  /'; \
	done

in-root-programs:
	@$(MAKE) -s $(jobs) -C lab/hw OUT=/project/build/vfio
	@$(MAKE) -s $(jobs) -C tools OUT=/project/build/vfio
	@$(MAKE) -s $(jobs) -C tests/vfio OUT=/project/build/vfio
	@$(MAKE) -s $(jobs) -C tests/fuzz/vfio OUT=/project/build/vfio
	@$(MAKE) -s $(jobs) -C tests/guest OUT=/project/build/vfio
	@$(MAKE) -s $(jobs) -C bench OUT=/project/build/vfio

# Built again only if what goes in has changed. See debian/ for what they are.
deb:
	lab/deb

compile_commands.json: module
	lab/compile-commands

lint: lab
	tests/lint

clean:
	rm -rf build compile_commands.json

.PHONY: help modules modules_install modules_clean demo test test-slow test-debug fuzz soak \
	bench shell lab deb module programs in-root-module in-root-programs \
	compile_commands.json lint clean
