/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The one interface to a function's legacy registers, whatever the way to them; and
 * what all ways share: deadlines, tries, counts, and the operator's line.
 */
#ifndef VVP_BACKEND_H
#define VVP_BACKEND_H

#include <linux/pci.h>
#include <linux/ratelimit.h>
#include <linux/virtio_pci.h>

#include "access_errors.h"
#include "events.h"
#include "latency.h"
#include "legacy_layout.h"
#include "notify_entry.h"

struct backend;
struct command;
struct modern_caps;
struct modern_counts;

/* Why there is no legacy interface to a function without commands for it. */
#define BIND_ERR_TYPE		(-EPERM)	/* not safe for its type */
#define BIND_ERR_PLATFORM	(-EPROTO)	/* does not go through the IOMMU */
#define BIND_ERR_STRUCTURES	(-EINVAL)	/* has no usable structures */
#define BIND_ERR_NO_RESET	(-EIO)		/* does not answer, or not reset */
#define BIND_ERR_VFS		(-EMLINK)	/* has VFs */

/**
 * struct parts_ops - a way to a function's device parts (virtio 1.4, "Device parts")
 * @support: are there any? 0, or -EOPNOTSUPP if the PF has none. Asks the PF the first
 *	time, and after each reset of it
 * @create: make the object with which parts are got, or set. Asks first as @support.
 *	Waits its turn if others have all objects that there may be: -ENOSPC or -EBUSY
 *	if none was free in time
 * @destroy: destroy it; 0 if there is none. It is gone for the function whatever this
 *	returns, and its id is not leaked
 * @size: length of all parts, at most
 * @get: get all parts; @len is the room, and then what came, unchecked
 * @set: set parts; the function has to be stopped
 * @mode_set: stop the function, or have it go on; needs no object
 *
 * A function has at most one object at a time. The object is lost when the PF is reset:
 * -ESTALE, until it is destroyed or made again; -ENOENT if it never was made. The
 * buffers may be any memory. Deadlines, overlap and errors as in struct backend_ops; but
 * what is worth another try has been tried again.
 */
struct parts_ops {
	int (*support)(struct backend *backend, unsigned long deadline);
	int (*create)(struct backend *backend, bool set, unsigned long deadline);
	int (*destroy)(struct backend *backend, unsigned long deadline);
	int (*size)(struct backend *backend, u32 *size, unsigned long deadline);
	int (*get)(struct backend *backend, void *buf, u32 *len,
		   unsigned long deadline);
	int (*set)(struct backend *backend, const void *buf, u32 len,
		   unsigned long deadline);
	int (*mode_set)(struct backend *backend, bool stopped,
			unsigned long deadline);
};

/**
 * struct backend_ops - a way to the registers
 * @name: for the operator, see docs/abi.md
 * @opcodes: of the administration commands that accesses are, by kind; NULL if they
 *	are none, and the function need not be a VF
 * @by_memory: accesses are to the function's own memory, which has to be on
 * @bind: get at the registers of a function. Return: a struct backend that the
 *	implementation has embedded in its own, its @ops and @vf set; or an ERR_PTR():
 *	-ENODEV if another backend is to be asked; BIND_ERR_*
 * @open: a session begins; may be missing
 * @reset: the function is about to be reset, and nothing is in flight; may be missing
 * @close: a session has ended, and nothing is in flight; may be missing
 * @release: undo @bind; what the device still has in flight is left to it
 * @read: read a field, or part of one, of the common or device configuration;
 *	what the device left out of its answer is zero
 * @write: write it; may return before the device has done so (posted), if
 *	@flush is there: what is read or written later comes after it
 * @posts: would @write post a write of this? Not there: never
 * @flush: wait until what was posted is done; calls may overlap with others
 * @drain: wait until nothing of the function's is in flight any more, what was
 *	abandoned included; no kill ends that. Calls may overlap with others
 * @posted_failures: how much of what was posted has failed; may be missing
 * @generation: changes when the device may not be what it was taken for: a posted
 *	write has failed, nobody drove the PF, or that was reset
 * @notify_info: where the notifications of a queue go: unchecked, in order of
 *	preference, all zeros behind the last; missing if there are @doorbells in
 *	struct backend
 * @parts: the way to device parts; NULL: there never are any
 *
 * What has a deadline (in jiffies) may sleep until then and not for ever, whatever
 * the device does. They take any memory. The caller keeps
 * the calls for one function from overlapping. They return 0, an ACCESS_ERR_, or the
 * negative errno that the device, or the driver of its PF, reported.
 */
struct backend_ops {
	const char *name;
	const u8 *opcodes;
	bool by_memory;
	struct backend *(*bind)(struct pci_dev *vf,
				const struct legacy_type *type,
				unsigned long deadline);
	int (*open)(struct backend *backend, unsigned long deadline);
	void (*reset)(struct backend *backend);
	void (*close)(struct backend *backend);
	void (*release)(struct backend *backend);
	int (*read)(struct backend *backend, const struct legacy_access *access,
		    u8 *buf, unsigned long deadline);
	int (*write)(struct backend *backend,
		     const struct legacy_access *access, const u8 *buf,
		     unsigned long deadline);
	bool (*posts)(const struct legacy_access *access);
	int (*flush)(struct backend *backend, unsigned long deadline);
	int (*drain)(struct backend *backend, unsigned long deadline);
	u64 (*posted_failures)(struct backend *backend);
	u64 (*generation)(struct backend *backend);
	int (*notify_info)(struct backend *backend, u16 queue,
			   struct notify_entry entries[VIRTIO_ADMIN_CMD_MAX_NOTIFY_INFO],
			   unsigned long deadline);
	const struct parts_ops *parts;
};

/**
 * struct backend_stats - since the function was bound
 * @tried: each try, by kind
 * @failed: reads and writes of a field that failed in the end
 * @retried: tries that were followed by another one
 * @timeouts: tries that were not answered in time
 * @unsent: of @failed, those for which nothing could be sent
 */
struct backend_stats {
	u64 tried[ACCESS_KINDS];
	u64 failed;
	u64 retried;
	u64 timeouts;
	u64 unsent;
};

/**
 * enum backend_header - which packet header a network device has without VERSION_1
 * @BACKEND_HEADER_AUTO: the legacy one, if it has shown that it has
 * @BACKEND_HEADER_10: the legacy one, as somebody knows who has said so
 * @BACKEND_HEADER_12: that of VERSION_1, likewise
 */
enum backend_header {
	BACKEND_HEADER_AUTO,
	BACKEND_HEADER_10,
	BACKEND_HEADER_12,
	BACKEND_HEADERS
};

/* As many queues can have a doorbell. */
#define BACKEND_DOORBELLS	1024

/* Bytes of a sentence about an error. */
#define BACKEND_FAILURE_MAX	32

/**
 * struct backend - a function's way to its registers
 * @ops: the implementation
 * @vf: the function, which need not be a VF; outlives the backend
 * @command: its COMMAND, for a backend by memory; the implementation's in a session
 * @header: for the next session; by any context
 * @doorbells: where each of BACKEND_DOORBELLS queues is notified, or NULL, if not all
 *	are at the same address; NULL while no queue is notified so
 * @caps: where the modern registers are that the device is made of, or NULL
 * @counts: of such a device, or NULL
 * @stats: written by who accesses, read by anyone
 * @latency: of commands; likewise
 * @writes: how many have been made, or posted
 * @flushed: of these, so many are known to be done
 * @silent: the PF has not answered, and the host has been told
 * @log: allows so many lines about failures
 * @session_log: the same, for sessions that cannot begin
 */
struct backend {
	const struct backend_ops *ops;
	struct pci_dev *vf;
	struct command *command;
	enum backend_header header;
	void __iomem **doorbells;
	const struct modern_caps *caps;
	const struct modern_counts *counts;
	struct backend_stats stats;
	struct latency latency;
	u64 writes;
	u64 flushed;
	bool silent;
	struct ratelimit_state log;
	struct ratelimit_state session_log;
};

/* By commands through the kernel's virtio-pci, where that runs the PF's queue. */
extern const struct backend_ops vvp_backend_kernel;
/* By commands through virtio-owner. */
extern const struct backend_ops vvp_backend_owner;

/* By the function's own modern registers. */
extern const struct backend_ops vvp_backend_mediated;

/* For @opcodes of those whose accesses are administration commands. */
extern const u8 vvp_legacy_opcodes[ACCESS_KINDS];

struct backend *vvp_backend_bind(const struct backend_ops *ops,
				 struct pci_dev *vf,
				 const struct legacy_type *type);
void vvp_backend_release(struct backend *backend);
int vvp_backend_open(struct backend *backend);
void vvp_backend_reset(struct backend *backend);
void vvp_backend_close(struct backend *backend);

unsigned long vvp_backend_deadline(void);
int vvp_backend_read(struct backend *backend,
		     const struct legacy_access *access, u8 *buf,
		     unsigned long deadline);
int vvp_backend_write(struct backend *backend,
		      const struct legacy_access *access, const u8 *buf,
		      unsigned long deadline);
int vvp_backend_notify_info(struct backend *backend, u16 queue,
			    struct notify_entry entries[VIRTIO_ADMIN_CMD_MAX_NOTIFY_INFO],
			    unsigned long deadline);
int vvp_backend_wait_flushed(struct backend *backend);
int vvp_backend_drain(struct backend *backend);
u64 vvp_backend_posted_failures(struct backend *backend);
const char *vvp_backend_no_answer(int err);
const char *vvp_backend_failure(int err, char buf[BACKEND_FAILURE_MAX]);

/**
 * vvp_backend_may_post - may the guest go on before this is written?
 * @access: the write
 *
 * It relies on what it writes to the status having happened.
 */
static inline bool vvp_backend_may_post(const struct legacy_access *access)
{
	return access->reg != LEGACY_STATUS;
}

/**
 * vvp_backend_is_flushed - is all that was written known to be done?
 * @backend: the function's
 *
 * Any context.
 */
static inline bool vvp_backend_is_flushed(const struct backend *backend)
{
	return !backend->ops->flush ||
	       READ_ONCE(backend->writes) == READ_ONCE(backend->flushed);
}

/**
 * vvp_backend_flush - wait until all that was written is done
 * @backend: the function's
 *
 * May sleep for as long as an access may. Needs no lock.
 *
 * Return: 0, or an ACCESS_ERR_ if it is not.
 */
static inline int vvp_backend_flush(struct backend *backend)
{
	return vvp_backend_is_flushed(backend) ?
	       0 : vvp_backend_wait_flushed(backend);
}

/**
 * vvp_backend_generation - changes when the device may not be what it was taken for
 * @backend: the function's
 *
 * That is, if a write has failed after it had been taken, or the PF has been
 * without its driver. Any context.
 */
static inline u64 vvp_backend_generation(struct backend *backend)
{
	return backend->ops->generation(backend);
}

#endif
