/*
 * The properties that make the hardware bad, all settable at run time.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#ifndef VIRTIO_SRIOV_FAULTS_H
#define VIRTIO_SRIOV_FAULTS_H

#include "admin-cmd.h"
#include "fault-rules.h"
#include "parts.h"

typedef enum DoorbellChoice {
    DOORBELL_MEMBER,
    DOORBELL_OWNER,
    DOORBELL_BOTH,
    DOORBELL_NONE,
    DOORBELL__MAX
} DoorbellChoice;

/* How a command gets into the used ring. */
typedef enum Completion {
    COMPLETION_ONCE,
    COMPLETION_TWICE,
    COMPLETION_UNKNOWN,         /* under an id that no command can have */
    COMPLETION__MAX
} Completion;

/* When all modern registers of a member go: at once, or by a status. */
typedef enum ModernGone {
    MODERN_GONE_NO,
    MODERN_GONE_NOW,
    MODERN_GONE_RESET,
    MODERN_GONE_FEATURES_OK,
    MODERN_GONE_DRIVER_OK,
    MODERN_GONE__MAX
} ModernGone;

/* Bytes of a structure's capability that are other than they should be. */
typedef struct ModernCapEdit {
    uint8_t type;               /* cfg_type */
    uint8_t offset;
    uint8_t size;
    uint32_t value;
} ModernCapEdit;

#define MODERN_CAP_EDITS 8

/* Which resets the stopped mode outlasts. */
typedef enum StoppedKept {
    STOPPED_KEPT_NO,
    STOPPED_KEPT_STATUS,        /* those by the device status */
    STOPPED_KEPT_ALWAYS,
    STOPPED_KEPT__MAX
} StoppedKept;

/* Bytes of the device parts got that are other than they should be. */
typedef struct PartsEdit {
    uint32_t offset;
    uint8_t size;
    uint64_t value;
} PartsEdit;

#define PARTS_EDITS 8
#define PARTS_EXTRA_MAX 65536

typedef struct Faults {
    DoorbellChoice doorbell;    /* what NOTIFY_INFO names */
    char *notify_entries;       /* overrides it, as the user wrote it */
    unsigned notify_num;
    AdminNotifyEntry notify[ADMIN_NOTIFY_MAX];
    bool strict;
    uint64_t command_delay_us;
    FaultRules fail;            /* status, qualifier */
    FaultRules late;            /* microseconds */
    int64_t result_limit;       /* negative: none */
    int64_t answer_limit;
    uint64_t used_extra;
    Completion completion;
    bool hang;
    bool stuck;
    FaultRules modern_read;     /* bits to keep, to set, to flip */
    bool modern_odd;            /* the next read that flips some does so */
    ModernGone gone;
    bool vf_stuck;
    char *vf_caps;              /* as the user wrote it */
    unsigned cap_edit_num;
    ModernCapEdit cap_edit[MODERN_CAP_EDITS];
    FaultRules parts_short;     /* bytes */
    FaultRules parts_grow;      /* bytes */
    FaultRules parts_partial;   /* parts taken, status */
    char *extra_text;           /* as the user wrote it */
    PartList *extra;            /* or NULL */
    char *edit_text;
    unsigned edit_num;
    PartsEdit edit[PARTS_EDITS];
    uint64_t parts_features;    /* bits that differ */
    bool mode_never;
    StoppedKept stopped_kept;
    bool strict_self;
} Faults;

void faults_init(Faults *f);
void faults_free(Faults *f);

/*
 * If a "fail" rule covers @cmd, use it up by one, store status and qualifier
 * in @res and return true.
 */
bool faults_fail_command(Faults *f, const AdminCmd *cmd, AdminResult *res);
bool faults_will_fail(Faults *f, const AdminCmd *cmd);

/* The time that @cmd takes; to be asked once for each. */
uint64_t faults_delay_us(Faults *f, const AdminCmd *cmd);

/*
 * Write the answer into the device-writable part, as much of it as the faults
 * let through.  Returns the length to put into the used ring.
 */
uint32_t faults_write_answer(Faults *f, const AdminResult *res,
                             const struct iovec *in, unsigned in_num);

/* Add the properties to the class of an owner. */
void faults_class_init(ObjectClass *klass);

/* modern-faults.c: those of members' modern registers */
void faults_modern_init(Faults *f);
void faults_modern_free(Faults *f);
void faults_modern_class_init(ObjectClass *klass);
/*
 * If a rule covers a read of the register at @offset of member @vf, use it up
 * by one, store what is to become of the value, and return true.
 */
bool faults_modern_read(Faults *f, unsigned offset, unsigned vf,
                        uint32_t *keep, uint32_t *set, uint32_t *flip);

/* parts-faults.c: those of device parts and the stopped mode */
void faults_parts_init(Faults *f);
void faults_parts_free(Faults *f);
void faults_parts_class_init(ObjectClass *klass);
/* What becomes of the result of METADATA_GET or PARTS_GET. */
void faults_parts_answer(Faults *f, const AdminCmd *cmd, GByteArray *bytes);
/* Does a PARTS_SET fail with *@status after the first *@parts parts? */
bool faults_parts_partial(Faults *f, const AdminCmd *cmd, unsigned *parts,
                          uint16_t *status);

#endif
