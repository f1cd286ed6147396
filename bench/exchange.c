// SPDX-License-Identifier: GPL-2.0-only
/*
 * Streams of a migration between two drivers, whose modules have one name: so one saves to
 * a file what the other one loads.
 *
 *	exchange save VF FILE	a modern driver starts the VF, which is saved
 *	exchange load VF FILE AGAIN	it is loaded, runs, and is saved once more
 *	exchange parts FILE AGAIN	are the device parts the same?
 */
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <linux/pci_regs.h>
#include <linux/virtio_config.h>
#include <linux/virtio_pci.h>

#include "../tests/vfio/lib/check.h"
#include "../tests/vfio/lib/migration.h"
#include "../tests/vfio/lib/vf.h"

#define QUEUES 2
#define MEMORY 0x1000000ull
#define SIZE   0x40000
#define HEADER 16

static struct stream stream, again;
static struct vf vf;
static off_t common;

static uint64_t queue_at(int i)
{
	return MEMORY + i * 0x10000ull;
}

/* The common configuration, by its vendor-specific capability. */
static void find_common(void)
{
	struct vfio_region_info bar;
	uint8_t at;

	for (at = conf8(&vf, PCI_CAPABILITY_LIST); at; at = conf8(&vf, at + 1))
		if (conf8(&vf, at) == PCI_CAP_ID_VNDR &&
		    conf8(&vf, at + 3) == VIRTIO_PCI_CAP_COMMON_CFG)
			break;
	if (!at || vf_region(&vf, conf8(&vf, at + 4), &bar)) {
		fprintf(stderr, "exchange: no common configuration\n");
		exit(1);
	}
	common = bar.offset + conf32(&vf, at + 8);
}

static uint32_t get(off_t offset, size_t len)
{
	uint32_t value = 0;

	if (pread(vf.device, &value, len, common + offset) != (ssize_t)len)
		exit(1);
	return value;
}

static void set(off_t offset, size_t len, uint32_t value)
{
	if (pwrite(vf.device, &value, len, common + offset) != (ssize_t)len)
		exit(1);
}

static void set_address(off_t offset, uint64_t value)
{
	set(offset, 4, value);
	set(offset + 4, 4, value >> 32);
}

static void start(void)
{
	uint32_t features;

	find_common();
	set(VIRTIO_PCI_COMMON_STATUS, 1, 0);
	set(VIRTIO_PCI_COMMON_STATUS, 1,
	    VIRTIO_CONFIG_S_ACKNOWLEDGE | VIRTIO_CONFIG_S_DRIVER);
	set(VIRTIO_PCI_COMMON_DFSELECT, 4, 1);
	features = get(VIRTIO_PCI_COMMON_DF, 4) &
		   3; /* VERSION_1, ACCESS_PLATFORM */
	set(VIRTIO_PCI_COMMON_GFSELECT, 4, 1);
	set(VIRTIO_PCI_COMMON_GF, 4, features);
	set(VIRTIO_PCI_COMMON_STATUS, 1,
	    VIRTIO_CONFIG_S_ACKNOWLEDGE | VIRTIO_CONFIG_S_DRIVER |
		    VIRTIO_CONFIG_S_FEATURES_OK);
	for (int i = 0; i < QUEUES; i++) {
		set(VIRTIO_PCI_COMMON_Q_SELECT, 2, i);
		set_address(VIRTIO_PCI_COMMON_Q_DESCLO, queue_at(i));
		set_address(VIRTIO_PCI_COMMON_Q_AVAILLO, queue_at(i) + 0x4000);
		set_address(VIRTIO_PCI_COMMON_Q_USEDLO, queue_at(i) + 0x8000);
		set(VIRTIO_PCI_COMMON_Q_ENABLE, 2, 1);
	}
	set(VIRTIO_PCI_COMMON_STATUS, 1,
	    VIRTIO_CONFIG_S_ACKNOWLEDGE | VIRTIO_CONFIG_S_DRIVER |
		    VIRTIO_CONFIG_S_FEATURES_OK | VIRTIO_CONFIG_S_DRIVER_OK);
}

static void to_file(const char *name, const struct stream *from)
{
	int file = open(name, O_WRONLY | O_CREAT | O_TRUNC, 0600);

	if (file < 0 ||
	    write(file, from->data, from->len) != (ssize_t)from->len) {
		perror(name);
		exit(1);
	}
	close(file);
}

static void from_file(const char *name, struct stream *to)
{
	int file = open(name, O_RDONLY);

	if (file < 0 || stream_read(file, to)) {
		perror(name);
		exit(1);
	}
	close(file);
}

static void open_vf(const char *number)
{
	vf_open(&vf, atoi(number));
	dma_alloc(&vf, MEMORY, SIZE);
	set_conf16(&vf, PCI_COMMAND, PCI_COMMAND_MEMORY | PCI_COMMAND_MASTER);
}

/* The device parts, which each of the drivers sends in a record of the tag 0. */
static const uint8_t *parts_of(const struct stream *from, size_t *len)
{
	const uint8_t *last = NULL;
	uint64_t size;
	uint32_t tag;

	for (size_t at = 0; at + HEADER <= from->len; at += HEADER + size) {
		memcpy(&size, from->data + at, sizeof(size));
		memcpy(&tag, from->data + at + 12, sizeof(tag));
		if (!tag) {
			last = from->data + at + HEADER;
			*len = size;
		}
	}
	return last;
}

static bool same_parts(void)
{
	const uint8_t *one, *other;
	size_t len, other_len;

	one = parts_of(&stream, &len);
	other = parts_of(&again, &other_len);
	return one && other && len == other_len && !memcmp(one, other, len);
}

int main(int argc, char **argv)
{
	if (argc == 4 && !strcmp(argv[1], "save")) {
		open_vf(argv[2]);
		start();
		save(&vf, &stream);
		to_file(argv[3], &stream);
	} else if (argc == 5 && !strcmp(argv[1], "load")) {
		from_file(argv[3], &stream);
		open_vf(argv[2]);
		load(&vf, &stream);
		save(&vf, &again);
		to_file(argv[4], &again);
	} else if (argc == 4 && !strcmp(argv[1], "parts")) {
		from_file(argv[2], &stream);
		from_file(argv[3], &again);
		return !same_parts();
	} else {
		return 2;
	}
	vf_close(&vf);
	return 0;
}
