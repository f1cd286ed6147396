// SPDX-License-Identifier: GPL-2.0-only
/*
 * Identities of two functions: what is taken is encoded as it was; they are the same if
 * and only if nothing differs, and what differs can be said.
 *
 * Input: how many bytes are the first record (2 bytes), that record, and the other one.
 * With bit 15, the head of both is made good; with bit 14 the second is the first with
 * a byte changed: where (2 bytes), to what (a byte).
 */
#include <errno.h>

#include "fuzz.h"
#include "stream_identity.h"

#define LEN_MAX (STREAM_IDENTITY_MAX + 8)

/* Return: does it take it? */
static bool decode(struct stream_identity *identity, const uint8_t *bytes,
		   size_t len)
{
	uint8_t *from = malloc(len ? len : 1), *back;
	int ret;

	require(from, "no memory");
	memcpy(from, bytes, len);
	memset(identity, 0x5a, sizeof(*identity));
	ret = vvp_stream_identity_decode(identity, from, len);
	require(!ret || ret == -EINVAL || ret == -EPROTO, "returns %d", ret);
	if (!ret) {
		require(identity->nr_queues <= STREAM_QUEUES, "%u queues",
			identity->nr_queues);
		require(vvp_stream_identity_size(identity) == len, "%zu bytes",
			len);
		back = malloc(len);
		require(back, "no memory");
		vvp_stream_identity_encode(identity, back);
		require(!memcmp(back, from, len), "other bytes");
		free(back);
	}
	free(from);
	return !ret;
}

static void make_good(uint8_t *bytes, size_t len)
{
	if (len < STREAM_IDENTITY_HEAD)
		return;
	bytes[0] = 1;
	bytes[1] = 0;
	bytes[2] %= 3;
	bytes[3] = bytes[3] % 3 ? 8 + 2 * (bytes[3] % 3) : 0;
	bytes[14] = 1;
	bytes[15] = 0;
	bytes[16] = 1 << bytes[16] % 8;
	memset(bytes + 17, 0, 3);
	bytes[20] = (len - STREAM_IDENTITY_HEAD) / 2;
	bytes[21] = (len - STREAM_IDENTITY_HEAD) / 2 >> 8;
	bytes[22] = 0;
	bytes[23] = 0;
	for (size_t i = STREAM_IDENTITY_HEAD; i + 1 < len; i += 2)
		bytes[i + 1] &= 0x7f;
}

/* Whatever makes a guest stumble, said without the code that is tested. */
static bool can_go_on(const struct stream_identity *source,
		      const struct stream_identity *own)
{
	if (source->mode != own->mode || source->virtio_id != own->virtio_id ||
	    source->vendor != own->vendor || source->device != own->device ||
	    source->subsystem_vendor != own->subsystem_vendor ||
	    source->subsystem != own->subsystem ||
	    source->bar0_size != own->bar0_size ||
	    source->nr_queues != own->nr_queues)
		return false;
	if (source->packet_header && own->packet_header &&
	    source->packet_header != own->packet_header)
		return false;
	if (source->has_features && own->has_features &&
	    memcmp(source->features, own->features, sizeof(own->features)))
		return false;
	for (int i = 0; i < own->nr_queues; i++)
		if (own->queue_size[i] && source->queue_size[i] &&
		    (own->queue_size[i] < source->queue_size[i] ||
		     (own->mode == 2 &&
		      own->queue_size[i] != source->queue_size[i])))
			return false;
	return true;
}

static void check_compare(const struct stream_identity *source,
			  const struct stream_identity *own)
{
	struct stream_difference difference;
	char text[STREAM_DIFFERENCE_TEXT];
	enum stream_differs what;

	what = vvp_stream_compare(source, own, &difference);
	require(what == difference.what && what < STREAM_DIFFERENCES,
		"differs in %d", what);
	require(!what == can_go_on(source, own), "differs in %d", what);
	vvp_stream_difference_text(&difference, text, sizeof(text));
	require(strlen(text) > 10 && !strchr(text, '?'), "%s", text);
	if (what == STREAM_DIFFERS_FEATURES)
		require(difference.lacks[0] | difference.lacks[1] |
				difference.surplus[0] | difference.surplus[1],
			"no bits");
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static struct stream_identity source, own;
	static uint8_t first[LEN_MAX], second[LEN_MAX];
	struct input in = { data, size };
	uint16_t kind = take(&in, 2);
	size_t len = (kind & 0x3fff) % LEN_MAX;
	bool takes;

	for (size_t i = 0; i < len; i++)
		first[i] = take(&in, 1);
	if (kind & 0x8000)
		make_good(first, len);
	takes = decode(&source, first, len);
	if (kind & 0x4000) {
		size_t at = take(&in, 2);

		memcpy(second, first, len);
		if (len)
			second[at % len] = take(&in, 1);
	} else {
		for (size_t i = 0; i < len; i++)
			second[i] = take(&in, 1);
		if (kind & 0x8000)
			make_good(second, len);
	}
	if (!decode(&own, second, len) || !takes)
		return 0;
	check_compare(&source, &own);
	check_compare(&own, &source);
	check_compare(&own, &own);
	require(can_go_on(&own, &own), "not even with itself");
	return 0;
}
