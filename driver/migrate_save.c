// SPDX-License-Identifier: GPL-2.0-only
/*
 * What is saved of a device: its device parts, and beside them what both ends have to
 * have in common, and the legacy state that no part has.
 */
#include <linux/mm.h>
#include <linux/slab.h>

#include "migrate_own.h"
#include "vfio_dev.h"

static void add_identity(struct migrate_file *file,
			 const struct stream_identity *identity, bool more)
{
	vvp_migrate_file_add(file,
			     vvp_stream_put_identity(file->data + file->len,
						     file->room - file->len,
						     identity), more);
}

static_assert(INTX_VECTORS <= STREAM_LINE_VECTORS);

/* The legacy state in its saved form. */
struct legacy_bytes {
	u8 pci[IDENTITY_SAVED];
	u8 line[INTX_LINE_SAVED];
	u8 vectors_made;
	u8 vectors[GUEST_VECTORS_SAVED];
	u8 command;
	u8 config[WRITTEN_CONFIG_SAVED];
};

static struct stream_bytes bytes_of(const u8 *data, size_t len)
{
	return (struct stream_bytes){ .data = data, .len = len };
}

/* Of a device that is stopped, so that nothing of it changes. */
static void save_legacy(struct vvp_device *vvp, struct legacy_bytes *to,
			struct stream_legacy *legacy)
{
	struct legacy_session *session = &vvp->legacy.session;
	struct legacy_regs *regs = &session->regs;
	struct intx_line line;
	u16 command;
	size_t len;

	vvp_config_save(&vvp->config, to->pci);
	legacy->item[STREAM_PCI] = bytes_of(to->pci, sizeof(to->pci));

	vvp_intx_get_line(&session->intx, &line);
	line.isr |= session->isr;
	vvp_intx_line_save(&line, to->line);
	legacy->item[STREAM_LINE] = bytes_of(to->line, sizeof(to->line));

	to->vectors_made = regs->vectors.sent.ours ?
			   regs->vectors.sent.queue + 1 : 0;
	legacy->item[STREAM_INTX] = bytes_of(&to->vectors_made, 1);

	len = vvp_guest_vectors_save(&regs->vectors.guest, to->vectors);
	legacy->item[STREAM_VECTORS] = bytes_of(to->vectors, len);

	pci_read_config_word(vvp->core.pdev, PCI_COMMAND, &command);
	to->command = command;
	legacy->item[STREAM_COMMAND] = bytes_of(&to->command, 1);

	len = vvp_written_config_save(&regs->written, to->config);
	legacy->item[STREAM_CONFIG] = bytes_of(to->config, len);
}

/* Would a guest be hurt if a destination dropped its legacy state? */
static bool is_dispensable(const struct vvp_device *vvp)
{
	const struct legacy_session *session = &vvp->legacy.session;

	return !vvp_intx_is_on(&session->intx) &&
	       !session->regs.vectors.sent.ours &&
	       !vvp_written_config_any(&session->regs.written);
}

static int add_legacy(struct vvp_device *vvp, struct migrate_file *file)
{
	struct stream_legacy legacy = {};
	struct legacy_bytes *bytes;

	bytes = kzalloc(sizeof(*bytes), GFP_KERNEL_ACCOUNT);
	if (!bytes)
		return -ENOMEM;
	save_legacy(vvp, bytes, &legacy);
	vvp_migrate_file_add(file,
			     vvp_stream_put_legacy(file->data + file->len,
						   file->room - file->len,
						   &legacy,
						   is_dispensable(vvp)), true);
	kfree(bytes);
	return 0;
}

static void add_parts(struct migrate_file *file, const void *parts, u32 len)
{
	u8 *to = file->data + file->len;

	vvp_stream_put_header(to, len, 0, STREAM_TAG_PARTS);
	memcpy(to + STREAM_HEADER_SIZE, parts, len);
	vvp_migrate_file_add(file, STREAM_HEADER_SIZE + len, false);
}

static int begin(struct vvp_device *vvp)
{
	int ret = vvp_migrate_object_create(vvp, false);

	if (!ret)
		ret = vvp_migrate_ask_size(vvp);
	if (ret)
		return ret;
	vvp->migrate.file = vvp_migrate_file_save(vvp->core.pdev,
						  MIGRATE_RECORDS_MAX +
						  vvp->migrate.parts_size);
	return vvp->migrate.file ? 0 : -ENOMEM;
}

static int add_pre_copy(struct vvp_device *vvp)
{
	struct own_state *own = vvp_migrate_own_get(vvp);

	if (IS_ERR(own))
		return PTR_ERR(own);
	add_identity(vvp->migrate.file, &own->identity, true);
	vvp_migrate_own_free(own);
	return 0;
}

/**
 * vvp_migrate_save_begin - begin to save a device
 * @vvp: a device that can be migrated; locked
 * @pre_copy: it runs; otherwise it is stopped, and all of it is saved now
 *
 * May sleep, as accesses do.
 *
 * Return: what the VMM reads; or an ERR_PTR(), with nothing begun.
 */
struct file *vvp_migrate_save_begin(struct vvp_device *vvp, bool pre_copy)
{
	struct file *filp;
	int ret;

	ret = begin(vvp);
	if (!ret)
		ret = pre_copy ? add_pre_copy(vvp) :
				 vvp_migrate_save_state(vvp);
	filp = ret ? ERR_PTR(ret) : vvp_migrate_file_open(vvp->migrate.file);
	if (IS_ERR(filp))
		vvp_migrate_end_data(vvp);
	return filp;
}

/**
 * vvp_migrate_save_state - save all of a device
 * @vvp: one that is stopped, of which saving has begun; locked
 *
 * May sleep, as accesses do.
 *
 * Return: 0 or a negative errno.
 */
int vvp_migrate_save_state(struct vvp_device *vvp)
{
	struct migrate *migrate = &vvp->migrate;
	struct migrate_file *file = migrate->file;
	struct own_state *own = vvp_migrate_own_get(vvp);
	int ret = 0;

	if (IS_ERR(own))
		return PTR_ERR(own);
	if (!file->len)
		add_identity(file, &own->identity, true);
	if (vvp_shows_legacy(vvp))
		ret = add_legacy(vvp, file);
	/* For a device that runs on after all. */
	if (!ret)
		ret = vvp_migrate_kicks_keep(&migrate->kicks, own->parts,
					     &own->summary);
	if (!ret) {
		add_parts(file, own->parts, own->len);
		migrate->stats.saved++;
		migrate->stats.bytes = file->len;
	}
	vvp_migrate_own_free(own);
	return ret;
}

/**
 * vvp_migrate_end_data - no more data goes either way
 * @vvp: a device; locked
 *
 * May sleep, as accesses do.
 */
void vvp_migrate_end_data(struct vvp_device *vvp)
{
	struct migrate *migrate = &vvp->migrate;

	if (migrate->file)
		vvp_migrate_file_end(migrate->file);
	vvp_migrate_file_put(migrate->file);
	migrate->file = NULL;
	vvp_migrate_object_destroy(vvp);
}
