// SPDX-License-Identifier: GPL-2.0-only
/* A thread that does nothing, all the time. */
#include <pthread.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>

#include "awake.h"

static pthread_t thread;
static volatile bool enough;

static void *spin(void *unused)
{
	while (!enough)
		;
	return unused;
}

void awake_begin(void)
{
	enough = false;
	if (pthread_create(&thread, NULL, spin, NULL)) {
		perror("pthread_create");
		exit(1);
	}
}

void awake_end(void)
{
	enough = true;
	pthread_join(thread, NULL);
}
