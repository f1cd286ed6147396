/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What says whose machine it is, replaced: MAC addresses, serial numbers, UUIDs and names
 * of hosts, each by the same word wherever it is, so that one can still be told from
 * another. Pure.
 */
#ifndef TOOLS_REPORT_REDACT_H
#define TOOLS_REPORT_REDACT_H

#include <stddef.h>

enum redact_kind {
	REDACT_MAC,
	REDACT_SERIAL,
	REDACT_UUID,
	REDACT_HOST,
	REDACT_KINDS,
};

/* Longer ones are replaced as far as that. */
#define REDACT_WORD 128

/**
 * struct redact - what has been replaced so far
 * @words: of each kind, as they were
 * @nr: how many
 * @host: this machine's name, up to its first dot; no text: it has none to replace
 */
struct redact {
	char (*words[REDACT_KINDS])[REDACT_WORD];
	size_t nr[REDACT_KINDS];
	char host[REDACT_WORD];
};

/* @name may have a domain. All zeros before. */
void redact_begin(struct redact *redact, const char *name);
void redact_end(struct redact *redact);

/* A copy without them, to be freed; NULL if there is no memory. */
char *redact_text(struct redact *redact, const char *text, size_t len,
		  size_t *out_len);

/* "MAC address" */
const char *redact_name(enum redact_kind kind);

#endif
