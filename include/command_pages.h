/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Memory for what a command of both modules has at length: in pieces of whole pages, the
 * device's while it is there.
 */
#ifndef COMMAND_PAGES_H
#define COMMAND_PAGES_H

#include <linux/gfp.h>
#include <linux/math.h>
#include <linux/mm.h>
#include <linux/scatterlist.h>
#include <linux/slab.h>

/* Each piece takes a descriptor. */
#define COMMAND_PIECES_MAX	16

/**
 * struct command_pages - memory in pieces of whole pages
 * @nr: number of pieces
 * @sg: the pieces
 */
struct command_pages {
	unsigned int nr;
	struct scatterlist sg[COMMAND_PIECES_MAX];
};

static inline int command_pages_add(struct command_pages *pages, size_t len)
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
 * command_pages_free - give memory back
 * @pages: from command_pages_new(); not the device's any more
 *
 * Any context.
 */
static inline void command_pages_free(struct command_pages *pages)
{
	unsigned int i;

	for (i = 0; i < pages->nr; i++)
		__free_pages(sg_page(&pages->sg[i]),
			     get_order(pages->sg[i].length));
	kfree(pages);
}

/**
 * command_pages_new - get memory
 * @len: bytes, at least one
 * @pieces: no more pieces than that, at least one
 *
 * May sleep.
 *
 * Return: memory, all zeros, or NULL.
 */
static inline struct command_pages *command_pages_new(size_t len, unsigned int pieces)
{
	unsigned int max = clamp_t(unsigned int, pieces, 1, COMMAND_PIECES_MAX);
	size_t piece = PAGE_SIZE << get_order(DIV_ROUND_UP(len, max));
	struct command_pages *pages;

	pages = kzalloc(sizeof(*pages), GFP_KERNEL_ACCOUNT);
	if (!pages)
		return NULL;
	sg_init_table(pages->sg, DIV_ROUND_UP(len, piece));
	for (; len; len -= min(len, piece)) {
		if (command_pages_add(pages, min(len, piece))) {
			command_pages_free(pages);
			return NULL;
		}
	}
	return pages;
}

/**
 * command_pages_fill - write what the device is to read
 * @pages: where to
 * @from: any memory
 * @len: as many bytes, if there is room
 */
static inline void command_pages_fill(struct command_pages *pages, const void *from, size_t len)
{
	sg_copy_from_buffer(pages->sg, pages->nr, from, len);
}

/**
 * command_pages_take - read what the device has written
 * @pages: where from
 * @to: any memory
 * @len: as many bytes, if they are there
 */
static inline void command_pages_take(struct command_pages *pages, void *to, size_t len)
{
	sg_copy_to_buffer(pages->sg, pages->nr, to, len);
}

#endif
