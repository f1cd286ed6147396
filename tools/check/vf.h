/* SPDX-License-Identifier: GPL-2.0-only */
/* A function opened through VFIO, as a VMM does it: group, container, type 1 IOMMU. */
#ifndef TOOLS_CHECK_VF_H
#define TOOLS_CHECK_VF_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <linux/vfio.h>

#include "device/function.h"

#define VF_VECTORS 2

/* Memory that the device may reach, and where it sees it. */
#define VF_MEMORY      0x1000000ull
#define VF_MEMORY_SIZE 0x200000

/**
 * struct check_vf - an open VF
 * @address: of it
 * @container: of VFIO
 * @group: its
 * @device: itself
 * @bar0: its legacy registers
 * @config: its configuration space
 * @memory: VF_MEMORY_SIZE bytes at VF_MEMORY
 * @vectors: eventfds of its MSI-X vectors, or -1
 * @dead: its PF, or itself, has not answered in time; it is not asked any more
 * @timeouts: that had been counted before
 * @accesses: made so far
 * @slowest: of them; us
 */
struct check_vf {
	char address[ADDRESS_SIZE];
	int container;
	int group;
	int device;
	struct vfio_region_info bar0;
	struct vfio_region_info config;
	uint8_t *memory;
	int vectors[VF_VECTORS];
	bool dead;
	long long timeouts;
	unsigned long accesses;
	unsigned long slowest;
};

enum vf_open_result {
	VF_OPENED,
	VF_NO_GROUP, /* it could not be tried */
	VF_NO_DEVICE, /* the driver refused */
};

/* If it is not opened, @why gets a sentence and @error the errno. */
enum vf_open_result vf_open(struct check_vf *vf,
			    const struct function *function, int *error,
			    char *why, size_t size);
void vf_close(struct check_vf *vf);

/* Registers of BAR0. A dead VF is not accessed: it reads as all ones. */
uint64_t vf_in(struct check_vf *vf, unsigned int offset, unsigned int len);
void vf_out(struct check_vf *vf, unsigned int offset, unsigned int len,
	    uint64_t value);

/* Configuration space, likewise. */
uint32_t vf_conf(struct check_vf *vf, unsigned int offset, unsigned int len);
void vf_set_conf(struct check_vf *vf, unsigned int offset, unsigned int len,
		 uint32_t value);

/* How many MSI-X vectors there are; use VF_VECTORS of them, or none any more. */
unsigned int vf_vectors(struct check_vf *vf);
bool vf_use_vectors(struct check_vf *vf);
void vf_leave_vectors(struct check_vf *vf);
/* Has one been raised, at most @ms from now? */
bool vf_raised(struct check_vf *vf, int vector, int ms);

#endif
