/* SPDX-License-Identifier: GPL-2.0-only */
/* VFs that are saved and loaded over and over, each by a thread of its own. */
#ifndef TESTS_VFIO_MOVES_H
#define TESTS_VFIO_MOVES_H

/*
 * VFs 1 to @vfs, at once: each is saved and loaded into itself @rounds times, in the middle
 * of which it has what its driver had set up. Fails the test if one does not, and tells
 * which state it was in.
 */
void move_at_once(int vfs, int rounds);
/* For a teardown. */
void close_moved(void);

#endif
