/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Plays what a legacy driver does to its device, written down as data: a list of steps
 * in the order and with the widths of that driver.
 */
#ifndef TESTS_VFIO_LEGACY_PLAYER_H
#define TESTS_VFIO_LEGACY_PLAYER_H

#include <stdbool.h>
#include <stdint.h>

#include "legacy_request.h"
#include "vf.h"

enum step_op {
	END,
	PLAY, /* other steps */
	/* PCI */
	COMMAND, /* write COMMAND */
	SAVE_COMMAND, /* and */
	RESTORE_COMMAND,
	POWER, /* 0 or 3: to D0 or D3hot, by the power management capability */
	LOW_POWER, /* the VMM lets it sleep until its next access */
	MSIX, /* on */
	LINE, /* INTx on */
	FUNCTION_RESET,
	/* the device status */
	RESET, /* write 0; it has to read 0 within so many ms, if not 0 */
	STATUS, /* write it without a look */
	STATUS_ADD, /* to what is read */
	STATUS_IS,
	/* features */
	FEATURES, /* read them */
	TAKE, /* these, of what was read */
	/* the queue at hand */
	QUEUE, /* select it; it is at hand from now on */
	AT_HAND, /* the same without selecting it */
	ALL_QUEUES, /* each of the driver's at hand, for the steps behind */
	SELECT, /* the one at hand, again */
	SIZE, /* read it; not 0, and not more than that, if not 0 */
	TRY_QUEUES, /* select so many and read their sizes, whatever there is */
	IS_FREE, /* its address reads 0 */
	ADDRESS, /* write it, */
	ADDRESS_IS, /* and it is read back, */
	NO_ADDRESS, /* or taken away */
	VECTOR, /* write its own, */
	VECTOR_IS, /* which is read back */
	CONFIG_VECTOR, /* write 0 and read it back */
	KICK,
	/* the device configuration */
	CONFIG_BYTES, /* so many from the start on, one by one */
	CONFIG_32, /* read 4 bytes at this offset, which may cross fields */
	READ_MAC, /* byte by byte */
	WRITE_MAC, /* its own, by six writes of a byte */
	/* use */
	RECEIVE, /* buffers for frames: descriptors each frame has */
	/* make one; EARLY: before DRIVER_OK, when network drivers give buffers alone */
	REQUEST, /* and poll for its answer */
	REQUEST_BY_VECTOR, /* and wait for its queue's vector */
	REQUEST_BY_LINE, /* and wait for the line, and read ISR */
	ASK_PEER, /* a frame that is answered: it has to come */
};

struct step {
	enum step_op op;
	uint32_t value;
	const struct step *steps; /* of PLAY and ALL_QUEUES, ended by END */
};

#define EARLY 1

#define PLAYER_VECTORS (REQUEST_QUEUES + 1)

struct player {
	unsigned int step; /* the one being played, counted from 1; 0: all done */
	struct vf *vf;
	const struct request_type *type;
	uint8_t *memory;
	uint8_t mac[6];
	bool msix, line;
	int fds[PLAYER_VECTORS]; /* of the vectors, or [0] of the line */
	uint16_t command;
	uint32_t offered;
	uint16_t at_hand;
	uint32_t frame_descriptors;
	struct legacy_queue queues[REQUEST_QUEUES];
};

/* The steps, up to END. What is not as it should be fails the test. */
void play(struct player *player, struct vf *vf, const struct request_type *type,
	  const struct step *steps);
/*
 * The machine moves: the driver's memory is another VF's, too; and once that is loaded the
 * driver goes on with it, and with these steps. Interrupts are to be the same.
 */
void play_reach(struct player *player, struct vf *vf);
void play_interrupts(struct player *player, struct vf *vf);
void play_on(struct player *player, struct vf *vf, const struct step *steps);
/*
 * After play(), whatever became of it: gives back what it took, resets, and says which
 * step failed.
 */
void play_over(struct player *player);

#endif
