// SPDX-License-Identifier: GPL-2.0-only
/* Driving a modern device: the order of things, and waits that end. */
#include "unit.h"

#define wrong(what) fail_msg("%s", what)
#include "modern_model.h"

#define ALL                                                                    \
	((1ULL << VIRTIO_F_VERSION_1) | (1ULL << VIRTIO_F_RING_RESET) | 0xff)
#define DEADLINE 10

static struct model m;
static struct modern_dev dev;

static int start(void **state)
{
	memset(&m, 0, sizeof(m));
	m.offered = ALL;
	m.vectors = -1;
	m.nr_queues = 2;
	m.queues[0].max = 256;
	m.queues[1].max = 64;
	memset(&dev, 0, sizeof(dev));
	dev = (struct modern_dev){
		.ops = &model_ops,
		.function = &m,
		.config_length = 24,
		.has_queue_reset = true,
	};
	model_reset_done(&m);
	return 0;
}

/* Up to FEATURES_OK, and able to use memory. */
static void accepted(void)
{
	assert_int_equal(vvp_modern_dev_reset(&dev, DEADLINE), 0);
	assert_int_equal(vvp_modern_dev_begin(&dev, DEADLINE), 0);
	vvp_modern_dev_tell(&dev, ALL);
	assert_int_equal(vvp_modern_dev_accept(&dev), 0);
	m.master = true;
}

static void a_reset_is_waited_for(void **state)
{
	m.status = 15;
	m.polls = 5;
	assert_int_equal(vvp_modern_dev_reset(&dev, DEADLINE), 0);
	assert_int_equal(m.status, 0);
	assert_int_equal(m.pauses, 4);
}

static void a_reset_without_end_is_given_up(void **state)
{
	m.status = 15;
	m.polls = -1;
	m.master = true;
	assert_int_equal(vvp_modern_dev_reset(&dev, DEADLINE),
			 ACCESS_ERR_TIMEOUT);
	assert_false(m.master);
	assert_int_equal(m.pauses, DEADLINE + 1);
	/* Nothing is tried with it before another reset. */
	m.accesses = 0;
	assert_int_equal(vvp_modern_dev_begin(&dev, DEADLINE),
			 MODERN_ERR_BROKEN);
	assert_int_equal(m.accesses, 0);
	m.polls = 0;
	assert_int_equal(vvp_modern_dev_reset(&dev, DEADLINE), 0);
	assert_int_equal(vvp_modern_dev_begin(&dev, DEADLINE), 0);
}

static void a_device_that_is_gone_is_not_waited_for(void **state)
{
	m.gone = true;
	assert_int_equal(vvp_modern_dev_reset(&dev, DEADLINE), MODERN_ERR_GONE);
	assert_int_equal(m.pauses, 0);
	assert_int_equal(vvp_modern_dev_offered(&dev), MODERN_ERR_GONE);
}

static void who_is_killed_does_not_wait(void **state)
{
	m.status = 15;
	m.polls = 5;
	m.kill = true;
	assert_int_equal(vvp_modern_dev_reset(&dev, DEADLINE),
			 ACCESS_ERR_KILLED);
	/* Whoever is next resets it first. */
	m.kill = false;
	assert_int_equal(vvp_modern_dev_begin(&dev, DEADLINE), 0);
	assert_int_equal(m.resets, 2);
	assert_int_equal(m.status, 3);
}

static void what_others_set_up_is_reset_first(void **state)
{
	m.status = 15;
	assert_int_equal(vvp_modern_dev_begin(&dev, DEADLINE), 0);
	assert_int_equal(m.resets, 1);
	assert_int_equal(m.status, 3);
	assert_int_equal(vvp_modern_dev_begin(&dev, DEADLINE), 0);
	assert_int_equal(m.resets, 1);
}

static void features_that_are_not_taken_are_noticed(void **state)
{
	m.picky = true;
	assert_int_equal(vvp_modern_dev_begin(&dev, DEADLINE), 0);
	vvp_modern_dev_tell(&dev, ALL);
	assert_int_equal(m.features, ALL);
	assert_int_equal(vvp_modern_dev_accept(&dev), MODERN_ERR_FEATURES);
}

static void all_64_features_are_read(void **state)
{
	m.offered = 0x8123456789abcdefULL;
	assert_int_equal(vvp_modern_dev_offered(&dev), 0);
	assert_true(dev.offered == m.offered);
}

static void a_foreign_reset_is_noticed(void **state)
{
	accepted();
	assert_int_equal(vvp_modern_dev_watch(&dev), MODERN_WATCH_SAME);
	m.status = 0;
	assert_int_equal(vvp_modern_dev_watch(&dev), MODERN_WATCH_FOREIGN);
	assert_int_equal(vvp_modern_dev_watch(&dev), MODERN_WATCH_SAME);
	assert_int_equal(m.resets, 1);
	/* Set up by somebody else meanwhile: ours does not begin on top of it. */
	assert_int_equal(vvp_modern_dev_begin(&dev, DEADLINE), 0);
	m.status = 15;
	assert_int_equal(vvp_modern_dev_watch(&dev), MODERN_WATCH_FOREIGN);
	assert_int_equal(vvp_modern_dev_begin(&dev, DEADLINE), 0);
	assert_int_equal(m.resets, 2);
	m.gone = true;
	assert_int_equal(vvp_modern_dev_watch(&dev), MODERN_WATCH_GONE);
}

static void needs_reset_is_no_foreign_reset(void **state)
{
	accepted();
	m.status |= VIRTIO_CONFIG_S_NEEDS_RESET;
	assert_int_equal(vvp_modern_dev_watch(&dev), MODERN_WATCH_SAME);
	assert_true(dev.needs_reset);
}

static void rings_lie_as_legacy_drivers_have_them(void **state)
{
	static const struct {
		u16 size;
		u64 avail, used;
	} all[] = {
		{ 256, 0x1000, 0x2000 },  { 1, 0x10, 0x1000 },
		{ 2, 0x20, 0x1000 },	  { 128, 0x800, 0x1000 },
		{ 1024, 0x4000, 0x5000 }, { 32768, 0x80000, 0x91000 },
	};
	const u64 at = 0xfffffff000ULL;

	for (size_t i = 0; i < sizeof(all) / sizeof(all[0]); i++) {
		struct modern_ring ring = { at, all[i].size, 1 };

		start(NULL);
		m.queues[1].max = 32768;
		accepted();
		assert_int_equal(vvp_modern_dev_queue_on(&dev, 1, &ring), 0);
		assert_true(m.queues[1].address[0] == at);
		assert_true(m.queues[1].address[1] == at + all[i].avail);
		assert_true(m.queues[1].address[2] == at + all[i].used);
		assert_int_equal(m.queues[1].size, all[i].size);
		assert_int_equal(m.queues[1].vector, 1);
		assert_int_equal(m.queues[1].enabled, 1);
		assert_true(m.queues[1].doorbell);
	}
}

static void sizes_are_powers_of_two(void **state)
{
	static const struct {
		u16 says, is;
	} all[] = { { 0, 0 },	  { 1, 1 },	    { 3, 0 },	  { 255, 0 },
		    { 256, 256 }, { 32768, 32768 }, { 32769, 0 }, { 65535, 0 } };

	for (size_t i = 0; i < sizeof(all) / sizeof(all[0]); i++) {
		m.queues[0].size = all[i].says;
		assert_int_equal(vvp_modern_dev_queue_size(&dev, 0), all[i].is);
	}
}

static void the_number_of_queues_has_a_bound(void **state)
{
	m.nr_queues = 65535;
	assert_int_equal(vvp_modern_dev_queues(&dev), MODERN_QUEUES_MAX);
	m.nr_queues = 3;
	assert_int_equal(vvp_modern_dev_queues(&dev), 3);
}

static void a_queue_that_is_not_taken_is_noticed(void **state)
{
	const struct modern_ring ring = { 0x1000, 256, 0 };

	accepted();
	assert_int_equal(vvp_modern_dev_queue_on(&dev, 1, &ring),
			 MODERN_ERR_QUEUE);
	assert_int_equal(m.queues[1].enabled, 0);
	m.enables_nothing = true;
	assert_int_equal(vvp_modern_dev_queue_on(&dev, 0, &ring),
			 MODERN_ERR_QUEUE);
	m.enables_nothing = false;
	m.bad_doorbells = true;
	assert_int_equal(vvp_modern_dev_queue_on(&dev, 0, &ring),
			 MODERN_ERR_QUEUE);
}

static void a_queue_goes_off_and_on(void **state)
{
	const struct modern_ring ring = { 0x1000, 64, 0 };
	const struct modern_ring other = { 0x9000, 64, 2 };

	accepted();
	assert_int_equal(vvp_modern_dev_queue_on(&dev, 1, &ring), 0);
	assert_true(vvp_modern_dev_can_queue_off(&dev));
	m.polls = 3;
	assert_int_equal(vvp_modern_dev_queue_off(&dev, 1, DEADLINE), 0);
	assert_false(m.queues[1].doorbell);
	assert_int_equal(vvp_modern_dev_queue_on(&dev, 1, &other), 0);
	assert_true(m.queues[1].address[0] == 0x9000);
	m.polls = -1;
	assert_int_equal(vvp_modern_dev_queue_off(&dev, 1, DEADLINE),
			 ACCESS_ERR_TIMEOUT);
}

static void a_queue_reset_needs_its_feature_and_its_register(void **state)
{
	accepted();
	dev.has_queue_reset = false;
	assert_false(vvp_modern_dev_can_queue_off(&dev));
	dev.has_queue_reset = true;
	dev.told = 1ULL << VIRTIO_F_VERSION_1;
	assert_false(vvp_modern_dev_can_queue_off(&dev));
}

static void a_vector_is_what_the_device_takes(void **state)
{
	m.vectors = 2;
	assert_int_equal(vvp_modern_dev_begin(&dev, DEADLINE), 0);
	assert_int_equal(vvp_modern_dev_set_config_vector(&dev, 1), 1);
	assert_int_equal(vvp_modern_dev_set_config_vector(&dev, 2),
			 VIRTIO_MSI_NO_VECTOR);
	assert_int_equal(vvp_modern_dev_set_queue_vector(&dev, 1, 0), 0);
	assert_int_equal(vvp_modern_dev_set_queue_vector(&dev, 0, 9),
			 VIRTIO_MSI_NO_VECTOR);
	assert_int_equal(vvp_modern_dev_queue_vector(&dev, 1), 0);
}

static void configuration_goes_by_its_fields_widths(void **state)
{
	static const struct {
		unsigned int offset, size, reads;
	} all[] = { { 0, 6, 6 },  { 6, 2, 1 },	{ 8, 8, 2 },
		    { 16, 4, 1 }, { 16, 1, 1 }, { 20, 3, 3 } };
	u8 data[8];

	for (unsigned int i = 0; i < MODEL_CONFIG; i++)
		m.config[i] = i + 1;
	for (size_t i = 0; i < sizeof(all) / sizeof(all[0]); i++) {
		m.config_reads = 0;
		vvp_modern_dev_read_config(&dev, all[i].offset, all[i].size,
					   data);
		assert_int_equal(m.config_reads, all[i].reads);
		assert_memory_equal(data, m.config + all[i].offset,
				    all[i].size);
	}
}

/* The first read is torn: the configuration changes in the middle of it. */
static u32 torn_read(void *function, unsigned int offset, unsigned int size)
{
	u32 value = model_read_config(function, offset, size);

	if (m.config_reads == 1) {
		memset(m.config, 0x22, sizeof(m.config));
		m.generation++;
	}
	return value;
}

static void a_field_is_not_torn(void **state)
{
	static const u8 whole[8] = { [0 ... 7] = 0x22 };
	struct modern_ops ops = model_ops;
	u8 data[8];

	ops.read_config = torn_read;
	dev.ops = &ops;
	memset(m.config, 0x11, sizeof(m.config));
	vvp_modern_dev_read_config(&dev, 0, 8, data);
	assert_memory_equal(data, whole, 8);
}

static void a_configuration_that_always_changes_is_read(void **state)
{
	u8 data[8];

	m.changes = true;
	vvp_modern_dev_read_config(&dev, 0, 8, data);
	assert_true(m.config_reads <= 32);
}

static void configuration_has_an_end(void **state)
{
	assert_true(vvp_modern_dev_has_config(&dev, 20, 4));
	assert_false(vvp_modern_dev_has_config(&dev, 20, 5));
	assert_false(vvp_modern_dev_has_config(&dev, 24, 1));
	assert_false(vvp_modern_dev_has_config(&dev, 25, 0));
	assert_false(vvp_modern_dev_has_config(&dev, 8, -4u));
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup(name, start)
	const struct CMUnitTest tests[] = {
		TEST(a_reset_is_waited_for),
		TEST(a_reset_without_end_is_given_up),
		TEST(a_device_that_is_gone_is_not_waited_for),
		TEST(who_is_killed_does_not_wait),
		TEST(what_others_set_up_is_reset_first),
		TEST(features_that_are_not_taken_are_noticed),
		TEST(all_64_features_are_read),
		TEST(a_foreign_reset_is_noticed),
		TEST(needs_reset_is_no_foreign_reset),
		TEST(rings_lie_as_legacy_drivers_have_them),
		TEST(sizes_are_powers_of_two),
		TEST(the_number_of_queues_has_a_bound),
		TEST(a_queue_that_is_not_taken_is_noticed),
		TEST(a_queue_goes_off_and_on),
		TEST(a_queue_reset_needs_its_feature_and_its_register),
		TEST(a_vector_is_what_the_device_takes),
		TEST(configuration_goes_by_its_fields_widths),
		TEST(a_field_is_not_torn),
		TEST(a_configuration_that_always_changes_is_read),
		TEST(configuration_has_an_end),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
