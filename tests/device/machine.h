/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * A machine with an SR-IOV virtio card in a root port, and no software in it:
 * the test is the firmware and the driver.
 */

#ifndef SRIOV_TEST_MACHINE_H
#define SRIOV_TEST_MACHINE_H

#include "qemu/bitops.h"
#include "../libqtest.h"

#define PF_DEVFN 0

typedef struct Machine {
    QTestState *qts;
    char *bios;
    uint64_t heap;          /* next free guest memory */
    unsigned vfs;           /* NumVFs as last enabled */
    uint16_t sriov;         /* the capability in the PF */
} Machine;

/*
 * @pf: properties of the PF, "" for the defaults; @args: more of QEMU's
 * command line, in front of the PF.  The BARs are mapped, no VF is enabled.
 */
Machine *machine_start_type(const char *type, const char *pf,
                            const char *args);
/* A network card. */
Machine *machine_start(const char *pf, const char *args);
void machine_stop(Machine *m);

uint64_t machine_alloc(Machine *m, size_t size, size_t align);

/* Configuration space of bus 1; VF n is devfn n. */
uint32_t cfg_read(Machine *m, unsigned devfn, unsigned reg, unsigned len);
void cfg_write(Machine *m, unsigned devfn, unsigned reg, unsigned len,
               uint32_t val);
/* Offset of a capability, 0 if there is none. */
uint16_t cfg_cap(Machine *m, unsigned devfn, uint8_t id);
uint16_t cfg_ext_cap(Machine *m, unsigned devfn, uint16_t id);
/* Again after a reset of the function. */
void machine_map_pf(Machine *m);
/* NumVFs and VF Enable; and every VF's bus mastering, too. */
void machine_set_num_vfs(Machine *m, unsigned n);
void machine_enable_vfs(Machine *m, unsigned n);
void machine_flr(Machine *m, unsigned devfn);
void machine_set_msix(Machine *m, unsigned devfn, bool enable);
/* Unplug the PF, with the part of the operating system in it. */
void machine_unplug_pf(Machine *m);
/* Have an MSI-X vector write @data to guest memory at @addr. */
void machine_set_vector(Machine *m, unsigned devfn, unsigned vector,
                        uint64_t addr, uint32_t data);

/* The root port: its PCI Express capability, and error reporting. */
uint32_t port_read(Machine *m, unsigned reg, unsigned len);
void port_write(Machine *m, unsigned reg, unsigned len, uint32_t val);
void port_serr(Machine *m);
uint32_t port_error(Machine *m, unsigned reg);
void port_clear_errors(Machine *m);
/* Have its interrupt write @data to guest memory at @addr. */
void port_set_vector(Machine *m, uint64_t addr, uint32_t data);

/* Address of a BAR; VF n is devfn n. */
uint64_t bar(unsigned devfn, unsigned index);

/* Properties of the PF. */
void pf_set(Machine *m, const char *property, const char *json);
QDict *pf_set_fails(Machine *m, const char *property, const char *json);
char *pf_get_str(Machine *m, const char *property);
/* A counter: "failed", "violation-kinds.no-vfs", "members.1.kick-owner" */
uint64_t counter(Machine *m, const char *path);
/* All violations; and those of one kind. */
uint64_t violations(Machine *m);
uint64_t violations_of(Machine *m, const char *kind);
void reset_counters(Machine *m);

#endif
