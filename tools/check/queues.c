// SPDX-License-Identifier: GPL-2.0-only
/* The queues that there are, one by one, and MSI-X vectors for them. */
#include <stdio.h>

#include "check/steps.h"

#define QUEUES_MAX     1024
#define QUEUE_SIZE_MAX 32768

#define NO_VECTOR 0xffff

/* How many queues every device of this type has to have. */
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

/* Returns false for a queue that is not there, or that is wrong. */
static bool check_queue(struct check *check, unsigned int index)
{
	uint32_t page = (VF_MEMORY >> 12) + 0x10 * (index % 16);
	struct check_vf *vf = &check->vf;
	unsigned int size;
	uint32_t before, after;
	char what[96];

	vf_out(vf, REG_QUEUE_SELECT, 2, index);
	size = vf_in(vf, REG_QUEUE_SIZE, 2);
	if (!size || vf->dead)
		return false;
	before = vf_in(vf, REG_QUEUE_ADDRESS, 4);
	vf_out(vf, REG_QUEUE_ADDRESS, 4, page);
	after = vf_in(vf, REG_QUEUE_ADDRESS, 4);
	vf_out(vf, REG_QUEUE_ADDRESS, 4, 0);

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

void queues_check(struct check *check)
{
	unsigned int needed, bad = check->bad;
	const char *rule;
	char what[96];

	registers_begin_driver(check);
	needed = queues_of(check->virtio_id, &rule);
	/* queues behind a gap, as a control queue may be, are not looked at */
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
	vf_out(&check->vf, REG_QUEUE_SELECT, 2, QUEUE_SIZE_MAX);
	check_reads(check, REG_QUEUE_SIZE, 2, 0,
		    "a queue that does not exist has size 0", "4.1.5.1.3.1");
	vf_out(&check->vf, REG_QUEUE_SELECT, 2, 0);
}

void queues_check_vectors(struct check *check)
{
	struct check_vf *vf = &check->vf;

	if (vf_vectors(vf) < VF_VECTORS) {
		check_skip(check, "MSI-X vectors", "4.1.5.1.2",
			   "the VF has not two of them");
		return;
	}
	if (!check_that(check, vf_use_vectors(vf), "MSI-X can be switched on",
			"4.1.5.1.2", "%s", "VFIO refused"))
		return;
	registers_begin_driver(check);
	vf_out(vf, REG_CONFIG_VECTOR, 2, 0);
	check_reads(check, REG_CONFIG_VECTOR, 2, 0,
		    "the vector for configuration changes is taken",
		    "4.1.5.1.2.1");
	vf_out(vf, REG_CONFIG_VECTOR, 2, NO_VECTOR);
	check_reads(check, REG_CONFIG_VECTOR, 2, NO_VECTOR,
		    "and can be taken away", "4.1.5.1.2.1");
	vf_out(vf, REG_QUEUE_SELECT, 2, 0);
	vf_out(vf, REG_QUEUE_VECTOR, 2, 1);
	check_reads(check, REG_QUEUE_VECTOR, 2, 1,
		    "the vector of queue 0 is taken", "4.1.5.1.2.1");
	vf_out(vf, REG_STATUS, 1, 0);
	vf_leave_vectors(vf);
}
