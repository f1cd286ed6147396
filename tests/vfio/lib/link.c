// SPDX-License-Identifier: GPL-2.0-only
/* The wires of the VFs: QEMU's set_link. */
#include <stdio.h>

#include <json-c/json.h>

#include "hw.h"
#include "check.h"
#include "link.h"

void set_link(int number, bool up)
{
	struct json_object *args = json_object_new_object();
	char name[16];

	snprintf(name, sizeof(name), "vf%d", number);
	json_object_object_add(args, "name", json_object_new_string(name));
	json_object_object_add(args, "up", json_object_new_boolean(up));
	if (hw_command("set_link", args, NULL))
		fail_msg("set_link %s: %s", name, hw_error());
}
