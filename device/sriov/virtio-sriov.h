/*
 * SR-IOV virtio devices: an owner (PF) with an administration queue and its
 * members (VFs) with a legacy register file behind it.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Nothing here knows a device type: type.h is what a type has to say.
 */

#ifndef VIRTIO_SRIOV_H
#define VIRTIO_SRIOV_H

#include "hw/resettable.h"
#include "hw/virtio/virtio-pci.h"
#include "admin-cmd.h"
#include "counters.h"
#include "faults.h"
#include "modern-regs.h"
#include "objects.h"
#include "parts.h"

#define TYPE_VIRTIO_SRIOV_OWNER "virtio-sriov-owner"
OBJECT_DECLARE_TYPE(VirtIOSriovOwner, VirtIOSriovOwnerClass,
                    VIRTIO_SRIOV_OWNER)

#define TYPE_VIRTIO_SRIOV_MEMBER "virtio-sriov-member"
OBJECT_DECLARE_TYPE(VirtIOSriovMember, VirtIOSriovMemberClass,
                    VIRTIO_SRIOV_MEMBER)

#define VIRTIO_SRIOV_MAX_VFS        255
#define VIRTIO_SRIOV_MAX_ADMIN_QUEUES COUNTERS_MAX_QUEUES
#define VIRTIO_SRIOV_DOORBELL_BAR   2
/* A page for each member's doorbell, so that each could be mapped alone. */
#define VIRTIO_SRIOV_DOORBELL_SIZE  0x1000

typedef struct AdminRequest AdminRequest;
typedef struct VirtIOSriovType VirtIOSriovType;

typedef struct AdminQueue {
    VirtIOSriovOwner *owner;
    uint16_t index;                 /* among the PF's virtqueues */
    VirtQueue *vq;
    MemoryListener listener;
    QEMUTimer *timer;
    bool head_started;              /* the timer runs for the first pending */
    QSIMPLEQ_HEAD(, AdminRequest) pending;
    AdminRequest *running;          /* off pending, not yet completed */
} AdminQueue;

struct VirtIOSriovOwner {
    VirtIOPCIProxy parent_obj;

    uint16_t vfs;
    uint16_t vf_queue_size;
    uint16_t vf_vectors;            /* 0: as many as a VF can use */
    bool no_soft_reset;             /* do VFs keep their state in D3hot */
    bool notify_info;
    bool legacy_commands;
    uint8_t admin_queues;
    bool device_parts;
    bool parts_common;              /* fields of the common configuration */
    uint8_t parts_get_objects;
    uint8_t parts_set_objects;

    AdminQueue admin[VIRTIO_SRIOV_MAX_ADMIN_QUEUES];
    uint64_t used_opcodes;          /* LIST_USE of the SR-IOV group */
    bool list_use_done;
    uint64_t self_opcodes;          /* the same of the self group */
    bool self_list_use_done;
    Objects objects;
    Faults faults;
    Counters counters;

    MemoryRegion num_queues_mr;
    MemoryRegion admin_regs_mr;
    MemoryRegion status_mr;
    MemoryRegion doorbell_mr;
    PCIConfigWriteFunc *parent_config_write;
};

struct VirtIOSriovOwnerClass {
    VirtioPCIClass parent_class;
    ResettablePhases parent_phases;
    void (*parent_exit)(PCIDevice *dev);

    const VirtIOSriovType *type;
};

/* virtio 1.4, VIRTIO_ADMIN_CMD_DEV_MODE_SET */
typedef enum MemberMode {
    MEMBER_RUNNING,
    MEMBER_STOPPING,                /* it uses what it has taken */
    MEMBER_STOPPED,
} MemberMode;

struct VirtIOSriovMember {
    VirtIOPCIProxy parent_obj;

    MemberMode mode;
    PartList *staged;               /* set, for when it resumes; or NULL */
    /* Queues that were notified while it was not running. */
    DECLARE_BITMAP(kicked, VIRTIO_QUEUE_MAX);
    uint32_t stopped_generation;    /* of the configuration */
    MSITriggerFunc *msi_trigger;    /* of before it was stopped */

    uint16_t legacy_queue_sel;
    MemoryRegion doorbell_mr;
    MemoryRegion modern_notify_mr;
    ModernRegs modern;
    PCIConfigReadFunc *parent_config_read;
    PCIConfigWriteFunc *parent_config_write;
};

struct VirtIOSriovMemberClass {
    VirtioPCIClass parent_class;
    ResettablePhases parent_phases;
    void (*parent_exit)(PCIDevice *dev);

    const VirtIOSriovType *type;
};

static inline VirtIODevice *virtio_sriov_vdev(VirtIOPCIProxy *proxy)
{
    return virtio_bus_get_device(&proxy->bus);
}

/*
 * A processor may have been on its way to a function's registers when that was
 * taken out of its slot, or its VFs away from it: what it had inside is gone.
 */
static inline bool virtio_sriov_gone(VirtIOPCIProxy *proxy)
{
    return !DEVICE(proxy)->realized;
}

/*
 * For the class_init of the virtio device of an owner or a member, whose
 * class has to be a direct child of an ordinary one.
 */
void virtio_sriov_device_class_init(ObjectClass *klass);

/* function.c: what the PCI functions of owners and members have in common */
void virtio_sriov_function_init(VirtIOPCIProxy *proxy);
/* Behind virtio-pci's own extended capabilities. */
uint16_t virtio_sriov_ext_cap_end(VirtIOPCIProxy *proxy);
/* Make writable what is in a capability only; at the end of realize. */
void virtio_sriov_seal_config(PCIDevice *dev);
void virtio_sriov_aer_config_write(PCIDevice *dev, uint32_t addr, uint32_t val,
                                   int len);
/* For the hold phase, whose overridden methods are @parent. */
void virtio_sriov_function_reset(VirtIOPCIProxy *proxy, ResetType type,
                                 const ResettablePhases *parent);

/* owner.c */
unsigned virtio_sriov_owner_num_vfs(VirtIOSriovOwner *owner);
/* Member @vf (from 1), in the group now or not; NULL if it is not made yet. */
VirtIOSriovMember *virtio_sriov_owner_made(VirtIOSriovOwner *owner,
                                           unsigned vf);
/* Member @vf (from 1) of the group as it is now, or NULL. */
VirtIOSriovMember *virtio_sriov_owner_member(VirtIOSriovOwner *owner,
                                             uint64_t vf);

/* admin-queue.c: the first queue is @index, the others follow */
void virtio_sriov_admin_realize(VirtIOSriovOwner *owner, uint16_t index);
void virtio_sriov_admin_unrealize(VirtIOSriovOwner *owner);
/* Forget what is outstanding, without an answer. */
void virtio_sriov_admin_drop(VirtIOSriovOwner *owner);
/* The same of queue @index of the PF; false if that is another kind of queue. */
bool virtio_sriov_admin_drop_queue(VirtIOSriovOwner *owner, uint32_t index);
/* Take what is queued, if the device is in a state to do so. */
void virtio_sriov_admin_run(VirtIOSriovOwner *owner);
void virtio_sriov_admin_run_later(VirtIOSriovOwner *owner);
bool virtio_sriov_admin_outstanding(VirtIOSriovOwner *owner);

/*
 * used-ring.c: put an entry into a split queue's used ring that no element
 * stands for.
 */
void virtio_sriov_used_ring_add(VirtIODevice *vdev, unsigned queue,
                                uint32_t id, uint32_t len);

/* admin-exec.c */
void virtio_sriov_admin_reset_group(VirtIOSriovOwner *owner);
void virtio_sriov_admin_execute(VirtIOSriovOwner *owner, const AdminCmd *cmd,
                                AdminResult *res);
bool virtio_sriov_parts_offered(VirtIOSriovOwner *owner);
/* May the command's opcode be sent to its group as it is? */
bool virtio_sriov_opcode_valid(VirtIOSriovOwner *owner, const AdminCmd *cmd);

/* parts-cmd.c: the commands of the self group, and those of a member */
void virtio_sriov_capability_command(VirtIOSriovOwner *owner,
                                     const AdminCmd *cmd, AdminResult *res);
void virtio_sriov_parts_command(VirtIOSriovOwner *owner,
                                VirtIOSriovMember *member, const AdminCmd *cmd,
                                AdminResult *res);
/*
 * To be asked before a command is executed: false if that has to wait for the
 * member to stop, which has begun.
 */
bool virtio_sriov_mode_ready(VirtIOSriovOwner *owner, const AdminCmd *cmd);
/* Commands are dropped: members that were to stop go on. */
void virtio_sriov_mode_cancel(VirtIOSriovOwner *owner);

/* member-parts.c */
/* Its device parts as they are, or will be when it resumes; to be freed. */
PartList *virtio_sriov_member_parts(VirtIOSriovMember *member);
/* The most bytes that they can ever have. */
size_t virtio_sriov_member_parts_max(VirtIOSriovMember *member);
/* The first part that cannot be set, or NULL. */
const Part *virtio_sriov_member_parts_check(VirtIOSriovMember *member,
                                            const PartList *list);
/* Keep the first @n parts, which were checked, for when it resumes. */
void virtio_sriov_member_parts_stage(VirtIOSriovMember *member,
                                     const PartList *list, unsigned n);
/* Have the device be what its parts say; it must not be running. */
void virtio_sriov_member_parts_apply(VirtIOSriovMember *member);

/* stopped.c */
/*
 * Stop it, or go on with stopping it.  Returns if it is stopped; if not it has
 * buffers in use, and is to be asked again.
 */
bool virtio_sriov_member_stop(VirtIOSriovMember *member);
void virtio_sriov_member_stop_cancel(VirtIOSriovMember *member);
void virtio_sriov_member_resume(VirtIOSriovMember *member);
/* Something may have set it going that stays as it is if it is stopped. */
void virtio_sriov_member_touched(VirtIOSriovMember *member);
/* The device was reset, by its status or with the whole function. */
void virtio_sriov_member_was_reset(VirtIOSriovMember *member, bool function);
/* Take note of a notification, if it is not running; else return false. */
bool virtio_sriov_member_take_note(VirtIOSriovMember *member, unsigned queue);
/* Its device configuration is read or written, which is to be checked. */
void virtio_sriov_member_config_access(VirtIOSriovMember *member);

/* member.c */
VirtIOSriovOwner *virtio_sriov_member_owner(VirtIOSriovMember *member);
/* Give the queues the size that VFs' queues have, after a reset. */
void virtio_sriov_member_size_queues(VirtIOSriovMember *member);
unsigned virtio_sriov_member_number(VirtIOSriovMember *member);
void virtio_sriov_member_kick(VirtIOSriovMember *member, uint16_t queue,
                              KickPath path);

/*
 * legacy-regs.c: the register file; @offset and @len have to be inside one
 * field of the table.
 */
LegacyTable virtio_sriov_legacy_table(VirtIOSriovMember *member, bool common);
void virtio_sriov_legacy_read(VirtIOSriovMember *member, bool common,
                              unsigned offset, uint8_t *data, unsigned len);
void virtio_sriov_legacy_write(VirtIOSriovMember *member, bool common,
                               unsigned offset, const uint8_t *data,
                               unsigned len);
void virtio_sriov_legacy_reset(VirtIOSriovMember *member);

/* modern-faults.c: a member is new, and is to have what was set before */
void faults_new_member(Faults *f, VirtIOSriovMember *member);

/* modern-regs.c: at the end of realize, with all capabilities there */
void virtio_sriov_modern_realize(VirtIOSriovMember *member);
void virtio_sriov_modern_exit(VirtIOSriovMember *member);
void virtio_sriov_modern_set_gone(VirtIOSriovMember *member, bool gone);
/* Instead of all earlier edits. */
void virtio_sriov_modern_edit_caps(VirtIOSriovMember *member,
                                   const ModernCapEdit *edits, unsigned n);

/*
 * modern-rules.c: what the driver does, to be checked.  Of writes before they
 * are done, and those of the common configuration once more after it.
 */
/* The register of the common configuration that has all of these bytes. */
const LegacyField *modern_register(hwaddr addr, unsigned size);
void modern_rules_read(VirtIOSriovMember *member, hwaddr addr, unsigned size,
                       uint64_t value);
void modern_rules_write(VirtIOSriovMember *member, hwaddr addr, unsigned size,
                        uint64_t value);
void modern_rules_written(VirtIOSriovMember *member, hwaddr addr,
                          uint64_t value);
void modern_rules_config_read(VirtIOSriovMember *member, hwaddr addr,
                              unsigned size);
void modern_rules_config_write(VirtIOSriovMember *member, hwaddr addr,
                               unsigned size);
/* Returns if it is an address where a queue, there or not, is notified. */
bool modern_rules_notify(VirtIOSriovMember *member, hwaddr addr, unsigned size,
                         uint64_t value);
void modern_rules_reset(VirtIOSriovMember *member);

#endif
