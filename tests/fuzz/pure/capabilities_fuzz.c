// SPDX-License-Identifier: GPL-2.0-only
/*
 * Capabilities taken out of a list: of one as it should be, the others are left,
 * in order; of one that a bad device made, at least there is an end.
 *
 * Input: the hidden id, from 128 on with another one; what to make of the rest: 0 to
 * 127 a list, of that many capabilities at most: place, id, length, each a byte; from
 * 128 on plain bytes of the configuration space, then of the ids. Then position (2
 * bytes) and length of a read.
 */
#include "capabilities.h"
#include "fuzz.h"

#define HEADER	     64
#define POINTER	     0x34
#define ID	     0
#define NEXT	     1
#define MANY	     48 /* capabilities that have room */
#define CONFIG_SPACE 4096

/* Each on the heap, where the sanitizer sees a step outside. */
struct space {
	uint8_t *config;
	uint8_t *id_of;
};

/* Each at a place that is free; returns their number. */
static size_t make_list(struct space *space, size_t most, uint8_t *order,
			struct input *in)
{
	uint8_t *link = &space->config[POINTER];
	size_t n = 0;

	while (in->left && n < most && n < MANY) {
		size_t at = HEADER + 4 * (take(in, 1) % MANY);
		uint8_t id = 1 + take(in, 1) % 20;
		size_t len = 4 + 4 * (take(in, 1) % 6);

		if (at + len > CAPABILITIES_END)
			len = CAPABILITIES_END - at;
		for (size_t i = 0; i < len; i++) {
			if (space->id_of[at + i])
				len = i;
		}
		if (!len)
			continue;
		for (size_t i = 0; i < len; i++) {
			space->id_of[at + i] = id;
			space->config[at + i] = 0x80 + i;
		}
		*link = at;
		space->config[at + ID] = id;
		link = &space->config[at + NEXT];
		*link = 0;
		order[n++] = at;
	}
	return n;
}

static bool is_in(uint32_t ids, uint8_t id)
{
	return vvp_capability_set(id) & ids;
}

/* What a guest that walks the list finds. */
static void check_list(const struct space *space, const uint8_t *shown,
		       uint32_t ids, const uint8_t *order, size_t n)
{
	uint8_t at = shown[POINTER];

	for (size_t i = 0; i < n; i++) {
		if (is_in(ids, space->config[order[i] + ID]))
			continue;
		require(at == order[i],
			"the list has %#x where the capability at %#x should be",
			at, order[i]);
		require(shown[at + ID] == space->config[at + ID],
			"the id at %#x is %#x", at, shown[at + ID]);
		at = shown[at + NEXT];
	}
	require(!at, "the list goes on at %#x", at);
	for (size_t i = HEADER; i < CAPABILITIES_END; i++)
		require(!is_in(ids, space->id_of[i]) || !shown[i],
			"byte %#zx of a hidden one is %#x", i, shown[i]);
}

/* A byte that is neither hidden nor a pointer of the list is left alone. */
static void check_rest(const struct space *space, const uint8_t *shown,
		       uint32_t ids, const uint8_t *order, size_t n)
{
	const struct capabilities caps = { space->config, space->id_of };

	for (size_t i = 0; i < CAPABILITIES_END; i++) {
		bool hidden = i >= HEADER && is_in(ids, space->id_of[i]);
		bool pointer = i == POINTER;

		for (size_t k = 0; k < n; k++)
			pointer = pointer || i == order[k] + (size_t)NEXT;
		require(vvp_capabilities_hidden(&caps, ids, i) == hidden,
			"byte %#zx", i);
		if (pointer || hidden)
			continue;
		require(shown[i] == space->config[i], "byte %#zx is %#x", i,
			shown[i]);
	}
}

static uint8_t *read_space(const struct capabilities *caps, uint32_t ids,
			   size_t pos, size_t len)
{
	uint8_t *buf = malloc(len ? len : 1);

	require(buf, "no memory");
	for (size_t i = 0; i < len; i++)
		buf[i] = pos + i < CAPABILITIES_END ? caps->config[pos + i]
						    : 0xee;
	vvp_capabilities_overlay(caps, ids, pos, buf, len);
	return buf;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct input in = { data, size };
	struct capabilities caps;
	uint8_t *shown, *part, id, what, order[MANY];
	uint32_t ids;
	size_t pos, len, n;
	struct space space;

	id = take(&in, 1);
	what = take(&in, 1);
	space.config = calloc(1, CAPABILITIES_END);
	space.id_of = calloc(1, CAPABILITIES_END);
	require(space.config && space.id_of, "no memory");
	caps.config = space.config;
	caps.id_of = space.id_of;
	pos = take(&in, 2) % CONFIG_SPACE;
	len = take(&in, 1);
	ids = vvp_capability_set(what < 128 ? 1 + (id & 0x7f) % 20 : id & 0x7f);
	if (id & 0x80)
		ids |= vvp_capability_set(1 + (id >> 3) % 20);

	if (what < 128) {
		n = make_list(&space, what, order, &in);
		shown = read_space(&caps, ids, 0, CAPABILITIES_END);
		check_list(&space, shown, ids, order, n);
		check_rest(&space, shown, ids, order, n);
	} else {
		for (size_t i = 0; i < CAPABILITIES_END; i++)
			space.config[i] = take(&in, 1);
		for (size_t i = 0; i < CAPABILITIES_END; i++)
			space.id_of[i] = take(&in, 1);
		shown = read_space(&caps, ids, 0, CAPABILITIES_END);
	}

	/* A part reads as that part of the whole. */
	part = read_space(&caps, ids, pos, len);
	for (size_t i = 0; i < len; i++)
		require(part[i] == (pos + i < CAPABILITIES_END ? shown[pos + i]
							       : 0xee),
			"byte %#zx is %#x in a read of %zu at %#zx", pos + i,
			part[i], len, pos);
	free(part);
	free(shown);
	free(space.config);
	free(space.id_of);
	return 0;
}
