/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * A VF through VFIO, as a VMM has it: vf_open() gives one with its IOMMU set up
 * and the regions known, vf_close() gives everything back.
 *
 * VFs go by number, from 1, as the members of the group do. What cannot work
 * without the function working fails the running test by itself; where a test
 * wants to see an error, there is a function that returns it (a negative
 * errno). Only those may be used in threads.
 */
#ifndef TESTS_VFIO_VF_H
#define TESTS_VFIO_VF_H

#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>

#include <linux/vfio.h>

struct vf {
	bool opened;
	int number;
	char address[16]; /* 0000:01:00.1 */
	int container;
	int group;
	int device;
	struct vfio_region_info bar0;
	struct vfio_region_info config;
};

/* Address of the PF: the environment's PF, or that of the lab. */
const char *pf_address(void);
/*
 * Address of its VF @number; or, if the environment has FUNCTIONS, which are functions
 * that are no VFs, that of one of these.
 */
void vf_address(int number, char address[16]);
/* The number of its IOMMU group. */
int vf_group(const char *address);

void vf_open(struct vf *vf, int number);
int vf_try_open(struct vf *vf, int number);
/* The same for any function, by address. */
int vf_try_open_address(struct vf *vf, const char *address);
/* Does nothing for one that is all zeros, or closed: a teardown may call it. */
void vf_close(struct vf *vf);
/* Close and open again: another VM's turn. */
void vf_reopen(struct vf *vf);

int vf_region(struct vf *vf, uint32_t index, struct vfio_region_info *info);
int vf_irq(struct vf *vf, uint32_t index, struct vfio_irq_info *info);

/* BAR0 by bytes: number of bytes moved, or a negative errno. */
ssize_t bar0_read(struct vf *vf, uint64_t offset, void *buf, size_t len);
ssize_t bar0_write(struct vf *vf, uint64_t offset, const void *buf, size_t len);
/* Somebody has written, which may be posted; false again when that has been waited for. */
extern bool bar0_was_written;

/* BAR0 by registers; little-endian, as the bus. */
uint8_t in8(struct vf *vf, uint64_t offset);
uint16_t in16(struct vf *vf, uint64_t offset);
uint32_t in32(struct vf *vf, uint64_t offset);
uint64_t in64(struct vf *vf, uint64_t offset);
void out8(struct vf *vf, uint64_t offset, uint8_t value);
void out16(struct vf *vf, uint64_t offset, uint16_t value);
void out32(struct vf *vf, uint64_t offset, uint32_t value);
void out64(struct vf *vf, uint64_t offset, uint64_t value);

/* The PCI configuration space, alike. */
ssize_t config_read(struct vf *vf, uint64_t offset, void *buf, size_t len);
ssize_t config_write(struct vf *vf, uint64_t offset, const void *buf,
		     size_t len);
uint8_t conf8(struct vf *vf, uint64_t offset);
uint16_t conf16(struct vf *vf, uint64_t offset);
uint32_t conf32(struct vf *vf, uint64_t offset);
void set_conf8(struct vf *vf, uint64_t offset, uint8_t value);
void set_conf16(struct vf *vf, uint64_t offset, uint16_t value);
void set_conf32(struct vf *vf, uint64_t offset, uint32_t value);
/* Offset of capability @id in the configuration space; 0 if it is not there. */
uint8_t find_capability(struct vf *vf, uint8_t id);

/* COMMAND.IO and bus mastering on, as every guest does before anything else. */
void enable_io(struct vf *vf);
void disable_io(struct vf *vf);

/* MSI-X with @count vectors, vector i raising eventfd fds[i] (made here). */
void enable_msix(struct vf *vf, int *fds, int count);
/* Off, and the eventfds closed. */
void disable_msix(struct vf *vf, int *fds, int count);
/* Has the eventfd fired, at most @ms from now? Takes the event away. */
bool fired(int fd, int ms);

int reset(struct vf *vf);

/* Memory that the device reaches at @iova. */
void *dma_alloc(struct vf *vf, uint64_t iova, size_t size);
/* Memory that is there already, such as another VF's. */
void dma_map(struct vf *vf, uint64_t iova, void *memory, size_t size);
void dma_unmap(struct vf *vf, uint64_t iova, size_t size);
void dma_free(struct vf *vf, uint64_t iova, void *memory, size_t size);

#endif
