// SPDX-License-Identifier: GPL-2.0-only
/* The way of one field: ISR status, cache, vectors, backend. */
#include <linux/ktime.h>
#include <linux/moduleparam.h>

#include "legacy_regs.h"

/* To be switched off when it is in doubt whether a guest notices. */
static bool shortcuts = true;
module_param(shortcuts, bool, 0644);
MODULE_PARM_DESC(shortcuts,
		 "Need fewer commands than a guest makes accesses, and wait for none that has no answer (default: Y)");

static bool shortcuts_on(void)
{
	return READ_ONCE(shortcuts);
}

static u64 now_ms(void)
{
	return ktime_to_ms(ktime_get());
}

/**
 * vvp_regs_open - a session begins
 * @regs: the registers
 * @type: device type
 * @backend: the way to them
 * @intx: the line
 */
void vvp_regs_open(struct legacy_regs *regs, const struct legacy_type *type,
		   struct backend *backend, struct intx *intx)
{
	regs->type = type;
	regs->backend = backend;
	regs->intx = intx;
	vvp_reg_cache_open(&regs->cache);
	vvp_intx_vectors_open(&regs->vectors, backend);
	vvp_written_config_reset(&regs->written);
}

/**
 * vvp_regs_reset - the function has been reset
 * @regs: the registers
 */
void vvp_regs_reset(struct legacy_regs *regs)
{
	vvp_reg_cache_invalidate(&regs->cache);
	vvp_intx_vectors_reset(&regs->vectors);
	vvp_written_config_reset(&regs->written);
}

/* What is known of a device holds for as long as all that was sent to it works. */
static void check_cache(struct legacy_regs *regs)
{
	if (vvp_reg_cache_knows(&regs->cache) &&
	    vvp_backend_generation(regs->backend) != regs->generation)
		vvp_reg_cache_invalidate(&regs->cache);
}

/* The time is asked for only if it matters. */
static bool serve(struct legacy_regs *regs, const struct legacy_access *access,
		  u8 *to, enum served *served)
{
	u64 now = vvp_reg_cache_is_timed(&regs->cache) ? now_ms() : 0;

	return vvp_reg_cache_serve(&regs->cache, access, now, to, served);
}

static int read_whole_field(struct legacy_regs *regs,
			    const struct legacy_access *field,
			    const struct legacy_access *access, u8 *to,
			    unsigned long deadline)
{
	u8 whole[LEGACY_ACCESS_MAX];
	int ret;

	ret = vvp_backend_read(regs->backend, field, whole, deadline);
	if (!ret) {
		vvp_reg_cache_field_was_read(&regs->cache, field, whole, access,
					     now_ms(), to);
	} else if (ret == -EINVAL) {
		vvp_reg_cache_field_refused(&regs->cache);
		ret = vvp_backend_read(regs->backend, access, to, deadline);
	}
	return ret;
}

static noinline int read_and_keep(struct legacy_regs *regs,
				  const struct legacy_access *access, u8 *to,
				  unsigned long deadline)
{
	struct legacy_access field;
	int ret;

	if (vvp_reg_cache_wants_field(&regs->cache, regs->type, access, &field))
		return read_whole_field(regs, &field, access, to, deadline);

	ret = vvp_backend_read(regs->backend, access, to, deadline);
	if (!ret)
		vvp_reg_cache_was_read(&regs->cache, access, to);
	return ret;
}

/**
 * vvp_regs_read - the guest reads a field, or part of one
 * @regs: the registers, under the lock of BAR0
 * @access: which
 * @to: where to; untouched if it fails
 * @deadline: from vvp_backend_deadline()
 * @served: by whom
 *
 * May sleep, as vvp_backend_read().
 *
 * Return: as vvp_backend_read().
 */
int vvp_regs_read(struct legacy_regs *regs, const struct legacy_access *access,
		  u8 *to, unsigned long deadline, enum served *served)
{
	check_cache(regs);
	if (access->reg == LEGACY_ISR && vvp_intx_is_on(regs->intx)) {
		*to = vvp_intx_read_isr(regs->intx);
		*served = SERVED_ISR;
		return 0;
	}
	if (!shortcuts_on())
		return vvp_backend_read(regs->backend, access, to, deadline);
	if (serve(regs, access, to, served))
		return 0;
	return read_and_keep(regs, access, to, deadline);
}

/**
 * vvp_regs_write - the guest writes a field, or part of one
 * @regs: the registers, under the lock of BAR0
 * @access: which
 * @from: the data
 * @deadline: from vvp_backend_deadline()
 * @served: by whom
 *
 * As vvp_regs_read(). What a status means beyond the registers is the caller's.
 */
int vvp_regs_write(struct legacy_regs *regs, const struct legacy_access *access,
		   const u8 *from, unsigned long deadline, enum served *served)
{
	int ret;

	check_cache(regs);
	vvp_reg_cache_about_to_write(&regs->cache);
	if (shortcuts_on() && vvp_reg_cache_has(&regs->cache, access, from)) {
		*served = SERVED_CACHE;
		return 0;
	}
	vvp_intx_vectors_before_write(&regs->vectors, access, from, deadline);
	/* Of what was known until now, failures are counted from here. */
	if (!vvp_reg_cache_knows(&regs->cache))
		regs->generation = vvp_backend_generation(regs->backend);
	ret = vvp_backend_write(regs->backend, access, from, deadline);
	if (ret) {
		vvp_reg_cache_invalidate(&regs->cache);
		return ret;
	}
	/* Without shortcuts nothing is posted, whatever becomes of it. */
	if (!shortcuts_on() && vvp_backend_flush(regs->backend))
		vvp_reg_cache_invalidate(&regs->cache);
	else
		vvp_reg_cache_was_written(&regs->cache, access, from);
	vvp_intx_vectors_was_written(&regs->vectors, access, from);
	if (access->space == LEGACY_DEVICE)
		vvp_written_config_was_written(&regs->written, access, from);
	else if (access->reg == LEGACY_STATUS && !*from)
		vvp_written_config_reset(&regs->written);
	return 0;
}

/**
 * vvp_regs_take_vectors - INTx is on: from now on the device uses our vectors
 * @regs: the registers, under the lock of BAR0
 *
 * May sleep, as an access does.
 */
void vvp_regs_take_vectors(struct legacy_regs *regs)
{
	vvp_intx_vectors_take(&regs->vectors,
			      vvp_intx_config_vector(regs->intx),
			      vvp_intx_queue_vector(regs->intx),
			      vvp_backend_deadline());
	vvp_reg_cache_lose_selection(&regs->cache);
	/* What happened while nobody was signalled: too much does no harm. */
	if (regs->vectors.guest.in_use)
		vvp_intx_raise(regs->intx, INTX_ISR_ALL);
}

/**
 * vvp_regs_msix_is_on - MSI-X is on, and not for INTx
 * @regs: the registers, under the lock of BAR0
 *
 * May sleep, as an access does.
 */
void vvp_regs_msix_is_on(struct legacy_regs *regs)
{
	vvp_intx_vectors_msix_is_on(&regs->vectors, vvp_backend_deadline());
	vvp_reg_cache_lose_selection(&regs->cache);
}

/**
 * vvp_regs_give_vectors_back - INTx goes: the registers are the guest's again
 * @regs: the registers, under the lock of BAR0
 *
 * May sleep, as an access does. Nothing is in flight afterwards: the registers go
 * with MSI-X.
 */
void vvp_regs_give_vectors_back(struct legacy_regs *regs)
{
	vvp_intx_vectors_give_back(&regs->vectors, vvp_backend_deadline());
	vvp_reg_cache_lose_selection(&regs->cache);
	vvp_backend_drain(regs->backend);
}
