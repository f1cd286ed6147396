// SPDX-License-Identifier: GPL-2.0-only
/* The device configuration. */
#include <stdio.h>

#include "check/steps.h"

#define NET_F_MAC 5

static void check_mac(struct check *check)
{
	uint64_t whole = vf_in(&check->vf, REG_CONFIG(false), 4) |
			 vf_in(&check->vf, REG_CONFIG(false) + 4, 2) << 32;
	uint64_t bytes = 0;

	for (int i = 5; i >= 0; i--)
		bytes = bytes << 8 |
			vf_in(&check->vf, REG_CONFIG(false) + i, 1);
	check_that(check, whole == bytes,
		   "the MAC address is the same byte by byte", "2.12.1.1.6",
		   "it reads %#llx in two pieces, %#llx by bytes",
		   (unsigned long long)whole, (unsigned long long)bytes);
	if (check->features & 1u << NET_F_MAC)
		check_that(check, bytes && !(bytes & 1),
			   "the MAC address is one of a device", "5.1.4",
			   "it is %#llx, the first byte on the right",
			   (unsigned long long)bytes);
}

/* The device configuration: each field whole, twice. */
void config_check(struct check *check)
{
	unsigned int offset, len, fields = 0;
	uint64_t first, second;
	const char *name;
	char what[128];

	for (unsigned int i = 0;
	     (name = register_device_field(check->virtio_id, i, check->features,
					   &offset, &len));
	     i++) {
		if (REG_CONFIG(true) + offset + len > check->vf.bar0.size ||
		    (len & (len - 1)))
			continue;
		fields++;
		first = vf_in(&check->vf, REG_CONFIG(false) + offset, len);
		second = vf_in(&check->vf, REG_CONFIG(false) + offset, len);
		if (first == second)
			continue;
		snprintf(what, sizeof(what), "%s reads the same twice", name);
		check_that(check, false, what, "2.5", "%#llx, then %#llx",
			   (unsigned long long)first,
			   (unsigned long long)second);
	}
	snprintf(what, sizeof(what),
		 "%u fields of the device configuration were read", fields);
	if (fields)
		check_that(check, true, what, "2.12.1.1.4", "-");
	else
		check_skip(check, "the device configuration", "2.12.1.1.4",
			   "this type has none");
	if (check->virtio_id == 1)
		check_mac(check);
}
