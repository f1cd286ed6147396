// SPDX-License-Identifier: GPL-2.0-only
/* Lines of /etc/virtio-vfio.conf. */
#include <errno.h>

#include "change/setting.h"
#include "unit.h"

static int parse(const char *line, struct setting *setting)
{
	char why[128] = "";
	int ret = setting_parse(setting, line, why, sizeof(why));

	/* a mistake always has a text */
	assert_int_equal(ret < 0, *why != '\0');
	return ret;
}

static void empty_lines_and_comments_say_nothing(void **state)
{
	static const char *const lines[] = {
		"", "\n", "   \t\n", "# 0000:01:00.1 vfs=4\n", "  # vfs\n",
	};
	struct setting setting;

	for (size_t i = 0; i < sizeof(lines) / sizeof(lines[0]); i++)
		assert_int_equal(parse(lines[i], &setting), 0);
}

static void all_keys_are_taken(void **state)
{
	struct setting setting;

	assert_int_equal(
		parse("1:0.0\tdriver=virtio-owner  vfs=4 autoprobe=no # four\n",
		      &setting),
		1);
	assert_string_equal(setting.address, "0000:01:00.0");
	assert_string_equal(setting.driver, "virtio-owner");
	assert_string_equal(setting.mode, "");
	assert_int_equal(setting.vfs, 4);
	assert_int_equal(setting.autoprobe, 0);

	assert_int_equal(
		parse("0000:01:00.1 mode=legacy driver=virtio-vfio-pci",
		      &setting),
		1);
	assert_string_equal(setting.driver, "virtio-vfio-pci");
	assert_string_equal(setting.mode, "legacy");
	assert_int_equal(setting.vfs, -1);
	assert_int_equal(setting.autoprobe, -1);
}

static void a_line_that_is_wrong_is_refused_as_a_whole(void **state)
{
	static const char *const lines[] = {
		"eth0 vfs=4",
		"0000:01:00.0 vfs=",
		"0000:01:00.0 vfs=many",
		"0000:01:00.0 vfs=4x",
		"0000:01:00.0 vfs=-1",
		"0000:01:00.0 vfs=65536",
		"0000:01:00.0 vfs=99999999999999999999",
		"0000:01:00.0 vfs",
		"0000:01:00.0 vfs=4 colour=red",
		"0000:01:00.0 driver=nvme",
		"0000:01:00.0 driver=../../evil",
		"0000:01:00.0 mode=best",
		"0000:01:00.0 autoprobe=perhaps",
		"0000:01:00.0 =",
	};
	struct setting setting;

	for (size_t i = 0; i < sizeof(lines) / sizeof(lines[0]); i++)
		if (parse(lines[i], &setting) != -EINVAL)
			fail_msg("\"%s\" was taken", lines[i]);
}

static void a_line_without_an_end_is_refused(void **state)
{
	struct setting setting;
	char line[4096];

	memset(line, ' ', sizeof(line));
	line[sizeof(line) - 1] = '\0';
	memcpy(line, "0000:01:00.0", 12);
	assert_int_equal(parse(line, &setting), -EINVAL);
}

static void what_is_written_is_read_the_same(void **state)
{
	static const char *const lines[] = {
		"0000:01:00.0 vfs=0\n",
		"0000:01:00.0 driver=virtio-owner vfs=65535 autoprobe=yes\n",
		"0000:01:00.1 driver=virtio-vfio-pci mode=transitional\n",
		"0000:01:00.1 driver=virtio-vfio-pci mode=modern vfs=2 autoprobe=no\n",
	};
	struct setting setting;
	char line[256];

	for (size_t i = 0; i < sizeof(lines) / sizeof(lines[0]); i++) {
		assert_int_equal(parse(lines[i], &setting), 1);
		setting_format(&setting, line, sizeof(line));
		assert_string_equal(line, lines[i]);
	}
}

static void a_setting_that_asks_for_nothing_is_empty(void **state)
{
	struct setting setting;

	setting_init(&setting, "0000:01:00.0");
	assert_true(setting_is_empty(&setting));
	setting.vfs = 0;
	assert_false(setting_is_empty(&setting));
	assert_int_equal(parse("0000:01:00.0 autoprobe=no", &setting), 1);
	assert_true(setting_is_empty(&setting));
	assert_int_equal(parse("0000:01:00.0 driver=virtio-owner", &setting),
			 1);
	assert_false(setting_is_empty(&setting));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(empty_lines_and_comments_say_nothing),
		cmocka_unit_test(all_keys_are_taken),
		cmocka_unit_test(a_line_that_is_wrong_is_refused_as_a_whole),
		cmocka_unit_test(a_line_without_an_end_is_refused),
		cmocka_unit_test(what_is_written_is_read_the_same),
		cmocka_unit_test(a_setting_that_asks_for_nothing_is_empty),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
