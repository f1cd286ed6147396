// SPDX-License-Identifier: GPL-2.0-only
/*
 * What can be set of the module that vfio-pci has, too: under the same names, with the
 * same meaning. And the driver's name: with vfio-pci's this module stands in for that,
 * for programs which know no other name.
 */
#include <linux/module.h>
#include <linux/string.h>

#include "device_ids.h"
#include "params.h"

#undef pr_fmt
#define pr_fmt(fmt) KBUILD_MODNAME ": " fmt

#define OWN_NAME	"virtio-vfio-pci"
#define STOCK_NAME	"vfio-pci"

static char *driver_name = OWN_NAME;
module_param(driver_name, charp, 0444);
MODULE_PARM_DESC(driver_name,
		 "Name of the driver: virtio-vfio-pci, or vfio-pci to stand in for that (default: virtio-vfio-pci)");

static char ids[1024] __initdata;
module_param_string(ids, ids, sizeof(ids), 0);
MODULE_PARM_DESC(ids,
		 "Ids of functions to take besides those given by driver_override, as vendor:device[:subvendor[:subdevice[:class[:class_mask]]]], several with commas between them");

static bool nointxmask;
module_param(nointxmask, bool, 0644);
MODULE_PARM_DESC(nointxmask,
		 "Do not mask INTx by the COMMAND register (default: no)");

#ifdef CONFIG_VFIO_PCI_VGA
static bool disable_vga;
module_param(disable_vga, bool, 0444);
MODULE_PARM_DESC(disable_vga, "No access to VGA resources (default: no)");
#else
#define disable_vga	true
#endif

static bool disable_idle_d3;
module_param(disable_idle_d3, bool, 0644);
MODULE_PARM_DESC(disable_idle_d3,
		 "Do not put a function that is not in use into D3 (default: no)");

static bool enable_sriov;
module_param(enable_sriov, bool, 0644);
MODULE_PARM_DESC(enable_sriov,
		 "Let sriov_numvfs be set on a PF bound to this driver (default: no)");

static bool disable_denylist;
module_param(disable_denylist, bool, 0444);
MODULE_PARM_DESC(disable_denylist,
		 "Take functions, too, that are known to be unsafe to give away (default: no)");

/** vvp_params_driver_name - what the driver is called */
char *vvp_params_driver_name(void)
{
	return driver_name;
}

/** vvp_params_stand_in - does it stand in for vfio-pci */
bool vvp_params_stand_in(void)
{
	return !strcmp(driver_name, STOCK_NAME);
}

/* Where the core has them for all drivers they are vfio-pci's to set, under that name. */
static void init_core(void)
{
	if (!COMPAT_PARAMS_OF_ALL)
		return;
	if (vvp_params_stand_in())
		compat_set_params_of_all(nointxmask, disable_vga,
					 disable_idle_d3);
	else if (nointxmask || disable_idle_d3 ||
		 (IS_ENABLED(CONFIG_VFIO_PCI_VGA) && disable_vga))
		pr_warn("nointxmask, disable_vga and disable_idle_d3 are not used: in this kernel they are for the devices of all VFIO drivers, and vfio-pci sets them, or this module with driver_name=vfio-pci\n");
}

/**
 * vvp_params_init - before the driver is registered
 *
 * Return: 0; -EINVAL if something cannot be meant.
 */
int __init vvp_params_init(void)
{
	if (!vvp_params_stand_in() && strcmp(driver_name, OWN_NAME)) {
		pr_err("driver_name=%s: it can be virtio-vfio-pci or vfio-pci\n",
		       driver_name);
		return -EINVAL;
	}
	if (disable_denylist)
		pr_warn("the denylist is disabled\n");
	init_core();
	return 0;
}

static void __init add_ids(struct pci_driver *driver, const char *text)
{
	struct device_ids add;
	int ret;

	if (!vvp_device_ids_parse(text, &add)) {
		pr_warn("ids=%s: no vendor:device\n", text);
		return;
	}
	ret = pci_add_dynid(driver, add.vendor, add.device, add.subvendor,
			    add.subdevice, add.class, add.class_mask, 0);
	if (ret)
		pr_warn("ids=%s: cannot be added (error %d)\n", text, -ret);
	else
		pr_info("ids=%s: added\n", text);
}

/**
 * vvp_params_add_ids - take the functions that the parameter "ids" has
 * @driver: registered
 *
 * May bind functions, and sleep for that. What cannot be added is logged.
 */
void __init vvp_params_add_ids(struct pci_driver *driver)
{
	char *rest = ids, *text;

	while ((text = strsep(&rest, ",")))
		if (*text)
			add_ids(driver, text);
}

/**
 * vvp_params_of_device - how the core is to treat a device
 * @core: about to be initialized
 */
void vvp_params_of_device(struct vfio_pci_core_device *core)
{
	compat_set_params(core, READ_ONCE(nointxmask), disable_vga,
			  READ_ONCE(disable_idle_d3));
}

static struct device_facts facts_of(struct pci_dev *pdev)
{
	struct device_facts facts = {
		.vendor = pdev->vendor,
		.device = pdev->device,
		.class = pdev->class,
	};

	if (pdev->class >> 16 == PCI_BASE_CLASS_DISPLAY)
		pci_read_config_dword(pdev, DEVICE_ASLS, &facts.asls);
	return facts;
}

/**
 * vvp_params_check_device - may a function be given to a user at all
 * @pdev: the function
 *
 * Logs why not.
 *
 * Return: 0, -EINVAL for one of the denylist, -EOPNOTSUPP for one that only vfio-pci
 * itself can serve.
 */
int vvp_params_check_device(struct pci_dev *pdev)
{
	struct device_facts facts = facts_of(pdev);

	if (vvp_device_is_denylisted(&facts)) {
		if (!disable_denylist) {
			pci_warn(pdev, "not taken: %04x:%04x is on the denylist, as unsafe to give away (disable_denylist=1 would take it)\n",
				 pdev->vendor, pdev->device);
			return -EINVAL;
		}
		pci_warn(pdev, "%04x:%04x is on the denylist, which is disabled\n",
			 pdev->vendor, pdev->device);
	}
	if (IS_ENABLED(CONFIG_VFIO_PCI_IGD) && vvp_device_has_opregion(&facts)) {
		pci_warn(pdev, "not taken: Intel graphics needs regions that only the kernel's own vfio-pci has; unload this module, and load that one (module vfio_pci)\n");
		return -EOPNOTSUPP;
	}
	return 0;
}

/** vvp_params_sriov_enabled - may sriov_numvfs be set on a PF that has this driver */
bool vvp_params_sriov_enabled(void)
{
	return enable_sriov;
}
