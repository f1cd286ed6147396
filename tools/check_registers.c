// SPDX-License-Identifier: GPL-2.0-only
/* The registers by themselves: reset, status, features, configuration, queues. */
#include <stdio.h>
#include <string.h>

#include <linux/pci_regs.h>

#include "check.h"
#include "trace_event.h"
#include "trace_names.h"

#define QUEUES_MAX     1024
#define QUEUE_SIZE_MAX 32768

#define NET_F_MAC 5

/* Bits that no driver of this kind has use for: never written. */
#define FEATURES_FOR_ALL 0xff000000u

void check_begin_driver(struct check *check)
{
	check_out(&check->vf, REG_STATUS, 1, 0);
	check_out(&check->vf, REG_STATUS, 1, STATUS_ACKNOWLEDGE);
	check_out(&check->vf, REG_STATUS, 1,
		  STATUS_ACKNOWLEDGE | STATUS_DRIVER);
}

static bool check_reads(struct check *check, unsigned int offset,
			unsigned int len, uint64_t wanted, const char *what,
			const char *rule)
{
	uint64_t value = check_in(&check->vf, offset, len);

	return check_that(check, value == wanted, what, rule,
			  "it reads %#llx, not %#llx",
			  (unsigned long long)value,
			  (unsigned long long)wanted);
}

static void check_features(struct check *check)
{
	struct check_vf *vf = &check->vf;
	uint32_t mine;

	check->features = check_in(vf, REG_DEVICE_FEATURES, 4);
	check_reads(check, REG_DEVICE_FEATURES, 4, check->features,
		    "device features read the same twice", "2.12.1.1.6");
	check_that(check, check->features != UINT32_MAX,
		   "device features are answered", "2.12.1.1.6",
		   "they read as all ones");
	mine = check->features & ~FEATURES_FOR_ALL;
	check_out(vf, REG_DRIVER_FEATURES, 4, mine);
	check_reads(check, REG_DRIVER_FEATURES, 4, mine,
		    "driver features keep what was written", "2.12.1.1.6");
}

void check_registers(struct check *check)
{
	struct check_vf *vf = &check->vf;
	uint16_t command = check_conf(vf, PCI_COMMAND, 2);

	check_set_conf(vf, PCI_COMMAND, 2,
		       command | PCI_COMMAND_IO | PCI_COMMAND_MASTER);
	check_out(vf, REG_STATUS, 1, 0);
	check_reads(check, REG_STATUS, 1, 0, "device status is 0 after a reset",
		    "2.4.1");
	check_out(vf, REG_STATUS, 1, STATUS_ACKNOWLEDGE);
	check_reads(check, REG_STATUS, 1, STATUS_ACKNOWLEDGE,
		    "device status keeps ACKNOWLEDGE", "2.1");
	check_out(vf, REG_STATUS, 1, STATUS_ACKNOWLEDGE | STATUS_DRIVER);
	check_reads(check, REG_STATUS, 1, STATUS_ACKNOWLEDGE | STATUS_DRIVER,
		    "device status keeps DRIVER", "2.1");
	check_features(check);
	check_out(vf, REG_QUEUE_SELECT, 2, 1);
	check_reads(check, REG_QUEUE_SELECT, 2, 1,
		    "the queue selection keeps what was written", "2.12.1.1.6");
	check_out(vf, REG_QUEUE_SELECT, 2, 0);
	check_reads(check, REG_QUEUE_SELECT, 2, 0,
		    "the queue selection goes back", "2.12.1.1.6");
}

static void check_mac(struct check *check)
{
	uint64_t whole = check_in(&check->vf, REG_CONFIG(false), 4) |
			 check_in(&check->vf, REG_CONFIG(false) + 4, 2) << 32;
	uint64_t bytes = 0;

	for (int i = 5; i >= 0; i--)
		bytes = bytes << 8 |
			check_in(&check->vf, REG_CONFIG(false) + i, 1);
	check_that(check, whole == bytes,
		   "the MAC address is the same byte by byte", "2.12.1.1.6",
		   "it reads %#llx in two pieces, %#llx by bytes",
		   (unsigned long long)whole, (unsigned long long)bytes);
	if (check->features & 1u << NET_F_MAC)
		check_that(check, bytes && !(bytes & 1),
			   "the MAC address is one of a device", "5.1.4",
			   "it is %#llx, the first byte on the right",
			   (unsigned long long)bytes);
}

/* The device configuration: each field whole, twice. */
void check_config(struct check *check)
{
	unsigned int offset, len, fields = 0;
	uint64_t first, second;
	const char *name;
	char what[128];

	for (unsigned int i = 0;
	     (name = device_field(check->virtio_id, i, check->features, &offset,
				  &len));
	     i++) {
		if (REG_CONFIG(true) + offset + len > check->vf.bar0.size ||
		    (len & (len - 1)))
			continue;
		fields++;
		first = check_in(&check->vf, REG_CONFIG(false) + offset, len);
		second = check_in(&check->vf, REG_CONFIG(false) + offset, len);
		if (first == second)
			continue;
		snprintf(what, sizeof(what), "%s reads the same twice", name);
		check_that(check, false, what, "2.5", "%#llx, then %#llx",
			   (unsigned long long)first,
			   (unsigned long long)second);
	}
	snprintf(what, sizeof(what),
		 "%u fields of the device configuration were read", fields);
	if (fields)
		check_that(check, true, what, "2.12.1.1.4", "-");
	else
		check_skip(check, "the device configuration", "2.12.1.1.4",
			   "this type has none");
	if (check->virtio_id == 1)
		check_mac(check);
}

/* Where every queue of this type has to be there, so many. */
static unsigned int queues_of(unsigned int virtio_id, const char **rule)
{
	static const struct {
		unsigned int virtio_id, queues;
		const char *rule;
	} types[] = {
		{ 1, 2, "5.1.2" }, { 2, 1, "5.2.2" }, { 3, 2, "5.3.2" },
		{ 4, 1, "5.4.2" }, { 5, 2, "5.5.2" }, { 8, 3, "5.6.2" },
	};

	*rule = "2.6";
	for (size_t i = 0; i < sizeof(types) / sizeof(types[0]); i++) {
		if (types[i].virtio_id == virtio_id) {
			*rule = types[i].rule;
			return types[i].queues;
		}
	}
	return 1;
}

/* One queue; false if that is not there, or makes no sense. */
static bool check_queue(struct check *check, unsigned int index)
{
	uint32_t page = (VF_MEMORY >> 12) + 0x10 * (index % 16);
	struct check_vf *vf = &check->vf;
	unsigned int size;
	uint32_t before, after;
	char what[96];

	check_out(vf, REG_QUEUE_SELECT, 2, index);
	size = check_in(vf, REG_QUEUE_SIZE, 2);
	if (!size || vf->dead)
		return false;
	before = check_in(vf, REG_QUEUE_ADDRESS, 4);
	check_out(vf, REG_QUEUE_ADDRESS, 4, page);
	after = check_in(vf, REG_QUEUE_ADDRESS, 4);
	check_out(vf, REG_QUEUE_ADDRESS, 4, 0);

	if (size > QUEUE_SIZE_MAX || (size & (size - 1))) {
		snprintf(what, sizeof(what),
			 "the size of queue %u is a power of 2", index);
		return check_that(check, false, what, "2.7", "it is %u", size);
	}
	if (before || after != page) {
		snprintf(what, sizeof(what),
			 "the address of queue %u is 0, then what was written",
			 index);
		return check_that(check, false, what, "4.1.5.1.3.1",
				  "it is %#x, then %#x", before, after);
	}
	return true;
}

void check_queues(struct check *check)
{
	unsigned int needed, bad = check->bad;
	const char *rule;
	char what[96];

	check_begin_driver(check);
	needed = queues_of(check->virtio_id, &rule);
	/* a control queue may come behind a gap, which nobody looks at */
	for (check->queues = 0; check->queues < QUEUES_MAX; check->queues++)
		if (!check_queue(check, check->queues))
			break;
	check_that(check, check->queues >= needed,
		   "the queues that each device of this type has are there",
		   rule, "there are %u of %u", check->queues, needed);
	if (check->bad == bad) {
		snprintf(what, sizeof(what),
			 "%u queues have a size and take an address",
			 check->queues);
		check_that(check, true, what, "4.1.5.1.3.1", "-");
	}
	check_out(&check->vf, REG_QUEUE_SELECT, 2, QUEUE_SIZE_MAX);
	check_reads(check, REG_QUEUE_SIZE, 2, 0,
		    "a queue that does not exist has size 0", "4.1.5.1.3.1");
	check_out(&check->vf, REG_QUEUE_SELECT, 2, 0);
}

void check_interrupts(struct check *check)
{
	struct check_vf *vf = &check->vf;

	if (check_vectors(vf) < VF_VECTORS) {
		check_skip(check, "MSI-X vectors", "4.1.5.1.2",
			   "the VF has not two of them");
		return;
	}
	if (!check_that(check, check_use_vectors(vf),
			"MSI-X can be switched on", "4.1.5.1.2", "%s",
			"VFIO refused"))
		return;
	check_begin_driver(check);
	check_out(vf, REG_CONFIG_VECTOR, 2, 0);
	check_reads(check, REG_CONFIG_VECTOR, 2, 0,
		    "the vector for configuration changes is taken",
		    "4.1.5.1.2.1");
	check_out(vf, REG_CONFIG_VECTOR, 2, NO_VECTOR);
	check_reads(check, REG_CONFIG_VECTOR, 2, NO_VECTOR,
		    "and can be taken away", "4.1.5.1.2.1");
	check_out(vf, REG_QUEUE_SELECT, 2, 0);
	check_out(vf, REG_QUEUE_VECTOR, 2, 1);
	check_reads(check, REG_QUEUE_VECTOR, 2, 1,
		    "the vector of queue 0 is taken", "4.1.5.1.2.1");
	check_out(vf, REG_STATUS, 1, 0);
	check_leave_vectors(vf);
}

/* After all that went before, with a queue that was in use. */
void check_reset(struct check *check)
{
	struct check_vf *vf = &check->vf;

	check_out(vf, REG_STATUS, 1, 0);
	check_reads(check, REG_STATUS, 1, 0,
		    "device status is 0 after a reset in use", "2.4.1");
	check_out(vf, REG_QUEUE_SELECT, 2, 0);
	check_reads(check, REG_QUEUE_ADDRESS, 4, 0,
		    "queue 0 has no address after a reset", "2.4");
	check_reads(check, REG_ISR, 1, 0, "ISR status is 0 after a reset",
		    "4.1.4.5.1");
}
