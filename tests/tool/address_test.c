// SPDX-License-Identifier: GPL-2.0-only
/* Addresses as people write them. */
#include "device/address.h"
#include "unit.h"

static void assert_is(const char *text, const char *normal)
{
	char address[ADDRESS_SIZE];

	assert_int_equal(address_normal(address, text), 0);
	assert_string_equal(address, normal);
}

static void assert_none(const char *text)
{
	char address[ADDRESS_SIZE];

	if (!address_normal(address, text))
		fail_msg("\"%s\" was taken for %s", text, address);
}

static void a_whole_address_stays(void **state)
{
	assert_is("0000:01:00.1", "0000:01:00.1");
	assert_is("ffff:ff:1f.7", "ffff:ff:1f.7");
}

static void a_short_one_is_made_whole(void **state)
{
	assert_is("1:0.1", "0000:01:00.1");
	assert_is("01:00.1", "0000:01:00.1");
	assert_is("a:b:c.3", "000a:0b:0c.3");
}

static void capitals_become_small(void **state)
{
	assert_is("00AB:CD:1E.7", "00ab:cd:1e.7");
}

static void what_no_function_can_have_is_refused(void **state)
{
	assert_none("0000:01:20.0");
	assert_none("0000:01:00.8");
	assert_none("0000:01:00.9");
	assert_none("80000000:01:00.1");
	assert_none("100000000:01:00.1");
	assert_none("0000:100:00.1");
}

static void a_wide_domain_stays_whole(void **state)
{
	assert_is("10000:01:00.1", "10000:01:00.1");
	assert_is("00010000:01:00.1", "10000:01:00.1");
	assert_is("7fffffff:ff:1f.7", "7fffffff:ff:1f.7");
}

static void the_order_is_that_of_numbers(void **state)
{
	static const char *const ordered[] = {
		"0000:01:00.0",	    "0000:01:00.1",  "0000:02:00.0",
		"2000:01:00.0",	    "10000:01:00.0", "10000:01:1f.7",
		"7fffffff:00:00.0",
	};

	for (size_t i = 0; i < sizeof(ordered) / sizeof(ordered[0]); i++)
		for (size_t j = 0; j < sizeof(ordered) / sizeof(ordered[0]);
		     j++) {
			int order = address_compare(ordered[i], ordered[j]);

			assert_int_equal((order > 0) - (order < 0),
					 (i > j) - (i < j));
		}
}

static void other_text_is_refused(void **state)
{
	static const char *const texts[] = {
		"",
		"eth0",
		"0000:01:00",
		"0000:01:00.",
		"0000:01:00.1x",
		"0000:01:00.1/..",
		"0000:01:00.1 ",
		"../0000:01:00",
		"-1:-1.0",
		"+1:0.0",
		"1: 0.1",
		"0x1:0.1",
	};

	for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++)
		assert_none(texts[i]);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_whole_address_stays),
		cmocka_unit_test(a_short_one_is_made_whole),
		cmocka_unit_test(capitals_become_small),
		cmocka_unit_test(what_no_function_can_have_is_refused),
		cmocka_unit_test(a_wide_domain_stays_whole),
		cmocka_unit_test(the_order_is_that_of_numbers),
		cmocka_unit_test(other_text_is_refused),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
