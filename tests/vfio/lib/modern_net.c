// SPDX-License-Identifier: GPL-2.0-only
/* A virtio 1.x network driver in user space. */
#include <string.h>
#include <sys/mman.h>

#include <linux/pci_regs.h>
#include <linux/virtio_pci.h>

#include "bar_layout.h"
#include "check.h"
#include "modern_net.h"
#include "registers.h"

#define HEADER	      12
#define QUEUE_SIZE    64
#define FEATURES_OK   8
/* MAC and STATUS; VERSION_1 and ACCESS_PLATFORM */
#define FEATURES_LOW  0x10020
#define FEATURES_HIGH 3

uint8_t common8(struct modern_net *m, int offset)
{
	return m->common[offset];
}

uint16_t common16(struct modern_net *m, int offset)
{
	return *(volatile uint16_t *)(m->common + offset);
}

uint32_t common32(struct modern_net *m, int offset)
{
	return *(volatile uint32_t *)(m->common + offset);
}

void set_common8(struct modern_net *m, int offset, uint8_t value)
{
	m->common[offset] = value;
}

void set_common16(struct modern_net *m, int offset, uint16_t value)
{
	*(volatile uint16_t *)(m->common + offset) = value;
}

void set_common32(struct modern_net *m, int offset, uint32_t value)
{
	*(volatile uint32_t *)(m->common + offset) = value;
}

static uint32_t multiplier_of(struct vf *vf)
{
	uint8_t at = conf8(vf, PCI_CAPABILITY_LIST);

	for (; at; at = conf8(vf, at + 1))
		if (conf8(vf, at) == PCI_CAP_ID_VNDR &&
		    conf8(vf, at + 3) == VIRTIO_PCI_CAP_NOTIFY_CFG)
			return conf32(vf, at + sizeof(struct virtio_pci_cap));
	fail_msg("no notifications");
	return 0;
}

void modern_map(struct modern_net *m, struct vf *vf)
{
	struct bar_range common =
		virtio_structure(vf->address, VIRTIO_PCI_CAP_COMMON_CFG);
	struct bar_range config =
		virtio_structure(vf->address, VIRTIO_PCI_CAP_DEVICE_CFG);
	struct bar_range notify =
		virtio_structure(vf->address, VIRTIO_PCI_CAP_NOTIFY_CFG);
	struct vfio_region_info info;
	uint8_t *map;

	check_equal(config.bar, common.bar, "BAR of the configuration");
	check_equal(notify.bar, common.bar, "BAR of notifications");
	check_equal(vf_region(vf, common.bar, &info), 0, "BAR%d", common.bar);
	map = mmap(NULL, info.size, PROT_READ | PROT_WRITE, MAP_SHARED,
		   vf->device, info.offset);
	assert_ptr_not_equal(map, MAP_FAILED);
	m->map = map;
	m->map_size = info.size;
	m->common = map + common.offset;
	m->config = map + config.offset;
	m->notify = map + notify.offset;
	m->multiplier = multiplier_of(vf);
}

void modern_unmap(struct modern_net *m)
{
	if (m->map)
		munmap(m->map, m->map_size);
	m->map = NULL;
}

static void kick(struct legacy_net *net, uint16_t queue)
{
	struct modern_net *m = (struct modern_net *)net;

	*(volatile uint16_t *)(m->notify + m->offset[queue]) = queue;
}

static void set_address(struct modern_net *m, int offset, uint64_t address)
{
	set_common32(m, offset, address);
	set_common32(m, offset + 4, address >> 32);
}

static void start_queue(struct modern_net *m, uint16_t index, bool msix)
{
	struct legacy_queue *q = &m->net.queues[index];
	uint64_t iova = net_lay_out(&m->net, index, QUEUE_SIZE);

	set_common16(m, COMMON_QUEUE_SELECT, index);
	assert_in_range(common16(m, COMMON_QUEUE_SIZE), QUEUE_SIZE, 32768);
	set_common16(m, COMMON_QUEUE_SIZE, QUEUE_SIZE);
	set_address(m, COMMON_QUEUE_DESC, iova);
	set_address(m, COMMON_QUEUE_DRIVER,
		    iova + ((uint8_t *)q->avail - (uint8_t *)q->desc));
	set_address(m, COMMON_QUEUE_DEVICE,
		    iova + ((uint8_t *)q->used - (uint8_t *)q->desc));
	if (msix)
		set_common16(m, COMMON_QUEUE_VECTOR, index + 1);
	m->offset[index] = common16(m, COMMON_QUEUE_NOTIFY_OFF) * m->multiplier;
	set_common16(m, COMMON_QUEUE_ENABLE, 1);
}

void modern_start(struct modern_net *m, struct vf *vf, bool msix)
{
	const uint8_t found = STATUS_ACKNOWLEDGE | STATUS_DRIVER;

	memset(m, 0, sizeof(*m));
	net_take_memory(&m->net, vf, HEADER);
	m->net.kick = kick;
	modern_map(m, vf);
	set_conf16(vf, PCI_COMMAND, PCI_COMMAND_MEMORY | PCI_COMMAND_MASTER);
	set_common8(m, COMMON_STATUS, 0);
	check_equal(common8(m, COMMON_STATUS), 0, "status after reset");
	set_common8(m, COMMON_STATUS, found);
	set_common32(m, COMMON_DRIVER_FEATURE_SELECT, 0);
	set_common32(m, COMMON_DRIVER_FEATURES, FEATURES_LOW);
	set_common32(m, COMMON_DRIVER_FEATURE_SELECT, 1);
	set_common32(m, COMMON_DRIVER_FEATURES, FEATURES_HIGH);
	set_common8(m, COMMON_STATUS, found | FEATURES_OK);
	check_equal(common8(m, COMMON_STATUS), found | FEATURES_OK, "status");
	for (int i = 0; i < 6; i++)
		m->net.mac[i] = m->config[i];
	if (msix)
		set_common16(m, COMMON_CONFIG_VECTOR, 0);
	start_queue(m, NET_RX, msix);
	start_queue(m, NET_TX, msix);
	net_fill(&m->net);
	set_common8(m, COMMON_STATUS, found | FEATURES_OK | STATUS_DRIVER_OK);
	net_kick(&m->net, NET_RX);
}

void modern_move(struct modern_net *m, struct vf *vf)
{
	modern_unmap(m);
	modern_map(m, vf);
	net_move(&m->net, vf);
}
