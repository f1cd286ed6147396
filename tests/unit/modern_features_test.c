// SPDX-License-Identifier: GPL-2.0-only
/* Which features cross from a modern device to a legacy driver, and back. */
#include <linux/kernel.h>
#include <linux/virtio_config.h>
#include <linux/virtio_ids.h>
#include <linux/virtio_net.h>

#include "modern_features.h"
#include "unit.h"

#define F(bit)	  (1ULL << (bit))
#define NET(name) F(VIRTIO_NET_F_##name)
#define ALL	  (~0ULL)

enum { FLUSH = 9, CONFIG_WCE = 11, INDIRECT = 28, EVENT_IDX = 29 };

static u64 told(u16 id, u64 offered, u32 guest)
{
	return vvp_modern_negotiated(id, offered, guest, MODERN_HEADER_SAME);
}

static void types_are_those_whose_addresses_are_in_queues(void **state)
{
	static const u16 safe[] = { VIRTIO_ID_NET,     VIRTIO_ID_BLOCK,
				    VIRTIO_ID_CONSOLE, VIRTIO_ID_RNG,
				    VIRTIO_ID_SCSI,    VIRTIO_ID_9P };
	unsigned int number = 0;

	for (size_t i = 0; i < ARRAY_SIZE(safe); i++)
		assert_true(vvp_modern_type_safe(safe[i]));
	for (unsigned int id = 0; id < 0x10000; id++)
		number += vvp_modern_type_safe(id);
	assert_int_equal(number, ARRAY_SIZE(safe));
	assert_false(vvp_modern_type_safe(VIRTIO_ID_BALLOON));
	assert_int_equal(told(VIRTIO_ID_BALLOON, ALL, ~0u), 0);
}

static void physical_addresses_are_refused(void **state)
{
	assert_true(vvp_modern_offer_usable(F(VIRTIO_F_VERSION_1) |
					    F(VIRTIO_F_ACCESS_PLATFORM)));
	assert_false(vvp_modern_offer_usable(F(VIRTIO_F_VERSION_1)));
	assert_false(vvp_modern_offer_usable(F(VIRTIO_F_ACCESS_PLATFORM)));
	assert_false(vvp_modern_offer_usable(0));
}

static void shown_are_the_types_own_and_the_rings(void **state)
{
	/* 24 NOTIFY_ON_EMPTY, 25, 26, 30 and 31 are not; 27 ANY_LAYOUT always is */
	assert_int_equal(vvp_modern_shown(VIRTIO_ID_RNG, ALL), 0x38ffffff);
	assert_int_equal(vvp_modern_shown(VIRTIO_ID_RNG, 0), 0x08000000);
	assert_int_equal(vvp_modern_shown(VIRTIO_ID_NET, ALL),
			 0x38ffffff & ~NET(GSO));
	assert_int_equal(vvp_modern_shown(VIRTIO_ID_BLOCK, ALL),
			 0x38ffffff & ~(F(0) | F(7) | F(17)));
}

static void what_a_device_is_told_it_has_offered(void **state)
{
	u64 offered = F(VIRTIO_F_VERSION_1) | F(VIRTIO_F_ACCESS_PLATFORM) |
		      F(INDIRECT) | F(FLUSH);

	assert_int_equal(told(VIRTIO_ID_BLOCK, offered, ~0u), offered);
	assert_int_equal(told(VIRTIO_ID_BLOCK, offered, 0),
			 F(VIRTIO_F_VERSION_1) | F(VIRTIO_F_ACCESS_PLATFORM));
}

static void of_the_high_half_only_what_is_safe(void **state)
{
	assert_int_equal(told(VIRTIO_ID_BLOCK, ALL, 0),
			 F(VIRTIO_F_VERSION_1) | F(VIRTIO_F_ACCESS_PLATFORM) |
				 F(VIRTIO_F_ORDER_PLATFORM) |
				 F(VIRTIO_F_RING_RESET));
	assert_int_equal(vvp_modern_negotiated(VIRTIO_ID_NET, ALL, 0,
					       MODERN_HEADER_LEGACY),
			 F(VIRTIO_F_ACCESS_PLATFORM) |
				 F(VIRTIO_F_ORDER_PLATFORM));
}

static void features_without_what_they_need_are_dropped(void **state)
{
	static const struct {
		u32 guest, told;
	} all[] = {
		{ NET(MQ) | NET(MAC), NET(MAC) },
		{ NET(MQ) | NET(CTRL_VQ), NET(MQ) | NET(CTRL_VQ) },
		{ NET(GUEST_TSO4), 0 },
		/* what needs what has been dropped goes, too */
		{ NET(GUEST_TSO4) | NET(GUEST_ECN), 0 },
		{ NET(GUEST_CSUM) | NET(GUEST_ECN), NET(GUEST_CSUM) },
		{ NET(GUEST_CSUM) | NET(GUEST_TSO6) | NET(GUEST_ECN),
		  NET(GUEST_CSUM) | NET(GUEST_TSO6) | NET(GUEST_ECN) },
		{ NET(HOST_TSO4) | NET(HOST_ECN) | NET(HOST_UFO), 0 },
		{ NET(CSUM) | NET(HOST_TSO4), NET(CSUM) | NET(HOST_TSO4) },
		{ NET(CTRL_RX) | NET(CTRL_VLAN) | NET(CTRL_RX_EXTRA) |
			  NET(GUEST_ANNOUNCE) | NET(CTRL_MAC_ADDR) |
			  NET(CTRL_GUEST_OFFLOADS),
		  0 },
	};

	for (size_t i = 0; i < ARRAY_SIZE(all); i++)
		assert_int_equal((u32)told(VIRTIO_ID_NET, ALL, all[i].guest),
				 all[i].told);
}

static void assumed_is_nothing_that_has_to_be_known(void **state)
{
	assert_int_equal(vvp_modern_assumed(VIRTIO_ID_BLOCK, ALL),
			 vvp_modern_shown(VIRTIO_ID_BLOCK, ALL) &
				 ~(F(EVENT_IDX) | F(FLUSH) | F(CONFIG_WCE) |
				   F(VIRTIO_F_ANY_LAYOUT)));
	assert_int_equal(vvp_modern_assumed(VIRTIO_ID_SCSI, ALL) & 0xe, 0);
	assert_int_equal(vvp_modern_assumed(VIRTIO_ID_CONSOLE, ALL) & 2, 0);
	assert_int_equal(vvp_modern_assumed(VIRTIO_ID_NET, ALL), F(INDIRECT));
	assert_int_equal(vvp_modern_assumed(VIRTIO_ID_RNG, F(EVENT_IDX)), 0);
}

static void the_header_is_that_of_mrg_rxbuf(void **state)
{
	const u32 mrg = NET(MRG_RXBUF);

	assert_int_equal(vvp_modern_header_of(VIRTIO_ID_NET, ALL, mrg),
			 MODERN_HEADER_SAME);
	assert_int_equal(vvp_modern_header_of(VIRTIO_ID_NET, ALL, ~mrg),
			 MODERN_HEADER_LEGACY);
	/* A driver that takes what was not offered does not have it. */
	assert_int_equal(vvp_modern_header_of(VIRTIO_ID_NET, ~(u64)mrg, ~0u),
			 MODERN_HEADER_LEGACY);
	assert_int_equal(vvp_modern_header_of(VIRTIO_ID_BLOCK, ALL, 0),
			 MODERN_HEADER_SAME);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(types_are_those_whose_addresses_are_in_queues),
		cmocka_unit_test(physical_addresses_are_refused),
		cmocka_unit_test(shown_are_the_types_own_and_the_rings),
		cmocka_unit_test(what_a_device_is_told_it_has_offered),
		cmocka_unit_test(of_the_high_half_only_what_is_safe),
		cmocka_unit_test(features_without_what_they_need_are_dropped),
		cmocka_unit_test(assumed_is_nothing_that_has_to_be_known),
		cmocka_unit_test(the_header_is_that_of_mrg_rxbuf),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
