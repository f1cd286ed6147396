// SPDX-License-Identifier: GPL-2.0-only
/* What is known of the registers; the rules are in the header. */
#include <linux/string.h>
#include <linux/virtio_config.h>
#include <linux/virtio_pci.h>

#include "reg_values.h"

#define STATUS_BEFORE_USE \
	(VIRTIO_CONFIG_S_ACKNOWLEDGE | VIRTIO_CONFIG_S_DRIVER)

static u16 le16(const u8 *data)
{
	return data[0] | data[1] << 8;
}

/* The bit of the selected queue; none if that is not known, or too far behind. */
static u64 selected(const struct reg_values *values)
{
	return values->has_select && values->select < REG_VALUES_QUEUES ?
	       1ULL << values->select : 0;
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
 * vvp_reg_values_invalidate - the device may have been reset
 * @values: what is known
 */
void vvp_reg_values_invalidate(struct reg_values *values)
{
	memset(values, 0, sizeof(*values));
}

/**
 * vvp_reg_values_lose_selection - somebody else than the guest has selected queues
 * @values: what is known
 */
void vvp_reg_values_lose_selection(struct reg_values *values)
{
	values->has_select = false;
}

/**
 * vvp_reg_values_serve - is it known what a read would give?
 * @values: what is known
 * @access: the read
 * @to: what it gives, if so
 */
bool vvp_reg_values_serve(const struct reg_values *values,
			  const struct legacy_access *access, u8 *to)
{
	u8 field = field_of(access), value[4] = {};
	u64 queue = selected(values);

	if (values->state != REG_VALUES_KNOWN)
		return false;
	switch (field) {
	case VIRTIO_PCI_HOST_FEATURES:
		if (!values->has_features)
			return false;
		memcpy(value, values->features, sizeof(values->features));
		break;
	case VIRTIO_PCI_QUEUE_PFN:
		if (!queue || values->addressed & queue)
			return false;
		break;
	case VIRTIO_PCI_QUEUE_NUM:
		if (!(values->sized & queue))
			return false;
		value[0] = values->sizes[values->select];
		value[1] = values->sizes[values->select] >> 8;
		break;
	case VIRTIO_PCI_STATUS:
		if (!values->has_status)
			return false;
		value[0] = values->status;
		break;
	default:
		return false;
	}
	memcpy(to, value + (access->offset - field), access->len);
	return true;
}

/**
 * vvp_reg_values_have - does the device have already what is to be written?
 * @values: what is known
 * @access: the write
 * @data: what it writes
 */
bool vvp_reg_values_have(const struct reg_values *values,
			 const struct legacy_access *access, const u8 *data)
{
	return values->state == REG_VALUES_KNOWN && values->has_select &&
	       access->space == LEGACY_COMMON &&
	       access->offset == VIRTIO_PCI_QUEUE_SEL && access->len == 2 &&
	       le16(data) == values->select;
}

/**
 * vvp_reg_values_was_read - the device has answered
 * @values: what is known
 * @access: the read
 * @data: the answer
 */
void vvp_reg_values_was_read(struct reg_values *values,
			     const struct legacy_access *access,
			     const u8 *data)
{
	u8 field = field_of(access);

	if (values->state == REG_VALUES_RESETTING) {
		if (field != VIRTIO_PCI_STATUS || *data)
			return;
		/* What was written meanwhile may not have lasted. */
		values->has_select = false;
		values->state = REG_VALUES_KNOWN;
		values->has_status = true;
		return;
	}
	if (values->state != REG_VALUES_KNOWN)
		return;

	if (field == VIRTIO_PCI_HOST_FEATURES && access->len == 4) {
		memcpy(values->features, data, 4);
		values->has_features = true;
	} else if (field == VIRTIO_PCI_QUEUE_NUM && access->len == 2 &&
		   selected(values)) {
		values->sizes[values->select] = le16(data);
		values->sized |= selected(values);
	}
}

static void status_written(struct reg_values *values, u8 status)
{
	if (!status) {
		vvp_reg_values_invalidate(values);
		values->state = REG_VALUES_RESETTING;
		return;
	}
	if (values->state == REG_VALUES_RESETTING)
		vvp_reg_values_invalidate(values);
	if (status & ~STATUS_BEFORE_USE)
		values->status_varies = true;
	values->has_status = !values->status_varies;
	values->status = status;
}

static void address_written(struct reg_values *values,
			    const struct legacy_access *access, const u8 *data)
{
	static const u8 off[4];

	if (access->len != sizeof(off) || !memcmp(data, off, sizeof(off)))
		vvp_reg_values_invalidate(values);
	else if (values->state != REG_VALUES_KNOWN || !values->has_select)
		values->addressed = ~0ULL;
	else
		values->addressed |= selected(values);
}

/**
 * vvp_reg_values_was_written - the device has taken a write
 * @values: what is known
 * @access: the write
 * @data: what it wrote
 */
void vvp_reg_values_was_written(struct reg_values *values,
				const struct legacy_access *access,
				const u8 *data)
{
	switch (field_of(access)) {
	case VIRTIO_PCI_STATUS:
		status_written(values, *data);
		break;
	case VIRTIO_PCI_QUEUE_PFN:
		address_written(values, access, data);
		break;
	case VIRTIO_PCI_QUEUE_SEL:
		values->has_select = access->len == 2;
		if (values->has_select)
			values->select = le16(data);
		break;
	}
}
