// SPDX-License-Identifier: GPL-2.0-only
/* Commands as virtio-owner knows them. */
#include "../owner/admin_cmd.c"
