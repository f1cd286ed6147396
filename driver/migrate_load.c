// SPDX-License-Identifier: GPL-2.0-only
/* What was saved of another device is checked, and loaded as a whole or not at all. */
#include <linux/mm.h>
#include <linux/slab.h>

#include "backend_parts.h"
#include "migrate_own.h"
#include "vfio_dev.h"

static struct migrate_load *new_load(struct vvp_device *vvp,
				     struct own_state *own)
{
	/* The surplus is one of the kernel's own driver: see vvp_parts_check(). */
	u32 max = vvp->migrate.parts_size + PARTS_SURPLUS;
	struct migrate_load *load = kvzalloc(sizeof(*load), GFP_KERNEL_ACCOUNT);
	u8 *parts = kvzalloc(max, GFP_KERNEL_ACCOUNT);

	if (!load || !parts) {
		kvfree(load);
		kvfree(parts);
		return NULL;
	}
	load->own = own->identity;
	load->own_parts = own->parts;
	load->own_len = own->len;
	load->virtio_id = vvp->legacy.type->virtio_id;
	own->parts = NULL;
	vvp_stream_read_begin(&load->reader, parts, max);
	return load;
}

/**
 * vvp_migrate_load_begin - begin to load a device
 * @vvp: one that is stopped; locked
 *
 * May sleep, as accesses do. What the device is itself is asked first, so that a stream
 * of another kind of device is refused as soon as it says so.
 *
 * Return: what the VMM writes; or an ERR_PTR(), with nothing begun.
 */
struct file *vvp_migrate_load_begin(struct vvp_device *vvp)
{
	struct own_state *own = vvp_migrate_own_get_once(vvp);
	struct migrate_load *load;
	struct file *filp;
	int ret;

	if (IS_ERR(own))
		return ERR_CAST(own);
	load = new_load(vvp, own);
	vvp_migrate_own_free(own);
	if (!load)
		return ERR_PTR(-ENOMEM);
	vvp->migrate.file = vvp_migrate_file_load(vvp->core.pdev,
						  &vvp->migrate.log, load);
	if (!vvp->migrate.file) {
		vvp_migrate_load_free(load);
		return ERR_PTR(-ENOMEM);
	}
	ret = vvp_migrate_object_create(vvp, true);
	filp = ret ? ERR_PTR(ret) : vvp_migrate_file_open(vvp->migrate.file);
	if (IS_ERR(filp))
		vvp_migrate_end_data(vvp);
	return filp;
}

/**
 * struct legacy_state - the legacy state of a stream, checked
 * @pci: PCI header
 * @line: the interrupt line
 * @vectors_made: of how many vectors the line is made; 0: it is not
 * @guest: vectors of the guest
 * @command: low byte of COMMAND
 * @written: configuration that was written
 * @is_set: there is an item; those that are not keep the state after a reset
 */
struct legacy_state {
	struct identity_state pci;
	struct intx_line line;
	u8 vectors_made;
	struct guest_vectors guest;
	u8 command;
	struct written_config written;
	bool is_set[STREAM_ITEMS];
};

/* The kernel's own driver sends none: what a driver has set up is in the parts. */
static void guess_vectors(struct guest_vectors *guest,
			  const struct parts_summary *summary)
{
	int queue;

	vvp_guest_vectors_reset(guest);
	guest->in_use = summary->status && vvp_parts_is_legacy(summary);
	for (queue = 0; guest->in_use && queue < GUEST_VECTORS_QUEUES; queue++)
		if (vvp_parts_queue_enabled(summary, queue))
			guest->up[queue / 8] |= 1 << queue % 8;
}

static int refuse(struct vvp_device *vvp, const struct stream_error *error)
{
	char text[STREAM_ERROR_TEXT];

	vvp_stream_error_text(error, text, sizeof(text));
	vvp_migrate_log(vvp->core.pdev, &vvp->migrate.log, "stream refused",
			text);
	return -EINVAL;
}

static int refuse_item(struct vvp_device *vvp, struct stream_reader *reader,
		       enum stream_item item)
{
	vvp_stream_bad_item(reader, item);
	return refuse(vvp, &reader->error);
}

static int load_legacy(struct vvp_device *vvp, struct stream_reader *reader,
		       struct legacy_state *state)
{
	const struct stream_bytes *item = reader->legacy.item;
	int i;

	for (i = 0; i < STREAM_ITEMS; i++)
		state->is_set[i] = item[i].data;
	if (state->is_set[STREAM_PCI] &&
	    vvp_identity_load(&vvp->config.identity, &state->pci,
			      item[STREAM_PCI].data, item[STREAM_PCI].len))
		return refuse_item(vvp, reader, STREAM_PCI);
	if (state->is_set[STREAM_LINE] &&
	    vvp_intx_line_load(&state->line, item[STREAM_LINE].data,
			       item[STREAM_LINE].len))
		return refuse_item(vvp, reader, STREAM_LINE);
	if (state->is_set[STREAM_VECTORS] &&
	    vvp_guest_vectors_load(&state->guest, item[STREAM_VECTORS].data,
				   item[STREAM_VECTORS].len))
		return refuse_item(vvp, reader, STREAM_VECTORS);
	if (state->is_set[STREAM_CONFIG] &&
	    vvp_written_config_load(vvp->legacy.type, &state->written,
				    item[STREAM_CONFIG].data,
				    item[STREAM_CONFIG].len))
		return refuse_item(vvp, reader, STREAM_CONFIG);
	if (state->is_set[STREAM_INTX])
		state->vectors_made = item[STREAM_INTX].data[0];
	if (state->is_set[STREAM_COMMAND])
		state->command = item[STREAM_COMMAND].data[0];
	return 0;
}

/* Of a device whose accesses are kept away. */
static void apply_legacy(struct vvp_device *vvp,
			 const struct legacy_state *state)
{
	struct legacy_session *session = &vvp->legacy.session;
	struct legacy_regs *regs = &session->regs;

	if (state->is_set[STREAM_PCI])
		vvp_config_load(&vvp->config, &state->pci);
	session->isr = state->line.isr;
	session->was_master = state->command & PCI_COMMAND_MASTER;
	vvp_reg_cache_invalidate(&regs->cache);
	regs->vectors.guest = state->guest;
	regs->vectors.sent = (struct intx_vectors_sent){
		.ours = state->vectors_made,
		.config = 0,
		.queue = state->vectors_made ? state->vectors_made - 1 : 0,
	};
	regs->vectors.config_sent = regs->vectors.sent.ours &&
				    state->guest.in_use;
	regs->written = state->written;
	session->loaded = true;
}

static int apply_legacy_locked(struct vvp_device *vvp,
			       const struct legacy_state *state)
{
	int ret = vvp_legacy_lock(&vvp->legacy);

	if (ret)
		return ret;
	apply_legacy(vvp, state);
	vvp_legacy_unlock(&vvp->legacy);
	return 0;
}

static int set_parts(struct vvp_device *vvp, struct migrate_load *load, u32 len)
{
	void *parts = kvzalloc(len, GFP_KERNEL_ACCOUNT);
	int ret;

	if (!parts)
		return -ENOMEM;
	len = vvp_parts_for_set(load->reader.parts, len, load->virtio_id,
				load->own_parts, load->own_len, parts);
	ret = vvp_legacy_lock_device(&vvp->legacy);
	if (!ret) {
		ret = vvp_parts_set(vvp->legacy.backend, parts, len);
		vvp_legacy_unlock_device(&vvp->legacy);
	}
	kvfree(parts);
	return ret;
}

static int load_state(struct vvp_device *vvp, struct migrate_load *load,
		      struct parts_summary *summary,
		      struct legacy_state *state)
{
	struct stream_reader *reader = &load->reader;
	int ret;

	if (vvp_stream_read_end(reader) < 0)
		return refuse(vvp, &reader->error);
	ret = vvp_migrate_check_parts(vvp, "device parts of the stream refused",
				      reader->parts, reader->parts_len, summary);
	if (ret)
		return ret;
	guess_vectors(&state->guest, summary);
	if (reader->has_legacy && vvp_shows_legacy(vvp))
		ret = load_legacy(vvp, reader, state);
	if (!ret)
		ret = vvp_migrate_kicks_keep(&vvp->migrate.kicks,
					     reader->parts, summary);
	if (!ret)
		ret = set_parts(vvp, load, summary->len);
	if (!ret && vvp_shows_legacy(vvp))
		ret = apply_legacy_locked(vvp, state);
	return ret;
}

static int load_file(struct vvp_device *vvp, struct migrate_file *file)
{
	struct parts_summary *summary;
	struct legacy_state *state;
	int ret = -ENOMEM;

	summary = kvzalloc(sizeof(*summary), GFP_KERNEL_ACCOUNT);
	state = kvzalloc(sizeof(*state), GFP_KERNEL_ACCOUNT);
	if (summary && state)
		ret = load_state(vvp, file->load, summary, state);
	kvfree(state);
	kvfree(summary);
	return ret;
}

/**
 * vvp_migrate_load_end - load what has been written
 * @vvp: a device of which loading has begun; locked
 *
 * May sleep, as accesses do.
 *
 * Return: 0; -EINVAL for a stream that cannot be; or why the device did not take it. It
 * has all or nothing of it, and has to be reset if that fails; a device that may or may
 * not have it has failed.
 */
int vvp_migrate_load_end(struct vvp_device *vvp)
{
	struct migrate *migrate = &vvp->migrate;
	struct migrate_file *file = migrate->file;
	int ret;

	vvp_migrate_file_end(file);
	ret = file->err ? file->err : load_file(vvp, file);
	if (ret) {
		file->err = ret;
		if (ret == -ETIMEDOUT || ret == -EINTR)
			migrate->state = MIGRATE_ERROR;
		return ret;
	}
	migrate->stats.loaded++;
	migrate->stats.bytes = file->load->reader.total;
	vvp_migrate_end_data(vvp);
	return 0;
}
