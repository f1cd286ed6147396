// SPDX-License-Identifier: GPL-2.0-only
/* The PF's slot: cards that come and go, errors that functions report. */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <json-c/json.h>

#include "hw.h"

/* What the PF is called on QEMU's command line. */
static const char *pf_id(void)
{
	const char *slash = strrchr(hw_path(), '/');

	return slash ? slash + 1 : hw_path();
}

/* A line for QEMU's human monitor; the answer is to be freed. */
static int monitor(const char *line, char **answer)
{
	struct json_object *args = json_object_new_object();
	struct json_object *text = NULL;
	int ret;

	json_object_object_add(args, "command-line",
			       json_object_new_string(line));
	ret = hw_command("human-monitor-command", args, &text);
	if (ret)
		return ret;
	*answer = strdup(json_object_get_string(text));
	json_object_put(text);
	if (!*answer)
		return -ENOMEM;
	(*answer)[strcspn(*answer, "\r\n")] = '\0';
	return 0;
}

int hw_unplug(void)
{
	struct json_object *args = json_object_new_object();

	json_object_object_add(args, "id", json_object_new_string(pf_id()));
	return hw_command("device_del", args, NULL);
}

int hw_pull(void)
{
	return hw_set_bool("surprise-remove", true);
}

int hw_plug(const char *device)
{
	size_t size = strlen(device) + sizeof("device_add ");
	char *line = malloc(size), *answer;
	int ret;

	if (!line)
		return -ENOMEM;
	snprintf(line, size, "device_add %s", device);
	ret = monitor(line, &answer);
	free(line);
	if (ret)
		return ret;
	if (*answer) {
		hw_say_error("%s", answer);
		ret = -EREMOTEIO;
	}
	free(answer);
	return ret;
}

/* By the list of devices: to ask for one that is gone is an error like others. */
int hw_present(void)
{
	struct json_object *args = json_object_new_object();
	struct json_object *list = NULL, *name;
	int ret, found = 0;

	json_object_object_add(args, "path",
			       json_object_new_string("/machine/peripheral"));
	ret = hw_command("qom-list", args, &list);
	if (ret)
		return ret;
	for (size_t i = 0; i < json_object_array_length(list); i++) {
		struct json_object *entry = json_object_array_get_idx(list, i);

		if (json_object_object_get_ex(entry, "name", &name) &&
		    !strcmp(json_object_get_string(name), pf_id()))
			found = 1;
	}
	json_object_put(list);
	return found;
}

int hw_aer(unsigned int vf, const char *name)
{
	char line[128], which[16] = "", *answer;
	int ret;

	if (!strcmp(name, "nonfatal"))
		name = "COMP_ABORT";
	else if (!strcmp(name, "fatal"))
		name = "MALF_TLP";
	if (vf)
		snprintf(which, sizeof(which), ".vf%u", vf);
	snprintf(line, sizeof(line), "pcie_aer_inject_error %s%s %s", pf_id(),
		 which, name);
	ret = monitor(line, &answer);
	if (ret)
		return ret;
	if (strncmp(answer, "OK", 2)) {
		hw_say_error("%s", answer);
		ret = -EREMOTEIO;
	}
	free(answer);
	return ret;
}
