// SPDX-License-Identifier: GPL-2.0-only
/*
 * A guest cannot tell: two devices get the same accesses, one of them directly, the
 * other through what is known of its registers, and all that is read is the same.
 *
 * Input: steps: kind, offset, length (a byte each), data (4 bytes).
 */
#include "fuzz.h"
#include "reg_values.h"

#define QUEUES	  (REG_VALUES_QUEUES + 8)
#define DRIVER_OK 4

enum { FEATURES, DRIVER_FEATURES = 4, ADDRESS = 8, SIZE = 12, SELECT = 14 };
enum { NOTIFY = 16, STATUS = 18, ISR = 19, END = 24 };

/* A device that allows itself all that the rules in reg_values.h leave to it. */
struct device {
	uint8_t life; /* changes with each reset */
	uint8_t resetting; /* reads of the status until it is done */
	uint8_t moods; /* what it does */
	uint8_t driver_features[4];
	uint8_t status;
	uint8_t select[2];
	uint8_t address[QUEUES][4];
	uint8_t isr;
};

#define SLOW_RESET   1 /* and what is written meanwhile is lost with it */
#define ZERO_RESETS  2 /* an address of zero is a reset */
#define FEW_QUEUES   4 /* an address of a queue that is not there is dropped */
#define MASKS_STATUS 8 /* of a live device the status is its own */

static void device_reset(struct device *d)
{
	uint8_t life = d->life + 1, moods = d->moods;

	*d = (struct device){ .life = life, .moods = moods };
}

static unsigned int selected(const struct device *d)
{
	return d->select[0] | d->select[1] << 8;
}

static bool queue_exists(const struct device *d)
{
	return selected(d) < (d->moods & FEW_QUEUES ? 3 : QUEUES);
}

static uint8_t device_read_byte(struct device *d, size_t at)
{
	unsigned int queue = selected(d);

	if (at < DRIVER_FEATURES)
		return d->life * 3 + at;
	if (at < ADDRESS)
		return d->driver_features[at - DRIVER_FEATURES] & 0x7f;
	if (at < SIZE)
		return queue_exists(d) ? d->address[queue][at - ADDRESS] : 0;
	if (at < SELECT)
		return queue_exists(d) ? d->life + queue + at : 0;
	if (at < NOTIFY)
		return d->select[at - SELECT];
	if (at == STATUS && d->resetting && !--d->resetting) {
		device_reset(d);
		return 1;
	}
	if (at == STATUS)
		return d->status;
	return at == ISR ? d->isr++ : 0;
}

static void write_address(struct device *d, const struct legacy_access *a,
			  const uint8_t *data)
{
	static const uint8_t off[4];
	uint8_t *address;

	if (!queue_exists(d))
		return;
	address = d->address[selected(d)];
	memcpy(&address[a->offset - ADDRESS], data, a->len);
	if (d->moods & ZERO_RESETS && !memcmp(address, off, 4))
		device_reset(d);
}

static void write_status(struct device *d, uint8_t status)
{
	d->status = status;
	if (d->moods & MASKS_STATUS && status & ~3)
		d->status |= 0x40;
	if (status)
		return;
	if (d->moods & SLOW_RESET) {
		d->status = 1;
		d->resetting = 2;
	} else {
		device_reset(d);
	}
}

static void device_write(struct device *d, const struct legacy_access *a,
			 const uint8_t *data)
{
	if (a->space != LEGACY_COMMON)
		return;
	if (a->offset >= DRIVER_FEATURES && a->offset < ADDRESS)
		memcpy(&d->driver_features[a->offset - DRIVER_FEATURES], data,
		       a->len);
	else if (a->offset >= ADDRESS && a->offset < SIZE)
		write_address(d, a, data);
	else if (a->offset >= SELECT && a->offset < NOTIFY)
		memcpy(&d->select[a->offset - SELECT], data, a->len);
	else if (a->offset == STATUS)
		write_status(d, *data);
}

static void device_read(struct device *d, const struct legacy_access *a,
			uint8_t *data)
{
	for (size_t i = 0; i < a->len; i++)
		data[i] = a->space == LEGACY_COMMON
				  ? device_read_byte(d, a->offset + i)
				  : a->offset + i;
}

struct pair {
	struct device direct, behind;
	struct reg_values values;
};

static void read_both(struct pair *p, const struct legacy_access *a)
{
	uint8_t direct[4] = { 0 }, *got = malloc(a->len);

	require(got, "no memory");
	device_read(&p->direct, a, direct);
	if (!vvp_reg_values_serve(&p->values, a, got)) {
		device_read(&p->behind, a, got);
		vvp_reg_values_was_read(&p->values, a, got);
	}
	for (size_t i = 0; i < a->len; i++)
		require(got[i] == direct[i],
			"byte %zu of %u at %u is %#x, and not %#x", i, a->len,
			a->offset, got[i], direct[i]);
	free(got);
}

static void write_both(struct pair *p, const struct legacy_access *a,
		       const uint8_t *data, bool fails, bool half)
{
	uint8_t *copy = malloc(a->len);

	require(copy, "no memory");
	memcpy(copy, data, a->len);
	if (!vvp_reg_values_have(&p->values, a, copy)) {
		/* One that fails may have been done all the same. */
		if (!fails || half)
			device_write(&p->behind, a, copy);
		if (fails)
			vvp_reg_values_invalidate(&p->values);
		else
			vvp_reg_values_was_written(&p->values, a, copy);
		if (!fails || half)
			device_write(&p->direct, a, copy);
	} else {
		device_write(&p->direct, a, copy);
	}
	free(copy);
}

/* Accesses are within one field: legacy_next_access() sees to it. */
static struct legacy_access access_at(uint8_t offset, uint8_t len, bool device)
{
	static const uint8_t starts[] = { 0,  4,  8,  12, 14, 16,
					  18, 19, 20, 22, END };
	struct legacy_access a = {
		.space = device ? LEGACY_DEVICE : LEGACY_COMMON,
		.offset = offset % END,
	};
	size_t i = 0;

	while (starts[i] <= a.offset)
		i++;
	a.len = 1 + len % (starts[i] - a.offset);
	return a;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct input in = { data, size };
	struct pair p = { 0 };

	p.direct.moods = take(&in, 1);
	p.behind.moods = p.direct.moods;
	while (in.left) {
		unsigned int kind = take(&in, 1);
		uint8_t offset = take(&in, 1), len = take(&in, 1);
		struct legacy_access a =
			access_at(offset, len, (kind & 0xf0) == 0xf0);
		uint8_t bytes[4];

		for (size_t i = 0; i < sizeof(bytes); i++)
			bytes[i] = take(&in, 1);
		switch (kind & 15) {
		case 0:
			device_reset(&p.direct);
			device_reset(&p.behind);
			vvp_reg_values_invalidate(&p.values);
			break;
		case 1:
			/* Selects queues, and then what the guest had. */
			vvp_reg_values_lose_selection(&p.values);
			break;
		case 2:
			write_both(&p, &a, bytes, true, kind & 16);
			break;
		case 3 ... 8:
			write_both(&p, &a, bytes, false, false);
			break;
		default:
			read_both(&p, &a);
		}
	}
	return 0;
}
