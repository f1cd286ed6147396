/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Packets through a VF, with a legacy driver's rings and 10-byte header.
 */

#include "qemu/osdep.h"
#include "qemu/sockets.h"
#include "standard-headers/linux/virtio_pci.h"
#include "legacy.h"
#include "tests.h"

#define HDR_LEN 10
#define PACKET_LEN 60
#define RX 0
#define TX 1

typedef struct Net {
    Machine *m;
    Admin a;
    Ring rx, tx;
    int fd;
    uint8_t packet[PACKET_LEN];
} Net;

static void net_start_with(Net *n, const char *props)
{
    g_autofree char *args = NULL;
    int sv[2];
    unsigned i;

    g_assert_cmpint(socketpair(PF_UNIX, SOCK_STREAM, 0, sv), ==, 0);
    args = g_strdup_printf("-netdev socket,id=n1,fd=%d", sv[1]);
    n->m = machine_start(props, args);
    close(sv[1]);
    n->fd = sv[0];
    admin_start_all(&n->a, n->m, 1);

    legacy_start(&n->a, 1, 1 << 5);
    legacy_queue(&n->a, 1, RX, &n->rx);
    legacy_queue(&n->a, 1, TX, &n->tx);
    legacy_run(&n->a, 1);

    for (i = 0; i < PACKET_LEN; i++) {
        n->packet[i] = i < 6 ? 0xff : i;
    }
}

static void net_start(Net *n)
{
    net_start_with(n, "vf-netdevs=n1,vf-mac=52:54:00:00:00:00");
}

static void net_stop(Net *n)
{
    close(n->fd);
    machine_stop(n->m);
}

static void net_send(Net *n)
{
    uint64_t buf = machine_alloc(n->m, HDR_LEN + PACKET_LEN, 16);
    Part parts[] = {
        { buf, HDR_LEN, false }, { buf + HDR_LEN, PACKET_LEN, false }
    };

    qtest_memwrite(n->m->qts, buf + HDR_LEN, n->packet, PACKET_LEN);
    ring_add(&n->tx, parts, 2);
}

/* The packet at the other end of the wire: its length, then itself. */
static void net_expect_packet(Net *n)
{
    uint8_t got[PACKET_LEN];
    uint32_t len;

    g_assert_cmpint(recv(n->fd, &len, 4, MSG_WAITALL), ==, 4);
    g_assert_cmpuint(ntohl(len), ==, PACKET_LEN);
    g_assert_cmpint(recv(n->fd, got, PACKET_LEN, MSG_WAITALL), ==, PACKET_LEN);
    g_assert_cmpmem(got, PACKET_LEN, n->packet, PACKET_LEN);
}

static void test_transmit(void)
{
    uint32_t len;
    unsigned i;
    Net n;

    /* by each kind of notification */
    net_start(&n);
    for (i = 0; i < 3; i++) {
        n.packet[12] = i;
        net_send(&n);
        if (i == 0) {
            qtest_writew(n.m->qts, bar(1, 2), TX);
        } else if (i == 1) {
            qtest_writew(n.m->qts, bar(PF_DEVFN, 2), TX);
        } else {
            reg_write(&n.a, 1, VIRTIO_PCI_QUEUE_NOTIFY, TX, 2);
        }
        net_expect_packet(&n);
        ring_wait(&n.tx);
        ring_take(&n.tx, &len);
    }
    g_assert_cmpuint(violations(n.m), ==, 0);
    net_stop(&n);
}

static void net_inject(Net *n)
{
    uint32_t len = htonl(PACKET_LEN);

    g_assert_cmpint(send(n->fd, &len, 4, 0), ==, 4);
    g_assert_cmpint(send(n->fd, n->packet, PACKET_LEN, 0), ==, PACKET_LEN);
}

static void test_receive(void)
{
    uint8_t got[HDR_LEN + PACKET_LEN], none[HDR_LEN] = { 0 };
    uint64_t buf;
    uint32_t len;
    Part part;
    Net n;

    net_start(&n);
    buf = machine_alloc(n.m, 2048, 16);
    part = (Part) { buf, 2048, true };
    ring_add(&n.rx, &part, 1);
    qtest_writew(n.m->qts, bar(1, 2), RX);
    net_inject(&n);
    ring_wait(&n.rx);
    ring_take(&n.rx, &len);
    g_assert_cmpuint(len, ==, HDR_LEN + PACKET_LEN);
    qtest_memread(n.m->qts, buf, got, sizeof(got));
    g_assert_cmpmem(got, HDR_LEN, none, HDR_LEN);
    g_assert_cmpmem(got + HDR_LEN, PACKET_LEN, n.packet, PACKET_LEN);
    g_assert_cmphex(reg_read(&n.a, 1, VIRTIO_PCI_ISR, 1), ==, 1);
    g_assert_cmphex(reg_read(&n.a, 1, VIRTIO_PCI_ISR, 1), ==, 0);
    net_stop(&n);
}

/* Without MRG_RXBUF and VERSION_1. */
static void test_header12(void)
{
    uint8_t got[PACKET_LEN];
    uint64_t buf;
    uint32_t len;
    Part part;
    Net n;

    net_start_with(&n, "vf-netdevs=n1,vf-header12=on");
    buf = machine_alloc(n.m, 2048, 16);
    part = (Part) { buf, 2048, true };
    ring_add(&n.rx, &part, 1);
    qtest_writew(n.m->qts, bar(1, 2), RX);
    net_inject(&n);
    ring_wait(&n.rx);
    ring_take(&n.rx, &len);
    g_assert_cmpuint(len, ==, 12 + PACKET_LEN);
    qtest_memread(n.m->qts, buf + 12, got, sizeof(got));
    g_assert_cmpmem(got, PACKET_LEN, n.packet, PACKET_LEN);
    net_stop(&n);
}

/* The queue's interrupt, on the vector that was chosen for it. */
static void test_interrupt(void)
{
    uint64_t buf, box;
    uint32_t len;
    Part part;
    Net n;

    net_start(&n);
    box = machine_alloc(n.m, 16, 16);
    buf = machine_alloc(n.m, 2048, 16);
    part = (Part) { buf, 2048, true };
    machine_set_msix(n.m, 1, true);
    machine_set_vector(n.m, 1, 1, box, 0x1234);
    reg_write(&n.a, 1, VIRTIO_PCI_QUEUE_SEL, RX, 2);
    reg_write(&n.a, 1, VIRTIO_MSI_QUEUE_VECTOR, 1, 2);
    ring_add(&n.rx, &part, 1);
    net_inject(&n);
    ring_wait(&n.rx);
    ring_take(&n.rx, &len);
    g_assert_cmphex(qtest_readl(n.m->qts, box), ==, 0x1234);
    net_stop(&n);
}

/* After a reset the rings are forgotten: nothing is sent, nothing written. */
static void test_reset_stops(void)
{
    uint64_t buf;
    uint8_t byte;
    Part part;
    Net n;

    net_start(&n);
    buf = machine_alloc(n.m, 2048, 16);
    part = (Part) { buf, 2048, true };
    ring_add(&n.rx, &part, 1);
    net_send(&n);
    reg_write(&n.a, 1, VIRTIO_PCI_STATUS, 0, 1);
    qtest_writew(n.m->qts, bar(1, 2), TX);
    qtest_writew(n.m->qts, bar(1, 2), RX);
    net_inject(&n);
    qtest_clock_step(n.m->qts, 100000000);
    g_usleep(50000);
    g_assert_cmpint(recv(n.fd, &byte, 1, MSG_DONTWAIT), ==, -1);
    g_assert_cmpuint(ring_used(&n.rx), ==, 0);
    g_assert_cmpuint(ring_used(&n.tx), ==, 0);
    net_stop(&n);
}

void add_net_tests(void)
{
    qtest_add_func("/net/transmit", test_transmit);
    qtest_add_func("/net/receive", test_receive);
    qtest_add_func("/net/header12", test_header12);
    qtest_add_func("/net/interrupt", test_interrupt);
    qtest_add_func("/net/reset-stops", test_reset_stops);
}
