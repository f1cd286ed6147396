// SPDX-License-Identifier: GPL-2.0-only
/* Opening, closing and resetting the VF, and ends of the process itself. */
#include <errno.h>
#include <signal.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include <linux/pci_regs.h>
#include <linux/vfio.h>

#include "../../vfio/lib/bind.h"
#include "hardware.h"
#include "life.h"
#include "owner.h"
#include "perform.h"

int vf_open_all(struct run *run, int number)
{
	int ret = vf_try_open(&run->vf, number);

	if (ret)
		return ret;
	if (!run->vf.bar0.size) {
		vf_close(&run->vf);
		return -ENXIO;
	}
	run->io = IO_OFF;
	atomic_store(&run->device, run->vf.device);
	return 0;
}

void vf_close_all(struct run *run)
{
	device_close(run);
	device_bury(run);
	run->vf.device = -1; /* buried */
	vf_close(&run->vf);
}

int device_open(struct run *run)
{
	/* Else somebody may still be in the last session, and this joins it. */
	bool new = run_alone(run);
	int fd;

	if (atomic_load(&run->device) != run->tomb)
		return -EBUSY;
	fd = ioctl(run->vf.group, VFIO_GROUP_GET_DEVICE_FD, run->vf.address);
	if (fd < 0)
		return -errno;
	run->io = new ? IO_OFF : IO_UNKNOWN;
	atomic_store(&run->device, fd);
	return 0;
}

/*
 * A thread may have read the number and not have used it yet: it must get
 * nothing else's file. So the number stays, on a file that can do nothing.
 */
void device_close(struct run *run)
{
	int fd = atomic_load(&run->device);

	if (fd == run->tomb || run->nr_graves == MAX_OPS)
		return;
	atomic_store(&run->closed, true);
	atomic_store(&run->device, run->tomb);
	dup2(run->tomb, fd);
	run->graves[run->nr_graves++] = fd;
	run->io = IO_UNKNOWN;
}

void device_bury(struct run *run)
{
	while (run->nr_graves)
		close(run->graves[--run->nr_graves]);
}

/* What a command that is still out, or never came back, makes of it. */
static bool may_fail_with(int err)
{
	return err == -ETIMEDOUT || err == -EBUSY || err == -ENODEV;
}

void perform_open(struct thread *t, const uint64_t *args)
{
	int ret = device_open(t->run);

	(void)args;
	if (ret && !may_fail_with(ret))
		found(t, "open", "opening the VF returned %d", ret);
}

void perform_close(struct thread *t, const uint64_t *args)
{
	(void)args;
	device_close(t->run);
}

/* A second descriptor of the same session, for a moment. */
void perform_twin(struct thread *t, const uint64_t *args)
{
	struct run *run = t->run;
	int fd;

	(void)args;
	if (device_of(t) == run->tomb)
		return; /* that would be the first */
	fd = ioctl(run->vf.group, VFIO_GROUP_GET_DEVICE_FD, run->vf.address);
	if (fd >= 0)
		close(fd);
}

void perform_reset(struct thread *t, const uint64_t *args)
{
	struct run *run = t->run;
	int ret = ioctl(device_of(t), VFIO_DEVICE_RESET) ? -errno : 0;

	(void)args;
	run->io = !ret && run_alone(run) ? IO_OFF : IO_UNKNOWN;
	if (ret && !(ret == -EBADF && atomic_load(&run->closed)))
		found(t, "reset", "VFIO_DEVICE_RESET returned %d", ret);
}

/* As a guest does it: Initiate Function Level Reset in Device Control. */
void perform_flr(struct thread *t, const uint64_t *args)
{
	struct run *run = t->run;
	off_t config = (off_t)VFIO_PCI_CONFIG_REGION_INDEX << 40;
	uint8_t at = 0, id = 0;
	uint16_t control;
	int steps = 48;

	(void)args;
	pread(device_of(t), &at, 1, config + PCI_CAPABILITY_LIST);
	while (at && steps-- && pread(device_of(t), &id, 1, config + at) == 1 &&
	       id != PCI_CAP_ID_EXP)
		pread(device_of(t), &at, 1, config + at + PCI_CAP_LIST_NEXT);
	if (!at || id != PCI_CAP_ID_EXP)
		return;
	at += PCI_EXP_DEVCTL;
	if (pread(device_of(t), &control, 2, config + at) != 2)
		return;
	control |= PCI_EXP_DEVCTL_BCR_FLR;
	pwrite(device_of(t), &control, 2, config + at);
	run->io = IO_UNKNOWN;
}

void perform_join(struct thread *t, const uint64_t *args)
{
	(void)args;
	run_join(t->run);
}

void perform_pause(struct thread *t, const uint64_t *args)
{
	(void)t;
	usleep(args[0] * 1000);
}

/* The VF alone, by its driver: a VMM has given it back, and the next one comes. */
void perform_rebind(struct thread *t, const uint64_t *args)
{
	struct run *run = t->run;
	long long end_ms;
	int ret;

	(void)args;
	run_join(run);
	vf_close_all(run);
	ret = unbind_driver(OUR_DRIVER, run->vf.address);
	if (ret)
		found(t, "unbind", "unbinding the VF returned %d", ret);
	/* Its mode is decided now, and asked for with a command. */
	hardware_good(run->shared);
	owner_good(run->shared);
	for (end_ms = now_ms() + RECOVERY_MS; now_ms() < end_ms;) {
		bind_driver(OUR_DRIVER, run->vf.address);
		ret = vf_open_all(run, run->vf.number);
		if (!ret)
			return;
		unbind_driver(OUR_DRIVER, run->vf.address);
		usleep(50000);
	}
	found(t, "rebind",
	      "with good hardware the VF is not transitional again: %d", ret);
}

/* As a VMM dies: with accesses under way, and files open. */
void perform_die(struct thread *t, const uint64_t *args)
{
	(void)args;
	atomic_store(&t->run->shared->dying, true);
	kill(getpid(), SIGKILL);
	for (;;)
		pause();
}
