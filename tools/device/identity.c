// SPDX-License-Identifier: GPL-2.0-only
/* An identity as text, and what is different between two. Pure. */
#include <stdio.h>
#include <string.h>

#include "device/identity.h"

static bool put(char *text, size_t size, const char *value)
{
	/* one that is cut could be another's */
	return (size_t)snprintf(text, size, "%s", value) < size;
}

bool identity_take(struct identity *kept, const char *key, const char *value)
{
	if (!strcmp(key, "for"))
		return put(kept->kind, sizeof(kept->kind), value);
	if (!strcmp(key, "type"))
		return put(kept->type, sizeof(kept->type), value);
	if (!strcmp(key, "id"))
		return put(kept->id, sizeof(kept->id), value);
	if (!strcmp(key, "serial"))
		return put(kept->serial, sizeof(kept->serial), value);
	return !strcmp(key, "slot") &&
	       put(kept->slot, sizeof(kept->slot), value);
}

bool identity_is_kept(const struct identity *kept)
{
	return *kept->kind && *kept->type && *kept->id &&
	       (*kept->serial || *kept->slot);
}

void identity_format(const struct identity *kept, char *text, size_t size)
{
	snprintf(text, size, "for=%s type=%s id=%s %s=%s", kept->kind,
		 kept->type, kept->id, *kept->serial ? "serial" : "slot",
		 *kept->serial ? kept->serial : kept->slot);
}

static bool is_same(const char *what, const char *kept, const char *now,
		    char *why, size_t size)
{
	if (!strcmp(kept, now))
		return true;
	snprintf(why, size, "%s %s, not %s", what, *now ? now : "unknown",
		 kept);
	return false;
}

bool identity_fits(const struct identity *kept, const struct identity *now,
		   char *why, size_t size)
{
	if (!is_same("of kind", kept->kind, now->kind, why, size) ||
	    !is_same("of type", kept->type, now->type, why, size) ||
	    !is_same("with the id", kept->id, now->id, why, size))
		return false;
	return *kept->serial ? is_same("on the card", kept->serial, now->serial,
				       why, size)
			     : is_same("in the slot", kept->slot, now->slot,
				       why, size);
}
