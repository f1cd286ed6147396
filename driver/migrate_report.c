// SPDX-License-Identifier: GPL-2.0-only
/* What an operator sees of live migration. */
#include <linux/moduleparam.h>
#include <linux/slab.h>
#include <linux/sysfs.h>

#include "backend_parts.h"
#include "migrate_own.h"
#include "vfio_dev.h"

static bool migration = true;
module_param(migration, bool, 0644);
MODULE_PARM_DESC(migration,
		 "Offer live migration for devices that are opened from now on (default: Y)");

/* The words stay, the texts need not. */
static const struct {
	const char *word;
	const char *text;
} reasons[MIGRATE_WHYS] = {
	[MIGRATE_OFFERED] = { "offered", "the PF offers device parts" },
	[MIGRATE_OFF] = { "off", "switched off for this VF" },
	[MIGRATE_DISABLED] = {
		"disabled", "the module's parameter migration is off" },
	[MIGRATE_NO_COMMANDS] = {
		"no_commands",
		"no commands are sent for it, so nothing can be asked for its device parts; unplug it before the machine moves, and plug one in afterwards",
	},
	[MIGRATE_NO_CALLS] = {
		"no_calls",
		"this kernel's virtio_pci exports no calls for device parts; bind the PF to virtio-owner",
	},
	[MIGRATE_PF_NO_PARTS] = {
		"pf_no_parts", "the PF offers no device parts" },
	[MIGRATE_PF_NO_ANSWER] = {
		"pf_no_answer", "the PF does not answer" },
	[MIGRATE_PF_ERROR] = {
		"pf_error", "the PF failed when it was asked for device parts" },
};

static enum migrate_why why_not(int err)
{
	switch (err) {
	case 0:
		return MIGRATE_OFFERED;
	case -EOPNOTSUPP:
		return MIGRATE_PF_NO_PARTS;
	case -ETIMEDOUT:
	case -EBUSY:
	case -EINTR:
	case -ENODEV:
		return MIGRATE_PF_NO_ANSWER;
	default:
		return MIGRATE_PF_ERROR;
	}
}

/**
 * vvp_migrate_why - can a function be migrated, or why not?
 * @vvp: a device that has a legacy interface; its migration locked
 * @err: how the PF failed, of MIGRATE_PF_ERROR; else 0
 *
 * May sleep, as accesses do. To be called under the lock of the device set, or that which
 * keeps the backend.
 */
enum migrate_why vvp_migrate_why(struct vvp_device *vvp, int *err)
{
	struct backend *backend = vvp->legacy.backend;

	*err = 0;
	if (!vvp->migrate.enabled)
		return MIGRATE_OFF;
	if (!READ_ONCE(migration))
		return MIGRATE_DISABLED;
	if (!backend->ops->opcodes)
		return MIGRATE_NO_COMMANDS;
	if (!backend->ops->parts)
		return MIGRATE_NO_CALLS;
	vvp_legacy_wait_device(&vvp->legacy);
	*err = vvp_parts_support(backend);
	vvp_legacy_unlock_device(&vvp->legacy);
	return why_not(*err);
}

/**
 * vvp_migrate_reason_text - a word and a text
 * @vvp: a device that has a legacy interface
 * @buf: a page of sysfs
 *
 * May sleep, as accesses do.
 *
 * Return: length, or a negative errno.
 */
int vvp_migrate_reason_text(struct vvp_device *vvp, char *buf)
{
	enum migrate_why why;
	int ret, err;

	ret = vvp_migrate_lock(vvp);
	if (ret)
		return ret;
	mutex_lock(&vvp->backend_lock);
	why = vvp_migrate_why(vvp, &err);
	mutex_unlock(&vvp->backend_lock);
	vvp_migrate_unlock(vvp);
	if (why == MIGRATE_PF_ERROR)
		return sysfs_emit(buf, "%s %s (error %d)\n",
				  reasons[why].word, reasons[why].text, -err);
	return sysfs_emit(buf, "%s %s\n", reasons[why].word,
			  reasons[why].text);
}

/**
 * vvp_migrate_state_text - the state, and what is counted
 * @vvp: a device that has a legacy interface
 * @buf: a page of sysfs
 *
 * May sleep for as long as a change of the state does.
 *
 * Return: length, or a negative errno.
 */
int vvp_migrate_state_text(struct vvp_device *vvp, char *buf)
{
	const struct migrate_stats *stats = &vvp->migrate.stats;
	int ret, len;

	ret = vvp_migrate_lock(vvp);
	if (ret)
		return ret;
	len = sysfs_emit(buf, "state %s\n",
			 vvp_migrate_state_name(vvp->migrate.state));
	len += sysfs_emit_at(buf, len,
			     "changes %llu\nfailures %llu\nsaved %llu\nloaded %llu\nbytes %llu\n",
			     stats->changes, stats->failures, stats->saved,
			     stats->loaded, stats->bytes);
	if (stats->changes)
		len += sysfs_emit_at(buf, len,
				     "last %s %s\nlast_error %d\nlast_us %llu\n",
				     vvp_migrate_state_name(stats->from),
				     vvp_migrate_state_name(stats->to),
				     -stats->ret, stats->ns / NSEC_PER_USEC);
	len += sysfs_emit_at(buf, len, "stopped_us %llu\n",
			     stats->stopped_ns / NSEC_PER_USEC);
	vvp_migrate_unlock(vvp);
	return len;
}

static int identity_text(const struct stream_identity *identity, char *buf)
{
	int i, len;

	len = sysfs_emit(buf, "mode %s\ntype %u\n",
			 vvp_mode_names[identity->mode], identity->virtio_id);
	len += sysfs_emit_at(buf, len,
			     "pci %04x:%04x\nsubsystem %04x:%04x\nbar0_size %u\n",
			     identity->vendor, identity->device,
			     identity->subsystem_vendor, identity->subsystem,
			     identity->bar0_size);
	if (identity->has_features)
		len += sysfs_emit_at(buf, len, "features %#llx %#llx\n",
				     identity->features[0],
				     identity->features[1]);
	len += sysfs_emit_at(buf, len, "queues %u\nqueue_sizes",
			     identity->nr_queues);
	for (i = 0; i < identity->nr_queues && len < PAGE_SIZE - 8; i++)
		len += sysfs_emit_at(buf, len, " %u", identity->queue_size[i]);
	return len + sysfs_emit_at(buf, len, "\n");
}

/* What a report is read from must not be in the way of a migration. */
static struct own_state *own_state(struct vvp_device *vvp)
{
	int err;

	if (vvp->migrate.state != MIGRATE_RUNNING)
		return ERR_PTR(-EBUSY);
	if (vvp_migrate_why(vvp, &err) != MIGRATE_OFFERED)
		return ERR_PTR(-EOPNOTSUPP);
	return vvp_migrate_own_get_once(vvp);
}

/**
 * vvp_migrate_parts_text - what both ends of a migration have to have in common
 * @vvp: a device that has a legacy interface
 * @buf: a page of sysfs
 *
 * May sleep, as accesses do.
 *
 * Return: length; -EBUSY while it is being migrated, -EOPNOTSUPP if it cannot be, or as
 * accesses.
 */
int vvp_migrate_parts_text(struct vvp_device *vvp, char *buf)
{
	struct own_state *own;
	int ret;

	ret = vvp_migrate_lock(vvp);
	if (ret)
		return ret;
	mutex_lock(&vvp->backend_lock);
	own = own_state(vvp);
	mutex_unlock(&vvp->backend_lock);
	vvp_migrate_unlock(vvp);
	if (IS_ERR(own))
		return PTR_ERR(own);
	ret = identity_text(&own->identity, buf);
	vvp_migrate_own_free(own);
	return ret;
}
