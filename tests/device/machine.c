/* SPDX-License-Identifier: GPL-2.0-only */

#include "qemu/osdep.h"
#include "qapi/error.h"
#include "qobject/qdict.h"
#include "qobject/qjson.h"
#include "qobject/qlist.h"
#include "qobject/qnum.h"
#include "qobject/qstring.h"
#include "standard-headers/linux/pci_regs.h"
#include "machine.h"

#define ECAM            0xb0000000u
#define PCIEXBAR        0x60
#define WINDOW          0xe0000000u
#define WINDOW_SIZE     0x08000000u
#define HEAP            (16 * 1024 * 1024)
#define PORT_DEVFN      (1 << 3)
#define PORT_BAR        0xe8000000u

/* Where the BARs go: the PF's, and the first VF's with the size of each. */
static const struct {
    unsigned index;
    uint32_t pf;
    uint32_t vf;
    uint32_t vf_size;
} bars[] = {
    { 1, WINDOW,             WINDOW + 0x1000000, 0x1000 },
    { 2, WINDOW + 0x100000,  WINDOW + 0x1100000, 0x1000 },
    { 4, WINDOW + 0x200000,  WINDOW + 0x1400000, 0x4000 },
};

static void pf_property(Machine *m, const char *property, const char *json,
                        QDict **response)
{
    *response = qtest_qmp(m->qts, "{'execute': 'qom-set', 'arguments': {"
                          "'path': '/machine/peripheral/pf',"
                          "'property': %s, 'value': %p}}", property,
                          qobject_from_json(json, &error_abort));
}

void pf_set(Machine *m, const char *property, const char *json)
{
    QDict *response;

    pf_property(m, property, json, &response);
    g_assert_true(qdict_haskey(response, "return"));
    qobject_unref(response);
}

QDict *pf_set_fails(Machine *m, const char *property, const char *json)
{
    QDict *response;

    pf_property(m, property, json, &response);
    g_assert_true(qdict_haskey(response, "error"));
    return response;
}

static QDict *pf_get(Machine *m, const char *property)
{
    QDict *response = qtest_qmp(m->qts, "{'execute': 'qom-get', 'arguments': {"
                                "'path': '/machine/peripheral/pf',"
                                "'property': %s}}", property);

    g_assert_true(qdict_haskey(response, "return"));
    return response;
}

char *pf_get_str(Machine *m, const char *property)
{
    QDict *response = pf_get(m, property);
    char *s = g_strdup(qdict_get_str(response, "return"));

    qobject_unref(response);
    return s;
}

uint64_t counter(Machine *m, const char *path)
{
    g_auto(GStrv) parts = g_strsplit(path, ".", -1);
    QDict *response = pf_get(m, "counters");
    QObject *o = qdict_get(response, "return");
    uint64_t value;
    int i;

    for (i = 0; parts[i]; i++) {
        QList *list = qobject_to(QList, o);

        if (list) {
            const QListEntry *e = qlist_first(list);
            int n = atoi(parts[i]);

            while (--n) {
                e = qlist_next(e);
            }
            o = qlist_entry_obj(e);
        } else {
            o = qdict_get(qobject_to(QDict, o), parts[i]);
        }
        g_assert_nonnull(o);
    }
    value = qnum_get_uint(qobject_to(QNum, o));
    qobject_unref(response);
    return value;
}

uint64_t violations(Machine *m)
{
    return counter(m, "violations");
}

uint64_t violations_of(Machine *m, const char *kind)
{
    g_autofree char *path = g_strdup_printf("violation-kinds.%s", kind);

    return counter(m, path);
}

void reset_counters(Machine *m)
{
    pf_set(m, "reset-counters", "true");
}

uint64_t machine_alloc(Machine *m, size_t size, size_t align)
{
    uint64_t addr = QEMU_ALIGN_UP(m->heap, align);

    m->heap = addr + size;
    qtest_memset(m->qts, addr, 0, size);
    return addr;
}

static uint64_t ecam(unsigned bus, unsigned devfn, unsigned reg)
{
    return ECAM + (bus << 20) + (devfn << 12) + reg;
}

static uint32_t read_at(Machine *m, uint64_t addr, unsigned len)
{
    return len == 1 ? qtest_readb(m->qts, addr) :
           len == 2 ? qtest_readw(m->qts, addr) : qtest_readl(m->qts, addr);
}

static void write_at(Machine *m, uint64_t addr, unsigned len, uint32_t val)
{
    if (len == 1) {
        qtest_writeb(m->qts, addr, val);
    } else if (len == 2) {
        qtest_writew(m->qts, addr, val);
    } else {
        qtest_writel(m->qts, addr, val);
    }
}

/* Capabilities of the function whose configuration space is at @base. */
static uint8_t find_cap(Machine *m, uint64_t base, uint8_t id)
{
    uint8_t pos = read_at(m, base + PCI_CAPABILITY_LIST, 1);

    while (pos && read_at(m, base + pos, 1) != id) {
        pos = read_at(m, base + pos + 1, 1);
    }
    return pos;
}

static uint16_t find_ext_cap(Machine *m, uint64_t base, uint16_t id)
{
    uint16_t pos = 0x100;
    uint32_t header;

    do {
        header = read_at(m, base + pos, 4);
        if (PCI_EXT_CAP_ID(header) == id) {
            return pos;
        }
        pos = PCI_EXT_CAP_NEXT(header);
    } while (pos);
    return 0;
}

uint32_t cfg_read(Machine *m, unsigned devfn, unsigned reg, unsigned len)
{
    return read_at(m, ecam(1, devfn, reg), len);
}

void cfg_write(Machine *m, unsigned devfn, unsigned reg, unsigned len,
               uint32_t val)
{
    write_at(m, ecam(1, devfn, reg), len, val);
}

uint16_t cfg_cap(Machine *m, unsigned devfn, uint8_t id)
{
    return find_cap(m, ecam(1, devfn, 0), id);
}

uint16_t cfg_ext_cap(Machine *m, unsigned devfn, uint16_t id)
{
    return find_ext_cap(m, ecam(1, devfn, 0), id);
}

static uint64_t port(unsigned reg)
{
    return ecam(0, PORT_DEVFN, reg);
}

static uint64_t port_exp(Machine *m, unsigned reg)
{
    return port(find_cap(m, port(0), PCI_CAP_ID_EXP)) + reg;
}

static uint64_t port_aer(Machine *m, unsigned reg)
{
    return port(find_ext_cap(m, port(0), PCI_EXT_CAP_ID_ERR)) + reg;
}

uint32_t port_read(Machine *m, unsigned reg, unsigned len)
{
    return read_at(m, port_exp(m, reg), len);
}

void port_write(Machine *m, unsigned reg, unsigned len, uint32_t val)
{
    write_at(m, port_exp(m, reg), len, val);
}

void port_serr(Machine *m)
{
    write_at(m, port(PCI_BRIDGE_CONTROL), 2, PCI_BRIDGE_CTL_SERR);
}

uint32_t port_error(Machine *m, unsigned reg)
{
    return read_at(m, port_aer(m, reg), 4);
}

void port_clear_errors(Machine *m)
{
    write_at(m, port_aer(m, PCI_ERR_ROOT_STATUS), 4, 0x7f);
}

uint64_t bar(unsigned devfn, unsigned index)
{
    unsigned i;

    for (i = 0; bars[i].index != index; i++) {
        g_assert_cmpuint(i + 1, <, ARRAY_SIZE(bars));
    }
    return devfn == PF_DEVFN ? bars[i].pf :
           bars[i].vf + (devfn - 1) * bars[i].vf_size;
}

void machine_map_pf(Machine *m)
{
    unsigned i;

    for (i = 0; i < ARRAY_SIZE(bars); i++) {
        cfg_write(m, PF_DEVFN, PCI_BASE_ADDRESS_0 + bars[i].index * 4, 4,
                  bars[i].pf);
        cfg_write(m, PF_DEVFN, m->sriov + PCI_SRIOV_BAR + bars[i].index * 4, 4,
                  bars[i].vf);
    }
    cfg_write(m, PF_DEVFN, PCI_COMMAND, 2,
              PCI_COMMAND_MEMORY | PCI_COMMAND_MASTER);
}

void machine_set_num_vfs(Machine *m, unsigned n)
{
    cfg_write(m, PF_DEVFN, m->sriov + PCI_SRIOV_CTRL, 2, 0);
    m->vfs = n;
    if (!n) {
        return;
    }
    cfg_write(m, PF_DEVFN, m->sriov + PCI_SRIOV_NUM_VF, 2, n);
    cfg_write(m, PF_DEVFN, m->sriov + PCI_SRIOV_CTRL, 2,
              PCI_SRIOV_CTRL_VFE | PCI_SRIOV_CTRL_MSE | PCI_SRIOV_CTRL_ARI);
}

void machine_enable_vfs(Machine *m, unsigned n)
{
    unsigned vf;

    machine_set_num_vfs(m, n);
    for (vf = 1; vf <= n; vf++) {
        cfg_write(m, vf, PCI_COMMAND, 2, PCI_COMMAND_MASTER);
    }
}

void machine_flr(Machine *m, unsigned devfn)
{
    uint16_t exp = cfg_cap(m, devfn, PCI_CAP_ID_EXP);

    cfg_write(m, devfn, exp + PCI_EXP_DEVCTL, 2, PCI_EXP_DEVCTL_BCR_FLR);
}

void machine_set_msix(Machine *m, unsigned devfn, bool enable)
{
    uint16_t msix = cfg_cap(m, devfn, PCI_CAP_ID_MSIX);

    cfg_write(m, devfn, msix + PCI_MSIX_FLAGS, 2,
              enable ? PCI_MSIX_FLAGS_ENABLE : 0);
}

static void write_vector(Machine *m, uint64_t entry, uint64_t addr,
                         uint32_t data)
{
    qtest_writel(m->qts, entry + PCI_MSIX_ENTRY_LOWER_ADDR, addr);
    qtest_writel(m->qts, entry + PCI_MSIX_ENTRY_UPPER_ADDR, addr >> 32);
    qtest_writel(m->qts, entry + PCI_MSIX_ENTRY_DATA, data);
    qtest_writel(m->qts, entry + PCI_MSIX_ENTRY_VECTOR_CTRL, 0);
}

void port_set_vector(Machine *m, uint64_t addr, uint32_t data)
{
    uint8_t msix = find_cap(m, port(0), PCI_CAP_ID_MSIX);

    qtest_writel(m->qts, port(PCI_BASE_ADDRESS_0), PORT_BAR);
    qtest_writew(m->qts, port(msix + PCI_MSIX_FLAGS), PCI_MSIX_FLAGS_ENABLE);
    write_vector(m, PORT_BAR, addr, data);
}

void machine_set_vector(Machine *m, unsigned devfn, unsigned vector,
                        uint64_t addr, uint32_t data)
{
    write_vector(m, bar(devfn, 1) + vector * PCI_MSIX_ENTRY_SIZE, addr, data);
}

/*
 * The request is a press of the slot's attention button; power off and
 * indicator off are the answer to it.
 */
void machine_unplug_pf(Machine *m)
{
    qtest_qmp_device_del_send(m->qts, "pf");
    port_write(m, PCI_EXP_SLTCTL, 2,
               PCI_EXP_SLTCTL_PWR_OFF | PCI_EXP_SLTCTL_PWR_IND_OFF);
    qtest_qmp_eventwait(m->qts, "DEVICE_DELETED");
}

/* What firmware does: the ECAM, and the root port's bus and window. */
static void init_pci(Machine *m)
{
    qtest_outl(m->qts, 0xcf8, 0x80000000 | (PCIEXBAR + 4));
    qtest_outl(m->qts, 0xcfc, 0);
    qtest_outl(m->qts, 0xcf8, 0x80000000 | PCIEXBAR);
    qtest_outl(m->qts, 0xcfc, ECAM | 1);

    qtest_writeb(m->qts, port(PCI_SECONDARY_BUS), 1);
    qtest_writeb(m->qts, port(PCI_SUBORDINATE_BUS), 1);
    qtest_writew(m->qts, port(PCI_MEMORY_BASE), WINDOW >> 16);
    qtest_writew(m->qts, port(PCI_MEMORY_LIMIT),
                 (WINDOW + WINDOW_SIZE - 1) >> 16);
    qtest_writew(m->qts, port(PCI_COMMAND),
                 PCI_COMMAND_MEMORY | PCI_COMMAND_MASTER);
}

Machine *machine_start_type(const char *type, const char *pf,
                            const char *args)
{
    Machine *m = g_new0(Machine, 1);
    int fd = g_file_open_tmp("sriov-XXXXXX.bin", &m->bios, NULL);

    /* The machine wants firmware to load, though nothing ever runs it. */
    g_assert_cmpint(fd, >=, 0);
    g_assert_cmpint(ftruncate(fd, 64 * 1024), ==, 0);
    close(fd);

    m->heap = HEAP;
    m->qts = qtest_initf("-machine q35 -m 512M -nodefaults -bios %s "
                         "-device pcie-root-port,id=rp,slot=1,addr=%d %s "
                         "-device virtio-%s-sriov-pci,id=pf,bus=rp%s%s",
                         m->bios, PORT_DEVFN >> 3, args, type, *pf ? "," : "",
                         pf);
    init_pci(m);
    m->sriov = cfg_ext_cap(m, PF_DEVFN, PCI_EXT_CAP_ID_SRIOV);
    g_assert_cmpuint(m->sriov, !=, 0);
    machine_map_pf(m);
    return m;
}

Machine *machine_start(const char *pf, const char *args)
{
    return machine_start_type("net", pf, args);
}

void machine_stop(Machine *m)
{
    qtest_quit(m->qts);
    unlink(m->bios);
    g_free(m->bios);
    g_free(m);
}
