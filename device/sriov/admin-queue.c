/*
 * The administration queue of an owner: takes commands off the ring, keeps
 * their order, lets each take its time, completes them.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "qemu/osdep.h"
#include "qemu/timer.h"
#include "hw/virtio/virtio.h"
#include "virtio-sriov.h"

/* Commands run in one go before the main loop gets its turn. */
#define ADMIN_BURST 256

struct AdminRequest {
    VirtQueueElement elem;          /* first, for virtqueue_pop() */
    QSIMPLEQ_ENTRY(AdminRequest) next;
    AdminCmd cmd;
    bool completing;                /* no longer to be dropped */
};

static VirtIODevice *admin_vdev(VirtIOSriovOwner *owner)
{
    return virtio_sriov_vdev(VIRTIO_PCI(owner));
}

static bool admin_ready(VirtIOSriovOwner *owner)
{
    VirtIODevice *vdev = admin_vdev(owner);

    return owner->admin.vq && !owner->faults.hang &&
           (vdev->status & VIRTIO_CONFIG_S_DRIVER_OK) &&
           virtio_vdev_has_feature(vdev, VIRTIO_F_ADMIN_VQ);
}

bool virtio_sriov_admin_outstanding(VirtIOSriovOwner *owner)
{
    AdminQueue *q = &owner->admin;

    return q->running || !QSIMPLEQ_EMPTY(&q->pending) ||
           (q->vq && (admin_vdev(owner)->status & VIRTIO_CONFIG_S_DRIVER_OK) &&
            !virtio_queue_empty(q->vq));
}

/* The driver rules that show in how and when a command is submitted. */
static void check_submission(VirtIOSriovOwner *owner, const AdminCmd *cmd)
{
    AdminQueue *q = &owner->admin;
    Counters *c = &owner->counters;

    if (!cmd->readable || !cmd->writable) {
        counters_violation(c, VIOLATION_EMPTY_PART,
                           "%zu readable and %zu writable bytes",
                           cmd->readable, cmd->writable);
    } else if (!admin_cmd_sizes_ok(cmd)) {
        counters_violation(c, VIOLATION_BUFFER_SIZE,
                           "opcode %u: %zu readable and %zu writable bytes",
                           cmd->opcode, cmd->readable, cmd->writable);
    }
    if (cmd->reserved) {
        counters_violation(c, VIOLATION_RESERVED_FIELD,
                           "opcode %u: a reserved field is not zero",
                           cmd->opcode);
    }
    if (cmd->opcode == ADMIN_CMD_LIST_USE && !QSIMPLEQ_EMPTY(&q->pending)) {
        counters_violation(c, VIOLATION_LIST_USE_OUTSTANDING,
                           "LIST_USE while another command is outstanding");
    }
    if (cmd->group != ADMIN_GROUP_SRIOV) {
        if (cmd->opcode != ADMIN_CMD_LIST_QUERY) {
            counters_violation(c, VIOLATION_GROUP_TYPE,
                               "opcode %u for group type %u", cmd->opcode,
                               cmd->group);
        }
    } else if (!q->list_use_done && !admin_cmd_is_list(cmd)) {
        counters_violation(c, VIOLATION_BEFORE_LIST_USE,
                           "opcode %u before LIST_USE completed", cmd->opcode);
    } else if (cmd->opcode >= 64 || !(q->used_opcodes >> cmd->opcode & 1)) {
        counters_violation(c, VIOLATION_OPCODE_NOT_IN_LIST,
                           "opcode %u is not in the list used", cmd->opcode);
    }
}

static void take_all(VirtIOSriovOwner *owner)
{
    AdminQueue *q = &owner->admin;
    AdminRequest *req;

    while ((req = virtqueue_pop(q->vq, sizeof(*req)))) {
        admin_cmd_decode(&req->cmd, req->elem.out_sg, req->elem.out_num,
                         req->elem.in_sg, req->elem.in_num);
        check_submission(owner, &req->cmd);
        QSIMPLEQ_INSERT_TAIL(&q->pending, req, next);
    }
}

static void complete(VirtIOSriovOwner *owner, AdminRequest *req,
                     const AdminResult *res)
{
    Faults *f = &owner->faults;
    VirtQueue *vq = owner->admin.vq;
    unsigned head = req->elem.index;
    uint32_t used = 0;

    /* An answer can be written into the owner's registers and reset it. */
    req->completing = true;
    if (req->cmd.writable) {
        used = faults_write_answer(f, res, req->elem.in_sg, req->elem.in_num);
    }
    if (f->completion == COMPLETION_UNKNOWN) {
        virtqueue_detach_element(vq, &req->elem, used);
        virtio_sriov_used_ring_add(admin_vdev(owner), owner->admin.index,
                                   VIRTQUEUE_MAX_SIZE, used);
        return;
    }
    virtqueue_push(vq, &req->elem, used);
    if (f->completion == COMPLETION_TWICE) {
        virtio_sriov_used_ring_add(admin_vdev(owner), owner->admin.index,
                                   head, used);
    }
}

static void run_one(VirtIOSriovOwner *owner, AdminRequest *req)
{
    AdminQueue *q = &owner->admin;
    AdminResult res = { 0 };

    q->running = req;
    /* Without room for a status nobody could learn what a command did. */
    if (req->cmd.writable) {
        virtio_sriov_admin_execute(owner, &req->cmd, &res);
    }
    /*
     * A guest can have a member's DMA write the owner's own registers, so
     * the owner may have been reset by what it did: nothing to complete then.
     */
    if (q->running) {
        complete(owner, req, &res);
        q->running = NULL;
    }
    g_free(req);
}

static void start_timer(VirtIOSriovOwner *owner, uint64_t us)
{
    timer_mod(owner->admin.timer,
              qemu_clock_get_ns(QEMU_CLOCK_VIRTUAL) + us * 1000);
}

void virtio_sriov_admin_run_later(VirtIOSriovOwner *owner)
{
    if (owner->admin.vq && !owner->admin.head_started) {
        start_timer(owner, 0);
    }
}

/* @head_done: the time of the first pending command is over */
static void run(VirtIOSriovOwner *owner, bool head_done)
{
    AdminQueue *q = &owner->admin;
    unsigned done = 0;

    if (q->running) {
        return;         /* kicked by a member's DMA; the loop below goes on */
    }

    while (admin_ready(owner)) {
        AdminRequest *req;

        take_all(owner);
        req = QSIMPLEQ_FIRST(&q->pending);
        if (!req || q->head_started) {
            break;
        }
        if (!head_done) {
            uint64_t us;

            if (done == ADMIN_BURST) {
                start_timer(owner, 0);
                break;
            }
            us = faults_delay_us(&owner->faults, &req->cmd);
            if (us) {
                q->head_started = true;
                start_timer(owner, us);
                break;
            }
        }
        head_done = false;
        QSIMPLEQ_REMOVE_HEAD(&q->pending, next);
        run_one(owner, req);
        done++;
    }

    if (done) {
        virtio_notify(admin_vdev(owner), q->vq);
    }
}

void virtio_sriov_admin_run(VirtIOSriovOwner *owner)
{
    run(owner, false);
}

static void admin_timer(void *opaque)
{
    VirtIOSriovOwner *owner = opaque;
    bool head_done = owner->admin.head_started;

    owner->admin.head_started = false;
    run(owner, head_done);
}

static void admin_handle_output(VirtIODevice *vdev, VirtQueue *vq)
{
    BusState *bus = qdev_get_parent_bus(DEVICE(vdev));

    virtio_sriov_admin_run(VIRTIO_SRIOV_OWNER(bus->parent));
}

void virtio_sriov_admin_drop(VirtIOSriovOwner *owner)
{
    AdminQueue *q = &owner->admin;
    AdminRequest *req;

    if (!q->vq) {
        return;
    }
    timer_del(q->timer);
    q->head_started = false;
    if (q->running && !q->running->completing) {
        virtqueue_detach_element(q->vq, &q->running->elem, 0);
    }
    q->running = NULL;
    while ((req = QSIMPLEQ_FIRST(&q->pending))) {
        QSIMPLEQ_REMOVE_HEAD(&q->pending, next);
        virtqueue_detach_element(q->vq, &req->elem, 0);
        g_free(req);
    }
}

/*
 * The one of the virtio core refreshes the ring caches of the queues up to
 * the first gap, so not of this one.
 */
static void admin_listener_commit(MemoryListener *listener)
{
    VirtIOSriovOwner *owner = container_of(listener, VirtIOSriovOwner,
                                           admin.listener);

    virtio_init_region_cache(admin_vdev(owner), owner->admin.index);
}

void virtio_sriov_admin_realize(VirtIOSriovOwner *owner, uint16_t index)
{
    VirtIODevice *vdev = admin_vdev(owner);
    AdminQueue *q = &owner->admin;
    int i = virtio_get_num_queues(vdev);
    VirtQueue *vq;

    /*
     * virtio_add_queue() takes the first free slot: fill those up to @index,
     * and leave them empty again.  The gap keeps the devices which count
     * their queues up to the first empty slot from counting this one.
     */
    do {
        vq = virtio_add_queue(vdev, VIRTQUEUE_MAX_SIZE, admin_handle_output);
    } while (virtio_get_queue_index(vq) < index);
    assert(virtio_get_queue_index(vq) == index);
    for (; i < index; i++) {
        virtio_del_queue(vdev, i);
    }

    q->index = index;
    q->vq = vq;
    q->timer = timer_new_ns(QEMU_CLOCK_VIRTUAL, admin_timer, owner);
    QSIMPLEQ_INIT(&q->pending);
    virtio_sriov_admin_reset_group(owner);

    q->listener = (MemoryListener) {
        .name = "virtio-sriov-admin",
        .commit = admin_listener_commit,
    };
    memory_listener_register(&q->listener, vdev->dma_as);
}

void virtio_sriov_admin_unrealize(VirtIOSriovOwner *owner)
{
    AdminQueue *q = &owner->admin;

    if (!q->vq) {
        return;
    }
    virtio_sriov_admin_drop(owner);
    memory_listener_unregister(&q->listener);
    virtio_delete_queue(q->vq);
    timer_free(q->timer);
    q->vq = NULL;
}
