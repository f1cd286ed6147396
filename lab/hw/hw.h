/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The lab's emulated hardware as its maker sees it: the properties that make it
 * good or bad, and the counters of what its drivers did. Both belong to the PF.
 *
 * Reached over /dev/virtio-ports/lab.hw, or over what the environment's HW_PORT
 * names (a port, or the unix socket of a QEMU's QMP monitor). The port has one
 * user at a time: opening waits for the other, so do not keep it for long.
 *
 * Functions return a negative number (or NULL) on failure; hw_error() then says
 * why, in a sentence.
 */
#ifndef LAB_HW_HW_H
#define LAB_HW_HW_H

#include <stdbool.h>

struct json_object;

#define HW_DEFAULT_PORT "/dev/virtio-ports/lab.hw"
#define HW_DEFAULT_PATH "/machine/peripheral/pf"

int hw_open(void);
void hw_close(void);
const char *hw_error(void);

/* Another PF than HW_DEFAULT_PATH; the string is not copied. */
void hw_use_path(const char *path);

/* Any property. The value is the caller's to put. */
struct json_object *hw_get(const char *prop);

int hw_set_str(const char *prop, const char *value);
int hw_set_int(const char *prop, long long value);
int hw_set_bool(const char *prop, bool value);
/* The text is turned into what the property is now: number, bool or string. */
int hw_set_text(const char *prop, const char *text);

/*
 * Counters are named by their path: "failed", "violation-kinds.KIND", "queues.0",
 * "members.1.common-read" where 1 is the VF's number. hw_lookup() looks into
 * one picture of them all, taken by hw_get("counters"); hw_counter() takes a
 * new one.
 */
long long hw_lookup(struct json_object *counters, const char *path);
long long hw_counter(const char *path);
int hw_reset_counters(void);

/* All that was made bad at run time is good again. */
int hw_good(void);

/*
 * The slot of the PF. hw_unplug() only asks for it, as a press of the slot's
 * attention button does; hw_pull() takes the card out at once, with nobody told
 * before. hw_plug() takes a device as QEMU's -device does. hw_present(): 1, 0 or
 * an error; a card that was asked for goes when the VM lets it go.
 */
int hw_unplug(void);
int hw_pull(void);
int hw_plug(const char *device);
int hw_present(void);

/*
 * Have a function report an error: VF number @vf, or the PF if 0; "nonfatal",
 * "fatal" or one of the names that QEMU's pcie_aer_inject_error knows.
 */
int hw_aer(unsigned int vf, const char *name);

/* For the files here: a QMP command, and what hw_error() says next. */
int hw_command(const char *command, struct json_object *arguments,
	       struct json_object **result);
void hw_say_error(const char *fmt, ...) __attribute__((format(printf, 1, 2)));
const char *hw_path(void);

#endif
