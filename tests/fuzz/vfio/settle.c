// SPDX-License-Identifier: GPL-2.0-only
/* The end of a program: its traces are removed, and the VF has to work. */
#include <errno.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <unistd.h>

#include <linux/pci_regs.h>

#include "hardware.h"
#include "life.h"
#include "owner.h"
#include "settle.h"

#define REG_FEATURES 0
#define REG_STATUS   18

static void no_interrupts(struct run *run)
{
	struct vfio_irq_set set = {
		.argsz = sizeof(set),
		.flags = VFIO_IRQ_SET_ACTION_TRIGGER | VFIO_IRQ_SET_DATA_NONE,
	};

	for (set.index = 0; set.index < VFIO_PCI_NUM_IRQS; set.index++)
		ioctl(run->device, VFIO_DEVICE_SET_IRQS, &set);
}

static void no_dma(struct run *run)
{
	struct vfio_iommu_type1_dma_unmap unmap = {
		.argsz = sizeof(unmap),
		.flags = VFIO_DMA_UNMAP_FLAG_ALL,
	};

	ioctl(run->vf.container, VFIO_IOMMU_UNMAP_DMA, &unmap);
}

static void full_power(struct run *run)
{
	struct vfio_device_feature feature = {
		.argsz = sizeof(feature),
		.flags = VFIO_DEVICE_FEATURE_SET |
			 VFIO_DEVICE_FEATURE_LOW_POWER_EXIT,
	};

	ioctl(run->device, VFIO_DEVICE_FEATURE, &feature);
}

static void good_memory(struct run *run)
{
	mmap(run->shared_memory, BUFFER_SIZE, PROT_READ | PROT_WRITE,
	     MAP_PRIVATE | MAP_ANONYMOUS | MAP_FIXED, -1, 0);
}

/* A command that is still out may be in the way for a while. */
static bool open_in_time(struct run *run)
{
	long long end_ms = now_ms() + RECOVERY_MS;
	int ret = 0;

	while (run->device == run->tomb && now_ms() < end_ms) {
		ret = device_open(run);
		if (ret)
			usleep(10000);
	}
	if (run->device != run->tomb)
		return true;
	found(&run->threads[0], "no-open",
	      "with good hardware the VF cannot be opened: %d", ret);
	return false;
}

/* Does it show what it showed at first, and take a reset of the device? */
static void check_health(struct run *run)
{
	off_t config = (off_t)VFIO_PCI_CONFIG_REGION_INDEX << 40;
	const uint16_t command = PCI_COMMAND_IO | PCI_COMMAND_MEMORY |
				 PCI_COMMAND_MASTER;
	const uint8_t reset = 0;
	long long end_ms = now_ms() + RECOVERY_MS;
	uint32_t features;
	uint8_t status;

	do {
		features = 0;
		status = 0xff;
		if (pwrite(run->device, &command, 2, config + PCI_COMMAND) ==
			    2 &&
		    pwrite(run->device, &reset, 1, REG_STATUS) == 1 &&
		    pread(run->device, &features, 4, REG_FEATURES) == 4 &&
		    pread(run->device, &status, 1, REG_STATUS) == 1 &&
		    features && features != 0xffffffff && !status &&
		    (features == run->features || !run->features)) {
			run->features = features;
			run->io = IO_ON;
			return;
		}
		usleep(10000);
	} while (now_ms() < end_ms);
	found(&run->threads[0], "no-recovery",
	      "with good hardware the VF shows features %#x (at first %#x), status %#x",
	      features, run->features, status);
}

void first_open(struct run *run, int number)
{
	long long end_ms = now_ms() + RECOVERY_MS;
	int ret;

	run->device = run->tomb;
	while ((ret = vf_open_all(run, number)) && now_ms() < end_ms)
		usleep(10000);
	if (ret)
		found(&run->threads[0], "no-open",
		      "with good hardware the VF cannot be opened: %d", ret);
	else
		check_health(run);
}

void settle(struct run *run)
{
	run_join(run);
	hardware_good(run->shared);
	if (owner_good(run->shared) == OWNER_RESET)
		device_close(run);
	device_bury(run);
	good_memory(run);
	if (!open_in_time(run))
		return;
	full_power(run);
	no_interrupts(run);
	no_dma(run);
	check_health(run);
}
