/*
 * The administration queues of an owner: each takes commands off its ring,
 * keeps their order, lets each take its time, completes them.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "qemu/osdep.h"
#include "qemu/timer.h"
#include "hw/virtio/virtio.h"
#include "virtio-sriov.h"

/* How often is looked if a member has stopped. */
#define ADMIN_MODE_POLL_US 20

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

static bool admin_ready(AdminQueue *q)
{
    VirtIODevice *vdev = admin_vdev(q->owner);

    return q->vq && !q->owner->faults.hang &&
           (vdev->status & VIRTIO_CONFIG_S_DRIVER_OK) &&
           virtio_vdev_has_feature(vdev, VIRTIO_F_ADMIN_VQ);
}

static bool queue_outstanding(AdminQueue *q)
{
    return q->vq && (q->running || !QSIMPLEQ_EMPTY(&q->pending) ||
                     ((admin_vdev(q->owner)->status &
                       VIRTIO_CONFIG_S_DRIVER_OK) &&
                      !virtio_queue_empty(q->vq)));
}

bool virtio_sriov_admin_outstanding(VirtIOSriovOwner *owner)
{
    unsigned i;

    for (i = 0; i < owner->admin_queues; i++) {
        if (queue_outstanding(&owner->admin[i])) {
            return true;
        }
    }
    return false;
}

static bool any_pending(VirtIOSriovOwner *owner)
{
    unsigned i;

    for (i = 0; i < owner->admin_queues; i++) {
        if (!QSIMPLEQ_EMPTY(&owner->admin[i].pending)) {
            return true;
        }
    }
    return false;
}

static void check_self(VirtIOSriovOwner *owner, const AdminCmd *cmd)
{
    Counters *c = &owner->counters;

    if (cmd->member) {
        counters_violation(c, VIOLATION_RESERVED_FIELD,
                           "opcode 0x%x: a member of the self group",
                           cmd->opcode);
    }
    if (virtio_sriov_opcode_valid(owner, cmd)) {
        return;
    }
    if (owner->self_list_use_done) {
        counters_violation(c, VIOLATION_OPCODE_NOT_IN_LIST,
                           "opcode 0x%x is not in the list used for the self "
                           "group", cmd->opcode);
    } else {
        counters_violation(c, VIOLATION_SELF_LIST_USE,
                           "opcode 0x%x to the self group without LIST_USE",
                           cmd->opcode);
    }
}

/* The driver rules that show in how and when a command is submitted. */
static void check_submission(VirtIOSriovOwner *owner, const AdminCmd *cmd)
{
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
    if (cmd->opcode == ADMIN_CMD_LIST_USE && any_pending(owner)) {
        counters_violation(c, VIOLATION_LIST_USE_OUTSTANDING,
                           "LIST_USE while another command is outstanding");
    }
    if (cmd->group == ADMIN_GROUP_SELF && virtio_sriov_parts_offered(owner)) {
        check_self(owner, cmd);
    } else if (cmd->group != ADMIN_GROUP_SRIOV) {
        if (cmd->opcode != ADMIN_CMD_LIST_QUERY) {
            counters_violation(c, VIOLATION_GROUP_TYPE,
                               "opcode %u for group type %u", cmd->opcode,
                               cmd->group);
        }
    } else if (!owner->list_use_done && !admin_cmd_is_list(cmd)) {
        counters_violation(c, VIOLATION_BEFORE_LIST_USE,
                           "opcode %u before LIST_USE completed", cmd->opcode);
    } else if (cmd->opcode >= 64 || !(owner->used_opcodes >> cmd->opcode & 1)) {
        counters_violation(c, VIOLATION_OPCODE_NOT_IN_LIST,
                           "opcode %u is not in the list used", cmd->opcode);
    } else if (!virtio_sriov_opcode_valid(owner, cmd)) {
        counters_violation(c, VIOLATION_GROUP_TYPE,
                           "opcode %u, which is the self group's",
                           cmd->opcode);
    }
}

static void take_all(AdminQueue *q)
{
    AdminRequest *req;

    while ((req = virtqueue_pop(q->vq, sizeof(*req)))) {
        admin_cmd_decode(&req->cmd, req->elem.out_sg, req->elem.out_num,
                         req->elem.in_sg, req->elem.in_num);
        check_submission(q->owner, &req->cmd);
        q->owner->counters.queue[q - q->owner->admin]++;
        QSIMPLEQ_INSERT_TAIL(&q->pending, req, next);
    }
}

static void complete(AdminQueue *q, AdminRequest *req, const AdminResult *res)
{
    VirtIODevice *vdev = admin_vdev(q->owner);
    Faults *f = &q->owner->faults;
    unsigned head = req->elem.index;
    uint32_t used = 0;

    /* An answer can be written into the owner's registers and reset it. */
    req->completing = true;
    if (req->cmd.writable) {
        used = faults_write_answer(f, res, req->elem.in_sg, req->elem.in_num);
    }
    if (f->completion == COMPLETION_UNKNOWN) {
        virtqueue_detach_element(q->vq, &req->elem, used);
        virtio_sriov_used_ring_add(vdev, q->index, VIRTQUEUE_MAX_SIZE, used);
        return;
    }
    virtqueue_push(q->vq, &req->elem, used);
    if (f->completion == COMPLETION_TWICE) {
        virtio_sriov_used_ring_add(vdev, q->index, head, used);
    }
}

static void start_timer(AdminQueue *q, uint64_t us)
{
    timer_mod(q->timer,
              qemu_clock_get_ns(QEMU_CLOCK_VIRTUAL) + us * 1000);
}

static void free_request(AdminRequest *req)
{
    admin_cmd_free(&req->cmd);
    g_free(req);
}

/*
 * Is the member ready for the first pending command?  If not that has to wait,
 * unless what the member did meanwhile has dropped it.
 */
static bool head_ready(AdminQueue *q)
{
    AdminRequest *req = QSIMPLEQ_FIRST(&q->pending);

    QSIMPLEQ_REMOVE_HEAD(&q->pending, next);
    q->running = req;
    if (!req->cmd.writable || virtio_sriov_mode_ready(q->owner, &req->cmd)) {
        return true;
    }
    if (q->running) {
        q->running = NULL;
        QSIMPLEQ_INSERT_HEAD(&q->pending, req, next);
        q->head_started = true;
        start_timer(q, ADMIN_MODE_POLL_US);
    } else {
        free_request(req);
    }
    return false;
}

/* @req is q->running, unless it was dropped. */
static void run_one(AdminQueue *q, AdminRequest *req)
{
    AdminResult res = { 0 };

    /* Without room for a status nobody could learn what a command did. */
    if (q->running && req->cmd.writable) {
        virtio_sriov_admin_execute(q->owner, &req->cmd, &res);
    }
    /*
     * A guest can have a member's DMA write the owner's own registers, so
     * the owner may have been reset by what it did: nothing to complete then.
     */
    if (q->running) {
        complete(q, req, &res);
        q->running = NULL;
    }
    admin_result_free(&res);
    free_request(req);
}

void virtio_sriov_admin_run_later(VirtIOSriovOwner *owner)
{
    unsigned i;

    for (i = 0; i < owner->admin_queues; i++) {
        AdminQueue *q = &owner->admin[i];

        if (q->vq && !q->head_started) {
            start_timer(q, 0);
        }
    }
}

/* @head_done: the time of the first pending command is over */
static void run(AdminQueue *q, bool head_done)
{
    unsigned done = 0;

    if (q->running) {
        return;         /* kicked by a member's DMA; the loop below goes on */
    }

    while (admin_ready(q)) {
        AdminRequest *req;

        take_all(q);
        req = QSIMPLEQ_FIRST(&q->pending);
        if (!req || q->head_started) {
            break;
        }
        if (!head_done) {
            uint64_t us;

            if (done == ADMIN_BURST) {
                start_timer(q, 0);
                break;
            }
            us = faults_delay_us(&q->owner->faults, &req->cmd);
            if (us) {
                q->head_started = true;
                start_timer(q, us);
                break;
            }
        }
        head_done = false;
        if (!head_ready(q)) {
            break;
        }
        run_one(q, req);
        done++;
    }

    if (done) {
        virtio_notify(admin_vdev(q->owner), q->vq);
    }
}

void virtio_sriov_admin_run(VirtIOSriovOwner *owner)
{
    unsigned i;

    for (i = 0; i < owner->admin_queues; i++) {
        run(&owner->admin[i], false);
    }
}

static void admin_timer(void *opaque)
{
    AdminQueue *q = opaque;
    bool head_done = q->head_started;

    q->head_started = false;
    run(q, head_done);
}

static AdminQueue *queue_at(VirtIOSriovOwner *owner, uint32_t index)
{
    uint32_t i = index - owner->admin[0].index;

    return i < owner->admin_queues && owner->admin[i].vq ? &owner->admin[i] :
                                                           NULL;
}

static void admin_handle_output(VirtIODevice *vdev, VirtQueue *vq)
{
    BusState *bus = qdev_get_parent_bus(DEVICE(vdev));

    run(queue_at(VIRTIO_SRIOV_OWNER(bus->parent), virtio_get_queue_index(vq)),
        false);
}

static void drop(AdminQueue *q)
{
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
        free_request(req);
    }
}

void virtio_sriov_admin_drop(VirtIOSriovOwner *owner)
{
    unsigned i;

    for (i = 0; i < owner->admin_queues; i++) {
        drop(&owner->admin[i]);
    }
    virtio_sriov_mode_cancel(owner);
}

bool virtio_sriov_admin_drop_queue(VirtIOSriovOwner *owner, uint32_t index)
{
    AdminQueue *q = queue_at(owner, index);

    if (q) {
        drop(q);
        virtio_sriov_mode_cancel(owner);
    }
    return q;
}

/*
 * The one of the virtio core refreshes the ring caches of the queues up to
 * the first gap, so not of these.
 */
static void admin_listener_commit(MemoryListener *listener)
{
    AdminQueue *q = container_of(listener, AdminQueue, listener);

    virtio_init_region_cache(admin_vdev(q->owner), q->index);
}

static void queue_realize(VirtIOSriovOwner *owner, AdminQueue *q, VirtQueue *vq)
{
    q->owner = owner;
    q->index = virtio_get_queue_index(vq);
    q->vq = vq;
    q->timer = timer_new_ns(QEMU_CLOCK_VIRTUAL, admin_timer, q);
    QSIMPLEQ_INIT(&q->pending);

    q->listener = (MemoryListener) {
        .name = "virtio-sriov-admin",
        .commit = admin_listener_commit,
    };
    memory_listener_register(&q->listener, admin_vdev(owner)->dma_as);
}

void virtio_sriov_admin_realize(VirtIOSriovOwner *owner, uint16_t index)
{
    VirtIODevice *vdev = admin_vdev(owner);
    int i, first_free = virtio_get_num_queues(vdev);
    VirtQueue *vq;

    /*
     * virtio_add_queue() takes the first free slot: fill those up to @index,
     * and leave them empty again.  The gap keeps the devices which count
     * their queues up to the first empty slot from counting these.
     */
    do {
        vq = virtio_add_queue(vdev, VIRTQUEUE_MAX_SIZE, admin_handle_output);
    } while (virtio_get_queue_index(vq) < index);
    assert(virtio_get_queue_index(vq) == index);
    queue_realize(owner, &owner->admin[0], vq);
    for (i = 1; i < owner->admin_queues; i++) {
        vq = virtio_add_queue(vdev, VIRTQUEUE_MAX_SIZE, admin_handle_output);
        queue_realize(owner, &owner->admin[i], vq);
    }
    for (i = first_free; i < index; i++) {
        virtio_del_queue(vdev, i);
    }
    virtio_sriov_admin_reset_group(owner);
}

void virtio_sriov_admin_unrealize(VirtIOSriovOwner *owner)
{
    unsigned i;

    virtio_sriov_admin_drop(owner);
    for (i = 0; i < owner->admin_queues; i++) {
        AdminQueue *q = &owner->admin[i];

        if (!q->vq) {
            continue;
        }
        memory_listener_unregister(&q->listener);
        virtio_delete_queue(q->vq);
        timer_free(q->timer);
        q->vq = NULL;
    }
}
