// SPDX-License-Identifier: GPL-2.0-only
/*
 * The order in which it comes to be: a kernel that has VFIO, the package, the kernel's
 * headers, what DKMS builds, depmod.
 */
#include <glob.h>
#include <limits.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include <libkmod.h>

#include "file.h"
#include "kernel/absent.h"
#include "kernel/conf.h"
#include "kernel/kernel.h"
#include "program.h"

#define PACKAGE "virtio-vfio-pci"
#define DKMS	"/var/lib/dkms/" PACKAGE

/* Its file in a folder of the modules, whatever it was compressed with. */
static bool find_file(char *path, size_t size, const char *folder,
		      const char *name)
{
	static const char *const ends[] = { "", ".xz", ".zst", ".gz" };

	for (size_t i = 0; i < sizeof(ends) / sizeof(ends[0]); i++) {
		snprintf(path, size, "/lib/modules/%s/%s/%s.ko%s",
			 kernel_release(), folder, name, ends[i]);
		if (file_exists("%s", path))
			return true;
	}
	return false;
}

bool absent_is_built(const char *name)
{
	char path[512];

	return find_file(path, sizeof(path), ABSENT_DKMS_FOLDER, name);
}

/* The version that DKMS has the sources of; false if it has none. */
static bool find_sources(char *version, size_t size)
{
	char path[PATH_MAX];
	glob_t found;

	*version = '\0';
	file_path(path, sizeof(path), "/usr/src/" PACKAGE "-*/dkms.conf");
	if (glob(path, 0, NULL, &found))
		return false;
	/* "/usr/src/virtio-vfio-pci-" VERSION "/dkms.conf" */
	snprintf(version, size, "%s",
		 found.gl_pathv[found.gl_pathc - 1] + strlen(path) -
			 strlen("*/dkms.conf"));
	version[strcspn(version, "/")] = '\0';
	globfree(&found);
	return true;
}

/*
 * Is it for this kernel? What its dkms.conf asks knows, and says why not: "Linux 6.0.1
 * is ...".
 */
static bool is_for_kernel(const char *version, char *why, size_t size)
{
	char program[PATH_MAX], headers[PATH_MAX];
	const char *const args[] = { "unsupported", kernel_release(), headers,
				     NULL };

	file_path(program, sizeof(program),
		  "/usr/src/" PACKAGE "-%s/compat/unsupported", version);
	file_path(headers, sizeof(headers), "/lib/modules/%s/build",
		  kernel_release());
	return program_run(program, args, STDOUT_FILENO, why, size) != 0;
}

static bool has_headers(void)
{
	return file_exists("/lib/modules/%s/build/Makefile", kernel_release());
}

/* A kernel whose list of modules has no VFIO for PCI; a list that is not there says nothing. */
static bool lacks_vfio(void)
{
	struct kmod_list *list = NULL;
	struct kmod_ctx *kmod;
	bool lacks;

	if (!file_exists("/lib/modules/%s/modules.dep.bin", kernel_release()))
		return false;
	kmod = conf_open();
	kmod_module_new_from_lookup(kmod, "vfio_pci_core", &list);
	lacks = !list;
	kmod_module_unref_list(list);
	kmod_unref(kmod);
	return lacks;
}

static void advise_headers(struct module *module)
{
	advice_give(&module->fix, ADVICE_install_headers,
		    "apt install linux-headers-%s", kernel_release());
}

/* What DKMS has made of the sources of @version; it has the headers. */
static void look_at_dkms(struct module *module, const char *version,
			 char *found, size_t size)
{
	bool failed = file_exists(DKMS "/%s/build/make.log", version);

	if (failed)
		snprintf(found, size,
			 "not built: DKMS failed, and " DKMS
			 "/%s/build/make.log has the errors",
			 version);
	else
		snprintf(found, size, "not built by DKMS yet");
	advice_give(&module->fix, ADVICE_dkms_install,
		    "dkms install " PACKAGE "/%s -k %s", version,
		    kernel_release());
}

/* In words, and the advice that goes with them. */
static void look(struct module *module, char *found, size_t size)
{
	char version[64], why[200];

	if (lacks_vfio()) {
		snprintf(
			found, size,
			"not to be had, as this kernel has no VFIO (vfio-pci-core)");
		advice_give(
			&module->fix, ADVICE_kernel_with_vfio,
			"boot a kernel with CONFIG_VFIO_PCI, as that of linux-image-amd64");
	} else if (!find_sources(version, sizeof(version))) {
		snprintf(found, size, "not installed");
		advice_give(&module->fix, ADVICE_install_package,
			    "apt install " PACKAGE "-dkms");
		advice_give(
			&module->lasting, ADVICE_make_modules,
			"or in the sources, with the headers of this kernel: make modules modules_install && depmod");
	} else if (!is_for_kernel(version, why, sizeof(why))) {
		snprintf(found, size, "not built by DKMS, as %s", why);
		advice_give(
			&module->fix, ADVICE_other_release,
			"boot a kernel that it is for, or install a newer " PACKAGE
			"-dkms");
	} else if (!has_headers()) {
		snprintf(
			found, size,
			"not built, as the headers of this kernel are not installed");
		advise_headers(module);
	} else {
		look_at_dkms(module, version, found, size);
	}
}

void absent_advise(struct module *module)
{
	size_t len = strlen(module->found);
	char found[256];

	look(module, found, sizeof(found));
	snprintf(module->found + len, sizeof(module->found) - len,
		 "; this project's is %s", found);
}

void absent_look(struct module *module, const char *name)
{
	static const char *const folders[] = { ABSENT_DKMS_FOLDER, "updates",
					       "extra" };
	char path[512], found[256];

	for (size_t i = 0; i < sizeof(folders) / sizeof(folders[0]); i++) {
		if (!find_file(path, sizeof(path), folders[i], name))
			continue;
		module_is_blocked(
			module,
			"not loaded; %s is there, but not in the list of modules",
			path);
		advice_give(&module->fix, ADVICE_index_modules, "depmod %s",
			    kernel_release());
		return;
	}
	look(module, found, sizeof(found));
	module_is_blocked(module, "not loaded, and for kernel %.64s %s",
			  kernel_release(), found);
}

/* Whatever there is already, it is built and installed again; @first is done before. */
static void give_rebuild(struct advice *advice, enum advice_id id,
			 const char *first, const char *version)
{
	advice_give(advice, id,
		    "%sdkms build --force " PACKAGE
		    "/%s -k %s && dkms install --force " PACKAGE "/%s -k %s",
		    first, version, kernel_release(), version,
		    kernel_release());
}

/* DKMS makes its key by openssl; without, it goes on and does not sign. */
static const char *needed_to_sign(void)
{
	return file_exists(ABSENT_DKMS_KEY) || file_exists("/usr/bin/openssl")
		       ? ""
		       : "apt install openssl && ";
}

void absent_advise_rebuild(struct module *module)
{
	char version[64];

	if (!find_sources(version, sizeof(version)))
		advice_give(
			&module->fix, ADVICE_make_anew,
			"make it anew from the sources, with the headers of this kernel");
	else if (!has_headers())
		advise_headers(module);
	else
		give_rebuild(&module->fix, ADVICE_dkms_rebuild, "", version);
}

void absent_advise_signature(struct module *module)
{
	char version[64];

	if (find_sources(version, sizeof(version)) && has_headers())
		give_rebuild(&module->fix, ADVICE_dkms_sign, needed_to_sign(),
			     version);
	else
		advice_give(
			&module->fix, ADVICE_sign_module,
			"sign it with a key that this kernel knows (scripts/sign-file of its headers); what DKMS builds, it signs");
}
