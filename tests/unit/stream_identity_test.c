// SPDX-License-Identifier: GPL-2.0-only
/* What two functions have to have in common, and how that is said. */
#include <errno.h>

#include "stream_identity.h"
#include "unit.h"

static struct stream_identity source, own;
static struct stream_difference difference;
static char text[STREAM_DIFFERENCE_TEXT];

static int start(void **state)
{
	source = (struct stream_identity){
		.mode = 1,
		.packet_header = 12,
		.virtio_id = 1,
		.vendor = 0x1af4,
		.device = 0x1000,
		.subsystem_vendor = 0x1af4,
		.subsystem = 1,
		.bar0_size = 64,
		.has_features = true,
		.features = { 0x100000020, 1ull << 63 },
		.nr_queues = 3,
		.queue_size = { 256, 256, 64 },
	};
	own = source;
	return 0;
}

static void assert_same(void)
{
	assert_int_equal(vvp_stream_compare(&source, &own, &difference),
			 STREAM_SAME);
}

static void assert_differs(enum stream_differs what, const char *expected)
{
	assert_int_equal(vvp_stream_compare(&source, &own, &difference), what);
	assert_int_equal(difference.what, what);
	vvp_stream_difference_text(&difference, text, sizeof(text));
	assert_string_equal(text, expected);
	start(NULL);
	assert_same();
}

static void what_is_the_same_does_not_differ(void **state)
{
	assert_same();
	vvp_stream_difference_text(&difference, text, sizeof(text));
	assert_string_equal(text, "no difference");
}

static void each_field_counts(void **state)
{
	source.mode = 2;
	assert_differs(
		STREAM_DIFFERS_MODE,
		"mode: the source is legacy, this function is transitional");
	own.mode = 0;
	assert_differs(
		STREAM_DIFFERS_MODE,
		"mode: the source is transitional, this function is modern");
	own.virtio_id = 2;
	assert_differs(
		STREAM_DIFFERS_TYPE,
		"virtio device id: the source has 0x1, this function has 0x2");
	own.vendor = 2;
	assert_differs(
		STREAM_DIFFERS_VENDOR,
		"PCI vendor id: the source has 0x1af4, this function has 0x2");
	own.device = 0x1041;
	assert_differs(
		STREAM_DIFFERS_DEVICE,
		"PCI device id: the source has 0x1000, this function has 0x1041");
	own.subsystem_vendor = 3;
	assert_differs(
		STREAM_DIFFERS_SUBSYSTEM_VENDOR,
		"PCI subsystem vendor id: the source has 0x1af4, this function has 0x3");
	own.subsystem = 4;
	assert_differs(
		STREAM_DIFFERS_SUBSYSTEM,
		"PCI subsystem id: the source has 0x1, this function has 0x4");
	own.bar0_size = 128;
	assert_differs(
		STREAM_DIFFERS_BAR0,
		"bytes of BAR0: the source has 64, this function has 128");
	own.packet_header = 10;
	assert_differs(
		STREAM_DIFFERS_HEADER,
		"bytes of the packet header: the source has 12, this function has 10");
	own.nr_queues = 2;
	assert_differs(STREAM_DIFFERS_QUEUES,
		       "queues: the source has 3, this function has 2");
	own.nr_queues = 4;
	assert_differs(STREAM_DIFFERS_QUEUES,
		       "queues: the source has 3, this function has 4");
	own.queue_size[2] = 32;
	assert_differs(
		STREAM_DIFFERS_QUEUE_SIZE,
		"size of queue 2: the source has 64, this function has 32");
}

static void of_several_the_first_is_named(void **state)
{
	own.mode = 2;
	own.virtio_id = 2;
	own.features[0] = 0;
	own.nr_queues = 1;
	assert_int_equal(vvp_stream_compare(&source, &own, &difference),
			 STREAM_DIFFERS_MODE);
	own.mode = source.mode;
	assert_int_equal(vvp_stream_compare(&source, &own, &difference),
			 STREAM_DIFFERS_TYPE);
	own.virtio_id = source.virtio_id;
	assert_int_equal(vvp_stream_compare(&source, &own, &difference),
			 STREAM_DIFFERS_FEATURES);
	own.has_features = false;
	assert_int_equal(vvp_stream_compare(&source, &own, &difference),
			 STREAM_DIFFERS_QUEUES);
}

static void features_are_named_by_their_bits(void **state)
{
	own.features[0] &= ~0x20ull;
	assert_differs(STREAM_DIFFERS_FEATURES,
		       "device features: this function lacks bits 5");
	own.features[0] = 0;
	own.features[1] = 0;
	assert_differs(STREAM_DIFFERS_FEATURES,
		       "device features: this function lacks bits 5, 32, 127");
	own.features[1] |= 2;
	assert_differs(STREAM_DIFFERS_FEATURES,
		       "device features: the source lacks bits 65");
	own.features[0] = 0x100000001;
	assert_differs(
		STREAM_DIFFERS_FEATURES,
		"device features: this function lacks bits 5; the source lacks bits 0");
}

/* A text that is too long ends, and says so. */
static void very_many_bits_are_cut(void **state)
{
	size_t size;

	source.features[0] = ~0ull;
	source.features[1] = ~0ull;
	own.features[0] = 0;
	own.features[1] = 0;
	assert_int_equal(vvp_stream_compare(&source, &own, &difference),
			 STREAM_DIFFERS_FEATURES);
	for (size = 1; size <= STREAM_DIFFERENCE_TEXT; size++) {
		char *to = malloc(size);

		vvp_stream_difference_text(&difference, to, size);
		assert_true(strlen(to) < size);
		if (size == STREAM_DIFFERENCE_TEXT)
			assert_string_equal(to + strlen(to) - 4, " ...");
		free(to);
	}
}

static void what_is_not_known_does_not_count(void **state)
{
	own.has_features = false;
	own.features[0] = 0;
	assert_same();
	start(NULL);
	source.has_features = false;
	own.features[0] = 0;
	assert_same();
	start(NULL);
	own.packet_header = 0;
	assert_same();
	start(NULL);
	source.packet_header = 0;
	assert_same();
	start(NULL);
	own.queue_size[0] = 0;
	assert_same();
	source.queue_size[1] = 0;
	assert_same();
}

/* Of a modern driver; the part says what the queue is now. */
static void a_queue_may_have_been_made_smaller(void **state)
{
	source.queue_size[0] = 128;
	assert_same();
	source.mode = 0;
	own.mode = 0;
	assert_same();
	/* a legacy driver cannot */
	source.mode = 2;
	own.mode = 2;
	assert_differs(
		STREAM_DIFFERS_QUEUE_SIZE,
		"size of queue 0: the source has 128, this function has 256");
}

static void decode(const u8 *from, size_t len, int want)
{
	u8 *copy = malloc(len ? len : 1);
	struct stream_identity *back = malloc(sizeof(*back));

	memcpy(copy, from, len);
	memset(back, 0xa5, sizeof(*back));
	assert_int_equal(vvp_stream_identity_decode(back, copy, len), want);
	if (!want) {
		assert_int_equal(vvp_stream_compare(&source, back, &difference),
				 STREAM_SAME);
		assert_int_equal(vvp_stream_compare(back, &source, &difference),
				 STREAM_SAME);
		assert_int_equal(back->packet_header, source.packet_header);
		assert_int_equal(back->has_features, source.has_features);
	}
	free(copy);
	free(back);
}

static void what_is_encoded_comes_back(void **state)
{
	u8 to[46];

	assert_int_equal(vvp_stream_identity_size(&source), sizeof(to));
	vvp_stream_identity_encode(&source, to);
	decode(to, sizeof(to), 0);
	source.has_features = false;
	vvp_stream_identity_encode(&source, to);
	source.features[0] = 0;
	source.features[1] = 0;
	decode(to, sizeof(to), 0);
	source.nr_queues = 0;
	source.bar0_size = 256;
	vvp_stream_identity_encode(&source, to);
	decode(to, STREAM_IDENTITY_HEAD, 0);
}

static void nothing_else_is_taken(void **state)
{
	/* where, what, as which error */
	static const struct {
		u8 at;
		u8 value;
		int want;
	} bad[] = {
		{ 0, 2, -EPROTO },    { 1, 1, -EPROTO },   { 2, 3, -EINVAL },
		{ 3, 11, -EINVAL },   { 14, 3, -EINVAL },  { 14, 0, -EINVAL },
		{ 15, 1, -EINVAL },   { 16, 65, -EINVAL }, { 17, 2, -EINVAL },
		{ 19, 1, -EINVAL },   { 20, 2, -EINVAL },  { 20, 4, -EINVAL },
		{ 21, 4, -EINVAL },   { 22, 1, -EINVAL },  { 23, 1, -EINVAL },
		{ 41, 128, -EINVAL }, /* with 0 below: 32768, which is a size */
	};
	u8 to[47] = { 0 };
	size_t i;

	vvp_stream_identity_encode(&source, to);
	decode(to, 46, 0);
	for (i = 0; i < 46; i++)
		decode(to, i, -EINVAL);
	decode(to, 47, -EINVAL);
	to[40] = 1;
	for (i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
		u8 was = to[bad[i].at];

		to[bad[i].at] = bad[i].value;
		decode(to, 46, bad[i].want);
		to[bad[i].at] = was;
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup(what_is_the_same_does_not_differ, start),
		cmocka_unit_test_setup(each_field_counts, start),
		cmocka_unit_test_setup(of_several_the_first_is_named, start),
		cmocka_unit_test_setup(features_are_named_by_their_bits, start),
		cmocka_unit_test_setup(very_many_bits_are_cut, start),
		cmocka_unit_test_setup(what_is_not_known_does_not_count, start),
		cmocka_unit_test_setup(a_queue_may_have_been_made_smaller,
				       start),
		cmocka_unit_test_setup(what_is_encoded_comes_back, start),
		cmocka_unit_test_setup(nothing_else_is_taken, start),
	};

	return cmocka_run_group_tests_name("stream_identity", tests, NULL,
					   NULL);
}
