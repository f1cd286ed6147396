/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Ioctls that a sane VMM would not send, always the same ones in the same order,
 * and what a driver answers: taken once with stock vfio-pci, to hold ours
 * against. None is about BAR0 or INTx, which a VF has not with stock.
 */
#ifndef TESTS_VFIO_IOCTL_ANSWERS_H
#define TESTS_VFIO_IOCTL_ANSWERS_H

#include "vf.h"

#define ANSWERS	     4000
#define ANSWER_BYTES 96

struct answer {
	char question[96];
	int ret; /* of the ioctl, or a negative errno */
	uint8_t arg[ANSWER_BYTES]; /* as it was left */
};

void take_answers(struct vf *vf, struct answer answers[ANSWERS]);

/*
 * Fails the test if they are not those of the file that the environment's @variable
 * names. The same descriptors have to be open as there.
 */
void check_answers(struct vf *vf, const char *variable);

#endif
