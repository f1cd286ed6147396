// SPDX-License-Identifier: GPL-2.0-only
/* Of the module itself, and of those that it needs and that are not loaded either. */
#include <limits.h>
#include <stdio.h>
#include <string.h>

#include <libkmod.h>

#include "file.h"
#include "kernel/absent.h"
#include "kernel/conf.h"
#include "kernel/image.h"
#include "kernel/kernel.h"
#include "kernel/refusal.h"

static void advise_line(struct advice *advice, const struct conf_line *line)
{
	advice_give(
		advice, ADVICE_remove_conf_line,
		"take that line out of %s; update-initramfs -u then takes it out of what the next boot begins with",
		line->where);
}

bool refusal_of_alias(struct module *module, const char *name)
{
	struct conf_line line;

	if (!conf_find(&line, CONF_ALIAS, name, NULL, NULL))
		return true;
	module_is_blocked(module,
			  "not loaded; modprobe loads %s instead (alias in %s)",
			  line.value, line.where);
	advise_line(&module->fix, &line);
	return false;
}

/* An install line may load the module in its own way; these do not. */
static bool loads_nothing(const char *command, const void *of)
{
	static const char *const words[] = { "false", "true", ":" };
	size_t len = strcspn(command, " \t");
	const char *word = command;

	(void)of;
	for (const char *at = command; at < command + len; at++)
		if (*at == '/')
			word = at + 1;
	len -= word - command;
	for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++)
		if (strlen(words[i]) == len && !strncmp(words[i], word, len))
			return true;
	return false;
}

/* @one is the module @name itself, or one that it needs; with "_" in its name. */
static bool one_is_taken(struct module *module, const char *name,
			 const char *one, bool itself)
{
	struct conf_line line;
	char list[512];

	if (file_exists("/sys/module/%s", one))
		return true;
	if (kernel_argument(list, sizeof(list), "", "module_blacklist") &&
	    kernel_list_has(list, one)) {
		module_is_blocked(
			module,
			"not loaded; the kernel refuses %s (module_blacklist=%s of its arguments)",
			one, list);
		advice_give(
			&module->fix, ADVICE_remove_argument,
			"boot without %s in module_blacklist= (/etc/default/grub, then update-grub)",
			one);
		return false;
	}
	if (conf_find(&line, CONF_INSTALL, one, loads_nothing, NULL)) {
		module_is_blocked(
			module,
			"not loaded; modprobe runs \"%s\" instead of loading %s (install in %s)",
			line.value, one, line.where);
		if (itself)
			advice_give(&module->fix, ADVICE_ignore_install,
				    "modprobe --ignore-install %s", name);
		else
			advice_give(
				&module->fix, ADVICE_ignore_install_of_needed,
				"modprobe --ignore-install %s && modprobe %s",
				one, name);
		advise_line(&module->lasting, &line);
		return false;
	}
	return true;
}

static bool all_are_taken(struct module *module, const char *name,
			  const struct kmod_module *kmod)
{
	struct kmod_list *needed = kmod_module_get_dependencies(kmod), *one;
	struct kmod_module *other;
	bool taken =
		one_is_taken(module, name, kmod_module_get_name(kmod), true);

	kmod_list_foreach(one, needed)
	{
		if (!taken)
			break;
		other = kmod_module_get_module(one);
		taken = one_is_taken(module, name, kmod_module_get_name(other),
				     false);
		kmod_module_unref(other);
	}
	kmod_module_unref_list(needed);
	return taken;
}

/* Why it takes signed modules alone; NULL if it takes others, too. */
static const char *signatures_wanted(void)
{
	char text[128];

	file_read(text, sizeof(text), "/sys/kernel/security/lockdown");
	if (strstr(text, "[integrity]") || strstr(text, "[confidentiality]"))
		return "it is locked down, as with Secure Boot";
	file_read(text, sizeof(text),
		  "/sys/module/module/parameters/sig_enforce");
	return *text == 'Y' ? "module.sig_enforce" : NULL;
}

/* Does the kernel have a key of that name? Who is not root sees none at all. */
static enum known knows_key(const char *signer)
{
	enum known known = KNOWN_NOT;
	char path[PATH_MAX], line[512];
	FILE *keys;

	keys = fopen(file_path(path, sizeof(path), "/proc/keys"), "re");
	if (!keys)
		return known;
	while (known != KNOWN_YES && fgets(line, sizeof(line), keys)) {
		if (!strstr(line, " asymmetri "))
			continue;
		known = *signer && strstr(line, signer) ? KNOWN_YES : KNOWN_NO;
	}
	fclose(keys);
	return known;
}

static void advise_key(struct module *module)
{
	if (file_exists("/usr/bin/mokutil") && file_exists(ABSENT_DKMS_KEY)) {
		advice_give(&module->fix, ADVICE_enroll_key,
			    "mokutil --import " ABSENT_DKMS_KEY);
		advice_give(
			&module->lasting, ADVICE_confirm_key,
			"boot then, and confirm the key on the firmware's screen, with the password that mokutil has asked for");
	} else {
		advice_give(
			&module->fix, ADVICE_make_key_known,
			"have the kernel know that key: one of the machine's owner (mokutil, with Secure Boot), or one that is built into the kernel");
	}
}

static bool signature_is_taken(struct module *module,
			       const struct kmod_module *kmod)
{
	const char *wanted = signatures_wanted();
	char signer[128];

	if (!wanted)
		return true;
	if (!image_signer(kmod, signer, sizeof(signer))) {
		module_is_blocked(
			module,
			"not loaded; this kernel takes signed modules alone (%s), and it is not signed",
			wanted);
		absent_advise_signature(module);
		return false;
	}
	if (knows_key(signer) != KNOWN_NO)
		return true;
	module_is_blocked(
		module,
		"not loaded; this kernel takes signed modules alone (%s), and does not know the key of \"%s\", who signed it",
		wanted, signer);
	advise_key(module);
	return false;
}

bool refusal_look(struct module *module, const char *name,
		  const struct kmod_module *kmod)
{
	if (file_number("/proc/sys/kernel/modules_disabled") > 0) {
		module_is_blocked(
			module,
			"not loaded, and this kernel loads no modules any more (kernel.modules_disabled is 1)");
		advice_give(
			&module->fix, ADVICE_load_early,
			"name %s in a file of /etc/modules-load.d, which is read before sysctl.d, and boot",
			name);
		return false;
	}
	return all_are_taken(module, name, kmod) &&
	       signature_is_taken(module, kmod);
}
