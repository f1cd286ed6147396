// SPDX-License-Identifier: GPL-2.0-only
/* virtio-vfio vfs: sets the number of VFs of a PF. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "change/change.h"
#include "change/settings.h"
#include "change/vfs.h"
#include "device/function.h"
#include "out.h"

static void resize(const struct function *pf, const struct vfs_request *request,
		   bool persist, const struct holders *holders,
		   struct result *result)
{
	int ret;

	if (vfs_resize(pf, request, holders, result) || !persist)
		return;
	ret = settings_put_vfs(pf, request->vfs, request->autoprobe);
	if (ret) {
		result_is(
			result, result_code_of(ret),
			"has its VFs now, but not at the next boot: /etc/virtio-vfio.conf cannot be written: %s",
			strerror(-ret));
		return;
	}
	result_append(result, "; at each boot, too");
}

/* Adds the VFs that the PF has now. */
static void add_vfs(struct json_object *object, const char *pf)
{
	struct json_object *list = json_object_new_array();
	struct functions vfs;

	vfs_find(&vfs, pf);
	for (size_t i = 0; i < vfs.nr; i++) {
		json_object_array_add(
			list, json_object_new_string(vfs.list[i].address));
		if (!out_is_json())
			printf("  VF %d  %s\n", vfs.list[i].number,
			       vfs.list[i].address);
	}
	functions_free(&vfs);
	json_object_object_add(object, "vfs", list);
}

static int change(const char *name, const struct vfs_request *request,
		  bool persist)
{
	struct json_object *object;
	struct holders holders;
	struct results results;
	struct result result;
	struct function pf;

	results_begin(&results);
	holders_find(&holders);
	result.code =
		function_named(&pf, name, result.text, sizeof(result.text));
	if (!result.code) {
		resize(&pf, request, persist, &holders, &result);
		name = pf.address;
	}
	object = results_add(&results, name, &result);
	if (!result.code)
		add_vfs(object, name);
	holders_free(&holders);
	return results_end(&results);
}

static int yes_or_no(const char *text)
{
	if (!strcmp(text, "yes"))
		return 1;
	return strcmp(text, "no") ? -1 : 0;
}

static int run(const struct command *command, int argc, char **argv)
{
	struct vfs_request request = { .autoprobe = -1 };
	bool persist = false;
	int option, ret;
	char *end;

	while ((option = command_option(command, argc, argv)) != -1) {
		switch (option) {
		case 'a':
			request.autoprobe = yes_or_no(optarg);
			if (request.autoprobe < 0)
				return command_misused(
					command, "--autoprobe takes yes or no");
			break;
		case 'p':
			persist = true;
			break;
		case 'F':
			request.over = HOST_USE_REAL;
			break;
		}
	}
	if (argc - optind != 2)
		return command_misused(command, "it takes a PF and a number");
	request.vfs = strtol(argv[optind + 1], &end, 10);
	if (end == argv[optind + 1] || *end || request.vfs < 0)
		return command_misused(command, "how many VFs?");
	ret = change_begin(command);
	return ret ? ret : change(argv[optind], &request, persist);
}

static const struct option options[] = {
	{ "autoprobe", required_argument, NULL, 'a' },
	{ "persist", no_argument, NULL, 'p' },
	{ "force", no_argument, NULL, 'F' },
	{},
};

const struct command cmd_vfs = {
	.name = "vfs",
	.args = "[--autoprobe yes|no] [--persist] [--force] PF N",
	.summary = "give a PF as many VFs as wanted",
	.options = options,
	.help = "  --autoprobe yes|no  do drivers of the host take new VFs by themselves\n"
		"  --persist           at each boot, too\n"
		"  --force             even if the host uses VFs that are there\n",
	.run = run,
};
