// SPDX-License-Identifier: GPL-2.0-only
/* The links from drivers to their modules. */
#include <string.h>

#include "device/driver.h"
#include "device/function.h"
#include "file.h"

void driver_module(char *module, size_t size, const char *driver)
{
	file_link(module, size, "/sys/bus/pci/drivers/%s/module", driver);
}

bool driver_is_ours(const char *driver)
{
	char module[DRIVER_SIZE];

	if (!*driver)
		return false;
	driver_module(module, sizeof(module), driver);
	return *module ? !strcmp(module, OUR_MODULE)
		       : !strcmp(driver, OUR_DRIVER);
}

const char *driver_ours(void)
{
	return driver_is_ours(STOCK_DRIVER) ? STOCK_DRIVER : OUR_DRIVER;
}

const char *driver_now(const char *driver)
{
	return strcmp(driver, OUR_DRIVER) ? driver : driver_ours();
}
