// SPDX-License-Identifier: GPL-2.0-only
/* From a name on the command line to a function. */
#include <errno.h>
#include <stdio.h>

#include "command.h"
#include "find.h"
#include "out.h"

int find_function_quietly(struct function *function, const char *name,
			  char *why, size_t size)
{
	char address[ADDRESS_SIZE];

	if (address_normal(address, name)) {
		snprintf(
			why, size,
			"is no address of a PCI function, such as 0000:01:00.1");
		return EXIT_USAGE;
	}
	switch (function_find(function, address)) {
	case 0:
		return EXIT_DONE;
	case -ENODEV:
		snprintf(why, size,
			 "is not there; virtio-vfio list shows what is");
		return EXIT_ABSENT;
	default:
		snprintf(why, size, "is not a virtio device");
		return EXIT_ABSENT;
	}
}

int find_function(struct function *function, const char *name)
{
	char why[128];
	int ret = find_function_quietly(function, name, why, sizeof(why));

	if (ret)
		say("virtio-vfio: %s %s", name, why);
	return ret;
}
