/* SPDX-License-Identifier: GPL-2.0-only */
/* The face of a device: which it can have, which it gets, and why. */
#ifndef VVP_FACE_H
#define VVP_FACE_H

#include "backend.h"
#include "legacy_layout.h"

/**
 * enum face - what a VMM is shown
 * @FACE_MODERN: the device as it is
 * @FACE_TRANSITIONAL: with the legacy interface
 * @FACE_LEGACY: with the legacy interface, and the modern one hidden
 */
enum face {
	FACE_MODERN,
	FACE_TRANSITIONAL,
	FACE_LEGACY,
	FACES
};

extern const char *const face_names[FACES];

const struct legacy_type *face_decide(struct pci_dev *pdev,
				      struct backend *backend,
				      enum face *face);

#endif
