// SPDX-License-Identifier: GPL-2.0-only
/*
 * take_answers FILE [ADDRESS]: what the driver of VF 1, or of any function, answers,
 * for hostile_ioctl.
 */
#include <stdio.h>

#include "check.h"
#include "ioctl_answers.h"

static const char *file, *address;
static struct answer answers[ANSWERS];

static void write_the_answers(void **state)
{
	struct vf vf;
	FILE *f;

	(void)state;
	if (address)
		check_equal(vf_try_open_address(&vf, address), 0, "%s",
			    address);
	else
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

	if (argc < 2 || argc > 3) {
		fprintf(stderr, "usage: %s FILE [ADDRESS]\n", argv[0]);
		return 2;
	}
	file = argv[1];
	address = argv[2];
	return cmocka_run_group_tests(tests, NULL, NULL);
}
