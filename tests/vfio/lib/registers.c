// SPDX-License-Identifier: GPL-2.0-only
/* The legacy register file of a virtio-net device. */
#include "registers.h"

static const uint8_t common_sizes[] = { 4, 4, 4, 2, 2, 2, 1, 1, 2, 2 };
static const uint8_t net_sizes[] = { 6, 2, 2, 2, 4, 1, 1, 2, 4, 4 };

size_t list_fields(bool msix, struct field fields[MAX_FIELDS])
{
	size_t common = msix ? 10 : 8, i, n = 0;
	uint8_t at = 0;

	for (i = 0; i < common; at += common_sizes[i++])
		fields[n++] = (struct field){ at, common_sizes[i], false };
	for (i = 0; i < sizeof(net_sizes); at += net_sizes[i++])
		fields[n++] = (struct field){ at, net_sizes[i], true };
	return n;
}

struct expected expect(bool msix, bool write, size_t offset, size_t len)
{
	struct field fields[MAX_FIELDS];
	struct expected expected = { 0 };
	size_t i, n = list_fields(msix, fields);

	for (i = 0; i < n; i++) {
		size_t start = fields[i].offset;
		size_t end = start + fields[i].size;

		if (end <= offset || start >= offset + len)
			continue;
		if (write && start == REG_QUEUE_NOTIFY && offset <= start &&
		    offset + len >= end)
			expected.kick = true;
		else if (fields[i].device)
			expected.device++;
		else
			expected.common++;
	}
	return expected;
}
