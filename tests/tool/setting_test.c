// SPDX-License-Identifier: GPL-2.0-only
/* Lines of /etc/virtio-vfio.conf. */
#include <errno.h>
#include <stdio.h>

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
		parse("0000:01:00.1 mode=legacy header=auto driver=virtio-vfio-pci backend=owner",
		      &setting),
		1);
	assert_string_equal(setting.driver, "virtio-vfio-pci");
	assert_string_equal(setting.mode, "legacy");
	assert_string_equal(setting.backend, "owner");
	assert_string_equal(setting.header, "auto");
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
		"0000:01:00.0 backend=none",
		"0000:01:00.0 backend=",
		"0000:01:00.0 header=11",
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
		"0000:01:00.1 driver=virtio-vfio-pci backend=mediated header=10\n",
		"0000:01:00.1 driver=virtio-vfio-pci mode=legacy backend=kernel\n",
	};
	struct setting setting;
	char line[SETTING_LINE];

	for (size_t i = 0; i < sizeof(lines) / sizeof(lines[0]); i++) {
		assert_int_equal(parse(lines[i], &setting), 1);
		setting_format(&setting, line, sizeof(line));
		assert_string_equal(line, lines[i]);
	}
}

static void what_it_was_made_for_is_kept(void **state)
{
	static const char *const lines[] = {
		"0000:01:00.0 vfs=4 for=PF type=network id=1af4:1041/1af4:1100 serial=00-11-22-33-44-55-66-77/00.0\n",
		"0000:01:00.1 driver=virtio-vfio-pci for=VF65535 type=scsi id=1af4:1048/1af4:1048 slot=_SB_.PCI0/1c.4/00.0/02.1/00.0\n",
	};
	struct setting setting;
	char line[SETTING_LINE];

	for (size_t i = 0; i < sizeof(lines) / sizeof(lines[0]); i++) {
		assert_int_equal(parse(lines[i], &setting), 1);
		assert_true(identity_is_kept(&setting.made_for));
		setting_format(&setting, line, sizeof(line));
		assert_string_equal(line, lines[i]);
	}
	assert_string_equal(setting.made_for.kind, "VF65535");
	assert_string_equal(setting.made_for.serial, "");
}

static void a_part_of_it_is_nothing(void **state)
{
	static const char *const lines[] = {
		"0000:01:00.0 vfs=4",
		"0000:01:00.0 vfs=4 for=PF",
		"0000:01:00.0 vfs=4 for=PF type=block id=1af4:1042/1af4:1100",
		"0000:01:00.0 vfs=4 type=block id=1af4:1042/1af4:1100 slot=a",
		"0000:01:00.0 vfs=4 for=PF id=1af4:1042/1af4:1100 slot=a",
		"0000:01:00.0 vfs=4 for=PF type=block slot=a",
	};
	struct setting setting;

	for (size_t i = 0; i < sizeof(lines) / sizeof(lines[0]); i++) {
		assert_int_equal(parse(lines[i], &setting), 1);
		assert_false(identity_is_kept(&setting.made_for));
	}
}

/* cut, it would be another's */
static void a_value_that_is_too_long_is_refused(void **state)
{
	static const char *const keys[] = { "for", "type", "id", "serial",
					    "slot" };
	struct setting setting;
	char line[512];

	for (size_t i = 0; i < sizeof(keys) / sizeof(keys[0]); i++) {
		snprintf(line, sizeof(line), "0000:01:00.0 vfs=4 %s=%0200d",
			 keys[i], 1);
		assert_int_equal(parse(line, &setting), -EINVAL);
		snprintf(line, sizeof(line), "0000:01:00.0 vfs=4 %s=", keys[i]);
		assert_int_equal(parse(line, &setting), -EINVAL);
	}
}

/* The one that was kept, with a part of it changed by @line. */
static bool fits(const char *line, char *why, size_t size)
{
	struct setting kept, now;

	assert_int_equal(
		parse("0000:01:00.1 for=VF1 type=block id=a:b/c:d slot=s/00.0",
		      &kept),
		1);
	assert_int_equal(parse(line, &now), 1);
	return identity_fits(&kept.made_for, &now.made_for, why, size);
}

static void every_part_of_it_counts(void **state)
{
	static const struct {
		const char *line;
		const char *why;
	} others[] = {
		{ "0:0.0 for=VF2 type=block id=a:b/c:d slot=s/00.0",
		  "of kind VF2, not VF1" },
		{ "0:0.0 for=VF1 type=scsi id=a:b/c:d slot=s/00.0",
		  "of type scsi, not block" },
		{ "0:0.0 for=VF1 type=block id=a:b/c:e slot=s/00.0",
		  "with the id a:b/c:e, not a:b/c:d" },
		{ "0:0.0 for=VF1 type=block id=a:b/c:d slot=s/00.1",
		  "in the slot s/00.1, not s/00.0" },
		{ "0:0.0 for=VF1 type=block id=a:b/c:d serial=s/00.0",
		  "in the slot unknown, not s/00.0" },
	};
	char why[128];

	assert_true(fits("0:0.0 for=VF1 type=block id=a:b/c:d slot=s/00.0", why,
			 sizeof(why)));
	/* one that is there has both; what was kept decides */
	assert_true(
		fits("0:0.0 for=VF1 type=block id=a:b/c:d serial=n slot=s/00.0",
		     why, sizeof(why)));
	for (size_t i = 0; i < sizeof(others) / sizeof(others[0]); i++) {
		assert_false(fits(others[i].line, why, sizeof(why)));
		assert_string_equal(why, others[i].why);
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
		cmocka_unit_test(what_it_was_made_for_is_kept),
		cmocka_unit_test(a_part_of_it_is_nothing),
		cmocka_unit_test(a_value_that_is_too_long_is_refused),
		cmocka_unit_test(every_part_of_it_counts),
		cmocka_unit_test(a_setting_that_asks_for_nothing_is_empty),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
