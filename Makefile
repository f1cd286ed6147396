# SPDX-License-Identifier: GPL-2.0-only
# Everything here needs root and, the first time, the network; see README.md.

help:
	@echo 'make demo       a legacy guest uses a VF, step by step (the main job)'
	@echo 'make test       all tests; the last line counts them'
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

shell: module programs
	lab/shell

lab:
	lab/setup

# Both are built by the tool chain of the lab's root, in which these run again.
module programs: lab
	@lab/chroot $(MAKE) --no-print-directory in-root-$@

in-root-module:
	@set -e; for release in $(notdir $(wildcard /lib/modules/*)); do \
		dir=build/$$release; \
		mkdir -p $$dir/src; \
		cp -pu driver/Makefile driver/*.[ch] $$dir/src/; \
		$(MAKE) -s -C $$dir/src KDIR=/lib/modules/$$release/build \
			W=1 KCFLAGS=-Werror modules; \
		cp -pu $$dir/src/virtio-vfio-pci.ko $$dir/; \
		echo "  $$dir/virtio-vfio-pci.ko"; \
	done

in-root-programs:
	@$(MAKE) -s -C lab/hw OUT=/project/build/vfio
	@$(MAKE) -s -C tests/vfio OUT=/project/build/vfio

lint: lab
	tests/lint

clean:
	rm -rf build

.PHONY: help demo test shell lab module programs in-root-module \
	in-root-programs lint clean
