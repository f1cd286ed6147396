/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Tracepoints: what a guest does to its device, and what becomes of that. Names,
 * fields and their numbers are an interface, described in docs/abi.md; the text of
 * a line is none.
 */
#undef TRACE_SYSTEM
#define TRACE_SYSTEM virtio_vfio_pci

#if !defined(VVP_TRACE_H) || defined(TRACE_HEADER_MULTI_READ)
#define VVP_TRACE_H

#include <linux/pci.h>
#include <linux/tracepoint.h>

#include "events.h"
#include "legacy_layout.h"
#include "migrate_arcs.h"

#define MIGRATE_STATE_SYMBOLS(state)				\
	__print_symbolic(state,					\
			 { MIGRATE_ERROR, "error" },		\
			 { MIGRATE_STOP, "stop" },		\
			 { MIGRATE_RUNNING, "running" },	\
			 { MIGRATE_STOP_COPY, "stop-copy" },	\
			 { MIGRATE_RESUMING, "resuming" },	\
			 { MIGRATE_RUNNING_P2P, "running-p2p" },	\
			 { MIGRATE_PRE_COPY, "pre-copy" },	\
			 { MIGRATE_PRE_COPY_P2P, "pre-copy-p2p" })

/* 32 bits of domain make the longest name: 00000000:00:00.0 */
#define TRACE_VF_NAME	20
#define TRACE_BACKEND	16

TRACE_EVENT(vvp_legacy_access,
	TP_PROTO(struct pci_dev *vf, const struct legacy_access *access,
		 const u8 *data, bool iswrite, enum served served, int err),
	TP_ARGS(vf, access, data, iswrite, served, err),
	TP_STRUCT__entry(
		__array(char, vf, TRACE_VF_NAME)
		__field(u8, write)
		__field(u8, space)
		__field(u8, offset)
		__field(u8, len)
		__field(u64, value)
		__field(u8, served)
		__field(u32, error)
	),
	TP_fast_assign(
		strscpy_pad(__entry->vf, pci_name(vf), TRACE_VF_NAME);
		__entry->write = iswrite;
		__entry->space = access->space;
		__entry->offset = access->offset;
		__entry->len = access->len;
		__entry->value = vvp_legacy_value(data, access->len);
		__entry->served = served;
		__entry->error = -err;
	),
	TP_printk("vf=%s %s space=%s offset=%u len=%u value=%#llx served=%s error=%u",
		  __entry->vf, __entry->write ? "write" : "read",
		  __print_symbolic(__entry->space,
				   { LEGACY_COMMON, "common" },
				   { LEGACY_DEVICE, "device" },
				   { LEGACY_HOLE, "hole" }),
		  __entry->offset, __entry->len, __entry->value,
		  __print_symbolic(__entry->served,
				   { SERVED_BACKEND, "backend" },
				   { SERVED_READ_AHEAD, "read-ahead" },
				   { SERVED_ISR, "isr" },
				   { SERVED_HOLE, "hole" },
				   { SERVED_DISABLED, "disabled" },
				   { SERVED_ASLEEP, "asleep" },
				   { SERVED_CACHE, "cache" },
				   { SERVED_STOPPED, "stopped" }),
		  __entry->error)
);

TRACE_EVENT(vvp_backend_access,
	TP_PROTO(struct pci_dev *vf, const char *backend,
		 enum access_kind kind, u8 opcode,
		 const struct legacy_access *access, bool posted,
		 unsigned int tries, u64 ns, int err),
	TP_ARGS(vf, backend, kind, opcode, access, posted, tries, ns, err),
	TP_STRUCT__entry(
		__array(char, vf, TRACE_VF_NAME)
		__array(char, backend, TRACE_BACKEND)
		__field(u8, access)
		__field(u8, opcode)
		__field(u8, offset)
		__field(u8, len)
		__field(u8, posted)
		__field(u32, tries)
		__field(u32, error)
		__field(u64, ns)
	),
	TP_fast_assign(
		strscpy_pad(__entry->vf, pci_name(vf), TRACE_VF_NAME);
		strscpy_pad(__entry->backend, backend, TRACE_BACKEND);
		__entry->access = kind;
		__entry->opcode = opcode;
		__entry->offset = access ? access->offset : 0;
		__entry->len = access ? access->len : 0;
		__entry->posted = posted;
		__entry->tries = tries;
		__entry->error = -err;
		__entry->ns = ns;
	),
	TP_printk("vf=%s access=%s opcode=%#x offset=%u len=%u error=%u ns=%llu backend=%s posted=%u tries=%u",
		  __entry->vf,
		  __print_symbolic(__entry->access,
				   { ACCESS_COMMON_WRITE, "common-write" },
				   { ACCESS_COMMON_READ, "common-read" },
				   { ACCESS_DEVICE_WRITE, "device-write" },
				   { ACCESS_DEVICE_READ, "device-read" },
				   { ACCESS_NOTIFY_INFO, "notify-info" }),
		  __entry->opcode, __entry->offset, __entry->len,
		  __entry->error, __entry->ns, __entry->backend,
		  __entry->posted, __entry->tries)
);

TRACE_EVENT(vvp_kick,
	TP_PROTO(struct pci_dev *vf, u16 queue, enum kick_path path),
	TP_ARGS(vf, queue, path),
	TP_STRUCT__entry(
		__array(char, vf, TRACE_VF_NAME)
		__field(u16, queue)
		__field(u8, path)
	),
	TP_fast_assign(
		strscpy_pad(__entry->vf, pci_name(vf), TRACE_VF_NAME);
		__entry->queue = queue;
		__entry->path = path;
	),
	TP_printk("vf=%s queue=%u path=%s", __entry->vf, __entry->queue,
		  __print_symbolic(__entry->path,
				   { KICK_DOORBELL, "doorbell" },
				   { KICK_COMMAND, "command" },
				   { KICK_IOEVENTFD, "ioeventfd" },
				   { KICK_DROPPED, "dropped" }))
);

TRACE_EVENT(vvp_interrupt,
	TP_PROTO(struct pci_dev *vf, u8 isr),
	TP_ARGS(vf, isr),
	TP_STRUCT__entry(
		__array(char, vf, TRACE_VF_NAME)
		__field(u8, isr)
	),
	TP_fast_assign(
		strscpy_pad(__entry->vf, pci_name(vf), TRACE_VF_NAME);
		__entry->isr = isr;
	),
	TP_printk("vf=%s isr=%s", __entry->vf,
		  __print_flags(__entry->isr, "|", { 1, "queue" },
				{ 2, "configuration" }))
);

TRACE_EVENT(vvp_started,
	TP_PROTO(struct pci_dev *vf, u64 features),
	TP_ARGS(vf, features),
	TP_STRUCT__entry(
		__array(char, vf, TRACE_VF_NAME)
		__field(u64, features)
	),
	TP_fast_assign(
		strscpy_pad(__entry->vf, pci_name(vf), TRACE_VF_NAME);
		__entry->features = features;
	),
	TP_printk("vf=%s features=%#llx", __entry->vf, __entry->features)
);

TRACE_EVENT(vvp_migration,
	TP_PROTO(struct pci_dev *vf, u32 from, u32 to, u64 ns, int err),
	TP_ARGS(vf, from, to, ns, err),
	TP_STRUCT__entry(
		__array(char, vf, TRACE_VF_NAME)
		__field(u8, from)
		__field(u8, to)
		__field(u32, error)
		__field(u64, ns)
	),
	TP_fast_assign(
		strscpy_pad(__entry->vf, pci_name(vf), TRACE_VF_NAME);
		__entry->from = from;
		__entry->to = to;
		__entry->error = -err;
		__entry->ns = ns;
	),
	TP_printk("vf=%s from=%s to=%s error=%u ns=%llu", __entry->vf,
		  MIGRATE_STATE_SYMBOLS(__entry->from),
		  MIGRATE_STATE_SYMBOLS(__entry->to), __entry->error,
		  __entry->ns)
);

TRACE_EVENT(vvp_session,
	TP_PROTO(struct pci_dev *vf, bool open),
	TP_ARGS(vf, open),
	TP_STRUCT__entry(
		__array(char, vf, TRACE_VF_NAME)
		__field(u8, open)
	),
	TP_fast_assign(
		strscpy_pad(__entry->vf, pci_name(vf), TRACE_VF_NAME);
		__entry->open = open;
	),
	TP_printk("vf=%s %s", __entry->vf, __entry->open ? "begins" : "ends")
);

#endif

#undef TRACE_INCLUDE_PATH
#define TRACE_INCLUDE_PATH .
#undef TRACE_INCLUDE_FILE
#define TRACE_INCLUDE_FILE trace
#include <trace/define_trace.h>
