/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What virtio-owner offers for device parts, by the module owner-verbs. Members go by
 * number, as VFs do. But for member_open() they return what the verb returned, and may
 * be used in threads.
 */
#ifndef TESTS_VFIO_OWNER_VERBS_LIB_H
#define TESTS_VFIO_OWNER_VERBS_LIB_H

#include <stdbool.h>

#define OWNER_MEMBERS  8
/* Of what names no other; ms. */
#define OWNER_DEADLINE 1000
/* However long it takes. */
#define OWNER_LONG     600000

void member_open(int number);
void member_close(int number);

int parts_support(int number);
int parts_create(int number, bool set);
int parts_wait_to_create(int number, bool set);
int parts_destroy(int number);
/* The size; or a negative errno. */
int parts_size(int number);
/* How much came; or a negative errno. */
int parts_get(int number, void *to, unsigned int room);
int parts_get_for(int number, void *to, unsigned int room, int deadline);
int parts_set(int number, const void *from, unsigned int len);
int mode_set(int number, bool stopped);

#endif
