// SPDX-License-Identifier: GPL-2.0-only
/*
 * migrate_types TYPE: a legacy driver of a device of that type goes on with another VF,
 * and what it wrote to the configuration is there. Or there is a reason why not.
 */
/* needs: vfs=2 card=blk:2 card=console:2 card=scsi:2 card=rng:2 card=9p:1 */
/* needs: parts args=net alone */
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include <linux/pci_regs.h>

#include "hw.h"

#include "check.h"
#include "driver_sysfs.h"
#include "hardware.h"
#include "legacy_player.h"
#include "migration.h"
#include "registers.h"
#include "vf.h"

#define IO_AND_MASTER (PCI_COMMAND_IO | PCI_COMMAND_MEMORY | PCI_COMMAND_MASTER)
#define ACK	      STATUS_ACKNOWLEDGE
#define DRIVER	      STATUS_DRIVER
#define OK	      STATUS_DRIVER_OK
/* Of a network device MAC and STATUS; no other type's change what is on the rings. */
#define SOME	      0x10020
/* Of a SCSI host, which its driver may write. */
#define SENSE_SIZE    20
#define CDB_SIZE      24

static const struct request_type *type;
static struct stream stream, again;
static struct player player;
static struct vf vf, other;

#define each_queue(...)                                                        \
	{                                                                      \
		.op = ALL_QUEUES, .steps = (const struct step[])               \
		{                                                              \
			__VA_ARGS__,                                           \
			{                                                      \
				END                                            \
			}                                                      \
		}                                                              \
	}

/* clang-format off */
#pragma GCC diagnostic ignored "-Wmissing-field-initializers" /* of steps with no value */

static const struct step by_polling[] = {
	{ COMMAND, IO_AND_MASTER },
	{ STATUS, 0 }, { STATUS, ACK }, { STATUS, ACK | DRIVER },
	{ FEATURES }, { TAKE, SOME },
	each_queue({ SELECT }, { SIZE }, { ADDRESS }),
	{ STATUS, ACK | DRIVER | OK },
	{ REQUEST }, { REQUEST },
	{ END },
};

static const struct step by_the_line[] = {
	{ COMMAND, IO_AND_MASTER }, { LINE },
	{ STATUS, 0 }, { STATUS, ACK }, { STATUS, ACK | DRIVER },
	{ FEATURES }, { TAKE, SOME },
	each_queue({ SELECT }, { SIZE }, { ADDRESS }),
	{ STATUS, ACK | DRIVER | OK },
	{ REQUEST_BY_LINE },
	{ END },
};

static const struct step by_vectors[] = {
	{ COMMAND, IO_AND_MASTER }, { MSIX },
	{ STATUS, 0 }, { STATUS, ACK }, { STATUS, ACK | DRIVER },
	{ FEATURES }, { TAKE, SOME }, { CONFIG_VECTOR },
	each_queue({ SELECT }, { SIZE }, { ADDRESS }, { VECTOR }, { VECTOR_IS }),
	{ STATUS, ACK | DRIVER | OK },
	{ REQUEST_BY_VECTOR },
	{ END },
};

static const struct step polling_on[] = {
	{ STATUS_IS, ACK | DRIVER | OK },
	each_queue({ SELECT }, { ADDRESS_IS }),
	{ REQUEST }, { REQUEST }, { REQUEST },
	{ END },
};

static const struct step line_on[] = {
	{ STATUS_IS, ACK | DRIVER | OK },
	{ REQUEST_BY_LINE }, { REQUEST_BY_LINE },
	{ END },
};

static const struct step vectors_on[] = {
	{ STATUS_IS, ACK | DRIVER | OK },
	each_queue({ SELECT }, { ADDRESS_IS }, { VECTOR_IS }),
	{ REQUEST_BY_VECTOR }, { REQUEST_BY_VECTOR },
	{ END },
};

/* clang-format on */

static int open_them(void **state)
{
	(void)state;
	vf_open(&vf, 1);
	vf_open(&other, 2);
	count_from_zero();
	return 0;
}

static int close_them(void **state)
{
	(void)state;
	play_over(&player);
	vf_close(&other);
	vf_close(&vf);
	return 0;
}

static void check_same(void)
{
	check_equal(again.len, stream.len, "bytes");
	assert_memory_equal(again.data, stream.data, stream.len);
}

static void move(const struct step *before, const struct step *after)
{
	int file;

	play(&player, &vf, type, before);
	play_reach(&player, &other);
	save(&vf, &stream);
	file = load_and_wait(&other, &stream);
	play_interrupts(&player, &other);
	mig_to(&other, MIG_RUNNING);
	close(file);
	play_on(&player, &other, after);
	check_no_object();
	check_no_violation();
	check_no_failure();
}

static void a_driver_that_polls_goes_on(void **state)
{
	(void)state;
	move(by_polling, polling_on);
	save(&other, &again);
	check_same();
	mig_to(&other, MIG_RUNNING);
}

static void a_driver_with_the_line_goes_on(void **state)
{
	(void)state;
	move(by_the_line, line_on);
}

static void a_driver_with_vectors_goes_on(void **state)
{
	(void)state;
	move(by_vectors, vectors_on);
}

static void it_comes_back(void **state)
{
	(void)state;
	move(by_polling, polling_on);
	for (int i = 0; i < 5; i++) {
		save(&other, &stream);
		load(&vf, &stream);
		play_on(&player, &vf, polling_on);
		save(&vf, &stream);
		load(&other, &stream);
		play_on(&player, &other, polling_on);
	}
	check_no_violation();
}

static void the_report_has_its_type(void **state)
{
	char text[64];

	(void)state;
	mig_line(1, "parts", "pci", text, sizeof(text));
	assert_true(!strncmp(text, "1af4:10", 7));
	mig_line(1, "parts", "queues", text, sizeof(text));
	assert_true(text[0] >= '1');
	check_no_object();
}

static void written_configuration_arrives(void **state)
{
	(void)state;
	enable_io(&vf);
	out32(&vf, DEVICE_CONFIG(false) + SENSE_SIZE, 64);
	out32(&vf, DEVICE_CONFIG(false) + CDB_SIZE, 16);
	save(&vf, &stream);
	load(&other, &stream);
	check_equal(in32(&other, DEVICE_CONFIG(false) + SENSE_SIZE), 64,
		    "sense_size");
	check_equal(in32(&other, DEVICE_CONFIG(false) + CDB_SIZE), 16,
		    "cdb_size");
	save(&other, &again);
	check_same();
	mig_to(&other, MIG_RUNNING);
	check_no_violation();
}

static void it_is_not_offered(void **state)
{
	char reason[32];

	(void)state;
	get_migration_reason(1, reason);
	assert_string_equal(reason, "pf_no_parts");
	vf_open(&vf, 1);
	check_equal(mig_flags(&vf), -ENOTTY, "flags");
	check_equal(mig_state(&vf), -ENOTTY, "state");
	check_equal(mig_size(&vf), -ENOTTY, "size");
	vf_close(&vf);
	check_no_violation();
}

#define test(f) cmocka_unit_test_setup_teardown(f, open_them, close_them)

int main(int argc, char **argv)
{
	static const struct CMUnitTest most[] = {
		test(a_driver_that_polls_goes_on),
		test(a_driver_with_the_line_goes_on),
		test(a_driver_with_vectors_goes_on),
		test(it_comes_back),
		test(the_report_has_its_type),
	};
	static const struct CMUnitTest scsi[] = {
		test(a_driver_that_polls_goes_on),
		test(a_driver_with_the_line_goes_on),
		test(a_driver_with_vectors_goes_on),
		test(it_comes_back),
		test(the_report_has_its_type),
		test(written_configuration_arrives),
	};
	static const struct CMUnitTest none[] = {
		cmocka_unit_test(it_is_not_offered),
	};
	const char *name = argc == 2 ? argv[1] : "";
	char path[64];

	type = request_type(name);
	snprintf(path, sizeof(path), "/machine/peripheral/%s", name);
	if (!strcmp(name, "9p"))
		hw_use_path("/machine/peripheral/p9");
	else if (strcmp(name, "net"))
		hw_use_path(path);
	if (!strcmp(name, "9p"))
		return cmocka_run_group_tests(none, NULL, NULL);
	if (!type) {
		fprintf(stderr, "usage: %s TYPE\n", argv[0]);
		return 2;
	}
	if (!strcmp(name, "scsi"))
		return cmocka_run_group_tests(scsi, NULL, NULL);
	return cmocka_run_group_tests(most, NULL, NULL);
}
