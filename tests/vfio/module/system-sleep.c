// SPDX-License-Identifier: GPL-2.0-only
/*
 * For tests: takes single PCI functions through what the PCI bus does when a system
 * sleeps. The lab as a whole cannot sleep, as its root is on virtio-9p.
 *
 * Parameters, to each of which the address of a function is written:
 *
 *	suspend		it falls asleep
 *	power_off	one that sleeps forgets all that it knows
 *	resume		it wakes up
 *
 * User space goes on meanwhile. Which function comes first is the writer's to know.
 */
#include <linux/device.h>
#include <linux/list.h>
#include <linux/module.h>
#include <linux/pci.h>
#include <linux/pm_runtime.h>
#include <linux/slab.h>

struct sleeper {
	struct list_head node;
	struct pci_dev *pdev;
};

/* The last one first. Under the lock of this module's parameters. */
static LIST_HEAD(sleepers);

static int fall_asleep(struct device *dev)
{
	const struct dev_pm_ops *pm = dev->bus->pm;
	int ret;

	/* Who is powered down already would be left out. */
	pm_runtime_get_sync(dev);
	device_lock(dev);
	ret = pm->prepare(dev);
	if (ret < 0)
		goto err_put;
	/* Else the bus would take it for one that need not be resumed. */
	dev->power.must_resume = true;
	ret = pm->suspend(dev);
	if (ret)
		goto err_complete;
	pm_runtime_disable(dev);
	ret = pm->suspend_late(dev);
	if (ret)
		goto err_resume;
	ret = pm->suspend_noirq(dev);
	if (ret)
		goto err_early;
	device_unlock(dev);
	return 0;

err_early:
	pm->resume_early(dev);
err_resume:
	pm_runtime_enable(dev);
	pm->resume(dev);
err_complete:
	pm->complete(dev);
err_put:
	device_unlock(dev);
	pm_runtime_put(dev);
	return ret;
}

static int awaken(struct device *dev)
{
	const struct dev_pm_ops *pm = dev->bus->pm;
	int ret;

	device_lock(dev);
	ret = pm->resume_noirq(dev) ?: pm->resume_early(dev);
	pm_runtime_enable(dev);
	if (!ret)
		ret = pm->resume(dev);
	pm->complete(dev);
	device_unlock(dev);
	pm_runtime_put(dev);
	return ret;
}

static int resume_sleeper(struct sleeper *sleeper)
{
	int ret = awaken(&sleeper->pdev->dev);

	pci_info(sleeper->pdev, "system-sleep: awake (%d)\n", ret);
	list_del(&sleeper->node);
	pci_dev_put(sleeper->pdev);
	kfree(sleeper);
	return ret;
}

/* A reference to the function with this address, or NULL. */
static struct pci_dev *function_at(const char *address)
{
	unsigned int domain, bus, slot, function;

	if (sscanf(address, "%x:%x:%x.%x", &domain, &bus, &slot, &function) !=
	    4)
		return NULL;
	return pci_get_domain_bus_and_slot(domain, bus,
					   PCI_DEVFN(slot, function));
}

static struct sleeper *find(const char *address)
{
	struct pci_dev *pdev = function_at(address);
	struct sleeper *sleeper;

	/* It is only compared. */
	pci_dev_put(pdev);
	list_for_each_entry(sleeper, &sleepers, node)
		if (sleeper->pdev == pdev)
			return sleeper;
	return NULL;
}

static int set_suspend(const char *address, const struct kernel_param *param)
{
	struct sleeper *sleeper;
	int ret;

	if (find(address))
		return -EALREADY;
	sleeper = kzalloc(sizeof(*sleeper), GFP_KERNEL);
	if (!sleeper)
		return -ENOMEM;
	ret = -ENODEV;
	sleeper->pdev = function_at(address);
	if (!sleeper->pdev)
		goto err_free;
	ret = fall_asleep(&sleeper->pdev->dev);
	if (ret)
		goto err_put;
	pci_info(sleeper->pdev, "system-sleep: asleep in %s\n",
		 pci_power_name(sleeper->pdev->current_state));
	list_add(&sleeper->node, &sleepers);
	return 0;

err_put:
	pci_dev_put(sleeper->pdev);
err_free:
	kfree(sleeper);
	return ret;
}

static int set_power_off(const char *address, const struct kernel_param *param)
{
	struct sleeper *sleeper = find(address);

	return sleeper ? pcie_flr(sleeper->pdev) : -ENODEV;
}

static int set_resume(const char *address, const struct kernel_param *param)
{
	struct sleeper *sleeper = find(address);

	return sleeper ? resume_sleeper(sleeper) : -ENODEV;
}

static const struct kernel_param_ops suspend_ops = { .set = set_suspend };
module_param_cb(suspend, &suspend_ops, NULL, 0200);
MODULE_PARM_DESC(suspend, "Address of a PCI function that is to fall asleep");

static const struct kernel_param_ops power_off_ops = { .set = set_power_off };
module_param_cb(power_off, &power_off_ops, NULL, 0200);
MODULE_PARM_DESC(power_off, "Address of one that is to lose its state");

static const struct kernel_param_ops resume_ops = { .set = set_resume };
module_param_cb(resume, &resume_ops, NULL, 0200);
MODULE_PARM_DESC(resume, "Address of one that is to wake up");

static int __init system_sleep_init(void)
{
	return 0;
}
module_init(system_sleep_init);

static void __exit system_sleep_exit(void)
{
	struct sleeper *sleeper, *next;

	list_for_each_entry_safe(sleeper, next, &sleepers, node)
		resume_sleeper(sleeper);
}
module_exit(system_sleep_exit);

MODULE_LICENSE("GPL");
MODULE_DESCRIPTION("System sleep of single PCI functions, for tests");
