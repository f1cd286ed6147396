/* SPDX-License-Identifier: GPL-2.0-only */
/* What registers, their values and commands are called in virtio 1.4. Pure. */
#ifndef TOOLS_TRACE_NAMES_H
#define TOOLS_TRACE_NAMES_H

#include <stddef.h>
#include <stdint.h>

#define NAME_MAX_LEN 48

/* The register that @offset is in: "status", or "mac[2]" for a part of one. */
void name_register(char *name, size_t size, unsigned int virtio_id,
		   unsigned int space, unsigned int offset, unsigned int len);

/* A value as one would read it: "ACKNOWLEDGE|DRIVER", "0x7 (at 0x7000)", "52". */
void name_value(char *text, size_t size, unsigned int virtio_id,
		unsigned int space, unsigned int offset, unsigned int len,
		uint64_t value);

/* Bits by their names, "|" between them; "0" for none. */
void name_status(char *text, size_t size, uint8_t status);
void name_isr(char *text, size_t size, uint8_t isr);

/* Of a feature bit; NULL for one that has no name. */
const char *name_feature(unsigned int virtio_id, unsigned int bit);

/* "common write"; "?" */
const char *name_opcode(unsigned int opcode);
/* "doorbell"; "?" */
const char *name_path(unsigned int path);
/* How an access was served, if not by commands; "?" */
const char *name_served(unsigned int served);
/* "EINVAL"; a number in words for one without a name. */
void name_error(char *text, size_t size, unsigned int error);

#endif
