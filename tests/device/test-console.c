/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Consoles: text both ways, and the emergency write.
 */

#include "qemu/osdep.h"
#include "qemu/sockets.h"
#include "standard-headers/linux/virtio_console.h"
#include "standard-headers/linux/virtio_pci.h"
#include "legacy.h"
#include "tests.h"

#define VFS 2
#define IN 0
#define OUT 1
#define EMERG_WR 8

typedef struct Console {
    Machine *m;
    Admin a;
    Ring in[VFS + 1], out[VFS + 1];
    int fd[VFS + 1];            /* the other ends of VF 1 and so on */
} Console;

static void console_driver(Console *c, unsigned vf)
{
    legacy_start(&c->a, vf, 0);
    legacy_queue(&c->a, vf, IN, &c->in[vf]);
    legacy_queue(&c->a, vf, OUT, &c->out[vf]);
    legacy_run(&c->a, vf);
}

static void console_start(Console *c)
{
    g_autoptr(GString) args = g_string_new(NULL);
    int sv[VFS + 1][2];
    unsigned vf;

    for (vf = 1; vf <= VFS; vf++) {
        g_assert_cmpint(socketpair(PF_UNIX, SOCK_STREAM, 0, sv[vf]), ==, 0);
        g_string_append_printf(args, "-chardev socket,id=c%u,fd=%d ", vf,
                               sv[vf][1]);
        c->fd[vf] = sv[vf][0];
    }
    c->m = machine_start_type("console", "vf-chardevs=c1:c2", args->str);
    for (vf = 1; vf <= VFS; vf++) {
        close(sv[vf][1]);
    }
    admin_start_all(&c->a, c->m, VFS + 1);
}

static void console_stop(Console *c)
{
    unsigned vf;

    machine_stop(c->m);
    for (vf = 1; vf <= VFS; vf++) {
        close(c->fd[vf]);
    }
}

static void expect_outside(Console *c, unsigned vf, const char *text)
{
    char got[64];

    g_assert_cmpint(recv(c->fd[vf], got, strlen(text), MSG_WAITALL), ==,
                    strlen(text));
    g_assert_cmpmem(got, strlen(text), text, strlen(text));
}

static void expect_silence(Console *c, unsigned vf)
{
    char got;

    g_assert_cmpint(recv(c->fd[vf], &got, 1, MSG_DONTWAIT), ==, -1);
}

static void say(Console *c, unsigned vf, const char *text)
{
    Part part = { legacy_buffer(&c->a, text, strlen(text)), strlen(text) };

    legacy_request(&c->a, vf, OUT, &c->out[vf], &part, 1);
}

static uint64_t offer_buffer(Console *c, unsigned vf)
{
    Part part = { legacy_buffer(&c->a, NULL, 64), 64, true };

    ring_add(&c->in[vf], &part, 1);
    legacy_kick(&c->a, vf, IN);
    return part.addr;
}

static void expect_inside(Console *c, unsigned vf, uint64_t addr,
                          const char *text)
{
    char got[64];
    uint32_t len;

    ring_wait(&c->in[vf]);
    ring_take(&c->in[vf], &len);
    g_assert_cmpuint(len, ==, strlen(text));
    qtest_memread(c->m->qts, addr, got, len);
    g_assert_cmpmem(got, len, text, len);
}

static void test_text(void)
{
    uint64_t buf[VFS + 1];
    unsigned vf;
    Console c;

    console_start(&c);
    for (vf = 1; vf <= VFS; vf++) {
        console_driver(&c, vf);
        buf[vf] = offer_buffer(&c, vf);
    }
    say(&c, 1, "one says");
    say(&c, 2, "two says");
    expect_outside(&c, 2, "two says");
    expect_outside(&c, 1, "one says");
    g_assert_cmpint(send(c.fd[2], "hear, two", 9, 0), ==, 9);
    expect_inside(&c, 2, buf[2], "hear, two");
    g_assert_cmpuint(ring_used(&c.in[1]), ==, 0);
    g_assert_cmpint(send(c.fd[1], "hear, one", 9, 0), ==, 9);
    expect_inside(&c, 1, buf[1], "hear, one");
    g_assert_cmphex(reg_read(&c.a, 1, VIRTIO_PCI_ISR, 1), ==, 1);
    /* more than one buffer's worth, both of them in order */
    buf[1] = offer_buffer(&c, 1);
    g_assert_cmpint(send(c.fd[1], "first", 5, 0), ==, 5);
    expect_inside(&c, 1, buf[1], "first");
    buf[1] = offer_buffer(&c, 1);
    g_assert_cmpint(send(c.fd[1], "second", 6, 0), ==, 6);
    expect_inside(&c, 1, buf[1], "second");
    g_assert_cmpuint(violations(c.m), ==, 0);
    console_stop(&c);
}

/* Just a console: no ports to be told of, one character in an emergency. */
static void test_config(void)
{
    uint32_t features;
    Console c;

    console_start(&c);
    features = reg_read(&c.a, 1, VIRTIO_PCI_HOST_FEATURES, 4);
    g_assert_false(features & 1u << VIRTIO_CONSOLE_F_SIZE);
    g_assert_false(features & 1u << VIRTIO_CONSOLE_F_MULTIPORT);
    g_assert_true(features & 1u << VIRTIO_CONSOLE_F_EMERG_WRITE);
    g_assert_cmpuint(config_read(&c.a, 1, 0, 2), ==, 0);
    g_assert_cmpuint(config_read(&c.a, 1, 2, 2), ==, 0);
    g_assert_cmpuint(config_read(&c.a, 1, 4, 4), ==, 1);

    /* by a driver that did nothing before */
    config_write(&c.a, 1, EMERG_WR, "!\0\0\0", 4);
    expect_outside(&c, 1, "!");
    config_write(&c.a, 2, EMERG_WR, "?", 1);
    expect_outside(&c, 2, "?");
    expect_silence(&c, 1);
    g_assert_cmpuint(config_read(&c.a, 1, EMERG_WR, 4), ==, 0);
    /* where there is no one to hear it */
    config_write(&c.a, 3, EMERG_WR, "?\0\0\0", 4);
    g_assert_cmpuint(violations(c.m), ==, 0);
    console_stop(&c);
}

/* After a reset nothing is said, and nothing is put into old buffers. */
static void test_reset(void)
{
    uint64_t buf, said;
    Part part;
    Console c;

    console_start(&c);
    console_driver(&c, 1);
    buf = offer_buffer(&c, 1);
    said = legacy_buffer(&c.a, "old", 3);
    part = (Part) { said, 3, false };
    ring_add(&c.out[1], &part, 1);
    reg_write(&c.a, 1, VIRTIO_PCI_STATUS, 0, 1);
    legacy_kick(&c.a, 1, OUT);
    legacy_kick(&c.a, 1, IN);
    g_assert_cmpint(send(c.fd[1], "x", 1, 0), ==, 1);
    qtest_clock_step(c.m->qts, 100000000);
    g_usleep(50000);
    expect_silence(&c, 1);
    g_assert_cmpuint(ring_used(&c.in[1]), ==, 0);
    g_assert_cmphex(qtest_readb(c.m->qts, buf), ==, 0xaa);
    console_driver(&c, 1);
    say(&c, 1, "new");
    expect_outside(&c, 1, "new");
    console_stop(&c);
}

void add_console_tests(void)
{
    qtest_add_func("/console/text", test_text);
    qtest_add_func("/console/config", test_config);
    qtest_add_func("/console/reset", test_reset);
}
