// SPDX-License-Identifier: GPL-2.0-only
/*
 * Features: whatever a device offers and a guest takes, nothing else is told than what
 * both have, and never what is not safe.
 *
 * Input: virtio id (a byte), what is offered (8 bytes), what the guest writes (4), which
 * header (a byte).
 */
#include <linux/virtio_config.h>
#include <linux/virtio_ids.h>

#include "fuzz.h"
#include "modern_features.h"

#define F(bit) (1ULL << (bit))
#define SAFE_HIGH                                                              \
	(F(VIRTIO_F_VERSION_1) | F(VIRTIO_F_ACCESS_PLATFORM) |                 \
	 F(VIRTIO_F_ORDER_PLATFORM) | F(VIRTIO_F_RING_RESET))
#define SAFE_LOW 0x30ffffffu

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct input in = { data, size };
	uint16_t id = take(&in, 1);
	uint64_t offered = take(&in, 8);
	uint32_t guest = take(&in, 4);
	enum modern_header header = take(&in, 1) & 1 ? MODERN_HEADER_LEGACY
						     : MODERN_HEADER_SAME;
	uint32_t shown = vvp_modern_shown(id, offered);
	uint64_t told = vvp_modern_negotiated(id, offered, guest, header);
	uint32_t assumed = vvp_modern_assumed(id, offered);

	if (!vvp_modern_type_safe(id)) {
		require(!told && !assumed, "an unsafe type");
		return 0;
	}
	require(!(told & ~offered), "told what is not offered");
	require(!((uint32_t)told & ~guest),
		"told what the guest does not have");
	require(!((uint32_t)told & ~shown), "told what is not shown");
	require(!(told & ~(SAFE_HIGH | SAFE_LOW)), "%#lx is not safe",
		(unsigned long)told);
	require(!(shown & ~(SAFE_LOW | F(VIRTIO_F_ANY_LAYOUT))), "%#x is shown",
		shown);
	require(!(assumed & ~shown), "assumed what is not shown");
	if (vvp_modern_offer_usable(offered)) {
		require(told & F(VIRTIO_F_ACCESS_PLATFORM),
			"physical addresses");
		require(!!(told & F(VIRTIO_F_VERSION_1)) ==
				(header == MODERN_HEADER_SAME),
			"VERSION_1 is wrong");
	}
	/* What is told once is told again: nothing hangs on what was dropped. */
	require(vvp_modern_negotiated(id, offered, told, header) == told,
		"not the same the second time");
	if (id != VIRTIO_ID_NET)
		require(vvp_modern_header_of(id, offered, guest) ==
				MODERN_HEADER_SAME,
			"a packet header");
	return 0;
}
