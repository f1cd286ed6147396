// SPDX-License-Identifier: GPL-2.0-only
/* By the MAC: a device that takes one has taken the driver for a legacy one. */
#include <linux/string.h>
#include <linux/virtio_ids.h>

#include "modern_features.h"
#include "modern_header.h"

#define MAC_SIZE	6

/* Does a MAC stick that is written by a driver with these features? */
static int mac_sticks(struct modern_dev *dev, u64 features, bool *sticks,
		      unsigned long deadline)
{
	u8 mac[MAC_SIZE], other[MAC_SIZE], now[MAC_SIZE];
	int ret;

	ret = vvp_modern_dev_reset(dev, deadline);
	if (!ret)
		ret = vvp_modern_dev_begin(dev, deadline);
	if (ret)
		return ret;
	vvp_modern_dev_tell(dev, features);
	ret = vvp_modern_dev_accept(dev);
	if (ret)
		return ret;
	vvp_modern_dev_read_config(dev, 0, MAC_SIZE, mac);
	memcpy(other, mac, MAC_SIZE);
	other[MAC_SIZE - 1] ^= 1;
	vvp_modern_dev_write_config(dev, 0, MAC_SIZE, other);
	vvp_modern_dev_read_config(dev, 0, MAC_SIZE, now);
	*sticks = !memcmp(now, other, MAC_SIZE);
	if (memcmp(now, mac, MAC_SIZE))
		vvp_modern_dev_write_config(dev, 0, MAC_SIZE, mac);
	return 0;
}

/**
 * vvp_modern_prove_header10 - has a network device the legacy header without VERSION_1?
 * @dev: the device, whose features are known
 * @deadline: for ops->pause()
 *
 * A device that goes by what was negotiated shows it by its MAC, too, which can be
 * written by legacy drivers alone (virtio 1.4, "Legacy Interface: Device
 * configuration layout"). Nothing but registers is used, and the device is reset
 * afterwards.
 *
 * Return: 1 if it has, 0 if that is not known, or how the device failed.
 */
int vvp_modern_prove_header10(struct modern_dev *dev, unsigned long deadline)
{
	u64 modern = vvp_modern_negotiated(VIRTIO_ID_NET, dev->offered, 0,
					   MODERN_HEADER_SAME);
	u64 legacy = vvp_modern_negotiated(VIRTIO_ID_NET, dev->offered, 0,
					   MODERN_HEADER_LEGACY);
	bool in_modern = true, in_legacy = false;
	int ret, err;

	if (!vvp_modern_dev_has_config(dev, 0, MAC_SIZE))
		return 0;
	ret = mac_sticks(dev, modern, &in_modern, deadline);
	if (!ret && !in_modern)
		ret = mac_sticks(dev, legacy, &in_legacy, deadline);
	err = vvp_modern_dev_reset(dev, deadline);
	if (ret == MODERN_ERR_FEATURES)
		ret = 0;
	if (ret || err)
		return ret ? ret : err;
	return in_legacy;
}
