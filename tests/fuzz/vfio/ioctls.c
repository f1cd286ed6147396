// SPDX-License-Identifier: GPL-2.0-only
/* The ioctls, with structures that are as they should be and that are not. */
#include <errno.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include <linux/vfio.h>

#include "perform.h"
#include "run.h"

/* Largest structure; behind it nothing may be written whatever its argsz says. */
#define STRUCTURE 4096
#define MANY	  512 /* elements that have room in one */

enum argsz { RIGHT, ZERO, SHORT, LONG, HUGE };

static uint32_t argsz_of(enum argsz argsz, size_t size)
{
	switch (argsz) {
	case ZERO:
		return 0;
	case SHORT:
		return size - 1;
	case LONG:
		return STRUCTURE;
	case HUGE:
		return 0xffffffff;
	default:
		return size;
	}
}

/* All bytes as the kernel may change them, those behind as it may not. */
static void *clear(struct thread *t)
{
	memset(t->buffer, 0xa5, STRUCTURE + 256);
	return t->buffer;
}

static int call(struct thread *t, unsigned long command, void *structure)
{
	int ret = ioctl(device_of(t), command, structure) < 0 ? -errno : 0;

	for (size_t i = STRUCTURE; i < STRUCTURE + 256; i++) {
		if (t->buffer[i] == 0xa5)
			continue;
		found(t, "behind-the-structure",
		      "ioctl %#lx wrote byte %zu of a structure", command, i);
		break;
	}
	return ret;
}

/* No byte from @end on may have changed: the caller said that none is there. */
static void judge_end(struct thread *t, unsigned long command, size_t end)
{
	for (size_t i = end; i < STRUCTURE; i++) {
		if (t->buffer[i] == 0xa5)
			continue;
		found(t, "behind-argsz",
		      "ioctl %#lx wrote byte %zu, argsz was %zu", command, i,
		      end);
		return;
	}
}

static void judge_argsz(struct thread *t, unsigned long command,
			enum argsz argsz, size_t minimum, int ret)
{
	if (argsz == RIGHT)
		judge_end(t, command, minimum);
	if ((argsz == ZERO || argsz == SHORT) && ret != -EINVAL &&
	    !(ret == -EBADF && atomic_load(&t->run->closed)))
		found(t, "argsz", "ioctl %#lx with a short argsz returned %d",
		      command, ret);
}

void perform_device_info(struct thread *t, const uint64_t *args)
{
	struct vfio_device_info *info = clear(t);
	size_t minimum = offsetof(struct vfio_device_info, num_irqs) + 4;
	int ret;

	info->argsz = argsz_of(args[0], minimum);
	ret = call(t, VFIO_DEVICE_GET_INFO, info);
	judge_argsz(t, VFIO_DEVICE_GET_INFO, args[0], minimum, ret);
}

void perform_region_info(struct thread *t, const uint64_t *args)
{
	struct vfio_region_info *info = clear(t);
	int ret;

	info->argsz = argsz_of(args[1], sizeof(*info));
	info->index = args[0];
	ret = call(t, VFIO_DEVICE_GET_REGION_INFO, info);
	judge_argsz(t, VFIO_DEVICE_GET_REGION_INFO, args[1], sizeof(*info),
		    ret);
	if (!ret && args[0] == VFIO_PCI_BAR0_REGION_INDEX &&
	    (info->size != 64 || info->offset ||
	     info->flags != (VFIO_REGION_INFO_FLAG_READ |
			     VFIO_REGION_INFO_FLAG_WRITE)))
		found(t, "bar0-info",
		      "BAR0: size %llu, offset %#llx, flags %#x", info->size,
		      info->offset, info->flags);
}

void perform_irq_info(struct thread *t, const uint64_t *args)
{
	struct vfio_irq_info *info = clear(t);
	size_t minimum = offsetof(struct vfio_irq_info, count) + 4;
	int ret;

	info->argsz = argsz_of(args[1], minimum);
	info->index = args[0];
	ret = call(t, VFIO_DEVICE_GET_IRQ_INFO, info);
	judge_argsz(t, VFIO_DEVICE_GET_IRQ_INFO, args[1], minimum, ret);
}

/* Descriptor @i of kind @fds. */
static int32_t pick_fd(struct run *run, uint64_t fds, size_t i)
{
	switch (fds) {
	case 1:
		return -1;
	case 2:
		return 4000; /* nobody's */
	case 3:
		return run->no_eventfd;
	case 4:
		return i & 1 ? -1 : run->eventfds[i % EVENTFDS];
	default:
		return run->eventfds[i % EVENTFDS];
	}
}

/* Of the elements that its count says as many are there as have room. */
void perform_set_irqs(struct thread *t, const uint64_t *args)
{
	struct vfio_irq_set *set = clear(t);
	size_t n = args[3] < MANY ? args[3] : MANY, size = 0;

	set->index = args[0];
	set->flags = args[1];
	set->start = args[2];
	set->count = args[3];
	if (args[1] & VFIO_IRQ_SET_DATA_EVENTFD) {
		size = n * sizeof(int32_t);
		for (size_t i = 0; i < n; i++)
			((int32_t *)set->data)[i] = pick_fd(t->run, args[4], i);
	} else if (args[1] & VFIO_IRQ_SET_DATA_BOOL) {
		size = n;
		for (size_t i = 0; i < n; i++)
			set->data[i] = args[4] ^ (i & 1);
	}
	set->argsz = argsz_of(args[5], sizeof(*set) + size);
	call(t, VFIO_DEVICE_SET_IRQS, set);
}

/* A migration's or a log's descriptor is not wanted. */
static void close_given(uint32_t id, const struct vfio_device_feature *feature)
{
	struct vfio_device_feature_mig_state state;

	if (id != VFIO_DEVICE_FEATURE_MIG_DEVICE_STATE)
		return;
	memcpy(&state, feature->data, sizeof(state));
	if (state.data_fd > 2)
		close(state.data_fd);
}

void perform_feature(struct thread *t, const uint64_t *args)
{
	struct vfio_device_feature *feature = clear(t);
	int ret;

	memset(feature->data, 0, 64);
	memcpy(feature->data, &args[3], sizeof(args[3]));
	feature->argsz = argsz_of(args[2], sizeof(*feature) + 64);
	feature->flags = args[0] | args[1];
	ret = call(t, VFIO_DEVICE_FEATURE, feature);
	if (!ret && args[0] == VFIO_DEVICE_FEATURE_GET)
		close_given(args[1], feature);
}

void perform_power(struct thread *t, const uint64_t *args)
{
	static const uint32_t ids[] = {
		VFIO_DEVICE_FEATURE_LOW_POWER_ENTRY,
		VFIO_DEVICE_FEATURE_LOW_POWER_ENTRY_WITH_WAKEUP,
		VFIO_DEVICE_FEATURE_LOW_POWER_EXIT,
	};
	struct vfio_device_feature *feature = clear(t);
	struct vfio_device_low_power_entry_with_wakeup wakeup = {
		.wakeup_eventfd = t->run->eventfds[0],
	};
	size_t size = args[0] == 1 ? sizeof(wakeup) : 0;

	memcpy(feature->data, &wakeup, size);
	feature->argsz = sizeof(*feature) + size;
	feature->flags = VFIO_DEVICE_FEATURE_SET | ids[args[0]];
	call(t, VFIO_DEVICE_FEATURE, feature);
}

void perform_ioeventfd(struct thread *t, const uint64_t *args)
{
	struct vfio_device_ioeventfd *ioeventfd = clear(t);

	ioeventfd->argsz = argsz_of(args[5], sizeof(*ioeventfd));
	ioeventfd->flags = args[2];
	ioeventfd->offset = args[0] << 40 | args[1];
	ioeventfd->data = args[3];
	ioeventfd->fd = pick_fd(t->run, args[4], 1);
	call(t, VFIO_DEVICE_IOEVENTFD, ioeventfd);
}

void perform_hot_reset_info(struct thread *t, const uint64_t *args)
{
	struct vfio_pci_hot_reset_info *info = clear(t);

	info->argsz = argsz_of(args[0], sizeof(*info));
	call(t, VFIO_DEVICE_GET_PCI_HOT_RESET_INFO, info);
	if (args[0] != LONG && args[0] != HUGE)
		judge_end(t, VFIO_DEVICE_GET_PCI_HOT_RESET_INFO, sizeof(*info));
}

void perform_hot_reset(struct thread *t, const uint64_t *args)
{
	struct vfio_pci_hot_reset *reset = clear(t);
	size_t n = args[0] < MANY ? args[0] : MANY;

	reset->argsz = argsz_of(args[3], sizeof(*reset) + n * sizeof(int32_t));
	reset->flags = args[2];
	reset->count = args[0];
	for (size_t i = 0; i < n; i++)
		reset->group_fds[i] = args[1] ? pick_fd(t->run, args[1], i)
					      : t->run->vf.group;
	if (call(t, VFIO_DEVICE_PCI_HOT_RESET, reset) != -ENOTTY)
		t->run->io = IO_UNKNOWN;
}

void perform_ioctl(struct thread *t, const uint64_t *args)
{
	uint32_t *structure = clear(t);

	for (size_t i = 1; i < 32; i++)
		structure[i] = args[2] >> (i % 2 * 32);
	structure[0] = argsz_of(args[1], 32);
	call(t, _IO(VFIO_TYPE, args[0]), structure);
	t->run->io = IO_UNKNOWN;
}

void perform_dma_map(struct thread *t, const uint64_t *args)
{
	struct vfio_iommu_type1_dma_map map = {
		.argsz = argsz_of(args[3], sizeof(map)),
		.flags = args[2],
		.vaddr = (uintptr_t)t->run->dma,
		.iova = args[0],
		.size = args[1] * getpagesize(),
	};

	ioctl(t->run->vf.container, VFIO_IOMMU_MAP_DMA, &map);
}

void perform_dma_unmap(struct thread *t, const uint64_t *args)
{
	struct vfio_iommu_type1_dma_unmap unmap = {
		.argsz = argsz_of(args[3], sizeof(unmap)),
		.flags = args[2] & ~VFIO_DMA_UNMAP_FLAG_GET_DIRTY_BITMAP,
		.iova = args[0],
		.size = args[1] * getpagesize(),
	};

	ioctl(t->run->vf.container, VFIO_IOMMU_UNMAP_DMA, &unmap);
}
