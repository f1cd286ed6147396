// SPDX-License-Identifier: GPL-2.0-only
/* The INTx line of a VF. */
#include <errno.h>
#include <string.h>
#include <sys/eventfd.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include <linux/pci_regs.h>

#include "check.h"
#include "intx_line.h"

int set_irqs(struct vf *vf, uint32_t index, uint32_t flags, uint32_t start,
	     uint32_t count, const void *data, size_t len)
{
	union {
		struct vfio_irq_set set;
		uint8_t bytes[sizeof(struct vfio_irq_set) + 64];
	} arg = { .set = {
			  .argsz = sizeof(arg.set) + len,
			  .flags = flags,
			  .index = index,
			  .start = start,
			  .count = count,
		  } };

	if (len)
		memcpy(arg.set.data, data, len);
	return ioctl(vf->device, VFIO_DEVICE_SET_IRQS, &arg.set) ? -errno : 0;
}

static int set_line(struct vf *vf, uint32_t action, uint32_t count)
{
	return set_irqs(vf, VFIO_PCI_INTX_IRQ_INDEX,
			VFIO_IRQ_SET_DATA_NONE | action, 0, count, NULL, 0);
}

static int set_line_fd(struct vf *vf, uint32_t action, int32_t fd)
{
	return set_irqs(vf, VFIO_PCI_INTX_IRQ_INDEX,
			VFIO_IRQ_SET_DATA_EVENTFD | action, 0, 1, &fd,
			sizeof(fd));
}

int line_trigger(struct vf *vf, int fd)
{
	return set_line_fd(vf, VFIO_IRQ_SET_ACTION_TRIGGER, fd);
}

int line_off(struct vf *vf)
{
	return set_line(vf, VFIO_IRQ_SET_ACTION_TRIGGER, 0);
}

int line_mask(struct vf *vf)
{
	return set_line(vf, VFIO_IRQ_SET_ACTION_MASK, 1);
}

int line_unmask(struct vf *vf)
{
	return set_line(vf, VFIO_IRQ_SET_ACTION_UNMASK, 1);
}

int line_unmask_by(struct vf *vf, int fd)
{
	return set_line_fd(vf, VFIO_IRQ_SET_ACTION_UNMASK, fd);
}

int line_test(struct vf *vf)
{
	return set_line(vf, VFIO_IRQ_SET_ACTION_TRIGGER, 1);
}

int new_eventfd(void)
{
	int fd = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);

	assert_int_not_equal(fd, -1);
	return fd;
}

void write_eventfd(int fd)
{
	uint64_t one = 1;

	check_equal(write(fd, &one, sizeof(one)), sizeof(one), "eventfd write");
}

int signals(int fd)
{
	uint64_t n;

	return read(fd, &n, sizeof(n)) == sizeof(n) ? (int)n : 0;
}

int enable_line(struct vf *vf)
{
	int fd = new_eventfd();

	check_equal(line_trigger(vf, fd), 0, "INTx on");
	return fd;
}

void disable_line(struct vf *vf, int fd)
{
	check_equal(line_off(vf), 0, "INTx off");
	close(fd);
}

bool line_is_up(struct vf *vf)
{
	return conf16(vf, PCI_STATUS) & PCI_STATUS_INTERRUPT;
}
