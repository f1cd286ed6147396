// SPDX-License-Identifier: GPL-2.0-only
/*
 * kvm WHAT VF: a virtual machine of a few instructions that kicks a queue of a VF, and a VMM
 * that is as small. One line each: "kvm.WHAT.exit" for a VMM that gets each write and makes
 * a pwrite of it, "kvm.WHAT.ioeventfd" for one that has left them to KVM_IOEVENTFD and
 * VFIO_DEVICE_IOEVENTFD, "kvm.WHAT.unheard" for an eventfd that nobody listens to, which
 * is KVM's share of that; and the time of one kick, MINIMUM MEDIAN P99 of the rounds,
 * which take turns.
 */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/eventfd.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <unistd.h>

#include <linux/kvm.h>

#include "../tests/vfio/lib/hardware.h"
#include "../tests/vfio/lib/registers.h"
#include "../tests/vfio/lib/vf.h"
#include "awake.h"
#include "stats.h"

#define ROUNDS 32
#define KICKS  200
#define PORT   0xc000 /* where the guest has BAR0 */
#define CODE   0x1000
#define NOTIFY (PORT + REG_QUEUE_NOTIFY)

/* Queue 0, KICKS times, and halt. */
static const uint8_t code[] = {
	0xba, NOTIFY & 0xff, NOTIFY >> 8, /* mov dx, NOTIFY */
	0x31, 0xc0, /* xor ax, ax */
	0xb9, KICKS & 0xff,  KICKS >> 8, /* mov cx, KICKS */
	0xef, /* out dx, ax */
	0x49, /* dec cx */
	0x75, 0xfc, /* jnz to the out */
	0xf4, /* hlt */
};

struct machine {
	int vm, cpu;
	struct kvm_run *run;
};

static struct vf vf;

static void fail(const char *what)
{
	fprintf(stderr, "kvm: %s: %s\n", what, strerror(errno));
	exit(1);
}

static int check(int ret, const char *what)
{
	if (ret < 0)
		fail(what);
	return ret;
}

static void create(struct machine *m)
{
	struct kvm_userspace_memory_region memory = {
		.guest_phys_addr = CODE,
		.memory_size = 0x1000,
	};
	int kvm = check(open("/dev/kvm", O_RDWR), "/dev/kvm");
	void *page = mmap(NULL, 0x1000, PROT_READ | PROT_WRITE,
			  MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	struct kvm_sregs sregs;

	if (page == MAP_FAILED)
		fail("mmap");
	memcpy(page, code, sizeof(code));
	memory.userspace_addr = (uintptr_t)page;
	m->vm = check(ioctl(kvm, KVM_CREATE_VM, 0), "KVM_CREATE_VM");
	check(ioctl(m->vm, KVM_SET_USER_MEMORY_REGION, &memory), "memory");
	m->cpu = check(ioctl(m->vm, KVM_CREATE_VCPU, 0), "KVM_CREATE_VCPU");
	m->run = mmap(NULL, ioctl(kvm, KVM_GET_VCPU_MMAP_SIZE, 0),
		      PROT_READ | PROT_WRITE, MAP_SHARED, m->cpu, 0);
	if (m->run == MAP_FAILED)
		fail("mmap of the VCPU");
	check(ioctl(m->cpu, KVM_GET_SREGS, &sregs), "KVM_GET_SREGS");
	sregs.cs.base = 0;
	sregs.cs.selector = 0;
	check(ioctl(m->cpu, KVM_SET_SREGS, &sregs), "KVM_SET_SREGS");
}

static void write_port(const struct kvm_run *run)
{
	const void *data = (const char *)run + run->io.data_offset;
	off_t at = vf.bar0.offset + (run->io.port - PORT);

	if (run->io.direction != KVM_EXIT_IO_OUT || run->io.count != 1 ||
	    pwrite(vf.device, data, run->io.size, at) != run->io.size)
		fail("the guest's write");
}

/* Returns the time of a kick. */
static uint64_t round_of_kicks(struct machine *m)
{
	struct kvm_regs regs = { .rip = CODE, .rflags = 2 };
	uint64_t begin;

	check(ioctl(m->cpu, KVM_SET_REGS, &regs), "KVM_SET_REGS");
	begin = __builtin_ia32_rdtsc();
	for (;;) {
		check(ioctl(m->cpu, KVM_RUN, 0), "KVM_RUN");
		if (m->run->exit_reason == KVM_EXIT_HLT)
			break;
		if (m->run->exit_reason != KVM_EXIT_IO)
			fail("the guest stopped");
		write_port(m->run);
	}
	return (__builtin_ia32_rdtsc() - begin) / KICKS;
}

static void leave_to_kvm(struct machine *m, int fd, bool leave)
{
	struct kvm_ioeventfd kvm = {
		.addr = NOTIFY,
		.len = 2,
		.fd = fd,
		.flags = KVM_IOEVENTFD_FLAG_PIO | KVM_IOEVENTFD_FLAG_DATAMATCH |
			 (leave ? 0 : KVM_IOEVENTFD_FLAG_DEASSIGN),
	};

	check(ioctl(m->vm, KVM_IOEVENTFD, &kvm), "KVM_IOEVENTFD");
}

static void leave_to_vfio(int fd, bool leave)
{
	struct vfio_device_ioeventfd vfio = {
		.argsz = sizeof(vfio),
		.flags = VFIO_DEVICE_IOEVENTFD_16,
		.offset = vf.bar0.offset + REG_QUEUE_NOTIFY,
		.fd = leave ? fd : -1,
	};

	check(ioctl(vf.device, VFIO_DEVICE_IOEVENTFD, &vfio),
	      "VFIO_DEVICE_IOEVENTFD");
}

static void tell(const char *what, const char *name, uint64_t *times)
{
	stats_sort(times, ROUNDS);
	printf("kvm.%s.%s %ju %ju %ju\n", what, name, (uintmax_t)times[0],
	       (uintmax_t)stats_of(times, ROUNDS, 50),
	       (uintmax_t)stats_of(times, ROUNDS, 99));
}

int main(int argc, char **argv)
{
	int fd = eventfd(0, EFD_CLOEXEC),
	    number = argc == 3 ? atoi(argv[2]) : 0;
	uint64_t exits[ROUNDS], events[ROUNDS], unheard[ROUNDS];
	struct counts counts;
	struct machine m;
	eventfd_t ignored;
	int seen;

	if (!number || fd < 0)
		return 2;
	vf_open(&vf, number);
	enable_io(&vf);
	create(&m);
	awake_begin();
	count_from_zero();
	awake_end();
	round_of_kicks(&m);
	for (int i = 0; i < ROUNDS; i++) {
		exits[i] = round_of_kicks(&m);
		leave_to_kvm(&m, fd, true);
		unheard[i] = round_of_kicks(&m);
		eventfd_read(fd, &ignored);
		leave_to_vfio(fd, true);
		events[i] = round_of_kicks(&m);
		leave_to_vfio(fd, false);
		leave_to_kvm(&m, fd, false);
	}
	awake_begin();
	counts = counted(number);
	seen = kicks(&counts);
	awake_end();
	if (seen != (2 * ROUNDS + 1) * KICKS) {
		fprintf(stderr, "kvm: the device saw %d kicks\n", seen);
		return 1;
	}
	tell(argv[1], "exit", exits);
	tell(argv[1], "ioeventfd", events);
	tell(argv[1], "unheard", unheard);
	vf_close(&vf);
	return 0;
}
