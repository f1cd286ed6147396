/* SPDX-License-Identifier: GPL-2.0-only */
/* The face that a VF will have when it is opened, and that of VFs bound later. */
#ifndef TESTS_VFIO_FACE_H
#define TESTS_VFIO_FACE_H

/* 0 or a negative errno. */
int set_face(int number, const char *face);
int set_default_face(const char *face);

/* Without the end of the line. */
void get_face(int number, char face[32]);
void get_default_face(char face[32]);

#endif
