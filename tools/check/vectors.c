// SPDX-License-Identifier: GPL-2.0-only
/* MSI-X vectors, as the device takes them for its queues and its configuration. */
#include "check/steps.h"

#define NO_VECTOR 0xffff

void vectors_check(struct check *check)
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
