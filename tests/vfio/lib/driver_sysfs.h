/* SPDX-License-Identifier: GPL-2.0-only */
/* What an operator has: the driver's parameters, and each VF's mode and counters. */
#ifndef TESTS_VFIO_DRIVER_SYSFS_H
#define TESTS_VFIO_DRIVER_SYSFS_H

#include <stdbool.h>
#include <stdint.h>

/* How long an access may take, all in all; ms. */
#define DEADLINE_DEFAULT 5000

void set_deadline(int ms);
void set_shortcuts(bool on);
/* Any parameter of any module. */
void set_parameter(const char *module, const char *name, int value);

/* A number in the folder of a PCI function, decimal or with 0x. */
long long function_counter(const char *address, const char *name);

/* The function's own configuration space, past all that VFIO makes of it. */
uint16_t host_conf16(const char *address, uint64_t offset);

/* A counter in the folder legacy/ of a VF. */
long long driver_counter(int number, const char *name);

/* The driver's own account of a VF, since it was bound. */
struct account {
	long long commands; /* sent, each try */
	long long failed; /* accesses of fields, in the end */
	long long retried; /* tries repeated */
	long long timeouts; /* commands abandoned at the deadline */
	long long unsent; /* accesses of fields failed without a command */
};

struct account account(int number);
/* What was added since @before. */
struct account added(int number, const struct account *before);

/*
 * The mode that a VF will have when it is opened, and that of VFs bound later.
 * 0 or a negative errno.
 */
int set_mode(int number, const char *mode);
int set_default_mode(const char *mode);

/* Any attribute of it; 0 or a negative errno. */
int write_attribute(int number, const char *name, const char *value);
void read_attribute(int number, const char *name, char line[32]);

/* Without the end of the line. */
void get_mode(int number, char mode[32]);
void get_default_mode(char mode[32]);
/* The word that says why a VF has its mode. */
void get_mode_reason(int number, char word[32]);
/* And whether it can be migrated, or why not. */
void get_migration_reason(int number, char word[32]);

#endif
