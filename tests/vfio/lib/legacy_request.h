/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * One request to a device of each type that a guest uses while its driver is still
 * being set up: what is on the ring, and whether the answer is the right one.
 */
#ifndef TESTS_VFIO_LEGACY_REQUEST_H
#define TESTS_VFIO_LEGACY_REQUEST_H

#include "legacy_queue.h"

#define REQUEST_MEMORY 0x10000 /* of buffers */
#define REQUEST_QUEUES 3

/* What a request has to go by. */
struct request_memory {
	uint8_t *buffers;
	uint64_t iova; /* the device reaches them there */
	const uint8_t *mac;
};

struct request_type {
	const char *name; /* of the type, as in device/README.md */
	uint16_t queues; /* that the driver sets up */
	uint16_t queue; /* that the request goes to */
	bool early; /* the driver makes such requests before DRIVER_OK */
	/* Make it available, in descriptors from 0 on; any number of times. */
	void (*make)(struct legacy_queue *q, const struct request_memory *m);
	/* The device is done: fails the test if the answer is wrong. */
	void (*check)(const struct request_memory *m);
};

/* NULL: no such type. */
const struct request_type *request_type(const char *name);

#endif
