/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The legacy commands of a VF: tried until they work or there is no more time,
 * counted, and the operator told of those that fail.
 */
#ifndef VVP_COMMANDS_H
#define VVP_COMMANDS_H

#include <linux/ratelimit.h>

#include "backend.h"
#include "events.h"

/**
 * struct command_counts - since the VF was bound
 * @tried: each try, by kind
 * @failed: reads and writes of a field that failed in the end
 * @retried: tries that were followed by another one
 * @timeouts: commands that were not answered in time
 * @unsent: of @failed, those for which no command could be sent
 */
struct command_counts {
	u64 tried[ACCESS_KINDS];
	u64 failed;
	u64 retried;
	u64 timeouts;
	u64 unsent;
};

/**
 * struct commands - a VF's
 * @backend: the way to the PF
 * @counts: written by who sends, read by anyone
 * @writes: how many have been sent, or posted
 * @settled: of these, so many are known to be done
 * @log: lets so many failures be told
 * @openings: the same, for openings that fail
 */
struct commands {
	struct backend backend;
	struct command_counts counts;
	u64 writes;
	u64 settled;
	struct ratelimit_state log;
	struct ratelimit_state openings;
};

void commands_init(struct commands *commands, const struct backend *backend);
void commands_release(struct commands *commands);
unsigned long commands_deadline(void);
int commands_read(struct commands *commands,
		  const struct legacy_access *access, u8 *buf,
		  unsigned long deadline);
int commands_write(struct commands *commands,
		   const struct legacy_access *access, const u8 *buf,
		   unsigned long deadline);
bool commands_settle(struct commands *commands);
void commands_quiet(struct commands *commands);
u64 commands_posted_failures(struct commands *commands);
u64 commands_mishaps(struct commands *commands);
int commands_notify_info(struct commands *commands,
			 struct notify_entry entries[VIRTIO_ADMIN_CMD_MAX_NOTIFY_INFO],
			 unsigned long deadline);

/**
 * commands_are_settled - is all that was written known to be done?
 * @commands: the VF's
 *
 * Any context.
 */
static inline bool commands_are_settled(const struct commands *commands)
{
	return !commands->backend.ops->settle ||
	       READ_ONCE(commands->writes) == READ_ONCE(commands->settled);
}

/**
 * commands_settled - wait until all that was written is done
 * @commands: the VF's
 *
 * May sleep for as long as an access may. Needs no lock.
 *
 * Return: whether it is.
 */
static inline bool commands_settled(struct commands *commands)
{
	return commands_are_settled(commands) || commands_settle(commands);
}

#endif
