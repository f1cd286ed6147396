// SPDX-License-Identifier: GPL-2.0-only
/* Reads and writes of the regions, and what may come back from them. */
#include <endian.h>
#include <errno.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include <linux/vfio.h>

#include "perform.h"
#include "run.h"

#define BAR0_SIZE 64
#define NOTIFY	  16
#define ISR	  19
#define HEADER	  64
#define COMMAND	  4

enum where { GOOD, NO_MEMORY, KERNEL, READONLY, ONE_BYTE, TOO_FEW, SHARED };

struct access {
	bool write;
	uint64_t region, offset;
	size_t len;
	enum where where;
	uint8_t *at;
};

static const char *name(const struct access *a)
{
	return a->write ? "write" : "read";
}

static off_t position(const struct access *a)
{
	return a->region << 40 | a->offset;
}

/* Memory for an access of @len bytes, of which not all need be there. */
static uint8_t *thread_memory(struct thread *t, enum where kind, size_t len)
{
	switch (kind) {
	case NO_MEMORY:
		return NULL;
	case KERNEL:
		return (uint8_t *)0xffff888000000000;
	case READONLY:
		return t->readonly;
	case ONE_BYTE:
		return t->buffer + BUFFER_SIZE - (len ? 1 : 0);
	case TOO_FEW:
		return t->buffer + BUFFER_SIZE - (len ? len - 1 : 0);
	case SHARED:
		return t->run->shared_memory;
	default:
		return t->buffer;
	}
}

/* Random, so that nobody else has it: what shows it was not written to. */
static void fill(struct thread *t, uint8_t *to, size_t len)
{
	for (size_t i = 0; i < NONCE; i++)
		t->nonce[i] = rnd_next(&t->rnd);
	for (size_t i = 0; i < len; i += NONCE)
		memcpy(to + i, t->nonce, len - i < NONCE ? len - i : NONCE);
}

static bool untouched(struct thread *t, const uint8_t *buf, size_t i)
{
	return buf[i] == t->nonce[i % NONCE];
}

/* Nothing behind the @n bytes said to be read, and all of these. */
static void judge_extent(struct thread *t, const struct access *a, size_t n)
{
	size_t run = 0;

	for (size_t i = 0; i < n; i++) {
		run = untouched(t, a->at, i) ? run + 1 : 0;
		if (run == 8) {
			found(t, "not-written",
			      "read of region %d at %#llx: of %zu bytes, those before %zu were left as they were",
			      (int)a->region, (long long)a->offset, n, i + 1);
			return;
		}
	}
	for (size_t i = n; i < a->len + NONCE && i < BUFFER_SIZE; i++) {
		if (untouched(t, a->at, i))
			continue;
		found(t, "behind-the-end",
		      "read of region %d at %#llx: byte %zu of %zu was changed",
		      (int)a->region, (long long)a->offset, i, n);
		return;
	}
}

static bool all_are(const uint8_t *buf, size_t len, uint8_t one, uint8_t other)
{
	for (size_t i = 0; i < len; i++) {
		if (buf[i] != one && buf[i] != other)
			return false;
	}
	return true;
}

/*
 * BAR0 as a bus has it: whatever the hardware does, all of an access is done, as
 * far as the BAR goes and the memory is there.
 */
static void judge_bar0(struct thread *t, const struct access *a, ssize_t n)
{
	ssize_t full = a->len;

	if (full > BAR0_SIZE - (ssize_t)a->offset)
		full = BAR0_SIZE - a->offset;
	if (n == -EBADF && atomic_load(&t->run->closed))
		return;
	if (n == full && a->offset < BAR0_SIZE &&
	    (a->where != NO_MEMORY && a->where != KERNEL))
		return;
	if (!a->len && (!n || n == -EFAULT))
		return;
	if (a->offset >= BAR0_SIZE &&
	    (n == -EINVAL || (n == -EFAULT && a->where == KERNEL)))
		return;
	if (a->offset < BAR0_SIZE && n == -EFAULT && a->where != GOOD)
		return;
	found(t, "bar0-result", "%s of %zu bytes of BAR0 at %#llx returned %zd",
	      name(a), a->len, (long long)a->offset, n);
}

/* What every read of the header shows, whatever goes on. */
static void judge_identity(struct thread *t, const struct access *a, size_t n)
{
	static const struct {
		uint8_t at, mask, value;
	} fixed[] = {
		{ 0x00, 0xff, 0xf4 }, { 0x01, 0xff, 0x1a },
		{ 0x02, 0xff, 0x00 }, { 0x03, 0xff, 0x10 },
		{ 0x08, 0xff, 0x00 }, { 0x10, 0x3f, 0x01 },
		{ 0x2c, 0xff, 0xf4 }, { 0x2d, 0xff, 0x1a },
		{ 0x2e, 0xff, 0x01 }, { 0x2f, 0xff, 0x00 },
	};

	for (size_t i = 0; i < sizeof(fixed) / sizeof(fixed[0]); i++) {
		uint64_t at = fixed[i].at - a->offset;

		if (fixed[i].at < a->offset || at >= n ||
		    (a->at[at] & fixed[i].mask) == fixed[i].value)
			continue;
		found(t, "identity", "config byte %#x is %#x", fixed[i].at,
		      a->at[at]);
	}
}

static void judge_config(struct thread *t, const struct access *a, ssize_t n)
{
	if (n > (ssize_t)a->len)
		found(t, "config-result", "%s of %zu bytes returned %zd",
		      name(a), a->len, n);
	/* A byte, word or dword of the header: nothing can be wrong with it. */
	if (a->where == GOOD && n != (ssize_t)a->len &&
	    (a->len == 1 || a->len == 2 || a->len == 4) &&
	    !(a->offset % a->len) && a->offset < HEADER &&
	    !(n == -EBADF && atomic_load(&t->run->closed)))
		found(t, "config-result",
		      "%s of %zu bytes at %#llx returned %zd", name(a), a->len,
		      (long long)a->offset, n);
	if (!a->write && a->where == GOOD && n > 0)
		judge_identity(t, a, n);
}

/* Whoever changes COMMAND while others are at work leaves it unknown. */
static void follow_command(struct thread *t, const struct access *a, ssize_t n)
{
	struct run *run = t->run;

	if (!a->write || a->region != VFIO_PCI_CONFIG_REGION_INDEX || n <= 0)
		return;
	if (!run_alone(run) || a->where != GOOD || a->offset + n > HEADER)
		run->io = IO_UNKNOWN; /* maybe the FLR bit */
	else if (a->offset <= COMMAND && COMMAND < a->offset + n)
		run->io = a->at[COMMAND - a->offset] & 1 ? IO_ON : IO_OFF;
}

static void judge_ones(struct thread *t, const struct access *a, ssize_t n)
{
	if (a->where == GOOD && n > 0 && !all_are(a->at, n, 0xff, 0xff))
		found(t, "io-disabled",
		      "read of BAR0 at %#llx with I/O disabled is not all ones",
		      (long long)a->offset);
}

/*
 * With answers cut to nothing a field reads as zeros, or as ones if the command
 * failed: never as what some buffer had in it. Some fields the driver may know
 * without asking: ISR status, and the rest of one that is read bytewise.
 */
static void judge_cut(struct thread *t, const struct access *a, ssize_t n,
		      unsigned int changes)
{
	struct shared *shared = t->run->shared;

	if (a->where != GOOD || n <= 0 || a->offset + n > ISR || changes & 1 ||
	    !atomic_load(&shared->results_cut) ||
	    atomic_load(&shared->changes) != changes)
		return;
	if (!all_are(a->at, n, 0x00, 0xff))
		found(t, "stale",
		      "read of BAR0 at %#llx: the answer had no bytes, but these are neither zeros nor ones",
		      (long long)a->offset);
}

static ssize_t go(struct thread *t, const struct access *a)
{
	ssize_t n;

	n = a->write ? pwrite(device_of(t), a->at, a->len, position(a))
		     : pread(device_of(t), a->at, a->len, position(a));
	return n < 0 ? -errno : n;
}

static void do_access(struct thread *t, const struct access *a)
{
	unsigned int changes = atomic_load(&t->run->shared->changes);
	bool io_off = run_alone(t->run) && t->run->io == IO_OFF;
	ssize_t n = go(t, a);

	if (!a->write && n >= 0 && a->where == GOOD)
		judge_extent(t, a, n);
	if (a->region == VFIO_PCI_BAR0_REGION_INDEX) {
		judge_bar0(t, a, n);
		if (!a->write && io_off)
			judge_ones(t, a, n);
		if (!a->write)
			judge_cut(t, a, n, changes);
	} else if (a->region == VFIO_PCI_CONFIG_REGION_INDEX) {
		judge_config(t, a, n);
	}
	follow_command(t, a, n);
}

void perform_read(struct thread *t, const uint64_t *args)
{
	struct access a = {
		.region = args[0],
		.offset = args[1],
		.len = args[2],
		.where = args[3],
		.at = thread_memory(t, args[3], args[2]),
	};
	size_t filled = a.len + NONCE < BUFFER_SIZE ? a.len + NONCE
						    : BUFFER_SIZE;

	if (a.where == GOOD)
		fill(t, t->buffer, filled);
	do_access(t, &a);
}

/* The modern registers in BAR4 are not what is tested: they are left alone. */
void perform_write(struct thread *t, const uint64_t *args)
{
	struct access a = {
		.write = true,
		.region = args[0],
		.offset = args[1],
		.len = args[2],
		.where = args[4],
		.at = thread_memory(t, args[4], args[2]),
	};
	uint64_t value = htole64(args[3]);

	if (a.region == VFIO_PCI_BAR4_REGION_INDEX)
		return;
	if (a.where == GOOD) {
		for (size_t i = 0; i < a.len; i += sizeof(value))
			memcpy(a.at + i, &value,
			       a.len - i < sizeof(value) ? a.len - i
							 : sizeof(value));
	}
	do_access(t, &a);
}

void perform_kick(struct thread *t, const uint64_t *args)
{
	struct access a = {
		.write = true,
		.offset = NOTIFY,
		.len = 2,
		.at = t->buffer,
	};
	uint16_t queue = htole16(args[0]);

	memcpy(a.at, &queue, sizeof(queue));
	do_access(t, &a);
}

void perform_map(struct thread *t, const uint64_t *args)
{
	size_t len = (args[2] % (DMA_PAGES + 1)) * getpagesize();
	void *at;

	at = mmap(NULL, len, PROT_READ | PROT_WRITE, MAP_SHARED, device_of(t),
		  args[0] << 40 | (args[1] & ~(getpagesize() - 1ull)));
	if (at == MAP_FAILED)
		return;
	if (args[0] == VFIO_PCI_BAR0_REGION_INDEX)
		found(t, "bar0-mapped", "BAR0 can be mapped");
	munmap(at, len);
}

/* The memory that all threads share goes away, or comes back. */
void perform_memory(struct thread *t, const uint64_t *args)
{
	static const int protections[] = { PROT_READ | PROT_WRITE, PROT_NONE,
					   PROT_READ };
	uint8_t *at = t->run->shared_memory;

	if (args[0] == 3)
		munmap(at, BUFFER_SIZE);
	else
		mmap(at, BUFFER_SIZE, protections[args[0]],
		     MAP_PRIVATE | MAP_ANONYMOUS | MAP_FIXED, -1, 0);
}
