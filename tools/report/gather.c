// SPDX-License-Identifier: GPL-2.0-only
/* Files of the kernel, our own subcommands, the log, the last trace. */
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "device/driver.h"
#include "file.h"
#include "kernel/module.h"
#include "program.h"
#include "report/config.h"
#include "report/gather.h"
#include "report/kernel_log.h"
#include "report/last_trace.h"
#include "virtio/type.h"

#define DEVICES "/sys/bus/pci/devices/"
#define TEXT	(64 * 1024)

/* A file that is written in memory, and then goes into the bundle. */
struct draft {
	struct bundle *bundle;
	FILE *to;
	char *text;
	size_t len;
};

static FILE *draft_begin(struct draft *draft, struct bundle *bundle)
{
	draft->bundle = bundle;
	draft->text = NULL;
	draft->to = open_memstream(&draft->text, &draft->len);
	if (!draft->to)
		bundle->error = ENOMEM;
	return draft->to;
}

static void draft_end(struct draft *draft, const char *name, const char *about)
{
	if (fclose(draft->to))
		draft->bundle->error = ENOMEM;
	else
		bundle_add(draft->bundle, name, about, draft->text, draft->len);
	free(draft->text);
}

void gather_host(char *name, size_t size)
{
	file_read(name, size, "/proc/sys/kernel/hostname");
}

/* A file as it is. */
static void add_file(struct bundle *bundle, const char *name, const char *about,
		     const char *path)
{
	char *text = malloc(TEXT);
	int ret;

	if (!text) {
		bundle->error = ENOMEM;
		return;
	}
	ret = file_read_all(text, TEXT, "%s", path);
	if (!ret)
		bundle_add(bundle, name, about, text, strlen(text));
	else if (ret != -ENOENT)
		bundle_miss(bundle, name, about, ret);
	free(text);
}

/* What a subcommand of ours prints, whatever its status. */
static void add_command(struct bundle *bundle, const char *name,
			const char *about, const char *const args[])
{
	size_t len;
	char *text = program_output("/proc/self/exe", args, &len);

	if (text)
		bundle_add(bundle, name, about, text, len);
	else
		bundle_miss(bundle, name, about, errno);
	free(text);
}

#define COMMAND(bundle, name, about, ...)                                      \
	add_command(bundle, name, about,                                       \
		    (const char *const[]){ "virtio-vfio", __VA_ARGS__, NULL })

/* The value of a line KEY=VALUE, without its quotes. */
static void value_of(char *value, size_t size, const char *text,
		     const char *key)
{
	const char *at = strstr(text, key);
	size_t len;

	*value = '\0';
	if (!at)
		return;
	at += strlen(key);
	at += *at == '"';
	len = strcspn(at, "\"\n");
	snprintf(value, size, "%.*s", (int)len, at);
}

static void print_module(FILE *to, const char *name)
{
	struct module module;

	module_look(&module, name);
	fprintf(to, "%-16s %s\n", name, module.found);
}

static void print_parameters(FILE *to, const char *module)
{
	char path[PATH_MAX], value[256];
	struct dirent *entry;
	DIR *dir;

	dir = opendir(file_path(path, sizeof(path), "/sys/module/%s/parameters",
				module));
	if (!dir)
		return;
	while ((entry = readdir(dir))) {
		if (*entry->d_name == '.')
			continue;
		file_read(value, sizeof(value), "/sys/module/%s/parameters/%s",
			  module, entry->d_name);
		fprintf(to, "%s.%s=%s\n", module, entry->d_name, value);
	}
	closedir(dir);
}

static void add_versions(struct bundle *bundle)
{
	char text[4096], value[256];
	struct draft draft;
	FILE *to = draft_begin(&draft, bundle);

	if (!to)
		return;
	fprintf(to, "%-16s %s\n", "virtio-vfio", VERSION);
	print_module(to, OUR_DRIVER);
	print_module(to, OWNER_DRIVER);
	file_read_all(text, sizeof(text), "/etc/os-release");
	value_of(value, sizeof(value), text, "PRETTY_NAME=");
	fprintf(to, "%-16s %s\n", "distribution", value);
	file_read(value, sizeof(value), "/proc/version");
	fprintf(to, "%-16s %s\n", "kernel", value);
	file_read(value, sizeof(value), "/proc/sys/kernel/tainted");
	fprintf(to, "%-16s %s\n", "tainted", value);
	print_parameters(to, OUR_MODULE);
	print_parameters(to, "virtio_owner");
	draft_end(&draft, "versions.txt",
		  "of the tool, the modules, the kernel; parameters");
}

/* Lines of those modules that have to do with it. */
static void add_modules(struct bundle *bundle)
{
	static const char *const words[] = { "vfio", "virtio", "kvm", "iommu" };
	char *text = malloc(TEXT), *save = NULL, *line;
	struct draft draft;
	FILE *to;

	if (!text) {
		bundle->error = ENOMEM;
		return;
	}
	if (file_read_all(text, TEXT, "/proc/modules"))
		*text = '\0';
	to = draft_begin(&draft, bundle);
	for (line = to ? strtok_r(text, "\n", &save) : NULL; line;
	     line = strtok_r(NULL, "\n", &save))
		for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++)
			if (strstr(line, words[i])) {
				fprintf(to, "%s\n", line);
				break;
			}
	if (to)
		draft_end(&draft, "modules.txt", "modules that are loaded");
	free(text);
}

static void add_config(struct bundle *bundle, const char *address)
{
	char path[PATH_MAX], name[TAR_NAME];
	uint8_t config[CONFIG_SIZE];
	const char *about = "PCI configuration space";
	struct draft draft;
	ssize_t len;
	int fd;

	snprintf(name, sizeof(name), "pci/%s.txt", address);
	fd = open(file_path(path, sizeof(path), DEVICES "%s/config", address),
		  O_RDONLY | O_CLOEXEC);
	if (fd < 0) {
		bundle_miss(bundle, name, about, errno);
		return;
	}
	len = read(fd, config, sizeof(config));
	if (len < 0)
		bundle_miss(bundle, name, about, errno);
	close(fd);
	if (len < 0 || !draft_begin(&draft, bundle))
		return;
	if (!bundle->raw)
		config_blank_serial(config, len);
	config_print(draft.to, config, len);
	draft_end(&draft, name, about);
}

/* What can be read of a folder without doing anything to the device. */
static void print_folder(FILE *to, const char *address, const char *folder)
{
	char path[PATH_MAX], value[2048];
	struct dirent *entry;
	DIR *dir;

	dir = opendir(file_path(path, sizeof(path), DEVICES "%s/%s", address,
				folder));
	if (!dir)
		return;
	while ((entry = readdir(dir))) {
		if (*entry->d_name == '.')
			continue;
		if (!file_read_all(value, sizeof(value), DEVICES "%s/%s/%s",
				   address, folder, entry->d_name))
			fprintf(to, "%s/%s: %s%s", folder, entry->d_name, value,
				strchr(value, '\n') ? "" : "\n");
	}
	closedir(dir);
}

static void add_sysfs(struct bundle *bundle, const char *address)
{
	static const char *const files[] = {
		"vendor",
		"device",
		"subsystem_vendor",
		"subsystem_device",
		"class",
		"revision",
		"enable",
		"irq",
		"numa_node",
		"driver_override",
		"broken_parity_status",
		"d3cold_allowed",
		"power_state",
		"power/control",
		"power/runtime_status",
		"reset_method",
		"current_link_speed",
		"current_link_width",
		"max_link_speed",
		"max_link_width",
		"msi_bus",
		"local_cpulist",
		"sriov_totalvfs",
		"sriov_numvfs",
		"sriov_offset",
		"sriov_stride",
		"sriov_vf_device",
		"sriov_drivers_autoprobe",
		"mode",
		"mode_reason",
		"backend",
		"header",
		"migration",
		"migration_reason",
		"migration_state",
		"resource",
	};
	static const char *const links[] = { "driver", "iommu_group",
					     "physfn" };
	char value[4096], name[TAR_NAME];
	struct draft draft;
	FILE *to = draft_begin(&draft, bundle);

	if (!to)
		return;
	for (size_t i = 0; i < sizeof(links) / sizeof(links[0]); i++)
		if (!file_link(value, sizeof(value), DEVICES "%s/%s", address,
			       links[i]))
			fprintf(to, "%s: -> %s\n", links[i], value);
	for (size_t i = 0; i < sizeof(files) / sizeof(files[0]); i++)
		if (!file_read_all(value, sizeof(value), DEVICES "%s/%s",
				   address, files[i]))
			fprintf(to, "%s: %s%s", files[i], value,
				strchr(value, '\n') ? "" : "\n");
	print_folder(to, address, "legacy");
	print_folder(to, address, "owner");
	snprintf(name, sizeof(name), "sysfs/%s.txt", address);
	draft_end(&draft, name, "what sysfs has of it");
}

static void add_function(struct bundle *bundle, const struct function *function)
{
	char name[TAR_NAME], about[64];

	snprintf(name, sizeof(name), "explain/%s.txt", function->address);
	snprintf(about, sizeof(about), "%s, explained",
		 function_type(function));
	COMMAND(bundle, name, about, "explain", function->address);
	add_sysfs(bundle, function->address);
	add_config(bundle, function->address);
}

static void add_log(struct bundle *bundle, const struct functions *functions)
{
	const char *about =
		"lines of the kernel log about the drivers and these";
	const char **addresses;
	struct draft draft;
	int ret;

	addresses = calloc(functions->nr + 1, sizeof(*addresses));
	if (!addresses || !draft_begin(&draft, bundle)) {
		bundle->error = ENOMEM;
		free(addresses);
		return;
	}
	for (size_t i = 0; i < functions->nr; i++)
		addresses[i] = functions->list[i].address;
	ret = kernel_log_print(draft.to, addresses, functions->nr);
	if (!ret) {
		draft_end(&draft, "log.txt", about);
	} else {
		fclose(draft.to);
		free(draft.text);
		bundle_miss(bundle, "log.txt", about, ret);
	}
	free(addresses);
}

static void add_trace(struct bundle *bundle)
{
	const char *about = "the last trace, for virtio-vfio trace --replay";
	struct draft draft;
	int ret;

	if (!draft_begin(&draft, bundle))
		return;
	ret = last_trace_copy(draft.to, bundle->raw);
	if (!ret) {
		draft_end(&draft, "trace", about);
		return;
	}
	fclose(draft.to);
	free(draft.text);
	if (ret != -ENOENT)
		bundle_miss(bundle, "trace", about, ret);
}

void gather(struct bundle *bundle, const struct functions *functions)
{
	add_versions(bundle);
	add_file(bundle, "cmdline.txt", "arguments of the kernel",
		 "/proc/cmdline");
	add_modules(bundle);
	add_file(bundle, "virtio-vfio.conf", "what is to be at each boot",
		 "/etc/virtio-vfio.conf");
	add_file(bundle, "modprobe.conf", "that of stand-in",
		 "/etc/modprobe.d/virtio-vfio-stand-in.conf");
	COMMAND(bundle, "list.txt", "all virtio functions", "list", "--all");
	COMMAND(bundle, "list.json", "the same", "list", "--all", "--json");
	COMMAND(bundle, "status.txt", "what the drivers have counted",
		"status");
	COMMAND(bundle, "status.json", "the same", "status", "--json");
	COMMAND(bundle, "stand-in.txt", "whose driver vfio-pci is", "stand-in",
		"status");
	for (size_t i = 0; i < functions->nr; i++)
		add_function(bundle, &functions->list[i]);
	add_log(bundle, functions);
	add_trace(bundle);
}
