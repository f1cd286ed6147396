// SPDX-License-Identifier: GPL-2.0-only
/* Several threads of one VMM at one VF. */
#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/eventfd.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <time.h>
#include <unistd.h>

#include <linux/pci_regs.h>

#include "registers.h"
#include "storm.h"

#define THREADS	    16
#define VECTORS	    4
#define CONFIG_SIZE 4096

static void wrong(struct storm *storm, const char *what, ...)
	__attribute__((format(printf, 2, 3)));

static void wrong(struct storm *storm, const char *what, ...)
{
	va_list args;

	if (atomic_fetch_add(&storm->wrong, 1))
		return;
	va_start(args, what);
	vsnprintf(storm->first_wrong, sizeof(storm->first_wrong), what, args);
	va_end(args);
}

/* What an access must give: all of its bytes that BAR0 has, or what is wrong. */
static ssize_t expected(size_t offset, size_t len)
{
	if (!len)
		return 0;
	if (offset >= BAR0_SIZE)
		return -EINVAL;
	return len < BAR0_SIZE - offset ? len : BAR0_SIZE - offset;
}

static void access_bar0(struct storm *storm, struct vf *vf, struct dice *dice,
			bool write)
{
	size_t offset = roll(dice, BAR0_SIZE + 8), len = roll(dice, 73);
	uint8_t buf[80];
	ssize_t n;

	roll_bytes(dice, buf, sizeof(buf));
	n = write ? bar0_write(vf, offset, buf, len)
		  : bar0_read(vf, offset, buf, len);
	if (n != expected(offset, len))
		wrong(storm, "BAR0: %s of %zu at %zu gave %zd",
		      write ? "write" : "read", len, offset, n);
}

static void step_bar0(struct storm *storm, struct dice *dice)
{
	access_bar0(storm, storm->vf, dice, chance(dice, 2));
}

static void step_reads(struct storm *storm, struct dice *dice)
{
	access_bar0(storm, storm->vf, dice, false);
}

static void step_kicks(struct storm *storm, struct dice *dice)
{
	uint16_t queue = 0;

	(void)dice;
	if (bar0_write(storm->vf, REG_QUEUE_NOTIFY, &queue, 2) != 2)
		wrong(storm, "a kick failed");
}

static void access_config(struct storm *storm, struct dice *dice, bool write)
{
	size_t at = roll(dice, chance(dice, 2) ? 256 : CONFIG_SIZE);
	size_t len = chance(dice, 4) ? roll(dice, 64) : 1u << roll(dice, 3);
	uint8_t buf[64];
	ssize_t n;

	roll_bytes(dice, buf, sizeof(buf));
	n = write ? config_write(storm->vf, at, buf, len)
		  : config_read(storm->vf, at, buf, len);
	if (at + len <= CONFIG_SIZE ? n != (ssize_t)len : n >= 0)
		wrong(storm, "config: %s of %zu at %#zx gave %zd",
		      write ? "write" : "read", len, at, n);
}

static void step_config(struct storm *storm, struct dice *dice)
{
	access_config(storm, dice, chance(dice, 3));
}

static void step_config_reads(struct storm *storm, struct dice *dice)
{
	access_config(storm, dice, false);
}

static void step_interrupts(struct storm *storm, struct dice *dice)
{
	static const uint32_t data[] = { VFIO_IRQ_SET_DATA_NONE,
					 VFIO_IRQ_SET_DATA_BOOL,
					 VFIO_IRQ_SET_DATA_EVENTFD };
	struct {
		struct vfio_irq_set set;
		int fds[VECTORS];
	} arg = {
		.set = {
			.argsz = sizeof(arg),
			.index = chance(dice, 8) ? roll(dice, 6)
						 : VFIO_PCI_MSIX_IRQ_INDEX,
			.start = chance(dice, 2) ? 0 : roll(dice, VECTORS),
			.count = roll(dice, VECTORS + 1),
			.flags = data[roll(dice, 3)] |
				 (chance(dice, 8)
					  ? VFIO_IRQ_SET_ACTION_MASK
					  : VFIO_IRQ_SET_ACTION_TRIGGER),
		},
	};

	for (int i = 0; i < VECTORS; i++)
		arg.fds[i] = chance(dice, 4)
				     ? -1
				     : eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
	ioctl(storm->vf->device, VFIO_DEVICE_SET_IRQS, &arg);
	for (int i = 0; i < VECTORS; i++)
		if (arg.fds[i] >= 0)
			close(arg.fds[i]);
}

/* By the capability, which is where find_capability() may fail: so by hand. */
static void function_level_reset(struct vf *vf)
{
	uint8_t at = 0, id = 0;
	uint16_t control;

	config_read(vf, PCI_CAPABILITY_LIST, &at, 1);
	for (int i = 0; at && i < 16; i++) {
		config_read(vf, at, &id, 1);
		if (id == PCI_CAP_ID_EXP)
			break;
		config_read(vf, at + 1, &at, 1);
	}
	if (id != PCI_CAP_ID_EXP)
		return;
	config_read(vf, at + PCI_EXP_DEVCTL, &control, 2);
	control |= PCI_EXP_DEVCTL_BCR_FLR;
	config_write(vf, at + PCI_EXP_DEVCTL, &control, 2);
}

static void step_command(struct storm *storm, struct dice *dice)
{
	uint16_t command = PCI_COMMAND_IO | PCI_COMMAND_MEMORY |
			   PCI_COMMAND_MASTER;

	(void)dice;
	config_write(storm->vf, PCI_COMMAND, &command, sizeof(command));
}

static void step_resets(struct storm *storm, struct dice *dice)
{
	int ret;

	if (chance(dice, 2)) {
		function_level_reset(storm->vf);
	} else {
		ret = reset(storm->vf);
		/* EAGAIN: somebody has the function's lock. */
		if (ret && ret != -EAGAIN)
			wrong(storm, "VFIO_DEVICE_RESET gave %d", ret);
	}
	/* Else the others would talk to no one for the rest of the storm. */
	step_command(storm, dice);
}

static void step_descriptors(struct storm *storm, struct dice *dice)
{
	struct vf twin = *storm->vf;

	if (chance(dice, 2))
		twin.device = ioctl(twin.group, VFIO_GROUP_GET_DEVICE_FD,
				    twin.address);
	else
		twin.device = dup(twin.device);
	if (twin.device < 0) {
		wrong(storm, "no second descriptor: %s", strerror(errno));
		return;
	}
	access_bar0(storm, &twin, dice, chance(dice, 2));
	close(twin.device);
}

/* A buffer in the device's own memory, which a reset takes away meanwhile. */
static void step_mappings(struct storm *storm, struct dice *dice)
{
	static const uint32_t bars[] = { VFIO_PCI_BAR2_REGION_INDEX,
					 VFIO_PCI_BAR4_REGION_INDEX };
	struct vf *vf = storm->vf;
	struct vfio_region_info info;
	size_t offset = roll(dice, BAR0_SIZE), len = roll(dice, 16);
	uint8_t *map;
	ssize_t n;

	if (vf_region(vf, bars[roll(dice, 2)], &info) ||
	    !(info.flags & VFIO_REGION_INFO_FLAG_MMAP))
		return;
	map = mmap(NULL, info.size, PROT_READ | PROT_WRITE, MAP_SHARED,
		   vf->device, info.offset);
	if (map == MAP_FAILED) {
		wrong(storm, "mmap of BAR%u: %s", info.index, strerror(errno));
		return;
	}
	/* Behind the registers that do something. */
	n = bar0_write(vf, offset, map + info.size - 64, len);
	if (n != expected(offset, len) && n != -EFAULT)
		wrong(storm, "write from the VF's own memory gave %zd", n);
	n = config_write(vf, PCI_INTERRUPT_LINE, map + info.size - 64, 1);
	if (n != 1 && n != -EFAULT)
		wrong(storm, "config write from the VF's memory gave %zd", n);
	munmap(map, info.size);
}

/* Where random queue addresses may well point. */
static void step_memory(struct storm *storm, struct dice *dice)
{
	struct vfio_iommu_type1_dma_map map = {
		.argsz = sizeof(map),
		.flags = VFIO_DMA_MAP_FLAG_READ | VFIO_DMA_MAP_FLAG_WRITE,
		.iova = (uint64_t)roll(dice, 64) << 20,
		.size = 1 << 20,
	};
	struct vfio_iommu_type1_dma_unmap unmap = {
		.argsz = sizeof(unmap),
		.iova = map.iova,
		.size = map.size,
	};
	void *memory;

	memory = mmap(NULL, map.size, PROT_READ | PROT_WRITE,
		      MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	if (memory == MAP_FAILED)
		return;
	map.vaddr = (uintptr_t)memory;
	if (ioctl(storm->vf->container, VFIO_IOMMU_MAP_DMA, &map))
		wrong(storm, "VFIO_IOMMU_MAP_DMA: %s", strerror(errno));
	else
		ioctl(storm->vf->container, VFIO_IOMMU_UNMAP_DMA, &unmap);
	munmap(memory, map.size);
}

static void step_power(struct storm *storm, struct dice *dice)
{
	static const uint32_t features[] = {
		VFIO_DEVICE_FEATURE_LOW_POWER_ENTRY,
		VFIO_DEVICE_FEATURE_LOW_POWER_ENTRY_WITH_WAKEUP,
		VFIO_DEVICE_FEATURE_LOW_POWER_EXIT,
	};
	struct {
		struct vfio_device_feature feature;
		struct vfio_device_low_power_entry_with_wakeup wakeup;
	} arg = { 0 };
	int fd = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);

	arg.feature.flags = VFIO_DEVICE_FEATURE_SET | features[roll(dice, 3)];
	arg.feature.argsz = sizeof(arg.feature);
	arg.wakeup.wakeup_eventfd = fd;
	if ((arg.feature.flags & VFIO_DEVICE_FEATURE_MASK) ==
	    VFIO_DEVICE_FEATURE_LOW_POWER_ENTRY_WITH_WAKEUP)
		arg.feature.argsz = sizeof(arg);
	/* EINVAL: it is in low power already. */
	if (ioctl(storm->vf->device, VFIO_DEVICE_FEATURE, &arg) &&
	    errno != EINVAL)
		wrong(storm, "low power feature %#x: %s", arg.feature.flags,
		      strerror(errno));
	close(fd);
}

static void step_ioctls(struct storm *storm, struct dice *dice)
{
	uint32_t arg[64];
	unsigned long cmd = _IO(VFIO_TYPE, VFIO_BASE + roll(dice, 32));

	roll_bytes(dice, arg, sizeof(arg));
	/* Nothing comes of an argsz that is random. */
	if (chance(dice, 2))
		arg[0] = roll(dice, sizeof(arg) + 1);
	for (int i = 1; i < 5; i++)
		if (chance(dice, 2))
			arg[i] = roll(dice, 64);
	ioctl(storm->vf->device, cmd, chance(dice, 16) ? NULL : arg);
}

static void (*const steps[STORM_KINDS])(struct storm *, struct dice *) = {
	[STORM_BAR0] = step_bar0,
	[STORM_READS] = step_reads,
	[STORM_KICKS] = step_kicks,
	[STORM_CONFIG] = step_config,
	[STORM_CONFIG_READS] = step_config_reads,
	[STORM_INTERRUPTS] = step_interrupts,
	[STORM_RESETS] = step_resets,
	[STORM_DESCRIPTORS] = step_descriptors,
	[STORM_MAPPINGS] = step_mappings,
	[STORM_MEMORY] = step_memory,
	[STORM_POWER] = step_power,
	[STORM_COMMAND] = step_command,
	[STORM_IOCTLS] = step_ioctls,
};

struct thread {
	pthread_t id;
	struct storm *storm;
	enum storm_kind kind;
	struct dice dice;
};

static void *blow(void *arg)
{
	struct thread *t = arg;

	while (!t->storm->over) {
		steps[t->kind](t->storm, &t->dice);
		t->storm->done[t->kind]++;
	}
	return NULL;
}

static int start(struct storm *storm, const enum storm_kind *kinds,
		 struct thread threads[THREADS])
{
	int n;

	for (n = 0; n < THREADS && kinds[n] != STORM_KINDS; n++) {
		threads[n] = (struct thread){
			.storm = storm,
			.kind = kinds[n],
			.dice = dice_make(storm->seed, n),
		};
		if (pthread_create(&threads[n].id, NULL, blow, &threads[n])) {
			wrong(storm, "no thread");
			break;
		}
	}
	return n;
}

void storm_run(struct storm *storm, const enum storm_kind *kinds, int ms)
{
	struct timespec time = { ms / 1000, ms % 1000 * 1000000 };
	struct thread threads[THREADS];
	int n;

	n = start(storm, kinds, threads);
	nanosleep(&time, NULL);
	storm->over = true;
	while (n--)
		pthread_join(threads[n].id, NULL);
}

void storm_begin(struct storm *storm, const enum storm_kind *kinds)
{
	static struct thread threads[THREADS];

	start(storm, kinds, threads);
}
