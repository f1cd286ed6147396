// SPDX-License-Identifier: GPL-2.0-only
/* What the kernel says of devices, and what of it is ours. */
#include "device/uevent.h"
#include "unit.h"

#define PATH "change@/devices/pci0000:00/0000:00:01.0/0000:01:00.0\0"
#define HEAD PATH "ACTION=change\0PCI_SLOT_NAME=0000:01:00.0\0"

static struct uevent event;

/* Nothing behind it may be looked at. */
static bool parse(const char *message, size_t len)
{
	char *copy = malloc(len ? len : 1);
	bool ret;

	memcpy(copy, message, len);
	ret = uevent_parse(&event, copy, len);
	free(copy);
	return ret;
}

#define PARSE(message) parse(message, sizeof(message))

static void that_of_a_pf(void **state)
{
	assert_true(PARSE(
		HEAD
		"VIRTIO_OWNER_EVENT=silent\0VIRTIO_OWNER_RECOVERIES=7\0SEQNUM=9"));
	assert_string_equal(event.address, "0000:01:00.0");
	assert_string_equal(event.name, "silent");
	assert_string_equal(event.pf, "");
	assert_int_equal(event.recoveries, 7);
	assert_string_equal(uevent_text(&event), "does not answer");
}

static void that_of_a_vf(void **state)
{
	assert_true(PARSE(
		HEAD
		"VIRTIO_VFIO_EVENT=pf-answers\0VIRTIO_VFIO_PF=0000:01:00.0"));
	assert_string_equal(event.name, "pf-answers");
	assert_string_equal(event.pf, "0000:01:00.0");
	assert_int_equal(event.recoveries, -1);
}

static void one_to_come_has_its_own_word(void **state)
{
	assert_true(PARSE(HEAD "VIRTIO_OWNER_EVENT=sleeps"));
	assert_string_equal(uevent_text(&event), "sleeps");
}

static void others_are_not(void **state)
{
	assert_false(PARSE(HEAD "DRIVER=virtio-pci"));
	assert_false(PARSE(PATH "VIRTIO_OWNER_EVENT=silent"));
	assert_false(PARSE(
		"add@/x\0PCI_SLOT_NAME=0000:01:00.0\0VIRTIO_OWNER_EVENT=silent"));
	assert_false(PARSE("libudev\0\xfe\xed\xca\xfe"));
	assert_false(PARSE(""));
	assert_false(parse("", 0));
	assert_false(PARSE(
		HEAD "XVIRTIO_OWNER_EVENT=silent\0VIRTIO_OWNER_EVENTS=silent"));
}

static void a_part_of_one_is_read_as_far_as_it_goes(void **state)
{
	static const char whole[] = HEAD "VIRTIO_OWNER_EVENT=silent";

	for (size_t len = 0; len < sizeof(whole); len++)
		assert_false(parse(whole, len));
	assert_true(parse(whole, sizeof(whole)));
}

static void what_is_too_long_is_cut(void **state)
{
	assert_true(PARSE(
		PATH "PCI_SLOT_NAME=0000:01:00.0.and.so.on.and.on.and.on\0"
		     "VIRTIO_OWNER_EVENT=a-name-that-is-far-longer-than-any"));
	assert_int_equal(strlen(event.name), UEVENT_NAME - 1);
	assert_int_equal(strlen(event.address), ADDRESS_SIZE - 1);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(that_of_a_pf),
		cmocka_unit_test(that_of_a_vf),
		cmocka_unit_test(one_to_come_has_its_own_word),
		cmocka_unit_test(others_are_not),
		cmocka_unit_test(a_part_of_one_is_read_as_far_as_it_goes),
		cmocka_unit_test(what_is_too_long_is_cut),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
