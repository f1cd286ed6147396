/* SPDX-License-Identifier: GPL-2.0-only */
/* What feature bits are called in virtio 1.4. Pure. */
#ifndef TOOLS_FEATURE_H
#define TOOLS_FEATURE_H

/* Of one that the legacy interface reaches; NULL for one that has no name. */
const char *feature_name(unsigned int virtio_id, unsigned int bit);

#endif
