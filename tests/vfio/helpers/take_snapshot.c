// SPDX-License-Identifier: GPL-2.0-only
/*
 * take_snapshot FILE [ADDRESS]: what the driver of VF 1, or of any function, shows,
 * for like_stock.
 */
#include <stdio.h>
#include <string.h>

#include "check.h"
#include "snapshot.h"

static const char *file, *address;

static void write_the_snapshot(void **state)
{
	struct snapshot snapshot;
	struct vf vf;
	FILE *f;

	(void)state;
	if (address)
		check_equal(vf_try_open_address(&vf, address), 0, "%s",
			    address);
	else
		vf_open(&vf, 1);
	take_snapshot(&vf, &snapshot);
	vf_close(&vf);

	f = fopen(file, "w");
	assert_non_null(f);
	check_equal(fwrite(&snapshot, sizeof(snapshot), 1, f), 1, "%s", file);
	check_equal(fclose(f), 0, "%s", file);
}

int main(int argc, char **argv)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(write_the_snapshot),
	};

	if (argc < 2 || argc > 3) {
		fprintf(stderr, "usage: %s FILE [ADDRESS]\n", argv[0]);
		return 2;
	}
	file = argv[1];
	address = argv[2];
	return cmocka_run_group_tests(tests, NULL, NULL);
}
