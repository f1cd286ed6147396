/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Capabilities, resource objects and device parts: each command, each part,
 * and what a driver must not do.
 */

#include "qemu/osdep.h"
#include "qemu/bswap.h"
#include "qobject/qdict.h"
#include "standard-headers/linux/pci_regs.h"
#include "standard-headers/linux/virtio_config.h"
#include "standard-headers/linux/virtio_pci.h"
#include "legacy.h"
#include "tests.h"
#include "types.h"
#include "vf-parts.h"

#define NO_VECTOR 0xffff
#define OPTIONAL 1

/* One more of that kind, and nothing else. */
static void expect_violation(Machine *m, const char *kind)
{
    g_assert_cmpuint(violations_of(m, kind), ==, 1);
    g_assert_cmpuint(violations(m), ==, 1);
    reset_counters(m);
}

static uint64_t self_list(Admin *a)
{
    Cmd c;

    cmd_init(&c, LIST_QUERY, 0);
    c.group = GROUP_SELF;
    c.result_len = 8;
    cmd_expect_ok(a, &c);
    return ldq_le_p(c.result);
}

static void self_use(Admin *a, uint64_t list, uint16_t status,
                     uint16_t qualifier)
{
    Cmd c;

    cmd_init(&c, LIST_USE, 0);
    c.group = GROUP_SELF;
    stq_le_p(c.data, list);
    c.data_len = 8;
    cmd_expect(a, &c, status, qualifier);
}

/* The types whose state is in parts, and those whose is not. */
static void test_offer(void)
{
    unsigned i;

    for (i = 0; i < num_types; i++) {
        bool has = strcmp(types[i].name, "9p") &&
                   strcmp(types[i].name, "balloon");
        Machine *m = type_start(&types[i], "", "");
        Admin a;

        admin_start(&a, m);
        g_assert_cmphex(list_query(&a), ==, has ? ALL_OPCODES : 0x7f);
        if (has) {
            g_assert_cmphex(self_list(&a), ==, 0x3 | CAP_OPCODES);
        } else {
            expect_simple(&a, LIST_QUERY, GROUP_SELF, 0, EINVAL_CMD,
                          Q_INVALID_GROUP);
        }
        machine_stop(m);
    }
}

static void test_self_list(void)
{
    Machine *m = machine_start("", "");
    Admin a;

    admin_start_all(&a, m, 1);
    /* What Linux does: counted and refused by the letter only. */
    expect_simple(&a, CAP_ID_LIST_QUERY, GROUP_SELF, 0, 0, 0);
    g_assert_cmpuint(violations(m), ==, 0);
    pf_set(m, "strict-self", "true");
    expect_simple(&a, CAP_ID_LIST_QUERY, GROUP_SELF, 0, EINVAL_CMD,
                  Q_INVALID_OPCODE);
    expect_violation(m, "self-list-use");

    self_use(&a, 0x3 | CAP_OPCODES | BIT(NOTIFY_INFO), EINVAL_CMD,
             Q_INVALID_FIELD);
    expect_violation(m, "list-use-unsupported");
    self_use(&a, 0x3 | BIT(CAP_ID_LIST_QUERY), 0, 0);
    expect_simple(&a, CAP_ID_LIST_QUERY, GROUP_SELF, 0, 0, 0);
    expect_simple(&a, DEVICE_CAP_GET, GROUP_SELF, 0, EINVAL_CMD,
                  Q_INVALID_OPCODE);
    expect_violation(m, "opcode-not-in-list");
    self_use(&a, 0x3 | CAP_OPCODES, 0, 0);
    expect_simple(&a, DEVICE_CAP_GET, GROUP_SELF, 0, 0, 0);
    g_assert_cmpuint(violations(m), ==, 0);
    /* Neither group's list is the other's. */
    expect_simple(&a, NOTIFY_INFO, GROUP_SRIOV, 1, 0, 0);
    expect_simple(&a, NOTIFY_INFO, GROUP_SELF, 1, EINVAL_CMD,
                  Q_INVALID_OPCODE);
    g_assert_cmpuint(violations_of(m, "opcode-not-in-list"), ==, 1);
    g_assert_cmpuint(violations_of(m, "reserved-field"), ==, 1);
    reset_counters(m);
    expect_simple(&a, DEVICE_CAP_GET, GROUP_SRIOV, 1, EINVAL_CMD,
                  Q_INVALID_OPCODE);
    expect_violation(m, "group-type");

    /* until the next reset */
    admin_start_all(&a, m, 1);
    expect_simple(&a, CAP_ID_LIST_QUERY, GROUP_SELF, 0, EINVAL_CMD,
                  Q_INVALID_OPCODE);
    expect_violation(m, "self-list-use");
    machine_stop(m);
}

static void cap_get(Admin *a, uint16_t id, Cmd *c)
{
    cmd_init(c, DEVICE_CAP_GET, 0);
    c->group = GROUP_SELF;
    stw_le_p(c->data, id);
    c->data_len = 8;
    c->result_len = 8;
    cmd_run(a, c);
}

static void test_capability(void)
{
    Machine *m = machine_start("parts-get-objects=9,parts-set-objects=4", "");
    Admin a;
    Cmd c;

    admin_start_all(&a, m, 1);
    cmd_init(&c, CAP_ID_LIST_QUERY, 0);
    c.group = GROUP_SELF;
    c.result_len = 8;
    cmd_expect_ok(&a, &c);
    g_assert_cmphex(ldq_le_p(c.result), ==, 1);

    cap_get(&a, 0, &c);
    g_assert_cmpuint(c.status, ==, 0);
    g_assert_cmpuint(c.used, ==, 8 + 2);
    g_assert_cmpuint(c.result[0], ==, 9);
    g_assert_cmpuint(c.result[1], ==, 4);
    cap_get(&a, 1, &c);
    g_assert_cmpuint(c.status, ==, ENXIO_CMD);
    cap_get(&a, 0x800, &c);
    g_assert_cmpuint(c.status, ==, ENXIO_CMD);

    cap_set(&c, 9, 4);
    cmd_expect_ok(&a, &c);
    cap_set(&c, 0, 0);
    cmd_expect_ok(&a, &c);
    /* As Linux has it, of 10 bytes. */
    cap_set(&c, 3, 2);
    c.data_len = 10;
    cmd_expect_ok(&a, &c);
    expect_violation(m, "buffer-size");
    cap_set(&c, 1, 1);
    stw_le_p(c.data, 1);
    cmd_expect(&a, &c, ENXIO_CMD, Q_INVALID_COMMAND);
    g_assert_cmpuint(violations(m), ==, 0);
    cap_set(&c, 10, 4);
    cmd_expect(&a, &c, EINVAL_CMD, Q_INVALID_FIELD);
    expect_violation(m, "capability-limit");
    cap_set(&c, 9, 5);
    cmd_expect(&a, &c, EINVAL_CMD, Q_INVALID_FIELD);
    expect_violation(m, "capability-limit");

    /* What failed has changed nothing: ids 0 to 2 to get. */
    object_create(&c, 1, 2, PARTS_OF_GET);
    cmd_expect_ok(&a, &c);
    object_create(&c, 1, 3, PARTS_OF_GET);
    cmd_expect(&a, &c, ENOSPC_CMD, Q_NORESOURCE);
    expect_violation(m, "object-limit");
    cap_set(&c, 3, 2);
    cmd_expect(&a, &c, EBUSY_CMD, Q_INVALID_COMMAND);
    expect_violation(m, "capability-objects");
    object_destroy(&c, 1, 2);
    cmd_expect_ok(&a, &c);
    cap_set(&c, 9, 4);
    cmd_expect_ok(&a, &c);
    g_assert_cmpuint(counter(m, "capability"), ==, 1);

    /* "Upon a device reset, the device MUST reset all driver capabilities." */
    admin_start_all(&a, m, 1);
    object_create(&c, 1, 0, PARTS_OF_GET);
    cmd_expect(&a, &c, ENOSPC_CMD, Q_NORESOURCE);
    expect_violation(m, "capability-missing");
    machine_stop(m);
}

static uint64_t objects(Machine *m)
{
    QDict *response = qtest_qmp(m->qts, "{'execute': 'qom-get', 'arguments': {"
                                "'path': '/machine/peripheral/pf',"
                                "'property': 'objects'}}");
    uint64_t n = qdict_get_int(response, "return");

    qobject_unref(response);
    return n;
}

static void test_objects(void)
{
    Machine *m = machine_start("parts-get-objects=3,parts-set-objects=2", "");
    unsigned i;
    Admin a;
    Cmd c;

    admin_start_all(&a, m, 2);
    cap_set(&c, 3, 2);
    cmd_expect_ok(&a, &c);
    /* Any order of ids, and both kinds share them. */
    object_create(&c, 1, 1, PARTS_OF_SET);
    cmd_expect_ok(&a, &c);
    object_create(&c, 2, 2, PARTS_OF_GET);
    cmd_expect_ok(&a, &c);
    object_create(&c, 2, 0, PARTS_OF_GET);
    cmd_expect_ok(&a, &c);
    g_assert_cmpuint(objects(m), ==, 3);
    object_create(&c, 1, 1, PARTS_OF_GET);
    cmd_expect(&a, &c, EEXIST_CMD, Q_INVALID_COMMAND);
    expect_violation(m, "object-exists");
    object_create(&c, 1, 2, PARTS_OF_SET);
    cmd_expect(&a, &c, EEXIST_CMD, Q_INVALID_COMMAND);
    expect_violation(m, "object-exists");
    object_create(&c, 1, 3, PARTS_OF_GET);
    cmd_expect(&a, &c, ENOSPC_CMD, Q_NORESOURCE);
    expect_violation(m, "object-limit");
    object_create(&c, 1, UINT32_MAX, PARTS_OF_SET);
    cmd_expect(&a, &c, ENOSPC_CMD, Q_NORESOURCE);
    expect_violation(m, "object-limit");

    /* Fields that cannot be. */
    object_create(&c, 1, 1, 2);
    cmd_expect(&a, &c, EINVAL_CMD, Q_INVALID_FIELD);
    object_create(&c, 1, 1, PARTS_OF_GET);
    stw_le_p(c.data, 1);
    cmd_expect(&a, &c, EINVAL_CMD, Q_INVALID_FIELD);
    g_assert_cmpuint(violations(m), ==, 0);
    object_create(&c, 1, 1, PARTS_OF_GET);
    c.data[8] = 1;
    cmd_expect(&a, &c, EINVAL_CMD, Q_INVALID_FIELD);
    expect_violation(m, "reserved-field");

    /* Each is of a member, and of a kind. */
    object_destroy(&c, 1, 2);
    cmd_expect(&a, &c, ENXIO_CMD, Q_INVALID_COMMAND);
    expect_violation(m, "object-unknown");
    parts_get(&c, 1, 2, GET_ALL);
    cmd_expect(&a, &c, ENXIO_CMD, Q_INVALID_COMMAND);
    expect_violation(m, "object-unknown");
    parts_get(&c, 1, 1, GET_ALL);
    cmd_expect(&a, &c, EINVAL_CMD, Q_INVALID_FIELD);
    expect_violation(m, "object-unknown");
    parts_metadata(&c, 1, 200, METADATA_SIZE);
    cmd_expect(&a, &c, ENXIO_CMD, Q_INVALID_COMMAND);
    expect_violation(m, "object-unknown");
    object_destroy(&c, 3, 2);
    cmd_expect(&a, &c, EINVAL_CMD, Q_INVALID_MEMBER);
    expect_violation(m, "member-range");

    /* An id is free again when its object is gone. */
    for (i = 0; i < 3; i++) {
        object_destroy(&c, 2, 2);
        cmd_expect_ok(&a, &c);
        object_destroy(&c, 2, 2);
        cmd_expect(&a, &c, ENXIO_CMD, Q_INVALID_COMMAND);
        object_create(&c, 2, 2, PARTS_OF_GET);
        cmd_expect_ok(&a, &c);
    }
    g_assert_cmpuint(counter(m, "members.2.object"), ==, 9);

    /* With the members they go, and with the owner's reset. */
    machine_enable_vfs(m, 0);
    g_assert_cmpuint(objects(m), ==, 0);
    machine_enable_vfs(m, 2);
    object_create(&c, 2, 2, PARTS_OF_GET);
    cmd_expect_ok(&a, &c);
    admin_start_all(&a, m, 2);
    g_assert_cmpuint(objects(m), ==, 0);
    machine_stop(m);
}

/* A legacy network driver in VF 1 that has done what there is. */
typedef struct Driver {
    Machine *m;
    Admin a;
    Ring rx, tx;
    uint32_t features;
} Driver;

static void driver_start(Driver *d, const char *props)
{
    d->m = machine_start(props, "");
    parts_start(&d->a, d->m, 2);
    machine_set_msix(d->m, 1, true);
    d->features = reg_read(&d->a, 1, VIRTIO_PCI_HOST_FEATURES, 4) &
                  (1u << 5 | 1u << 16);
    legacy_start(&d->a, 1, d->features);
    legacy_queue(&d->a, 1, 0, &d->rx);
    legacy_queue(&d->a, 1, 1, &d->tx);
    reg_write(&d->a, 1, VIRTIO_MSI_QUEUE_VECTOR, 2, 2);
    reg_write(&d->a, 1, VIRTIO_MSI_CONFIG_VECTOR, 1, 2);
    legacy_run(&d->a, 1);
}

static void expect_queue(Parts *p, unsigned n, unsigned size, uint16_t vector,
                         const Ring *r)
{
    uint8_t *q = part_value(p, VQ_CFG, n, 32);

    g_assert_nonnull(q);
    g_assert_cmpuint(lduw_le_p(q), ==, size);
    g_assert_cmphex(lduw_le_p(q + 2), ==, vector);
    g_assert_cmpuint(lduw_le_p(q + 4), ==, r != NULL);
    g_assert_cmpuint(lduw_le_p(q + 6), ==, 0);
    g_assert_cmphex(ldq_le_p(q + 8), ==, r ? r->desc : 0);
    g_assert_cmphex(ldq_le_p(q + 16), ==, r ? r->avail : 0);
    g_assert_cmphex(ldq_le_p(q + 24), ==, r ? r->used : 0);
    g_assert_cmphex(part_number(p, VQ_NOTIFY_CFG, n, 8), ==, n);
}

static void test_values(void)
{
    Driver d;
    Parts p;

    driver_start(&d, "");
    vf_stop(&d.a, 1);
    vf_save(&d.a, 1, &p);
    g_assert_cmphex((uint32_t)part_number(&p, DEV_FEATURES, 0, 8), ==,
                    reg_read(&d.a, 1, VIRTIO_PCI_HOST_FEATURES, 4));
    g_assert_cmphex(p.bytes[2], ==, OPTIONAL);
    g_assert_cmphex(part_number(&p, DRV_FEATURES, 0, 8), ==, d.features);
    g_assert_cmphex(part_number(&p, COMMON_CFG, 0, 4), ==, 0);
    g_assert_cmphex(part_number(&p, COMMON_CFG, 8, 4), ==, 0);
    g_assert_cmphex(part_number(&p, COMMON_CFG, 16, 2), ==, 1);
    g_assert_cmphex(part_number(&p, COMMON_CFG, 18, 2), ==, 3);
    g_assert_cmphex(part_number(&p, COMMON_CFG, 22, 2), ==, 1);
    g_assert_cmphex(part_number(&p, DEVICE_STATUS, 0, 1), ==, STATUS_RUNNING);
    expect_queue(&p, 0, 256, NO_VECTOR, &d.rx);
    expect_queue(&p, 1, 256, 2, &d.tx);
    expect_queue(&p, 2, 256, NO_VECTOR, NULL);
    g_assert_null(part_value(&p, VQ_CFG, 3, 32));
    /* No control queue, so nothing that it has set. */
    g_assert_cmpuint(parts_count(&p), ==, 2 + 5 + 1 + 3 + 3);
    g_assert_cmpuint(violations(d.m), ==, 0);

    /* "the device MUST clear all the device parts to the default value" */
    machine_flr(d.m, 1);
    vf_save(&d.a, 1, &p);
    g_assert_cmphex(part_number(&p, DRV_FEATURES, 0, 8), ==, 0);
    g_assert_cmphex(part_number(&p, DEVICE_STATUS, 0, 1), ==, 0);
    g_assert_cmphex(part_number(&p, COMMON_CFG, 16, 2), ==, NO_VECTOR);
    expect_queue(&p, 1, 256, NO_VECTOR, NULL);
    machine_stop(d.m);

    driver_start(&d, "parts-common=off");
    vf_stop(&d.a, 1);
    vf_save(&d.a, 1, &p);
    g_assert_null(part_value(&p, COMMON_CFG, 16, 2));
    g_assert_cmpuint(parts_count(&p), ==, 2 + 1 + 3 + 3);
    machine_stop(d.m);
}

static void test_metadata(void)
{
    unsigned i, at = 0, bytes = 8;
    uint32_t size, count;
    Driver d;
    Parts p;
    Cmd c;

    driver_start(&d, "");
    vf_save(&d.a, 1, &p);
    object_create(&c, 1, 0, PARTS_OF_GET);
    cmd_expect_ok(&d.a, &c);
    parts_metadata(&c, 1, 0, METADATA_SIZE);
    cmd_expect_ok(&d.a, &c);
    g_assert_cmpuint(c.used, ==, 8 + 8);
    size = ldl_le_p(c.result);
    g_assert_cmpuint(size, >=, p.len);
    g_assert_cmpuint(ldl_le_p(c.result + 4), ==, 0);
    parts_metadata(&c, 1, 0, METADATA_COUNT);
    cmd_expect_ok(&d.a, &c);
    count = ldl_le_p(c.result);
    g_assert_cmpuint(count, ==, parts_count(&p));
    parts_metadata(&c, 1, 0, METADATA_LIST);
    cmd_expect_ok(&d.a, &c);
    g_assert_cmpuint(ldl_le_p(c.result), ==, count);
    g_assert_cmpuint(c.used, ==, 8 + 8 + count * PART_HDR);
    for (i = 0; i < count; i++) {
        g_assert_cmpmem(c.result + bytes, PART_HDR, p.bytes + at, PART_HDR);
        at += PART_HDR + ldl_le_p(p.bytes + at + 12);
        bytes += PART_HDR;
    }

    /* "ENOMEM when the size of command_specific_result is not sufficient" */
    parts_metadata(&c, 1, 0, METADATA_LIST);
    c.result_len = count * PART_HDR;
    cmd_expect(&d.a, &c, ENOMEM_CMD, Q_INVALID_COMMAND);
    g_assert_cmpuint(c.used, ==, 8);
    parts_get(&c, 1, 0, GET_ALL);
    c.result_len = QEMU_ALIGN_DOWN(p.len - 1, 8);
    cmd_expect(&d.a, &c, ENOMEM_CMD, Q_INVALID_COMMAND);
    g_assert_cmpuint(violations_of(d.m, "parts-room"), ==, 2);
    parts_get(&c, 1, 0, GET_ALL);
    c.result_len = QEMU_ALIGN_UP(p.len, 8);
    cmd_expect_ok(&d.a, &c);

    parts_metadata(&c, 1, 0, METADATA_LIST + 1);
    cmd_expect(&d.a, &c, EINVAL_CMD, Q_INVALID_FIELD);
    parts_get(&c, 1, 0, GET_ALL + 1);
    cmd_expect(&d.a, &c, EINVAL_CMD, Q_INVALID_FIELD);
    machine_stop(d.m);
}

/* Those that are there, in the order of the table whatever was asked. */
static void test_selected(void)
{
    Parts p = { .len = 0 }, got;
    Driver d;
    Cmd c;

    driver_start(&d, "");
    part_add(&p, VQ_CFG, 0, 1, NULL, 0);
    part_add(&p, VQ_CFG, 0, 77, NULL, 0);
    part_add(&p, 0x1f0, 0, 0, NULL, 0);
    part_add(&p, DEVICE_STATUS, 0, 0, NULL, 0);
    object_create(&c, 1, 0, PARTS_OF_GET);
    cmd_expect_ok(&d.a, &c);
    parts_get(&c, 1, 0, GET_SELECTED);
    memcpy(c.data + 16, p.bytes, p.len);
    c.data_len = 16 + p.len;
    cmd_expect_ok(&d.a, &c);
    got.len = c.used - 8;
    memcpy(got.bytes, c.result, got.len);
    g_assert_cmpuint(got.len, ==, 2 * PART_HDR + 1 + 32);
    g_assert_cmphex(lduw_le_p(got.bytes), ==, DEVICE_STATUS);
    g_assert_cmphex(part_number(&got, DEVICE_STATUS, 0, 1), ==,
                    STATUS_RUNNING);
    g_assert_nonnull(part_value(&got, VQ_CFG, 1, 32));

    parts_get(&c, 1, 0, GET_SELECTED);
    cmd_expect_ok(&d.a, &c);
    g_assert_cmpuint(c.used, ==, 8);
    g_assert_cmpuint(violations(d.m), ==, 0);
    parts_get(&c, 1, 0, GET_SELECTED);
    c.data[16] = 1;
    c.data_len = 24;
    cmd_expect(&d.a, &c, EINVAL_CMD, Q_INVALID_FIELD);
    expect_violation(d.m, "parts-format");
    machine_stop(d.m);
}

/* Edit a value, or the header if @at is negative. */
static void edit(Parts *p, uint16_t type, uint64_t selector, unsigned len,
                 int at, unsigned size, uint64_t value)
{
    uint8_t *v = part_value(p, type, selector, len);

    g_assert_nonnull(v);
    stn_le_p(v + at, size, value);
}

static void test_set_checks(void)
{
    static const struct {
        uint16_t type;
        uint64_t selector;
        unsigned len;
        int at;
        unsigned size;
        uint64_t value;
        const char *violation;
    } cases[] = {
        { DEV_FEATURES, 0, 8, 0, 8, 0 },
        { DEV_FEATURES, 0, 8, -12, 1, 1 },              /* a selector */
        { DRV_FEATURES, 0, 8, 7, 1, 0x80 },             /* not offered */
        { COMMON_CFG, 16, 2, 0, 2, 4 },                 /* no such vector */
        { COMMON_CFG, 18, 2, 0, 2, 4 },                 /* read-only */
        { COMMON_CFG, 16, 2, -12, 1, 17 },              /* no field */
        { COMMON_CFG, 22, 2, -12, 1, 20 },              /* none of ours */
        { VQ_CFG, 1, 32, 0, 2, 128 },                   /* not a legacy size */
        { VQ_CFG, 1, 32, 0, 2, 0 },
        { VQ_CFG, 1, 32, 2, 2, 4 },                     /* no such vector */
        { VQ_CFG, 1, 32, 4, 2, 2 },
        { VQ_CFG, 1, 32, 4, 2, 0 },                     /* off, but there */
        { VQ_CFG, 1, 32, 6, 2, 1 },
        { VQ_CFG, 1, 32, 8, 1, 8 },                     /* not a page */
        { VQ_CFG, 1, 32, 8, 8, 0 },
        { VQ_CFG, 1, 32, 16, 1, 8 },                    /* not the layout */
        { VQ_CFG, 1, 32, 24, 1, 8 },
        { VQ_CFG, 2, 32, -12, 2, 3 },                   /* no such queue */
        { VQ_NOTIFY_CFG, 1, 8, 0, 2, 2 },
        { VQ_NOTIFY_CFG, 1, 8, 2, 2, 1 },
        { VQ_NOTIFY_CFG, 2, 8, -12, 2, 3 },
        { DEVICE_STATUS, 0, 1, -12, 1, 1 },
        { VQ_NOTIFY_CFG, 2, 8, -4, 4, 7 },              /* lengths */
        { VQ_NOTIFY_CFG, 2, 8, -4, 4, 9 },
        { VQ_NOTIFY_CFG, 2, 8, -4, 4, UINT32_MAX, "parts-format" },
        { DEV_FEATURES, 0, 8, -4, 4, UINT32_MAX, "parts-format" },
        { VQ_NOTIFY_CFG, 2, 8, -12, 2, 1, "parts-format" }, /* twice */
        { VQ_NOTIFY_CFG, 2, 8, -16, 2, 0x103, "parts-order" },
        { DEV_FEATURES, 0, 8, -16, 2, 0x200, "parts-order" },
        { VQ_NOTIFY_CFG, 2, 8, -16, 2, 0x1f0 },         /* mandatory */
        { VQ_NOTIFY_CFG, 2, 8, -16, 2, 0x200 },
        { DEVICE_STATUS, 0, 1, -14, 1, 2, "reserved-field" },
        { DEVICE_STATUS, 0, 1, -13, 1, 1, "reserved-field" },
    };
    Parts good, p, after;
    unsigned i;
    Driver d;

    driver_start(&d, "");
    vf_stop(&d.a, 1);
    vf_stop(&d.a, 2);
    vf_save(&d.a, 1, &good);
    vf_save(&d.a, 2, &after);
    for (i = 0; i < ARRAY_SIZE(cases); i++) {
        p = good;
        g_test_message("case %u", i);
        edit(&p, cases[i].type, cases[i].selector, cases[i].len, cases[i].at,
             cases[i].size, cases[i].value);
        reset_counters(d.m);
        vf_load_fails(&d.a, 2, &p, EINVAL_CMD);
        if (cases[i].violation) {
            expect_violation(d.m, cases[i].violation);
        } else {
            g_assert_cmpuint(violations(d.m), ==, 0);
        }
        /* "the device does not have any side effects" */
        vf_save(&d.a, 2, &p);
        g_assert_cmpmem(p.bytes, p.len, after.bytes, after.len);
    }
    reset_counters(d.m);
    vf_load(&d.a, 2, &good);
    vf_save(&d.a, 2, &p);
    g_assert_cmpmem(p.bytes, p.len, good.bytes, good.len);
    g_assert_cmpuint(violations(d.m), ==, 0);
    machine_stop(d.m);
}

/* Far more than any device has; each could be ignored. */
static void test_too_many(void)
{
    enum { N = 4097, LEN = 32 + N * PART_HDR };
    Machine *m = machine_start("", "");
    g_autofree uint8_t *out = g_malloc0(LEN);
    uint8_t in[8];
    unsigned i;
    Admin a;
    Cmd c;

    parts_start(&a, m, 1);
    vf_stop(&a, 1);
    object_create(&c, 1, 0, PARTS_OF_SET);
    cmd_expect_ok(&a, &c);
    stw_le_p(out, PARTS_SET);
    stw_le_p(out + 2, GROUP_SRIOV);
    stq_le_p(out + 16, 1);
    for (i = 0; i < N; i++) {
        out[32 + i * PART_HDR + 2] = OPTIONAL;
        stw_le_p(out + 32 + i * PART_HDR + 4, i);
    }
    admin_raw(&a, out, LEN, in, sizeof(in));
    g_assert_cmpuint(lduw_le_p(in), ==, EINVAL_CMD);
    expect_violation(m, "parts-format");
    admin_raw(&a, out, LEN - PART_HDR, in, sizeof(in));
    g_assert_cmpuint(lduw_le_p(in), ==, 0);
    g_assert_cmpuint(violations(m), ==, 0);
    machine_stop(m);
}

/* Registers are as they were until it resumes, and then as they were set. */
static void test_effect(void)
{
    Parts p, one = { .len = 0 };
    uint8_t status = 3;
    Driver d;

    driver_start(&d, "");
    machine_set_msix(d.m, 2, true);
    vf_stop(&d.a, 1);
    vf_save(&d.a, 1, &p);
    vf_stop(&d.a, 2);
    /* "allowing the same or different device parts to be set multiple times" */
    vf_load(&d.a, 2, &p);
    vf_load(&d.a, 2, &p);
    g_assert_cmphex(reg_read(&d.a, 2, VIRTIO_PCI_STATUS, 1), ==, 0);
    vf_resume(&d.a, 2);
    g_assert_cmphex(reg_read(&d.a, 2, VIRTIO_PCI_STATUS, 1), ==,
                    STATUS_RUNNING);
    g_assert_cmphex(reg_read(&d.a, 2, VIRTIO_PCI_GUEST_FEATURES, 4), ==,
                    d.features);
    g_assert_cmphex(reg_read(&d.a, 2, VIRTIO_MSI_CONFIG_VECTOR, 2), ==, 1);
    g_assert_cmphex(reg_read(&d.a, 2, VIRTIO_PCI_QUEUE_SEL, 2), ==, 1);
    g_assert_cmphex(reg_read(&d.a, 2, VIRTIO_PCI_QUEUE_PFN, 4), ==,
                    d.tx.desc >> 12);
    g_assert_cmphex(reg_read(&d.a, 2, VIRTIO_MSI_QUEUE_VECTOR, 2), ==, 2);
    reg_write(&d.a, 2, VIRTIO_PCI_QUEUE_SEL, 0, 2);
    g_assert_cmphex(reg_read(&d.a, 2, VIRTIO_PCI_QUEUE_PFN, 4), ==,
                    d.rx.desc >> 12);
    g_assert_cmphex(reg_read(&d.a, 2, VIRTIO_MSI_QUEUE_VECTOR, 2), ==,
                    NO_VECTOR);

    /* One part alone changes one thing. */
    vf_stop(&d.a, 2);
    part_add(&one, DEVICE_STATUS, 0, 0, &status, 1);
    vf_load(&d.a, 2, &one);
    vf_resume(&d.a, 2);
    g_assert_cmphex(reg_read(&d.a, 2, VIRTIO_PCI_STATUS, 1), ==, 3);
    g_assert_cmphex(reg_read(&d.a, 2, VIRTIO_PCI_QUEUE_PFN, 4), ==,
                    d.rx.desc >> 12);
    g_assert_cmpuint(violations(d.m), ==, 0);

    /* What was set goes with a reset. */
    vf_stop(&d.a, 2);
    vf_load(&d.a, 2, &p);
    reg_write(&d.a, 2, VIRTIO_PCI_STATUS, 0, 1);
    vf_stop(&d.a, 2);
    vf_resume(&d.a, 2);
    g_assert_cmphex(reg_read(&d.a, 2, VIRTIO_PCI_STATUS, 1), ==, 0);
    machine_stop(d.m);
}

static char *stopped(Machine *m)
{
    return pf_get_str(m, "stopped");
}

static void expect_stopped(Machine *m, const char *vfs)
{
    g_autofree char *s = stopped(m);

    g_assert_cmpstr(s, ==, vfs);
}

static void test_mode(void)
{
    Parts p;
    Driver d;
    Cmd c;

    driver_start(&d, "");
    /* "if the device is already stopped ... MUST complete successfully" */
    vf_resume(&d.a, 1);
    vf_stop(&d.a, 1);
    vf_stop(&d.a, 1);
    vf_stop(&d.a, 2);
    expect_stopped(d.m, "1,2");
    vf_save(&d.a, 1, &p);
    vf_load(&d.a, 2, &p);
    g_assert_cmpuint(violations(d.m), ==, 0);
    vf_resume(&d.a, 1);
    vf_resume(&d.a, 1);
    expect_stopped(d.m, "2");
    vf_load_fails(&d.a, 1, &p, EINVAL_CMD);
    expect_violation(d.m, "parts-running");

    mode_set(&c, 1, 2);
    cmd_expect(&d.a, &c, EINVAL_CMD, Q_INVALID_FIELD);
    mode_set(&c, 3, 1);
    cmd_expect(&d.a, &c, EINVAL_CMD, Q_INVALID_MEMBER);
    reset_counters(d.m);
    mode_set(&c, 1, 1);
    c.data_len = 1;                     /* as Linux has it */
    cmd_expect_ok(&d.a, &c);
    expect_violation(d.m, "buffer-size");
    expect_stopped(d.m, "1,2");
    machine_stop(d.m);
}

/* "The driver SHOULD NOT access"; it is answered all the same. */
static void test_config_access(void)
{
    Machine *m = machine_start("vf-mac=52:54:00:00:00:00", "");
    Admin a;

    parts_start(&a, m, 1);
    vf_stop(&a, 1);
    g_assert_cmphex(config_read(&a, 1, 5, 1), ==, 1);
    expect_violation(m, "stopped-config");
    config_write(&a, 1, 5, "\7", 1);
    expect_violation(m, "stopped-config");
    qtest_readb(m->qts, bar(1, 4) + 0x2000);
    expect_violation(m, "stopped-config");
    qtest_writeb(m->qts, bar(1, 4) + 0x2000, 1);
    g_assert_cmpuint(violations_of(m, "stopped-config"), ==, 1);
    reset_counters(m);
    /* The common configuration is another one. */
    reg_read(&a, 1, VIRTIO_PCI_STATUS, 1);
    qtest_readb(m->qts, bar(1, 4) + VIRTIO_PCI_COMMON_STATUS);
    vf_resume(&a, 1);
    config_read(&a, 1, 5, 1);
    g_assert_cmpuint(violations(m), ==, 0);
    machine_stop(m);
}

static void reset_by(Driver *d, unsigned how)
{
    switch (how) {
    case 0:
        reg_write(&d->a, 1, VIRTIO_PCI_STATUS, 0, 1);
        break;
    case 1:
        qtest_writeb(d->m->qts, bar(1, 4) + VIRTIO_PCI_COMMON_STATUS, 0);
        break;
    default:
        machine_flr(d->m, 1);
        break;
    }
}

static void test_resets(void)
{
    static const char *const kept[] = { "'no'", "'status'", "'always'" };
    unsigned i, how;
    Driver d;

    driver_start(&d, "");
    for (i = 0; i < ARRAY_SIZE(kept); i++) {
        pf_set(d.m, "stopped-kept", kept[i]);
        for (how = 0; how < 3; how++) {
            bool stays = i == 2 || (i == 1 && how < 2);

            vf_stop(&d.a, 1);
            reset_by(&d, how);
            expect_stopped(d.m, stays ? "1" : "");
            vf_resume(&d.a, 1);
            expect_stopped(d.m, "");
        }
    }
    /* The owner's reset is none of its members'. */
    vf_stop(&d.a, 1);
    admin_start(&d.a, d.m);
    expect_stopped(d.m, "1");
    machine_stop(d.m);
}

void add_parts_tests(void)
{
    qtest_add_func("/parts/offer", test_offer);
    qtest_add_func("/parts/self-list", test_self_list);
    qtest_add_func("/parts/capability", test_capability);
    qtest_add_func("/parts/objects", test_objects);
    qtest_add_func("/parts/values", test_values);
    qtest_add_func("/parts/metadata", test_metadata);
    qtest_add_func("/parts/selected", test_selected);
    qtest_add_func("/parts/set-checks", test_set_checks);
    qtest_add_func("/parts/too-many", test_too_many);
    qtest_add_func("/parts/effect", test_effect);
    qtest_add_func("/parts/mode", test_mode);
    qtest_add_func("/parts/config-access", test_config_access);
    qtest_add_func("/parts/resets", test_resets);
}
