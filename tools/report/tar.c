// SPDX-License-Identifier: GPL-2.0-only
/* Blocks of 512 bytes: a header, and then the file. */
#include <string.h>

#include "report/tar.h"

#define BLOCK 512

/* Texts end with a zero where there is room; numbers are octal. */
struct header {
	char name[TAR_NAME];
	char mode[8];
	char uid[8];
	char gid[8];
	char size[12];
	char mtime[12];
	char checksum[8];
	char typeflag;
	char linkname[100];
	char magic[6];
	char version[2];
	char uname[32];
	char gname[32];
	char devmajor[8];
	char devminor[8];
	char prefix[155];
	char padding[12];
};

_Static_assert(sizeof(struct header) == BLOCK, "a block");

/* As if the checksum were blanks. */
static unsigned int checksum(const struct header *header)
{
	const unsigned char *bytes = (const unsigned char *)header;
	unsigned int sum = 0;

	for (size_t i = 0; i < sizeof(*header); i++)
		sum += bytes[i];
	return sum;
}

void tar_file(FILE *to, const char *name, time_t time, const char *data,
	      size_t len)
{
	static const char zeros[BLOCK];
	struct header header = { .typeflag = '0' };

	snprintf(header.name, sizeof(header.name), "%s", name);
	snprintf(header.mode, sizeof(header.mode), "%07o", 0600);
	snprintf(header.uid, sizeof(header.uid), "%07o", 0);
	snprintf(header.gid, sizeof(header.gid), "%07o", 0);
	snprintf(header.size, sizeof(header.size), "%011llo",
		 (unsigned long long)len);
	snprintf(header.mtime, sizeof(header.mtime), "%011llo",
		 (unsigned long long)time);
	memcpy(header.magic, "ustar", 6);
	memcpy(header.version, "00", 2);
	memset(header.checksum, ' ', sizeof(header.checksum));
	snprintf(header.checksum, sizeof(header.checksum) - 1, "%06o",
		 checksum(&header));
	fwrite(&header, 1, sizeof(header), to);
	fwrite(data, 1, len, to);
	fwrite(zeros, 1, (BLOCK - len % BLOCK) % BLOCK, to);
}

void tar_end(FILE *to)
{
	static const char zeros[2 * BLOCK];

	fwrite(zeros, 1, sizeof(zeros), to);
}
