// SPDX-License-Identifier: GPL-2.0-only
/* The driver's parameters, and each VF's mode and counters, in sysfs. */
#include <endian.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "bind.h"
#include "check.h"
#include "driver_sysfs.h"
#include "vf.h"

#define DEFAULT_MODE "/sys/module/virtio_vfio_pci/parameters/default_mode"

void set_parameter(const char *module, const char *name, int value)
{
	char path[96];
	FILE *f;

	snprintf(path, sizeof(path), "/sys/module/%s/parameters/%s", module,
		 name);
	f = fopen(path, "w");
	if (!f || fprintf(f, "%d", value) < 0 || fclose(f))
		fail_msg("cannot write %d to %s", value, path);
}

void set_deadline(int ms)
{
	set_parameter("virtio_vfio_pci", "command_timeout_ms", ms);
}

void set_shortcuts(bool on)
{
	set_parameter("virtio_vfio_pci", "shortcuts", on);
}

long long function_counter(const char *address, const char *name)
{
	char path[96];
	long long n = -1;
	FILE *f;

	snprintf(path, sizeof(path), "/sys/bus/pci/devices/%s/%s", address,
		 name);
	f = fopen(path, "r");
	if (!f || fscanf(f, "%lli", &n) != 1 || n < 0)
		fail_msg("no number in %s", path);
	fclose(f);
	return n;
}

uint16_t host_conf16(const char *address, uint64_t offset)
{
	uint16_t value = 0;
	char path[64];
	int fd;

	snprintf(path, sizeof(path), "/sys/bus/pci/devices/%s/config", address);
	fd = open(path, O_RDONLY | O_CLOEXEC);
	assert_true(fd >= 0);
	check_equal(pread(fd, &value, 2, offset), 2, "%s", path);
	close(fd);
	return le16toh(value);
}

long long driver_counter(int number, const char *name)
{
	char address[16], path[48];

	vf_address(number, address);
	snprintf(path, sizeof(path), "legacy/%s", name);
	return function_counter(address, path);
}

struct account account(int number)
{
	return (struct account){
		.commands = driver_counter(number, "commands"),
		.failed = driver_counter(number, "failed"),
		.retried = driver_counter(number, "retried"),
		.timeouts = driver_counter(number, "timeouts"),
		.unsent = driver_counter(number, "unsent"),
	};
}

struct account added(int number, const struct account *before)
{
	struct account now = account(number);

	now.commands -= before->commands;
	now.failed -= before->failed;
	now.retried -= before->retried;
	now.timeouts -= before->timeouts;
	now.unsent -= before->unsent;
	return now;
}

static void read_line(const char *path, char line[32])
{
	FILE *f = fopen(path, "r");

	if (!f || !fgets(line, 32, f))
		fail_msg("cannot read %s", path);
	fclose(f);
	line[strcspn(line, "\n")] = '\0';
}

int write_attribute(int number, const char *name, const char *value)
{
	char address[16];

	vf_address(number, address);
	return set_attribute(address, name, value);
}

void read_attribute(int number, const char *name, char line[32])
{
	char address[16], path[64];

	vf_address(number, address);
	snprintf(path, sizeof(path), "/sys/bus/pci/devices/%s/%s", address,
		 name);
	read_line(path, line);
}

int set_mode(int number, const char *mode)
{
	return write_attribute(number, "mode", mode);
}

void get_mode(int number, char mode[32])
{
	read_attribute(number, "mode", mode);
}

static void get_word(int number, const char *name, char word[32])
{
	read_attribute(number, name, word);
	word[strcspn(word, " ")] = '\0';
}

void get_mode_reason(int number, char word[32])
{
	get_word(number, "mode_reason", word);
}

void get_migration_reason(int number, char word[32])
{
	get_word(number, "migration_reason", word);
}

int set_default_mode(const char *mode)
{
	int fd = open(DEFAULT_MODE, O_WRONLY | O_CLOEXEC), ret = 0;

	if (fd < 0)
		return -errno;
	if (write(fd, mode, strlen(mode)) < 0)
		ret = -errno;
	close(fd);
	return ret;
}

void get_default_mode(char mode[32])
{
	read_line(DEFAULT_MODE, mode);
}
