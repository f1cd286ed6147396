// SPDX-License-Identifier: GPL-2.0-only
/* virtio-vfio explain: why a function is or is not transitional. */
#include <stdio.h>

#include "command.h"
#include "device/function.h"
#include "explain/explain.h"
#include "out.h"

static const char *const verdict_names[] = {
	[VERDICT_IS] = "transitional",	 [VERDICT_BLOCKED] = "blocked",
	[VERDICT_WOULD_BE] = "would-be", [VERDICT_NOT] = "not",
	[VERDICT_UNKNOWN] = "unknown",
};

static const char *const verdict_texts[] = {
	[VERDICT_IS] = "is transitional",
	[VERDICT_BLOCKED] = "is transitional, but cannot be opened",
	[VERDICT_WOULD_BE] = "will be transitional once it is bound",
	[VERDICT_NOT] = "is not transitional",
	[VERDICT_UNKNOWN] = "may be transitional once it is bound",
};

/* The fix as it is shown to people, and all advice with what programs know it by. */
static void put_advice(struct json_object *object, const struct step *step)
{
	const struct advice *const list[] = { &step->fix, &step->further };
	struct json_object *all = json_object_new_array(), *one;

	out_put_text(object, "fix", *step->fix.text ? step->fix.text : NULL);
	for (size_t i = 0; i < sizeof(list) / sizeof(list[0]); i++) {
		if (!*list[i]->text)
			continue;
		one = json_object_new_object();
		out_put_text(one, "advice", advice_name(list[i]->id));
		out_put_bool(one, "is_command", advice_is_command(list[i]->id));
		out_put_text(one, "text", list[i]->text);
		json_object_array_add(all, one);
	}
	json_object_object_add(object, "advice", all);
}

static struct json_object *migration_json(const struct migration *migration)
{
	struct json_object *object = json_object_new_object();
	const struct step *step = &migration->step;

	out_put_text(object, "result", step_result_name(step->result));
	out_put_text(object, "reason",
		     *migration->word ? migration->word : NULL);
	out_put_text(object, "found", *step->found ? step->found : NULL);
	put_advice(object, step);
	return object;
}

static struct json_object *json_of(const struct function *function,
				   const struct explanation *explanation)
{
	struct json_object *object = json_object_new_object();
	struct json_object *steps = json_object_new_array(), *one;

	out_put_text(object, "address", function->address);
	out_put_text(object, "verdict", verdict_names[explanation->verdict]);
	out_put_text(object, "mode",
		     *explanation->mode ? explanation->mode : NULL);
	out_put_text(object, "backend",
		     *explanation->backend ? explanation->backend : NULL);
	out_put_text(object, "mode_reason",
		     *explanation->reason ? explanation->reason : NULL);
	for (enum step_id i = 0; i < STEPS; i++) {
		const struct step *step = &explanation->steps[i];

		one = json_object_new_object();
		out_put_text(one, "step", step_name(i));
		out_put_text(one, "result", step_result_name(step->result));
		out_put_text(one, "found", *step->found ? step->found : NULL);
		put_advice(one, step);
		json_object_array_add(steps, one);
	}
	json_object_object_add(object, "steps", steps);
	json_object_object_add(object, "migration",
			       migration_json(&explanation->migration));
	return object;
}

static void print_advice(const char *head, const struct advice *advice)
{
	printf("  %-4s  %-12s  %s: %s\n", "", "", head, advice->text);
}

/* What the first advice of a step is for. */
static const char *head_of(enum step_result result)
{
	switch (result) {
	case STEP_TODO:
		return "do it";
	case STEP_OK:
		return "or";
	case STEP_UNNEEDED:
		return "for commands";
	default:
		return "fix it";
	}
}

/* Not at all of what cannot be had anyway. */
static void print_migration(const struct step *step)
{
	const char *head = "for that";

	if (step->result == STEP_SKIPPED)
		return;
	printf("  %-4s  %-12s  %s\n", step_result_mark(step->result),
	       "migration", step->found);
	if (!*step->fix.text)
		return;
	if (step->fix.id == ADVICE_replug)
		head = "instead";
	print_advice(head, &step->fix);
}

static void print_text(const struct function *function,
		       const struct explanation *explanation)
{
	printf("%s %s\n", function->address,
	       verdict_texts[explanation->verdict]);
	for (enum step_id i = 0; i < STEPS; i++) {
		const struct step *step = &explanation->steps[i];

		printf("  %-4s  %-12s  %s\n", step_result_mark(step->result),
		       step_name(i),
		       step->result == STEP_SKIPPED ? "not looked at"
						    : step->found);
		if (*step->fix.text)
			print_advice(head_of(step->result), &step->fix);
		if (*step->further.text)
			print_advice("then", &step->further);
	}
	print_migration(&explanation->migration.step);
}

static int run(const struct command *command, int argc, char **argv)
{
	struct explanation explanation;
	struct function function;
	struct functions all;
	struct json_object *object;
	int ret;

	command_option(command, argc, argv);
	if (argc - optind != 1)
		return command_misused(command, "it takes one function");
	ret = function_named_or_say(&function, argv[optind]);
	if (ret)
		return ret;

	functions_find(&all);
	explain_function(&explanation, &function, &all);
	functions_free(&all);
	if (out_is_json()) {
		object = json_of(&function, &explanation);
		out_json(object);
		json_object_put(object);
	} else {
		print_text(&function, &explanation);
	}

	switch (explanation.verdict) {
	case VERDICT_NOT:
	case VERDICT_BLOCKED:
		return EXIT_NO;
	case VERDICT_UNKNOWN:
		return EXIT_UNKNOWN;
	default:
		return EXIT_DONE;
	}
}

const struct command cmd_explain = {
	.name = "explain",
	.args = "DEVICE",
	.summary = "say why a function is or is not transitional, step by step",
	.run = run,
};
