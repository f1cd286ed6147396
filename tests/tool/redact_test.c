// SPDX-License-Identifier: GPL-2.0-only
/* What says whose machine it is. */
#include "report/redact.h"
#include "unit.h"

static struct redact redact;

static int start(void **state)
{
	redact_begin(&redact, "db7.example.com");
	return 0;
}

static int stop(void **state)
{
	redact_end(&redact);
	return 0;
}

static void becomes(const char *text, const char *wanted)
{
	/* not a byte behind it may be looked at */
	size_t len = strlen(text), out_len;
	char *copy = malloc(len ? len : 1), *out;

	memcpy(copy, text, len);
	out = redact_text(&redact, copy, len, &out_len);
	assert_non_null(out);
	assert_int_equal(out_len, strlen(wanted));
	assert_string_equal(out, wanted);
	free(out);
	free(copy);
}

static void stays(const char *text)
{
	becomes(text, text);
}

static void addresses_of_interfaces(void **state)
{
	becomes("link/ether 52:54:00:ab:CD:ef brd ff:ff:ff:ff:ff:ff",
		"link/ether <MAC-1> brd <MAC-2>");
	becomes("52:54:00:AB:cd:ef", "<MAC-1>");
	becomes("eth0-52-54-00-12-34-56", "eth0-<MAC-3>");
	becomes("\"mac\":\"52:54:00:12:34:57\"", "\"mac\":\"<MAC-4>\"");
	assert_int_equal(redact.nr[REDACT_MAC], 4);
}

static void serial_numbers(void **state)
{
	becomes("52-54-00-ff-fe-12-34-56", "<serial-1>");
	becomes("for=PF serial=52-54-00-ff-fe-12-34-56 slot=3",
		"for=PF serial=<serial-1> slot=3");
	becomes("\"serial\": \"X7-000.1\",", "\"serial\": \"<serial-2>\",");
	becomes("Serial Number: abc/1", "Serial Number: <serial-3>");
	becomes("serial_number=9", "serial_number=<serial-4>");
	becomes("serial=", "serial=");
	becomes("80:00:00:48:fe:80:00:00:00:00:00:00:00:02:c9:03:00:01:02:03",
		"<serial-5>");
}

static void uuids(void **state)
{
	becomes("root=UUID=0a1b2c3d-1111-2222-3333-0123456789ab ro",
		"root=UUID=<UUID-1> ro");
	stays("0a1b2c3d-1111-2222-3333-0123456789abc");
}

static void names_of_hosts(void **state)
{
	becomes("Linux version (root@db7) on db7.example.com.",
		"Linux version (root@<host-1>) on <host-2>.");
	becomes("DB7 db7", "<host-1> <host-1>");
	stays("xdb7 db71 db7_2");
	redact_end(&redact);
	redact_begin(&redact, "localhost");
	stays("localhost db7");
	redact_end(&redact);
	redact_begin(&redact, "(none)");
	stays("console=(none) db7");
}

static void what_is_no_such_thing_stays(void **state)
{
	stays("");
	stays("0000:01:00.1 PCI 12:30:45 1af4:1041 fe80::5054:ff:fe12:3456");
	stays("52:54:00:ab:cd:ef0 52:54:00:ab:cd 52:54:00:ab:cd:ef:01");
	stays("a 52:54:00:ab:cd:");
	stays("no serial console, serialized; the serial port");
	stays("00: f4 1a 41 10 00 00 10 00");
	stays("52:54-00:ab-cd:ef");
}

/* A part of one that is cut off at the end is none, and nothing is read behind it. */
static void any_part_of_a_text(void **state)
{
	static const char text[] =
		"db7.a-b.c serial: \"52:54:00:ab:cd:ef 0a1b2c3d-1111-2222-3333-0123456789ab";
	size_t out_len;
	char *copy;

	for (size_t len = 0; len < sizeof(text); len++) {
		copy = malloc(len ? len : 1);
		memcpy(copy, text, len);
		free(redact_text(&redact, copy, len, &out_len));
		free(copy);
	}
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, start, stop)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(addresses_of_interfaces),
		TEST(serial_numbers),
		TEST(uuids),
		TEST(names_of_hosts),
		TEST(what_is_no_such_thing_stays),
		TEST(any_part_of_a_text),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
