// SPDX-License-Identifier: GPL-2.0-only
/* Two lists of capabilities, which may lead anywhere. */
#include <string.h>

#include "report/config.h"

#define STATUS		6
#define STATUS_CAP_LIST 0x10
#define CAP_LIST	0x34
#define CAP_VPD		0x03
#define CAP_VPD_SIZE	8

#define EXT_CAP_LIST	 0x100
#define EXT_CAP_DSN	 0x03
#define EXT_CAP_DSN_SIZE 12

void config_print(FILE *to, const uint8_t *config, size_t len)
{
	for (size_t i = 0; i < len; i++) {
		if (!(i % 16))
			fprintf(to, "%s%02zx:", i ? "\n" : "", i);
		fprintf(to, " %02x", config[i]);
	}
	if (len)
		fputc('\n', to);
}

static uint32_t read_long(const uint8_t *config, size_t at)
{
	return config[at] | config[at + 1] << 8 | config[at + 2] << 16 |
	       (uint32_t)config[at + 3] << 24;
}

/* Each capability of 4 bytes at least: more there cannot be. */
static bool blank_dsn(uint8_t *config, size_t len)
{
	size_t at = EXT_CAP_LIST;
	uint32_t header;

	for (int i = 0; i < CONFIG_SIZE / 4; i++) {
		if (at < EXT_CAP_LIST || at + EXT_CAP_DSN_SIZE > len)
			return false;
		header = read_long(config, at);
		if ((header & 0xffff) == EXT_CAP_DSN) {
			memset(config + at + 4, 0, EXT_CAP_DSN_SIZE - 4);
			return true;
		}
		at = header >> 20 & ~3u;
	}
	return false;
}

static bool blank_vpd(uint8_t *config, size_t len)
{
	size_t at;

	if (len < EXT_CAP_LIST || !(config[STATUS] & STATUS_CAP_LIST))
		return false;
	at = config[CAP_LIST] & ~3u;
	for (int i = 0; i < EXT_CAP_LIST / 4 && at; i++) {
		if (config[at] == CAP_VPD && at + CAP_VPD_SIZE <= len) {
			memset(config + at + 4, 0, CAP_VPD_SIZE - 4);
			return true;
		}
		at = config[at + 1] & ~3u;
	}
	return false;
}

bool config_blank_serial(uint8_t *config, size_t len)
{
	bool vpd = blank_vpd(config, len);

	return blank_dsn(config, len) || vpd;
}
