// SPDX-License-Identifier: GPL-2.0-only
/* Registers, configuration space and interrupts of an open VF. */
#include <endian.h>
#include <errno.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <sys/eventfd.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include <linux/pci_regs.h>

#include "check.h"
#include "vf.h"

ssize_t bar0_read(struct vf *vf, uint64_t offset, void *buf, size_t len)
{
	ssize_t n = pread(vf->device, buf, len, vf->bar0.offset + offset);

	return n < 0 ? -errno : n;
}

bool bar0_was_written;

ssize_t bar0_write(struct vf *vf, uint64_t offset, const void *buf, size_t len)
{
	ssize_t n = pwrite(vf->device, buf, len, vf->bar0.offset + offset);

	bar0_was_written = true;
	return n < 0 ? -errno : n;
}

ssize_t config_read(struct vf *vf, uint64_t offset, void *buf, size_t len)
{
	ssize_t n = pread(vf->device, buf, len, vf->config.offset + offset);

	return n < 0 ? -errno : n;
}

ssize_t config_write(struct vf *vf, uint64_t offset, const void *buf,
		     size_t len)
{
	ssize_t n = pwrite(vf->device, buf, len, vf->config.offset + offset);

	return n < 0 ? -errno : n;
}

/* A little-endian register, read or written whole. */
static uint64_t get(ssize_t (*read)(struct vf *, uint64_t, void *, size_t),
		    const char *what, struct vf *vf, uint64_t offset,
		    size_t len)
{
	uint64_t value = 0;
	ssize_t n = read(vf, offset, &value, len);

	check_equal(n, len, "%s: read of %zu bytes at %#lx", what, len,
		    (long)offset);
	return le64toh(value);
}

static void put(ssize_t (*write)(struct vf *, uint64_t, const void *, size_t),
		const char *what, struct vf *vf, uint64_t offset, size_t len,
		uint64_t value)
{
	ssize_t n;

	value = htole64(value);
	n = write(vf, offset, &value, len);
	check_equal(n, len, "%s: write of %zu bytes at %#lx", what, len,
		    (long)offset);
}

uint8_t in8(struct vf *vf, uint64_t offset)
{
	return get(bar0_read, "BAR0", vf, offset, 1);
}

uint16_t in16(struct vf *vf, uint64_t offset)
{
	return get(bar0_read, "BAR0", vf, offset, 2);
}

uint32_t in32(struct vf *vf, uint64_t offset)
{
	return get(bar0_read, "BAR0", vf, offset, 4);
}

uint64_t in64(struct vf *vf, uint64_t offset)
{
	return get(bar0_read, "BAR0", vf, offset, 8);
}

void out8(struct vf *vf, uint64_t offset, uint8_t value)
{
	put(bar0_write, "BAR0", vf, offset, 1, value);
}

void out16(struct vf *vf, uint64_t offset, uint16_t value)
{
	put(bar0_write, "BAR0", vf, offset, 2, value);
}

void out32(struct vf *vf, uint64_t offset, uint32_t value)
{
	put(bar0_write, "BAR0", vf, offset, 4, value);
}

void out64(struct vf *vf, uint64_t offset, uint64_t value)
{
	put(bar0_write, "BAR0", vf, offset, 8, value);
}

uint8_t conf8(struct vf *vf, uint64_t offset)
{
	return get(config_read, "config", vf, offset, 1);
}

uint16_t conf16(struct vf *vf, uint64_t offset)
{
	return get(config_read, "config", vf, offset, 2);
}

uint32_t conf32(struct vf *vf, uint64_t offset)
{
	return get(config_read, "config", vf, offset, 4);
}

void set_conf8(struct vf *vf, uint64_t offset, uint8_t value)
{
	put(config_write, "config", vf, offset, 1, value);
}

void set_conf16(struct vf *vf, uint64_t offset, uint16_t value)
{
	put(config_write, "config", vf, offset, 2, value);
}

void set_conf32(struct vf *vf, uint64_t offset, uint32_t value)
{
	put(config_write, "config", vf, offset, 4, value);
}

uint8_t find_capability(struct vf *vf, uint8_t id)
{
	uint8_t at = conf8(vf, PCI_CAPABILITY_LIST);

	while (at && conf8(vf, at + PCI_CAP_LIST_ID) != id)
		at = conf8(vf, at + PCI_CAP_LIST_NEXT);
	return at;
}

void enable_io(struct vf *vf)
{
	uint16_t command = conf16(vf, PCI_COMMAND);

	set_conf16(vf, PCI_COMMAND,
		   command | PCI_COMMAND_IO | PCI_COMMAND_MASTER);
}

void disable_io(struct vf *vf)
{
	set_conf16(vf, PCI_COMMAND, conf16(vf, PCI_COMMAND) & ~PCI_COMMAND_IO);
}

static int set_msix(struct vf *vf, const int *fds, int count)
{
	size_t len = sizeof(struct vfio_irq_set) + count * sizeof(int);
	struct vfio_irq_set *set = calloc(1, len);
	int ret;

	assert_non_null(set);
	set->argsz = len;
	set->index = VFIO_PCI_MSIX_IRQ_INDEX;
	set->count = count;
	set->flags =
		VFIO_IRQ_SET_ACTION_TRIGGER |
		(count ? VFIO_IRQ_SET_DATA_EVENTFD : VFIO_IRQ_SET_DATA_NONE);
	if (count)
		memcpy(set->data, fds, count * sizeof(int));
	ret = ioctl(vf->device, VFIO_DEVICE_SET_IRQS, set) ? -errno : 0;
	free(set);
	return ret;
}

void enable_msix(struct vf *vf, int *fds, int count)
{
	int i, ret;

	for (i = 0; i < count; i++) {
		fds[i] = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
		assert_int_not_equal(fds[i], -1);
	}
	ret = set_msix(vf, fds, count);
	if (ret)
		fail_msg("cannot enable MSI-X: %s", strerror(-ret));
}

void disable_msix(struct vf *vf, int *fds, int count)
{
	int i, ret = set_msix(vf, NULL, 0);

	for (i = 0; i < count; i++)
		close(fds[i]);
	if (ret)
		fail_msg("cannot disable MSI-X: %s", strerror(-ret));
}

bool fired(int fd, int ms)
{
	struct pollfd pfd = { .fd = fd, .events = POLLIN };
	uint64_t n;

	return poll(&pfd, 1, ms) == 1 && read(fd, &n, sizeof(n)) == sizeof(n);
}
