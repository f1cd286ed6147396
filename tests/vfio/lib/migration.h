/* SPDX-License-Identifier: GPL-2.0-only */
/* VFIO's live migration, as a VMM does it. */
#ifndef TESTS_VFIO_MIGRATION_H
#define TESTS_VFIO_MIGRATION_H

#include <stdint.h>
#include <sys/types.h>

#include "vf.h"

/* enum vfio_device_mig_state, of which old headers do not know the last two. */
enum {
	MIG_ERROR,
	MIG_STOP,
	MIG_RUNNING,
	MIG_STOP_COPY,
	MIG_RESUMING,
	MIG_RUNNING_P2P,
	MIG_PRE_COPY,
	MIG_PRE_COPY_P2P,
};

#define STREAM_MAX (2 << 20)

struct stream {
	size_t len;
	uint8_t data[STREAM_MAX];
};

/* VFIO_MIGRATION_*; or a negative errno. */
int mig_flags(struct vf *vf);
/* The state, or a negative errno. */
int mig_state(struct vf *vf);
/* Change it: a file, -1 if there is none, or a negative errno less one. */
int mig_try(struct vf *vf, uint32_t state);
/* The same, which fails the test; a file if there is one. */
int mig_to(struct vf *vf, uint32_t state);
/* VFIO_DEVICE_FEATURE_MIG_DATA_SIZE, or a negative errno. */
long long mig_size(struct vf *vf);
/* What VFIO_MIG_GET_PRECOPY_INFO says is to be read; or a negative errno. */
long long mig_initial(int file);

/* Is there something to read, or an end to be seen? poll()'s events. */
int mig_poll(int file);

/*
 * A line of migration_state or parts of VF @number, that begins with @key and a blank: what
 * is behind it; fails the test if there is none.
 */
void mig_line(int number, const char *file, const char *key, char *value,
	      size_t size);
long long mig_count(int number, const char *key);
/* Objects for device parts that the device has, which become 0 soon. */
void check_no_object(void);

/* Read all that there is behind what @to has. The errno that ended it, or 0 at its end. */
int stream_read(int file, struct stream *to);
/* Write all of it, in pieces of @piece bytes: 0 or a negative errno. */
int stream_write(int file, const struct stream *from, size_t piece);

/* All of a device that runs; it is stopped afterwards. */
void save(struct vf *vf, struct stream *to);
/* The same without a PRE_COPY before. */
void save_stopped(struct vf *vf, struct stream *to);
/* Into a new device, which is not resumed yet: a file that is still to be closed. */
int load_and_wait(struct vf *vf, const struct stream *from);
/* Into a new device, which runs afterwards. */
void load(struct vf *vf, const struct stream *from);

#endif
