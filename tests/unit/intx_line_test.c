// SPDX-License-Identifier: GPL-2.0-only
/* A level-triggered line: when it signals, and its saved form. */
#include <errno.h>

#include "intx_line.h"
#include "unit.h"

static void it_signals_once_until_unmasked(void **state)
{
	struct intx_line line = { 0 };

	assert_true(vvp_intx_line_raise(&line, INTX_ISR_QUEUE, true));
	assert_false(vvp_intx_line_raise(&line, INTX_ISR_QUEUE, true));
	assert_false(vvp_intx_line_raise(&line, INTX_ISR_CONFIG, true));
	assert_true(vvp_intx_line_unmask(&line, true));
	assert_false(vvp_intx_line_raise(&line, 0, true));
}

static void a_lowered_line_does_not_signal(void **state)
{
	struct intx_line line = { 0 };

	assert_false(vvp_intx_line_raise(&line, 0, true));
	assert_true(vvp_intx_line_raise(&line, INTX_ISR_QUEUE, true));
	assert_int_equal(vvp_intx_line_read_isr(&line), INTX_ISR_QUEUE);
	assert_int_equal(vvp_intx_line_read_isr(&line), 0);
	assert_false(vvp_intx_line_unmask(&line, true));
	assert_true(vvp_intx_line_raise(&line, INTX_ISR_CONFIG, true));
}

static void what_cannot_be_delivered_is_not_lost(void **state)
{
	struct intx_line line = { 0 };

	assert_false(vvp_intx_line_raise(&line, INTX_ISR_QUEUE, false));
	assert_false(line.masked);
	assert_true(vvp_intx_line_raise(&line, 0, true));
	assert_int_equal(vvp_intx_line_read_isr(&line), INTX_ISR_QUEUE);
}

static void every_state_comes_back(void **state)
{
	u8 isr, masked, saved[INTX_LINE_SAVED];

	for (isr = 0; isr <= INTX_ISR_ALL; isr++) {
		for (masked = 0; masked < 2; masked++) {
			struct intx_line line = { isr, masked }, back = { 0 };

			vvp_intx_line_save(&line, saved);
			assert_int_equal(vvp_intx_line_load(&back, saved,
							    sizeof(saved)),
					 0);
			assert_int_equal(back.isr, isr);
			assert_int_equal(back.masked, masked);
		}
	}
}

static void nothing_else_is_taken(void **state)
{
	static const u8 bits[] = { 4, 0 }, flags[] = { 1, 2 }, good[3] = { 0 };
	struct intx_line line = { INTX_ISR_CONFIG, true };

	assert_int_equal(vvp_intx_line_load(&line, bits, 2), -EINVAL);
	assert_int_equal(vvp_intx_line_load(&line, flags, 2), -EINVAL);
	assert_int_equal(vvp_intx_line_load(&line, good, 1), -EINVAL);
	assert_int_equal(vvp_intx_line_load(&line, good, 3), -EINVAL);
	assert_int_equal(vvp_intx_line_load(&line, good, 0), -EINVAL);
	assert_int_equal(line.isr, INTX_ISR_CONFIG);
	assert_true(line.masked);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(it_signals_once_until_unmasked),
		cmocka_unit_test(a_lowered_line_does_not_signal),
		cmocka_unit_test(what_cannot_be_delivered_is_not_lost),
		cmocka_unit_test(every_state_comes_back),
		cmocka_unit_test(nothing_else_is_taken),
	};

	return cmocka_run_group_tests_name("intx_line", tests, NULL, NULL);
}
