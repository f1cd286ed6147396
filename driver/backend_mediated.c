// SPDX-License-Identifier: GPL-2.0-only
/*
 * No commands at all: the function's own modern registers, translated. It needs no PF,
 * and has no software in the way of data.
 */
#include <linux/moduleparam.h>
#include <linux/slab.h>
#include <linux/virtio_ids.h>

#include "backend.h"
#include "modern_header.h"
#include "modern_io.h"
#include "modern_regs.h"
#include "trace.h"

static_assert(BACKEND_DOORBELLS == MODERN_QUEUES_MAX);

static bool mediated = true;
module_param(mediated, bool, 0644);
MODULE_PARM_DESC(mediated,
		 "Where no PF gives a function legacy commands, make them of its modern registers (default: Y)");

/**
 * struct backend_mediated - what a function has here
 * @backend: what all have
 * @io: its structures
 * @regs: what is made of them
 * @reported: of its counts, what has been told
 * @proved: it has shown that without VERSION_1 it has the legacy packet header
 * @open: there is a session
 */
struct backend_mediated {
	struct backend backend;
	struct modern_io io;
	struct modern_regs regs;
	struct modern_counts reported;
	bool proved;
	bool open;
};

static struct backend_mediated *to_self(struct backend *backend)
{
	return container_of(backend, struct backend_mediated, backend);
}

/* A guest that goes to sleep with its device has nothing to ask it. */
static bool is_awake(const struct backend_mediated *self)
{
	const struct pci_dev *pdev = self->backend.vf;

	return pdev->current_state != PCI_D3hot &&
	       pdev->current_state != PCI_D3cold;
}

/* From here on the doorbells are rung by any vCPU, without the lock of BAR0. */
static void show_doorbells(struct backend_mediated *self)
{
	void __iomem **shown = self->regs.live ? self->io.doorbells : NULL;

	if (self->backend.doorbells == shown)
		return;
	/* Pairs with the acquire by who rings: of the table's addresses. */
	smp_store_release(&self->backend.doorbells, shown);
}

static const char *why_not_started(int err)
{
	switch (err) {
	case MODERN_ERR_HEADER:
		return "its driver has headers of 10 bytes (no MRG_RXBUF), the device may not";
	case MODERN_ERR_FEATURES:
		return "the device does not accept the driver's features";
	case MODERN_ERR_QUEUE:
		return "the device does not enable a queue";
	case MODERN_ERR_START:
		return "the device does not keep DRIVER_OK";
	case MODERN_ERR_GONE:
		return "the device does not answer";
	default:
		return "the device does not finish a reset";
	}
}

static bool has_news(const struct modern_counts *now,
		     const struct modern_counts *before)
{
	return now->started != before->started ||
	       now->not_started != before->not_started ||
	       now->needs_reset != before->needs_reset ||
	       now->foreign != before->foreign;
}

static noinline void report(struct backend_mediated *self, int err)
{
	const struct modern_counts *now = &self->regs.counts;
	struct modern_counts *before = &self->reported;
	struct pci_dev *pdev = self->backend.vf;

	if (now->started != before->started)
		trace_vvp_started(pdev, self->regs.dev.told);
	if (now->not_started != before->not_started &&
	    __ratelimit(&self->backend.session_log))
		pci_warn(pdev, "the guest's device was not started: %s\n",
			 why_not_started(err));
	if (now->needs_reset != before->needs_reset &&
	    __ratelimit(&self->backend.session_log))
		pci_warn(pdev, "the device says that it needs a reset\n");
	if (now->foreign != before->foreign &&
	    __ratelimit(&self->backend.session_log))
		pci_info(pdev, "somebody else has reset the device: what its legacy driver wrote is lost\n");
	*before = *now;
}

static void was_accessed(struct backend_mediated *self, int err)
{
	show_doorbells(self);
	if (has_news(&self->regs.counts, &self->reported))
		report(self, err);
}

static int mediated_read(struct backend *backend,
			 const struct legacy_access *access, u8 *buf,
			 unsigned long deadline)
{
	struct backend_mediated *self = to_self(backend);
	int ret;

	if (!is_awake(self))
		return MODERN_ERR_GONE;
	ret = vvp_modern_regs_read(&self->regs, access, buf, deadline);
	/* There is never any news of the configuration. */
	if (access->space == LEGACY_COMMON)
		was_accessed(self, ret);
	return ret;
}

static int mediated_write(struct backend *backend,
			  const struct legacy_access *access, const u8 *buf,
			  unsigned long deadline)
{
	struct backend_mediated *self = to_self(backend);
	int ret;

	if (!is_awake(self))
		return MODERN_ERR_GONE;
	/* A queue may be on its way off: it is rung by its register meanwhile. */
	ret = vvp_modern_regs_write(&self->regs, access, buf, deadline);
	was_accessed(self, ret);
	return ret;
}

/* Nothing is done later than it is asked for. */
static int mediated_drain(struct backend *backend, unsigned long deadline)
{
	return 0;
}

static u64 mediated_generation(struct backend *backend)
{
	return READ_ONCE(to_self(backend)->regs.generation);
}

static void mediated_reset(struct backend *backend)
{
	struct backend_mediated *self = to_self(backend);

	vvp_modern_regs_was_reset(&self->regs);
	show_doorbells(self);
}

static bool may_drop_version_1(const struct backend_mediated *self)
{
	switch (READ_ONCE(self->backend.header)) {
	case BACKEND_HEADER_10:
		return true;
	case BACKEND_HEADER_12:
		return false;
	default:
		return self->proved;
	}
}

static int not_opened(struct backend_mediated *self, int err)
{
	if (err == ACCESS_ERR_KILLED)
		return err;
	if (__ratelimit(&self->backend.session_log))
		pci_warn(self->backend.vf, "not opened: %s\n",
			 err == MODERN_ERR_FEATURES ?
			 "the device does not go through the IOMMU any more (no ACCESS_PLATFORM)" :
			 why_not_started(err));
	return err == ACCESS_ERR_TIMEOUT ? -ETIMEDOUT : -EIO;
}

static int mediated_open(struct backend *backend, unsigned long deadline)
{
	struct backend_mediated *self = to_self(backend);
	int ret;

	if (pci_num_vf(backend->vf)) {
		if (__ratelimit(&backend->session_log))
			pci_warn(backend->vf, "not opened: it has VFs; set its sriov_numvfs to 0\n");
		return -EBUSY;
	}
	/* As the core has it: drvdata is its own. */
	ret = vvp_modern_io_open(&self->io, pci_get_drvdata(backend->vf));
	if (ret)
		return ret;
	self->io.command = backend->command;
	self->io.unkillable = false;
	self->regs.header10 = may_drop_version_1(self);
	ret = vvp_modern_regs_open(&self->regs, deadline);
	if (ret) {
		self->io.command = NULL;
		vvp_modern_io_close(&self->io);
		return not_opened(self, ret);
	}
	self->reported = self->regs.counts;
	self->open = true;
	return 0;
}

/* Before the guest's memory goes; nobody may end it. */
static void mediated_close(struct backend *backend)
{
	struct backend_mediated *self = to_self(backend);
	int ret = MODERN_ERR_GONE;

	WRITE_ONCE(backend->doorbells, NULL);
	if (!self->open)
		return;
	self->open = false;
	self->io.unkillable = true;
	if (is_awake(self))
		ret = vvp_modern_regs_close(&self->regs, vvp_backend_deadline());
	else
		vvp_command_set_master(self->io.command, false);
	if (ret && ret != MODERN_ERR_GONE)
		pci_warn(backend->vf, "the device does not finish the reset at the end of a session: its bus mastering is off\n");
	self->io.command = NULL;
	vvp_modern_io_close(&self->io);
}

static void mediated_release(struct backend *backend)
{
	struct backend_mediated *self = to_self(backend);

	kvfree(self->io.doorbells);
	kvfree(self->regs.queues);
	kfree(self);
}

/* Look at the device: nothing but registers, and it is reset afterwards. */
static int look(struct backend_mediated *self, unsigned long deadline)
{
	int ret;

	ret = vvp_modern_io_map(&self->io);
	if (ret)
		return ret;
	ret = vvp_modern_regs_open(&self->regs, deadline);
	if (!ret && self->regs.type->virtio_id == VIRTIO_ID_NET) {
		ret = vvp_modern_prove_header10(&self->regs.dev, deadline);
		self->proved = ret > 0;
		ret = min(ret, 0);
	}
	vvp_modern_io_unmap(&self->io);
	return ret;
}

static int look_enabled(struct backend_mediated *self, unsigned long deadline)
{
	struct pci_dev *pdev = self->backend.vf;
	int ret;

	ret = pci_enable_device_mem(pdev);
	if (ret)
		return ret;
	ret = look(self, deadline);
	pci_disable_device(pdev);
	switch (ret) {
	case 0:
	case -ENOMEM:
	case ACCESS_ERR_KILLED:
		return ret;
	case MODERN_ERR_FEATURES:
		return BIND_ERR_PLATFORM;
	default:
		return BIND_ERR_NO_RESET;
	}
}

static int find_structures(struct backend_mediated *self)
{
	struct pci_dev *pdev = self->backend.vf;
	struct modern_dev *dev = &self->regs.dev;
	const char *fault = vvp_modern_io_find(&self->io);

	if (fault) {
		pci_info(pdev, "%s\n", fault);
		return BIND_ERR_STRUCTURES;
	}
	dev->ops = &vvp_modern_io_ops;
	dev->function = &self->io;
	dev->config_length = self->io.caps.device.length;
	dev->has_queue_reset = self->io.caps.common.length >=
			       MODERN_COMMON_RESET;
	return 0;
}

static int allocate(struct backend_mediated *self)
{
	self->regs.queues = kvcalloc(MODERN_QUEUES_MAX,
				     sizeof(*self->regs.queues), GFP_KERNEL);
	self->io.doorbells = kvcalloc(MODERN_QUEUES_MAX,
				      sizeof(*self->io.doorbells), GFP_KERNEL);
	return self->regs.queues && self->io.doorbells ? 0 : -ENOMEM;
}

/* Of a VF the reason is that its PF has no commands: then this is said, too. */
static struct backend *refused(struct pci_dev *vf, int err)
{
	static const struct {
		int err;
		const char *why;
	} all[] = {
		{ BIND_ERR_TYPE, "guests' page numbers would be the host's" },
		{ BIND_ERR_PLATFORM,
		  "it does not go through the IOMMU (no ACCESS_PLATFORM)" },
		{ BIND_ERR_STRUCTURES, "its virtio structures cannot be used" },
		{ BIND_ERR_NO_RESET, "it does not answer, or not finish a reset" },
	};
	int i;

	for (i = 0; i < ARRAY_SIZE(all) && vf->is_virtfn; i++)
		if (all[i].err == err)
			pci_info(vf, "no legacy interface of its modern registers: %s\n",
				 all[i].why);
	return ERR_PTR(err);
}

static struct backend *mediated_bind(struct pci_dev *vf,
				     const struct legacy_type *type,
				     unsigned long deadline)
{
	struct backend_mediated *self;
	int ret;

	if (!READ_ONCE(mediated))
		return ERR_PTR(-ENODEV);
	if (!vvp_modern_type_safe(type->virtio_id))
		return refused(vf, BIND_ERR_TYPE);
	if (pci_num_vf(vf))
		return refused(vf, BIND_ERR_VFS);
	self = kzalloc(sizeof(*self), GFP_KERNEL);
	if (!self)
		return ERR_PTR(-ENOMEM);
	self->backend.ops = &vvp_backend_mediated;
	self->backend.vf = vf;
	self->backend.caps = &self->io.caps;
	self->backend.counts = &self->regs.counts;
	self->io.pdev = vf;
	self->regs.type = type;
	ret = allocate(self);
	if (!ret)
		ret = find_structures(self);
	if (!ret)
		ret = look_enabled(self, deadline);
	if (ret) {
		mediated_release(&self->backend);
		return refused(vf, ret);
	}
	return &self->backend;
}

const struct backend_ops vvp_backend_mediated = {
	.name = "mediated",
	.by_memory = true,
	.bind = mediated_bind,
	.open = mediated_open,
	.reset = mediated_reset,
	.close = mediated_close,
	.release = mediated_release,
	.read = mediated_read,
	.write = mediated_write,
	.drain = mediated_drain,
	.generation = mediated_generation,
};
