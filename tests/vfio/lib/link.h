/* SPDX-License-Identifier: GPL-2.0-only */
/* The wires of the VFs, by the machine that the hardware is in. */
#ifndef TESTS_VFIO_LINK_H
#define TESTS_VFIO_LINK_H

#include <stdbool.h>

/* Plug the wire of VF @number in, or pull it: a configuration change. */
void set_link(int number, bool up);

#endif
