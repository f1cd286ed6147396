// SPDX-License-Identifier: GPL-2.0-only
/* The BARs of a function, and the structures its capabilities place in them. */
#include <linux/virtio_pci.h>

#include "bar_map.h"

/* There is no room for more; the device may have made a ring of them. */
#define CAPABILITIES_MAX 48

static void add(struct notify_function *map, const char *what, u8 bar,
		u32 start, u32 len)
{
	if (map->nr_taken < NOTIFY_INFO_TAKEN)
		map->taken[map->nr_taken++] = (struct notify_range){
			.what = what,
			.bar = bar,
			.start = start,
			.len = len,
		};
}

static void add_msix(struct notify_function *map, struct pci_dev *pdev)
{
	u32 table = 0, pba = 0, entries;
	u16 flags = 0;

	if (!pdev->msix_cap)
		return;
	pci_read_config_word(pdev, pdev->msix_cap + PCI_MSIX_FLAGS, &flags);
	pci_read_config_dword(pdev, pdev->msix_cap + PCI_MSIX_TABLE, &table);
	pci_read_config_dword(pdev, pdev->msix_cap + PCI_MSIX_PBA, &pba);
	entries = (flags & PCI_MSIX_FLAGS_QSIZE) + 1;

	add(map, "it is in the MSI-X table", table & PCI_MSIX_TABLE_BIR,
	    table & PCI_MSIX_TABLE_OFFSET, entries * PCI_MSIX_ENTRY_SIZE);
	add(map, "it is in the MSI-X pending bits", pba & PCI_MSIX_PBA_BIR,
	    pba & PCI_MSIX_PBA_OFFSET, DIV_ROUND_UP(entries, 64) * sizeof(u64));
}

/* Of the modern interface: virtio 1.4, "Virtio Structure PCI Capabilities". */
static void add_virtio(struct notify_function *map, struct pci_dev *pdev)
{
	static const char *const names[] = {
		[VIRTIO_PCI_CAP_COMMON_CFG] = "it is in the common configuration",
		[VIRTIO_PCI_CAP_ISR_CFG] = "it is the ISR status",
		[VIRTIO_PCI_CAP_DEVICE_CFG] = "it is in the device configuration",
	};
	int pos, left = CAPABILITIES_MAX;

	for (pos = pci_find_capability(pdev, PCI_CAP_ID_VNDR); pos && left--;
	     pos = pci_find_next_capability(pdev, pos, PCI_CAP_ID_VNDR)) {
		u32 offset = 0, len = 0;
		u8 type = 0, bar = 0;

		pci_read_config_byte(pdev, pos + VIRTIO_PCI_CAP_CFG_TYPE, &type);
		if (type >= ARRAY_SIZE(names) || !names[type])
			continue;
		pci_read_config_byte(pdev, pos + VIRTIO_PCI_CAP_BAR, &bar);
		pci_read_config_dword(pdev, pos + VIRTIO_PCI_CAP_OFFSET, &offset);
		pci_read_config_dword(pdev, pos + VIRTIO_PCI_CAP_LENGTH, &len);
		add(map, names[type], bar, offset, len);
	}
}

/**
 * vvp_bar_map_read - read what a function has in its BARs
 * @map: filled in
 * @pdev: the function
 *
 * May sleep.
 */
void vvp_bar_map_read(struct notify_function *map, struct pci_dev *pdev)
{
	int bar;

	memset(map, 0, sizeof(*map));
	for (bar = 0; bar < NOTIFY_INFO_BARS; bar++)
		if (pci_resource_flags(pdev, bar) & IORESOURCE_MEM)
			map->size[bar] = pci_resource_len(pdev, bar);
	add_msix(map, pdev);
	if (pdev->vendor == PCI_VENDOR_ID_REDHAT_QUMRANET)
		add_virtio(map, pdev);
}
