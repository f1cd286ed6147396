// SPDX-License-Identifier: GPL-2.0-only
/* A small file for each device that was bound. */
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "change/former.h"
#include "device/identify.h"
#include "file.h"

#define FOLDER	    FORMER_FOLDER
#define FORMER_LINE 512

void former_look(struct former *former, const char *address)
{
	file_read(former->override, sizeof(former->override),
		  "/sys/bus/pci/devices/%s/driver_override", address);
	if (!strcmp(former->override, "(null)"))
		*former->override = '\0';
	file_link(former->driver, sizeof(former->driver),
		  "/sys/bus/pci/devices/%s/driver", address);
}

int former_make_folder(void)
{
	char path[PATH_MAX];

	if (mkdir(file_path(path, sizeof(path), FOLDER), 0755) &&
	    errno != EEXIST)
		return -errno;
	return 0;
}

/* What is to be the same when it is read; "" if it cannot be told. */
static void tell(char *text, size_t size, const struct function *function)
{
	struct identity identity;

	*text = '\0';
	if (!identify_to_keep(&identity, function))
		identity_format(&identity, text, size);
}

int former_save(const struct former *former, const struct function *function)
{
	char path[PATH_MAX], identity[FORMER_LINE];
	FILE *stream;
	int ret = former_make_folder();

	if (ret)
		return ret;
	tell(identity, sizeof(identity), function);
	stream = fopen(file_path(path, sizeof(path), FOLDER "/%s",
				 function->address),
		       "we");
	if (!stream)
		return -errno;
	fprintf(stream, "driver_override=%s\ndriver=%s\n%s\n", former->override,
		former->driver, identity);
	ret = ferror(stream) ? -EIO : 0;
	return fclose(stream) ? -errno : ret;
}

static void take(const char *line, const char *key, char *value)
{
	size_t len = strlen(key);

	if (!strncmp(line, key, len))
		snprintf(value, DRIVER_SIZE, "%s", line + len);
}

int former_load(struct former *former, const struct function *function)
{
	char path[PATH_MAX], line[FORMER_LINE], identity[FORMER_LINE];
	bool is_other = false;
	FILE *stream;

	memset(former, 0, sizeof(*former));
	stream = fopen(file_path(path, sizeof(path), FOLDER "/%s",
				 function->address),
		       "re");
	if (!stream)
		return -errno;
	tell(identity, sizeof(identity), function);
	while (fgets(line, sizeof(line), stream)) {
		line[strcspn(line, "\n")] = '\0';
		if (!strncmp(line, "for=", 4))
			is_other = strcmp(line, identity);
		take(line, "driver_override=", former->override);
		take(line, "driver=", former->driver);
	}
	fclose(stream);
	if (!is_other)
		return 0;
	memset(former, 0, sizeof(*former));
	return -ENOENT;
}

void former_forget(const char *address)
{
	char path[PATH_MAX];

	unlink(file_path(path, sizeof(path), FOLDER "/%s", address));
}
