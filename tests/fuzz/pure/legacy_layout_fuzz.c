// SPDX-License-Identifier: GPL-2.0-only
/*
 * Accesses of BAR0, cut into fields: of the real device types, and of types
 * that nobody has made yet.
 *
 * Input: MSI-X, position and length - 1 (a byte each), virtio id (2 bytes);
 * for an id that is not served, the fields of a type: a hole before each and
 * its size, a byte each.
 */
#include "fuzz.h"
#include "legacy_layout.h"

#define MAX_FIELDS     32
#define DEVICE(msix)   ((msix) ? 24 : 20)
/* What the larger layout leaves for a type's own fields. */
#define MAX_FIELDS_END (LEGACY_BAR_MAX_SIZE - DEVICE(true))
#define REG_NOTIFY     16
#define REG_STATUS     18
#define REG_ISR	       19

/* What a byte of BAR0 belongs to; @start and @end are offsets in @space. */
struct owner {
	enum legacy_space space;
	size_t start, end;
	size_t offset;
};

/* The specification's common configuration, once more, by widths. */
static const uint8_t common_widths[] = { 4, 4, 4, 2, 2, 2, 1, 1, 2, 2 };

static void draw_field(struct owner map[LEGACY_BAR_MAX_SIZE],
		       enum legacy_space space, size_t base, size_t start,
		       size_t size)
{
	for (size_t i = start; i < start + size; i++)
		map[base + i] = (struct owner){ space, start, start + size, i };
}

static void draw(struct owner map[LEGACY_BAR_MAX_SIZE],
		 const struct legacy_type *type, bool msix)
{
	size_t at = 0;

	for (size_t i = 0; i < LEGACY_BAR_MAX_SIZE; i++)
		map[i] = (struct owner){ LEGACY_HOLE, i, i + 1, i };
	for (size_t i = 0; at < DEVICE(msix); at += common_widths[i++])
		draw_field(map, LEGACY_COMMON, 0, at, common_widths[i]);
	for (size_t i = 0; i < type->nr_fields; i++)
		draw_field(map, LEGACY_DEVICE, DEVICE(msix),
			   type->fields[i].offset, type->fields[i].size);
}

static void check_type(const struct legacy_type *type)
{
	size_t size = vvp_legacy_bar_size(type);
	size_t end = 0;

	for (size_t i = 0; i < type->nr_fields; i++) {
		require(type->fields[i].size, "field %zu has no bytes", i);
		require(type->fields[i].offset >= end,
			"field %zu overlaps or is not ascending", i);
		end = type->fields[i].offset + type->fields[i].size;
	}
	require(size && !(size & (size - 1)), "BAR0 of %zu bytes", size);
	require(size <= LEGACY_BAR_MAX_SIZE, "BAR0 of %zu bytes", size);
	require(DEVICE(true) + end <= size, "the fields end at %zu", end);
	require(DEVICE(true) + end > size / 2,
		"a BAR0 twice as large as needed");
}

static void check_reg(const struct legacy_access *access)
{
	bool common = access->space == LEGACY_COMMON;
	enum legacy_reg reg = LEGACY_OTHER;

	if (common && access->offset == REG_NOTIFY && access->len == 2)
		reg = LEGACY_NOTIFY;
	else if (common && access->offset == REG_STATUS)
		reg = LEGACY_STATUS;
	else if (common && access->offset == REG_ISR)
		reg = LEGACY_ISR;
	require(access->reg == reg, "space %d, offset %u, %u bytes: %d",
		access->space, access->offset, access->len, access->reg);
}

/* A piece is told from a whole field, and from its middle. */
static void check_begin(const struct legacy_type *type, const struct owner *is,
			const struct legacy_access *a)
{
	struct legacy_access field = { LEGACY_HOLE, 0, 0 };
	size_t size = is->end - is->start;
	bool begins;

	begins = a->space == LEGACY_DEVICE && is->offset == is->start &&
		 size > a->len && size <= LEGACY_ACCESS_MAX;
	require(vvp_legacy_begins_field(type, a, &field) == begins,
		"%u bytes at %u of a field of %zu at %zu", a->len, a->offset,
		size, is->start);
	if (!begins)
		return;
	require(field.space == a->space, "the field is in another space");
	require(field.offset == is->start, "the field begins at %u, not %zu",
		field.offset, is->start);
	require(field.len == size, "the field has %u bytes, not %zu", field.len,
		size);
}

static void check_access(const struct legacy_type *type, bool msix, size_t pos,
			 size_t len)
{
	struct owner map[LEGACY_BAR_MAX_SIZE];
	size_t done = 0;

	draw(map, type, msix);
	while (done < len) {
		const struct owner *is = &map[pos + done];
		size_t left = is->end - is->offset;
		struct legacy_access a;

		/* Of an array only the device knows how far it goes. */
		if (is->end - is->start > LEGACY_ACCESS_MAX)
			left = 1;
		a = vvp_legacy_next_access(type, msix, pos + done, len - done);
		require(a.len, "no progress at %zu", pos + done);
		require(a.len <= len - done, "%u bytes where %zu were asked",
			a.len, len - done);
		require(a.space == is->space, "byte %zu is in space %d, not %d",
			pos + done, is->space, a.space);
		require(a.offset == is->offset,
			"byte %zu has offset %zu in its space, not %u",
			pos + done, is->offset, a.offset);
		require(a.len <= left, "crosses the field's end by %zu bytes",
			a.len - left);
		require(a.len <= LEGACY_ACCESS_MAX, "%u bytes at once", a.len);
		require(a.len == left || a.len == len - done,
			"%u bytes at %zu: more commands than are needed", a.len,
			pos + done);
		check_reg(&a);
		check_begin(type, is, &a);
		done += a.len;
	}
}

/* Ascending and without overlap, as every type has to be. */
static void make_up(struct legacy_type *type, struct legacy_field *fields,
		    struct input *in)
{
	size_t end = 0, n = 0;

	while (in->left && n < MAX_FIELDS) {
		size_t offset = end + take(in, 1) % 16;
		size_t size = 1 + take(in, 1) % 40;

		if (offset + size > MAX_FIELDS_END)
			break;
		fields[n].offset = offset;
		fields[n].size = size;
		end = offset + size;
		n++;
	}
	*type = (struct legacy_type){ .fields = fields, .nr_fields = n };
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct input in = { data, size };
	struct legacy_field fields[MAX_FIELDS];
	const struct legacy_type *type;
	struct legacy_type made_up;
	size_t pos, len, bar_size;
	uint16_t virtio_id;
	bool msix;

	msix = take(&in, 1) & 1;
	pos = take(&in, 1);
	len = take(&in, 1);
	virtio_id = take(&in, 2);

	type = vvp_legacy_type_find(virtio_id);
	if (type) {
		require(type->virtio_id == virtio_id, "%u for %u",
			type->virtio_id, virtio_id);
		/* Where legacy drivers look for devices. */
		require(type->transitional_id >> 6 == 0x1000 >> 6, "id %#x",
			type->transitional_id);
	} else {
		make_up(&made_up, fields, &in);
		type = &made_up;
	}
	check_type(type);

	bar_size = vvp_legacy_bar_size(type);
	pos %= bar_size;
	len = 1 + len % (bar_size - pos);
	check_access(type, msix, pos, len);
	return 0;
}
