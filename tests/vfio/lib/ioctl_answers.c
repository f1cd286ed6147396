// SPDX-License-Identifier: GPL-2.0-only
/* Ioctls that a sane VMM would not send, and what a driver answers. */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <unistd.h>

#include "check.h"
#include "ioctl_answers.h"
#include "rnd.h"

/* Not a new one each time: both drivers must be asked the same. */
#define SEED 20

/* Values that are near a limit of something. */
static const uint32_t limits[] = {
	0,	    1,		2,	    3,		4,	    5,
	6,	    7,		8,	    9,		10,	    12,
	15,	    16,		19,	    20,		24,	    31,
	32,	    33,		63,	    64,		128,	    4096,
	0x7ffffffe, 0x7fffffff, 0x80000000, 0xfffffffe, 0xffffffff,
};

static uint32_t limit(struct rnd *rnd)
{
	if (rnd_one_in(rnd, 4))
		return rnd_below(rnd, UINT32_MAX);
	return limits[rnd_below(rnd, ARRAY_SIZE(limits))];
}

struct ioctl_name {
	unsigned long number;
	const char *name;
	uint32_t size; /* an argsz that is right */
};

static const struct ioctl_name ioctls[] = {
	{ VFIO_DEVICE_GET_INFO, "GET_INFO", sizeof(struct vfio_device_info) },
	{ VFIO_DEVICE_GET_REGION_INFO, "GET_REGION_INFO",
	  sizeof(struct vfio_region_info) },
	{ VFIO_DEVICE_GET_IRQ_INFO, "GET_IRQ_INFO",
	  sizeof(struct vfio_irq_info) },
	{ VFIO_DEVICE_SET_IRQS, "SET_IRQS", sizeof(struct vfio_irq_set) },
	{ VFIO_DEVICE_GET_PCI_HOT_RESET_INFO, "GET_PCI_HOT_RESET_INFO",
	  sizeof(struct vfio_pci_hot_reset_info) },
	{ VFIO_DEVICE_PCI_HOT_RESET, "PCI_HOT_RESET",
	  sizeof(struct vfio_pci_hot_reset) },
	{ VFIO_DEVICE_FEATURE, "FEATURE", sizeof(struct vfio_device_feature) },
};

/*
 * One that exists, or any number of VFIO's; but RESET, which is slow, and
 * IOEVENTFD, which stock trusts too much.
 */
static struct ioctl_name pick_ioctl(struct rnd *rnd, char name[24])
{
	struct ioctl_name any = { 0 };

	if (!rnd_one_in(rnd, 8))
		return ioctls[rnd_below(rnd, ARRAY_SIZE(ioctls))];
	do {
		any.number = _IO(VFIO_TYPE, rnd_below(rnd, 256));
	} while (any.number == VFIO_DEVICE_RESET ||
		 any.number == VFIO_DEVICE_IOEVENTFD);
	snprintf(name, 24, "number %lu", any.number & 0xff);
	any.name = name;
	any.size = limit(rnd);
	return any;
}

/* Where an argument can be: see place_argument(). */
enum place { GOOD, READ_ONLY, CUT_OFF, NOWHERE, KERNEL };

static const char *const places[] = { "", ", read-only", ", cut off",
				      ", at NULL", ", in the kernel" };

static enum place pick_place(struct rnd *rnd)
{
	return rnd_one_in(rnd, 4) ? rnd_below(rnd, ARRAY_SIZE(places)) : GOOD;
}

/*
 * Two pages, of which the second is not there: an argument that is cut off has
 * its first words in the first.
 */
static void *place_argument(uint8_t *pages, enum place place,
			    const uint32_t *words, size_t have)
{
	size_t page = getpagesize();
	uint8_t *at = pages;

	if (place == NOWHERE)
		return NULL;
	if (place == KERNEL)
		return (void *)-4096ul;
	if (place == CUT_OFF)
		at = pages + page - have;
	mprotect(pages, page, PROT_READ | PROT_WRITE);
	memset(pages, 0, page);
	memcpy(at, words, place == CUT_OFF ? have : ANSWER_BYTES);
	if (place == READ_ONLY)
		mprotect(pages, page, PROT_READ);
	return at;
}

/* BAR0 and INTx, which the first index stands for. */
static bool is_about_what_stock_lacks(unsigned long number,
				      const uint32_t *words)
{
	return (number == VFIO_DEVICE_GET_REGION_INFO ||
		number == VFIO_DEVICE_GET_IRQ_INFO ||
		number == VFIO_DEVICE_SET_IRQS) &&
	       words[2] == 0;
}

static void ask(struct vf *vf, struct rnd *rnd, uint8_t *pages,
		struct answer *answer)
{
	uint32_t words[ANSWER_BYTES / 4];
	enum place place = pick_place(rnd);
	struct ioctl_name what;
	char name[24];
	void *arg;

	what = pick_ioctl(rnd, name);
	for (size_t i = 0; i < ARRAY_SIZE(words); i++)
		words[i] = limit(rnd);
	if (rnd_one_in(rnd, 2))
		words[0] = what.size + rnd_below(rnd, 3) * 8;
	if (what.number == VFIO_DEVICE_FEATURE && rnd_one_in(rnd, 2))
		words[1] = rnd_below(rnd, 12) |
			   (1 + rnd_below(rnd, 7)) * VFIO_DEVICE_FEATURE_GET;
	if (is_about_what_stock_lacks(what.number, words))
		words[2] = 1 + rnd_below(rnd, 12);

	snprintf(answer->question, sizeof(answer->question),
		 "%s argsz %#x, then %#x %#x %#x %#x%s", what.name, words[0],
		 words[1], words[2], words[3], words[4], places[place]);
	arg = place_argument(pages, place, words, 4 * (1 + rnd_below(rnd, 4)));
	answer->ret = ioctl(vf->device, what.number, arg);
	if (answer->ret < 0)
		answer->ret = -errno;
	if (place == GOOD)
		memcpy(answer->arg, arg, ANSWER_BYTES);
}

void take_answers(struct vf *vf, struct answer answers[ANSWERS])
{
	struct rnd rnd = rnd_make(SEED, 0);
	size_t page = getpagesize();
	uint8_t *pages;

	pages = mmap(NULL, 2 * page, PROT_READ | PROT_WRITE,
		     MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	assert_ptr_not_equal(pages, MAP_FAILED);
	munmap(pages + page, page);
	memset(answers, 0, ANSWERS * sizeof(*answers));
	for (int i = 0; i < ANSWERS; i++)
		ask(vf, &rnd, pages, &answers[i]);
	munmap(pages, page);
}

void check_answers(struct vf *vf, const char *variable)
{
	static struct answer stock[ANSWERS], ours[ANSWERS];
	const char *file = getenv(variable);
	FILE *f = file ? fopen(file, "r") : NULL;
	int good = 0;

	if (!f || fread(stock, sizeof(stock), 1, f) != 1)
		fail_msg("no answers of stock vfio-pci: %s",
			 file ? file : variable);
	fclose(f);

	take_answers(vf, ours);
	for (int i = 0; i < ANSWERS; i++) {
		assert_string_equal(ours[i].question, stock[i].question);
		check_equal(ours[i].ret, stock[i].ret, "%d: %s", i,
			    ours[i].question);
		if (memcmp(ours[i].arg, stock[i].arg, ANSWER_BYTES))
			fail_msg("%d: %s: another answer than stock's", i,
				 ours[i].question);
		good += !stock[i].ret;
	}
	/* Neither all refused nor all taken: the questions are worth asking. */
	assert_in_range(good, ANSWERS / 20, ANSWERS - ANSWERS / 4);
}
