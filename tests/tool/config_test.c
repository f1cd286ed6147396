// SPDX-License-Identifier: GPL-2.0-only
/* A configuration space in a report, and its serial number. */
#include "report/config.h"
#include "unit.h"

static uint8_t config[CONFIG_SIZE];

static int start(void **state)
{
	memset(config, 0xaa, sizeof(config));
	return 0;
}

/* An extended capability with the next one behind it. */
static void capability(size_t at, unsigned int id, size_t next)
{
	config[at] = id;
	config[at + 1] = id >> 8;
	config[at + 2] = 1 | (next & 0xf) << 4;
	config[at + 3] = next >> 4;
}

static void is_blank(size_t at, size_t len)
{
	for (size_t i = 0; i < sizeof(config); i++)
		if (i >= at && i < at + len)
			assert_int_equal(config[i], 0);
}

static void no_list(void)
{
	config[6] = 0;
}

static void the_serial_number_is_made_zeros(void **state)
{
	no_list();
	capability(0x100, 1, 0x148);
	capability(0x148, 3, 0);
	assert_true(config_blank_serial(config, sizeof(config)));
	is_blank(0x14c, 8);
	assert_int_equal(config[0x14b], 0);
	assert_int_equal(config[0x148], 3);
	assert_int_equal(config[0x154], 0xaa);
}

static void so_is_vital_product_data(void **state)
{
	capability(0x100, 0, 0);
	config[6] = 0x10;
	config[0x34] = 0x40;
	config[0x40] = 0x10;
	config[0x41] = 0x60;
	config[0x60] = 3;
	config[0x61] = 0;
	assert_true(config_blank_serial(config, sizeof(config)));
	is_blank(0x64, 4);
	assert_int_equal(config[0x68], 0xaa);
}

static void lists_may_lead_anywhere(void **state)
{
	no_list();
	capability(0x100, 1, 0x100);
	assert_false(config_blank_serial(config, sizeof(config)));
	capability(0x100, 1, 0xffc);
	capability(0xffc, 3, 0);
	assert_false(config_blank_serial(config, sizeof(config)));
	capability(0x100, 1, 0x10);
	assert_false(config_blank_serial(config, sizeof(config)));
	config[6] = 0x10;
	config[0x34] = 0x40;
	config[0x40] = 9;
	config[0x41] = 0x40;
	assert_false(config_blank_serial(config, sizeof(config)));
	config[0x41] = 0xfc;
	config[0xfc] = 3;
	assert_true(config_blank_serial(config, sizeof(config)));
}

static void what_users_may_read_has_none(void **state)
{
	for (size_t len = 0; len <= 0x110; len++) {
		uint8_t *copy = malloc(len ? len : 1);

		memcpy(copy, config, len);
		if (len < 0x100)
			assert_false(config_blank_serial(copy, len));
		else
			config_blank_serial(copy, len);
		free(copy);
	}
}

static void it_is_printed_as_lspci_does(void **state)
{
	char *text = NULL;
	size_t len;
	FILE *to = open_memstream(&text, &len);

	for (size_t i = 0; i < sizeof(config); i++)
		config[i] = i;
	config_print(to, config, 0x12);
	fclose(to);
	assert_string_equal(
		text,
		"00: 00 01 02 03 04 05 06 07 08 09 0a 0b 0c 0d 0e 0f\n10: 10 11\n");
	free(text);
}

#define TEST(name) cmocka_unit_test_setup(name, start)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(the_serial_number_is_made_zeros),
		TEST(so_is_vital_product_data),
		TEST(lists_may_lead_anywhere),
		TEST(what_users_may_read_has_none),
		TEST(it_is_printed_as_lspci_does),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
