// SPDX-License-Identifier: GPL-2.0-only
/* Writing sriov_numvfs, and binding the VFs again that this has removed. */
#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "change/binding.h"
#include "change/change.h"
#include "change/former.h"
#include "change/settings.h"
#include "change/vfs.h"
#include "device/driver.h"
#include "device/identify.h"
#include "device/mode.h"
#include "file.h"

#define DEVICES "/sys/bus/pci/devices/"

void vfs_find(struct functions *vfs, const char *pf)
{
	size_t nr = 0;

	functions_find(vfs);
	for (size_t i = 0; i < vfs->nr; i++)
		if (vfs->list[i].kind == FUNCTION_VF &&
		    !strcmp(vfs->list[i].pf, pf))
			vfs->list[nr++] = vfs->list[i];
	vfs->nr = nr;
}

static enum exit_code all_are_free(const struct functions *vfs,
				   const struct vfs_request *request,
				   const struct holders *holders,
				   struct result *result)
{
	struct result one;

	for (size_t i = 0; i < vfs->nr; i++)
		if (change_allow(&vfs->list[i], holders, request->over, &one))
			return result_is(result, one.code,
					 "keeps its VFs: %s %.250s",
					 vfs->list[i].address, one.text);
	return EXIT_DONE;
}

static int write_number(const char *pf, int number)
{
	char text[16];

	snprintf(text, sizeof(text), "%d", number);
	return file_write(text, DEVICES "%s/sriov_numvfs", pf);
}

static int set_number(const struct function *pf, int number)
{
	int ret = 0;

	/* the kernel changes the number only from or to 0 */
	if (file_number(DEVICES "%s/sriov_numvfs", pf->address) > 0)
		ret = write_number(pf->address, 0);
	if (!ret && number)
		ret = write_number(pf->address, number);
	return ret;
}

static const char *why_not(int error, const struct function *pf)
{
	switch (error) {
	case -ENOENT:
		return *pf->driver ? "its driver makes no VFs"
				   : "it has no driver";
	case -EBUSY:
		return "its driver is not ready; has its virtio device one?";
	case -ENOMEM:
		return "no room for them; pci=realloc or pci=assign-busses may make some";
	default:
		return strerror(-error);
	}
}

/* The modes of those that are bound to virtio-vfio-pci; none of the others. */
static void read_modes(const struct functions *vfs, struct mode *modes)
{
	memset(modes, 0, vfs->nr * sizeof(*modes));
	for (size_t i = 0; i < vfs->nr; i++)
		if (driver_is_ours(vfs->list[i].driver))
			mode_read(&modes[i], vfs->list[i].address);
}

/* What has to be asked for, for a VF to be as it was. */
static void ask_for(struct binding *binding, const struct mode *mode)
{
	binding->mode = *mode->name ? mode->name : NULL;
	/* commands come first by themselves, by the PF's driver as it is now */
	binding->backend = strcmp(mode->backend, MODE_MEDIATED) ? NULL
								: MODE_MEDIATED;
	binding->header = *mode->header && strcmp(mode->header, "auto")
				  ? mode->header
				  : NULL;
}

/* Returns how many could not be bound again. */
static int bind_again(const struct functions *vfs, const struct mode *modes,
		      const struct holders *holders)
{
	struct binding binding = { .driver = OUR_DRIVER,
				   .over = HOST_USE_REAL };
	struct function now;
	struct result result;
	bool changed;
	int lost = 0;

	for (size_t i = 0; i < vfs->nr; i++) {
		const char *address = vfs->list[i].address;
		bool there = !function_find(&now, address);

		if (there && driver_is_ours(now.driver))
			continue;
		former_forget(address);
		if (!there || !driver_is_ours(vfs->list[i].driver))
			continue;
		ask_for(&binding, &modes[i]);
		lost += binding_make(&now, &binding, holders, &result,
				     &changed) != EXIT_DONE;
	}
	return lost;
}

static int write_autoprobe(const char *pf, const char *value)
{
	return file_write(value, DEVICES "%s/sriov_drivers_autoprobe", pf);
}

/*
 * Binds those that are to be bound at each boot, as root has asked for it. Each has its
 * line, and its turn in restore, where it is said if it cannot be had.
 */
static void bind_kept(const char *pf, const struct holders *holders)
{
	struct settings settings;
	struct functions vfs;
	struct setting setting;
	struct result result;
	char why[256];
	bool changed;

	if (settings_load(&settings))
		return;
	vfs_find(&vfs, pf);
	for (size_t i = 0; i < vfs.nr; i++) {
		struct binding binding = {};

		settings_get(&settings, vfs.list[i].address, &setting);
		if (*vfs.list[i].driver || strcmp(setting.driver, OUR_DRIVER) ||
		    !identity_is_kept(&setting.made_for) ||
		    !identify_fits(&setting.made_for, &vfs.list[i], why,
				   sizeof(why)))
			continue;
		settings_binding(&setting, &binding);
		binding_make(&vfs.list[i], &binding, holders, &result,
			     &changed);
	}
	functions_free(&vfs);
	settings_free(&settings);
}

static void probe_others(const char *pf)
{
	struct functions vfs;

	vfs_find(&vfs, pf);
	for (size_t i = 0; i < vfs.nr; i++)
		if (!*vfs.list[i].driver)
			file_write(vfs.list[i].address,
				   "/sys/bus/pci/drivers_probe");
	functions_free(&vfs);
}

/*
 * Makes the VFs while no driver of the host takes any, so that those that are for this
 * project's driver never have another one: programs that wait for interfaces would bring
 * theirs up at once. Only then the host's drivers are asked, if @autoprobe is "1". @vfs
 * are those of before, with their @modes. Returns 0 or a negative errno, and in @lost how
 * many of them could not be bound again.
 */
static int make(const struct function *pf, int number, const char *autoprobe,
		const struct functions *vfs, const struct mode *modes,
		const struct holders *holders, int *lost)
{
	int ret = write_autoprobe(pf->address, "0");

	if (!ret)
		ret = set_number(pf, number);
	if (!ret) {
		*lost = bind_again(vfs, modes, holders);
		bind_kept(pf->address, holders);
	}
	write_autoprobe(pf->address, autoprobe);
	if (!ret && !strcmp(autoprobe, "1"))
		probe_others(pf->address);
	return ret;
}

static enum exit_code has_vfs(struct result *result, int vfs, const char *how)
{
	if (!vfs)
		return result_is(result, EXIT_DONE, "has no VFs%s", how);
	return result_is(result, EXIT_DONE, "has %d VF%s%s", vfs,
			 vfs == 1 ? "" : "s", how);
}

static enum exit_code resize(const struct function *pf,
			     const struct vfs_request *request,
			     const struct functions *vfs,
			     const struct holders *holders,
			     struct result *result)
{
	char was[8];
	const char *wanted = was;
	struct mode modes[vfs->nr + 1];
	int ret, lost = 0;

	read_modes(vfs, modes);
	ret = file_read(was, sizeof(was), DEVICES "%s/sriov_drivers_autoprobe",
			pf->address);
	if (request->autoprobe >= 0)
		wanted = request->autoprobe ? "1" : "0";
	/* also if it is the same, so that who may not write gets the error here */
	if (!ret)
		ret = write_autoprobe(pf->address, wanted);
	if (ret)
		return result_is(
			result, result_code_of(ret), "cannot be changed: %s%s",
			strerror(-ret),
			result_code_of(ret) == EXIT_DENIED ? "; root may" : "");
	if (request->vfs == pf->num_vfs)
		return has_vfs(result, pf->num_vfs, " already");
	ret = make(pf, request->vfs, wanted, vfs, modes, holders, &lost);
	if (ret) {
		make(pf, pf->num_vfs, was, vfs, modes, holders, &lost);
		return result_is(result,
				 result_code_of(ret) == EXIT_DENIED
					 ? EXIT_DENIED
					 : EXIT_FAILED,
				 "cannot have %d VFs: %s", request->vfs,
				 why_not(ret, pf));
	}
	if (lost)
		return result_is(
			result, EXIT_FAILED,
			"has %d VFs, but %d could not be bound again to " OUR_DRIVER,
			request->vfs, lost);
	return has_vfs(result, request->vfs, "");
}

enum exit_code vfs_resize(const struct function *pf,
			  const struct vfs_request *request,
			  const struct holders *holders, struct result *result)
{
	struct functions vfs;

	if (pf->kind != FUNCTION_PF)
		return result_is(result, EXIT_ABSENT, "is not a PF of SR-IOV");
	if (request->vfs > pf->total_vfs)
		return result_is(result, EXIT_USAGE, "has at most %d VFs",
				 pf->total_vfs);
	vfs_find(&vfs, pf->address);
	if (request->vfs == pf->num_vfs ||
	    !all_are_free(&vfs, request, holders, result))
		resize(pf, request, &vfs, holders, result);
	functions_free(&vfs);
	return result->code;
}
