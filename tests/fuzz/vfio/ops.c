// SPDX-License-Identifier: GPL-2.0-only
/* The table of operations. */
#include <linux/vfio.h>

#include "ops.h"
#include "perform.h"

#define LIKELY(...)                                                            \
	.likely = (const uint64_t[]){ __VA_ARGS__ },                           \
	.nr_likely = sizeof((uint64_t[]){ __VA_ARGS__ }) / sizeof(uint64_t)
#define WORDS(...)                                                             \
	.words = (const struct word[])                                         \
	{                                                                      \
		__VA_ARGS__,                                                   \
		{                                                              \
			0                                                      \
		}                                                              \
	}

/* Arguments that are numbers. */
static const struct arg_kind offset = {
	LIKELY(0, 4, 8, 12, 14, 16, 17, 18, 19, 20, 22, 24, 26, 28, 30, 32, 36,
	       44, 48, 52, 60, 62, 63, 64, 65, 0xff, 0x100, 0xffc, 0xfff,
	       0x1000, 0x3ffe, 0x4000, 0xffffffff, 1ull << 32,
	       (1ull << 40) - 1),
	.max = (1ull << 40) - 1,
};

static const struct arg_kind length = {
	LIKELY(0, 1, 2, 3, 4, 6, 7, 8, 16, 28, 44, 63, 64, 65, 256, 4096,
	       65536),
	.max = 65536,
};

static const struct arg_kind data = {
	LIKELY(0, 1, 2, 3, 4, 7, 0xf, 0x10, 0x80, 0xff, 0xc001, 0xffff, 0x10000,
	       0x7fffffff, 0xffffffff, 0x5a5a5a5a5a5a5a5a, ~0ull),
	.max = ~0ull,
};

static const struct arg_kind queue = {
	LIKELY(0, 1, 2, 3, 4, 0xff, 0x7fff, 0xffff),
	.max = 0xffff,
};

static const struct arg_kind start = {
	LIKELY(0, 1, 2, 3, 4, 5, 0x7fffffff, 0xffffffff),
	.max = 0xffffffff,
};

static const struct arg_kind count = {
	LIKELY(0, 1, 1, 2, 3, 3, 4, 5, 64, 0x7fffffff, 0xffffffff),
	.max = 0xffffffff,
};

static const struct arg_kind pages = {
	LIKELY(1, 2, 3, 15, 16, 17, 0x100000, 1ull << 52),
	.max = 1ull << 52,
};

static const struct arg_kind iova = {
	LIKELY(0, 0x1000, 0x2000, 0xf000, 0x10000, 0xfee00000, 1ull << 32,
	       ~0ull << 12, 1),
	.max = ~0ull,
};

static const struct arg_kind bits = {
	LIKELY(0, 1, 2, 3, 4, 8, 0x80000000, 0xffffffff),
	.max = 0xffffffff,
};

static const struct arg_kind command = {
	LIKELY(VFIO_BASE, VFIO_BASE + 7, VFIO_BASE + 11, VFIO_BASE + 14,
	       VFIO_BASE + 15, VFIO_BASE + 17, VFIO_BASE + 18, VFIO_BASE + 19,
	       VFIO_BASE + 20, VFIO_BASE + 21, VFIO_BASE + 22),
	.max = 0xff,
};

static const struct arg_kind ms = { LIKELY(0, 1, 10), .max = 50 };

static const struct arg_kind opcode = { LIKELY(2, 3, 4, 5, 6), .max = 0xffff };

static const struct arg_kind status = {
	LIKELY(6, 11, 11, 12, 16, 22, 28, 99, 4095, 4096, 0x7fff, 0xffff),
	.max = 0xffff,
};

static const struct arg_kind commands = {
	LIKELY(1, 1, 2, 3, 5, 100, 0xffffffff),
	.max = 0xffffffff,
};

static const struct arg_kind bytes = { LIKELY(0, 0, 1, 2, 3, 5, 7, 8, 31, 64),
				       .max = 128 };

static const struct arg_kind us = { LIKELY(1, 100, 1000, 10000), .max = 50000 };

static const struct arg_kind late_us = { LIKELY(1000, 100000, 400000),
					 .max = 1000000 };

static const struct arg_kind answer = { LIKELY(0, 1, 2, 4, 8, 9, 12),
					.max = 64 };

static const struct arg_kind extra = { LIKELY(1, 8, 64, 0x7fffffff, 0xffffffff),
				       .max = 0xffffffff };

static const struct arg_kind notify_flags = { LIKELY(0, 1, 2, 2, 3, 255),
					      .max = 255 };

static const struct arg_kind bar = { LIKELY(0, 1, 2, 2, 2, 3, 4, 4, 5, 6, 255),
				     .max = 255 };

static const struct arg_kind notify_offset = {
	LIKELY(0, 1, 2, 0x100, 0x7fe, 0x800, 0xffe, 0xfff, 0x1000, 0x1002,
	       0x2000, 0x3000, 0x3ffe, 0x4000, 0x10000, 1ull << 32, 1ull << 63,
	       ~0ull - 1, ~0ull),
	.max = ~0ull,
};

/* Arguments that are words. */
static const struct arg_kind region = {
	WORDS({ "bar0", 0 }, { "bar1", 1 }, { "bar2", 2 }, { "bar3", 3 },
	      { "bar4", 4 }, { "bar5", 5 }, { "rom", 6 }, { "config", 7 },
	      { "vga", 8 }),
	.max = 12,
};

/* Where an access's memory is; see thread_memory() */
static const struct arg_kind memory = {
	WORDS({ "good", 0 }, { "null", 1 }, { "kernel", 2 }, { "readonly", 3 },
	      { "one_byte", 4 }, { "one_too_few", 5 }, { "shared", 6 }),
	.max = 6,
};

static const struct arg_kind memory_state = {
	WORDS({ "good", 0 }, { "none", 1 }, { "readonly", 2 },
	      { "unmapped", 3 }),
	.max = 3,
};

/* How large a structure is said to be; see argsz_of() */
static const struct arg_kind argsz = {
	WORDS({ "right", 0 }, { "zero", 1 }, { "short", 2 }, { "long", 3 },
	      { "huge", 4 }),
	.max = 4,
};

static const struct arg_kind irq = {
	WORDS({ "intx", 0 }, { "msi", 1 }, { "msix", 2 }, { "err", 3 },
	      { "req", 4 }),
	LIKELY(2, 2, 2, 5, 0xffffffff),
	.max = 0xffffffff,
};

#define IRQ_FLAGS(action, data)                                                \
	(VFIO_IRQ_SET_ACTION_##action | VFIO_IRQ_SET_DATA_##data)

static const struct arg_kind irq_flags = {
	WORDS({ "trigger_none", IRQ_FLAGS(TRIGGER, NONE) },
	      { "trigger_bool", IRQ_FLAGS(TRIGGER, BOOL) },
	      { "trigger_eventfd", IRQ_FLAGS(TRIGGER, EVENTFD) },
	      { "mask_none", IRQ_FLAGS(MASK, NONE) },
	      { "unmask_none", IRQ_FLAGS(UNMASK, NONE) },
	      { "unmask_eventfd", IRQ_FLAGS(UNMASK, EVENTFD) }),
	.max = 0xffffffff,
};

static const struct arg_kind fds = {
	WORDS({ "eventfds", 0 }, { "none", 1 }, { "closed", 2 },
	      { "no_eventfds", 3 }, { "mixed", 4 }),
	.max = 4,
};

static const struct arg_kind feature_flags = {
	WORDS({ "get", VFIO_DEVICE_FEATURE_GET },
	      { "set", VFIO_DEVICE_FEATURE_SET },
	      { "probe_get",
		VFIO_DEVICE_FEATURE_PROBE | VFIO_DEVICE_FEATURE_GET },
	      { "probe_set",
		VFIO_DEVICE_FEATURE_PROBE | VFIO_DEVICE_FEATURE_SET }),
	.max = 0xffffffff,
};

static const struct arg_kind feature = {
	LIKELY(0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 0xffff),
	.max = 0xffff,
};

static const struct arg_kind power = {
	WORDS({ "low", 0 }, { "low_until_woken", 1 }, { "full", 2 }),
	.max = 2,
};

static const struct arg_kind off_on = { WORDS({ "off", 0 }, { "on", 1 }),
					.max = 1 };

static const struct arg_kind doorbell = {
	WORDS({ "member", 0 }, { "owner", 1 }, { "both", 2 }, { "none", 3 }),
	.max = 3,
};

static const struct arg_kind completion = {
	WORDS({ "once", 0 }, { "twice", 1 }, { "unknown", 2 }),
	.max = 2,
};

static const struct arg_kind owner_state = {
	WORDS({ "bound", 0 }, { "unbound", 1 }, { "reset", 2 }),
	.max = 2,
};

#define OP(n, w, ...)                                                          \
	{                                                                      \
		.name = #n, .weight = w, .perform = perform_##n, .args = {     \
			__VA_ARGS__                                            \
		}                                                              \
	}
/* In tenths of a second, or about. */
#define SLOW_OP(n, w, c, ...)                                                  \
	{                                                                      \
		.name = #n, .weight = w, .perform = perform_##n,               \
		.args = { __VA_ARGS__ }, .cost = c                             \
	}
#define MAIN_OP(n, w, c, ...)                                                  \
	{                                                                      \
		.name = #n, .weight = w, .perform = perform_##n,               \
		.args = { __VA_ARGS__ }, .cost = c, .main_only = true          \
	}

const struct op_type op_types[] = {
	OP(read, 30, { "region", &region }, { "offset", &offset },
	   { "length", &length }, { "memory", &memory }),
	OP(write, 30, { "region", &region }, { "offset", &offset },
	   { "length", &length }, { "data", &data }, { "memory", &memory }),
	OP(kick, 8, { "queue", &queue }),
	OP(map, 1, { "region", &region }, { "offset", &offset },
	   { "pages", &pages }),
	OP(memory, 3, { "state", &memory_state }),

	OP(set_irqs, 14, { "index", &irq }, { "flags", &irq_flags },
	   { "start", &start }, { "count", &count }, { "fds", &fds },
	   { "argsz", &argsz }),
	OP(device_info, 1, { "argsz", &argsz }),
	OP(region_info, 3, { "region", &region }, { "argsz", &argsz }),
	OP(irq_info, 2, { "index", &irq }, { "argsz", &argsz }),
	OP(feature, 3, { "flags", &feature_flags }, { "id", &feature },
	   { "argsz", &argsz }, { "data", &data }),
	SLOW_OP(power, 4, 1, { "state", &power }),
	OP(ioeventfd, 3, { "region", &region }, { "offset", &offset },
	   { "flags", &bits }, { "data", &data }, { "fd", &fds },
	   { "argsz", &argsz }),
	OP(hot_reset_info, 1, { "argsz", &argsz }),
	SLOW_OP(hot_reset, 1, 1, { "count", &count }, { "fds", &fds },
		{ "flags", &bits }, { "argsz", &argsz }),
	OP(ioctl, 2, { "command", &command }, { "argsz", &argsz },
	   { "data", &data }),
	OP(dma_map, 3, { "iova", &iova }, { "pages", &pages },
	   { "flags", &bits }, { "argsz", &argsz }),
	OP(dma_unmap, 2, { "iova", &iova }, { "pages", &pages },
	   { "flags", &bits }, { "argsz", &argsz }),

	SLOW_OP(reset, 3, 2),
	SLOW_OP(flr, 2, 2),
	MAIN_OP(close, 2, 2),
	MAIN_OP(open, 2, 3),
	SLOW_OP(twin, 1, 2),
	MAIN_OP(join, 4, 1),
	SLOW_OP(pause, 2, 1, { "ms", &ms }),
	MAIN_OP(rebind, 1, 7),
	MAIN_OP(die, 1, 5),

	MAIN_OP(hang, 2, 3, { "state", &off_on }),
	MAIN_OP(fail, 4, 1, { "opcode", &opcode }, { "status", &status },
		{ "count", &commands }),
	MAIN_OP(result_limit, 3, 1, { "bytes", &bytes }),
	MAIN_OP(answer_limit, 2, 1, { "bytes", &answer }),
	MAIN_OP(used_extra, 1, 1, { "bytes", &extra }),
	MAIN_OP(completion, 1, 6, { "times", &completion }),
	MAIN_OP(command_delay, 2, 1, { "us", &us }),
	MAIN_OP(late, 3, 3, { "opcode", &opcode }, { "us", &late_us },
		{ "count", &commands }),
	MAIN_OP(doorbell, 1, 1, { "kind", &doorbell }),
	MAIN_OP(notify_entries, 3, 1, { "flags", &notify_flags },
		{ "bar", &bar }, { "offset", &notify_offset },
		{ "flags2", &notify_flags }, { "bar2", &bar },
		{ "offset2", &notify_offset }),

	MAIN_OP(owner, 1, 5, { "state", &owner_state }),
};

const size_t nr_op_types = sizeof(op_types) / sizeof(op_types[0]);
