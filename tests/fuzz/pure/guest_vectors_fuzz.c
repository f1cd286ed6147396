// SPDX-License-Identifier: GPL-2.0-only
/*
 * What a guest's writes say of its vectors: as a device that has whole registers would
 * have it, and what is loaded is what is saved.
 *
 * Input: how many bytes are a saved form (2 bytes), these; then steps: offset, length
 * (a byte each), data (4 bytes).
 */
#include <errno.h>

#include "fuzz.h"
#include "guest_vectors.h"

#define END 24

enum { ADDRESS = 8, SIZE = 12, SELECT = 14, NOTIFY = 16, STATUS = 18 };

/* A device, byte by byte. */
struct device {
	uint8_t select[2];
	uint8_t address[65536][4];
};

static unsigned int selected(const struct device *d)
{
	return d->select[0] | d->select[1] << 8;
}

/* What is loaded is saved the same, and nothing else is taken. */
static void check_load(struct input *in, struct guest_vectors *guest)
{
	static uint8_t saved[GUEST_VECTORS_SAVED];
	size_t len = take(in, 2) % (GUEST_VECTORS_SAVED + 16);
	uint8_t *from = malloc(len ? len : 1);
	int ret;

	require(from, "no memory");
	for (size_t i = 0; i < len; i++)
		from[i] = take(in, 1);
	vvp_guest_vectors_reset(guest);
	ret = vvp_guest_vectors_load(guest, from, len);
	require(!ret || ret == -EINVAL, "returns %d", ret);
	if (!ret) {
		require(vvp_guest_vectors_save(guest, saved) == len,
			"is not as long as the %zu bytes loaded", len);
		require(!memcmp(saved, from, len), "is not what was loaded");
	}
	free(from);
}

/* Accesses are within one field: vvp_legacy_next_access() sees to it. */
static struct legacy_access access_at(uint8_t offset, uint8_t len)
{
	static const uint8_t starts[] = { 0,  4,  8,  12, 14, 16,
					  18, 19, 20, 22, END };
	struct legacy_access a = {
		.space = offset & 0x80 ? LEGACY_DEVICE : LEGACY_COMMON,
		.offset = offset % END,
	};
	size_t i = 0;

	while (starts[i] <= a.offset)
		i++;
	a.len = 1 + len % (starts[i] - a.offset);
	if (a.space == LEGACY_COMMON && a.offset == STATUS)
		a.reg = LEGACY_STATUS;
	return a;
}

static void device_write(struct device *d, const struct legacy_access *a,
			 const uint8_t *data)
{
	if (a->space != LEGACY_COMMON)
		return;
	if (a->offset >= ADDRESS && a->offset < SIZE)
		memcpy(&d->address[selected(d)][a->offset - ADDRESS], data,
		       a->len);
	else if (a->offset >= SELECT && a->offset < NOTIFY)
		memcpy(&d->select[a->offset - SELECT], data, a->len);
	else if (a->offset == STATUS && !*data)
		memset(d, 0, sizeof(*d));
}

/* A queue with an address is up; one that is not up has none. */
static void check_up(const struct guest_vectors *guest, const struct device *d)
{
	static const uint8_t off[4];
	int up = vvp_guest_vectors_next_up(guest, 0);

	for (int i = 0; i < GUEST_VECTORS_QUEUES; i++) {
		bool has_address = memcmp(d->address[i], off, 4);

		if (up == i)
			up = vvp_guest_vectors_next_up(guest, i + 1);
		else
			require(!has_address, "queue %d is not up", i);
	}
	require(up == -1, "queue %d is up", up);
	require(guest->select == selected(d), "queue %u is selected, not %u",
		guest->select, selected(d));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct input in = { data, size };
	struct guest_vectors guest;
	static struct device d;

	check_load(&in, &guest);
	vvp_guest_vectors_reset(&guest);
	memset(&d, 0, sizeof(d));
	while (in.left) {
		uint8_t offset = take(&in, 1), len = take(&in, 1);
		struct legacy_access a = access_at(offset, len);
		uint8_t *bytes = malloc(a.len);

		require(bytes, "no memory");
		for (size_t i = 0; i < a.len; i++)
			bytes[i] = take(&in, 1);
		device_write(&d, &a, bytes);
		vvp_guest_vectors_was_written(&guest, &a, bytes);
		free(bytes);
		check_up(&guest, &d);
	}
	return 0;
}
