// SPDX-License-Identifier: GPL-2.0-only
/* What the capabilities of a function say about its BARs. */
#include <endian.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include <linux/pci_regs.h>
#include <linux/virtio_pci.h>

#include "bar_layout.h"
#include "check.h"

struct config {
	uint8_t bytes[256];
};

static struct config read_config(const char *address)
{
	struct config config;
	char path[96];
	int fd;

	snprintf(path, sizeof(path), "/sys/bus/pci/devices/%s/config", address);
	fd = open(path, O_RDONLY | O_CLOEXEC);
	assert_true(fd >= 0);
	check_equal(read(fd, config.bytes, sizeof(config.bytes)),
		    sizeof(config.bytes), "%s", path);
	close(fd);
	return config;
}

static uint32_t read32(const struct config *config, int at)
{
	uint32_t value;

	memcpy(&value, config->bytes + at, 4);
	return le32toh(value);
}

/* The capability of this id behind @at; 0 for the list's start. */
static int next_capability(const struct config *config, int id, int at)
{
	do {
		at = config->bytes[at ? at + PCI_CAP_LIST_NEXT
				      : PCI_CAPABILITY_LIST];
	} while (at && config->bytes[at] != id);
	return at;
}

static int msix(const struct config *config, const char *address)
{
	int at = next_capability(config, PCI_CAP_ID_MSIX, 0);

	if (!at)
		fail_msg("%s has no MSI-X", address);
	return at;
}

static int vectors(const struct config *config, int at)
{
	return (read32(config, at) >> 16 & PCI_MSIX_FLAGS_QSIZE) + 1;
}

static struct bar_range range_of(uint32_t reg, uint32_t size)
{
	return (struct bar_range){
		.bar = reg & PCI_MSIX_TABLE_BIR,
		.offset = reg & PCI_MSIX_TABLE_OFFSET,
		.size = size,
	};
}

struct bar_range msix_table(const char *address)
{
	struct config config = read_config(address);
	int at = msix(&config, address);

	return range_of(read32(&config, at + PCI_MSIX_TABLE),
			vectors(&config, at) * PCI_MSIX_ENTRY_SIZE);
}

struct bar_range msix_pending(const char *address)
{
	struct config config = read_config(address);
	int at = msix(&config, address);

	return range_of(read32(&config, at + PCI_MSIX_PBA),
			(vectors(&config, at) + 63) / 64 * 8);
}

struct bar_range virtio_structure(const char *address, int type)
{
	struct config config = read_config(address);
	int at = 0;

	while ((at = next_capability(&config, PCI_CAP_ID_VNDR, at))) {
		if (config.bytes[at + VIRTIO_PCI_CAP_CFG_TYPE] != type)
			continue;
		return (struct bar_range){
			.bar = config.bytes[at + VIRTIO_PCI_CAP_BAR],
			.offset = read32(&config, at + VIRTIO_PCI_CAP_OFFSET),
			.size = read32(&config, at + VIRTIO_PCI_CAP_LENGTH),
		};
	}
	fail_msg("%s has no virtio structure %d", address, type);
	return (struct bar_range){ 0 };
}

uint64_t bar_size(const char *address, int bar)
{
	unsigned long long start = 0, end = 0;
	char path[96];
	FILE *f;

	snprintf(path, sizeof(path), "/sys/bus/pci/devices/%s/resource",
		 address);
	f = fopen(path, "r");
	assert_non_null(f);
	for (int i = 0; i <= bar; i++)
		assert_int_equal(fscanf(f, "%llx %llx %*x", &start, &end), 2);
	fclose(f);
	return end ? end - start + 1 : 0;
}
