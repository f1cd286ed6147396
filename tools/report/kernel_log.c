// SPDX-License-Identifier: GPL-2.0-only
/* /dev/kmsg: each record is a read. */
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "file.h"
#include "report/kernel_log.h"

/* Longer ones there are none. */
#define RECORD 8192

static bool is_ours(const char *line, const char *const addresses[], size_t nr)
{
	static const char *const names[] = {
		"virtio-vfio-pci", "virtio_vfio_pci", "virtio-owner",
		"virtio_owner",	   "vfio-pci",	      "vfio_pci",
	};

	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++)
		if (strstr(line, names[i]))
			return true;
	for (size_t i = 0; i < nr; i++)
		if (strstr(line, addresses[i]))
			return true;
	return false;
}

/* "6,1234,5678901,-;text": priority, number, us since the boot; then what programs read. */
void kernel_log_record(FILE *to, const char *record,
		       const char *const addresses[], size_t nr)
{
	unsigned long long us, number;
	unsigned int priority;
	const char *text = strchr(record, ';');
	int len;

	if (!text ||
	    sscanf(record, "%u,%llu,%llu", &priority, &number, &us) != 3)
		return;
	text++;
	len = strcspn(text, "\n");
	if (is_ours(text, addresses, nr))
		fprintf(to, "<%u>[%5llu.%06llu] %.*s\n", priority & 7,
			us / 1000000, us % 1000000, len, text);
}

/* Where it is a file, there are many in one read. */
static void print_records(FILE *to, char *records,
			  const char *const addresses[], size_t nr)
{
	char *save = NULL, *record;

	for (record = strtok_r(records, "\n", &save); record;
	     record = strtok_r(NULL, "\n", &save))
		if (*record != ' ')
			kernel_log_record(to, record, addresses, nr);
}

int kernel_log_print(FILE *to, const char *const addresses[], size_t nr)
{
	char path[PATH_MAX], record[RECORD + 1];
	ssize_t len;
	int fd, ret = 0;

	fd = open(file_path(path, sizeof(path), "/dev/kmsg"),
		  O_RDONLY | O_NONBLOCK | O_CLOEXEC);
	if (fd < 0)
		return -errno;
	do {
		len = read(fd, record, RECORD);
		if (len > 0) {
			record[len] = '\0';
			print_records(to, record, addresses, nr);
		} else if (len < 0 && errno != EPIPE && errno != EAGAIN) {
			ret = -errno;
		}
		/* EPIPE: older ones have gone meanwhile */
	} while (len > 0 || (len < 0 && errno == EPIPE));
	close(fd);
	return ret;
}
