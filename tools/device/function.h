/* SPDX-License-Identifier: GPL-2.0-only */
/* The PCI functions of virtio devices, and what there is to know of each (libpci). */
#ifndef TOOLS_FUNCTION_H
#define TOOLS_FUNCTION_H

#include <stdbool.h>
#include <stddef.h>

#include "device/address.h"

#define DRIVER_SIZE 64

/* The drivers of this project, for VFs and for their PFs. */
#define OUR_DRIVER   "virtio-vfio-pci"
#define OWNER_DRIVER "virtio-owner"

enum function_kind {
	FUNCTION_PLAIN,
	FUNCTION_PF,
	FUNCTION_VF,
};

/**
 * struct function - a virtio function, as it was when looked at
 * @address: such as 0000:01:00.1
 * @kind: PF, VF, or a function without SR-IOV
 * @device_id: PCI device id; the vendor is virtio's
 * @driver: that it is bound to, or ""
 * @group: IOMMU group, or -1
 * @bar0: size of BAR0; a VF of a PF with legacy commands has none
 * @bar0_is_io: it is one of ports
 * @pf: of a VF: its PF's address
 * @number: of a VF: its number, from 1; 0 if the PF has no link to it
 * @total_vfs: of a PF: how many VFs it can have
 * @num_vfs: of a PF: how many it has
 */
struct function {
	char address[ADDRESS_SIZE];
	enum function_kind kind;
	unsigned int device_id;
	char driver[DRIVER_SIZE];
	int group;
	unsigned long long bar0;
	bool bar0_is_io;
	char pf[ADDRESS_SIZE];
	int number;
	int total_vfs;
	int num_vfs;
};

struct functions {
	struct function *list;
	size_t nr;
};

/* All of them, sorted by address. Exits if there is no way to look. */
void functions_find(struct functions *functions);
void functions_free(struct functions *functions);

/* One, by a normal address. Returns 0, -ENODEV, or -EINVAL if it is not virtio. */
int function_find(struct function *function, const char *address);

/*
 * One that the caller named, in any form of an address. Returns EXIT_DONE, or the exit
 * code and in @why a sentence without the name.
 */
int function_named(struct function *function, const char *name, char *why,
		   size_t size);

/* The same, but the sentence goes to standard error. */
int function_named_or_say(struct function *function, const char *name);

/* The virtio device that virtio-pci made of it: "virtio3"; or "". */
void function_virtio(const char *address, char *name, size_t size);

/*
 * The card's serial number, as lspci shows it, "00-11-22-33-44-55-66-77"; it takes 24
 * bytes. Returns 0, or -ENOENT if it has none or the caller may not read it.
 */
int function_serial(const char *address, char *text, size_t size);

const char *function_type(const struct function *function);

#endif
