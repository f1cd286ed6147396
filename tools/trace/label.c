// SPDX-License-Identifier: GPL-2.0-only
/* Each name where nothing is, as low as can be. */
#include "trace/label.h"

/* Between two names, and between a name and a line. */
#define APART	  8
#define FROM_LINE 2

static bool is_over(double x, const struct label *name)
{
	return x > name->left - FROM_LINE &&
	       x < name->left + name->width + FROM_LINE;
}

static bool collide(const struct label *a, const struct label *b)
{
	if (a->row == b->row)
		return a->left < b->left + b->width + APART &&
		       b->left < a->left + a->width + APART;
	/* the line of the higher one goes by the lower one */
	return a->row > b->row ? is_over(a->x, b) : is_over(b->x, a);
}

static bool is_free(const struct label *label, const struct label *others,
		    size_t nr)
{
	for (size_t i = 0; i < nr; i++)
		if (others[i].row >= 0 && collide(label, &others[i]))
			return false;
	return true;
}

static bool is_inside(const struct label *label, const struct label_room *room)
{
	return label->left >= room->left &&
	       label->left + label->width <= room->right;
}

/**
 * struct placed - those that a name must not lie over
 * @before: all of them
 * @nr_before: their number
 * @right: the neighbours to the right, which have their places, too
 * @nr_right: their number
 */
struct placed {
	const struct label *before;
	size_t nr_before;
	const struct label *right;
	size_t nr_right;
};

static bool place(struct label *label, const struct placed *placed,
		  const struct label_room *room)
{
	double sides[] = { label->x + LABEL_SPACE,
			   label->x - LABEL_SPACE - label->width };

	/* to the left it would be in the way of what is there */
	for (int side = 0; side < 2; side++) {
		label->left = sides[side];
		for (label->row = 0; label->row < room->rows; label->row++) {
			if (is_inside(label, room) &&
			    is_free(label, placed->before, placed->nr_before) &&
			    is_free(label, placed->right, placed->nr_right))
				return true;
		}
	}
	label->row = -1;
	return false;
}

/* From the right: then a line does not have to go through what was written before. */
size_t labels_place(struct label *labels, size_t first, size_t nr,
		    const struct label_room *room)
{
	struct placed placed = { .before = labels, .nr_before = first };
	size_t without = 0;

	for (size_t i = nr; i-- > first;) {
		placed.right = &labels[i + 1];
		placed.nr_right = nr - i - 1;
		without += !place(&labels[i], &placed, room);
	}
	return without;
}
