// SPDX-License-Identifier: GPL-2.0-only
/* A legacy driver's writes, and when the modern device gets them. */
#include <linux/string.h>
#include <linux/virtio_ids.h>
#include <linux/virtio_net.h>
#include <linux/virtio_pci.h>

#include "modern_regs.h"

/*
 * A legacy driver has to take a queue as long as it is, and firmware does not take
 * longer ones; QEMU's legacy devices have none. A modern device's can be made shorter.
 */
#define QUEUE_SIZE_SHOWN	256

static void put_le(u8 *to, size_t len, u64 value)
{
	size_t i;

	for (i = 0; i < len; i++)
		to[i] = value >> (8 * i);
}

/* The value of a register of which @access is a part. */
static u64 merged(u64 old, const struct legacy_access *access, u8 start,
		  const u8 *from)
{
	unsigned int shift = 8 * (access->offset - start);
	u64 mask = ((1ULL << (8 * access->len)) - 1) << shift;

	return (old & ~mask) | vvp_legacy_value(from, access->len) << shift;
}

/* Of which register is it? The first byte of that. */
static u8 start_of(const struct legacy_access *access)
{
	if (access->offset < VIRTIO_PCI_QUEUE_NUM)
		return access->offset & ~3;
	if (access->offset < VIRTIO_PCI_STATUS ||
	    access->offset >= VIRTIO_MSI_CONFIG_VECTOR)
		return access->offset & ~1;
	return access->offset;
}

static struct modern_queue *selected(struct modern_regs *regs)
{
	return regs->select < MODERN_QUEUES_MAX ? &regs->queues[regs->select] :
						  NULL;
}

/* The sizes of queues, and which there are, depend on features. */
static void lose_sizes(struct modern_regs *regs)
{
	unsigned int i;

	regs->has_nr_queues = false;
	for (i = 0; i < MODERN_QUEUES_MAX; i++)
		regs->queues[i].sized = false;
}

static void forget(struct modern_regs *regs)
{
	unsigned int i;

	regs->has_nr_queues = false;
	regs->status = 0;
	regs->features = 0;
	regs->has_features = false;
	regs->select = 0;
	regs->config_vector = VIRTIO_MSI_NO_VECTOR;
	regs->live = false;
	vvp_modern_config_forget(&regs->config);
	for (i = 0; i < MODERN_QUEUES_MAX; i++)
		regs->queues[i] = (struct modern_queue){
			.vector = VIRTIO_MSI_NO_VECTOR,
		};
}

/**
 * vvp_modern_regs_was_reset - the function has been reset, by other means
 * @regs: the registers
 *
 * The device is not touched.
 */
void vvp_modern_regs_was_reset(struct modern_regs *regs)
{
	vvp_modern_dev_was_reset(&regs->dev);
	forget(regs);
}

static int reset(struct modern_regs *regs, unsigned long deadline)
{
	int ret;

	regs->live = false;
	ret = vvp_modern_dev_reset(&regs->dev, deadline);
	if (!ret)
		forget(regs);
	return ret;
}

/**
 * vvp_modern_regs_open - a session begins
 * @regs: the registers; @dev's first four members, @type, @header10 and @queues set
 * @deadline: for ops->pause()
 *
 * Whatever was set up before is gone afterwards.
 *
 * Return: 0; as vvp_modern_dev_reset(); or MODERN_ERR_FEATURES for a device that must
 * not be given to a guest.
 */
int vvp_modern_regs_open(struct modern_regs *regs, unsigned long deadline)
{
	int ret;

	vvp_modern_config_open(&regs->config, &regs->dev, regs->type);
	forget(regs);
	ret = vvp_modern_dev_reset(&regs->dev, deadline);
	if (!ret)
		ret = vvp_modern_dev_offered(&regs->dev);
	if (!ret && !vvp_modern_offer_usable(regs->dev.offered))
		ret = MODERN_ERR_FEATURES;
	return ret;
}

/**
 * vvp_modern_regs_close - a session has ended
 * @regs: the registers
 * @deadline: for ops->pause()
 *
 * Before the guest's memory goes: the device does not use it afterwards.
 *
 * Return: as vvp_modern_dev_reset().
 */
int vvp_modern_regs_close(struct modern_regs *regs, unsigned long deadline)
{
	int ret = vvp_modern_dev_reset(&regs->dev, deadline);

	forget(regs);
	return ret;
}

/* Before whatever rests on what the device was told. */
static int watch(struct modern_regs *regs)
{
	bool needed_reset = regs->dev.needs_reset;

	switch (vvp_modern_dev_watch(&regs->dev)) {
	case MODERN_WATCH_GONE:
		return MODERN_ERR_GONE;
	case MODERN_WATCH_FOREIGN:
		forget(regs);
		regs->generation++;
		regs->counts.foreign++;
		break;
	case MODERN_WATCH_SAME:
		if (regs->dev.needs_reset && !needed_reset)
			regs->counts.needs_reset++;
		break;
	}
	return 0;
}

/* The device can be told things. */
static int begin(struct modern_regs *regs, unsigned long deadline)
{
	int ret = watch(regs);

	return ret ? ret : vvp_modern_dev_begin(&regs->dev, deadline);
}

static u32 shown(const struct modern_regs *regs)
{
	return vvp_modern_shown(regs->type->virtio_id, regs->dev.offered);
}

/* What the device is to be told, as far as is known. */
static u64 wanted_features(const struct modern_regs *regs, u32 guest)
{
	u16 id = regs->type->virtio_id;
	enum modern_header header = MODERN_HEADER_SAME;

	if (regs->header10)
		header = vvp_modern_header_of(id, regs->dev.offered, guest);
	return vvp_modern_negotiated(id, regs->dev.offered, guest, header);
}

static void tell(struct modern_regs *regs, u32 guest)
{
	u64 features = wanted_features(regs, guest);

	if (regs->dev.has_told && regs->dev.told == features)
		return;
	vvp_modern_dev_tell(&regs->dev, features);
	lose_sizes(regs);
}

/* Queues are looked at only with the features that they are for. */
static int prepare_queues(struct modern_regs *regs, unsigned long deadline)
{
	int ret = begin(regs, deadline);

	if (ret)
		return ret;
	if (!regs->live)
		tell(regs, regs->features);
	if (!regs->has_nr_queues) {
		regs->nr_queues = vvp_modern_dev_queues(&regs->dev);
		regs->has_nr_queues = true;
	}
	return 0;
}

/* Return: the size of the selected queue, 0 if there is none. */
static u16 selected_size(struct modern_regs *regs)
{
	struct modern_queue *queue = selected(regs);

	/* What the device says of others may be of the one selected before. */
	if (!queue || regs->select >= regs->nr_queues)
		return 0;
	/* The guest's ring has the size that it was shown. */
	if (!queue->sized && !queue->address) {
		queue->size = vvp_modern_dev_queue_size(&regs->dev, regs->select);
		if (queue->size > QUEUE_SIZE_SHOWN)
			queue->size = QUEUE_SIZE_SHOWN;
		queue->sized = true;
	}
	return queue->size;
}

static int queue_on(struct modern_regs *regs, u16 index)
{
	struct modern_queue *queue = &regs->queues[index];
	struct modern_ring ring = {
		.address = (u64)queue->address << VIRTIO_PCI_QUEUE_ADDR_SHIFT,
		.size = queue->size,
		.vector = queue->vector,
	};
	int ret = vvp_modern_dev_queue_on(&regs->dev, index, &ring);

	queue->on = !ret;
	return ret;
}

static int queues_on(struct modern_regs *regs)
{
	unsigned int i;
	int ret;

	for (i = 0; i < MODERN_QUEUES_MAX; i++) {
		if (!regs->queues[i].address)
			continue;
		ret = queue_on(regs, i);
		if (ret)
			return ret;
	}
	return 0;
}

static void ring_waiting(struct modern_regs *regs)
{
	unsigned int i;

	for (i = 0; i < MODERN_QUEUES_MAX; i++) {
		struct modern_queue *queue = &regs->queues[i];

		if (queue->kicked && queue->on)
			regs->dev.ops->notify(regs->dev.function, i);
		queue->kicked = false;
	}
}

static int set_up(struct modern_regs *regs, u32 guest)
{
	struct modern_dev *dev = &regs->dev;
	int ret;

	/* A packet that is shifted by two bytes is worse than none. */
	if (!regs->header10 &&
	    vvp_modern_header_of(regs->type->virtio_id, dev->offered, guest) ==
		    MODERN_HEADER_LEGACY)
		return MODERN_ERR_HEADER;
	tell(regs, guest);
	ret = vvp_modern_dev_accept(dev);
	if (ret)
		return ret;
	vvp_modern_config_write_kept(&regs->config);
	vvp_modern_dev_set_config_vector(dev, regs->config_vector);
	/* A device looks at its rings at once. */
	dev->ops->set_master(dev->function, true);
	ret = queues_on(regs);
	if (!ret)
		ret = vvp_modern_dev_run(dev);
	return ret;
}

/* Start the device with all that the guest has written so far. */
static int go_live(struct modern_regs *regs, u32 guest, unsigned long deadline)
{
	unsigned int i;
	int ret = set_up(regs, guest);

	if (!ret) {
		regs->live = true;
		regs->counts.started++;
		ring_waiting(regs);
		return 0;
	}
	regs->counts.not_started++;
	for (i = 0; i < MODERN_QUEUES_MAX; i++)
		regs->queues[i].on = false;
	/* What the guest wrote stays: it may write more, and try again. */
	vvp_modern_dev_reset(&regs->dev, deadline);
	return ret;
}

static int write_status(struct modern_regs *regs, u8 status,
			unsigned long deadline)
{
	int ret;

	if (!status)
		return reset(regs, deadline);
	ret = begin(regs, deadline);
	if (ret)
		return ret;
	if (status & VIRTIO_CONFIG_S_DRIVER_OK && !regs->live) {
		ret = go_live(regs, regs->features, deadline);
		if (ret)
			return ret;
	}
	/* Bit for bit: some want theirs back. */
	regs->status = status;
	return 0;
}

static int write_features(struct modern_regs *regs, u32 features)
{
	int ret = watch(regs);

	if (ret)
		return ret;
	regs->features = features & shown(regs);
	regs->has_features = true;
	if (regs->live && regs->features & ~regs->dev.told &
				  ~(1ULL << VIRTIO_F_ANY_LAYOUT))
		regs->counts.late_features++;
	return 0;
}

/* A queue whose address goes while the device may use it. */
static int queue_off(struct modern_regs *regs, struct modern_queue *queue,
		     unsigned long deadline)
{
	/* As QEMU's legacy device does. */
	if (!vvp_modern_dev_can_queue_off(&regs->dev))
		return reset(regs, deadline);
	if (vvp_modern_dev_queue_off(&regs->dev, regs->select, deadline))
		return reset(regs, deadline);
	queue->on = false;
	queue->sized = false;
	queue->address = 0;
	queue->vector = VIRTIO_MSI_NO_VECTOR;
	return 0;
}

static int write_address(struct modern_regs *regs, u32 address,
			 unsigned long deadline)
{
	struct modern_queue *queue;
	int ret = prepare_queues(regs, deadline);

	if (ret)
		return ret;
	queue = selected(regs);
	if (!selected_size(regs) || queue->address == address)
		return 0;
	if (queue->on) {
		if (!address)
			return queue_off(regs, queue, deadline);
		if (!vvp_modern_dev_can_queue_off(&regs->dev))
			return MODERN_ERR_QUEUE;
		ret = queue_off(regs, queue, deadline);
		if (ret || !regs->live)
			return ret;
		selected_size(regs);
	}
	queue->address = address;
	if (!regs->live || !address)
		return 0;
	regs->counts.late_queues++;
	ret = queue_on(regs, regs->select);
	if (ret)
		queue->address = 0;
	return ret;
}

static int write_config_vector(struct modern_regs *regs, u16 vector,
			       unsigned long deadline)
{
	int ret = begin(regs, deadline);

	if (!ret)
		regs->config_vector =
			vvp_modern_dev_set_config_vector(&regs->dev, vector);
	return ret;
}

static int write_queue_vector(struct modern_regs *regs, u16 vector,
			      unsigned long deadline)
{
	int ret = prepare_queues(regs, deadline);

	if (ret || !selected_size(regs))
		return ret;
	selected(regs)->vector = vvp_modern_dev_set_queue_vector(&regs->dev,
								 regs->select,
								 vector);
	return 0;
}

static bool has(const struct modern_regs *regs, unsigned int feature)
{
	return regs->has_features && regs->features & 1U << feature;
}

/*
 * Is this a notification that a driver may wait for, before it says DRIVER_OK? Not
 * that a network device has buffers to receive to; and of its other queues it depends
 * on features what is in them.
 */
static bool must_be_live(const struct modern_regs *regs, u16 queue)
{
	if (regs->type->virtio_id != VIRTIO_ID_NET)
		return true;
	if (!regs->has_features || !queue)
		return false;
	/* With MQ all even ones receive, but for the last: that is for control. */
	return queue % 2 || !has(regs, VIRTIO_NET_F_MQ) ||
	       queue + 1 == regs->nr_queues;
}

/* What the driver has, as far as it has said. */
static u32 known_features(const struct modern_regs *regs)
{
	return regs->has_features ? regs->features :
	       vvp_modern_assumed(regs->type->virtio_id, regs->dev.offered);
}

static int notify(struct modern_regs *regs, u16 index, unsigned long deadline)
{
	struct modern_queue *queue;
	int ret;

	ret = watch(regs);
	if (ret)
		return ret;
	queue = index < MODERN_QUEUES_MAX ? &regs->queues[index] : NULL;
	if (!queue || !queue->address) {
		regs->counts.dropped++;
		return 0;
	}
	if (regs->live) {
		if (queue->on)
			regs->dev.ops->notify(regs->dev.function, index);
		return 0;
	}
	queue->kicked = true;
	if (!must_be_live(regs, index))
		return 0;
	ret = begin(regs, deadline);
	return ret ? ret : go_live(regs, known_features(regs), deadline);
}

static int write_config(struct modern_regs *regs,
			const struct legacy_access *access, const u8 *from)
{
	int ret = watch(regs);

	if (!ret)
		vvp_modern_config_write(&regs->config, access, from, regs->live);
	return ret;
}

/* Without a device to ask: what a missing one would give. */
static u16 read_size(struct modern_regs *regs, unsigned long deadline, int *err)
{
	*err = prepare_queues(regs, deadline);
	return *err ? 0 : selected_size(regs);
}

static u16 read_queue_vector(struct modern_regs *regs, unsigned long deadline,
			     int *err)
{
	*err = prepare_queues(regs, deadline);
	if (*err || !selected_size(regs))
		return VIRTIO_MSI_NO_VECTOR;
	return vvp_modern_dev_queue_vector(&regs->dev, regs->select);
}

static u32 read_register(struct modern_regs *regs, u8 start,
			 unsigned long deadline, int *err)
{
	const struct modern_queue *queue;

	switch (start) {
	case VIRTIO_PCI_HOST_FEATURES:
		return shown(regs);
	case VIRTIO_PCI_GUEST_FEATURES:
		return regs->features;
	case VIRTIO_PCI_QUEUE_PFN:
		queue = selected(regs);
		return queue ? queue->address : 0;
	case VIRTIO_PCI_QUEUE_NUM:
		return read_size(regs, deadline, err);
	case VIRTIO_PCI_QUEUE_SEL:
		return regs->select;
	case VIRTIO_PCI_STATUS:
		*err = watch(regs);
		return regs->status;
	case VIRTIO_PCI_ISR:
		return regs->dev.ops->read_isr(regs->dev.function);
	case VIRTIO_MSI_CONFIG_VECTOR:
		return vvp_modern_dev_config_vector(&regs->dev);
	case VIRTIO_MSI_QUEUE_VECTOR:
		return read_queue_vector(regs, deadline, err);
	default:
		/* Queue Notify is for writing. */
		return 0;
	}
}

/**
 * vvp_modern_regs_read - the guest reads a register, or part of one
 * @regs: the registers
 * @access: which
 * @to: where to; untouched if it fails
 * @deadline: for ops->pause()
 *
 * Return: 0 or how the device failed.
 */
int vvp_modern_regs_read(struct modern_regs *regs,
			 const struct legacy_access *access, u8 *to,
			 unsigned long deadline)
{
	u8 start, bytes[4];
	int err = 0;

	if (access->space != LEGACY_COMMON) {
		vvp_modern_config_read(&regs->config, access, to);
		return 0;
	}
	start = start_of(access);
	put_le(bytes, sizeof(bytes), read_register(regs, start, deadline, &err));
	if (!err)
		memcpy(to, bytes + (access->offset - start), access->len);
	return err;
}

/**
 * vvp_modern_regs_write - the guest writes a register, or part of one
 * @regs: the registers
 * @access: which
 * @from: the data
 * @deadline: for ops->pause()
 *
 * Return: 0, how the device failed, or MODERN_ERR_HEADER.
 */
int vvp_modern_regs_write(struct modern_regs *regs,
			  const struct legacy_access *access, const u8 *from,
			  unsigned long deadline)
{
	const struct modern_queue *queue = selected(regs);
	u8 start = start_of(access);

	if (access->space != LEGACY_COMMON)
		return write_config(regs, access, from);
	switch (start) {
	case VIRTIO_PCI_GUEST_FEATURES:
		return write_features(regs, merged(regs->features, access, start,
						   from));
	case VIRTIO_PCI_QUEUE_PFN:
		return write_address(regs, merged(queue ? queue->address : 0,
						  access, start, from),
				     deadline);
	case VIRTIO_PCI_QUEUE_SEL:
		regs->select = merged(regs->select, access, start, from);
		return 0;
	case VIRTIO_PCI_QUEUE_NOTIFY:
		/* Half an index names no queue. */
		return access->len == 2 ?
		       notify(regs, vvp_legacy_value(from, 2), deadline) : 0;
	case VIRTIO_PCI_STATUS:
		return write_status(regs, *from, deadline);
	case VIRTIO_MSI_CONFIG_VECTOR:
		return access->len == 2 ?
		       write_config_vector(regs, vvp_legacy_value(from, 2),
					   deadline) : 0;
	case VIRTIO_MSI_QUEUE_VECTOR:
		return access->len == 2 ?
		       write_queue_vector(regs, vvp_legacy_value(from, 2),
					  deadline) : 0;
	default:
		return 0;
	}
}
