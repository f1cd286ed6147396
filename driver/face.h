/* SPDX-License-Identifier: GPL-2.0-only */
/* The face of a device: transitional, or modern only, and why. */
#ifndef VVP_FACE_H
#define VVP_FACE_H

#include "backend.h"
#include "legacy_layout.h"

const struct legacy_type *face_decide(struct pci_dev *pdev,
				      struct backend *backend);

#endif
