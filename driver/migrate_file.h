/* SPDX-License-Identifier: GPL-2.0-only */
/* The data of a migration as a file: written here and read by the VMM, or the reverse. */
#ifndef VVP_MIGRATE_FILE_H
#define VVP_MIGRATE_FILE_H

#include <linux/fs.h>
#include <linux/kref.h>
#include <linux/mutex.h>
#include <linux/pci.h>
#include <linux/ratelimit.h>
#include <linux/wait.h>

#include "stream.h"

/**
 * struct migrate_load - a stream on its way in
 * @reader: takes it apart
 * @own: what this function is
 * @own_parts: its own device parts
 * @own_len: bytes of them
 * @virtio_id: its type
 */
struct migrate_load {
	struct stream_reader reader;
	struct stream_identity own;
	u8 *own_parts;
	u32 own_len;
	u16 virtio_id;
};

/**
 * struct migrate_file - the data of one migration
 * @ref: the file's, and the function's
 * @lock: protects what follows; never held over a fault of user memory
 * @vf: for the log; held
 * @log: allows so many lines; the function's, until @ended
 * @ended: no more data goes by it
 * @pre_copy: more is to come, but not before the VMM stops the device
 * @wait: for data
 * @data: to be read: of @room bytes, of which @len are there, for as long as the file is
 * @room: see there
 * @len: see there
 * @pos: of these, so many have been read
 * @load: a stream that is written; NULL in one that is read
 * @err: what was wrong with it
 */
struct migrate_file {
	struct kref ref;
	struct mutex lock; /* protects what follows */
	struct pci_dev *vf;
	struct ratelimit_state *log;
	bool ended;
	bool pre_copy;
	wait_queue_head_t wait;
	u8 *data;
	size_t room;
	size_t len;
	size_t pos;
	struct migrate_load *load;
	int err;
};

struct migrate_file *vvp_migrate_file_save(struct pci_dev *vf, size_t room);
struct migrate_file *vvp_migrate_file_load(struct pci_dev *vf,
					   struct ratelimit_state *log,
					   struct migrate_load *load);
void vvp_migrate_log(struct pci_dev *vf, struct ratelimit_state *log,
		     const char *what, const char *text);
void vvp_migrate_load_free(struct migrate_load *load);
struct file *vvp_migrate_file_open(struct migrate_file *file);
void vvp_migrate_file_put(struct migrate_file *file);
void vvp_migrate_file_end(struct migrate_file *file);
void vvp_migrate_file_add(struct migrate_file *file, size_t len, bool more);

#endif
