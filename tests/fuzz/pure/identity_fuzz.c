// SPDX-License-Identifier: GPL-2.0-only
/*
 * The transitional identity, against a model that is nothing but the 64 bytes
 * of a header: reads and writes of any part of the configuration space.
 *
 * Input: device id, subsystem id (2 bytes each), log2 of BAR0's size, from 128 on of one
 * in whose place there was one of 64 bits (a byte);
 * then steps: kind, which may set the interrupt's state, position (2 bytes),
 * length (a byte), for a write or a read the bytes written, or what the function
 * itself shows.
 */
#include "fuzz.h"
#include "identity.h"

#define HEADER	     64
#define DEVICE_ID    0x02
#define COMMAND	     0x04
#define REVISION     0x08
#define BAR0	     0x10
#define SUBSYSTEM    0x2c
#define BAR0_IS_IO   1
#define COMMAND_IO   1
#define STATUS	     0x06
#define STATUS_INTX  0x08
#define PIN	     0x3d
#define CONFIG_SPACE 4096

/* A bit set in @ours is the identity's and reads as @value has it. */
struct model {
	uint8_t ours[HEADER];
	uint8_t value[HEADER];
	uint32_t bar0_size;
};

static void set(struct model *m, size_t reg, size_t size, uint32_t value)
{
	for (size_t i = 0; i < size; i++) {
		m->ours[reg + i] = 0xff;
		m->value[reg + i] = value >> (8 * i);
	}
}

static void model_reset(struct model *m)
{
	set(m, BAR0, 4, BAR0_IS_IO);
	m->value[COMMAND] = 0;
	m->value[STATUS] = 0;
}

static void model_init(struct model *m, const struct identity *id)
{
	memset(m, 0, sizeof(*m));
	m->bar0_size = id->bar0_size;
	set(m, DEVICE_ID, 2, id->device_id);
	set(m, REVISION, 1, 0);
	set(m, SUBSYSTEM, 4, 0x1af4 | (uint32_t)id->subsystem_id << 16);
	set(m, PIN, 1, 1);
	if (id->hides_bar1)
		set(m, BAR0 + 4, 4, 0);
	m->ours[COMMAND] = COMMAND_IO;
	m->ours[STATUS] = STATUS_INTX;
	model_reset(m);
}

static void model_write(struct model *m, size_t reg, uint8_t byte)
{
	uint32_t address = m->bar0_size - 1; /* bits that stay */

	if (reg == COMMAND)
		m->value[reg] = byte & COMMAND_IO;
	if (reg < BAR0 || reg >= BAR0 + 4)
		return;
	address >>= 8 * (reg - BAR0);
	m->value[reg] = (byte & ~address) | (reg == BAR0 ? BAR0_IS_IO : 0);
}

/* @own is what the function itself shows; the copy is exactly as long. */
static uint8_t *read_through(const struct identity *id,
			     const struct identity_state *state, size_t pos,
			     const uint8_t *own, size_t len)
{
	uint8_t *buf = malloc(len ? len : 1);

	require(buf, "no memory");
	memcpy(buf, own, len);
	vvp_identity_overlay(id, state, pos, buf, len);
	return buf;
}

static void check_read(const struct identity *id,
		       const struct identity_state *state,
		       const struct model *m, size_t pos, const uint8_t *own,
		       size_t len)
{
	uint8_t *buf = read_through(id, state, pos, own, len);

	for (size_t i = 0; i < len; i++) {
		size_t reg = pos + i;
		uint8_t expected = own[i];

		if (reg < HEADER)
			expected = (own[i] & ~m->ours[reg]) | m->value[reg];
		require(buf[i] == expected,
			"byte %#zx is %#x, should be %#x (the function's: %#x)",
			reg, buf[i], expected, own[i]);
	}
	free(buf);
}

/* A guest finds the size by writing all ones. */
static void check_sizing(const struct identity *id,
			 const struct identity_state *state)
{
	static const uint8_t ones[4] = { 0xff, 0xff, 0xff, 0xff };
	struct identity_state probed = *state;
	uint32_t bar0;

	vvp_identity_write(id, &probed, BAR0, ones, sizeof(ones));
	require(probed.io_enabled == state->io_enabled,
		"sizing BAR0 changed COMMAND");
	require(probed.interrupt == state->interrupt,
		"sizing BAR0 changed STATUS");
	bar0 = probed.bar0;
	require((bar0 & 3) == BAR0_IS_IO, "BAR0 is %#x: no I/O BAR", bar0);
	require(~(bar0 & ~3u) + 1 == id->bar0_size, "BAR0 is %#x for %u bytes",
		bar0, id->bar0_size);
}

/* What is saved comes back; what is taken is what would be saved. */
static void check_saved(const struct identity *id,
			const struct identity_state *state,
			const uint8_t *bytes, size_t len)
{
	struct identity_state back = { 0 };
	uint8_t saved[IDENTITY_SAVED];

	vvp_identity_save(state, saved);
	require(!vvp_identity_load(id, &back, saved, sizeof(saved)),
		"does not come back");
	require(back.bar0 == state->bar0, "comes back as %#x", back.bar0);
	require(back.io_enabled == state->io_enabled, "comes back as %d",
		back.io_enabled);
	if (vvp_identity_load(id, &back, bytes, len))
		return;
	vvp_identity_save(&back, saved);
	require(len == sizeof(saved) && !memcmp(saved, bytes, len),
		"is not what was loaded");
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static const uint8_t zeros[HEADER];
	struct input in = { data, size };
	struct identity_state state;
	struct identity id;
	struct model m;

	id.device_id = take(&in, 2);
	id.subsystem_id = take(&in, 2);
	size = take(&in, 1);
	id.bar0_size = 1u << (2 + (size & 0x7f) % 7);
	id.hides_bar1 = size & 0x80;
	state.bar0 = 0xa5a5a5a5;
	state.io_enabled = true;
	state.interrupt = true;
	vvp_identity_reset(&state);
	model_init(&m, &id);

	while (in.left) {
		unsigned int kind = take(&in, 1);
		size_t pos = take(&in, 2) % CONFIG_SPACE;
		size_t len = take(&in, 1);
		uint8_t *bytes;

		/* Mostly where something is. */
		if (!(kind & 0x80))
			pos %= HEADER;
		bytes = malloc(len ? len : 1);
		require(bytes, "no memory");
		for (size_t i = 0; i < len; i++)
			bytes[i] = take(&in, 1);

		if (kind & 0x40) {
			state.interrupt = kind & 0x20;
			m.value[STATUS] = state.interrupt ? STATUS_INTX : 0;
		}
		switch (kind & 3) {
		case 0:
			check_read(&id, &state, &m, pos, bytes, len);
			break;
		case 1:
			vvp_identity_reset(&state);
			model_reset(&m);
			break;
		default:
			vvp_identity_write(&id, &state, pos, bytes, len);
			for (size_t i = 0; i < len; i++)
				model_write(&m, pos + i, bytes[i]);
			break;
		}
		check_saved(&id, &state, bytes, len);
		free(bytes);
		check_sizing(&id, &state);
	}

	check_read(&id, &state, &m, 0, zeros, HEADER);
	return 0;
}
