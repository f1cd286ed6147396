/* SPDX-License-Identifier: GPL-2.0-only */
/* What each operation does. The arguments are in the order of op_types[]. */
#ifndef TESTS_FUZZ_VFIO_PERFORM_H
#define TESTS_FUZZ_VFIO_PERFORM_H

#include <stdint.h>

struct thread;

/* access.c */
void perform_read(struct thread *t, const uint64_t *args);
void perform_write(struct thread *t, const uint64_t *args);
void perform_kick(struct thread *t, const uint64_t *args);
void perform_map(struct thread *t, const uint64_t *args);
void perform_memory(struct thread *t, const uint64_t *args);

/* ioctls.c */
void perform_device_info(struct thread *t, const uint64_t *args);
void perform_region_info(struct thread *t, const uint64_t *args);
void perform_irq_info(struct thread *t, const uint64_t *args);
void perform_set_irqs(struct thread *t, const uint64_t *args);
void perform_feature(struct thread *t, const uint64_t *args);
void perform_power(struct thread *t, const uint64_t *args);
void perform_ioeventfd(struct thread *t, const uint64_t *args);
void perform_hot_reset_info(struct thread *t, const uint64_t *args);
void perform_hot_reset(struct thread *t, const uint64_t *args);
void perform_ioctl(struct thread *t, const uint64_t *args);
void perform_dma_map(struct thread *t, const uint64_t *args);
void perform_dma_unmap(struct thread *t, const uint64_t *args);

/* life.c */
void perform_reset(struct thread *t, const uint64_t *args);
void perform_flr(struct thread *t, const uint64_t *args);
void perform_close(struct thread *t, const uint64_t *args);
void perform_open(struct thread *t, const uint64_t *args);
void perform_twin(struct thread *t, const uint64_t *args);
void perform_join(struct thread *t, const uint64_t *args);
void perform_pause(struct thread *t, const uint64_t *args);
void perform_rebind(struct thread *t, const uint64_t *args);
void perform_die(struct thread *t, const uint64_t *args);

/* hardware.c */
void perform_hang(struct thread *t, const uint64_t *args);
void perform_fail(struct thread *t, const uint64_t *args);
void perform_result_limit(struct thread *t, const uint64_t *args);
void perform_answer_limit(struct thread *t, const uint64_t *args);
void perform_used_extra(struct thread *t, const uint64_t *args);
void perform_completion(struct thread *t, const uint64_t *args);
void perform_command_delay(struct thread *t, const uint64_t *args);
void perform_late(struct thread *t, const uint64_t *args);
void perform_doorbell(struct thread *t, const uint64_t *args);
void perform_notify_entries(struct thread *t, const uint64_t *args);

/* owner.c */
void perform_owner(struct thread *t, const uint64_t *args);

#endif
