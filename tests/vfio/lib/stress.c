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
#include "stress.h"

#define THREADS	    16
#define VECTORS	    4
#define CONFIG_SIZE 4096

static void wrong(struct stress *stress, const char *what, ...)
	__attribute__((format(printf, 2, 3)));

static void wrong(struct stress *stress, const char *what, ...)
{
	va_list args;

	if (atomic_fetch_add(&stress->wrong, 1))
		return;
	va_start(args, what);
	vsnprintf(stress->first_wrong, sizeof(stress->first_wrong), what, args);
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

static void access_bar0(struct stress *stress, struct vf *vf, struct rnd *rnd,
			bool write)
{
	size_t offset = rnd_below(rnd, BAR0_SIZE + 8), len = rnd_below(rnd, 73);
	uint8_t buf[80];
	ssize_t n;

	rnd_bytes(rnd, buf, sizeof(buf));
	n = write ? bar0_write(vf, offset, buf, len)
		  : bar0_read(vf, offset, buf, len);
	if (n != expected(offset, len))
		wrong(stress, "BAR0: %s of %zu at %zu gave %zd",
		      write ? "write" : "read", len, offset, n);
}

static void step_bar0(struct stress *stress, struct rnd *rnd)
{
	access_bar0(stress, stress->vf, rnd, rnd_one_in(rnd, 2));
}

static void step_reads(struct stress *stress, struct rnd *rnd)
{
	access_bar0(stress, stress->vf, rnd, false);
}

static void step_kicks(struct stress *stress, struct rnd *rnd)
{
	uint16_t queue = 0;

	(void)rnd;
	if (bar0_write(stress->vf, REG_QUEUE_NOTIFY, &queue, 2) != 2)
		wrong(stress, "a kick failed");
}

static void access_config(struct stress *stress, struct rnd *rnd, bool write)
{
	size_t at = rnd_below(rnd, rnd_one_in(rnd, 2) ? 256 : CONFIG_SIZE);
	size_t len = rnd_one_in(rnd, 4) ? rnd_below(rnd, 64)
					: 1u << rnd_below(rnd, 3);
	uint8_t buf[64];
	ssize_t n;

	rnd_bytes(rnd, buf, sizeof(buf));
	n = write ? config_write(stress->vf, at, buf, len)
		  : config_read(stress->vf, at, buf, len);
	if (at + len <= CONFIG_SIZE ? n != (ssize_t)len : n >= 0)
		wrong(stress, "config: %s of %zu at %#zx gave %zd",
		      write ? "write" : "read", len, at, n);
}

static void step_config(struct stress *stress, struct rnd *rnd)
{
	access_config(stress, rnd, rnd_one_in(rnd, 3));
}

static void step_config_reads(struct stress *stress, struct rnd *rnd)
{
	access_config(stress, rnd, false);
}

static void step_interrupts(struct stress *stress, struct rnd *rnd)
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
			.index = rnd_one_in(rnd, 8) ? rnd_below(rnd, 6)
						 : VFIO_PCI_MSIX_IRQ_INDEX,
			.start = rnd_one_in(rnd, 2) ? 0 : rnd_below(rnd, VECTORS),
			.count = rnd_below(rnd, VECTORS + 1),
			.flags = data[rnd_below(rnd, 3)] |
				 (rnd_one_in(rnd, 8)
					  ? VFIO_IRQ_SET_ACTION_MASK
					  : VFIO_IRQ_SET_ACTION_TRIGGER),
		},
	};

	for (int i = 0; i < VECTORS; i++)
		arg.fds[i] = rnd_one_in(rnd, 4)
				     ? -1
				     : eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
	ioctl(stress->vf->device, VFIO_DEVICE_SET_IRQS, &arg);
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

static void step_command(struct stress *stress, struct rnd *rnd)
{
	uint16_t command = PCI_COMMAND_IO | PCI_COMMAND_MEMORY |
			   PCI_COMMAND_MASTER;

	(void)rnd;
	config_write(stress->vf, PCI_COMMAND, &command, sizeof(command));
}

static void step_resets(struct stress *stress, struct rnd *rnd)
{
	int ret;

	if (rnd_one_in(rnd, 2)) {
		function_level_reset(stress->vf);
	} else {
		ret = reset(stress->vf);
		/* EAGAIN: somebody has the function's lock. */
		if (ret && ret != -EAGAIN)
			wrong(stress, "VFIO_DEVICE_RESET gave %d", ret);
	}
	/* Else the others would talk to no one for the rest of the run. */
	step_command(stress, rnd);
}

static void step_descriptors(struct stress *stress, struct rnd *rnd)
{
	struct vf twin = *stress->vf;

	if (rnd_one_in(rnd, 2))
		twin.device = ioctl(twin.group, VFIO_GROUP_GET_DEVICE_FD,
				    twin.address);
	else
		twin.device = dup(twin.device);
	if (twin.device < 0) {
		wrong(stress, "no second descriptor: %s", strerror(errno));
		return;
	}
	access_bar0(stress, &twin, rnd, rnd_one_in(rnd, 2));
	close(twin.device);
}

/* A buffer in the device's own memory, which a reset takes away meanwhile. */
static void step_mappings(struct stress *stress, struct rnd *rnd)
{
	static const uint32_t bars[] = { VFIO_PCI_BAR2_REGION_INDEX,
					 VFIO_PCI_BAR4_REGION_INDEX };
	struct vf *vf = stress->vf;
	struct vfio_region_info info;
	size_t offset = rnd_below(rnd, BAR0_SIZE), len = rnd_below(rnd, 16);
	uint8_t *map;
	ssize_t n;

	if (vf_region(vf, bars[rnd_below(rnd, 2)], &info) ||
	    !(info.flags & VFIO_REGION_INFO_FLAG_MMAP))
		return;
	map = mmap(NULL, info.size, PROT_READ | PROT_WRITE, MAP_SHARED,
		   vf->device, info.offset);
	if (map == MAP_FAILED) {
		wrong(stress, "mmap of BAR%u: %s", info.index, strerror(errno));
		return;
	}
	/* Behind the registers that do something. */
	n = bar0_write(vf, offset, map + info.size - 64, len);
	if (n != expected(offset, len) && n != -EFAULT)
		wrong(stress, "write from the VF's own memory gave %zd", n);
	n = config_write(vf, PCI_INTERRUPT_LINE, map + info.size - 64, 1);
	if (n != 1 && n != -EFAULT)
		wrong(stress, "config write from the VF's memory gave %zd", n);
	munmap(map, info.size);
}

/* Where random queue addresses may well point. */
static void step_memory(struct stress *stress, struct rnd *rnd)
{
	struct vfio_iommu_type1_dma_map map = {
		.argsz = sizeof(map),
		.flags = VFIO_DMA_MAP_FLAG_READ | VFIO_DMA_MAP_FLAG_WRITE,
		.iova = (uint64_t)rnd_below(rnd, 64) << 20,
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
	if (ioctl(stress->vf->container, VFIO_IOMMU_MAP_DMA, &map))
		wrong(stress, "VFIO_IOMMU_MAP_DMA: %s", strerror(errno));
	else
		ioctl(stress->vf->container, VFIO_IOMMU_UNMAP_DMA, &unmap);
	munmap(memory, map.size);
}

static void step_power(struct stress *stress, struct rnd *rnd)
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

	arg.feature.flags = VFIO_DEVICE_FEATURE_SET |
			    features[rnd_below(rnd, 3)];
	arg.feature.argsz = sizeof(arg.feature);
	arg.wakeup.wakeup_eventfd = fd;
	if ((arg.feature.flags & VFIO_DEVICE_FEATURE_MASK) ==
	    VFIO_DEVICE_FEATURE_LOW_POWER_ENTRY_WITH_WAKEUP)
		arg.feature.argsz = sizeof(arg);
	/* EINVAL: it is in low power already. */
	if (ioctl(stress->vf->device, VFIO_DEVICE_FEATURE, &arg) &&
	    errno != EINVAL)
		wrong(stress, "low power feature %#x: %s", arg.feature.flags,
		      strerror(errno));
	close(fd);
}

static void step_ioctls(struct stress *stress, struct rnd *rnd)
{
	uint32_t arg[64];
	unsigned long cmd = _IO(VFIO_TYPE, VFIO_BASE + rnd_below(rnd, 32));

	rnd_bytes(rnd, arg, sizeof(arg));
	/* Nothing comes of an argsz that is random. */
	if (rnd_one_in(rnd, 2))
		arg[0] = rnd_below(rnd, sizeof(arg) + 1);
	for (int i = 1; i < 5; i++)
		if (rnd_one_in(rnd, 2))
			arg[i] = rnd_below(rnd, 64);
	ioctl(stress->vf->device, cmd, rnd_one_in(rnd, 16) ? NULL : arg);
}

static void (*const steps[STRESS_KINDS])(struct stress *, struct rnd *) = {
	[STRESS_BAR0] = step_bar0,
	[STRESS_READS] = step_reads,
	[STRESS_KICKS] = step_kicks,
	[STRESS_CONFIG] = step_config,
	[STRESS_CONFIG_READS] = step_config_reads,
	[STRESS_INTERRUPTS] = step_interrupts,
	[STRESS_RESETS] = step_resets,
	[STRESS_DESCRIPTORS] = step_descriptors,
	[STRESS_MAPPINGS] = step_mappings,
	[STRESS_MEMORY] = step_memory,
	[STRESS_POWER] = step_power,
	[STRESS_COMMAND] = step_command,
	[STRESS_IOCTLS] = step_ioctls,
};

struct thread {
	pthread_t id;
	struct stress *stress;
	enum stress_kind kind;
	struct rnd rnd;
};

static void *work(void *arg)
{
	struct thread *t = arg;

	while (!t->stress->over) {
		steps[t->kind](t->stress, &t->rnd);
		t->stress->done[t->kind]++;
	}
	return NULL;
}

static int start(struct stress *stress, const enum stress_kind *kinds,
		 struct thread threads[THREADS])
{
	int n;

	for (n = 0; n < THREADS && kinds[n] != STRESS_KINDS; n++) {
		threads[n] = (struct thread){
			.stress = stress,
			.kind = kinds[n],
			.rnd = rnd_make(stress->seed, n),
		};
		if (pthread_create(&threads[n].id, NULL, work, &threads[n])) {
			wrong(stress, "no thread");
			break;
		}
	}
	return n;
}

void stress_run(struct stress *stress, const enum stress_kind *kinds, int ms)
{
	struct timespec time = { ms / 1000, ms % 1000 * 1000000 };
	struct thread threads[THREADS];
	int n;

	n = start(stress, kinds, threads);
	nanosleep(&time, NULL);
	stress->over = true;
	while (n--)
		pthread_join(threads[n].id, NULL);
}

void stress_begin(struct stress *stress, const enum stress_kind *kinds)
{
	static struct thread threads[THREADS];

	start(stress, kinds, threads);
}
