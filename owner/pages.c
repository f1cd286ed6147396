// SPDX-License-Identifier: GPL-2.0-only
/* Memory for the long part of a command. */
#include <linux/gfp.h>
#include <linux/math.h>
#include <linux/mm.h>
#include <linux/slab.h>

#include "pages.h"

static int add_piece(struct vowner_pages *pages, size_t len)
{
	unsigned int order = get_order(len);
	struct page *page;

	/* Zeros, as the device may claim to have written more than it has. */
	page = alloc_pages(GFP_KERNEL_ACCOUNT | __GFP_ZERO | __GFP_NOWARN |
			   (order ? __GFP_COMP : 0), order);
	if (!page)
		return -ENOMEM;
	sg_set_page(&pages->sg[pages->nr++], page, len, 0);
	return 0;
}

/**
 * vowner_pages_new - get memory
 * @len: bytes, at least one
 * @pieces: no more pieces than that, at least one
 *
 * May sleep.
 *
 * Return: memory, all zeros, or NULL.
 */
struct vowner_pages *vowner_pages_new(size_t len, unsigned int pieces)
{
	unsigned int max = clamp_t(unsigned int, pieces, 1, VOWNER_PIECES_MAX);
	size_t piece = PAGE_SIZE << get_order(DIV_ROUND_UP(len, max));
	struct vowner_pages *pages;

	pages = kzalloc(sizeof(*pages), GFP_KERNEL_ACCOUNT);
	if (!pages)
		return NULL;
	sg_init_table(pages->sg, DIV_ROUND_UP(len, piece));
	for (; len; len -= min(len, piece)) {
		if (add_piece(pages, min(len, piece))) {
			vowner_pages_free(pages);
			return NULL;
		}
	}
	return pages;
}

/**
 * vowner_pages_free - give memory back
 * @pages: from vowner_pages_new(); not the device's any more
 *
 * Any context.
 */
void vowner_pages_free(struct vowner_pages *pages)
{
	unsigned int i;

	for (i = 0; i < pages->nr; i++)
		__free_pages(sg_page(&pages->sg[i]),
			     get_order(pages->sg[i].length));
	kfree(pages);
}

/**
 * vowner_pages_fill - write what the device is to read
 * @pages: where to
 * @from: any memory
 * @len: as many bytes, if there is room
 */
void vowner_pages_fill(struct vowner_pages *pages, const void *from, size_t len)
{
	sg_copy_from_buffer(pages->sg, pages->nr, from, len);
}

/**
 * vowner_pages_take - read what the device has written
 * @pages: where from
 * @to: any memory
 * @len: as many bytes, if they are there
 */
void vowner_pages_take(struct vowner_pages *pages, void *to, size_t len)
{
	sg_copy_to_buffer(pages->sg, pages->nr, to, len);
}
