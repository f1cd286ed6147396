// SPDX-License-Identifier: GPL-2.0-only
/* The driver's files for the mode of a device. */
#include <stdio.h>
#include <string.h>

#include "device/mode.h"
#include "file.h"

#define DEVICES "/sys/bus/pci/devices/"

/* A word, a space, and a text. */
static void parse_reason(struct mode *mode, const char *line)
{
	size_t len = strcspn(line, " ");

	snprintf(mode->word, sizeof(mode->word), "%.*s", (int)len, line);
	if (line[len])
		len++;
	snprintf(mode->text, sizeof(mode->text), "%s", line + len);
	/* so that there is something to show */
	if (!*mode->text)
		snprintf(mode->text, sizeof(mode->text), "%s", mode->word);
}

void mode_read(struct mode *mode, const char *address)
{
	char line[sizeof(mode->word) + sizeof(mode->text)];

	file_read(mode->name, sizeof(mode->name), DEVICES "%s/mode", address);
	file_read(line, sizeof(line), DEVICES "%s/mode_reason", address);
	parse_reason(mode, line);
	file_read(mode->backend, sizeof(mode->backend), DEVICES "%s/backend",
		  address);
	file_read(mode->header, sizeof(mode->header), DEVICES "%s/header",
		  address);
}

/* The folder legacy/ may also exist for a VF without a legacy interface. */
bool mode_has_legacy(const char *address)
{
	return file_exists(DEVICES "%s/legacy/commands", address);
}

bool mode_is_mediated(const char *address)
{
	char backend[16];

	file_read(backend, sizeof(backend), DEVICES "%s/backend", address);
	return mode_has_legacy(address) && !strcmp(backend, MODE_MEDIATED);
}
