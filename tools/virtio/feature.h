/* SPDX-License-Identifier: GPL-2.0-only */
/* What feature bits are called in virtio 1.4. Pure. */
#ifndef TOOLS_FEATURE_H
#define TOOLS_FEATURE_H

#include <stddef.h>
#include <stdint.h>

/*
 * Of one that the legacy interface reaches, or that is for all types; NULL for one that
 * has no name.
 */
const char *feature_name(unsigned int virtio_id, unsigned int bit);

/* All of them, each behind a blank: " CSUM bit 4 VERSION_1". */
void feature_names(char *text, size_t size, unsigned int virtio_id,
		   uint64_t features);

#endif
