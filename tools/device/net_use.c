// SPDX-License-Identifier: GPL-2.0-only
/* Interfaces: sysfs, addresses by netlink, and other network namespaces. */
#include <arpa/inet.h>
#include <ctype.h>
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <linux/ethtool.h>
#include <linux/rtnetlink.h>
#include <linux/sockios.h>
#include <net/if.h>
#include <sched.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>

#include "device/net_use.h"
#include "file.h"

#ifndef IFA_PROTO
#define IFA_PROTO 11
#endif
#ifndef IFAPROT_KERNEL_RA
#define IFAPROT_KERNEL_RA 2
#endif

static bool is_up(const char *interface)
{
	long long flags = file_number("/sys/class/net/%s/flags", interface);

	return flags > 0 && flags & IFF_UP;
}

/* A bridge, a bond, a VLAN, a macvtap: what is made of it. */
static bool has_upper(const char *interface, char *upper, size_t size)
{
	char path[PATH_MAX];
	struct dirent *entry;
	DIR *dir;

	*upper = '\0';
	dir = opendir(
		file_path(path, sizeof(path), "/sys/class/net/%s", interface));
	if (!dir)
		return false;
	while (!*upper && (entry = readdir(dir)))
		if (!strncmp(entry->d_name, "upper_", 6))
			snprintf(upper, size, "%s", entry->d_name + 6);
	closedir(dir);
	return *upper;
}

/* An address that somebody wrote down, not a server or a router. */
static bool is_fixed(struct nlmsghdr *message, int index, char *text,
		     size_t size)
{
	struct ifaddrmsg *address = NLMSG_DATA(message);
	int left = IFA_PAYLOAD(message);
	unsigned int flags = address->ifa_flags;
	const void *bytes = NULL;
	bool by_router = false;

	if ((int)address->ifa_index != index ||
	    address->ifa_scope >= RT_SCOPE_LINK)
		return false;
	for (struct rtattr *a = IFA_RTA(address); RTA_OK(a, left);
	     a = RTA_NEXT(a, left)) {
		if (a->rta_type == IFA_FLAGS)
			flags = *(unsigned int *)RTA_DATA(a);
		else if (a->rta_type == IFA_LOCAL ||
			 (a->rta_type == IFA_ADDRESS && !bytes))
			bytes = RTA_DATA(a);
		else if (a->rta_type == IFA_PROTO)
			by_router = *(unsigned char *)RTA_DATA(a) ==
				    IFAPROT_KERNEL_RA;
	}
	if (!(flags & IFA_F_PERMANENT) || by_router || !bytes)
		return false;
	return inet_ntop(address->ifa_family, bytes, text, size);
}

/* Reads one part of the answer. Returns 1 at the end of it all, else 0 or -1. */
static int read_addresses(int fd, int index, char *text, size_t size)
{
	char buffer[32768] __attribute__((aligned(NLMSG_ALIGNTO)));
	struct nlmsghdr *message = (struct nlmsghdr *)buffer;
	int len = recv(fd, buffer, sizeof(buffer), 0);

	if (len <= 0)
		return -1;
	for (; NLMSG_OK(message, (unsigned int)len);
	     message = NLMSG_NEXT(message, len)) {
		if (message->nlmsg_type == NLMSG_DONE)
			return 1;
		if (message->nlmsg_type == NLMSG_ERROR)
			return -1;
		if (message->nlmsg_type == RTM_NEWADDR && !*text &&
		    !is_fixed(message, index, text, size))
			*text = '\0';
	}
	return 0;
}

static bool has_fixed_address(const char *interface, char *text, size_t size)
{
	struct {
		struct nlmsghdr header;
		struct ifaddrmsg address;
	} request = {
		.header.nlmsg_len = sizeof(request),
		.header.nlmsg_type = RTM_GETADDR,
		.header.nlmsg_flags = NLM_F_REQUEST | NLM_F_DUMP,
	};
	int index, fd, ret = -1;

	*text = '\0';
	/* the addresses that the kernel tells are those of this machine */
	if (file_is_elsewhere())
		return false;
	index = if_nametoindex(interface);
	fd = socket(AF_NETLINK, SOCK_RAW | SOCK_CLOEXEC, NETLINK_ROUTE);
	if (fd < 0)
		return false;
	if (send(fd, &request, sizeof(request), 0) == sizeof(request))
		ret = 0;
	while (!ret)
		ret = read_addresses(fd, index, text, size);
	close(fd);
	return ret > 0 && *text;
}

void net_use_find(struct host_use *use, const char *interface)
{
	char what[INET6_ADDRSTRLEN + IFNAMSIZ];

	if (has_upper(interface, what, sizeof(what)))
		host_use_is(use, HOST_USE_REAL,
			    "its interface %s is a part of %s", interface,
			    what);
	else if (!is_up(interface))
		return;
	else if (has_fixed_address(interface, what, sizeof(what)))
		host_use_is(use, HOST_USE_REAL,
			    "its interface %s is up, with the address %s",
			    interface, what);
	else
		host_use_is(use, HOST_USE_UP, "its interface %s is up",
			    interface);
}

/* The interface of that function in the namespace that the process is in now. */
static bool find_here(const char *address, char interface[IFNAMSIZ])
{
	struct ethtool_drvinfo info = { .cmd = ETHTOOL_GDRVINFO };
	struct ifreq request = { .ifr_data = (void *)&info };
	struct if_nameindex *all = if_nameindex();
	int fd = socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);
	bool found = false;

	for (int i = 0; all && fd >= 0 && !found && all[i].if_name; i++) {
		snprintf(request.ifr_name, IFNAMSIZ, "%s", all[i].if_name);
		found = !ioctl(fd, SIOCETHTOOL, &request) &&
			!strcmp(info.bus_info, address);
		if (found)
			snprintf(interface, IFNAMSIZ, "%s", all[i].if_name);
	}
	if (all)
		if_freenameindex(all);
	if (fd >= 0)
		close(fd);
	return found;
}

static bool find_there(const char *namespace, int home, const char *address,
		       char interface[IFNAMSIZ])
{
	bool found = false;
	int fd = open(namespace, O_RDONLY | O_CLOEXEC);

	if (fd < 0)
		return false;
	if (!setns(fd, CLONE_NEWNET)) {
		found = find_here(address, interface);
		/* whatever is done next is meant for this one */
		if (setns(home, CLONE_NEWNET))
			abort();
	}
	close(fd);
	return found;
}

struct search {
	const char *address;
	int home;
	ino_t *seen;
	size_t nr;
	char interface[IFNAMSIZ];
};

/* Has it been looked into, or can it not be? */
static bool is_seen(struct search *search, const char *namespace)
{
	struct stat now;
	ino_t *more;

	if (stat(namespace, &now))
		return true;
	for (size_t i = 0; i < search->nr; i++)
		if (search->seen[i] == now.st_ino)
			return true;
	more = realloc(search->seen, (search->nr + 1) * sizeof(*more));
	if (!more)
		return true;
	search->seen = more;
	more[search->nr++] = now.st_ino;
	return false;
}

static bool look(struct search *search, const char *namespace)
{
	return !is_seen(search, namespace) &&
	       find_there(namespace, search->home, search->address,
			  search->interface);
}

/* Those that "ip netns" and others gave a name. */
static bool look_at_names(struct search *search, char *name, size_t size)
{
	char path[PATH_MAX];
	struct dirent *entry;
	bool found = false;
	DIR *dir = opendir("/run/netns");

	if (!dir)
		return false;
	while (!found && (entry = readdir(dir))) {
		snprintf(path, sizeof(path), "/run/netns/%s", entry->d_name);
		found = *entry->d_name != '.' && look(search, path);
		if (found)
			snprintf(name, size, "%s", entry->d_name);
	}
	closedir(dir);
	return found;
}

static bool look_at_processes(struct search *search, char *name, size_t size)
{
	char path[PATH_MAX], command[32];
	struct dirent *entry;
	bool found = false;
	DIR *dir = opendir("/proc");

	if (!dir)
		return false;
	while (!found && (entry = readdir(dir))) {
		if (!isdigit(*entry->d_name))
			continue;
		snprintf(path, sizeof(path), "/proc/%s/ns/net", entry->d_name);
		found = look(search, path);
		if (!found)
			continue;
		file_read(command, sizeof(command), "/proc/%s/comm",
			  entry->d_name);
		snprintf(name, size, "%s (pid %s)", command, entry->d_name);
	}
	closedir(dir);
	return found;
}

void net_use_find_elsewhere(struct host_use *use, const char *address)
{
	struct search search = { .address = address };
	char name[64];

	host_use_is(use, HOST_USE_REAL,
		    "its interface is in another network namespace");
	if (file_is_elsewhere())
		return;
	search.home = open("/proc/self/ns/net", O_RDONLY | O_CLOEXEC);
	if (search.home < 0)
		return;
	is_seen(&search, "/proc/self/ns/net");
	if (look_at_names(&search, name, sizeof(name)) ||
	    look_at_processes(&search, name, sizeof(name)))
		host_use_is(
			use, HOST_USE_REAL,
			"its interface %s is in the network namespace of %s",
			search.interface, name);
	close(search.home);
	free(search.seen);
}
