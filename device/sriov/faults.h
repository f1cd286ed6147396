/*
 * The properties that make the hardware bad, all settable at run time.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#ifndef VIRTIO_SRIOV_FAULTS_H
#define VIRTIO_SRIOV_FAULTS_H

#include "admin-cmd.h"

typedef enum DoorbellChoice {
    DOORBELL_MEMBER,
    DOORBELL_OWNER,
    DOORBELL_BOTH,
    DOORBELL_NONE,
    DOORBELL__MAX
} DoorbellChoice;

typedef struct Faults {
    DoorbellChoice doorbell;    /* what NOTIFY_INFO names */
    char *notify_entries;       /* overrides it, as the user wrote it */
    AdminNotifyEntry notify[ADMIN_NOTIFY_ENTRIES];
    bool strict;
    uint64_t command_delay_us;
    GArray *fail;               /* of FailRule */
    int64_t result_limit;       /* negative: none */
    bool hang;
} Faults;

void faults_init(Faults *f);
void faults_free(Faults *f);

/*
 * If a "fail" rule covers @cmd, use it up by one, store status and qualifier
 * in @res and return true.
 */
bool faults_fail_command(Faults *f, const AdminCmd *cmd, AdminResult *res);

/* Add the properties to the class of an owner. */
void faults_class_init(ObjectClass *klass);

#endif
