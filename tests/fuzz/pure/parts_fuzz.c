// SPDX-License-Identifier: GPL-2.0-only
/*
 * The check of device parts: what it lets through is walked without it, by a second and
 * slower reading of the specification's rules, and comes out the same.
 *
 * Input: the device's type (a byte), flags: bit 0 what follows has headers made of few
 * bytes, bit 1 the list is the device's own, too (a byte); then parts: with headers as
 * they are, or each a byte: type in the lower three bits, bit 3 optional, bit 4 unusual
 * length, bit 5 unusual selector, bits 6 and 7 reserved and flags; a byte of selector;
 * the unusual length (a byte); bytes of the value.
 */
#include <errno.h>

#include "fuzz.h"
#include "parts.h"

#define NET 1

static uint64_t get(const uint8_t *from, size_t size)
{
	uint64_t value = 0;

	while (size--)
		value = value << 8 | from[size];
	return value;
}

static void put(uint8_t **to, uint64_t value, size_t size)
{
	for (; size; size--, value >>= 8)
		*(*to)++ = value;
}

/* Return: bytes of the list that the input describes. */
static size_t make_parts(struct input *in, uint8_t *to, size_t room)
{
	static const uint16_t types[] = { 0x100, 0x101, 0x102, 0x103,
					  0x104, 0x105, 0x200, 0x106 };
	static const uint8_t lens[] = { 8, 8, 2, 1, 32, 8, 1, 0 };
	uint8_t *at = to;

	while (in->left && at - to < (long)room - 512) {
		uint8_t kind = take(in, 1), selector = take(in, 1);
		uint8_t other = take(in, 1);
		size_t len = kind & 0x10 ? other : lens[kind & 7];
		bool selects = (0x74 >> (kind & 7) & 1) ^ (kind >> 5 & 1);

		put(&at, types[kind & 7], 2);
		put(&at, (kind >> 3 & 1) | (kind & 0x40), 1);
		put(&at, kind >> 7, 1);
		put(&at, selects ? selector : 0, 8);
		put(&at, len, 4);
		for (size_t i = 0; i < len; i++)
			put(&at, take(in, 1), 1);
	}
	return at - to;
}

/* One of each of these, at most. */
struct seen {
	uint16_t type;
	uint64_t selector;
};

static bool is_same(const struct seen *a, const struct seen *b)
{
	return a->type == b->type && a->selector == b->selector;
}

/* Everything that is said of a list, said again without the code that is tested. */
static void check_summary(const uint8_t *list, uint16_t virtio_id,
			  const struct parts_summary *summary)
{
	static struct seen seen[PARTS_MAX_NUMBER];
	uint32_t nr = 0, unknown = 0, queues = 0, enabled = 0, control = 0;
	bool driver = false, status = false, device = false;
	size_t at = 0, end = summary->len;
	uint16_t last = 0;
	int max = -1;

	while (at < end) {
		uint16_t type = get(list + at, 2);
		uint8_t flags = list[at + 2];
		uint64_t selector = get(list + at + 4, 8);
		uint32_t len = get(list + at + 12, 4);
		const uint8_t *value = list + at + 16;

		require(end - at >= 16 && len <= end - at - 16,
			"the part at %zu is not whole", at);
		at += 16 + len;
		if (!(type >= 0x100 && type <= 0x105) &&
		    !(type == 0x200 && virtio_id == NET)) {
			require(flags & 1, "%#x is mandatory", type);
			unknown++;
			continue;
		}
		require(!(flags & ~1) && !value[-13], "%#x: flags %#x", type,
			flags);
		require(type >= last, "%#x is behind %#x", type, last);
		last = type;
		seen[nr] = (struct seen){ type, selector };
		for (uint32_t i = 0; i < nr; i++)
			require(!is_same(&seen[i], &seen[nr]),
				"%#x is there twice", type);
		nr++;
		switch (type) {
		case 0x100:
			device = true;
			require(get(value, 8) == summary->device_features[0],
				"other device features");
			break;
		case 0x101:
			driver = true;
			require(get(value, 8) == summary->driver_features[0],
				"other driver features");
			require(len > 8 || !summary->driver_features[1],
				"features that are not there");
			break;
		case 0x102:
			require(selector < 64, "a bad offset");
			require(summary->fields >> selector & 1,
				"offset %d is not there", (int)selector);
			break;
		case 0x103:
			status = true;
			require(len == 1 && *value == summary->status,
				"another status");
			break;
		case 0x104:
			require(len == 32 && selector < 1024, "a bad queue");
			require(vvp_parts_queue_listed(summary, selector),
				"queue %u is not there", (int)selector);
			require(vvp_parts_queue_enabled(summary, selector) ==
					value[4],
				"queue %u is not %d", (int)selector, value[4]);
			queues++;
			enabled += value[4];
			if ((int)selector > max)
				max = selector;
			break;
		case 0x105:
			require(len == 8 && selector < 1024,
				"a bad notification");
			break;
		default:
			control++;
		}
	}
	require(nr == summary->nr_parts && unknown == summary->nr_unknown,
		"%u and %u parts", nr, unknown);
	require(driver && status, "parts are missing");
	require(device == summary->has_device_features, "device features");
	require(queues == summary->nr_queues && enabled == summary->nr_enabled,
		"%u queues, %u enabled", queues, enabled);
	require(max == summary->max_queue, "queue %d is the highest", max);
	require(control == summary->nr_control, "%u control commands", control);
}

static void check_surplus(const uint8_t *list, size_t len,
			  const struct parts_summary *summary)
{
	size_t padding = summary->surplus;

	require(summary->len + summary->surplus == len, "%u and %u bytes",
		summary->len, summary->surplus);
	require(padding < 16, "%zu bytes of surplus", padding);
	if (padding >= 8)
		padding -= 8;
	for (size_t i = 0; i < padding; i++)
		require(!list[summary->len + i], "a surplus that says more");
}

/* What is to be set passes the check, says the same, and has nothing to drop. */
static void check_for_set(const uint8_t *list, uint16_t virtio_id,
			  const struct parts_summary *summary, bool own)
{
	static struct parts_summary again;
	struct parts_error error;
	uint8_t *to = malloc(summary->len ? summary->len : 1);
	uint32_t len;

	require(to, "no memory");
	len = vvp_parts_for_set(list, summary->len, virtio_id,
				own ? list : NULL, own ? summary->len : 0, to);
	require(len <= summary->len, "%u bytes", len);
	require(!vvp_parts_check(to, len, virtio_id, &again, &error),
		"it is refused: %d", error.why);
	require(!again.nr_unknown && !again.surplus, "something to drop");
	require(again.nr_parts == summary->nr_parts, "%u parts",
		again.nr_parts);
	require(vvp_parts_for_set(to, len, virtio_id, NULL, 0, to) == len,
		"it changes");
	free(to);
}

static void check_error(const struct parts_error *error)
{
	char text[PARTS_ERROR_TEXT];

	require(error->why > PARTS_OK && error->why < PARTS_WHYS, "why %d",
		error->why);
	require(vvp_parts_error_text(error, text, sizeof(text)) <
			PARTS_ERROR_TEXT,
		"%s", text);
	require(!strchr(text, '?'), "%s", text);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static const uint16_t ids[] = { NET, 2, 3, 4, 5, 8, 9, 0 };
	static struct parts_summary summary;
	static uint8_t room[65536];
	struct input in = { data, size };
	uint16_t virtio_id = ids[take(&in, 1) & 7];
	uint8_t flags = take(&in, 1);
	struct parts_error error;
	uint8_t *list;
	int ret;

	if (flags & 1) {
		size = make_parts(&in, room, sizeof(room));
		list = malloc(size ? size : 1);
		require(list, "no memory");
		memcpy(list, room, size);
	} else {
		size = in.left;
		list = malloc(size ? size : 1);
		require(list, "no memory");
		memcpy(list, in.data, size);
	}

	ret = vvp_parts_check(list, size, virtio_id, &summary, &error);
	require(!ret || ret == -EINVAL, "returns %d", ret);
	if (ret) {
		check_error(&error);
	} else {
		check_summary(list, virtio_id, &summary);
		check_surplus(list, size, &summary);
		check_for_set(list, virtio_id, &summary, flags & 2);
	}
	free(list);
	return 0;
}
