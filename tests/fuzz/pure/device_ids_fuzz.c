// SPDX-License-Identifier: GPL-2.0-only
/*
 * Ids as people write them: whatever the text, nothing outside of it is read, what was
 * written comes out, and what comes out is the same when it is written again.
 *
 * Input: six fields, of each whether it is there (a byte) and 4 bytes; then the text.
 */
#include "device_ids.h"
#include "fuzz.h"

#define FIELDS 6

static void check_same(const struct device_ids *a, const struct device_ids *b)
{
	require(!memcmp(a, b, sizeof(*a)), "%x:%x:%x:%x:%x:%x", a->vendor,
		a->device, a->subvendor, a->subdevice, a->class, a->class_mask);
}

/* As many fields as are there, the first two in any case. */
static void check_fields(struct input *in)
{
	u32 fields[FIELDS] = { 0, 0, DEVICE_ID_ANY, DEVICE_ID_ANY, 0, 0 };
	struct device_ids expected, ids;
	char text[64] = "";
	size_t len = 0;

	for (int i = 0; i < FIELDS; i++) {
		if (!take(in, 1) && i >= 2)
			break;
		fields[i] = take(in, 4);
		len += snprintf(text + len, sizeof(text) - len, "%s%x",
				i ? ":" : "", fields[i]);
	}
	memcpy(&expected, fields, sizeof(expected));
	require(vvp_device_ids_parse(text, &ids), "%s", text);
	check_same(&ids, &expected);
}

static void check_text(struct input *in)
{
	struct device_ids ids, again;
	char whole[64], *text;

	/* On the heap, where the sanitizer sees a step outside. */
	text = strndup((const char *)in->data, in->left);
	require(text, "no memory");
	if (vvp_device_ids_parse(text, &ids)) {
		snprintf(whole, sizeof(whole), "%x:%x:%x:%x:%x:%x", ids.vendor,
			 ids.device, ids.subvendor, ids.subdevice, ids.class,
			 ids.class_mask);
		require(vvp_device_ids_parse(whole, &again), "%s", whole);
		check_same(&ids, &again);
	}
	free(text);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct input in = { data, size };
	struct device_facts facts;

	check_fields(&in);
	facts.vendor = take(&in, 2);
	facts.device = take(&in, 2);
	facts.class = take(&in, 4);
	facts.asls = take(&in, 4);
	/* no function is two of these */
	if (vvp_device_is_virtio(facts.vendor, facts.device)) {
		require(!vvp_device_is_denylisted(&facts), "denylisted");
		require(!vvp_device_has_opregion(&facts), "with an OpRegion");
	}
	check_text(&in);
	return 0;
}
