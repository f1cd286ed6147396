/* SPDX-License-Identifier: GPL-2.0-only */
/* Notifications: by the doorbell if there is one, in order with what was written. */
#ifndef VVP_KICK_H
#define VVP_KICK_H

#include "legacy_bar.h"

bool kick_directly(struct legacy_bar *bar, u16 queue);
bool kick_at_once(struct legacy_bar *bar, u16 queue);
bool kick_in_turn(struct legacy_bar *bar, u16 queue);
void kick_account(struct legacy_bar *bar, u16 queue, enum kick_path path);

#endif
