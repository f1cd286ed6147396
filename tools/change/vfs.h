/* SPDX-License-Identifier: GPL-2.0-only */
/* The VFs of a PF: which there are, and changing their number. */
#ifndef TOOLS_VFS_H
#define TOOLS_VFS_H

#include "device/holders.h"
#include "device/host_use.h"
#include "result.h"

/**
 * struct vfs_request - what is asked for
 * @vfs: how many VFs
 * @autoprobe: are drivers of the host to take new ones: 1, 0, or -1 as it was
 * @over: what the host may use those for that are there, and lose them
 */
struct vfs_request {
	int vfs;
	int autoprobe;
	enum host_use_kind over;
};

/*
 * VFs that were bound to a driver of this project, and are there again, are so again; so
 * are those that are to be so at each boot. No driver of the host ever gets these.
 * If it fails, there are as many VFs as before. Says in @result what was done or why
 * not, and returns its code.
 */
enum exit_code vfs_resize(const struct function *pf,
			  const struct vfs_request *request,
			  const struct holders *holders, struct result *result);

/* Of all functions, those that are VFs of a PF. */
void vfs_find(struct functions *vfs, const char *pf);

#endif
