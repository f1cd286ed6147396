// SPDX-License-Identifier: GPL-2.0-only
/* What a legacy guest wrote to the device configuration, and how it is written again. */
#include <errno.h>
#include <stdio.h>

#include "unit.h"
#include "written_config.h"

static struct written_config config;
static u8 saved[WRITTEN_CONFIG_SAVED];

static void written(enum legacy_space space, u8 offset, u8 len, u8 reg,
		    const char *data)
{
	struct legacy_access access = { space, offset, len, reg };

	vvp_written_config_was_written(&config, &access, (const u8 *)data);
}

static void wrote(u8 offset, const char *data)
{
	written(LEGACY_DEVICE, offset, strlen(data), LEGACY_OTHER, data);
}

static int start(void **state)
{
	memset(&config, 0xff, sizeof(config));
	vvp_written_config_reset(&config);
	assert_false(vvp_written_config_any(&config));
	return 0;
}

/* Walk what is to be written again; @expected: "offset:bytes " for each write. */
static void assert_replayed(u16 virtio_id, const char *expected)
{
	const struct legacy_type *type = vvp_legacy_type_find(virtio_id);
	struct legacy_access access;
	char all[1024] = "";
	unsigned int from = 0;

	while (vvp_written_config_next(&config, type, &from, &access)) {
		assert_int_equal(access.space, LEGACY_DEVICE);
		assert_int_equal(access.reg, LEGACY_OTHER);
		sprintf(all + strlen(all), "%u:%.*s ", access.offset,
			access.len, (char *)&config.value[access.offset]);
	}
	assert_string_equal(all, expected);
}

static void a_field_is_written_as_one(void **state)
{
	wrote(0, "abc");
	wrote(3, "def");
	assert_true(vvp_written_config_any(&config));
	assert_replayed(1, "0:abcdef ");
}

static void a_field_of_8_bytes_is_no_array(void **state)
{
	wrote(0, "abcdefgh");
	assert_replayed(2, "0:abcdefgh ");
}

static void fields_next_to_each_other_are_two(void **state)
{
	wrote(0, "abcdef");
	wrote(6, "gh");
	wrote(8, "ij");
	assert_replayed(1, "0:abcdef 6:gh 8:ij ");
}

static void of_a_field_the_bytes_that_were_written(void **state)
{
	wrote(1, "bc");
	wrote(4, "e");
	wrote(7, "h");
	assert_replayed(1, "1:bc 4:e 7:h ");
}

static void the_last_value_counts(void **state)
{
	wrote(0, "abcdef");
	wrote(2, "X");
	assert_replayed(1, "0:abXdef ");
}

/* Only the device knows where an array ends. */
static void an_array_goes_by_bytes(void **state)
{
	wrote(0, "ab");
	wrote(2, "x");
	wrote(3, "y");
	assert_replayed(9, "0:ab 2:x 3:y ");
}

static void what_is_no_field_is_not_written(void **state)
{
	/* behind the scsi controller's configuration; the walk is by fields */
	wrote(36, "x");
	assert_replayed(8, "");
	assert_replayed(4, "");
}

/* No type has such a field, and none is to be read behind the end. */
static void a_field_beyond_the_end_ends_there(void **state)
{
	static const struct legacy_field fields[] = { { 252, 8 } };
	static const struct legacy_type type = {
		.fields = fields,
		.nr_fields = 1,
	};
	struct legacy_access access;
	unsigned int from = 0;

	wrote(252, "abcd");
	assert_true(vvp_written_config_next(&config, &type, &from, &access));
	assert_int_equal(access.offset, 252);
	assert_int_equal(access.len, 4);
	assert_false(vvp_written_config_next(&config, &type, &from, &access));
}

static void other_registers_change_nothing(void **state)
{
	written(LEGACY_COMMON, 4, 4, LEGACY_OTHER, "abcd");
	written(LEGACY_HOLE, 4, 1, LEGACY_OTHER, "a");
	written(LEGACY_COMMON, 18, 1, LEGACY_STATUS, "\7");
	assert_false(vvp_written_config_any(&config));
	wrote(0, "a");
	written(LEGACY_COMMON, 18, 1, LEGACY_STATUS, "\7");
	assert_true(vvp_written_config_any(&config));
}

static void a_status_of_0_is_a_reset(void **state)
{
	wrote(255, "a");
	assert_true(vvp_written_config_any(&config));
	written(LEGACY_COMMON, 18, 1, LEGACY_STATUS, "\0");
	assert_false(vvp_written_config_any(&config));
	assert_replayed(1, "");
}

static void nothing_is_kept_beyond_the_end(void **state)
{
	wrote(254, "abcd");
	assert_int_equal(config.value[255], 'b');
	assert_int_equal(config.value[0], 0);
	assert_int_equal(vvp_written_config_save(&config, saved), 32 + 2);
}

static void check_comes_back(u16 virtio_id)
{
	size_t len = vvp_written_config_save(&config, saved);
	struct written_config back;
	u8 *copy = malloc(len);

	memcpy(copy, saved, len);
	memset(&back, 0xa5, sizeof(back));
	assert_int_equal(
		vvp_written_config_load(vvp_legacy_type_find(virtio_id), &back,
					copy, len),
		0);
	assert_memory_equal(&back, &config, sizeof(back));
	free(copy);
}

static void what_was_written_comes_back(void **state)
{
	int i;

	check_comes_back(1);
	check_comes_back(4);
	wrote(0, "abcdef");
	wrote(9, "x");
	check_comes_back(1);
	assert_int_equal(vvp_written_config_save(&config, saved), 32 + 7);
	assert_memory_equal(saved + 32, "abcdefx", 7);
	for (i = 0; i < 232; i++)
		wrote(i, "z");
	check_comes_back(9);
	assert_int_equal(vvp_written_config_save(&config, saved), 32 + 232);
}

static void refused(size_t len)
{
	struct written_config back;
	u8 *copy = malloc(len ? len : 1);

	memcpy(copy, saved, len);
	memset(&back, 0xa5, sizeof(back));
	assert_int_equal(vvp_written_config_load(vvp_legacy_type_find(1), &back,
						 copy, len),
			 -EINVAL);
	assert_int_equal(back.value[7], 0xa5);
	assert_int_equal(back.written[0], 0xa5);
	free(copy);
}

static void nothing_else_is_taken(void **state)
{
	size_t len, i;

	wrote(0, "abcdef");
	len = vvp_written_config_save(&config, saved);
	for (i = 0; i < len; i++)
		refused(i);
	refused(len + 1);
	/* a value for another byte; and for one of no field, with its value */
	saved[0] |= 0x80;
	refused(len);
	saved[0] &= ~0x80;
	saved[28 / 8] |= 1 << 28 % 8;
	refused(len + 1);
	saved[28 / 8] = 0;
	saved[31] = 0x80;
	refused(len + 1);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup(a_field_is_written_as_one, start),
		cmocka_unit_test_setup(a_field_of_8_bytes_is_no_array, start),
		cmocka_unit_test_setup(fields_next_to_each_other_are_two,
				       start),
		cmocka_unit_test_setup(of_a_field_the_bytes_that_were_written,
				       start),
		cmocka_unit_test_setup(the_last_value_counts, start),
		cmocka_unit_test_setup(an_array_goes_by_bytes, start),
		cmocka_unit_test_setup(what_is_no_field_is_not_written, start),
		cmocka_unit_test_setup(a_field_beyond_the_end_ends_there,
				       start),
		cmocka_unit_test_setup(other_registers_change_nothing, start),
		cmocka_unit_test_setup(a_status_of_0_is_a_reset, start),
		cmocka_unit_test_setup(nothing_is_kept_beyond_the_end, start),
		cmocka_unit_test_setup(what_was_written_comes_back, start),
		cmocka_unit_test_setup(nothing_else_is_taken, start),
	};

	return cmocka_run_group_tests_name("written_config", tests, NULL, NULL);
}
