// SPDX-License-Identifier: GPL-2.0-only
#define _GNU_SOURCE /* POLLRDHUP */
#include <errno.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include <json-c/json.h>
#include <linux/vfio.h>

#include "check.h"
#include "hw.h"
#include "migration.h"
#include "timing.h"

#ifndef VFIO_MIG_GET_PRECOPY_INFO
struct vfio_precopy_info {
	__u32 argsz;
	__u32 flags;
	__u64 initial_bytes;
	__u64 dirty_bytes;
};

#define VFIO_MIG_GET_PRECOPY_INFO _IO(VFIO_TYPE, VFIO_BASE + 21)
#endif
#ifndef VFIO_DEVICE_FEATURE_MIG_DATA_SIZE
#define VFIO_DEVICE_FEATURE_MIG_DATA_SIZE 9
#endif

/* Old headers have these in other forms. */
union feature_data {
	struct {
		uint64_t flags;
	} migration;
	struct {
		uint32_t state;
		int32_t file;
	} state;
	uint64_t size;
};

static int feature(struct vf *vf, uint32_t flags, size_t size,
		   union feature_data *data)
{
	struct {
		struct vfio_device_feature head;
		union feature_data data;
	} arg = { .head = { .argsz = sizeof(arg.head) + size, .flags = flags },
		  .data = *data };
	int ret = ioctl(vf->device, VFIO_DEVICE_FEATURE, &arg) < 0 ? -errno : 0;

	*data = arg.data;
	return ret;
}

int mig_flags(struct vf *vf)
{
	union feature_data data = { 0 };
	int ret = feature(
		vf, VFIO_DEVICE_FEATURE_GET | VFIO_DEVICE_FEATURE_MIGRATION,
		sizeof(data.migration), &data);

	return ret ? ret : (int)data.migration.flags;
}

int mig_state(struct vf *vf)
{
	union feature_data data = { 0 };
	int ret = feature(vf,
			  VFIO_DEVICE_FEATURE_GET |
				  VFIO_DEVICE_FEATURE_MIG_DEVICE_STATE,
			  sizeof(data.state), &data);

	return ret ? ret : (int)data.state.state;
}

int mig_try(struct vf *vf, uint32_t state)
{
	union feature_data data = { .state = { .state = state, .file = -1 } };
	int ret = feature(vf,
			  VFIO_DEVICE_FEATURE_SET |
				  VFIO_DEVICE_FEATURE_MIG_DEVICE_STATE,
			  sizeof(data.state), &data);

	return ret ? ret - 1 : data.state.file;
}

int mig_to(struct vf *vf, uint32_t state)
{
	int file = mig_try(vf, state);

	check_equal(file < -1 ? file + 1 : 0, 0, "state %u of VF %d: error",
		    state, vf->number);
	check_equal(mig_state(vf), state, "state of VF %d", vf->number);
	return file;
}

long long mig_size(struct vf *vf)
{
	union feature_data data = { 0 };
	int ret = feature(
		vf, VFIO_DEVICE_FEATURE_GET | VFIO_DEVICE_FEATURE_MIG_DATA_SIZE,
		sizeof(data.size), &data);

	return ret ? ret : (long long)data.size;
}

long long mig_initial(int file)
{
	struct vfio_precopy_info info = { .argsz = sizeof(info) };

	return ioctl(file, VFIO_MIG_GET_PRECOPY_INFO, &info) < 0
		       ? -errno
		       : (long long)info.initial_bytes;
}

int mig_poll(int file)
{
	struct pollfd poll_fd = { .fd = file, .events = POLLIN | POLLRDHUP };

	check_equal(poll(&poll_fd, 1, 0) < 0 ? errno : 0, 0, "poll");
	return poll_fd.revents;
}

void mig_line(int number, const char *file, const char *key, char *value,
	      size_t size)
{
	char address[16], path[64], line[4096];
	size_t len = strlen(key);
	bool found = false;
	FILE *f;

	vf_address(number, address);
	snprintf(path, sizeof(path), "/sys/bus/pci/devices/%s/%s", address,
		 file);
	f = fopen(path, "r");
	if (!f)
		fail_msg("cannot open %s", path);
	while (!found && fgets(line, sizeof(line), f))
		found = !strncmp(line, key, len) && line[len] == ' ';
	fclose(f);
	if (!found)
		fail_msg("no line '%s' in %s", key, path);
	line[strcspn(line, "\n")] = '\0';
	snprintf(value, size, "%s", line + len + 1);
}

long long mig_count(int number, const char *key)
{
	char value[32];

	mig_line(number, "migration_state", key, value, sizeof(value));
	return atoll(value);
}

static long long objects(void)
{
	struct json_object *value = hw_get("objects");
	long long n;

	if (!value)
		fail_msg("hw: %s", hw_error());
	n = json_object_get_int64(value);
	json_object_put(value);
	return n;
}

void check_no_object(void)
{
	if (!within(PATIENCE, !objects()))
		fail_msg("there are %lld objects left", objects());
}

int stream_read(int file, struct stream *to)
{
	ssize_t n;

	for (;;) {
		n = read(file, to->data + to->len, STREAM_MAX - to->len);
		if (n < 0)
			return errno;
		if (!n)
			return 0;
		to->len += n;
	}
}

int stream_write(int file, const struct stream *from, size_t piece)
{
	size_t done = 0, len;
	ssize_t n;

	while (done < from->len) {
		len = from->len - done < piece ? from->len - done : piece;
		n = write(file, from->data + done, len);
		if (n < 0)
			return -errno;
		done += n;
	}
	return 0;
}

void save(struct vf *vf, struct stream *to)
{
	int file;

	to->len = 0;
	file = mig_to(vf, MIG_PRE_COPY);
	assert_true(file >= 0);
	check_equal(stream_read(file, to), ENOMSG,
		    "end of what can be read before the stop");
	check_equal(mig_to(vf, MIG_STOP_COPY), -1, "file of STOP_COPY");
	check_equal(stream_read(file, to), 0, "end of the stream");
	close(file);
	mig_to(vf, MIG_STOP);
}

void save_stopped(struct vf *vf, struct stream *to)
{
	int file = mig_to(vf, MIG_STOP_COPY);

	to->len = 0;
	assert_true(file >= 0);
	check_equal(stream_read(file, to), 0, "end of the stream");
	close(file);
	mig_to(vf, MIG_STOP);
}

int load_and_wait(struct vf *vf, const struct stream *from)
{
	int file = mig_to(vf, MIG_RESUMING);

	assert_true(file >= 0);
	check_equal(stream_write(file, from, 4096), 0, "stream taken");
	return file;
}

void load(struct vf *vf, const struct stream *from)
{
	int file = load_and_wait(vf, from);

	mig_to(vf, MIG_RUNNING);
	close(file);
}
