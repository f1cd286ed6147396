// SPDX-License-Identifier: GPL-2.0-only
/* /etc/modprobe.d, and modules that go and come. */
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "change/modprobe.h"
#include "change/stand_in.h"
#include "device/driver.h"
#include "file.h"
#include "out.h"

/* Loaded by the initramfs, which has a modprobe.d of its own. */
#define EARLY_MODULES "/etc/initramfs-tools/modules"

/*
 * An alias, not an "install" command: modprobe passes the options that are set for the
 * alias's name, among the kernel's arguments, too; update-initramfs follows it, and takes
 * the right module; -b and --ignore-install leave it alone; and nothing is run. In a
 * file of modprobe's an alias goes before a module of that name.
 */
static const char text[] =
	"# Written by \"virtio-vfio stand-in on\"; \"virtio-vfio stand-in off\" removes it.\n"
	"# \"modprobe vfio-pci\" loads virtio-vfio-pci, under the name vfio-pci; what is set\n"
	"# for vfio-pci (options vfio-pci ids=..., vfio-pci.ids=...) is set for that.\n"
	"alias vfio-pci virtio-vfio-pci\n"
	"options virtio-vfio-pci driver_name=vfio-pci\n";

bool stand_in_is_set(void)
{
	return file_exists(STAND_IN_FILE);
}

void stand_in_look(struct stand_in *now)
{
	bool there = file_exists("/sys/bus/pci/drivers/" STOCK_DRIVER);

	memset(now, 0, sizeof(*now));
	now->is_set = stand_in_is_set();
	now->stands_in = driver_is_ours(STOCK_DRIVER);
	now->stock_is_loaded = there && !now->stands_in;
	/* one that was loaded has a state */
	now->stock_is_built_in =
		now->stock_is_loaded &&
		!file_exists("/sys/module/" STOCK_MODULE "/initstate");
	now->own_is_loaded = driver_is_ours(OUR_DRIVER) &&
			     file_exists("/sys/bus/pci/drivers/" OUR_DRIVER);
}

static void fill_in(struct function *function, const char *driver,
		    const char *address)
{
	char group[16];

	memset(function, 0, sizeof(*function));
	snprintf(function->address, sizeof(function->address), "%.15s",
		 address);
	snprintf(function->driver, sizeof(function->driver), "%s", driver);
	function->group = -1;
	if (!file_link(group, sizeof(group),
		       "/sys/bus/pci/devices/%s/iommu_group", address))
		function->group = atoi(group);
}

int stand_in_functions(const char *driver, struct function *functions, int max)
{
	char path[PATH_MAX];
	struct dirent *entry;
	int nr = 0;
	DIR *dir;

	dir = opendir(file_path(path, sizeof(path), "/sys/bus/pci/drivers/%s",
				driver));
	if (!dir)
		return 0;
	while (nr < max && (entry = readdir(dir)))
		if (strchr(entry->d_name, ':') && strchr(entry->d_name, '.'))
			fill_in(&functions[nr++], driver, entry->d_name);
	closedir(dir);
	return nr;
}

/* Nobody's function may lose its driver for this. */
static enum exit_code none_bound(const char *driver,
				 const struct holders *holders,
				 struct result *result)
{
	bool is_stock = !driver_is_ours(driver);
	struct function *functions;
	struct json_object *of;
	char users[256] = "";
	int nr;

	functions = calloc(STAND_IN_FUNCTIONS, sizeof(*functions));
	if (!functions)
		return result_is(result, EXIT_FAILED, "%s", strerror(ENOMEM));
	nr = stand_in_functions(driver, functions, STAND_IN_FUNCTIONS);
	for (int i = 0; i < nr && !*users; i++) {
		of = holders_of(holders, &functions[i]);
		holders_text(of, users, sizeof(users));
		json_object_put(of);
		if (*users)
			result_is(
				result, EXIT_IN_USE,
				"nothing was changed: %s, which %s has, is in use by %s; end that first, or add --later",
				functions[i].address, driver, users);
		else if (holders_group_is_open(&functions[i]))
			result_is(
				result, EXIT_IN_USE,
				"nothing was changed: %s, which %s has, is in use by a process that cannot be seen from here; end that first, or add --later",
				functions[i].address, driver);
	}
	if (nr && result->code == EXIT_DONE)
		result_is(
			result, EXIT_IN_USE,
			"nothing was changed: %s has %d function%s, and cannot be unloaded; give %s back first, or add --later: %s%s%s%s",
			driver, nr, nr == 1 ? "" : "s", nr == 1 ? "it" : "them",
			is_stock ? "echo " : "virtio-vfio unbind ",
			functions[0].address,
			is_stock ? " >/sys/bus/pci/drivers/" STOCK_DRIVER
				   "/unbind"
				 : "",
			nr == 1 ? "" : " and so on");
	free(functions);
	return result->code;
}

/* modprobe -r would follow the alias. */
static int unload(const char *module)
{
	/* the modules of the tree that VIRTIO_VFIO_ROOT names are not this kernel's */
	if (getenv("VIRTIO_VFIO_ROOT"))
		return -EPERM;
	return syscall(SYS_delete_module, module, O_NONBLOCK) ? -errno : 0;
}

static int write_conf(void)
{
	char path[PATH_MAX], new[PATH_MAX];
	FILE *stream;
	int ret = 0;

	file_path(path, sizeof(path), STAND_IN_FILE);
	/* modprobe reads what ends with .conf */
	file_path(new, sizeof(new), STAND_IN_FILE ".new");
	stream = fopen(new, "we");
	if (!stream)
		return -errno;
	fputs(text, stream);
	fchmod(fileno(stream), 0644);
	if (fflush(stream) || ferror(stream) || fsync(fileno(stream)))
		ret = -(errno ? errno : EIO);
	fclose(stream);
	if (!ret && rename(new, path))
		ret = -errno;
	if (ret)
		unlink(new);
	return ret;
}

static int set_conf(bool on)
{
	char path[PATH_MAX];

	if (on)
		return write_conf();
	file_path(path, sizeof(path), STAND_IN_FILE);
	return unlink(path) && errno != ENOENT ? -errno : 0;
}

/* Does the initramfs load it, before /etc is there? */
static bool is_loaded_early(void)
{
	char path[PATH_MAX], line[256], word[32];
	bool found = false;
	FILE *stream;

	stream = fopen(file_path(path, sizeof(path), EARLY_MODULES), "re");
	if (!stream)
		return false;
	while (!found && fgets(line, sizeof(line), stream))
		found = sscanf(line, "%31s", word) == 1 &&
			(!strcmp(word, "vfio-pci") ||
			 !strcmp(word, "vfio_pci"));
	fclose(stream);
	return found;
}

static enum exit_code is_done(bool on, const char *otherwise,
			      struct result *result)
{
	struct stand_in now;

	stand_in_look(&now);
	result_is(result, EXIT_DONE, "is %s: %s%s", on ? "on" : "off",
		  on ? "virtio-vfio-pci stands in for vfio-pci"
		     : "vfio-pci is the kernel's own",
		  now.stands_in == on ? "" : otherwise);
	if (is_loaded_early())
		result_append(result,
			      "; the initramfs loads it, too (" EARLY_MODULES
			      "): update-initramfs -u");
	return EXIT_DONE;
}

static enum exit_code load(bool on, struct result *result)
{
	struct stand_in now;

	modprobe_module(STOCK_DRIVER);
	stand_in_look(&now);
	if (on ? now.stands_in : now.stock_is_loaded)
		return EXIT_DONE;
	if (on)
		return result_is(
			result, EXIT_FAILED,
			"nothing was changed: virtio-vfio-pci cannot be loaded in place of vfio-pci; dmesg | grep virtio_vfio_pci may say why");
	return result_is(
		result, EXIT_FAILED,
		"nothing was changed: the kernel's own vfio-pci cannot be loaded");
}

/* The modules go, the file changes, and what had been there comes again. */
static enum exit_code swap(bool on, const struct stand_in *was,
			   struct result *result)
{
	bool stock = on && was->stock_is_loaded;
	bool ours = on ? was->own_is_loaded : was->stands_in;
	const char *module = stock ? STOCK_MODULE : OUR_MODULE;
	struct stand_in now;
	int ret = 0;

	if (stock)
		ret = unload(STOCK_MODULE);
	if (!ret && ours) {
		module = OUR_MODULE;
		ret = unload(OUR_MODULE);
	}
	if (ret) {
		result_is(
			result,
			result_code_of(ret) == EXIT_DENIED ? EXIT_DENIED
							   : EXIT_IN_USE,
			"nothing was changed: the module %s cannot be unloaded: %s",
			module, strerror(-ret));
		goto undo;
	}
	ret = set_conf(on);
	if (ret) {
		result_is(result, result_code_of(ret),
			  "nothing was changed: " STAND_IN_FILE ": %s%s",
			  strerror(-ret),
			  result_code_of(ret) == EXIT_DENIED ? "; root may"
							     : "");
		goto undo;
	}
	if ((!stock && !ours) || load(on, result) == EXIT_DONE)
		return EXIT_DONE;
	set_conf(was->is_set);
undo:
	if (stock || (!on && ours))
		modprobe_module(STOCK_DRIVER);
	if (on && ours)
		modprobe_module(OUR_MODULE);
	stand_in_look(&now);
	if ((stock && !now.stock_is_loaded) ||
	    (ours && !(on ? now.own_is_loaded : now.stands_in)))
		result_append(
			result,
			"; but what was loaded could not be loaded again");
	return result->code;
}

static bool is_already(bool on, bool later, const struct stand_in *now)
{
	if (on != now->is_set)
		return false;
	if (later)
		return true;
	return on ? !now->stock_is_loaded && !now->own_is_loaded
		  : !now->stands_in;
}

enum exit_code stand_in_switch(bool on, bool later,
			       const struct holders *holders,
			       struct result *result)
{
	struct stand_in now, loaded;

	result->code = EXIT_DONE;
	stand_in_look(&now);
	if (is_already(on, later, &now))
		return is_done(on, ", from when it is loaded on", result);
	if (on && now.stock_is_built_in)
		return result_is(
			result, EXIT_ABSENT,
			"cannot be on: vfio-pci is built into this kernel, and cannot be replaced");
	loaded = now;
	if (later)
		loaded = (struct stand_in){ .is_set = now.is_set };
	if (on && loaded.stock_is_loaded)
		none_bound(STOCK_DRIVER, holders, result);
	if (on && loaded.own_is_loaded && !result->code)
		none_bound(OUR_DRIVER, holders, result);
	if (!on && loaded.stands_in)
		none_bound(STOCK_DRIVER, holders, result);
	if (result->code || swap(on, &loaded, result))
		return result->code;
	return is_done(on,
		       later ? ", from the next boot on"
			     : ", from when it is loaded on",
		       result);
}
