/*
 * The stopped mode of a member (virtio 1.4, VIRTIO_ADMIN_CMD_DEV_MODE_SET).
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * A member stops in two steps: from the command on it takes note of
 * notifications and no more; as soon as it has used all buffers that it had
 * taken it stands still, and that is when the command completes.
 */

#include "qemu/osdep.h"
#include "block/aio.h"
#include "hw/pci/msix.h"
#include "hw/virtio/virtio-bus.h"
#include "hw/virtio/virtio-pci.h"
#include "qemu/main-loop.h"
#include "system/runstate.h"
#include "type.h"

static const VirtIOSriovType *type_of(VirtIOSriovMember *member)
{
    return VIRTIO_SRIOV_MEMBER_GET_CLASS(member)->type;
}

static bool may_master(VirtIOSriovMember *member)
{
    return pci_get_word(PCI_DEVICE(member)->config + PCI_COMMAND) &
           PCI_COMMAND_MASTER;
}

static bool queue_exists(VirtIODevice *vdev, unsigned n)
{
    return virtio_queue_get_desc_addr(vdev, n);
}

/* Has the device taken buffers of the queue that it has not used yet? */
static bool queue_busy(VirtIODevice *vdev, unsigned n)
{
    hwaddr used = virtio_queue_get_used_addr(vdev, n);
    MemTxResult result;
    uint16_t idx;

    if (!queue_exists(vdev, n)) {
        return false;
    }
    idx = address_space_lduw_le(vdev->dma_as, used + 2, MEMTXATTRS_UNSPECIFIED,
                                &result);
    return result == MEMTX_OK &&
           (uint16_t)virtio_queue_get_last_avail_idx(vdev, n) != idx;
}

static bool is_busy(VirtIODevice *vdev)
{
    unsigned n;

    /* One that is broken has lost what it had taken. */
    for (n = 0; !vdev->broken && n < virtio_get_num_queues(vdev); n++) {
        if (queue_busy(vdev, n)) {
            return true;
        }
    }
    return false;
}

/* An interrupt that is due while stopped is pending, as if it was masked. */
static void hold_msi(PCIDevice *dev, MSIMessage msg)
{
    VirtIOPCIProxy *proxy = VIRTIO_PCI(dev);
    unsigned i;

    for (i = 0; i < proxy->nvectors; i++) {
        MSIMessage of = msix_get_message(dev, i);

        if (of.address == msg.address && of.data == msg.data) {
            msix_set_pending(dev, i);
        }
    }
}

static bool is_pending(PCIDevice *dev, unsigned vector)
{
    return dev->msix_pba[vector / 8] & 1 << vector % 8;
}

static void release_msi(PCIDevice *dev)
{
    VirtIOPCIProxy *proxy = VIRTIO_PCI(dev);
    unsigned i;

    for (i = 0; i < proxy->nvectors; i++) {
        if (is_pending(dev, i) && !msix_is_masked(dev, i)) {
            msix_clr_pending(dev, i);
            msix_notify(dev, i);
        }
    }
}

/*
 * A driver is to notify where there is more to do when the device runs again,
 * here or elsewhere, so no queue may be left that says it needs none.
 */
static void leave_queues(VirtIOSriovMember *member)
{
    VirtIODevice *vdev = virtio_sriov_vdev(VIRTIO_PCI(member));
    unsigned n;

    if (vdev->broken || !may_master(member)) {
        return;
    }
    for (n = 0; n < virtio_get_num_queues(vdev); n++) {
        if (!queue_exists(vdev, n)) {
            continue;
        }
        virtio_queue_set_notification(virtio_get_queue(vdev, n), 1);
        if (!virtio_queue_empty(virtio_get_queue(vdev, n))) {
            set_bit(n, member->kicked);
        }
    }
}

/* With nothing in flight; and again after what has set it going. */
static void stand_still(VirtIOSriovMember *member)
{
    VirtIOPCIProxy *proxy = VIRTIO_PCI(member);
    VirtIODevice *vdev = virtio_sriov_vdev(proxy);
    PCIDevice *dev = PCI_DEVICE(member);

    vdev->disabled = true;
    virtio_bus_stop_ioeventfd(&proxy->bus);
    vdev->vm_running = false;
    virtio_set_status(vdev, vdev->status);
    if (dev->msi_trigger != hold_msi) {
        member->msi_trigger = dev->msi_trigger;
        dev->msi_trigger = hold_msi;
    }
    member->stopped_generation = vdev->generation;
    member->mode = MEMBER_STOPPED;
}

/* What was to be done while it was not: the queues that were notified. */
static void catch_up(VirtIOSriovMember *member)
{
    VirtIODevice *vdev = virtio_sriov_vdev(VIRTIO_PCI(member));
    unsigned n;

    for (n = 0; n < VIRTIO_QUEUE_MAX; n++) {
        if (test_and_clear_bit(n, member->kicked) &&
            virtio_queue_get_num(vdev, n)) {
            virtio_queue_notify(vdev, n);
        }
    }
}

/* It may do again whatever its registers say. */
static void let_go(VirtIOSriovMember *member)
{
    VirtIODevice *vdev = virtio_sriov_vdev(VIRTIO_PCI(member));
    PCIDevice *dev = PCI_DEVICE(member);

    member->mode = MEMBER_RUNNING;
    vdev->disabled = !may_master(member);
    vdev->vm_running = runstate_is_running();
    if (dev->msi_trigger == hold_msi) {
        dev->msi_trigger = member->msi_trigger;
    }
}

static void start(VirtIOSriovMember *member)
{
    VirtIOPCIProxy *proxy = VIRTIO_PCI(member);
    VirtIODevice *vdev = virtio_sriov_vdev(proxy);

    virtio_set_status(vdev, vdev->status);
    if (vdev->status & VIRTIO_CONFIG_S_DRIVER_OK) {
        virtio_bus_start_ioeventfd(&proxy->bus);
    }
}

bool virtio_sriov_member_stop(VirtIOSriovMember *member)
{
    VirtIODevice *vdev = virtio_sriov_vdev(VIRTIO_PCI(member));

    if (member->mode == MEMBER_STOPPED) {
        return true;
    }
    member->mode = MEMBER_STOPPING;
    if (type_of(member)->flush) {
        type_of(member)->flush(vdev);
    }
    if (is_busy(vdev)) {
        return false;
    }
    leave_queues(member);
    stand_still(member);
    return true;
}

static void catch_up_later(void *opaque)
{
    VirtIOSriovMember *member = opaque;

    if (!virtio_sriov_gone(VIRTIO_PCI(member)) &&
        member->mode == MEMBER_RUNNING) {
        catch_up(member);
    }
    object_unref(OBJECT(member));
}

/* Its owner may be about to be reset, so nothing is done at once. */
void virtio_sriov_member_stop_cancel(VirtIOSriovMember *member)
{
    if (member->mode == MEMBER_STOPPING) {
        member->mode = MEMBER_RUNNING;
        object_ref(OBJECT(member));
        aio_bh_schedule_oneshot(qemu_get_aio_context(), catch_up_later,
                                member);
    }
}

/* Parts take effect now, or as soon as the rings can be reached. */
static bool apply(VirtIOSriovMember *member)
{
    if (!member->staged || !may_master(member)) {
        return false;
    }
    virtio_sriov_member_parts_apply(member);
    return true;
}

static void was_moved(VirtIOSriovMember *member)
{
    if (type_of(member)->moved) {
        type_of(member)->moved(virtio_sriov_vdev(VIRTIO_PCI(member)));
    }
}

void virtio_sriov_member_resume(VirtIOSriovMember *member)
{
    VirtIODevice *vdev = virtio_sriov_vdev(VIRTIO_PCI(member));
    bool moved;

    if (member->mode != MEMBER_STOPPED) {
        virtio_sriov_member_stop_cancel(member);
        return;
    }
    if (type_of(member)->discard) {
        type_of(member)->discard(vdev);
    }
    moved = apply(member);
    let_go(member);
    start(member);
    if (moved) {
        was_moved(member);
    }
    release_msi(PCI_DEVICE(member));
    if (vdev->generation != member->stopped_generation) {
        virtio_notify_config(vdev);
    }
    catch_up(member);
}

void virtio_sriov_member_touched(VirtIOSriovMember *member)
{
    if (member->mode == MEMBER_STOPPED) {
        stand_still(member);
    } else if (apply(member)) {
        let_go(member);
        start(member);
        was_moved(member);
    }
}

void virtio_sriov_member_was_reset(VirtIOSriovMember *member, bool function)
{
    VirtIOSriovOwner *owner = virtio_sriov_member_owner(member);
    StoppedKept kept = owner->faults.stopped_kept;

    g_clear_pointer(&member->staged, part_list_free);
    bitmap_zero(member->kicked, VIRTIO_QUEUE_MAX);
    if (member->mode != MEMBER_STOPPED) {
        return;
    }
    if (kept == STOPPED_KEPT_ALWAYS ||
        (kept == STOPPED_KEPT_STATUS && !function)) {
        stand_still(member);
    } else {
        let_go(member);
    }
}

void virtio_sriov_member_config_access(VirtIOSriovMember *member)
{
    if (member->mode == MEMBER_STOPPED) {
        counters_violation(&virtio_sriov_member_owner(member)->counters,
                           VIOLATION_STOPPED_CONFIG,
                           "VF %u: access to the device configuration while "
                           "it is stopped",
                           virtio_sriov_member_number(member));
    }
}

bool virtio_sriov_member_take_note(VirtIOSriovMember *member, unsigned queue)
{
    if (member->mode == MEMBER_RUNNING) {
        return false;
    }
    set_bit(queue, member->kicked);
    return true;
}
