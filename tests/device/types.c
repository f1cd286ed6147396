/* SPDX-License-Identifier: GPL-2.0-only */

#include "qemu/osdep.h"
#include "types.h"

const Type types[] = {
    {
        .name = "net",
        .id = 1,
        .class = 0x0200,
        .queues = 3,
        .vf1 = "vf-netdevs=n1",
        .vf1_args = "-netdev hubport,id=n1,hubid=0",
        .config = "aaaaaabbccddeeeefghhiiiijjjj",
    }, {
        .name = "blk",
        .id = 2,
        .class = 0x0100,
        .queues = 1,
        .vf1 = "vf-drives=d1",
        .vf1_args = "-blockdev driver=null-co,node-name=d1,size=1048576,"
                    "read-zeroes=on",
        .config = "aaaaaaaabbbbccccddefgggghijjkkkklmnn"
                  "ooooppppqqqqrrrrsssstuuuvvvvwwwwxxxx"
                  "yyyyzzzzAAAABBBBCCCCDEEE",
    }, {
        .name = "console",
        .id = 3,
        .class = 0x0780,
        .queues = 4,
        .vf1 = "vf-chardevs=c1",
        .vf1_args = "-chardev null,id=c1",
        .config = "aabbccccdddd",
    }, {
        .name = "rng",
        .id = 4,
        .class = 0x00ff,
        .queues = 1,
        .config = "",
    }, {
        .name = "balloon",
        .id = 5,
        .class = 0x00ff,
        .queues = 2,
        .config = "aaaabbbbccccdddd",
    }, {
        .name = "scsi",
        .id = 8,
        .class = 0x0100,
        .queues = 3,
        .vf1 = "vf-drives=d1",
        .vf1_args = "-blockdev driver=null-co,node-name=d1,size=1048576,"
                    "read-zeroes=on",
        .config = "aaaabbbbccccddddeeeeffffgggghhiijjjj",
    }, {
        .name = "9p",
        .id = 9,
        .class = 0x0002,
        .queues = 1,
        .pf = "fsdev=f0,mount_tag=share",
        .args = "-fsdev local,id=f0,path=/tmp,security_model=none",
        .config = "aabbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb",
    },
};

const unsigned num_types = ARRAY_SIZE(types);

Machine *type_start(const Type *t, const char *pf, const char *args)
{
    g_autofree char *all_args = g_strdup_printf("%s %s", t->args ?: "", args);
    g_autofree char *all_pf = g_strdup_printf("%s%s%s", t->pf ?: "",
                                              t->pf && *pf ? "," : "", pf);

    return machine_start_type(t->name, all_pf, all_args);
}

const Type *type_find(const char *name)
{
    unsigned i;

    for (i = 0; strcmp(types[i].name, name); i++) {
        g_assert_cmpuint(i + 1, <, num_types);
    }
    return &types[i];
}
