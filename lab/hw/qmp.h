/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * One QMP connection: to QEMU's own socket, or through the virtio-serial port
 * by which the host VM reaches the QEMU that it runs in.
 *
 * The port outlives its users: who opened it before may have taken the
 * greeting, may have finished the capabilities negotiation and may have left
 * replies behind. So nothing here counts messages; a reply is known by its id,
 * everything else is skipped.
 */
#ifndef LAB_HW_QMP_H
#define LAB_HW_QMP_H

struct json_object;
struct qmp;

/*
 * Waits for a port that another process has open, and for the first answer,
 * @seconds at most. NULL with @error filled in on failure.
 */
struct qmp *qmp_open(const char *path, int seconds, char *error, int len);

void qmp_close(struct qmp *qmp);

/*
 * Run @command with @arguments (may be NULL; the reference is taken). Returns
 * 0 and the value returned in @result (if not NULL: the caller's to put; JSON
 * null is a NULL pointer), else a negative errno with @error filled in:
 * -EREMOTEIO if QEMU refused the command, -ETIMEDOUT if it did not answer.
 */
int qmp_command(struct qmp *qmp, const char *command,
		struct json_object *arguments, struct json_object **result,
		char *error, int len);

#endif
