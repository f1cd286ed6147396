// SPDX-License-Identifier: GPL-2.0-only
/* virtio-vfio report: one file with all that who is asked for help has to know. */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "command.h"
#include "device/driver.h"
#include "device/function.h"
#include "out.h"
#include "report/bundle.h"
#include "report/gather.h"

static struct json_object *entries_json(const struct bundle *bundle)
{
	struct json_object *list = json_object_new_array(), *one;

	for (size_t i = 0; i < bundle->nr; i++) {
		const struct bundle_entry *entry = &bundle->entries[i];

		one = json_object_new_object();
		out_put_text(one, "name", entry->name);
		out_put_text(one, "about", entry->about);
		out_put_number(one, "size",
			       entry->error ? -1 : (long long)entry->size);
		out_put_text(one, "missing",
			     entry->error ? strerror(entry->error) : NULL);
		json_object_array_add(list, one);
	}
	return list;
}

static struct json_object *replaced_json(const struct bundle *bundle)
{
	static const char *const keys[REDACT_KINDS] = {
		[REDACT_MAC] = "mac_addresses",
		[REDACT_SERIAL] = "serial_numbers",
		[REDACT_UUID] = "uuids",
		[REDACT_HOST] = "host_names",
	};
	struct json_object *object;

	if (bundle->raw)
		return NULL;
	object = json_object_new_object();
	for (int kind = 0; kind < REDACT_KINDS; kind++)
		out_put_number(object, keys[kind], bundle->redact.nr[kind]);
	return object;
}

static void print_json(const struct bundle *bundle, const char *path)
{
	struct json_object *object = json_object_new_object();

	out_put_text(object, "file", path);
	json_object_object_add(object, "contents", entries_json(bundle));
	json_object_object_add(object, "replaced", replaced_json(bundle));
	out_json(object);
	json_object_put(object);
}

static void print_replaced(const struct bundle *bundle)
{
	if (bundle->raw) {
		puts("nothing was replaced: MAC addresses, serial numbers, host names are there");
		return;
	}
	fputs("replaced:", stdout);
	for (int kind = 0; kind < REDACT_KINDS; kind++)
		printf("%s %zu %s%s", kind ? "," : "", bundle->redact.nr[kind],
		       redact_name(kind),
		       bundle->redact.nr[kind] == 1 ? ""
		       : kind == REDACT_MAC	    ? "es"
						    : "s");
	puts("; look through it before you give it away");
}

static void print_text(const struct bundle *bundle, const char *path)
{
	size_t size = 0, nr = 0;

	for (size_t i = 0; i < bundle->nr; i++) {
		const struct bundle_entry *entry = &bundle->entries[i];

		if (entry->error) {
			printf("  %-28s missing: %s\n", entry->name,
			       strerror(entry->error));
			continue;
		}
		printf("  %-28s %s\n", entry->name, entry->about);
		size += entry->size;
		nr++;
	}
	print_replaced(bundle);
	if (geteuid())
		puts("root sees more: the kernel log, configuration spaces, who uses devices");
	printf("%s: %zu files, %zu KiB\n", path, nr, size / 1024 + 1);
}

static void add(struct functions *functions, const struct function *function)
{
	struct function *more;

	for (size_t i = 0; i < functions->nr; i++)
		if (!strcmp(functions->list[i].address, function->address))
			return;
	more = realloc(functions->list, (functions->nr + 1) * sizeof(*more));
	if (!more) {
		out_say("virtio-vfio report: %s", strerror(ENOMEM));
		exit(EXIT_FAILED);
	}
	more[functions->nr++] = *function;
	functions->list = more;
}

/* Those that the caller named, and the PFs of those. */
static int find_named(struct functions *functions, char *const names[])
{
	struct function function, pf;
	int ret;

	for (; *names; names++) {
		ret = function_named_or_say(&function, *names);
		if (ret)
			return ret;
		add(functions, &function);
		if (function.kind == FUNCTION_VF &&
		    !function_find(&pf, function.pf))
			add(functions, &pf);
	}
	return EXIT_DONE;
}

/* Those that are ours, or could be: what list shows without --all. */
static void find_all(struct functions *functions)
{
	struct functions all;

	functions_find(&all);
	for (size_t i = 0; i < all.nr; i++)
		if (all.list[i].kind != FUNCTION_PLAIN ||
		    driver_is_ours(all.list[i].driver))
			add(functions, &all.list[i]);
	functions_free(&all);
}

static int make(const struct functions *functions, const char *path, bool raw)
{
	struct bundle bundle;
	char host[256];
	int ret;

	gather_host(host, sizeof(host));
	ret = bundle_begin(&bundle, path, host, raw);
	if (!ret) {
		gather(&bundle, functions);
		ret = bundle_end(&bundle);
		if (ret)
			unlink(path);
		else if (out_is_json())
			print_json(&bundle, path);
		else
			print_text(&bundle, path);
		bundle_free(&bundle);
	}
	if (!ret)
		return EXIT_DONE;
	if (ret == -EEXIST)
		out_say("virtio-vfio report: %s is there already; --output takes another name",
			path);
	else
		out_say("virtio-vfio report: cannot write %s: %s", path,
			strerror(-ret));
	return ret == -EACCES || ret == -EPERM ? EXIT_DENIED : EXIT_FAILED;
}

static int run(const struct command *command, int argc, char **argv)
{
	struct functions functions = {};
	const char *path = NULL;
	char name[64];
	bool raw = false;
	int option, ret = EXIT_DONE;
	time_t now = time(NULL);

	while ((option = command_option(command, argc, argv)) != -1) {
		switch (option) {
		case 'o':
			path = optarg;
			break;
		case 'r':
			raw = true;
			break;
		}
	}
	strftime(name, sizeof(name), "virtio-vfio-report-%Y%m%d-%H%M%S.tar",
		 localtime(&now));
	if (optind < argc)
		ret = find_named(&functions, argv + optind);
	else
		find_all(&functions);
	if (!ret)
		ret = make(&functions, path ? path : name, raw);
	functions_free(&functions);
	return ret;
}

static const struct option options[] = {
	{ "output", required_argument, NULL, 'o' },
	{ "raw", no_argument, NULL, 'r' },
	{},
};

const struct command cmd_report = {
	.name = "report",
	.args = "[--output FILE] [--raw] [DEVICE...]",
	.summary = "gather what a report of a fault needs, in one file",
	.options = options,
	.help = "  --output FILE  into that file; else virtio-vfio-report-TIME.tar\n"
		"  --raw          with MAC addresses, serial numbers and host names as they are\n",
	.run = run,
};
