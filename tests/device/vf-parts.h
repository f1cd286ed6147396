/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The driver's side of device parts: capability, objects, parts, the mode.
 */

#ifndef SRIOV_TEST_VF_PARTS_H
#define SRIOV_TEST_VF_PARTS_H

#include "admin.h"

enum { PARTS_OF_GET, PARTS_OF_SET };
enum { METADATA_SIZE, METADATA_COUNT, METADATA_LIST };
enum { GET_SELECTED, GET_ALL };

enum {
    DEV_FEATURES = 0x100, DRV_FEATURES, COMMON_CFG, DEVICE_STATUS, VQ_CFG,
    VQ_NOTIFY_CFG, NET_CVQ_CFG = 0x200
};

#define PART_HDR 16
#define PARTS_MAX 1900

/* Parts one behind the other, as they came or are to go. */
typedef struct Parts {
    uint8_t bytes[PARTS_MAX];
    unsigned len;
} Parts;

/* admin_start_all() and limits of 255 objects of each kind. */
void parts_start(Admin *a, Machine *m, unsigned vfs);

/* Commands ready to run. */
void cap_set(Cmd *c, uint8_t get, uint8_t set);
void object_create(Cmd *c, unsigned vf, uint32_t id, unsigned kind);
void object_destroy(Cmd *c, unsigned vf, uint32_t id);
void parts_metadata(Cmd *c, unsigned vf, uint32_t id, unsigned type);
void parts_get(Cmd *c, unsigned vf, uint32_t id, unsigned type);
void parts_set(Cmd *c, unsigned vf, uint32_t id, const Parts *p);
void mode_set(Cmd *c, unsigned vf, uint8_t flags);

/* Those which have to succeed; an object is made and destroyed for each. */
void vf_stop(Admin *a, unsigned vf);
void vf_resume(Admin *a, unsigned vf);
void vf_save(Admin *a, unsigned vf, Parts *p);
void vf_load(Admin *a, unsigned vf, const Parts *p);
/* The same, which has to fail so. */
void vf_load_fails(Admin *a, unsigned vf, const Parts *p, uint16_t status);

/* A part's value, or NULL if there is none; its length has to be @len. */
uint8_t *part_value(Parts *p, uint16_t type, uint64_t selector, unsigned len);
uint64_t part_number(Parts *p, uint16_t type, uint64_t selector,
                     unsigned len);
unsigned parts_count(const Parts *p);
void part_add(Parts *p, uint16_t type, uint8_t flags, uint64_t selector,
              const void *value, unsigned len);

#endif
