/* SPDX-License-Identifier: GPL-2.0-only */
/* Memory for what is too long for a command's own buffers: the device's, while it is there. */
#ifndef VOWNER_PAGES_H
#define VOWNER_PAGES_H

#include <linux/scatterlist.h>

/* Each piece takes a descriptor. */
#define VOWNER_PIECES_MAX	16

/**
 * struct vowner_pages - memory in pieces of whole pages
 * @nr: number of pieces
 * @sg: the pieces
 */
struct vowner_pages {
	unsigned int nr;
	struct scatterlist sg[VOWNER_PIECES_MAX];
};

struct vowner_pages *vowner_pages_new(size_t len, unsigned int pieces);
void vowner_pages_free(struct vowner_pages *pages);
void vowner_pages_fill(struct vowner_pages *pages, const void *from, size_t len);
void vowner_pages_take(struct vowner_pages *pages, void *to, size_t len);

#endif
