// SPDX-License-Identifier: GPL-2.0-only
/* Does a VF work? */
#include "check.h"
#include "legacy_net.h"
#include "patience.h"
#include "registers.h"
#include "works.h"

/* In these bytes no register is all ones in a VF that answers. */
static bool answers_now(struct vf *vf)
{
	uint32_t features = ~0u;
	uint16_t size = ~0;

	return bar0_read(vf, REG_DEVICE_FEATURES, &features, 4) == 4 &&
	       bar0_read(vf, REG_QUEUE_SIZE, &size, 2) == 2 &&
	       features != ~0u && size != 0xffff;
}

bool answers(struct vf *vf, int ms)
{
	return within(ms, answers_now(vf));
}

void check_works(struct vf *vf)
{
	struct legacy_net net;

	if (!answers(vf, PATIENCE))
		fail_msg("VF %d does not answer", vf->number);
	out8(vf, REG_STATUS, 0);
	check_equal(in8(vf, REG_STATUS), 0, "status of VF %d", vf->number);
	for (uint32_t value = 1; value < 0x10000; value *= 5) {
		out16(vf, REG_QUEUE_SELECT, value & 1);
		out32(vf, REG_QUEUE_ADDRESS, value);
		check_equal(in16(vf, REG_QUEUE_SELECT), value & 1,
			    "queue select of VF %d", vf->number);
		check_equal(in32(vf, REG_QUEUE_ADDRESS), value,
			    "queue address of VF %d", vf->number);
	}

	net_start(&net, vf, false);
	/* The lab's addresses end with the number of the VF. */
	check_equal(net.mac[5], vf->number, "MAC's end of VF %d", vf->number);
	net_ask_peer(&net);
	net_hear_peer(&net);
	net_stop(&net);
}
