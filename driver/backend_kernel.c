// SPDX-License-Identifier: GPL-2.0-only
/* Administration commands through the kernel's own virtio-pci driver of the PF. */
#include <linux/jiffies.h>
#include <linux/ktime.h>
#include <linux/sched/signal.h>
#include <linux/slab.h>
#include <linux/virtio_pci.h>
#include <linux/virtio_pci_admin.h>

#include "backend.h"
#include "courier.h"
#include "failure_budget.h"

/**
 * struct kernel_backend - what a VF has here
 * @courier: takes its commands to the PF
 * @budget: of commands that fail. virtio-pci writes a line to the log for each,
 *	without limit, and a guest can cause them.
 */
struct kernel_backend {
	struct courier *courier;
	struct failure_budget budget;
};

/* The device's status, negated, is not yet an error number. */
static int error_of(int ret)
{
	switch (ret) {
	/* virtio-pci's own */
	case -EIO:
	case -ENODEV:
	case -EOPNOTSUPP:
		return ret;
	default:
		return access_err_of_status(-ret);
	}
}

static int pay_for_failures(struct failure_budget *budget,
			    unsigned long deadline)
{
	u64 wait = failure_budget_wait_ms(budget, ktime_to_ms(ktime_get()));

	if (!wait)
		return 0;
	if (time_after(jiffies + msecs_to_jiffies(wait), deadline))
		return ACCESS_ERR_LATE;
	schedule_timeout_killable(msecs_to_jiffies(wait));
	return fatal_signal_pending(current) ? ACCESS_ERR_KILLED : 0;
}

static int send(struct backend *backend, struct errand *errand,
		unsigned long deadline)
{
	struct kernel_backend *kernel = backend->priv;
	int ret;

	ret = pay_for_failures(&kernel->budget, deadline);
	if (ret)
		return ret;
	ret = courier_send(kernel->courier, errand, deadline);
	if (ret && !access_err_unsent(ret))
		failure_budget_spend(&kernel->budget, ktime_to_ms(ktime_get()));
	return ret;
}

static int run_read(struct pci_dev *vf, struct errand *errand)
{
	const struct legacy_access *access = &errand->access;
	int (*command)(struct pci_dev *vf, u8 offset, u8 size, u8 *buf);

	command = access->space == LEGACY_COMMON ?
		  virtio_pci_admin_legacy_common_io_read :
		  virtio_pci_admin_legacy_device_io_read;
	memset(errand->field, 0, sizeof(errand->field));
	return error_of(command(vf, access->offset, access->len,
				errand->field));
}

static int pf_read(struct backend *backend, const struct legacy_access *access,
		   u8 *buf, unsigned long deadline)
{
	struct errand errand = { .run = run_read, .access = *access };
	int ret;

	ret = send(backend, &errand, deadline);
	if (!ret)
		memcpy(buf, errand.field, access->len);
	return ret;
}

static int run_write(struct pci_dev *vf, struct errand *errand)
{
	const struct legacy_access *access = &errand->access;
	int (*command)(struct pci_dev *vf, u8 offset, u8 size, u8 *buf);

	command = access->space == LEGACY_COMMON ?
		  virtio_pci_admin_legacy_common_io_write :
		  virtio_pci_admin_legacy_device_io_write;
	return error_of(command(vf, access->offset, access->len,
				errand->field));
}

static int pf_write(struct backend *backend, const struct legacy_access *access,
		    const u8 *buf, unsigned long deadline)
{
	struct errand errand = { .run = run_write, .access = *access };

	memcpy(errand.field, buf, access->len);
	return send(backend, &errand, deadline);
}

/*
 * virtio-pci hands out no more than the first entry of each kind, and not
 * their order. A doorbell of the member is the one that needs no other VF's
 * neighbourhood, so it goes first.
 */
static int run_notify_info(struct pci_dev *vf, struct errand *errand)
{
	static const u8 kinds[] = { VIRTIO_ADMIN_CMD_NOTIFY_INFO_FLAGS_OWNER_MEM, VIRTIO_ADMIN_CMD_NOTIFY_INFO_FLAGS_OWNER_DEV };
	int i, n = 0, ret;

	memset(errand->entries, 0, sizeof(errand->entries));

	/* Without opcode 6 there is no list; asking would only fill the log. */
	if (!virtio_pci_admin_has_legacy_io(vf))
		return 0;

	for (i = 0; i < ARRAY_SIZE(kinds); i++) {
		struct notify_entry *entry = &errand->entries[n];

		ret = virtio_pci_admin_legacy_io_notify_info(vf, kinds[i],
							     &entry->bar,
							     &entry->offset);
		if (ret == -ENOENT)
			continue;
		if (ret)
			return error_of(ret);
		entry->flags = kinds[i];
		n++;
	}
	return 0;
}

static int pf_notify_info(struct backend *backend,
			  struct notify_entry entries[VIRTIO_ADMIN_CMD_MAX_NOTIFY_INFO],
			  unsigned long deadline)
{
	struct errand errand = { .run = run_notify_info };
	int ret;

	ret = send(backend, &errand, deadline);
	if (!ret)
		memcpy(entries, errand.entries, sizeof(errand.entries));
	return ret;
}

static int pf_quiet(struct backend *backend, unsigned long deadline)
{
	struct kernel_backend *kernel = backend->priv;

	return courier_await(kernel->courier, deadline);
}

static u64 pf_interruptions(struct backend *backend)
{
	struct kernel_backend *kernel = backend->priv;

	return courier_interruptions(kernel->courier);
}

static void pf_release(struct backend *backend)
{
	struct kernel_backend *kernel = backend->priv;

	courier_put(kernel->courier);
	kfree(kernel);
}

static const struct backend_ops pf_ops = {
	.name = "kernel",
	.read = pf_read,
	.write = pf_write,
	.quiet = pf_quiet,
	.interruptions = pf_interruptions,
	.notify_info = pf_notify_info,
	.release = pf_release,
};

/*
 * A device supports all of opcodes 2 to 5 or none, so a read without effect
 * tells.
 */
static int look_for_commands(struct backend *backend, unsigned long deadline)
{
	static const struct legacy_access status = {
		.space = LEGACY_COMMON,
		.offset = VIRTIO_PCI_STATUS,
		.len = 1,
	};
	u8 value;

	/* True only if opcode 6, which is optional, is there as well. */
	if (virtio_pci_admin_has_legacy_io(backend->vf))
		return 0;
	return pf_read(backend, &status, &value, deadline);
}

/**
 * backend_kernel_init - reach a VF through the virtio-pci driver of its PF
 * @backend: set up on success
 * @vf: a VF
 * @deadline: in jiffies
 *
 * Sends at most one command, and sleeps for it.
 *
 * Return: 0; -ENODEV if the PF is not driven by virtio-pci; -EOPNOTSUPP if the
 * PF offers no legacy commands; -ENOMEM or -EBUSY if it is worth another try;
 * another negative number if a command failed, see struct backend_ops.
 */
int backend_kernel_init(struct backend *backend, struct pci_dev *vf,
			unsigned long deadline)
{
	struct kernel_backend *kernel;
	int ret;

	kernel = kzalloc(sizeof(*kernel), GFP_KERNEL);
	if (!kernel)
		return -ENOMEM;
	kernel->courier = courier_get(vf);
	if (IS_ERR(kernel->courier)) {
		ret = PTR_ERR(kernel->courier);
		kfree(kernel);
		return ret;
	}

	backend->ops = &pf_ops;
	backend->vf = vf;
	backend->priv = kernel;
	ret = look_for_commands(backend, deadline);
	if (ret)
		pf_release(backend);
	return ret;
}
