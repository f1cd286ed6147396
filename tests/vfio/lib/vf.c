// SPDX-License-Identifier: GPL-2.0-only
/* Opening and closing a VF through VFIO: container, group, type 1 IOMMU. */
#include <errno.h>
#include <fcntl.h>
#include <libgen.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <unistd.h>

#include "check.h"
#include "vf.h"

/* Where a symbolic link in sysfs points, without the way there. */
static int link_name(const char *path, char *name, size_t len)
{
	char target[PATH_MAX];
	ssize_t n = readlink(path, target, sizeof(target) - 1);

	if (n < 0)
		return -errno;
	target[n] = '\0';
	snprintf(name, len, "%s", basename(target));
	return 0;
}

const char *pf_address(void)
{
	const char *pf = getenv("PF");

	return pf ? pf : "0000:01:00.0";
}

/* The environment's FUNCTIONS, by number; they are there instead of VFs. */
static bool function_address(int number, char address[16])
{
	const char *left = getenv("FUNCTIONS");

	for (int i = 0; left && i < number; i++) {
		left += strspn(left, " ");
		snprintf(address, 16, "%.*s", (int)strcspn(left, " "), left);
		left += strcspn(left, " ");
	}
	if (left && !*address)
		fail_msg("there is no function %d", number);
	return left;
}

void vf_address(int number, char address[16])
{
	char path[PATH_MAX];

	if (function_address(number, address))
		return;

	snprintf(path, sizeof(path), "/sys/bus/pci/devices/%s/virtfn%d",
		 pf_address(), number - 1);
	if (link_name(path, address, 16))
		fail_msg("there is no VF %d: %s", number, path);
}

int vf_group(const char *address)
{
	char path[PATH_MAX], name[16];

	snprintf(path, sizeof(path), "/sys/bus/pci/devices/%s/iommu_group",
		 address);
	if (link_name(path, name, sizeof(name)))
		return -ENODEV;
	return atoi(name);
}

static int open_group(struct vf *vf)
{
	struct vfio_group_status status = { .argsz = sizeof(status) };
	char path[32];

	snprintf(path, sizeof(path), "/dev/vfio/%d", vf_group(vf->address));
	vf->group = open(path, O_RDWR | O_CLOEXEC);
	if (vf->group < 0)
		return -errno;
	if (ioctl(vf->group, VFIO_GROUP_GET_STATUS, &status))
		return -errno;
	return status.flags & VFIO_GROUP_FLAGS_VIABLE ? 0 : -EPERM;
}

int vf_region(struct vf *vf, uint32_t index, struct vfio_region_info *info)
{
	memset(info, 0, sizeof(*info));
	info->argsz = sizeof(*info);
	info->index = index;
	return ioctl(vf->device, VFIO_DEVICE_GET_REGION_INFO, info) ? -errno
								    : 0;
}

int vf_irq(struct vf *vf, uint32_t index, struct vfio_irq_info *info)
{
	memset(info, 0, sizeof(*info));
	info->argsz = sizeof(*info);
	info->index = index;
	return ioctl(vf->device, VFIO_DEVICE_GET_IRQ_INFO, info) ? -errno : 0;
}

static int open_all(struct vf *vf)
{
	int ret;

	vf->container = open("/dev/vfio/vfio", O_RDWR | O_CLOEXEC);
	if (vf->container < 0)
		return -errno;
	ret = open_group(vf);
	if (ret)
		return ret;
	if (ioctl(vf->group, VFIO_GROUP_SET_CONTAINER, &vf->container))
		return -errno;
	if (ioctl(vf->container, VFIO_SET_IOMMU, VFIO_TYPE1v2_IOMMU))
		return -errno;
	vf->device = ioctl(vf->group, VFIO_GROUP_GET_DEVICE_FD, vf->address);
	if (vf->device < 0)
		return -errno;
	ret = vf_region(vf, VFIO_PCI_BAR0_REGION_INDEX, &vf->bar0);
	if (ret)
		return ret;
	return vf_region(vf, VFIO_PCI_CONFIG_REGION_INDEX, &vf->config);
}

int vf_try_open_address(struct vf *vf, const char *address)
{
	int ret;

	memset(vf, 0, sizeof(*vf));
	vf->opened = true;
	vf->container = -1;
	vf->group = -1;
	vf->device = -1;
	snprintf(vf->address, sizeof(vf->address), "%s", address);
	ret = open_all(vf);
	if (ret)
		vf_close(vf);
	return ret;
}

int vf_try_open(struct vf *vf, int number)
{
	char address[16];
	int ret;

	vf_address(number, address);
	ret = vf_try_open_address(vf, address);
	vf->number = number;
	return ret;
}

void vf_open(struct vf *vf, int number)
{
	int ret = vf_try_open(vf, number);

	if (ret)
		fail_msg("cannot open VF %d: %s", number, strerror(-ret));
}

static void close_fd(int *fd)
{
	if (*fd >= 0)
		close(*fd);
	*fd = -1;
}

void vf_close(struct vf *vf)
{
	if (!vf->opened)
		return;
	vf->opened = false;
	close_fd(&vf->device);
	close_fd(&vf->group);
	close_fd(&vf->container);
}

void vf_reopen(struct vf *vf)
{
	vf_close(vf);
	vf_open(vf, vf->number);
}

int reset(struct vf *vf)
{
	return ioctl(vf->device, VFIO_DEVICE_RESET) ? -errno : 0;
}

void dma_map(struct vf *vf, uint64_t iova, void *memory, size_t size)
{
	struct vfio_iommu_type1_dma_map map = {
		.argsz = sizeof(map),
		.flags = VFIO_DMA_MAP_FLAG_READ | VFIO_DMA_MAP_FLAG_WRITE,
		.iova = iova,
		.vaddr = (uintptr_t)memory,
		.size = size,
	};

	if (ioctl(vf->container, VFIO_IOMMU_MAP_DMA, &map))
		fail_msg("VFIO_IOMMU_MAP_DMA: %s", strerror(errno));
}

void *dma_alloc(struct vf *vf, uint64_t iova, size_t size)
{
	void *memory = mmap(NULL, size, PROT_READ | PROT_WRITE,
			    MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

	assert_ptr_not_equal(memory, MAP_FAILED);
	dma_map(vf, iova, memory, size);
	return memory;
}

void dma_unmap(struct vf *vf, uint64_t iova, size_t size)
{
	struct vfio_iommu_type1_dma_unmap unmap = {
		.argsz = sizeof(unmap),
		.iova = iova,
		.size = size,
	};

	if (ioctl(vf->container, VFIO_IOMMU_UNMAP_DMA, &unmap))
		fail_msg("VFIO_IOMMU_UNMAP_DMA: %s", strerror(errno));
}

void dma_free(struct vf *vf, uint64_t iova, void *memory, size_t size)
{
	dma_unmap(vf, iova, size);
	munmap(memory, size);
}
