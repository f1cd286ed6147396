// SPDX-License-Identifier: GPL-2.0-only
/* A file that takes another one's place. */
#include <dirent.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "metrics/textfile.h"
#include "unit.h"

#define FOLDER "/tmp/textfile.XXXXXX"

static char folder[sizeof(FOLDER)], path[sizeof(FOLDER) + 16];

static int make_folder(void **state)
{
	snprintf(path, sizeof(path), "%s/a.prom",
		 mkdtemp(strcpy(folder, FOLDER)));
	return 0;
}

static int remove_folder(void **state)
{
	unlink(path);
	rmdir(path);
	return rmdir(folder);
}

/* How many files there are, and how many that a node exporter would read. */
static void files(int all, int read)
{
	struct dirent *entry;
	DIR *dir = opendir(folder);

	while ((entry = readdir(dir))) {
		if (*entry->d_name == '.')
			continue;
		all--;
		read -= !strcmp(entry->d_name + strlen(entry->d_name) - 5,
				".prom");
	}
	closedir(dir);
	assert_int_equal(all, 0);
	assert_int_equal(read, 0);
}

static void has(const char *wanted)
{
	char text[32] = "";
	FILE *f = fopen(path, "r");

	assert_non_null(f);
	fread(text, 1, sizeof(text) - 1, f);
	fclose(f);
	assert_string_equal(text, wanted);
}

static void write_file(const char *text)
{
	struct textfile file;

	assert_int_equal(textfile_begin(&file, path), 0);
	fputs(text, file.to);
	assert_int_equal(textfile_end(&file), 0);
}

static void the_old_one_is_there_until_the_new_one_is_whole(void **state)
{
	struct textfile file;

	write_file("old");
	assert_int_equal(textfile_begin(&file, path), 0);
	fputs("new", file.to);
	fflush(file.to);
	has("old");
	files(2, 1);
	assert_int_equal(textfile_end(&file), 0);
	has("new");
	files(1, 1);
}

static void anybody_may_read_it_and_its_owner_write(void **state)
{
	mode_t mask = umask(0077);
	struct stat stat_of;

	write_file("text");
	umask(mask);
	assert_int_equal(stat(path, &stat_of), 0);
	assert_int_equal(stat_of.st_mode & 07777, 0644);
}

static void a_folder_that_is_not_there_is_told(void **state)
{
	struct textfile file;

	assert_int_equal(textfile_begin(&file, "/tmp/textfile/none/a.prom"),
			 -ENOENT);
}

/* What stands in the way is left, and nothing beside it. */
static void what_failed_leaves_nothing_behind(void **state)
{
	struct textfile file;

	assert_int_equal(mkdir(path, 0700), 0);
	assert_int_equal(textfile_begin(&file, path), 0);
	assert_int_equal(textfile_end(&file), -EISDIR);
	files(1, 1);
}

static void a_disk_that_is_full_leaves_the_old_one(void **state)
{
	struct textfile file;

	write_file("old");
	assert_int_equal(textfile_begin(&file, path), 0);
	assert_non_null(freopen("/dev/full", "w", file.to));
	fputs("new", file.to);
	assert_int_equal(textfile_end(&file), -ENOSPC);
	has("old");
	files(1, 1);
}

#define FILE_TEST(_name)                                                       \
	cmocka_unit_test_setup_teardown(_name, make_folder, remove_folder)

int main(void)
{
	const struct CMUnitTest tests[] = {
		FILE_TEST(the_old_one_is_there_until_the_new_one_is_whole),
		FILE_TEST(anybody_may_read_it_and_its_owner_write),
		FILE_TEST(a_folder_that_is_not_there_is_told),
		FILE_TEST(what_failed_leaves_nothing_behind),
		FILE_TEST(a_disk_that_is_full_leaves_the_old_one),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
