// SPDX-License-Identifier: GPL-2.0-only
/*
 * Some who ask for vfio-pci look for its module, too: DPDK and dpdk-devbind.py for the
 * folder /sys/module/vfio_pci, modprobe for the state that is in it. While this module
 * stands in, that is a link to its own folder: with it comes the state, and the parameters
 * of the same names.
 */
#include <linux/kobject.h>
#include <linux/module.h>
#include <linux/sysfs.h>

#include "module_link.h"

#undef pr_fmt
#define pr_fmt(fmt) KBUILD_MODNAME ": " fmt

#define STOCK_MODULE	"vfio_pci"

static bool linked;

/* /sys/module/virtio_vfio_pci, with a reference; NULL if it is not there */
static struct kobject *own_folder(void)
{
#ifdef MODULE
	return kobject_get(&THIS_MODULE->mkobj.kobj);
#else
	return kset_find_obj(module_kset, KBUILD_MODNAME);
#endif
}

/**
 * vvp_module_link_add - show this module as vfio-pci's
 *
 * Call when the driver has that name: then no module of the kernel's own is there, and none
 * can be loaded. Most programs do without the link, so that its absence is only logged.
 */
void vvp_module_link_add(void)
{
	struct kobject *own = own_folder();
	int ret = -ENOENT;

	if (own)
		ret = sysfs_create_link_nowarn(&own->kset->kobj, own, STOCK_MODULE);
	linked = !ret;
	kobject_put(own);
	if (ret)
		pr_warn("no /sys/module/%s (error %d): DPDK will not find it\n",
			STOCK_MODULE, -ret);
}

/** vvp_module_link_remove - as it was before vvp_module_link_add(), if that was called */
void vvp_module_link_remove(void)
{
	struct kobject *own;

	if (!linked)
		return;
	linked = false;
	own = own_folder();
	if (own)
		sysfs_remove_link(&own->kset->kobj, STOCK_MODULE);
	kobject_put(own);
}
