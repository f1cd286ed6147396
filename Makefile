# SPDX-License-Identifier: GPL-2.0-only
# Everything here needs root and, the first time, the network; see README.md.

help:
	@echo 'make demo       a legacy guest uses a VF, step by step (the main job)'
	@echo 'make test       all tests; the last line counts them'
	@echo 'make test-debug the tests in the lab under a kernel that looks for errors in the'
	@echo '                driver: memory, locks, leaks; and with allocations that fail'
	@echo 'make fuzz       fuzzers, FUZZ_SECONDS each (60): pure files, and the driver in the lab'
	@echo 'make module     build/<kernel release>/virtio-vfio-pci.ko, for the kernel of the lab'
	@echo 'make lab        only make what the lab needs'
	@echo 'make shell      a prompt in the host VM, with the emulated hardware'
	@echo 'make lint       checkpatch, sparse, shellcheck, clang-format'
	@echo 'make clean      remove build/ (the lab stays in its cache)'
	@echo
	@echo 'For the running kernel, without the lab: make -C driver'

demo: module programs
	lab/demo

test: module programs
	tests/run

test-debug: setup_flags := --debug
test-debug: module programs
	LAB_KERNEL=debug tests/run tests/vfio/*.t tests/guest/*.t

fuzz: setup_flags := --debug
fuzz: module programs
	LAB_KERNEL=debug FUZZ_SECONDS=$${FUZZ_SECONDS:-60} \
		FUZZ_SEED=$${FUZZ_SEED:-$$(date +%s)} tests/run tests/fuzz/*.t

shell: module programs
	lab/shell

lab:
	lab/setup $(setup_flags)

# Both are built by the tool chain of the lab's root, in which these run again.
module programs: lab
	@lab/chroot $(MAKE) --no-print-directory in-root-$@

# /debug is the debug kernel, if there is one; the others ignore KCOV_INSTRUMENT.
in-root-module:
	@set -e; for kernel in $(wildcard /lib/modules/*/build /debug/build); do \
		release=$$(cat $$kernel/include/config/kernel.release); \
		dir=build/$$release; \
		mkdir -p $$dir/src; \
		cp -pu driver/Makefile driver/*.[ch] $$dir/src/; \
		$(MAKE) -s -C $$dir/src KDIR=$$kernel \
			W=1 KCFLAGS=-Werror KCOV_INSTRUMENT=y modules; \
		cp -pu $$dir/src/virtio-vfio-pci.ko $$dir/; \
		echo "  $$dir/virtio-vfio-pci.ko"; \
	done

in-root-programs:
	@$(MAKE) -s -C lab/hw OUT=/project/build/vfio
	@$(MAKE) -s -C tests/vfio OUT=/project/build/vfio
	@$(MAKE) -s -C tests/fuzz/vfio OUT=/project/build/vfio

lint: lab
	tests/lint

clean:
	rm -rf build

.PHONY: help demo test test-debug fuzz shell lab module programs in-root-module \
	in-root-programs lint clean
