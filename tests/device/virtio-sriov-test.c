/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Conformance of the emulated SR-IOV virtio cards: the administration queue
 * and the legacy registers behind it, with no operating system.
 */

#include "qemu/osdep.h"
#include "tests.h"

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);

    add_pci_tests();
    add_format_tests();
    add_group_tests();
    add_layout_tests();
    add_register_tests();
    add_doorbell_tests();
    add_fault_tests();
    add_answer_tests();
    add_modern_tests();
    add_reset_tests();
    add_queue_tests();
    add_slot_tests();
    add_type_tests();
    add_move_tests();
    add_parts_tests();
    add_parts_fault_tests();
    add_net_tests();
    add_blk_tests();
    add_console_tests();
    add_rng_tests();
    add_balloon_tests();
    add_scsi_tests();
    add_9p_tests();
    add_random_tests();

    return g_test_run();
}
