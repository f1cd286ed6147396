// SPDX-License-Identifier: GPL-2.0-only
/* Steps of an explanation, and the driver's words for them. */
#include "explain/reason.h"
#include "explain/step.h"
#include "unit.h"

static void every_step_and_result_has_its_own_name(void **state)
{
	for (enum step_id i = 0; i < STEPS; i++) {
		assert_non_null(step_name(i));
		for (enum step_id j = 0; j < i; j++)
			assert_string_not_equal(step_name(i), step_name(j));
	}
	for (enum step_result i = 0; i <= STEP_UNNEEDED; i++) {
		assert_non_null(step_result_name(i));
		assert_non_null(step_result_mark(i));
		for (enum step_result j = 0; j < i; j++)
			assert_string_not_equal(step_result_mark(i),
						step_result_mark(j));
	}
}

static void the_worst_step_counts(void **state)
{
	struct step steps[STEPS] = {};

	step_ok(&steps[0], "as it has to be");
	step_todo(&steps[1], "not yet");
	assert_int_equal(step_worst(steps, 0, STEPS), STEP_OK);
	step_unknown(&steps[2], "who knows");
	assert_int_equal(step_worst(steps, 0, STEPS), STEP_UNKNOWN);
	step_failed(&steps[3], "in the way");
	step_unknown(&steps[4], "who knows");
	assert_int_equal(step_worst(steps, 0, STEPS), STEP_FAILED);
	/* but not the one behind the end */
	assert_int_equal(step_worst(steps, 0, 3), STEP_UNKNOWN);
	assert_int_equal(step_worst(steps, 4, STEPS), STEP_UNKNOWN);
}

static void a_new_finding_takes_the_old_fix_away(void **state)
{
	struct step step = {};

	step_failed(&step, "%d things", 2);
	advice_give(&step.fix, ADVICE_bind_vf, "do %s", "this");
	advice_give(&step.further, ADVICE_make_modules, "and that");
	assert_string_equal(step.found, "2 things");
	assert_string_equal(step.fix.text, "do this");
	step_ok(&step, "fine");
	assert_string_equal(step.found, "fine");
	assert_string_equal(step.fix.text, "");
	assert_string_equal(step.further.text, "");
}

static void advice_has_a_name_and_a_kind_of_its_own(void **state)
{
	assert_string_equal(advice_name(ADVICE_bind_vf), "bind_vf");
	assert_true(advice_is_command(ADVICE_bind_vf));
	assert_false(advice_is_command(ADVICE_make_modules));
	for (enum advice_id i = 0; i < ADVICES; i++)
		for (enum advice_id j = 0; j < i; j++)
			assert_string_not_equal(advice_name(i), advice_name(j));
}

static void words_have_their_steps(void **state)
{
	assert_int_equal(reason_step("not_vf"), STEP_BACKEND);
	assert_int_equal(reason_step("has_vfs"), STEP_FUNCTION);
	assert_int_equal(reason_step("pf_no_commands"), STEP_OPCODES);
}

static void words_that_are_not_known_have_none(void **state)
{
	static const char *const words[] = { "", "not_v", "not_vfs", "chosen" };

	for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++)
		assert_int_equal(reason_step(words[i]), STEP_MODE);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_step_and_result_has_its_own_name),
		cmocka_unit_test(the_worst_step_counts),
		cmocka_unit_test(a_new_finding_takes_the_old_fix_away),
		cmocka_unit_test(advice_has_a_name_and_a_kind_of_its_own),
		cmocka_unit_test(words_have_their_steps),
		cmocka_unit_test(words_that_are_not_known_have_none),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
