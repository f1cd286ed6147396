// SPDX-License-Identifier: GPL-2.0-only
/* The tracepoints: what a guest does to its device, as it happens. */
/* needs: vfs=2 bind=all group=counters */
#include <stdio.h>
#include <string.h>

#include "bind.h"
#include "check.h"
#include "driver_sysfs.h"
#include "fixture.h"
#include "hardware.h"
#include "intx_line.h"
#include "net_interrupts.h"
#include "registers.h"
#include "tracefs.h"

#define ACCESS	"vvp_legacy_access"
#define COMMAND "vvp_backend_access"

/* The status register with ACKNOWLEDGE and DRIVER. */
#define STATUS_3 "offset=18 len=1 value=0x3 served=backend error=0"
#define READ_OF_STATUS                                                         \
	"access=common-read opcode=0x3 offset=18 len=1 error=0 posted=0 tries=1"
#define OFF "space=hole served=disabled"

static char address[16];

static int setup(void **state)
{
	vf_setup_io(state);
	vf_address(1, address);
	tracing_start(NULL);
	return 0;
}

static int teardown(void **state)
{
	tracing_stop();
	return vf_teardown(state);
}

static void check_traced(int n, const char *event, const char *words)
{
	check_equal(traced(event, words), n, "events %s with \"%s\"", event,
		    words);
}

/* Scripts and the tool find them by these names: an interface. */
static void the_events_have_the_fields_that_are_promised(void **state)
{
	static const struct {
		const char *event, *fields;
	} events[] = {
		{ ACCESS, "vf write space offset len value served error " },
		{ COMMAND,
		  "vf backend access opcode offset len posted tries error ns " },
		{ "vvp_kick", "vf queue path " },
		{ "vvp_interrupt", "vf isr " },
		{ "vvp_session", "vf open " },
	};
	char names[256];

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(events); i++) {
		event_fields(events[i].event, names, sizeof(names));
		assert_string_equal(names, events[i].fields);
	}
}

static void an_access_is_traced_with_its_value(void **state)
{
	char words[128];

	(void)state;
	out8(&vf, REG_STATUS, STATUS_ACKNOWLEDGE | STATUS_DRIVER);
	check_equal(in8(&vf, REG_STATUS), 3, "status");
	snprintf(words, sizeof(words), "vf=%s", address);
	check_traced(2, ACCESS, words);
	check_traced(1, ACCESS, "write space=common " STATUS_3);
	check_traced(1, ACCESS, "read space=common " STATUS_3);
	check_traced(0, "vvp_kick", "");
}

static void values_are_little_endian(void **state)
{
	(void)state;
	out32(&vf, REG_QUEUE_ADDRESS, 0x00123456);
	check_traced(1, ACCESS, "write offset=8 len=4 value=0x123456");
	out32(&vf, REG_QUEUE_ADDRESS, 0);
}

static void an_access_of_two_fields_is_traced_as_two(void **state)
{
	(void)state;
	in32(&vf, REG_QUEUE_SIZE);
	check_traced(1, ACCESS, "read offset=12 len=2");
	check_traced(1, ACCESS, "read offset=14 len=2");
	check_traced(2, COMMAND, "opcode=0x3");
}

static void
each_access_by_the_backend_is_traced_with_the_time_it_took(void **state)
{
	char words[128];

	(void)state;
	hardware("command-delay-us", "20000");
	in8(&vf, REG_STATUS);
	snprintf(words, sizeof(words), "vf=%s backend=%s " READ_OF_STATUS,
		 address, backend_name());
	check_traced(1, COMMAND, words);
	assert_in_range(traced_number(COMMAND, words, "ns"), 20000000,
			5000000000ll);
}

/* Of such a write nobody knows yet what becomes of it. */
static void a_posted_write_is_traced_as_one(void **state)
{
	(void)state;
	out16(&vf, REG_QUEUE_SELECT, 1);
	out8(&vf, REG_STATUS, STATUS_ACKNOWLEDGE);
	check_traced(1, COMMAND, "opcode=0x2 offset=14 posted=1");
	check_traced(1, COMMAND, "opcode=0x2 offset=18 posted=0");
}

static void a_failed_access_is_traced_with_its_error(void **state)
{
	(void)state;
	hardware("fail", "3/22/1/1/1");
	check_equal(in8(&vf, REG_STATUS), 0xff, "status");
	check_traced(1, COMMAND, "opcode=0x3 error=22");
	check_traced(1, ACCESS, "read offset=18 value=0xff error=22");
}

static void every_try_of_an_access_is_traced(void **state)
{
	(void)state;
	hardware("fail", "3/11/7/2/1");
	in8(&vf, REG_STATUS);
	check_traced(3, COMMAND, "opcode=0x3");
	check_traced(1, COMMAND, "opcode=0x3 error=11 tries=1");
	check_traced(1, COMMAND, "opcode=0x3 error=11 tries=2");
	check_traced(1, COMMAND, "opcode=0x3 error=0 tries=3");
	check_traced(1, ACCESS, "read offset=18 error=0");
}

static void
the_rest_of_a_field_read_ahead_is_traced_without_the_backend(void **state)
{
	(void)state;
	for (int i = 0; i < 6; i++)
		in8(&vf, DEVICE_CONFIG(false) + NET_MAC + i);
	check_traced(1, COMMAND, "opcode=0x5 offset=0 len=6");
	check_traced(1, COMMAND, "");
	check_traced(1, ACCESS, "space=device offset=0 len=1 served=backend");
	check_traced(5, ACCESS, "space=device len=1 served=read-ahead");
}

static void what_nobody_answers_is_traced(void **state)
{
	(void)state;
	disable_io(&vf);
	in16(&vf, REG_QUEUE_SIZE);
	out16(&vf, REG_QUEUE_SELECT, 7);
	enable_io(&vf);
	in8(&vf, BAR0_SIZE - 1);
	check_traced(1, ACCESS, "read offset=12 len=2 value=0xffff " OFF);
	check_traced(1, ACCESS, "write offset=14 len=2 value=0x7 " OFF);
	check_traced(1, ACCESS, "read space=hole offset=63 served=hole");
	check_traced(0, COMMAND, "");
}

static void a_kick_is_traced_with_its_path(void **state)
{
	(void)state;
	out16(&vf, REG_QUEUE_NOTIFY, 1);
	check_traced(1, "vvp_kick", "queue=1 path=doorbell");
	check_traced(0, ACCESS, "");

	hardware("doorbell", "none");
	vf_reopen(&vf);
	enable_io(&vf);
	out16(&vf, REG_QUEUE_NOTIFY, 0);
	check_traced(1, "vvp_kick", "queue=0 path=command");
	check_traced(1, COMMAND, "opcode=0x2 offset=16 len=2");
	check_traced(1, COMMAND, "opcode=0x6");
}

static void an_interrupt_is_traced_and_its_status_is_our_own(void **state)
{
	struct legacy_net net;
	int line;

	(void)state;
	line = enable_line(&vf);
	start_without_rx_interrupts(&net, &vf);
	raise_line(&net);
	assert_true(fired(line, NET_PATIENCE));
	check_equal(in8(&vf, REG_ISR), ISR_QUEUE, "ISR");
	check_traced(1, "vvp_interrupt", "isr=queue");
	check_traced(1, ACCESS, "read offset=19 value=0x1 served=isr");
	check_traced(0, COMMAND, "opcode=0x3 offset=19");
	net_stop(&net);
	disable_line(&vf, line);
}

static void sessions_are_traced(void **state)
{
	(void)state;
	vf_reopen(&vf);
	check_traced(1, "vvp_session", "begins");
	check_traced(1, "vvp_session", "ends");
}

static void one_vf_alone_can_be_listened_to(void **state)
{
	char filter[64];

	(void)state;
	snprintf(filter, sizeof(filter), "vf == \"%s\"", address);
	tracing_start(filter);
	vf_open(&other, 2);
	enable_io(&other);
	in8(&other, REG_STATUS);
	check_traced(0, ACCESS, "");
	in8(&vf, REG_STATUS);
	check_traced(1, ACCESS, "");
	check_traced(1, COMMAND, "");
}

#define test(f) cmocka_unit_test_setup_teardown(f, setup, teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		test(the_events_have_the_fields_that_are_promised),
		test(an_access_is_traced_with_its_value),
		test(values_are_little_endian),
		test(an_access_of_two_fields_is_traced_as_two),
		test(each_access_by_the_backend_is_traced_with_the_time_it_took),
		test(a_posted_write_is_traced_as_one),
		test(a_failed_access_is_traced_with_its_error),
		test(every_try_of_an_access_is_traced),
		test(the_rest_of_a_field_read_ahead_is_traced_without_the_backend),
		test(what_nobody_answers_is_traced),
		test(a_kick_is_traced_with_its_path),
		test(an_interrupt_is_traced_and_its_status_is_our_own),
		test(sessions_are_traced),
		test(one_vf_alone_can_be_listened_to),
	};

	if (!tracing_there()) {
		puts("1..0 # SKIP this kernel has no tracing");
		return 0;
	}
	return cmocka_run_group_tests(tests, NULL, NULL);
}
