// SPDX-License-Identifier: GPL-2.0-only
/*
 * Accesses whose buffers come and go under them: unmapped by another thread,
 * filled by a userfaultfd that takes its time or takes the memory away, or in
 * the VF's own memory BARs. An access either has a buffer or is refused, and
 * one that waits for its buffer keeps nobody else from the device.
 */
/* needs: vfs=4 bind=all stray-dma group=hostile */
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <pthread.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

#include <linux/pci_regs.h>
#include <linux/userfaultfd.h>

#include "check.h"
#include "child.h"
#include "fixture.h"
#include "hardware.h"
#include "kernel_memory.h"
#include "registers.h"
#include "rnd.h"
#include "timing.h"
#include "vf_check.h"

#define ROUNDS 3000
#define UNMAPS 200

static int uffd = -1;
static size_t page;
static uint8_t *pages; /* two of them */

static int setup(void **state)
{
	page = getpagesize();
	pages = mmap(NULL, 2 * page, PROT_READ | PROT_WRITE,
		     MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	assert_ptr_not_equal(pages, MAP_FAILED);
	vf_setup_io(state);
	watch_for_harm();
	return 0;
}

static int teardown(void **state)
{
	if (uffd >= 0)
		close(uffd);
	uffd = -1;
	munmap(pages, 2 * page);
	return vf_teardown(state);
}

/* The pages are there no more until somebody brings them. */
static void take_pages(size_t first, size_t count)
{
	struct uffdio_api api = { .api = UFFD_API };
	struct uffdio_register area = {
		.range = { (uintptr_t)pages + first * page, count * page },
		.mode = UFFDIO_REGISTER_MODE_MISSING,
	};

	if (uffd < 0) {
		uffd = syscall(__NR_userfaultfd, O_CLOEXEC | O_NONBLOCK);
		if (uffd < 0) {
			print_message("# no userfaultfd: %s\n",
				      strerror(errno));
			skip();
		}
		assert_int_equal(ioctl(uffd, UFFDIO_API, &api), 0);
	}
	madvise(pages + first * page, count * page, MADV_DONTNEED);
	assert_int_equal(ioctl(uffd, UFFDIO_REGISTER, &area), 0);
}

/* Does somebody wait for a page? */
static bool is_waited_for(int ms)
{
	struct pollfd pfd = { .fd = uffd, .events = POLLIN };
	struct uffd_msg msg;

	return poll(&pfd, 1, ms) == 1 &&
	       read(uffd, &msg, sizeof(msg)) == sizeof(msg) &&
	       msg.event == UFFD_EVENT_PAGEFAULT;
}

static void bring_page(size_t n, uint8_t fill)
{
	struct uffdio_copy copy = {
		.dst = (uintptr_t)pages + n * page,
		.len = page,
	};
	uint8_t *from = malloc(page);

	assert_non_null(from);
	memset(from, fill, page);
	copy.src = (uintptr_t)from;
	assert_int_equal(ioctl(uffd, UFFDIO_COPY, &copy), 0);
	free(from);
}

struct access {
	pthread_t thread;
	bool write;
	bool config;
	bool interrupts; /* none of these, but VFIO_DEVICE_SET_IRQS */
	uint64_t offset;
	uint8_t *buf;
	size_t len;
	ssize_t ret;
	atomic_bool done;
};

static void *do_access(void *arg)
{
	struct access *a = arg;

	if (a->interrupts)
		a->ret = ioctl(vf.device, VFIO_DEVICE_SET_IRQS, a->buf);
	else if (a->config)
		a->ret = a->write ? config_write(&vf, a->offset, a->buf, a->len)
				  : config_read(&vf, a->offset, a->buf, a->len);
	else
		a->ret = a->write ? bar0_write(&vf, a->offset, a->buf, a->len)
				  : bar0_read(&vf, a->offset, a->buf, a->len);
	a->done = true;
	return NULL;
}

static void begin(struct access *a)
{
	a->done = false;
	assert_int_equal(pthread_create(&a->thread, NULL, do_access, a), 0);
}

static bool finished(struct access *a, int ms)
{
	while (!a->done && ms-- > 0)
		usleep(1000);
	return a->done;
}

/* Whatever others want from the device meanwhile. */
static void *be_the_others(void *arg)
{
	atomic_bool *done = arg;
	int fds[2];

	for (int i = 0; i < 10; i++) {
		in32(&vf, REG_DEVICE_FEATURES);
		out16(&vf, REG_QUEUE_NOTIFY, 0);
		conf32(&vf, 0);
	}
	enable_msix(&vf, fds, 2);
	disable_msix(&vf, fds, 2);
	reset(&vf);
	enable_io(&vf);
	in32(&vf, REG_DEVICE_FEATURES);
	*done = true;
	return NULL;
}

static bool others_are_served(pthread_t *thread)
{
	static atomic_bool done;

	done = false;
	pthread_create(thread, NULL, be_the_others, &done);
	for (int i = 0; i < PATIENCE / 2 && !done; i++)
		usleep(1000);
	return done;
}

/* An access that waits for page @n; then it is there, and full of @fill. */
static void check_late(struct access *a, size_t n, uint8_t fill)
{
	pthread_t others;
	bool served, early;

	begin(a);
	assert_true(is_waited_for(PATIENCE));
	served = others_are_served(&others);
	early = a->done;
	/* Whatever has been seen: let all go before it is told. */
	bring_page(n, fill);
	while (is_waited_for(0))
		;
	assert_true(finished(a, PATIENCE));
	pthread_join(a->thread, NULL);
	pthread_join(others, NULL);
	check_equal(a->ret, a->len, "access");
	assert_false(early);
	if (!served)
		fail_msg("others had to wait for it");
}

static void a_read_waits_alone_for_a_late_buffer(void **state)
{
	struct access a = { .buf = pages, .len = BAR0_SIZE };
	uint8_t bytes[BAR0_SIZE];

	(void)state;
	take_pages(0, 1);
	check_late(&a, 0, 0);
	bar0_read(&vf, 0, bytes, sizeof(bytes));
	/* What others did since may have changed the rest. */
	assert_memory_equal(pages, bytes, 4);
	check_unharmed(&vf, 0);
}

static void a_write_waits_alone_for_a_late_buffer(void **state)
{
	struct access a = {
		.write = true,
		.offset = REG_QUEUE_ADDRESS,
		.buf = pages + 100,
		.len = 4,
	};

	(void)state;
	take_pages(0, 1);
	check_late(&a, 0, 0x17);
	check_equal(in32(&vf, REG_QUEUE_ADDRESS), 0x17171717, "queue address");
	check_unharmed(&vf, 0);
}

static void a_buffer_whose_second_half_is_late_is_no_different(void **state)
{
	struct access a = { .buf = pages + page - 30, .len = BAR0_SIZE };

	(void)state;
	take_pages(1, 1);
	check_late(&a, 1, 0);
	a.write = true;
	a.offset = REG_DRIVER_FEATURES;
	a.len = 32;
	madvise(pages + page, page, MADV_DONTNEED);
	check_late(&a, 1, 0);
	check_unharmed(&vf, 0);
}

static void configuration_space_waits_alone_for_a_late_buffer(void **state)
{
	struct access a = { .config = true, .buf = pages, .len = 64 };

	(void)state;
	take_pages(0, 1);
	check_late(&a, 0, 0);
	madvise(pages, page, MADV_DONTNEED);
	a.write = true;
	a.offset = PCI_INTERRUPT_LINE;
	a.len = 1;
	check_late(&a, 0, 0);
	check_unharmed(&vf, 0);
}

/* The same behind the header, where a write may be a reset of the function. */
static void a_late_write_that_may_be_a_reset_keeps_nobody(void **state)
{
	struct access a = {
		.config = true,
		.write = true,
		.offset = PCI_STD_HEADER_SIZEOF,
		.buf = pages,
		.len = 4,
	};

	(void)state;
	take_pages(0, 1);
	check_late(&a, 0, 0);
	check_unharmed(&vf, 0);
}

/* The head of the argument is in the first page, the descriptors in the second. */
static struct access interrupts(void)
{
	struct vfio_irq_set set = {
		.argsz = sizeof(set) + 2 * sizeof(int),
		.flags = VFIO_IRQ_SET_DATA_EVENTFD |
			 VFIO_IRQ_SET_ACTION_TRIGGER,
		.index = VFIO_PCI_MSIX_IRQ_INDEX,
		.count = 2,
	};
	struct access a = {
		.interrupts = true,
		.buf = pages + page - sizeof(set),
	};

	memcpy(a.buf, &set, sizeof(set));
	return a;
}

static void late_interrupts_keep_nobody(void **state)
{
	struct access a = interrupts();

	(void)state;
	take_pages(1, 1);
	/* Filled so that the descriptors are -1: vectors without an event. */
	check_late(&a, 1, 0xff);
	check_unharmed(&vf, 0);
}

static void interrupts_lost_on_the_way_keep_nobody(void **state)
{
	struct access a = interrupts(), busy;
	uint8_t status;
	pthread_t others;
	bool served;

	(void)state;
	take_pages(1, 1);
	begin(&a);
	assert_true(is_waited_for(PATIENCE));
	/* Somebody is at the BAR, so that it has to wait there next ... */
	hardware("command-delay-us", "500000");
	busy = (struct access){ .offset = REG_STATUS,
				.buf = &status,
				.len = 1 };
	begin(&busy);
	usleep(100000);
	bring_page(1, 0xff);
	usleep(200000);
	/* ... and what has been brought is gone when its turn comes. */
	madvise(pages + page, page, MADV_DONTNEED);
	hardware_good();
	assert_true(is_waited_for(PATIENCE));
	served = others_are_served(&others);
	bring_page(1, 0xff);
	while (is_waited_for(0))
		;
	assert_true(finished(&a, PATIENCE));
	pthread_join(a.thread, NULL);
	pthread_join(busy.thread, NULL);
	pthread_join(others, NULL);
	check_equal(a.ret, 0, "VFIO_DEVICE_SET_IRQS");
	if (!served)
		fail_msg("others had to wait for it");
	check_unharmed(&vf, 0);
}

/* Instead of bringing the page, take the address itself away. */
static void check_unmapped(struct access *a)
{
	struct uffdio_range all = { (uintptr_t)pages, 2 * page };

	begin(a);
	assert_true(is_waited_for(PATIENCE));
	munmap(pages, 2 * page);
	assert_int_equal(ioctl(uffd, UFFDIO_WAKE, &all), 0);
	assert_true(finished(a, PATIENCE));
	pthread_join(a->thread, NULL);
	check_equal(a->ret, -EFAULT, "access");
	assert_ptr_equal(mmap(pages, 2 * page, PROT_READ | PROT_WRITE,
			      MAP_PRIVATE | MAP_ANONYMOUS | MAP_FIXED, -1, 0),
			 pages);
	memset(pages, 0, 2 * page);
}

static void a_buffer_taken_away_instead_is_refused(void **state)
{
	struct access a = { .buf = pages + page - 8, .len = 16 };
	struct memory before = { 0 };
	bool counting = memory_is_counted();

	(void)state;
	for (int i = 0; i < UNMAPS; i++) {
		if (i == UNMAPS / 2 && counting)
			before = memory_now();
		a.write = i & 1;
		a.config = i & 2;
		take_pages(i & 4 ? 0 : 1, 1);
		check_unmapped(&a);
	}
	if (counting)
		check_no_growth(&before, UNMAPS / 2);
	check_unharmed(&vf, 0);
}

/* A VMM with a thread in each kind of access, none of which ever ends. */
static void be_stuck(int ready)
{
	static struct access accesses[] = {
		{ .len = BAR0_SIZE },
		{ .len = 4, .write = true },
		{ .len = 64, .config = true },
		{ .len = 4, .config = true, .write = true, .offset = 64 },
	};
	static uint8_t buf[BAR0_SIZE];
	static struct access others[] = {
		{ .buf = buf, .len = BAR0_SIZE },
		{ .buf = buf, .len = 4, .write = true },
	};

	vf_open(&vf, 1);
	enable_io(&vf);
	take_pages(0, 2);
	for (size_t i = 0; i < ARRAY_SIZE(accesses); i++) {
		accesses[i].buf = pages;
		begin(&accesses[i]);
		assert_true(is_waited_for(PATIENCE));
	}
	/* And some that wait for these, if they have to. */
	begin(&others[0]);
	begin(&others[1]);
	if (write(ready, "!", 1) != 1)
		_exit(3);
	for (;;)
		pause();
}

static void a_vmm_stuck_in_its_own_memory_can_be_killed(void **state)
{
	int ends[2];
	char byte = 0;
	pid_t pid;

	(void)state;
	take_pages(0, 1); /* skips, if it has to */
	close(uffd);
	uffd = -1;
	vf_close(&vf);
	assert_int_equal(pipe(ends), 0);
	pid = child_start();
	if (!pid)
		be_stuck(ends[1]);
	close(ends[1]);
	check_equal(read(ends[0], &byte, 1), 1, "the VMM's word");
	close(ends[0]);
	kill(pid, SIGKILL);
	check_killed(pid, "the VMM");
	vf_open(&vf, 1);
	check_unharmed(&vf, 0);
}

struct flipper {
	pthread_t thread;
	atomic_bool stop;
	atomic_long flips;
	uint8_t *area;
};

/*
 * Memory that is there, is not, or may only be read. With a pause: without one it
 * is nobody else's turn to take the lock of the address space.
 */
static void *flip(void *arg)
{
	struct timespec pause = { .tv_nsec = 20000 };
	struct flipper *f = arg;

	while (!f->stop) {
		munmap(f->area, page);
		mprotect(f->area - page, page, PROT_READ);
		nanosleep(&pause, NULL);
		mmap(f->area, page, PROT_READ | PROT_WRITE,
		     MAP_PRIVATE | MAP_ANONYMOUS | MAP_FIXED, -1, 0);
		mprotect(f->area - page, page, PROT_READ | PROT_WRITE);
		nanosleep(&pause, NULL);
		f->flips++;
	}
	return NULL;
}

static bool is_answer(ssize_t n, size_t len)
{
	return n == (ssize_t)len || n == -EFAULT;
}

static void check_one_of(ssize_t n, size_t len, const char *what, int round)
{
	if (!is_answer(n, len))
		fail_msg("%s %d gave %zd", what, round, n);
}

static void memory_that_comes_and_goes_does_no_harm(void **state)
{
	struct flipper f = { .area = pages + page };
	struct rnd rnd = rnd_make(rnd_seed(), 0);
	struct memory before = { 0 };
	bool counting = memory_is_counted();
	int refused = 0, done = 0;

	(void)state;
	pthread_create(&f.thread, NULL, flip, &f);
	for (int i = 0; i < 2 * ROUNDS; i++) {
		uint8_t *buf = pages + page - rnd_below(&rnd, 64);
		size_t len = 1 + rnd_below(&rnd, BAR0_SIZE);
		uint64_t at = rnd_below(&rnd, BAR0_SIZE - len + 1);
		ssize_t n;

		if (i == ROUNDS && counting)
			before = memory_now();
		n = bar0_read(&vf, at, buf, len);
		check_one_of(n, len, "read", i);
		refused += n < 0;
		done += n > 0;
		check_one_of(bar0_write(&vf, at, buf, len), len, "write", i);
		check_one_of(config_read(&vf, at, buf, len), len, "config read",
			     i);
		check_one_of(config_write(&vf, PCI_INTERRUPT_LINE, buf, 1), 1,
			     "config write", i);
		enable_io(&vf);
	}
	f.stop = true;
	pthread_join(f.thread, NULL);
	assert_true(f.flips > 0);
	if (!done || !refused)
		fail_msg("%d accesses done, %d refused", done, refused);
	if (counting)
		check_no_growth(&before, ROUNDS);
	check_unharmed(&vf, 0);
}

/* Faults on it wait for the lock that a reset of the VF holds. */
static void a_buffer_in_the_vf_s_own_memory_does_no_harm(void **state)
{
	struct vfio_region_info info;
	uint8_t bytes[BAR0_SIZE], *map;

	(void)state;
	check_equal(vf_region(&vf, VFIO_PCI_BAR4_REGION_INDEX, &info), 0,
		    "BAR4");
	bar0_read(&vf, 0, bytes, sizeof(bytes));
	for (int i = 0; i < 10; i++) {
		map = mmap(NULL, info.size, PROT_READ | PROT_WRITE, MAP_SHARED,
			   vf.device, info.offset);
		assert_ptr_not_equal(map, MAP_FAILED);
		/* Behind the registers: what is written is not kept. */
		check_one_of(bar0_read(&vf, 0, map + info.size - 64, 64), 64,
			     "read", i);
		check_one_of(bar0_write(&vf, REG_DRIVER_FEATURES,
					map + info.size - 64, 4),
			     4, "write", i);
		check_equal(reset(&vf), 0, "VFIO_DEVICE_RESET");
		enable_io(&vf);
		check_one_of(config_read(&vf, 0, map + info.size - 64, 64), 64,
			     "config read", i);
		check_one_of(config_write(&vf, 64, map + info.size - 64, 64),
			     64, "config write", i);
		munmap(map, info.size);
	}
	check_unharmed(&vf, 0);
}

#define test(f) cmocka_unit_test_setup_teardown(f, setup, teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		test(a_read_waits_alone_for_a_late_buffer),
		test(a_write_waits_alone_for_a_late_buffer),
		test(a_buffer_whose_second_half_is_late_is_no_different),
		test(configuration_space_waits_alone_for_a_late_buffer),
		test(a_late_write_that_may_be_a_reset_keeps_nobody),
		test(late_interrupts_keep_nobody),
		test(interrupts_lost_on_the_way_keep_nobody),
		test(a_buffer_taken_away_instead_is_refused),
		test(a_vmm_stuck_in_its_own_memory_can_be_killed),
		test(memory_that_comes_and_goes_does_no_harm),
		test(a_buffer_in_the_vf_s_own_memory_does_no_harm),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
