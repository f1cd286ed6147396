// SPDX-License-Identifier: GPL-2.0-only
/* The PF of the VFs, taken away and put back. */
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <libgen.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "bind.h"
#include "check.h"
#include "hw.h"
#include "pf.h"
#include "timing.h"
#include "vf.h"

#define NET_DRIVER "/sys/bus/virtio/drivers/virtio_net/"
/* What QEMU was told of the card, for who plugs it in again. */
#define CARD	   "/job/pf"
/* The slot's indicator blinks for five seconds before anything happens. */
#define SLOT_MS	   30000

static void device_path(char path[PATH_MAX], const char *address,
			const char *rest)
{
	snprintf(path, PATH_MAX, "/sys/bus/pci/devices/%s%s%s", address,
		 *rest ? "/" : "", rest);
}

static int write_text(const char *path, const char *text)
{
	int fd = open(path, O_WRONLY | O_CLOEXEC), ret = 0;

	if (fd < 0)
		return -errno;
	if (write(fd, text, strlen(text)) < 0)
		ret = -errno;
	close(fd);
	return ret;
}

/* The virtio device in the PF is virtio0, or some other number. */
static int virtio_name(char name[32])
{
	char path[PATH_MAX];
	struct dirent *entry;
	DIR *dir;

	device_path(path, pf_address(), "");
	dir = opendir(path);
	if (!dir)
		return -errno;
	name[0] = '\0';
	while ((entry = readdir(dir))) {
		if (!strncmp(entry->d_name, "virtio", 6))
			snprintf(name, 32, "%.31s", entry->d_name);
	}
	closedir(dir);
	return *name ? 0 : -ENODEV;
}

static int tell_net(const char *file)
{
	char name[32];
	int ret = virtio_name(name);

	return ret ? ret : write_text(file, name);
}

int pf_unbind_net(const char *unused)
{
	(void)unused;
	return tell_net(NET_DRIVER "unbind");
}

int pf_bind_net(const char *unused)
{
	(void)unused;
	return tell_net(NET_DRIVER "bind");
}

int pf_rebind_net(const char *unused)
{
	int ret;

	if (!pf_has_virtio_pci())
		return 0;
	ret = pf_unbind_net(unused);
	return ret ? ret : pf_bind_net(unused);
}

int pf_unbind(const char *unused)
{
	(void)unused;
	return unbind_driver(pf_driver(), pf_address());
}

int pf_no_vfs(const char *unused)
{
	(void)unused;
	return set_attribute(pf_address(), "sriov_numvfs", "0");
}

int pf_reset(const char *unused)
{
	(void)unused;
	return set_attribute(pf_address(), "reset", "1");
}

static bool function_present(const char *address)
{
	char path[PATH_MAX];

	device_path(path, address, "");
	return !access(path, F_OK);
}

bool pf_present(void)
{
	return function_present(pf_address());
}

static void plug(void)
{
	char card[4096] = "";
	FILE *f = fopen(CARD, "r");

	if (!f || !fgets(card, sizeof(card), f))
		fail_msg("%s does not tell what card to plug in", CARD);
	fclose(f);
	card[strcspn(card, "\n")] = '\0';
	if (hw_plug(card))
		fail_msg("hw: %s", hw_error());
	if (!within(SLOT_MS, pf_present()))
		fail_msg("the kernel has not seen the new card");
}

/* The name of the driver of a function; empty if it has none. */
static void driver_of(const char *path, char name[64])
{
	char target[PATH_MAX];
	ssize_t n = readlink(path, target, sizeof(target) - 1);

	name[0] = '\0';
	if (n < 0)
		return;
	target[n] = '\0';
	snprintf(name, 64, "%.63s", basename(target));
}

static bool driven_by(const char *address, const char *driver)
{
	char path[PATH_MAX], name[64];

	device_path(path, address, "driver");
	driver_of(path, name);
	return !strcmp(name, driver);
}

static bool net_bound(void)
{
	char virtio[32], path[PATH_MAX], name[64];

	if (virtio_name(virtio))
		return false;
	snprintf(path, sizeof(path), "/sys/bus/virtio/devices/%s/driver",
		 virtio);
	driver_of(path, name);
	return *name;
}

static int vfs_now(void)
{
	char path[PATH_MAX];
	int n = -1;
	FILE *f;

	device_path(path, pf_address(), "sriov_numvfs");
	f = fopen(path, "r");
	if (!f || fscanf(f, "%d", &n) != 1)
		fail_msg("no number in %s", path);
	fclose(f);
	return n;
}

static void set_owner(const char *name, int value)
{
	char text[16];

	snprintf(text, sizeof(text), "%d", value);
	check_equal(set_attribute(pf_address(), name, text), 0, "%s = %d", name,
		    value);
}

static void bind_ours(int number)
{
	char address[16];

	vf_address(number, address);
	if (driven_by(address, OUR_DRIVER))
		return;
	set_attribute(address, "driver_override", OUR_DRIVER);
	check_equal(bind_driver(OUR_DRIVER, address), 0, "bind of VF %d",
		    number);
}

static void bind_owner(void)
{
	/* A new card is bound by the kernel, in its own time. */
	if (within(1000, driven_by(pf_address(), pf_driver())))
		return;
	if (!pf_has_virtio_pci()) {
		unbind_driver("virtio-pci", pf_address());
		set_attribute(pf_address(), "driver_override", pf_driver());
	}
	check_equal(bind_driver(pf_driver(), pf_address()), 0,
		    "bind of the PF");
}

void pf_restore(int vfs)
{
	if (!pf_present())
		plug();
	bind_owner();
	if (pf_has_virtio_pci() && !within(1000, net_bound()))
		check_equal(pf_bind_net(NULL), 0,
			    "bind of the PF's virtio device");
	if (vfs_now() != vfs) {
		set_owner("sriov_drivers_autoprobe", 0);
		set_owner("sriov_numvfs", 0);
		set_owner("sriov_numvfs", vfs);
	}
	for (int number = 1; number <= vfs; number++)
		bind_ours(number);
}
