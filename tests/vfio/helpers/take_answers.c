// SPDX-License-Identifier: GPL-2.0-only
/* take_answers FILE: what the driver of VF 1 answers, for hostile_ioctl. */
#include <stdio.h>

#include "check.h"
#include "ioctl_answers.h"

static const char *file;
static struct answer answers[ANSWERS];

static void write_the_answers(void **state)
{
	struct vf vf;
	FILE *f;

	(void)state;
	vf_open(&vf, 1);
	take_answers(&vf, answers);
	vf_close(&vf);

	f = fopen(file, "w");
	assert_non_null(f);
	check_equal(fwrite(answers, sizeof(answers), 1, f), 1, "%s", file);
	check_equal(fclose(f), 0, "%s", file);
}

int main(int argc, char **argv)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(write_the_answers),
	};

	if (argc != 2) {
		fprintf(stderr, "usage: %s FILE\n", argv[0]);
		return 2;
	}
	file = argv[1];
	return cmocka_run_group_tests(tests, NULL, NULL);
}
