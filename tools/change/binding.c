// SPDX-License-Identifier: GPL-2.0-only
/* driver_override, unbind, probe; and back again if one of them fails. */
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "change/binding.h"
#include "change/change.h"
#include "change/former.h"
#include "change/modprobe.h"
#include "device/driver.h"
#include "device/mode.h"
#include "file.h"
#include "log.h"

#define DEVICES "/sys/bus/pci/devices/"
#define DRIVERS "/sys/bus/pci/drivers/"

static bool is_driven_by(const char *address, const char *driver)
{
	char now[DRIVER_SIZE];

	file_link(now, sizeof(now), DEVICES "%s/driver", address);
	return !strcmp(now, driver);
}

static bool is_for_guests(const char *driver)
{
	return driver_is_ours(driver) || !strcmp(driver, OUR_DRIVER);
}

static bool is_ours(const char *driver)
{
	return is_for_guests(driver) || !strcmp(driver, OWNER_DRIVER);
}

/* Writing an empty line removes the override. */
static int set_override(const char *address, const char *driver)
{
	return file_write(*driver ? driver : "\n", DEVICES "%s/driver_override",
			  address);
}

static int leave_driver(const char *address)
{
	int ret = file_write(address, DEVICES "%s/driver/unbind", address);

	/* ENOENT: it has no driver */
	return ret == -ENOENT ? 0 : ret;
}

/*
 * Makes the device what it was. If nothing is known of that (@any_driver), it is
 * offered to all drivers; the kernel ignores that for VFs whose PF has
 * sriov_drivers_autoprobe switched off.
 */
static int go_back(const char *address, const struct former *former,
		   bool any_driver)
{
	int ret;

	ret = set_override(address, former->override);
	if (ret)
		return ret;
	if (!*former->driver || !is_driven_by(address, former->driver)) {
		ret = leave_driver(address);
		if (ret)
			return ret;
	}
	if (*former->driver) {
		file_write(address, DRIVERS "%s/bind", former->driver);
		if (!is_driven_by(address, former->driver))
			return -ENXIO;
	} else if (any_driver) {
		file_write(address, "/sys/bus/pci/drivers_probe");
	}
	return 0;
}

/* A driver that did not take the device has no file to say why: show its log. */
static enum exit_code not_taken(const struct function *function,
				const char *driver, struct log *log,
				struct result *result)
{
	char line[160];

	if (!log_last(log, line, sizeof(line)))
		return result_is(
			result, EXIT_FAILED,
			"was not taken by %s; dmesg | grep %s may say why",
			driver, function->address);
	return result_is(result, EXIT_FAILED, "was not taken by %s: %s", driver,
			 line);
}

static enum exit_code take_driver(const struct function *function,
				  const char *driver, struct result *result)
{
	const char *address = function->address;
	struct log log;
	int ret;

	ret = set_override(address, driver);
	if (!ret)
		ret = leave_driver(address);
	if (ret)
		return result_is(result, result_code_of(ret),
				 "could not be taken from its driver: %s",
				 strerror(-ret));
	log_open(&log, driver, address);
	file_write(address, "/sys/bus/pci/drivers_probe");
	if (is_driven_by(address, driver))
		result->code = EXIT_DONE;
	else
		not_taken(function, driver, &log, result);
	log_close(&log);
	return result->code;
}

/* Why it has no legacy interface. */
static const char *reason(const struct function *function,
			  const struct mode *mode, char *text, size_t size)
{
	if (*mode->text)
		return mode->text;
	snprintf(text, size, "virtio-vfio explain %s says why",
		 function->address);
	return text;
}

/* Writes @value, or nothing if it is NULL. @verb: "cannot ..." */
static enum exit_code set(const struct function *function, const char *file,
			  const char *verb, const char *value,
			  struct result *result)
{
	struct mode now;
	char why[64];
	int ret;

	if (!value)
		return EXIT_DONE;
	ret = file_write(value, DEVICES "%s/%s", function->address, file);
	switch (ret) {
	case 0:
		return EXIT_DONE;
	case -EOPNOTSUPP:
		mode_read(&now, function->address);
		return result_is(result, EXIT_NO, "cannot %s %s: %s", verb,
				 value,
				 reason(function, &now, why, sizeof(why)));
	case -ENODEV:
		return result_is(
			result, EXIT_NO,
			"cannot %s %s: that does not work for it; the kernel log may say why",
			verb, value);
	case -EBUSY:
		return result_is(result, EXIT_IN_USE,
				 "is open, and its %s cannot be changed", file);
	case -ENOENT:
		return result_is(
			result, EXIT_FAILED,
			"has no %s: the module is not this project's, or an older one; virtio-vfio explain %s",
			file, function->address);
	default:
		return result_is(result, result_code_of(ret),
				 "cannot %s %s: %s", verb, value,
				 strerror(-ret));
	}
}

static enum exit_code set_all(const struct function *function,
			      const struct binding *binding,
			      struct result *result)
{
	if (!set(function, "backend", "have the backend", binding->backend,
		 result) &&
	    !set(function, "header", "have the header", binding->header,
		 result))
		set(function, "mode", "be", binding->mode, result);
	return result->code;
}

static enum exit_code bound(const struct function *function,
			    const struct binding *binding, const char *how,
			    struct result *result)
{
	const char *driver = driver_now(binding->driver);
	char why[64], way[32] = "";
	struct mode mode;

	mode_read(&mode, function->address);
	if (!*mode.name)
		return result_is(result, EXIT_DONE, "%s bound to %s", how,
				 driver);
	if (!mode_has_legacy(function->address))
		return result_is(result, EXIT_DONE,
				 "%s bound to %s, but modern only: %s", how,
				 driver,
				 reason(function, &mode, why, sizeof(why)));
	/* that it is by commands is nothing new */
	if (binding->backend || !strcmp(mode.backend, MODE_MEDIATED))
		snprintf(way, sizeof(way), ", backend %s", mode.backend);
	return result_is(result, EXIT_DONE, "%s bound to %s, mode %s%s", how,
			 driver, mode.name, way);
}

static enum exit_code may_change(const struct function *function,
				 const struct holders *holders,
				 enum host_use_kind over, struct result *result)
{
	char path[512];

	file_path(path, sizeof(path), DEVICES "%s/driver_override",
		  function->address);
	if (access(path, W_OK))
		return result_is(result, result_code_of(errno),
				 "cannot be changed: %s; root may",
				 strerror(errno));
	if (function->num_vfs)
		return result_is(
			result, EXIT_IN_USE,
			"has %d VFs, which need its driver; virtio-vfio vfs %s 0 first",
			function->num_vfs, function->address);
	return change_allow(function, holders, over, result);
}

enum exit_code binding_make(const struct function *function,
			    const struct binding *binding,
			    const struct holders *holders,
			    struct result *result, bool *changed)
{
	const char *address = function->address;
	struct result undoing;
	struct former former;
	int ret;

	*changed = false;
	if (*function->driver &&
	    !strcmp(function->driver, driver_now(binding->driver))) {
		if (set_all(function, binding, result))
			return result->code;
		return bound(function, binding, "was already", result);
	}

	if (may_change(function, holders, binding->over, result))
		return result->code;
	if (!modprobe_load(binding->driver, result->text,
			   sizeof(result->text))) {
		result->code = EXIT_FAILED;
		return result->code;
	}
	former_look(&former, address);
	ret = former_save(&former, function);
	if (ret)
		return result_is(
			result, result_code_of(ret),
			"was left alone, as /run/virtio-vfio cannot be written: %s",
			strerror(-ret));

	*changed = true;
	if (!take_driver(function, driver_now(binding->driver), result) &&
	    !set_all(function, binding, result))
		return bound(function, binding, "is", result);

	*changed = false;
	former_forget(address);
	ret = go_back(address, &former, false);
	if (ret) {
		undoing = *result;
		result_is(result, undoing.code,
			  "%.200s; and it did not go back to %s", undoing.text,
			  *former.driver ? former.driver : "no driver");
	}
	return result->code;
}

enum exit_code binding_undo(const struct function *function,
			    enum host_use_kind over,
			    const struct holders *holders,
			    struct result *result)
{
	const char *address = function->address;
	struct former former, now;
	bool kept;
	int ret;

	former_look(&now, address);
	if (!is_ours(now.driver) && !is_ours(now.override))
		return result_is(result, EXIT_DONE,
				 "was not bound to a driver of this project");
	if (may_change(function, holders, over, result))
		return result->code;

	kept = !former_load(&former, function);
	/* vfio-pci, since when this project's driver has that name */
	if (kept &&
	    (is_for_guests(former.driver) || is_for_guests(former.override))) {
		memset(&former, 0, sizeof(former));
		kept = false;
	}
	ret = go_back(address, &former, !kept);
	if (ret == -ENXIO) {
		/* the former driver is gone: offer it to all drivers */
		file_write(address, "/sys/bus/pci/drivers_probe");
		result_is(result, EXIT_FAILED,
			  "was unbound, but %s does not take it back",
			  former.driver);
	} else if (ret) {
		return result_is(result, result_code_of(ret),
				 "could not be unbound: %s", strerror(-ret));
	} else {
		former_look(&now, address);
		result_is(result, EXIT_DONE, "was unbound, and has %s%s",
			  *now.driver ? "the driver " : "no driver",
			  now.driver);
	}
	former_forget(address);
	return result->code;
}
