// SPDX-License-Identifier: GPL-2.0-only
/* virtio-vfio unbind: gives devices back to what they were before bind. */
#include <string.h>

#include "change/binding.h"
#include "change/change.h"
#include "change/settings.h"
#include "command.h"

static bool is_bound_at_boot(const char *address)
{
	struct settings settings;
	struct setting setting;

	if (settings_load(&settings))
		return false;
	settings_get(&settings, address, &setting);
	settings_free(&settings);
	return *setting.driver;
}

static void unbind_one(const struct function *function,
		       const struct holders *holders, const void *opaque,
		       struct result *result)
{
	const bool *persist = opaque;
	int ret;

	if (binding_undo(function, HOST_USE_NONE, holders, result))
		return;
	if (!*persist) {
		if (is_bound_at_boot(function->address))
			result_append(
				result,
				"; at the next boot it is bound again, unless you add --persist");
		return;
	}
	ret = settings_put_binding(function, NULL);
	if (ret)
		result_is(
			result, result_code_of(ret),
			"was unbound; but it will be bound again at the next boot, as /etc/virtio-vfio.conf cannot be written: %s",
			strerror(-ret));
}

static int run(const struct command *command, int argc, char **argv)
{
	bool persist = false;
	int option, ret;

	while ((option = command_option(command, argc, argv)) != -1)
		persist = option == 'p';
	if (optind == argc)
		return command_misused(command, "which device?");
	ret = change_begin(command);
	return ret ? ret
		   : change_each(argv + optind, argc - optind, unbind_one,
				 &persist);
}

static const struct option options[] = {
	{ "persist", no_argument, NULL, 'p' },
	{},
};

const struct command cmd_unbind = {
	.name = "unbind",
	.args = "[--persist] DEVICE...",
	.summary = "give functions back to what they were before bind",
	.options = options,
	.help = "  --persist    and do not bind it at boot any more\n",
	.run = run,
};
