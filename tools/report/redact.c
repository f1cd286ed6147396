// SPDX-License-Identifier: GPL-2.0-only
/* Word by word: is that one of what is replaced? */
#include <ctype.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "report/redact.h"

/* Bytes of what has an EUI-48 or EUI-64, and of the address of an InfiniBand port. */
#define MAC_BYTES    6
#define SERIAL_BYTES 8
#define PORT_BYTES   20

const char *redact_name(enum redact_kind kind)
{
	static const char *const names[REDACT_KINDS] = {
		[REDACT_MAC] = "MAC address",
		[REDACT_SERIAL] = "serial number",
		[REDACT_UUID] = "UUID",
		[REDACT_HOST] = "host name",
	};

	return names[kind];
}

/* A name that machines have if nobody gives them one says nothing. */
static bool is_anybody(const char *name)
{
	return !*name || !strcmp(name, "localhost") || !strcmp(name, "(none)");
}

void redact_begin(struct redact *redact, const char *name)
{
	memset(redact, 0, sizeof(*redact));
	snprintf(redact->host, sizeof(redact->host), "%.*s",
		 (int)strcspn(name, "."), name);
	if (is_anybody(redact->host))
		*redact->host = '\0';
}

void redact_end(struct redact *redact)
{
	for (size_t i = 0; i < REDACT_KINDS; i++)
		free(redact->words[i]);
	memset(redact, 0, sizeof(*redact));
}

/**
 * struct text - what is left of one
 * @at: here
 * @end: behind it
 * @begin: of it all
 */
struct text {
	const char *at;
	const char *end;
	const char *begin;
};

static char peek(const struct text *text, size_t i)
{
	return i < (size_t)(text->end - text->at) ? text->at[i] : '\0';
}

static bool is_word(char c)
{
	return isalnum((unsigned char)c) || c == '_';
}

static bool begins_word(const struct text *text)
{
	return text->at == text->begin || !is_word(text->at[-1]);
}

/* Bytes of two digits with the same sign between; how long they are, 0: none. */
static size_t bytes_here(const struct text *text, unsigned int *nr)
{
	char between = peek(text, 2);
	size_t i = 0;

	*nr = 0;
	if (between != ':' && between != '-')
		return 0;
	while (isxdigit((unsigned char)peek(text, i)) &&
	       isxdigit((unsigned char)peek(text, i + 1))) {
		++*nr;
		i += 2;
		if (peek(text, i) != between ||
		    !isxdigit((unsigned char)peek(text, i + 1)))
			break;
		i++;
	}
	return i;
}

/* @skip: so long is what is none, and its end is none either. */
static size_t address_here(const struct text *text, enum redact_kind *kind,
			   size_t *skip)
{
	unsigned int nr;
	size_t len = bytes_here(text, &nr);

	*skip = nr > MAC_BYTES ? len : 1;
	if (is_word(peek(text, len)))
		return 0;
	*kind = nr == MAC_BYTES ? REDACT_MAC : REDACT_SERIAL;
	return nr == MAC_BYTES || nr == SERIAL_BYTES || nr == PORT_BYTES ? len
									 : 0;
}

static size_t uuid_here(const struct text *text)
{
	static const char form[] = "xxxxxxxx-xxxx-xxxx-xxxx-xxxxxxxxxxxx";
	size_t i;

	for (i = 0; form[i]; i++)
		if (form[i] == '-' ? peek(text, i) != '-'
				   : !isxdigit((unsigned char)peek(text, i)))
			return 0;
	return is_word(peek(text, i)) ? 0 : i;
}

/* The name and, if it has one, its domain. */
static size_t host_here(const struct text *text, const char *host)
{
	size_t len = strlen(host);

	if (!len || (size_t)(text->end - text->at) < len ||
	    strncasecmp(text->at, host, len) || is_word(peek(text, len)))
		return 0;
	while (peek(text, len) == '.' && is_word(peek(text, len + 1)))
		for (len++; is_word(peek(text, len)) || peek(text, len) == '-';)
			len++;
	return len;
}

/* "serial=", "Serial Number: ", "\"serial\": \"": how long that is, before the number. */
static size_t serial_key_here(const struct text *text)
{
	static const char word[] = "serial", number[] = "number";
	size_t left = text->end - text->at, i = strlen(word);

	if (left < i || strncasecmp(text->at, word, i))
		return 0;
	if ((peek(text, i) == ' ' || peek(text, i) == '_') &&
	    left > i + strlen(number) &&
	    !strncasecmp(text->at + i + 1, number, strlen(number)))
		i += 1 + strlen(number);
	if (peek(text, i) == '"')
		i++;
	if (peek(text, i) != '=' && peek(text, i) != ':')
		return 0;
	for (i++; peek(text, i) == ' ' || peek(text, i) == '\t';)
		i++;
	return peek(text, i) == '"' ? i + 1 : i;
}

static size_t serial_here(const struct text *text)
{
	size_t i = 0;

	while (isgraph((unsigned char)peek(text, i)) &&
	       !strchr("\",;", peek(text, i)))
		i++;
	return i;
}

/* The number of the word, from 1; 0 if it is not known which. */
static size_t number_of(struct redact *redact, enum redact_kind kind,
			const char *word, size_t len)
{
	char(*more)[REDACT_WORD], copy[REDACT_WORD];
	size_t nr = redact->nr[kind];

	snprintf(copy, sizeof(copy), "%.*s", (int)len, word);
	for (size_t i = 0; i < nr; i++)
		if (!strcasecmp(redact->words[kind][i], copy))
			return i + 1;
	more = realloc(redact->words[kind], (nr + 1) * sizeof(*more));
	if (!more)
		return 0;
	memcpy(more[nr], copy, sizeof(copy));
	redact->words[kind] = more;
	redact->nr[kind]++;
	return nr + 1;
}

static void replace(struct redact *redact, struct text *text,
		    enum redact_kind kind, size_t len, FILE *to)
{
	static const char *const words[REDACT_KINDS] = {
		[REDACT_MAC] = "MAC",
		[REDACT_SERIAL] = "serial",
		[REDACT_UUID] = "UUID",
		[REDACT_HOST] = "host",
	};

	fprintf(to, "<%s-%zu>", words[kind],
		number_of(redact, kind, text->at, len));
	text->at += len;
}

static void copy(struct text *text, size_t len, FILE *to)
{
	fwrite(text->at, 1, len, to);
	text->at += len;
}

static void take_word(struct redact *redact, struct text *text, FILE *to)
{
	enum redact_kind kind = REDACT_UUID;
	size_t len = uuid_here(text), skip = 1;

	if (!len)
		len = address_here(text, &kind, &skip);
	if (!len) {
		kind = REDACT_HOST;
		len = host_here(text, redact->host);
	}
	if (len) {
		replace(redact, text, kind, len, to);
		return;
	}
	len = serial_key_here(text);
	if (len) {
		copy(text, len, to);
		len = serial_here(text);
		if (len)
			replace(redact, text, REDACT_SERIAL, len, to);
		return;
	}
	copy(text, skip, to);
}

char *redact_text(struct redact *redact, const char *text, size_t len,
		  size_t *out_len)
{
	struct text left = { .at = text, .begin = text, .end = text + len };
	char *out = NULL;
	FILE *to = open_memstream(&out, out_len);

	if (!to)
		return NULL;
	while (left.at < left.end) {
		if (begins_word(&left) && is_word(*left.at))
			take_word(redact, &left, to);
		else
			copy(&left, 1, to);
	}
	if (fclose(to)) {
		free(out);
		return NULL;
	}
	return out;
}
