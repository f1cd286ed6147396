/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What each file of tests adds to the program.
 */

#ifndef SRIOV_TEST_TESTS_H
#define SRIOV_TEST_TESTS_H

void add_pci_tests(void);
void add_format_tests(void);
void add_group_tests(void);
void add_layout_tests(void);
void add_register_tests(void);
void add_doorbell_tests(void);
void add_fault_tests(void);
void add_answer_tests(void);
void add_modern_tests(void);
void add_reset_tests(void);
void add_queue_tests(void);
void add_slot_tests(void);
void add_type_tests(void);
void add_move_tests(void);
void add_parts_tests(void);
void add_parts_fault_tests(void);
void add_net_tests(void);
void add_blk_tests(void);
void add_console_tests(void);
void add_rng_tests(void);
void add_balloon_tests(void);
void add_scsi_tests(void);
void add_9p_tests(void);
void add_random_tests(void);

#endif
