// SPDX-License-Identifier: GPL-2.0-only
/* What a device's status becomes, which failures are tried again, and when. */
#include "access_errors.h"
#include "retry.h"
#include "unit.h"

static void only_known_statuses_are_error_numbers(void **state)
{
	unsigned int status;

	assert_int_equal(access_err_of_status(0), 0);
	for (status = 1; status <= 0x10010; status++) {
		bool known = status == ENXIO || status == EAGAIN ||
			     status == ENOMEM || status == EBUSY ||
			     status == ENOSPC;

		assert_int_equal(access_err_of_status(status),
				 known ? -(int)status : -EINVAL);
	}
}

/* Or a device could make the driver believe that it had not answered. */
static void no_status_stands_for_a_missing_answer(void **state)
{
	unsigned int status;

	for (status = 0; status <= 0x10010; status++) {
		int err = access_err_of_status(status);

		assert_false(access_err_unsent(err));
		assert_int_not_equal(err, ACCESS_ERR_TIMEOUT);
		assert_int_not_equal(err, ACCESS_ERR_KILLED);
	}
}

static void what_was_not_sent_is_known(void **state)
{
	assert_true(access_err_unsent(ACCESS_ERR_LATE));
	assert_true(access_err_unsent(ACCESS_ERR_UNANSWERED));
	assert_true(access_err_unsent(ACCESS_ERR_FULL));
	assert_true(access_err_unsent(ACCESS_ERR_PF_GONE));
	assert_false(access_err_unsent(ACCESS_ERR_TIMEOUT));
	assert_false(access_err_unsent(ACCESS_ERR_KILLED));
	assert_false(access_err_unsent(0));
}

static void only_failures_that_pass_are_retried(void **state)
{
	int err;

	for (err = 0; err < 70000; err++) {
		bool passes = err == EAGAIN || err == EBUSY || err == ENOMEM;

		assert_int_equal(retry_worthwhile(-err), passes);
	}
}

static void the_delay_doubles_up_to_its_bound(void **state)
{
	static const unsigned int delays[] = { 1, 2, 4, 8, 16, 32, 64, 128 };
	unsigned int tries;

	for (tries = 1; tries <= 8; tries++)
		assert_int_equal(retry_delay_ms(tries), delays[tries - 1]);
	for (; tries < 1000; tries++)
		assert_int_equal(retry_delay_ms(tries), RETRY_DELAY_MAX_MS);
	assert_int_equal(retry_delay_ms(UINT32_MAX), RETRY_DELAY_MAX_MS);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(only_known_statuses_are_error_numbers),
		cmocka_unit_test(no_status_stands_for_a_missing_answer),
		cmocka_unit_test(what_was_not_sent_is_known),
		cmocka_unit_test(only_failures_that_pass_are_retried),
		cmocka_unit_test(the_delay_doubles_up_to_its_bound),
	};

	return cmocka_run_group_tests_name("access_errors", tests, NULL, NULL);
}
