// SPDX-License-Identifier: GPL-2.0-only
/*
 * Guests that write to their registers as fast as they can, and one that boots
 * beside them: the queue takes the VFs turn by turn, however much each has posted.
 */
/* needs: vfs=4 bind=all owner=virtio-owner group=owner */
#include <pthread.h>
#include <stdatomic.h>
#include <stdlib.h>

#include "check.h"
#include "hardware.h"
#include "registers.h"
#include "timing.h"
#include "vf.h"

#define GREEDY	   3
#define THREADS	   2 /* of each */
#define COMMAND_US "2000"
#define MS	   3000
#define READS_MAX  4000

static struct vf vfs[GREEDY + 1], *const modest = &vfs[GREEDY];
static pthread_t threads[GREEDY * THREADS];
static atomic_bool stop;

static int open_all(void **state)
{
	(void)state;
	hardware_good();
	for (int i = 0; i <= GREEDY; i++) {
		vf_open(&vfs[i], i + 1);
		enable_io(&vfs[i]);
	}
	return 0;
}

static int close_all(void **state)
{
	(void)state;
	hardware_good();
	for (int i = 0; i <= GREEDY; i++)
		vf_close(&vfs[i]);
	return 0;
}

static void *be_greedy(void *arg)
{
	uint16_t queue = 0;

	while (!stop)
		bar0_write(arg, REG_QUEUE_SELECT, &queue, sizeof(queue));
	return NULL;
}

static long long now_us(void)
{
	struct timespec ts;

	clock_gettime(CLOCK_MONOTONIC, &ts);
	return ts.tv_sec * 1000000LL + ts.tv_nsec / 1000;
}

static int ascending(const void *a, const void *b)
{
	return *(const int *)a - *(const int *)b;
}

/* Reads one after the other, and says how long they took. */
static int read_for_a_while(const char *what)
{
	static int took[READS_MAX];
	long long end = now_us() + MS * 1000LL;
	int n = 0;

	while (now_us() < end && n < READS_MAX) {
		long long start = now_us();
		uint16_t value;

		bar0_read(modest, REG_QUEUE_SIZE, &value, sizeof(value));
		took[n++] = now_us() - start;
	}
	qsort(took, n, sizeof(took[0]), ascending);
	print_message("%s: %d reads, us: median %d, 99%% %d, most %d\n", what,
		      n, took[n / 2], took[n * 99 / 100], took[n - 1]);
	return took[n / 2];
}

static void a_modest_guest_gets_its_turn(void **state)
{
	int alone, beside, share, greedy = 0;

	(void)state;
	hardware("command-delay-us", COMMAND_US);
	alone = read_for_a_while("alone");

	for (int i = 0; i < GREEDY * THREADS; i++)
		if (pthread_create(&threads[i], NULL, be_greedy,
				   &vfs[i % GREEDY]))
			fail_msg("cannot start a thread");
	nap_ms(500);
	count_from_zero();
	beside = read_for_a_while("beside 3 greedy guests");
	for (int i = 0; i < GREEDY; i++)
		greedy += counted_so_far(i + 1).common_write;
	share = counted_so_far(GREEDY + 1).common_read;
	stop = true;
	for (int i = 0; i < GREEDY * THREADS; i++)
		pthread_join(threads[i], NULL);

	print_message("commands: %d of the modest one, %d of each greedy one\n",
		      share, greedy / GREEDY);
	/* Each of four gets a quarter of the queue, and waits for a round of it. */
	if (share < greedy / GREEDY / 2)
		fail_msg("the modest guest got less than half of its share");
	if (beside > alone * (GREEDY + 1) * 2)
		fail_msg("the modest guest waits for more than two rounds");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(a_modest_guest_gets_its_turn,
						open_all, close_all),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
