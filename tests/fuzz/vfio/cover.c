// SPDX-License-Identifier: GPL-2.0-only
/* Coverage by KCOV, of the driver's module alone. */
#include <fcntl.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <unistd.h>

#include <linux/kcov.h>

#include "cover.h"

#define KCOV_FILE "/sys/kernel/debug/kcov"
#define MODULE	  "virtio_vfio_pci"
#define ENTRIES	  (256 << 10) /* of the trace of one operation */

struct kcov {
	uint64_t *trace; /* the number of entries, then they */
};

static uint64_t code, code_end;

/* The driver's code ends before the next module's begins. */
static bool find_code(void)
{
	uint64_t at, size;
	char line[512], name[64];
	FILE *f;

	for (int pass = 0; pass < 2; pass++) {
		f = fopen("/proc/modules", "r");
		while (f && fgets(line, sizeof(line), f)) {
			if (sscanf(line,
				   "%63s %" SCNu64 " %*s %*s %*s %" SCNx64,
				   name, &size, &at) != 3)
				continue;
			if (!pass && !strcmp(name, MODULE)) {
				code = at;
				code_end = at + size;
			} else if (pass && at > code && at < code_end) {
				code_end = at;
			}
		}
		if (f)
			fclose(f);
	}
	if (code_end - code > COVER_BLOCKS)
		code_end = code + COVER_BLOCKS;
	return code_end > code;
}

bool cover_init(void)
{
	return !access(KCOV_FILE, R_OK | W_OK) && find_code();
}

struct kcov *kcov_open(void)
{
	struct kcov *kcov;
	int fd;

	if (!code)
		return NULL;
	kcov = calloc(1, sizeof(*kcov));
	fd = open(KCOV_FILE, O_RDWR | O_CLOEXEC);
	if (!kcov || fd < 0 || ioctl(fd, KCOV_INIT_TRACE, ENTRIES))
		goto err;
	kcov->trace = mmap(NULL, ENTRIES * sizeof(uint64_t),
			   PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
	if (kcov->trace == MAP_FAILED || ioctl(fd, KCOV_ENABLE, KCOV_TRACE_PC))
		goto err;
	/* The descriptor stays open for as long as the thread lives. */
	return kcov;

err:
	perror(KCOV_FILE);
	exit(2);
}

void kcov_start(struct kcov *kcov)
{
	if (kcov)
		__atomic_store_n(&kcov->trace[0], 0, __ATOMIC_RELAXED);
}

void kcov_collect(struct kcov *kcov, struct cover *cover, unsigned int salt)
{
	uint64_t n, last = salt * 0x9e5;

	if (!kcov)
		return;
	n = __atomic_load_n(&kcov->trace[0], __ATOMIC_RELAXED);
	for (uint64_t i = 1; i <= n; i++) {
		uint64_t at = kcov->trace[i] - code;

		if (at >= code_end - code)
			continue;
		cover->blocks[at] = 1;
		cover->edges[(last ^ at) % COVER_EDGES] = 1;
		last = at * 31;
	}
}

size_t cover_merge(struct cover *to, const struct cover *from)
{
	size_t new = 0;

	for (size_t i = 0; i < COVER_EDGES; i++) {
		new += from->edges[i] && !to->edges[i];
		to->edges[i] |= from->edges[i];
	}
	for (size_t i = 0; i < COVER_BLOCKS; i++)
		to->blocks[i] |= from->blocks[i];
	return new;
}

size_t cover_blocks(const struct cover *cover)
{
	size_t n = 0;

	for (size_t i = 0; i < COVER_BLOCKS; i++)
		n += cover->blocks[i];
	return n;
}
