/* SPDX-License-Identifier: GPL-2.0-only */
/* The metrics that there are, and which files of sysfs each is made of. */
#ifndef TOOLS_METRIC_H
#define TOOLS_METRIC_H

#include <stdbool.h>
#include <stddef.h>

enum metric_type {
	METRIC_COUNTER,
	METRIC_GAUGE,
	METRIC_HISTOGRAM,
};

/* Of one metric, and "" behind the last. */
#define METRIC_PARTS 9

/**
 * struct metric - a family, in the words of OpenMetrics
 * @name: without the ending that a counter's samples have
 * @type: counter, gauge or histogram
 * @unit: the name ends with it; or NULL
 * @help: a sentence. It has nothing that had to be escaped
 * @folder: of a device, that the files are in
 * @label: that tells the parts from each other; or NULL
 * @parts: a sample each
 * @parts.file: it is made of, or a line of METRIC_MIGRATION; NULL behind the last
 * @parts.value: of the label
 * @per_unit: so much in a file is 1 of the unit; 0 for 1
 * @words: the file is a word: the sample is 1 if it is the value of the label, else 0
 * @mask: the sample is 1 if all of these bits are set in the file, else 0; or 0
 */
struct metric {
	const char *name;
	enum metric_type type;
	const char *unit;
	const char *help;
	const char *folder;
	const char *label;
	struct {
		const char *file;
		const char *value;
	} parts[METRIC_PARTS];
	unsigned long long per_unit;
	bool words;
	unsigned long long mask;
};

/* The folders; one that has none is made of something else. */
#define METRIC_LEGACY	 "legacy"
#define METRIC_OWNER	 "owner"
/* This is a file, of lines that have a name each. */
#define METRIC_MIGRATION "migration_state"

/* In the order in which they are printed. */
extern const struct metric metric_list[];
extern const size_t metric_count;

/* Of those without files: what the tool and the modules are, and a function. */
#define METRIC_TOOL_INFO     "virtio_vfio_tool_info"
#define METRIC_MODULE_INFO   "virtio_vfio_module_info"
#define METRIC_FUNCTION_INFO "virtio_vfio_function_info"

const char *metric_type_name(enum metric_type type);

#endif
