// SPDX-License-Identifier: GPL-2.0-only
/*
 * For tests: what virtio-owner offers for device parts, called by a program. An open file
 * is one user of one member.
 */
#include <linux/fs.h>
#include <linux/jiffies.h>
#include <linux/miscdevice.h>
#include <linux/module.h>
#include <linux/mutex.h>
#include <linux/pci.h>
#include <linux/slab.h>
#include <linux/uaccess.h>
#include <linux/vmalloc.h>

#include "owner-verbs.h"
#include "virtio_owner.h"

/* More than the owner takes. */
#define LEN_MAX (2 * VOWNER_PARTS_MAX)

struct caller {
	struct mutex lock; /* one call at a time */
	const struct virtio_owner_api *api;
	struct vowner_member *member;
};

static int verbs_open(struct inode *inode, struct file *file)
{
	struct caller *caller = kzalloc(sizeof(*caller), GFP_KERNEL);

	if (!caller)
		return -ENOMEM;
	caller->api = symbol_get(virtio_owner_api);
	if (!caller->api) {
		kfree(caller);
		return -ENODEV;
	}
	mutex_init(&caller->lock);
	file->private_data = caller;
	return 0;
}

static int verbs_release(struct inode *inode, struct file *file)
{
	struct caller *caller = file->private_data;

	if (caller->member)
		caller->api->put(caller->member);
	symbol_put(virtio_owner_api);
	kfree(caller);
	return 0;
}

static long get_member(struct caller *caller, const void __user *arg)
{
	unsigned int domain, bus, slot, function;
	struct vowner_member *member;
	struct pci_dev *vf = NULL;
	char address[17] = "";

	if (copy_from_user(address, arg, 16))
		return -EFAULT;
	if (caller->member)
		return -EBUSY;
	if (sscanf(address, "%x:%x:%x.%x", &domain, &bus, &slot, &function) ==
	    4)
		vf = pci_get_domain_bus_and_slot(domain, bus,
						 PCI_DEVFN(slot, function));
	if (!vf)
		return -ENODEV;
	member = caller->api->get(vf, jiffies + 10 * HZ);
	pci_dev_put(vf);
	if (IS_ERR(member))
		return PTR_ERR(member);
	caller->member = member;
	return 0;
}

static int get_parts(struct caller *caller, struct owner_verb *call,
		     unsigned long deadline)
{
	void *buf = vzalloc(max(call->len, 1U));
	int ret;

	if (!buf)
		return -ENOMEM;
	ret = caller->api->parts_get(caller->member, buf, &call->len, deadline);
	if (!ret && copy_to_user(u64_to_user_ptr(call->buf), buf, call->len))
		ret = -EFAULT;
	vfree(buf);
	return ret;
}

static int set_parts(struct caller *caller, struct owner_verb *call,
		     unsigned long deadline)
{
	void *buf = vzalloc(max(call->len, 1U));
	int ret = -EFAULT;

	if (!buf)
		return -ENOMEM;
	if (!copy_from_user(buf, u64_to_user_ptr(call->buf), call->len))
		ret = caller->api->parts_set(caller->member, buf, call->len,
					     deadline);
	vfree(buf);
	return ret;
}

static int call_verb(struct caller *caller, struct owner_verb *call)
{
	unsigned long deadline = jiffies + msecs_to_jiffies(call->deadline_ms);
	const struct virtio_owner_api *api = caller->api;

	switch (call->verb) {
	case OWNER_VERB_SUPPORT:
		return api->parts_support(caller->member, deadline);
	case OWNER_VERB_CREATE:
		return api->parts_create(caller->member, call->flag, deadline);
	case OWNER_VERB_DESTROY:
		return api->parts_destroy(caller->member, deadline);
	case OWNER_VERB_SIZE:
		return api->parts_size(caller->member, &call->len, deadline);
	case OWNER_VERB_GET:
		return get_parts(caller, call, deadline);
	case OWNER_VERB_SET:
		return set_parts(caller, call, deadline);
	default:
		return api->mode_set(caller->member, call->flag, deadline);
	}
}

static long verbs_ioctl(struct file *file, unsigned int cmd, unsigned long arg)
{
	struct caller *caller = file->private_data;
	struct owner_verb call;
	long ret = 0;

	mutex_lock(&caller->lock);
	if (cmd == OWNER_VERBS_MEMBER) {
		ret = get_member(caller, (void __user *)arg);
	} else if (cmd != OWNER_VERBS_CALL) {
		ret = -ENOTTY;
	} else if (!caller->member) {
		ret = -ENODEV;
	} else if (copy_from_user(&call, (void __user *)arg, sizeof(call))) {
		ret = -EFAULT;
	} else if (call.verb > OWNER_VERB_MODE_SET || call.len > LEN_MAX) {
		ret = -EINVAL;
	} else {
		call.ret = call_verb(caller, &call);
		if (copy_to_user((void __user *)arg, &call, sizeof(call)))
			ret = -EFAULT;
	}
	mutex_unlock(&caller->lock);
	return ret;
}

static const struct file_operations verbs_fops = {
	.owner = THIS_MODULE,
	.open = verbs_open,
	.release = verbs_release,
	.unlocked_ioctl = verbs_ioctl,
};

static struct miscdevice verbs_device = {
	.minor = MISC_DYNAMIC_MINOR,
	.name = "owner-verbs",
	.fops = &verbs_fops,
};

module_misc_device(verbs_device);

MODULE_LICENSE("GPL");
MODULE_DESCRIPTION("virtio-owner's verbs about device parts, for tests");
