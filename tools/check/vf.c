// SPDX-License-Identifier: GPL-2.0-only
/* VFIO, and the time that accesses take. */
#include <endian.h>
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <stdio.h>
#include <string.h>
#include <sys/eventfd.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <time.h>
#include <unistd.h>

#include "check/vf.h"
#include "file.h"

/* After an access that took longer, in us, the counters show if the PF was silent. */
#define SLOW 500000

static long long timeouts(const struct check_vf *vf)
{
	return file_number("/sys/bus/pci/devices/%s/legacy/timeouts",
			   vf->address) +
	       file_number("/sys/bus/pci/devices/%s/legacy/unsent",
			   vf->address);
}

static uint64_t now_us(void)
{
	struct timespec ts;

	clock_gettime(CLOCK_MONOTONIC, &ts);
	return ts.tv_sec * 1000000ull + ts.tv_nsec / 1000;
}

static void count_access(struct check_vf *vf, uint64_t begun)
{
	unsigned long took = now_us() - begun;

	vf->accesses++;
	if (took > vf->slowest)
		vf->slowest = took;
	/* each further access would take as long, or not be sent */
	if (took > SLOW && timeouts(vf) > vf->timeouts)
		vf->dead = true;
}

uint64_t vf_in(struct check_vf *vf, unsigned int offset, unsigned int len)
{
	uint64_t begun = now_us(), value = 0;

	if (vf->dead)
		return len < 8 ? (1ull << 8 * len) - 1 : UINT64_MAX;
	if (pread(vf->device, &value, len, vf->bar0.offset + offset) !=
	    (ssize_t)len)
		value = len < 8 ? (1ull << 8 * len) - 1 : UINT64_MAX;
	count_access(vf, begun);
	return le64toh(value);
}

void vf_out(struct check_vf *vf, unsigned int offset, unsigned int len,
	    uint64_t value)
{
	uint64_t begun = now_us();

	if (vf->dead)
		return;
	value = htole64(value);
	if (pwrite(vf->device, &value, len, vf->bar0.offset + offset) < 0)
		vf->dead = true;
	count_access(vf, begun);
}

uint32_t vf_conf(struct check_vf *vf, unsigned int offset, unsigned int len)
{
	uint32_t value = 0;

	if (pread(vf->device, &value, len, vf->config.offset + offset) !=
	    (ssize_t)len)
		return UINT32_MAX;
	return le32toh(value);
}

void vf_set_conf(struct check_vf *vf, unsigned int offset, unsigned int len,
		 uint32_t value)
{
	value = htole32(value);
	if (pwrite(vf->device, &value, len, vf->config.offset + offset) < 0)
		vf->dead = true;
}

static int open_group(struct check_vf *vf, int group, char *why, size_t size)
{
	struct vfio_group_status status = { .argsz = sizeof(status) };
	char path[64];

	vf->container = open("/dev/vfio/vfio", O_RDWR | O_CLOEXEC);
	if (vf->container < 0) {
		snprintf(why, size, "/dev/vfio/vfio cannot be opened: %m");
		return -errno;
	}
	snprintf(path, sizeof(path), "/dev/vfio/%d", group);
	vf->group = open(path, O_RDWR | O_CLOEXEC);
	if (vf->group < 0) {
		snprintf(why, size,
			 errno == EBUSY ? "%s is in use: %m"
					: "%s cannot be opened: %m",
			 path);
		return -errno;
	}
	if (ioctl(vf->group, VFIO_GROUP_GET_STATUS, &status))
		return -errno;
	if (!(status.flags & VFIO_GROUP_FLAGS_VIABLE)) {
		snprintf(
			why, size,
			"IOMMU group %d is not viable: another device of it has a driver of the host",
			group);
		return -EPERM;
	}
	if (ioctl(vf->group, VFIO_GROUP_SET_CONTAINER, &vf->container) ||
	    ioctl(vf->container, VFIO_SET_IOMMU, VFIO_TYPE1v2_IOMMU)) {
		snprintf(why, size, "no IOMMU for group %d: %m", group);
		return -errno;
	}
	return 0;
}

static int map_memory(struct check_vf *vf)
{
	struct vfio_iommu_type1_dma_map map = {
		.argsz = sizeof(map),
		.flags = VFIO_DMA_MAP_FLAG_READ | VFIO_DMA_MAP_FLAG_WRITE,
		.iova = VF_MEMORY,
		.size = VF_MEMORY_SIZE,
	};

	vf->memory = mmap(NULL, VF_MEMORY_SIZE, PROT_READ | PROT_WRITE,
			  MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	if (vf->memory == MAP_FAILED) {
		vf->memory = NULL;
		return -errno;
	}
	map.vaddr = (uintptr_t)vf->memory;
	return ioctl(vf->container, VFIO_IOMMU_MAP_DMA, &map) ? -errno : 0;
}

static int get_region(struct check_vf *vf, unsigned int index,
		      struct vfio_region_info *info)
{
	memset(info, 0, sizeof(*info));
	info->argsz = sizeof(*info);
	info->index = index;
	return ioctl(vf->device, VFIO_DEVICE_GET_REGION_INFO, info) ? -errno
								    : 0;
}

enum vf_open_result vf_open(struct check_vf *vf,
			    const struct function *function, int *error,
			    char *why, size_t size)
{
	int ret;

	memset(vf, 0, sizeof(*vf));
	vf->container = -1;
	vf->group = -1;
	vf->device = -1;
	for (int i = 0; i < VF_VECTORS; i++)
		vf->vectors[i] = -1;
	snprintf(vf->address, sizeof(vf->address), "%s", function->address);
	vf->timeouts = timeouts(vf);
	*why = '\0';

	ret = open_group(vf, function->group, why, size);
	if (!ret) {
		ret = map_memory(vf);
		if (ret)
			snprintf(why, size, "no memory for the device: %s",
				 strerror(-ret));
	}
	if (ret) {
		*error = -ret;
		vf_close(vf);
		return VF_NO_GROUP;
	}

	vf->device =
		ioctl(vf->group, VFIO_GROUP_GET_DEVICE_FD, function->address);
	if (vf->device < 0)
		ret = -errno;
	if (!ret)
		ret = get_region(vf, VFIO_PCI_BAR0_REGION_INDEX, &vf->bar0);
	if (!ret)
		ret = get_region(vf, VFIO_PCI_CONFIG_REGION_INDEX, &vf->config);
	if (ret) {
		*error = -ret;
		snprintf(why, size, "%s", strerror(-ret));
		vf_close(vf);
		return VF_NO_DEVICE;
	}
	return VF_OPENED;
}

static void close_one(int *fd)
{
	if (*fd >= 0)
		close(*fd);
	*fd = -1;
}

void vf_close(struct check_vf *vf)
{
	for (int i = 0; i < VF_VECTORS; i++)
		close_one(&vf->vectors[i]);
	close_one(&vf->device);
	close_one(&vf->group);
	close_one(&vf->container);
	if (vf->memory)
		munmap(vf->memory, VF_MEMORY_SIZE);
	vf->memory = NULL;
}

unsigned int vf_vectors(struct check_vf *vf)
{
	struct vfio_irq_info info = { .argsz = sizeof(info),
				      .index = VFIO_PCI_MSIX_IRQ_INDEX };

	return ioctl(vf->device, VFIO_DEVICE_GET_IRQ_INFO, &info) ? 0
								  : info.count;
}

static int set_vectors(struct check_vf *vf, unsigned int count)
{
	struct {
		struct vfio_irq_set set;
		int fds[VF_VECTORS];
	} request = {
		.set.argsz = sizeof(request.set) + count * sizeof(int),
		.set.index = VFIO_PCI_MSIX_IRQ_INDEX,
		.set.count = count,
		.set.flags = VFIO_IRQ_SET_ACTION_TRIGGER |
			     (count ? VFIO_IRQ_SET_DATA_EVENTFD
				    : VFIO_IRQ_SET_DATA_NONE),
	};

	memcpy(request.fds, vf->vectors, sizeof(request.fds));
	return ioctl(vf->device, VFIO_DEVICE_SET_IRQS, &request) ? -errno : 0;
}

bool vf_use_vectors(struct check_vf *vf)
{
	for (int i = 0; i < VF_VECTORS; i++)
		vf->vectors[i] = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
	return !set_vectors(vf, VF_VECTORS);
}

void vf_leave_vectors(struct check_vf *vf)
{
	set_vectors(vf, 0);
	for (int i = 0; i < VF_VECTORS; i++)
		close_one(&vf->vectors[i]);
}

bool vf_raised(struct check_vf *vf, int vector, int ms)
{
	struct pollfd event = { .fd = vf->vectors[vector], .events = POLLIN };
	uint64_t times;

	return poll(&event, 1, ms) == 1 &&
	       read(event.fd, &times, sizeof(times)) == sizeof(times);
}
