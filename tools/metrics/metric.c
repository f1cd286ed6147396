// SPDX-License-Identifier: GPL-2.0-only
/* The table of metrics; docs/metrics.md has it for people. */
#include "device/counters.h"
#include "metrics/metric.h"

#define NS_PER_S 1000000000ULL
#define US_PER_S 1000000ULL
#define MS_PER_S 1000ULL

/* Opcodes 2 to 5: reading and writing both legacy configurations. */
#define LEGACY_COMMANDS 0x3c

/* What is counted of a guest, or of a PF. */
#define COUNTER(_name, _folder, _file, _help)                                  \
	{                                                                      \
		.name = "virtio_vfio_" _name, .type = METRIC_COUNTER,          \
		.help = _help, .folder = _folder,                              \
		.parts = { { _file, NULL } },                                  \
	}
#define INFO(_name, _help)                                                     \
	{                                                                      \
		.name = _name, .type = METRIC_GAUGE, .help = _help,            \
	}

/*
 * What is there only to have labels is a gauge: the text format, which a node exporter
 * reads, has no type "info".
 */
const struct metric metric_list[] = {
	INFO(METRIC_TOOL_INFO, "Version of the command that printed this."),
	INFO(METRIC_MODULE_INFO, "Version of a loaded module."),
	INFO(METRIC_FUNCTION_INFO,
	     "A function that virtio-vfio-pci has, and why it has its mode."),
	{
		.name = "virtio_vfio_register_accesses",
		.type = METRIC_COUNTER,
		.help = "Fields of BAR0 that the guest has read or written, but for doorbells.",
		.folder = METRIC_LEGACY,
		.label = "access",
		.parts = { { "reads", "read" }, { "writes", "write" } },
	},
	{
		.name = "virtio_vfio_kicks",
		.type = METRIC_COUNTER,
		.help = "Driver notifications by the guest, by the way that they went.",
		.folder = METRIC_LEGACY,
		.label = "path",
		.parts = { { "kicks_doorbell", "doorbell" },
			   { "kicks_ioeventfd", "ioeventfd" },
			   { "kicks_command", "command" },
			   { "kicks_dropped", "dropped" } },
	},
	COUNTER("interrupts", METRIC_LEGACY, "interrupts",
		"INTx interrupts raised to the VMM."),
	{
		.name = "virtio_vfio_backend_accesses",
		.type = METRIC_COUNTER,
		.help = "What was asked of the backend, each try.",
		.folder = METRIC_LEGACY,
		.label = "access",
		.parts = { { "accesses_common_write", "common_write" },
			   { "accesses_common_read", "common_read" },
			   { "accesses_device_write", "device_write" },
			   { "accesses_device_read", "device_read" },
			   { "accesses_notify_info", "notify_info" } },
	},
	COUNTER("commands", METRIC_LEGACY, "commands",
		"Accesses by the backend that were administration commands to the PF."),
	{
		.name = "virtio_vfio_command_duration_seconds",
		.type = METRIC_HISTOGRAM,
		.unit = "seconds",
		.help = "Time until the PF has answered a command that was waited for.",
		.folder = METRIC_LEGACY,
		.parts = { { COUNTERS_HISTOGRAM, NULL } },
		.per_unit = NS_PER_S,
	},
	COUNTER("retries", METRIC_LEGACY, "retried",
		"Tries that were repeated, as the PF was busy."),
	COUNTER("timeouts", METRIC_LEGACY, "timeouts",
		"Commands that the PF did not answer in time."),
	COUNTER("failed_accesses", METRIC_LEGACY, "failed",
		"Accesses that failed in the end: the guest read ones, or its write was dropped."),
	COUNTER("unsent_accesses", METRIC_LEGACY, "unsent",
		"Failed accesses for which no command could be sent."),
	COUNTER("device_starts", METRIC_LEGACY, "started",
		"Times that the device was started for the guest, without commands."),
	COUNTER("device_refusals", METRIC_LEGACY, "not_started",
		"Times that it was not, as it does not take what the driver of the guest has."),
	COUNTER("late_queues", METRIC_LEGACY, "late_queues",
		"Queues set up after the device had been started."),
	COUNTER("foreign_resets", METRIC_LEGACY, "foreign",
		"Times that somebody else had reset the device or set it up."),
	COUNTER("device_errors", METRIC_LEGACY, "needs_reset",
		"Times that the device has said that it needs a reset."),
	{
		.name = "virtio_vfio_migration_state",
		.type = METRIC_GAUGE,
		.help = "1 for the state of live migration that the function is in, else 0.",
		.folder = METRIC_MIGRATION,
		.label = "state",
		.parts = { { "state", "running" },
			   { "state", "running-p2p" },
			   { "state", "pre-copy" },
			   { "state", "pre-copy-p2p" },
			   { "state", "stop-copy" },
			   { "state", "stop" },
			   { "state", "resuming" },
			   { "state", "error" } },
		.words = true,
	},
	COUNTER("migration_steps", METRIC_MIGRATION, "changes",
		"Steps from one state of live migration to the next."),
	COUNTER("migration_failed_steps", METRIC_MIGRATION, "failures",
		"Steps that failed."),
	{
		.name = "virtio_vfio_migrations",
		.type = METRIC_COUNTER,
		.help = "States of the device that were saved, or loaded from another one.",
		.folder = METRIC_MIGRATION,
		.label = "direction",
		.parts = { { "saved", "saved" }, { "loaded", "loaded" } },
	},
	{
		.name = "virtio_vfio_migration_stopped_seconds",
		.type = METRIC_GAUGE,
		.unit = "seconds",
		.help = "How long the device was stopped the last time.",
		.folder = METRIC_MIGRATION,
		.parts = { { "stopped_us", NULL } },
		.per_unit = US_PER_S,
	},
	{
		.name = "virtio_vfio_pf_admin_queues",
		.type = METRIC_GAUGE,
		.help = "Administration queues of the PF that are in use.",
		.folder = METRIC_OWNER,
		.parts = { { "queues", NULL } },
	},
	{
		.name = "virtio_vfio_pf_legacy_commands",
		.type = METRIC_GAUGE,
		.help = "1 if the legacy commands have been agreed on with the PF, else 0.",
		.folder = METRIC_OWNER,
		.parts = { { "opcodes", NULL } },
		.mask = LEGACY_COMMANDS,
	},
	{
		.name = "virtio_vfio_pf_parts_limit",
		.type = METRIC_GAUGE,
		.help = "VFs that can save or load device parts at a time; 0: not known, or none.",
		.folder = METRIC_OWNER,
		.parts = { { "parts_limit", NULL } },
	},
	{
		.name = "virtio_vfio_pf_parts_objects",
		.type = METRIC_GAUGE,
		.help = "VFs that do, or that the device may not be done with.",
		.folder = METRIC_OWNER,
		.parts = { { "parts_objects", NULL } },
	},
	{
		.name = "virtio_vfio_pf_state",
		.type = METRIC_GAUGE,
		.help = "1 for the state that the PF is in, else 0.",
		.folder = METRIC_OWNER,
		.label = "state",
		.parts = { { "state", "answers" },
			   { "state", "silent" },
			   { "state", "down" } },
		.words = true,
	},
	COUNTER("pf_recoveries", METRIC_OWNER, "recoveries",
		"Times that the queues of the PF were reset since they did not answer."),
	{
		.name = "virtio_vfio_pf_command_timeout_seconds",
		.type = METRIC_GAUGE,
		.unit = "seconds",
		.help = "The longest that a command waits for this PF; 0: it does not limit that.",
		.folder = METRIC_OWNER,
		.parts = { { "command_timeout_ms", NULL } },
		.per_unit = MS_PER_S,
	},
};

const size_t metric_count = sizeof(metric_list) / sizeof(metric_list[0]);

const char *metric_type_name(enum metric_type type)
{
	switch (type) {
	case METRIC_COUNTER:
		return "counter";
	case METRIC_GAUGE:
		return "gauge";
	case METRIC_HISTOGRAM:
		return "histogram";
	}
	return NULL;
}
