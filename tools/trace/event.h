/* SPDX-License-Identifier: GPL-2.0-only */
/* An event of the driver's, as docs/abi.md describes them; or of the kernel's, beside. Pure. */
#ifndef TOOLS_TRACE_EVENT_H
#define TOOLS_TRACE_EVENT_H

#include <stdint.h>

#include "events.h"

enum trace_kind {
	TRACE_ACCESS,
	TRACE_BACKEND,
	TRACE_KICK,
	TRACE_INTERRUPT,
	TRACE_SESSION,
	TRACE_STARTED,
	TRACE_LOST,
	TRACE_VECTOR,
	TRACE_MIGRATION,
	TRACE_KINDS,
};

/**
 * enum trace_backend - how it reaches the registers; in recordings as a number
 * @TRACE_BACKEND_OTHER: not known here, or not told by an older driver
 * @TRACE_BACKEND_KERNEL: by commands through virtio-pci
 * @TRACE_BACKEND_OWNER: by commands through virtio-owner
 * @TRACE_BACKEND_MEDIATED: without any
 */
enum trace_backend {
	TRACE_BACKEND_OTHER,
	TRACE_BACKEND_KERNEL,
	TRACE_BACKEND_OWNER,
	TRACE_BACKEND_MEDIATED,
};

/**
 * struct trace_event - any of them; of each kind what it has
 * @kind: which
 * @ns: when, by the clock of the trace
 * @value: access
 * @features: started; those that were negotiated
 * @took: backend, migration; ns, 0 if not known
 * @lost: so many events are not there; 0: nobody knows how many
 * @error: access, backend, migration
 * @tries: backend
 * @queue: kick
 * @vector: vector; the MSI-X vector that the device has raised
 * @queues: started; how many the guest had set up. Not the driver's: summary_queues_up()
 * @write: access
 * @space: access
 * @offset: access, backend
 * @len: access, backend
 * @served: access
 * @access: backend
 * @backend: backend; enum trace_backend
 * @opcode: backend; of the command that it was, 0 if it was none
 * @posted: backend
 * @path: kick
 * @isr: interrupt
 * @open: session
 * @from: migration; the state before
 * @to: migration; the state afterwards, unless there is an error
 */
struct trace_event {
	enum trace_kind kind;
	uint64_t ns;
	uint64_t value;
	uint64_t features;
	uint64_t took;
	uint64_t lost;
	uint32_t error;
	uint32_t tries;
	uint16_t queue;
	uint16_t vector;
	uint16_t queues;
	uint8_t write;
	uint8_t space;
	uint8_t offset;
	uint8_t len;
	uint8_t served;
	uint8_t access;
	uint8_t backend;
	uint8_t opcode;
	uint8_t posted;
	uint8_t path;
	uint8_t isr;
	uint8_t open;
	uint8_t from;
	uint8_t to;
};

#endif
