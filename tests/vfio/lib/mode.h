/* SPDX-License-Identifier: GPL-2.0-only */
/* The mode that a VF will have when it is opened, and that of VFs bound later. */
#ifndef TESTS_VFIO_MODE_H
#define TESTS_VFIO_MODE_H

/* 0 or a negative errno. */
int set_mode(int number, const char *mode);
int set_default_mode(const char *mode);

/* Without the end of the line. */
void get_mode(int number, char mode[32]);
void get_default_mode(char mode[32]);

#endif
