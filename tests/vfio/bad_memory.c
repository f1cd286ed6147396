// SPDX-License-Identifier: GPL-2.0-only
/*
 * BAR0 accessed with user memory that is not there: EFAULT, and before any
 * command was sent, since a read of ISR status cannot be taken back.
 */
/* needs: vfs=4 bind=all */
#include <errno.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "check.h"
#include "fixture.h"
#include "hardware.h"
#include "legacy_net.h"
#include "registers.h"

static uint8_t *pages; /* two; tests take away the second */
static uint8_t *edge; /* where it begins */

static int setup(void **state)
{
	size_t page = getpagesize();

	pages = mmap(NULL, 2 * page, PROT_READ | PROT_WRITE,
		     MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	assert_ptr_not_equal(pages, MAP_FAILED);
	edge = pages + page;
	return vf_setup_io(state);
}

static int teardown(void **state)
{
	munmap(pages, 2 * getpagesize());
	return vf_teardown(state);
}

static void protect(int prot)
{
	assert_int_equal(mprotect(edge, getpagesize(), prot), 0);
}

static void check_no_command(void)
{
	struct counts c = counted(1);

	check_equal(commands(&c), 0, "commands");
	check_equal(kicks(&c), 0, "kicks");
}

static void an_unmapped_buffer_is_refused(void **state)
{
	(void)state;
	check_equal(bar0_read(&vf, 0, NULL, 4), -EFAULT, "read");
	check_equal(bar0_write(&vf, 0, NULL, 4), -EFAULT, "write");
	check_equal(bar0_read(&vf, 0, (void *)-8ul, 4), -EFAULT,
		    "read to the kernel's addresses");
	check_equal(bar0_write(&vf, 0, (void *)-8ul, 4), -EFAULT,
		    "write from the kernel's addresses");
	check_equal(bar0_write(&vf, REG_QUEUE_NOTIFY, NULL, 2), -EFAULT,
		    "kick");
	check_equal(bar0_write(&vf, REG_QUEUE_NOTIFY, (void *)-8ul, 2), -EFAULT,
		    "kick from the kernel's addresses");
	check_no_command();
}

static void a_buffer_that_may_not_be_written_is_refused_for_reads(void **state)
{
	(void)state;
	protect(PROT_READ);
	check_equal(bar0_read(&vf, REG_ISR, edge, 1), -EFAULT, "read");
	check_no_command();
}

static void a_buffer_that_ends_too_early_is_refused(void **state)
{
	(void)state;
	protect(PROT_NONE);
	for (size_t have = 1; have < 8; have++) {
		check_equal(bar0_read(&vf, 12, edge - have, 8), -EFAULT,
			    "read with %zu bytes of 8 mapped", have);
		check_equal(bar0_write(&vf, 12, edge - have, 8), -EFAULT,
			    "write with %zu bytes of 8 mapped", have);
	}
	check_equal(bar0_read(&vf, 0, edge - 63, 64), -EFAULT, "read of 64");
	check_no_command();
}

static void what_is_cut_off_need_not_be_mapped(void **state)
{
	(void)state;
	protect(PROT_NONE);
	check_equal(bar0_read(&vf, 60, edge - 4, 8), 4, "read of 8 at 60");
	check_equal(bar0_write(&vf, 60, edge - 4, 8), 4, "write of 8 at 60");
}

static void a_refused_write_changes_nothing(void **state)
{
	uint32_t features = in32(&vf, REG_DEVICE_FEATURES);

	(void)state;
	protect(PROT_NONE);
	memcpy(edge - 4, &features, 4);
	check_equal(bar0_write(&vf, REG_DRIVER_FEATURES, edge - 4, 8), -EFAULT,
		    "write");
	check_equal(in32(&vf, REG_DRIVER_FEATURES), 0, "driver features");
}

static void with_io_disabled_bad_memory_is_refused_too(void **state)
{
	(void)state;
	disable_io(&vf);
	check_equal(bar0_read(&vf, 0, NULL, 4), -EFAULT, "read");
	check_equal(bar0_write(&vf, 0, NULL, 4), -EFAULT, "write");
	check_no_command();
}

static void a_refused_read_loses_no_interrupt(void **state)
{
	uint8_t frame[NET_FRAME_MAX];
	struct legacy_net net;

	(void)state;
	net_start(&net, &vf, false);
	net_queue_frame(&net, frame, net_arp_request(&net, frame));
	net_kick(&net, NET_TX);
	assert_true(net_sent(&net, 5000));

	check_equal(bar0_read(&vf, REG_ISR, NULL, 1), -EFAULT, "read of ISR");
	protect(PROT_READ);
	check_equal(bar0_read(&vf, REG_ISR, edge, 1), -EFAULT,
		    "read of ISR to memory that may not be written");
	protect(PROT_NONE);
	/* ISR itself has a place to go, the bytes behind it have not. */
	check_equal(bar0_read(&vf, REG_QUEUE_NOTIFY, edge - 4, 8), -EFAULT,
		    "read of 8 bytes with ISR among them");
	check_equal(in8(&vf, REG_ISR) & 1, 1, "queue bit of ISR");
	net_stop(&net);
}

#define test(f) cmocka_unit_test_setup_teardown(f, setup, teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		test(an_unmapped_buffer_is_refused),
		test(a_buffer_that_may_not_be_written_is_refused_for_reads),
		test(a_buffer_that_ends_too_early_is_refused),
		test(what_is_cut_off_need_not_be_mapped),
		test(a_refused_write_changes_nothing),
		test(with_io_disabled_bad_memory_is_refused_too),
		test(a_refused_read_loses_no_interrupt),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
