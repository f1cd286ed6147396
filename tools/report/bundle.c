// SPDX-License-Identifier: GPL-2.0-only
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "report/bundle.h"

int bundle_begin(struct bundle *bundle, const char *path, const char *host,
		 bool raw)
{
	int fd;

	memset(bundle, 0, sizeof(*bundle));
	fd = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
	if (fd < 0)
		return -errno;
	bundle->file = fdopen(fd, "w");
	if (!bundle->file) {
		close(fd);
		return -ENOMEM;
	}
	bundle->raw = raw;
	bundle->time = time(NULL);
	snprintf(bundle->folder, sizeof(bundle->folder), "virtio-vfio-report");
	redact_begin(&bundle->redact, host);
	return 0;
}

static struct bundle_entry *new_entry(struct bundle *bundle, const char *name,
				      const char *about)
{
	struct bundle_entry *more;

	more = realloc(bundle->entries, (bundle->nr + 1) * sizeof(*more));
	if (!more) {
		bundle->error = ENOMEM;
		return NULL;
	}
	bundle->entries = more;
	more += bundle->nr++;
	memset(more, 0, sizeof(*more));
	snprintf(more->name, sizeof(more->name), "%s", name);
	snprintf(more->about, sizeof(more->about), "%s", about);
	return more;
}

static void write_file(struct bundle *bundle, struct bundle_entry *entry,
		       const char *text, size_t len)
{
	char path[TAR_NAME];

	snprintf(path, sizeof(path), "%s/%s", bundle->folder, entry->name);
	entry->size = len;
	tar_file(bundle->file, path, bundle->time, text, len);
}

void bundle_add(struct bundle *bundle, const char *name, const char *about,
		const char *text, size_t len)
{
	struct bundle_entry *entry = new_entry(bundle, name, about);
	char *copy = NULL;

	if (!entry)
		return;
	if (!bundle->raw) {
		copy = redact_text(&bundle->redact, text, len, &len);
		if (!copy) {
			bundle->error = ENOMEM;
			return;
		}
	}
	write_file(bundle, entry, copy ? copy : text, len);
	free(copy);
}

void bundle_miss(struct bundle *bundle, const char *name, const char *about,
		 int error)
{
	struct bundle_entry *entry = new_entry(bundle, name, about);

	if (entry)
		entry->error = abs(error);
}

static void print_contents(struct bundle *bundle, size_t nr, FILE *to)
{
	const struct bundle_entry *entry;

	for (size_t i = 0; i < nr; i++) {
		entry = &bundle->entries[i];
		fprintf(to, "%-40s %s", entry->name, entry->about);
		if (entry->error)
			fprintf(to, "; missing: %s", strerror(entry->error));
		fputc('\n', to);
	}
	fputc('\n', to);
	if (bundle->raw) {
		fputs("Nothing was replaced.\n", to);
		return;
	}
	for (int kind = 0; kind < REDACT_KINDS; kind++)
		fprintf(to, "%zu %s%s replaced\n", bundle->redact.nr[kind],
			redact_name(kind),
			bundle->redact.nr[kind] == 1 ? ""
			: kind == REDACT_MAC	     ? "es"
						     : "s");
}

static void add_contents(struct bundle *bundle)
{
	size_t nr = bundle->nr, len = 0;
	struct bundle_entry *entry;
	char *text = NULL;
	FILE *to;

	entry = new_entry(bundle, "contents.txt", "what is in here");
	to = open_memstream(&text, &len);
	if (!to || !entry) {
		bundle->error = ENOMEM;
		if (to)
			fclose(to);
		free(text);
		return;
	}
	print_contents(bundle, nr, to);
	fclose(to);
	write_file(bundle, entry, text, len);
	free(text);
}

int bundle_end(struct bundle *bundle)
{
	add_contents(bundle);
	tar_end(bundle->file);
	errno = 0;
	if (ferror(bundle->file))
		bundle->error = EIO;
	if (fclose(bundle->file) && errno)
		bundle->error = errno;
	bundle->file = NULL;
	return -bundle->error;
}

void bundle_free(struct bundle *bundle)
{
	redact_end(&bundle->redact);
	free(bundle->entries);
	memset(bundle, 0, sizeof(*bundle));
}
