/* SPDX-License-Identifier: GPL-2.0-only */
/* What a device is and has by its own device parts, which both ends of a move ask for. */
#ifndef VVP_MIGRATE_OWN_H
#define VVP_MIGRATE_OWN_H

#include "parts.h"
#include "stream.h"

struct vvp_device;

/* Our records with their headers, and that of the device parts. */
#define MIGRATE_RECORDS_MAX	(STREAM_IDENTITY_MAX + STREAM_LEGACY_MAX + \
				 3 * STREAM_HEADER_SIZE)

/**
 * struct own_state - device parts that were got, and what they say
 * @parts: of @len bytes
 * @len: see there
 * @summary: what they say
 * @identity: what the function is by them
 */
struct own_state {
	u8 *parts;
	u32 len;
	struct parts_summary summary;
	struct stream_identity identity;
};

int vvp_migrate_object_create(struct vvp_device *vvp, bool set);
void vvp_migrate_object_destroy(struct vvp_device *vvp);
int vvp_migrate_ask_size(struct vvp_device *vvp);
int vvp_migrate_check_parts(struct vvp_device *vvp, const char *whose,
			    const void *parts, u32 len,
			    struct parts_summary *summary);
struct own_state *vvp_migrate_own_get(struct vvp_device *vvp);
struct own_state *vvp_migrate_own_get_once(struct vvp_device *vvp);
void vvp_migrate_own_free(struct own_state *own);
int vvp_migrate_size(struct vvp_device *vvp, u32 *size);

#endif
