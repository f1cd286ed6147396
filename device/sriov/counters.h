/*
 * What the hardware saw: commands, notifications, broken driver rules.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#ifndef VIRTIO_SRIOV_COUNTERS_H
#define VIRTIO_SRIOV_COUNTERS_H

#include "qapi/visitor.h"
#include "admin-cmd.h"

#define COUNTERS_MAX_QUEUES 16

/* The ways by which a driver notification reaches a member. */
typedef enum KickPath {
    KICK_MEMBER,            /* the doorbell in the member's BAR */
    KICK_OWNER,             /* the member's doorbell in the owner's BAR */
    KICK_COMMAND,           /* legacy write of Queue Notify */
    KICK_MODERN,            /* the modern notification structure */
    KICK__MAX
} KickPath;

/* Rules for the driver that this device can see broken. */
typedef enum Violation {
    VIOLATION_BEFORE_LIST_USE,
    VIOLATION_OPCODE_NOT_IN_LIST,
    VIOLATION_LIST_USE_OUTSTANDING,
    VIOLATION_LIST_USE_UNSUPPORTED,
    VIOLATION_GROUP_TYPE,
    VIOLATION_MEMBER_RANGE,
    VIOLATION_SINGLE_FIELD,
    VIOLATION_BUFFER_SIZE,
    VIOLATION_EMPTY_PART,
    VIOLATION_RESERVED_FIELD,
    VIOLATION_NO_VFS,
    VIOLATION_VF_ENABLE_CLEARED,
    VIOLATION_DOORBELL_SIZE,
    VIOLATION_DOORBELL_ADDRESS,
    VIOLATION_DOORBELL_QUEUE,
    /* of a member's modern registers */
    VIOLATION_MODERN_ACCESS,
    VIOLATION_MODERN_READ_ONLY,
    VIOLATION_MODERN_STATUS,
    VIOLATION_MODERN_FEATURES,
    VIOLATION_MODERN_CONFIG,
    VIOLATION_MODERN_QUEUE_SIZE,
    VIOLATION_MODERN_QUEUE_EARLY,
    VIOLATION_MODERN_QUEUE_LATE,
    VIOLATION_MODERN_QUEUE_CHANGED,
    VIOLATION_MODERN_NOTIFY,
    VIOLATION_MODERN_NOTIFY_EARLY,
    /* of device parts and the stopped mode */
    VIOLATION_SELF_LIST_USE,
    VIOLATION_CAPABILITY_MISSING,
    VIOLATION_CAPABILITY_OBJECTS,
    VIOLATION_CAPABILITY_LIMIT,
    VIOLATION_OBJECT_LIMIT,
    VIOLATION_OBJECT_EXISTS,
    VIOLATION_OBJECT_UNKNOWN,
    VIOLATION_PARTS_RUNNING,
    VIOLATION_PARTS_ORDER,
    VIOLATION_PARTS_FORMAT,
    VIOLATION_PARTS_ROOM,
    VIOLATION_STOPPED_CONFIG,
    VIOLATION__MAX
} Violation;

typedef enum MemberCommand {
    MEMBER_COMMON_WRITE,
    MEMBER_COMMON_READ,
    MEMBER_DEV_WRITE,
    MEMBER_DEV_READ,
    MEMBER_NOTIFY_INFO,
    MEMBER_OBJECT,          /* create and destroy */
    MEMBER_PARTS_METADATA,
    MEMBER_PARTS_GET,
    MEMBER_PARTS_SET,
    MEMBER_MODE_SET,
    MEMBER_OTHER,
    MEMBER_FAILED,          /* any of the above with a status other than OK */
    MEMBER__MAX
} MemberCommand;

typedef struct MemberCounters {
    uint64_t command[MEMBER__MAX];
    uint64_t kick[KICK__MAX];
} MemberCounters;

typedef struct Counters {
    uint64_t list_query;
    uint64_t list_use;
    uint64_t capability;                    /* commands of the self group */
    uint64_t failed;
    uint64_t violation[VIOLATION__MAX];
    char *last_violation;
    unsigned queues;
    uint64_t queue[COUNTERS_MAX_QUEUES];    /* commands taken from each */
    unsigned members;
    MemberCounters *member;
} Counters;

/* Members are counted from VF number 1; a number that is none is ignored. */
void counters_init(Counters *c, unsigned members, unsigned queues);
void counters_reset(Counters *c);
void counters_free(Counters *c);

void counters_command(Counters *c, const AdminCmd *cmd, bool failed);
void counters_kick(Counters *c, unsigned vf, KickPath path);
void counters_violation(Counters *c, Violation kind, const char *fmt, ...)
    G_GNUC_PRINTF(3, 4);

/* Output visitors only. */
void counters_visit(Counters *c, Visitor *v, const char *name, Error **errp);

#endif
