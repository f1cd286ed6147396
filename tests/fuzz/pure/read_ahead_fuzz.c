// SPDX-License-Identifier: GPL-2.0-only
/*
 * Reads of a field piece by piece: what is served from one read of the whole is
 * the next piece of that field, in time; anything else ends it.
 *
 * Input: steps: kind, time since the step before, offset, length (a byte each).
 */
#include "fuzz.h"
#include "read_ahead.h"

#define FIELDS_END 128

/* What is read ahead: how far, and until when. */
struct model {
	bool on;
	enum legacy_space space;
	size_t start, next, end;
	uint64_t until_ms;
};

/* The field's bytes tell their offset, and when they were read. */
static uint8_t byte_at(size_t offset, uint8_t stamp)
{
	return offset * 7 + stamp;
}

static void check_bytes(const uint8_t *got, const struct legacy_access *a,
			uint8_t stamp)
{
	for (size_t i = 0; i < a->len; i++)
		require(got[i] == byte_at(a->offset + i, stamp),
			"byte %zu of the piece at %u is %#x", i, a->offset,
			got[i]);
}

static void advance(struct model *m, const struct legacy_access *a)
{
	m->next = a->offset + a->len;
	if (m->next == m->end)
		m->on = false;
}

static void begin(struct read_ahead *ahead, struct model *m,
		  const struct legacy_access *piece, size_t more, uint64_t now,
		  uint8_t stamp)
{
	struct legacy_access field = *piece;
	uint8_t data[LEGACY_ACCESS_MAX], *got = malloc(piece->len);

	require(got, "no memory");
	field.len = piece->len + more % (LEGACY_ACCESS_MAX + 1 - piece->len);
	for (size_t i = 0; i < field.len; i++)
		data[i] = byte_at(field.offset + i, stamp);
	vvp_read_ahead_start(ahead, &field, data, piece, now, got);
	check_bytes(got, piece, stamp);
	free(got);
	*m = (struct model){
		.on = true,
		.space = field.space,
		.start = field.offset,
		.end = field.offset + field.len,
		.until_ms = now + READ_AHEAD_MS,
	};
	advance(m, piece);
}

static void go_on(struct read_ahead *ahead, struct model *m,
		  const struct legacy_access *piece, uint64_t now,
		  uint8_t stamp)
{
	uint8_t *got = malloc(piece->len);
	bool serves =
		m->on && piece->space == m->space && piece->offset == m->next &&
		piece->offset + piece->len <= m->end && now <= m->until_ms;

	require(got, "no memory");
	memset(got, 0xa5, piece->len);
	require(vvp_read_ahead_serve(ahead, piece, now, got) == serves,
		"the piece of %u bytes at %u, of [%zu, %zu), next %zu",
		piece->len, piece->offset, m->start, m->end, m->next);
	if (serves) {
		check_bytes(got, piece, stamp);
		advance(m, piece);
	} else {
		for (size_t i = 0; i < piece->len; i++)
			require(got[i] == 0xa5, "byte %zu written for nothing",
				i);
		m->on = false;
	}
	free(got);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct input in = { data, size };
	struct read_ahead ahead = { 0 };
	struct model m = { 0 };
	uint8_t stamp = 0;
	uint64_t now = 1;

	while (in.left) {
		unsigned int kind = take(&in, 1);
		struct legacy_access piece;

		now += take(&in, 1);
		piece.space = kind & 0x80 ? LEGACY_COMMON : LEGACY_DEVICE;
		piece.offset = take(&in, 1) % FIELDS_END;
		piece.len = 1 + take(&in, 1) % LEGACY_ACCESS_MAX;
		/* Mostly what a guest does that reads on. */
		if (kind & 0x40 && m.on)
			piece.offset = m.next;

		switch (kind & 3) {
		case 0:
			piece.offset %= FIELDS_END;
			begin(&ahead, &m, &piece, kind >> 2, now, ++stamp);
			break;
		case 1:
			vvp_read_ahead_drop(&ahead);
			m.on = false;
			break;
		default:
			go_on(&ahead, &m, &piece, now, stamp);
			break;
		}
	}
	return 0;
}
