// SPDX-License-Identifier: GPL-2.0-only
/* What is known of the registers; the rules are in the header. */
#include <linux/string.h>
#include <linux/virtio_config.h>
#include <linux/virtio_pci.h>

#include "shadow.h"

#define STATUS_BEFORE_LIVE \
	(VIRTIO_CONFIG_S_ACKNOWLEDGE | VIRTIO_CONFIG_S_DRIVER)

static u16 le16(const u8 *data)
{
	return data[0] | data[1] << 8;
}

/* The bit of the selected queue; none if that is not known, or too far behind. */
static u64 selected(const struct shadow *shadow)
{
	return shadow->has_select && shadow->select < SHADOW_QUEUES ?
	       1ULL << shadow->select : 0;
}

/* The fields' starts: an access may be to a part behind. */
static u8 field_of(const struct legacy_access *access)
{
	if (access->space != LEGACY_COMMON)
		return VIRTIO_PCI_QUEUE_NOTIFY;	/* of no interest */
	if (access->offset < VIRTIO_PCI_QUEUE_NUM)
		return access->offset & ~3;
	if (access->offset < VIRTIO_PCI_STATUS)
		return access->offset & ~1;
	return access->offset;
}

/**
 * shadow_forget - the device may have been reset
 * @shadow: the shadow
 */
void shadow_forget(struct shadow *shadow)
{
	memset(shadow, 0, sizeof(*shadow));
}

/**
 * shadow_lose_selection - somebody else than the guest has selected queues
 * @shadow: the shadow
 */
void shadow_lose_selection(struct shadow *shadow)
{
	shadow->has_select = false;
}

/**
 * shadow_serves - is it known what a read would give?
 * @shadow: the shadow
 * @access: the read
 * @to: what it gives, if so
 */
bool shadow_serves(const struct shadow *shadow,
		   const struct legacy_access *access, u8 *to)
{
	u8 field = field_of(access), value[4] = {};
	u64 queue = selected(shadow);

	if (shadow->state != SHADOW_KNOWN)
		return false;
	switch (field) {
	case VIRTIO_PCI_HOST_FEATURES:
		if (!shadow->has_features)
			return false;
		memcpy(value, shadow->features, sizeof(shadow->features));
		break;
	case VIRTIO_PCI_QUEUE_PFN:
		if (!queue || shadow->addressed & queue)
			return false;
		break;
	case VIRTIO_PCI_QUEUE_NUM:
		if (!(shadow->sized & queue))
			return false;
		value[0] = shadow->sizes[shadow->select];
		value[1] = shadow->sizes[shadow->select] >> 8;
		break;
	case VIRTIO_PCI_STATUS:
		if (!shadow->has_status)
			return false;
		value[0] = shadow->status;
		break;
	default:
		return false;
	}
	memcpy(to, value + (access->offset - field), access->len);
	return true;
}

/**
 * shadow_has - does the device have already what is to be written?
 * @shadow: the shadow
 * @access: the write
 * @data: what it writes
 */
bool shadow_has(const struct shadow *shadow,
		const struct legacy_access *access, const u8 *data)
{
	return shadow->state == SHADOW_KNOWN && shadow->has_select &&
	       access->space == LEGACY_COMMON &&
	       access->offset == VIRTIO_PCI_QUEUE_SEL && access->len == 2 &&
	       le16(data) == shadow->select;
}

/**
 * shadow_was_read - the device has answered
 * @shadow: the shadow
 * @access: the read
 * @data: the answer
 */
void shadow_was_read(struct shadow *shadow, const struct legacy_access *access,
		     const u8 *data)
{
	u8 field = field_of(access);

	if (shadow->state == SHADOW_RESETTING) {
		if (field != VIRTIO_PCI_STATUS || *data)
			return;
		/* What was written meanwhile may not have lasted. */
		shadow->has_select = false;
		shadow->state = SHADOW_KNOWN;
		shadow->has_status = true;
		return;
	}
	if (shadow->state != SHADOW_KNOWN)
		return;

	if (field == VIRTIO_PCI_HOST_FEATURES && access->len == 4) {
		memcpy(shadow->features, data, 4);
		shadow->has_features = true;
	} else if (field == VIRTIO_PCI_QUEUE_NUM && access->len == 2 &&
		   selected(shadow)) {
		shadow->sizes[shadow->select] = le16(data);
		shadow->sized |= selected(shadow);
	}
}

static void status_written(struct shadow *shadow, u8 status)
{
	if (!status) {
		shadow_forget(shadow);
		shadow->state = SHADOW_RESETTING;
		return;
	}
	if (shadow->state == SHADOW_RESETTING)
		shadow_forget(shadow);
	if (status & ~STATUS_BEFORE_LIVE)
		shadow->live = true;
	shadow->has_status = !shadow->live;
	shadow->status = status;
}

static void address_written(struct shadow *shadow,
			    const struct legacy_access *access, const u8 *data)
{
	static const u8 off[4];

	if (access->len != sizeof(off) || !memcmp(data, off, sizeof(off)))
		shadow_forget(shadow);
	else if (shadow->state != SHADOW_KNOWN || !shadow->has_select)
		shadow->addressed = ~0ULL;
	else
		shadow->addressed |= selected(shadow);
}

/**
 * shadow_was_written - the device has taken a write
 * @shadow: the shadow
 * @access: the write
 * @data: what it wrote
 */
void shadow_was_written(struct shadow *shadow,
			const struct legacy_access *access, const u8 *data)
{
	switch (field_of(access)) {
	case VIRTIO_PCI_STATUS:
		status_written(shadow, *data);
		break;
	case VIRTIO_PCI_QUEUE_PFN:
		address_written(shadow, access, data);
		break;
	case VIRTIO_PCI_QUEUE_SEL:
		shadow->has_select = access->len == 2;
		if (shadow->has_select)
			shadow->select = le16(data);
		break;
	}
}
