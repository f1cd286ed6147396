// SPDX-License-Identifier: GPL-2.0-only
/* The driver's files for the mode of a device. */
#include "device/mode.h"
#include "file.h"

/* The folder alone may be there for a VF without. */
bool mode_has_legacy(const char *address)
{
	return file_exists("/sys/bus/pci/devices/%s/legacy/commands", address);
}
