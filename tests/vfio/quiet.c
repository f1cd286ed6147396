// SPDX-License-Identifier: GPL-2.0-only
/* Nothing a guest does makes this driver write to the kernel's log each time. */
#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <unistd.h>

#include "bind.h"
#include "check.h"
#include "count.h"
#include "registers.h"
#include "vf.h"

#define MANY 200
/* One opening's worth: a first failure may be told, the rest may not. */
#define FEW  2

static struct vf vf;
static int kmsg;

static int open_vf(void **state)
{
	(void)state;
	hardware_good();
	vf_open(&vf, 1);
	kmsg = open("/dev/kmsg", O_RDONLY | O_NONBLOCK | O_CLOEXEC);
	assert_true(kmsg >= 0);
	lseek(kmsg, 0, SEEK_END);
	return 0;
}

static int close_vf(void **state)
{
	(void)state;
	hardware_good();
	close(kmsg);
	vf_close(&vf);
	return 0;
}

/* Lines that our driver, or vfio-pci's core for it, wrote since the start. */
static int lines(void)
{
	char record[8192];
	int n = 0;
	ssize_t len;

	while ((len = read(kmsg, record, sizeof(record) - 1)) > 0 ||
	       (len < 0 && errno == EPIPE)) {
		if (len < 0)
			continue;
		record[len] = '\0';
		if (strstr(record, OUR_DRIVER) || strstr(record, vf.address))
			n++;
	}
	return n;
}

static void good_accesses_log_nothing(void **state)
{
	uint8_t buf[BAR0_SIZE];

	(void)state;
	enable_io(&vf);
	for (int i = 0; i < MANY / 10; i++) {
		bar0_read(&vf, 0, buf, sizeof(buf));
		out16(&vf, REG_QUEUE_NOTIFY, 0);
	}
	check_equal(lines(), 0, "lines in the log");
}

static void accesses_with_io_disabled_log_nothing(void **state)
{
	(void)state;
	for (int i = 0; i < MANY; i++) {
		in32(&vf, 0);
		out32(&vf, 4, i);
	}
	check_equal(lines(), 0, "lines in the log");
}

static void refused_accesses_log_nothing(void **state)
{
	uint8_t byte;

	(void)state;
	enable_io(&vf);
	for (int i = 0; i < MANY; i++) {
		bar0_read(&vf, 0, NULL, 4);
		bar0_read(&vf, BAR0_SIZE + i, &byte, 1);
		bar0_write(&vf, 0, NULL, 4);
		bar0_write(&vf, BAR0_SIZE + i, &byte, 1);
	}
	check_equal(lines(), 0, "lines in the log");
}

static void failing_commands_are_not_told_each_time(void **state)
{
	int n;

	(void)state;
	enable_io(&vf);
	hardware("fail", "3/22/1/1000,2/22/1/1000");
	for (int i = 0; i < MANY; i++) {
		in8(&vf, REG_STATUS);
		out8(&vf, REG_STATUS, 1);
	}
	n = lines();
	if (n > FEW)
		fail_msg("%d lines in the log for %d accesses", n, 2 * MANY);
}

static void configuration_space_logs_nothing(void **state)
{
	(void)state;
	for (int i = 0; i < MANY; i++) {
		set_conf32(&vf, 0x10, 0xffffffff);
		conf32(&vf, 0x10);
		set_conf16(&vf, 4, i & 1);
	}
	check_equal(lines(), 0, "lines in the log");
}

#define test(f) cmocka_unit_test_setup_teardown(f, open_vf, close_vf)

int main(void)
{
	const struct CMUnitTest tests[] = {
		test(good_accesses_log_nothing),
		test(accesses_with_io_disabled_log_nothing),
		test(refused_accesses_log_nothing),
		test(failing_commands_are_not_told_each_time),
		test(configuration_space_logs_nothing),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
