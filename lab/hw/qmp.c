// SPDX-License-Identifier: GPL-2.0-only
/* A QMP client of one connection; qmp.h says how it deals with a shared port. */
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <time.h>
#include <unistd.h>

#include <json-c/json.h>

#include "qmp.h"

#define RETRY_MS 20

struct qmp {
	int fd;
	int seconds; /* time limit of each step */
	unsigned int commands; /* sent so far: makes the ids */
	char *buf; /* what was read: lines given out, and more */
	size_t given; /* length of the line given out last */
	size_t used;
	size_t size;
};

static long long now_ms(void)
{
	struct timespec ts;

	clock_gettime(CLOCK_MONOTONIC, &ts);
	return ts.tv_sec * 1000LL + ts.tv_nsec / 1000000;
}

static void nap_ms(int ms)
{
	struct timespec ts = { .tv_nsec = ms * 1000000L };

	nanosleep(&ts, NULL);
}

static int connect_socket(const char *path)
{
	struct sockaddr_un sun = { .sun_family = AF_UNIX };
	int fd;

	if (strlen(path) >= sizeof(sun.sun_path)) {
		errno = ENAMETOOLONG;
		return -1;
	}
	strcpy(sun.sun_path, path);

	fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
	if (fd >= 0 && connect(fd, (struct sockaddr *)&sun, sizeof(sun))) {
		int err = errno;

		close(fd);
		errno = err;
		return -1;
	}
	return fd;
}

/* A virtio-serial port has one user at a time: EBUSY until the other is gone. */
static int open_port(const char *path, int seconds)
{
	long long end = now_ms() + seconds * 1000LL;
	struct stat st;
	int fd;

	if (!stat(path, &st) && S_ISSOCK(st.st_mode))
		return connect_socket(path);

	for (;;) {
		fd = open(path, O_RDWR | O_NONBLOCK | O_CLOEXEC | O_NOCTTY);
		if (fd >= 0 || errno != EBUSY || now_ms() >= end)
			return fd;
		nap_ms(RETRY_MS);
	}
}

/* Wait until @events; the peer may be away for a moment when a port opens. */
static int wait_for(struct qmp *qmp, short events, long long end)
{
	struct pollfd pfd = { .fd = qmp->fd, .events = events };
	long long left;
	int n;

	for (;;) {
		left = end - now_ms();
		if (left <= 0)
			return -ETIMEDOUT;
		n = poll(&pfd, 1, left);
		if (n < 0 && errno != EINTR)
			return -errno;
		if (n > 0 && (pfd.revents & events))
			return 0;
		if (n > 0) /* POLLHUP alone: do not spin on it */
			nap_ms(RETRY_MS);
	}
}

static int send_all(struct qmp *qmp, const char *data, size_t len,
		    long long end)
{
	ssize_t n;
	int ret;

	while (len) {
		n = write(qmp->fd, data, len);
		if (n > 0) {
			data += n;
			len -= n;
			continue;
		}
		if (n < 0 && errno != EAGAIN && errno != EINTR)
			return -errno;
		ret = wait_for(qmp, POLLOUT, end);
		if (ret)
			return ret;
	}
	return 0;
}

/* The next line, good until the next call; or NULL with errno. */
static char *next_line(struct qmp *qmp, long long end)
{
	char *eol, *grown;
	ssize_t n;
	int ret;

	qmp->used -= qmp->given;
	if (qmp->used)
		memmove(qmp->buf, qmp->buf + qmp->given, qmp->used);
	qmp->given = 0;

	for (;;) {
		eol = qmp->used ? memchr(qmp->buf, '\n', qmp->used) : NULL;
		if (eol) {
			*eol = '\0';
			qmp->given = eol + 1 - qmp->buf;
			return qmp->buf;
		}

		if (qmp->size - qmp->used < 4096) {
			grown = realloc(qmp->buf, qmp->size + 65536);
			if (!grown)
				return NULL;
			qmp->buf = grown;
			qmp->size += 65536;
		}

		n = read(qmp->fd, qmp->buf + qmp->used, qmp->size - qmp->used);
		if (n > 0) {
			qmp->used += n;
			continue;
		}
		if (n < 0 && errno != EAGAIN && errno != EINTR)
			return NULL;
		if (n == 0) /* QEMU's side is away */
			nap_ms(RETRY_MS);
		ret = wait_for(qmp, POLLIN, end);
		if (ret) {
			errno = -ret;
			return NULL;
		}
	}
}

/* Read on to the message that answers @id. */
static int wait_reply(struct qmp *qmp, const char *id, long long end,
		      struct json_object **reply)
{
	struct json_object *message, *value;
	char *line;

	while ((line = next_line(qmp, end))) {
		/* Does not parse: the tail of what an earlier user began. */
		message = json_tokener_parse(line);
		if (json_object_object_get_ex(message, "id", &value) &&
		    json_object_is_type(value, json_type_string) &&
		    !strcmp(json_object_get_string(value), id)) {
			*reply = message;
			return 0;
		}
		json_object_put(message);
	}
	return -errno;
}

int qmp_command(struct qmp *qmp, const char *command,
		struct json_object *arguments, struct json_object **result,
		char *error, int len)
{
	long long end = now_ms() + qmp->seconds * 1000LL;
	struct json_object *request, *reply = NULL, *value;
	const char *text;
	char id[48];
	int ret;

	snprintf(id, sizeof(id), "hw-%d-%u", getpid(), ++qmp->commands);
	request = json_object_new_object();
	json_object_object_add(request, "execute",
			       json_object_new_string(command));
	json_object_object_add(request, "id", json_object_new_string(id));
	if (arguments)
		json_object_object_add(request, "arguments", arguments);

	text = json_object_to_json_string_ext(request, JSON_C_TO_STRING_PLAIN);
	ret = send_all(qmp, text, strlen(text), end);
	if (!ret)
		ret = send_all(qmp, "\n", 1, end);
	json_object_put(request);
	if (!ret)
		ret = wait_reply(qmp, id, end, &reply);
	if (ret == -ETIMEDOUT)
		snprintf(error, len, "no answer to %s in %d seconds", command,
			 qmp->seconds);
	else if (ret)
		snprintf(error, len, "%s: %s", command, strerror(-ret));
	if (ret)
		return ret;

	if (json_object_object_get_ex(reply, "error", &value)) {
		struct json_object *desc = NULL;

		json_object_object_get_ex(value, "desc", &desc);
		snprintf(error, len, "%s: %s", command,
			 desc ? json_object_get_string(desc) : "refused");
		ret = -EREMOTEIO;
	} else if (result) {
		json_object_object_get_ex(reply, "return", &value);
		*result = json_object_get(value);
	}
	json_object_put(reply);
	return ret;
}

struct qmp *qmp_open(const char *path, int seconds, char *error, int len)
{
	struct qmp *qmp;
	char why[160];
	int ret;

	qmp = calloc(1, sizeof(*qmp));
	if (!qmp)
		return NULL;
	qmp->seconds = seconds;
	qmp->fd = open_port(path, seconds);
	if (qmp->fd < 0 && errno == EBUSY) {
		snprintf(error, len,
			 "%s: still open in another process after %d seconds",
			 path, seconds);
		goto err_free;
	}
	if (qmp->fd < 0) {
		snprintf(error, len, "%s: %s", path, strerror(errno));
		goto err_free;
	}

	/* QEMU refuses this one if an earlier opening did it already: good. */
	ret = qmp_command(qmp, "qmp_capabilities", NULL, NULL, why,
			  sizeof(why));
	if (ret && ret != -EREMOTEIO) {
		snprintf(error, len, "%s: %s", path, why);
		goto err_close;
	}
	return qmp;

err_close:
	close(qmp->fd);
err_free:
	free(qmp->buf);
	free(qmp);
	return NULL;
}

void qmp_close(struct qmp *qmp)
{
	if (!qmp)
		return;
	close(qmp->fd);
	free(qmp->buf);
	free(qmp);
}
