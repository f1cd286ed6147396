/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The commands of device parts as bytes: capabilities, resource objects, parts and the
 * stopped mode (virtio 1.4, "Device and driver capabilities", "Device resource
 * objects", "Device parts").
 *
 * Pure: no kernel calls, so unit tests and fuzzers compile the same file.
 */
#ifndef VOWNER_PARTS_CMD_H
#define VOWNER_PARTS_CMD_H

#include "admin_cmd.h"

void vowner_cmd_cap_list_query(struct vowner_cmd *cmd);
bool vowner_cmd_has_parts_cap(const struct vowner_cmd *cmd);
void vowner_cmd_cap_get(struct vowner_cmd *cmd);
void vowner_cmd_cap_limits(const struct vowner_cmd *cmd, u8 *get, u8 *set);
void vowner_cmd_cap_set(struct vowner_cmd *cmd, u8 get, u8 set);

void vowner_cmd_object_create(struct vowner_cmd *cmd, u64 member, u32 id,
			      bool set);
void vowner_cmd_object_destroy(struct vowner_cmd *cmd, u64 member, u32 id);

void vowner_cmd_parts_size(struct vowner_cmd *cmd, u64 member, u32 id);
u32 vowner_cmd_size(const struct vowner_cmd *cmd);
void vowner_cmd_parts_get(struct vowner_cmd *cmd, u64 member, u32 id, u32 len);
void vowner_cmd_parts_set(struct vowner_cmd *cmd, u64 member, u32 id, u32 len);
void vowner_cmd_mode_set(struct vowner_cmd *cmd, u64 member, bool stopped);

#endif
