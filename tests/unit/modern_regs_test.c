// SPDX-License-Identifier: GPL-2.0-only
/*
 * Legacy drivers on a modern device: in whatever order they do things, the device sees
 * the order that it wants.
 */
#include <linux/kernel.h>
#include <linux/virtio_ids.h>
#include <linux/virtio_net.h>

#include "modern_header.h"
#include "modern_regs.h"
#include "unit.h"

#define wrong(what) fail_msg("%s", what)
#include "modern_model.h"

#define F(bit)	 (1ULL << (bit))
#define DEADLINE 10

enum reg {
	HOST_FEATURES = 0,
	FEATURES = 4,
	ADDRESS = 8,
	SIZE = 12,
	SELECT = 14,
	NOTIFY = 16,
	STATUS = 18,
	ISR = 19,
	CONFIG_VECTOR = 20,
	QUEUE_VECTOR = 22,
};

enum { ACK = 1, DRIVER = 2, DRIVER_OK = 4, FEATURES_OK = 8 };

enum {
	MRG = 1 << VIRTIO_NET_F_MRG_RXBUF,
	CTRL = 1 << VIRTIO_NET_F_CTRL_VQ,
	MQ = 1 << VIRTIO_NET_F_MQ
};

enum { FLUSH = 1 << 9, INDIRECT = 1 << 28, EVENT_IDX = 1 << 29 };

static struct modern_queue queues[MODERN_QUEUES_MAX];
static struct modern_regs regs;
static struct model m;

static void start_type(u16 id)
{
	memset(&m, 0, sizeof(m));
	m.offered = F(VIRTIO_F_VERSION_1) | F(VIRTIO_F_ACCESS_PLATFORM) |
		    F(VIRTIO_F_RING_RESET) | F(VIRTIO_F_RING_PACKED) |
		    0x20ffffff | INDIRECT;
	m.vectors = -1;
	m.nr_queues = 4;
	for (int i = 0; i < 4; i++)
		m.queues[i].max = 64;
	for (int i = 0; i < MODEL_CONFIG; i++)
		m.config[i] = 0x10 + i;
	model_reset_done(&m);
	memset(&regs, 0, sizeof(regs));
	regs = (struct modern_regs){
		.dev.ops = &model_ops,
		.dev.function = &m,
		.dev.config_length = 40,
		.dev.has_queue_reset = true,
		.type = vvp_legacy_type_find(id),
		.queues = queues,
	};
	assert_int_equal(vvp_modern_regs_open(&regs, DEADLINE), 0);
}

static int start(void **state)
{
	start_type(VIRTIO_ID_BLOCK);
	return 0;
}

static int start_net(void **state)
{
	start_type(VIRTIO_ID_NET);
	return 0;
}

static struct legacy_access access_to(u8 offset, u8 len)
{
	return (struct legacy_access){ LEGACY_COMMON, offset, len };
}

static int try_write_part(u8 offset, u8 len, u32 value)
{
	struct legacy_access access = access_to(offset, len);
	u8 data[4] = { value, value >> 8, value >> 16, value >> 24 };

	return vvp_modern_regs_write(&regs, &access, data, DEADLINE);
}

static u8 width_of(enum reg reg)
{
	if (reg < SIZE)
		return 4;
	return reg == STATUS || reg == ISR ? 1 : 2;
}

static int try_write(enum reg reg, u32 value)
{
	return try_write_part(reg, width_of(reg), value);
}

static void write_part(u8 offset, u8 len, u32 value)
{
	assert_int_equal(try_write_part(offset, len, value), 0);
}

static void write(enum reg reg, u32 value)
{
	assert_int_equal(try_write(reg, value), 0);
}

static int try_read_part(u8 offset, u8 len, u32 *value)
{
	struct legacy_access access = access_to(offset, len);
	u8 data[4] = {};
	int ret = vvp_modern_regs_read(&regs, &access, data, DEADLINE);

	*value = vvp_legacy_value(data, len);
	return ret;
}

static int try_read(enum reg reg, u32 *value)
{
	return try_read_part(reg, width_of(reg), value);
}

static u32 read_part(u8 offset, u8 len)
{
	u32 value;

	assert_int_equal(try_read_part(offset, len, &value), 0);
	return value;
}

static u32 read(enum reg reg)
{
	return read_part(reg, width_of(reg));
}

static void write_config(u8 offset, u8 len, u64 value)
{
	struct legacy_access access = { LEGACY_DEVICE, offset, len };
	u8 data[8];

	for (int i = 0; i < 8; i++)
		data[i] = value >> (8 * i);
	assert_int_equal(vvp_modern_regs_write(&regs, &access, data, DEADLINE),
			 0);
}

static u64 read_config(u8 offset, u8 len)
{
	struct legacy_access access = { LEGACY_DEVICE, offset, len };
	u8 data[8] = {};

	assert_int_equal(vvp_modern_regs_read(&regs, &access, data, DEADLINE),
			 0);
	return vvp_legacy_value(data, len);
}

static void set_address(u16 queue, u32 page)
{
	write(SELECT, queue);
	write(ADDRESS, page);
}

static void in_order(u32 features)
{
	write(STATUS, 0);
	write(STATUS, ACK);
	write(STATUS, ACK | DRIVER);
	write(FEATURES, features);
	set_address(0, 0x100);
	write(STATUS, ACK | DRIVER | DRIVER_OK);
}

static void has_queue(int queue)
{
	m.queues[queue].max = 64;
	m.queues[queue].size = 64;
}

static bool is_live(void)
{
	return m.status == (ACK | DRIVER | DRIVER_OK | FEATURES_OK);
}

static void an_orderly_driver_is_followed(void **state)
{
	assert_int_equal(read(HOST_FEATURES),
			 0x38ffffff & ~(F(0) | F(7) | F(17)));
	write(STATUS, 0);
	write(STATUS, ACK | DRIVER);
	write(FEATURES, INDIRECT | FLUSH);
	assert_int_equal(read(FEATURES), INDIRECT | FLUSH);
	write(SELECT, 1);
	assert_int_equal(read(SELECT), 1);
	assert_int_equal(read(SIZE), 64);
	assert_int_equal(read(ADDRESS), 0);
	write(ADDRESS, 0x12345);
	assert_int_equal(read(ADDRESS), 0x12345);
	assert_int_equal(m.queues[1].enabled, 0);
	write(STATUS, ACK | DRIVER | DRIVER_OK);
	assert_true(is_live());
	assert_int_equal(read(STATUS), ACK | DRIVER | DRIVER_OK);
	assert_true(m.features ==
		    (F(VIRTIO_F_VERSION_1) | F(VIRTIO_F_ACCESS_PLATFORM) |
		     F(VIRTIO_F_RING_RESET) | INDIRECT | FLUSH));
	assert_int_equal(m.queues[1].enabled, 1);
	assert_true(m.queues[1].address[0] == 0x12345000);
	assert_int_equal(m.queues[0].enabled, 0);
	write(NOTIFY, 1);
	assert_int_equal(m.queues[1].kicks, 1);
	assert_int_equal(regs.counts.started, 1);
}

static void a_reset_takes_all(void **state)
{
	in_order(INDIRECT);
	write(CONFIG_VECTOR, 1);
	m.polls = 4;
	write(STATUS, 0);
	assert_int_equal(m.status, 0);
	assert_int_equal(read(STATUS), 0);
	assert_int_equal(read(FEATURES), 0);
	assert_int_equal(read(ADDRESS), 0);
	assert_int_equal(read(SELECT), 0);
	assert_int_equal(read(CONFIG_VECTOR), VIRTIO_MSI_NO_VECTOR);
	assert_false(m.queues[0].doorbell);
	write(NOTIFY, 0);
	assert_int_equal(m.queues[0].kicks, 0);
	in_order(0);
	assert_true(is_live());
}

static void a_reset_without_end_leaves_the_device_alone(void **state)
{
	in_order(INDIRECT);
	m.polls = -1;
	assert_int_equal(try_write(STATUS, 0), ACCESS_ERR_TIMEOUT);
	assert_false(m.master);
	/* The guest does not see what did not happen. */
	assert_int_equal(read(STATUS), ACK | DRIVER | DRIVER_OK);
	assert_int_equal(try_write(STATUS, ACK), MODERN_ERR_BROKEN);
	assert_int_equal(try_write(STATUS, ACK | DRIVER | DRIVER_OK),
			 MODERN_ERR_BROKEN);
	m.polls = 1;
	in_order(0);
	assert_true(is_live());
}

static void features_after_queues(void **state)
{
	write(STATUS, ACK | DRIVER);
	set_address(0, 1);
	set_address(1, 9);
	write(FEATURES, INDIRECT);
	write(STATUS, ACK | DRIVER | DRIVER_OK);
	assert_true(is_live());
	assert_true(m.features & INDIRECT);
	assert_int_equal(m.queues[0].enabled + m.queues[1].enabled, 2);
}

static void features_never(void **state)
{
	write(STATUS, ACK | DRIVER);
	set_address(0, 1);
	write(STATUS, ACK | DRIVER | DRIVER_OK);
	assert_true(is_live());
	assert_int_equal((u32)m.features, 0);
}

static void a_disk_that_is_read_before_features(void **state)
{
	write(STATUS, ACK | DRIVER);
	set_address(0, 1);
	write(NOTIFY, 0);
	assert_true(is_live());
	assert_int_equal(m.queues[0].kicks, 1);
	assert_int_equal(read(STATUS), ACK | DRIVER);
	assert_true(m.features & INDIRECT);
	assert_false(m.features & EVENT_IDX);
	assert_false(m.features & FLUSH);
	write(FEATURES, INDIRECT);
	assert_int_equal(regs.counts.late_features, 0);
	write(FEATURES, EVENT_IDX);
	assert_int_equal(regs.counts.late_features, 1);
	write(STATUS, ACK | DRIVER | DRIVER_OK);
	assert_int_equal(regs.counts.started, 1);
	assert_int_equal(read(STATUS), ACK | DRIVER | DRIVER_OK);
}

static void a_disk_that_is_read_before_driver_ok(void **state)
{
	write(STATUS, ACK | DRIVER);
	write(FEATURES, FLUSH);
	set_address(0, 1);
	write(NOTIFY, 0);
	assert_true(is_live());
	assert_int_equal((u32)m.features, FLUSH);
}

static void status_bits_alone(void **state)
{
	write(STATUS, 0);
	write(STATUS, ACK);
	write(STATUS, DRIVER);
	set_address(0, 1);
	write(STATUS, DRIVER_OK);
	assert_true(is_live());
	assert_int_equal(read(STATUS), DRIVER_OK);
}

static void status_bits_of_its_own(void **state)
{
	write(STATUS, ACK | DRIVER | FEATURES_OK | 0x30);
	assert_int_equal(read(STATUS), ACK | DRIVER | FEATURES_OK | 0x30);
	assert_int_equal(m.status, ACK | DRIVER);
}

static void a_late_queue_is_enabled(void **state)
{
	in_order(INDIRECT);
	set_address(2, 0x77);
	assert_int_equal(m.queues[2].enabled, 1);
	assert_int_equal(regs.counts.late_queues, 1);
	write(NOTIFY, 2);
	assert_int_equal(m.queues[2].kicks, 1);
}

static void a_queue_that_is_not_there(void **state)
{
	write(SELECT, 4);
	has_queue(4); /* the device lies */
	assert_int_equal(read(SIZE), 0);
	write(ADDRESS, 5);
	assert_int_equal(read(ADDRESS), 0);
	assert_int_equal(read(QUEUE_VECTOR), VIRTIO_MSI_NO_VECTOR);
	write(QUEUE_VECTOR, 1);
	/* QEMU ignores a select this high, and would answer for queue 4. */
	write(SELECT, 1024);
	assert_int_equal(read(SIZE), 0);
	write(SELECT, 0xffff);
	assert_int_equal(read(SIZE), 0);
	write(ADDRESS, 5);
	assert_int_equal(read(ADDRESS), 0);
	in_order(0);
	for (int i = 1; i < MODEL_QUEUES; i++)
		write(NOTIFY, i);
	write(NOTIFY, 0xffff);
	assert_int_equal(regs.counts.dropped, MODEL_QUEUES);
}

static void a_queue_without_a_power_of_two_is_none(void **state)
{
	m.queues[0].size = 48;
	assert_int_equal(read(SIZE), 0);
	write(ADDRESS, 5);
	assert_int_equal(read(ADDRESS), 0);
}

/* SeaBIOS has no more use for a disk whose queue is longer. */
static void a_long_queue_is_made_shorter(void **state)
{
	m.queues[0].max = 1024;
	m.queues[0].size = 1024;
	assert_int_equal(read(SIZE), 256);
	write(ADDRESS, 5);
	write(STATUS, DRIVER_OK);
	assert_true(is_live());
	assert_int_equal(m.queues[0].size, 256);
	/* 256 descriptors, and the available ring behind them */
	assert_true(m.queues[0].address[1] == 0x6000);
	assert_true(m.queues[0].address[2] == 0x7000);
}

static void a_ring_keeps_the_size_it_was_shown(void **state)
{
	assert_int_equal(read(SIZE), 64);
	write(ADDRESS, 5);
	m.queues[0].size = 128;
	m.queues[0].max = 128;
	write(FEATURES, INDIRECT);
	assert_int_equal(read(SIZE), 64);
	write(STATUS, DRIVER_OK);
	assert_true(is_live());
	assert_int_equal(m.queues[0].size, 64);
}

static void sizes_depend_on_features(void **state)
{
	write(SELECT, 3);
	assert_int_equal(read(SIZE), 64);
	m.nr_queues = 3;
	assert_int_equal(read(SIZE), 64);
	write(FEATURES, INDIRECT);
	assert_int_equal(read(SIZE), 0);
	assert_int_equal((u32)m.features, INDIRECT);
	assert_int_equal(m.status, ACK | DRIVER);
}

static void address_0_before_use_is_forgotten(void **state)
{
	set_address(0, 5);
	write(ADDRESS, 0);
	assert_int_equal(read(ADDRESS), 0);
	write(STATUS, DRIVER_OK);
	assert_int_equal(m.queues[0].enabled, 0);
	assert_int_equal(m.resets, 1); /* at open */
}

static void address_0_in_use_resets_the_queue(void **state)
{
	in_order(INDIRECT);
	m.polls = 2;
	write(ADDRESS, 0);
	assert_int_equal(m.queues[0].enabled, 0);
	assert_int_equal(read(ADDRESS), 0);
	assert_int_equal(read(STATUS), ACK | DRIVER | DRIVER_OK);
	write(NOTIFY, 0);
	assert_int_equal(m.queues[0].kicks, 0);
	m.polls = 0;
	write(ADDRESS, 6);
	assert_int_equal(m.queues[0].enabled, 1);
	assert_true(m.queues[0].address[0] == 0x6000);
	/* and so does another one */
	write(ADDRESS, 7);
	assert_int_equal(m.queues[0].enabled, 1);
	assert_true(m.queues[0].address[0] == 0x7000);
}

static void another_address_in_use_is_refused_without_queue_reset(void **state)
{
	m.offered &= ~F(VIRTIO_F_RING_RESET);
	assert_int_equal(vvp_modern_regs_open(&regs, DEADLINE), 0);
	in_order(INDIRECT);
	assert_int_equal(try_write(ADDRESS, 5), MODERN_ERR_QUEUE);
	assert_int_equal(read(ADDRESS), 0x100);
	assert_true(is_live());
	/* The same one is nothing new. */
	write(ADDRESS, 0x100);
	write(ADDRESS, 0);
	assert_int_equal(m.status, 0);
	assert_int_equal(read(STATUS), 0);
}

static void vectors_before_and_after_addresses(void **state)
{
	m.vectors = 3;
	write(STATUS, ACK | DRIVER);
	write(CONFIG_VECTOR, 0);
	write(SELECT, 0);
	write(QUEUE_VECTOR, 1);
	assert_int_equal(read(QUEUE_VECTOR), 1);
	write(ADDRESS, 5);
	set_address(1, 9);
	write(QUEUE_VECTOR, 2);
	assert_int_equal(read(QUEUE_VECTOR), 2);
	write(SELECT, 2);
	write(QUEUE_VECTOR, 3);
	assert_int_equal(read(QUEUE_VECTOR), VIRTIO_MSI_NO_VECTOR);
	write(STATUS, ACK | DRIVER | DRIVER_OK);
	assert_int_equal(m.config_vector, 0);
	assert_int_equal(m.queues[0].vector, 1);
	assert_int_equal(m.queues[1].vector, 2);
	assert_int_equal(read(CONFIG_VECTOR), 0);
}

static void features_that_are_refused(void **state)
{
	write(STATUS, ACK | DRIVER);
	write(CONFIG_VECTOR, 1);
	set_address(0, 5);
	m.picky = true;
	assert_int_equal(try_write(STATUS, ACK | DRIVER | DRIVER_OK),
			 MODERN_ERR_FEATURES);
	assert_int_equal(m.status, 0);
	assert_int_equal(regs.counts.not_started, 1);
	assert_int_equal(read(STATUS), ACK | DRIVER);
	/* All that was written is still there for another try. */
	m.picky = false;
	write(STATUS, ACK | DRIVER | DRIVER_OK);
	assert_true(is_live());
	assert_int_equal(m.queues[0].enabled, 1);
	assert_int_equal(m.config_vector, 1);
}

static void a_start_that_does_not_last(void **state)
{
	write(STATUS, ACK | DRIVER);
	set_address(0, 5);
	m.stops = true;
	assert_int_equal(try_write(STATUS, ACK | DRIVER | DRIVER_OK),
			 MODERN_ERR_START);
	assert_int_equal(read(STATUS), ACK | DRIVER);
	assert_int_equal(m.status, 0);
	assert_int_equal(regs.counts.not_started, 1);
	m.stops = false;
	write(STATUS, ACK | DRIVER | DRIVER_OK);
	assert_true(is_live());
}

static void a_queue_that_is_refused(void **state)
{
	set_address(0, 5);
	set_address(1, 6);
	m.queues[1].size = 32;
	assert_int_equal(try_write(STATUS, DRIVER_OK), MODERN_ERR_QUEUE);
	assert_int_equal(m.status, 0);
	assert_false(m.queues[0].doorbell);
}

static void a_device_that_is_gone(void **state)
{
	u32 value;

	in_order(0);
	m.gone = true;
	assert_int_equal(try_read(STATUS, &value), MODERN_ERR_GONE);
	assert_int_equal(try_read(SIZE, &value), MODERN_ERR_GONE);
	assert_int_equal(try_write(STATUS, 0), MODERN_ERR_GONE);
	assert_int_equal(m.pauses, 0);
	assert_int_equal(vvp_modern_regs_close(&regs, DEADLINE),
			 MODERN_ERR_GONE);
	assert_int_equal(vvp_modern_regs_open(&regs, DEADLINE),
			 MODERN_ERR_GONE);
}

static void physical_addresses_are_not_opened(void **state)
{
	m.offered &= ~F(VIRTIO_F_ACCESS_PLATFORM);
	assert_int_equal(vvp_modern_regs_open(&regs, DEADLINE),
			 MODERN_ERR_FEATURES);
}

static void rings_of_an_earlier_session_are_gone(void **state)
{
	in_order(0);
	m.polls = 3;
	assert_int_equal(vvp_modern_regs_close(&regs, DEADLINE), 0);
	assert_int_equal(m.status, 0);
	in_order(0);
	assert_int_equal(vvp_modern_regs_open(&regs, DEADLINE), 0);
	assert_int_equal(m.queues[0].enabled, 0);
	assert_int_equal(read(ADDRESS), 0);
}

static void a_foreign_reset_is_noticed(void **state)
{
	u64 generation;

	in_order(0);
	generation = regs.generation;
	model_reset_done(&m);
	assert_int_equal(read(STATUS), 0);
	assert_true(regs.generation != generation);
	assert_int_equal(regs.counts.foreign, 1);
	assert_int_equal(read(ADDRESS), 0);
	write(NOTIFY, 0);
	assert_int_equal(m.queues[0].kicks, 0);
	in_order(0);
	assert_true(is_live());
	/* A modern driver of the same guest has set it up. */
	model_reset_done(&m);
	m.status = ACK | DRIVER | FEATURES_OK;
	write(FEATURES, INDIRECT);
	assert_int_equal(regs.counts.foreign, 2);
	in_order(0);
	assert_true(is_live());
}

static void needs_reset_is_counted_once(void **state)
{
	in_order(0);
	m.status |= VIRTIO_CONFIG_S_NEEDS_RESET;
	assert_int_equal(read(STATUS), ACK | DRIVER | DRIVER_OK);
	read(STATUS);
	assert_int_equal(regs.counts.needs_reset, 1);
}

static void configuration_is_read_by_fields(void **state)
{
	assert_int_equal(read_config(0, 8), 0x1716151413121110);
	assert_int_equal(read_config(3, 2), 0x1413);
	assert_int_equal(read_config(33, 1), 0x31);
	/* The device has 40 bytes: of the field at 36 all, of that at 40 none. */
	assert_int_equal(read_config(36, 4), 0x37363534);
	assert_int_equal(read_config(40, 4), 0xffffffff);
}

static void configuration_that_ends_in_a_field(void **state)
{
	regs.dev.config_length = 38;
	assert_int_equal(read_config(36, 4), 0xffffffff);
	assert_int_equal(read_config(36, 1), 0xff);
	m.config_reads = 0;
	write_config(36, 4, 1);
	in_order(0);
	assert_int_equal(m.config[36], 0x34);
}

static void configuration_written_early_gets_there(void **state)
{
	write_config(32, 1, 1); /* writeback */
	assert_int_equal(m.config[32], 0x30);
	assert_int_equal(read_config(32, 1), 1);
	write(STATUS, DRIVER_OK);
	assert_int_equal(m.config[32], 1);
	m.config[32] = 0;
	assert_int_equal(read_config(32, 1), 0);
	write_config(32, 1, 5);
	assert_int_equal(m.config[32], 5);
}

static void a_part_that_is_written_is_merged(void **state)
{
	in_order(0);
	write_config(21, 1, 0xee); /* of blk_size, at 20 */
	assert_memory_equal(m.config + 20, "\x24\xee\x26\x27", 4);
	assert_int_equal(m.last_written, 20);
}

static void an_emergency_write_does_not_wait(void **state)
{
	start_type(VIRTIO_ID_CONSOLE);
	write_config(8, 4, '!');
	assert_int_equal(m.config[8], '!');
}

static void isr_is_the_devices(void **state)
{
	m.isr = 3;
	assert_int_equal(read(ISR), 3);
	assert_int_equal(read(ISR), 0);
}

static void parts_of_registers(void **state)
{
	write(STATUS, ACK | DRIVER);
	write_part(4, 1, 0x02);
	write_part(5, 1, 0x04);
	assert_int_equal(read(FEATURES), 0x0402);
	assert_int_equal(read_part(5, 1), 4);
	write_part(14, 1, 1);
	assert_int_equal(read(SELECT), 1);
	write_part(8, 2, 0x1111);
	write_part(10, 2, 0x2222);
	assert_int_equal(read(ADDRESS), 0x22221111);
	write_part(16, 1, 1);
	assert_int_equal(read(NOTIFY), 0);
	assert_int_equal(read_part(13, 1), 0);
}

/* Network devices */

static void mrg_rxbuf_means_version_1(void **state)
{
	in_order(MRG);
	assert_true(is_live());
	assert_true(m.features & F(VIRTIO_F_VERSION_1));
}

static void a_short_header_is_refused(void **state)
{
	write(STATUS, ACK | DRIVER);
	set_address(0, 1);
	assert_int_equal(try_write(STATUS, DRIVER_OK), MODERN_ERR_HEADER);
	assert_int_equal(m.status, 0);
	assert_int_equal(m.queues[0].enabled, 0);
	assert_int_equal(regs.counts.not_started, 1);
	write(FEATURES, MRG);
	write(STATUS, DRIVER_OK);
	assert_true(is_live());
}

static void a_short_header_without_version_1(void **state)
{
	regs.header10 = true;
	in_order(0);
	assert_true(is_live());
	assert_false(m.features & F(VIRTIO_F_VERSION_1));
	assert_true(m.features & F(VIRTIO_F_ACCESS_PLATFORM));
	in_order(MRG);
	assert_true(m.features & F(VIRTIO_F_VERSION_1));
}

static void receive_buffers_wait(void **state)
{
	write(STATUS, ACK | DRIVER);
	set_address(0, 1);
	set_address(1, 9);
	write(NOTIFY, 0);
	write(NOTIFY, 1); /* of features nothing is known */
	assert_int_equal(m.status, ACK | DRIVER);
	write(FEATURES, MRG | CTRL);
	write(NOTIFY, 0);
	assert_int_equal(m.status, ACK | DRIVER);
	write(STATUS, DRIVER_OK);
	assert_int_equal(m.queues[0].kicks, 1);
	assert_int_equal(m.queues[1].kicks, 1);
	write(NOTIFY, 0);
	assert_int_equal(m.queues[0].kicks, 2);
}

static void a_command_or_a_packet_before_driver_ok(void **state)
{
	for (u16 queue = 1; queue <= 2; queue++) {
		start_net(NULL);
		write(FEATURES, MRG | CTRL);
		set_address(queue, 9);
		write(NOTIFY, queue);
		assert_true(is_live());
		assert_int_equal(m.queues[queue].kicks, 1);
	}
	/* With MQ queue 2 receives; the last one is for control. */
	start_net(NULL);
	m.nr_queues = 5;
	has_queue(4);
	write(FEATURES, MRG | CTRL | MQ);
	set_address(2, 9);
	set_address(4, 9);
	write(NOTIFY, 2);
	assert_int_equal(m.status, ACK | DRIVER);
	write(NOTIFY, 4);
	assert_true(is_live());
}

static void a_mac_that_is_refused_is_read_back(void **state)
{
	for (int i = 0; i < 6; i++)
		write_config(i, 1, 0xa0 + i);
	assert_int_equal(read_config(0, 6), 0xa5a4a3a2a1a0);
	assert_int_equal(m.config[0], 0x10);
	write(FEATURES, MRG);
	write(STATUS, DRIVER_OK);
	assert_true(is_live());
	/* A driver with VERSION_1 cannot write it. */
	assert_int_equal(m.config[0], 0x10);
	assert_int_equal(read_config(0, 6), 0xa5a4a3a2a1a0);
	assert_int_equal(read_config(6, 2), 0x1716);
	write(STATUS, 0);
	assert_int_equal(read_config(0, 6), 0x151413121110);
}

static void a_mac_of_a_legacy_device_gets_there(void **state)
{
	regs.header10 = true;
	write_config(0, 6, 0xa5a4a3a2a1a0);
	write(STATUS, ACK | DRIVER);
	write(FEATURES, 0);
	set_address(0, 1);
	write(STATUS, DRIVER_OK);
	assert_memory_equal(m.config, "\xa0\xa1\xa2\xa3\xa4\xa5", 6);
}

static void the_header_is_proved_by_the_mac(void **state)
{
	const struct {
		bool any, none;
		int proved;
	} all[] = { { false, false, 1 },
		    { true, false, 0 },
		    { false, true, 0 } };

	for (size_t i = 0; i < ARRAY_SIZE(all); i++) {
		m.takes_macs = all[i].any;
		m.takes_no_macs = all[i].none;
		assert_int_equal(vvp_modern_prove_header10(&regs.dev, DEADLINE),
				 all[i].proved);
		assert_memory_equal(m.config, "\x10\x11\x12\x13\x14\x15", 6);
		assert_int_equal(m.status, 0);
		assert_false(m.master);
	}
}

static void a_header_that_cannot_be_proved(void **state)
{
	m.picky = true;
	assert_int_equal(vvp_modern_prove_header10(&regs.dev, DEADLINE), 0);
	m.picky = false;
	m.polls = -1;
	assert_int_equal(vvp_modern_prove_header10(&regs.dev, DEADLINE),
			 ACCESS_ERR_TIMEOUT);
	m.polls = 0;
	regs.dev.config_length = 5;
	assert_int_equal(vvp_modern_prove_header10(&regs.dev, DEADLINE), 0);
	m.gone = true;
	regs.dev.config_length = 24;
	assert_int_equal(vvp_modern_prove_header10(&regs.dev, DEADLINE),
			 MODERN_ERR_GONE);
}

int main(void)
{
#define TEST(name)     cmocka_unit_test_setup(name, start)
#define NET_TEST(name) cmocka_unit_test_setup(name, start_net)
	const struct CMUnitTest tests[] = {
		TEST(an_orderly_driver_is_followed),
		TEST(a_reset_takes_all),
		TEST(a_reset_without_end_leaves_the_device_alone),
		TEST(features_after_queues),
		TEST(features_never),
		TEST(a_disk_that_is_read_before_features),
		TEST(a_disk_that_is_read_before_driver_ok),
		TEST(status_bits_alone),
		TEST(status_bits_of_its_own),
		TEST(a_late_queue_is_enabled),
		TEST(a_queue_that_is_not_there),
		TEST(a_queue_without_a_power_of_two_is_none),
		TEST(a_long_queue_is_made_shorter),
		TEST(a_ring_keeps_the_size_it_was_shown),
		TEST(sizes_depend_on_features),
		TEST(address_0_before_use_is_forgotten),
		TEST(address_0_in_use_resets_the_queue),
		TEST(another_address_in_use_is_refused_without_queue_reset),
		TEST(vectors_before_and_after_addresses),
		TEST(features_that_are_refused),
		TEST(a_start_that_does_not_last),
		TEST(a_queue_that_is_refused),
		TEST(a_device_that_is_gone),
		TEST(physical_addresses_are_not_opened),
		TEST(rings_of_an_earlier_session_are_gone),
		TEST(a_foreign_reset_is_noticed),
		TEST(needs_reset_is_counted_once),
		TEST(configuration_is_read_by_fields),
		TEST(configuration_that_ends_in_a_field),
		TEST(configuration_written_early_gets_there),
		TEST(a_part_that_is_written_is_merged),
		TEST(an_emergency_write_does_not_wait),
		TEST(isr_is_the_devices),
		TEST(parts_of_registers),
		NET_TEST(mrg_rxbuf_means_version_1),
		NET_TEST(a_short_header_is_refused),
		NET_TEST(a_short_header_without_version_1),
		NET_TEST(receive_buffers_wait),
		NET_TEST(a_command_or_a_packet_before_driver_ok),
		NET_TEST(a_mac_that_is_refused_is_read_back),
		NET_TEST(a_mac_of_a_legacy_device_gets_there),
		NET_TEST(the_header_is_proved_by_the_mac),
		NET_TEST(a_header_that_cannot_be_proved),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
