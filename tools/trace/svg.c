// SPDX-License-Identifier: GPL-2.0-only
/*
 * Lanes one above the other, what happened with its name above them, the axis and the
 * legend below. The width of a text is that of so many characters of a font of which all
 * are as wide; a hundredth more, as fonts differ.
 */
#include <errno.h>
#include <math.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include "trace/axis.h"
#include "trace/label.h"
#include "trace/names.h"
#include "trace/svg.h"
#include "virtio/type.h"

#define CHARACTER    6.7
#define LINE	     15
#define MARGIN	     10
#define TITLES	     (17 * CHARACTER)
#define COUNTS	     (7 * CHARACTER)
#define LANE	     20
#define BAR	     16
#define HEADING	     20
#define COLUMN	     2
#define LABEL_ROWS   9
#define LABEL_HEIGHT 14
#define TICKS	     48
#define SWATCH	     16

/* The class of each look in the style sheet, and what the legend says of it. */
static const struct {
	const char *class;
	const char *legend;
} looks[PICTURE_LOOKS] = {
	[PICTURE_ASKED] = { "ask", "access, the device was asked" },
	[PICTURE_KNOWN] = { "kno", "access, the driver knew" },
	[PICTURE_TIMED] = { "tim", "as long as it took" },
	[PICTURE_POSTED] = { "pos", "posted, nobody waited" },
	[PICTURE_DOORBELL] = { "doo", "kick by doorbell" },
	[PICTURE_IOEVENTFD] = { "evt", "kick by ioeventfd" },
	[PICTURE_REGISTER] = { "reg", "kick by register or command" },
	[PICTURE_INTERRUPT] = { "int", "interrupt" },
	[PICTURE_STEP] = { "stp", "step of a migration" },
	[PICTURE_STOPPED] = { "std", "device stopped" },
	[PICTURE_FAILED] = { "bad", "failed" },
};

static const char *const style[] = {
	"text{font:11px 'DejaVu Sans Mono',Menlo,Consolas,'Liberation Mono',monospace;fill:#333}",
	".t{font-size:14px;font-weight:bold}",
	".h{font-weight:bold;fill:#111}",
	".n{fill:#777}",
	".e{text-anchor:end}",
	".m{text-anchor:middle}",
	"path{fill:none;stroke-width:2}",
	".grid{stroke:#e4e4e4;stroke-width:1}",
	".line{stroke:#999;stroke-width:1}",
	".lead{stroke:#bbb;stroke-width:1}",
	".ask{stroke:#0072b2}",
	".kno{stroke:#8cc8ec}",
	".tim{stroke:#2f4b7c}",
	".pos{stroke:#e69f00}",
	".doo{stroke:#009e73}",
	".evt{stroke:#5b4bb3}",
	".reg{stroke:#e69f00}",
	".int{stroke:#cc79a7}",
	".stp{stroke:#8c564b}",
	".std{stroke:#b5a7a1}",
	".bad{stroke:#d00000}",
	".wide{stroke-width:16}",
	".dot{fill:#333;stroke:none}",
	".baddot{fill:#d00000;stroke:none}",
	".badtext{fill:#d00000}",
	".lost{fill:#f2c200;opacity:.4}",
	".lostswatch{stroke:#f2c200;opacity:.5}",
	".gap{fill:#f3f3f3}",
	".zig{stroke:#aaa;stroke-width:1}",
};

/**
 * struct column - of so many pixels of a lane
 * @count: of each look
 */
struct column {
	uint32_t count[PICTURE_LOOKS];
};

/**
 * struct svg - one that is drawn
 * @to: where
 * @picture: of what
 * @head: and what else is said
 * @axis: the time
 * @left: where it begins; pixels
 * @width: of it
 * @right: the right border of the picture
 * @y: so far down everything is drawn
 * @top: where the lanes begin, with what happened
 * @columns: of one lane
 * @nr_columns: their number
 * @most: in any column of any lane
 * @seen: looks that there are
 * @without: names that had no room
 */
struct svg {
	FILE *to;
	const struct picture *picture;
	const struct svg_head *head;
	struct axis axis;
	double left;
	double width;
	double right;
	double y;
	double top;
	struct column *columns;
	size_t nr_columns;
	uint32_t most;
	bool seen[PICTURE_LOOKS];
	size_t without;
};

/* "µ" has two bytes, of which the second one does not count. */
static double width_of(const char *text)
{
	size_t nr = 0;

	for (; *text; text++)
		nr += (*text & 0xc0) != 0x80;
	return nr * CHARACTER;
}

static void escape(FILE *to, const char *text)
{
	for (; *text; text++) {
		switch (*text) {
		case '&':
			fputs("&amp;", to);
			break;
		case '<':
			fputs("&lt;", to);
			break;
		case '>':
			fputs("&gt;", to);
			break;
		case '"':
			fputs("&quot;", to);
			break;
		default:
			fputc(*text, to);
		}
	}
}

static void put_text(struct svg *svg, double x, double y, const char *class,
		     const char *text)
{
	fprintf(svg->to, "<text x=\"%.1f\" y=\"%.1f\"", x, y);
	if (*class)
		fprintf(svg->to, " class=\"%s\"", class);
	fputc('>', svg->to);
	escape(svg->to, text);
	fputs("</text>\n", svg->to);
}

/* One piece after the other, with a new line where there is no room. */
struct flow {
	double x;
	double y;
};

/* Moves on to where a piece of this width has room. */
static void flow_to(struct svg *svg, struct flow *flow, double width)
{
	if (flow->x > MARGIN && flow->x + width > svg->right - MARGIN) {
		flow->x = MARGIN;
		flow->y += LINE;
	}
}

static void say(struct svg *svg, struct flow *flow, const char *class,
		const char *fmt, ...)
{
	char text[96];
	va_list args;

	va_start(args, fmt);
	vsnprintf(text, sizeof(text), fmt, args);
	va_end(args);
	flow_to(svg, flow, width_of(text));
	put_text(svg, flow->x, flow->y, class, text);
	flow->x += width_of(text) + 2 * CHARACTER;
}

static unsigned long long count_of(const struct picture *picture,
				   enum picture_kind kind)
{
	unsigned long long count = 0;

	for (size_t i = 0; i < picture->nr_lanes; i++)
		if (picture->lanes[i].kind == kind)
			count += picture->lanes[i].count;
	return count;
}

static void say_count(struct svg *svg, struct flow *flow,
		      unsigned long long count, const char *what)
{
	say(svg, flow, "", "%llu %s%s", count, what, count == 1 ? "" : "s");
}

static void draw_head(struct svg *svg)
{
	const struct picture *picture = svg->picture;
	unsigned long long backend = count_of(picture, PICTURE_BACKEND);
	struct flow flow = { .x = MARGIN, .y = 2 * MARGIN + LINE };
	const char *way = names_backend(picture->backend);
	char text[AXIS_TEXT], title[80];

	snprintf(title, sizeof(title), "%s  %s%s%s", svg->head->address,
		 type_name(svg->head->virtio_id), way ? ", backend " : "",
		 way ? way : "");
	put_text(svg, MARGIN, 2 * MARGIN, "t", title);
	axis_text(text, sizeof(text), picture->end - picture->begin, 0);
	say(svg, &flow, "", "%s in all:", text);
	say_count(svg, &flow, count_of(picture, PICTURE_READ), "read");
	say_count(svg, &flow, count_of(picture, PICTURE_WRITE), "write");
	if (backend) {
		axis_text(text, sizeof(text), picture->took, 0);
		say(svg, &flow, "", "%llu %s%s, %s",
		    picture->commands ? (unsigned long long)picture->commands
				      : backend,
		    picture->commands ? "command" : "register access",
		    backend == 1	? ""
		    : picture->commands ? "s"
					: "es",
		    text);
	}
	say_count(svg, &flow, count_of(picture, PICTURE_KICK), "kick");
	say_count(svg, &flow,
		  count_of(picture, PICTURE_INTX) +
			  count_of(picture, PICTURE_VECTOR),
		  "interrupt");
	say(svg, &flow, picture->failures ? "badtext" : "", "%llu failure%s",
	    (unsigned long long)picture->failures,
	    picture->failures == 1 ? "" : "s");
	svg->y = flow.y + MARGIN;
}

static void mark_text(char *text, size_t size, const struct picture_mark *mark)
{
	if (mark->count > 1)
		snprintf(text, size, "%s, %u times", mark->text, mark->count);
	else
		snprintf(text, size, "%s", mark->text);
}

static void draw_mark(struct svg *svg, const struct picture_mark *mark,
		      const struct label *label, double base)
{
	double y = base - MARGIN - label->row * LABEL_HEIGHT;
	char text[PICTURE_NAME + 24];

	fprintf(svg->to,
		"<circle cx=\"%.1f\" cy=\"%.1f\" r=\"2.5\" class=\"%s\"/>\n",
		label->x, base, mark->failed ? "baddot" : "dot");
	if (label->row < 0)
		return;
	mark_text(text, sizeof(text), mark);
	fprintf(svg->to, "<path class=\"lead\" d=\"M%.1f %.1fV%.1f\"/>\n",
		label->x, base - 3, y - 8);
	put_text(svg, label->left, y, mark->failed ? "badtext" : "", text);
}

/* What happened, and then, where there is room, what failed. */
static void draw_marks(struct svg *svg)
{
	static struct label labels[2 * PICTURE_MARKS];
	const struct picture_mark *mark;
	const struct label_room room = {
		.left = svg->left,
		.right = svg->right - MARGIN,
		.rows = LABEL_ROWS,
	};
	char text[PICTURE_NAME + 24];
	size_t nr = 0, first = 0;
	double base;
	int rows = 0;

	for (int failed = 0; failed < 2; failed++) {
		for (size_t i = 0; i < svg->picture->nr_marks[failed]; i++) {
			mark = &svg->picture->marks[failed][i];
			mark_text(text, sizeof(text), mark);
			labels[nr].x = axis_x(&svg->axis, mark->ns);
			labels[nr++].width = width_of(text);
		}
		svg->without += labels_place(labels, first, nr, &room);
		first = nr;
	}
	for (size_t i = 0; i < nr; i++)
		if (labels[i].row >= rows)
			rows = labels[i].row + 1;
	svg->top = svg->y;
	base = svg->y + rows * LABEL_HEIGHT + MARGIN;
	fprintf(svg->to, "<path class=\"line\" d=\"M%.1f %.1fH%.1f\"/>\n",
		svg->left, base, svg->left + svg->width);
	put_text(svg, MARGIN, base + 4, "h", "device status");
	first = svg->picture->nr_marks[0];
	/* those that have failed are on top */
	for (size_t i = 0; i < nr; i++) {
		mark = i < first ? &svg->picture->marks[0][i]
				 : &svg->picture->marks[1][i - first];
		draw_mark(svg, mark, &labels[i], base);
	}
	svg->y = base + MARGIN;
}

static size_t column_of(const struct svg *svg, uint64_t ns)
{
	double x = axis_x(&svg->axis, ns) - svg->left;
	size_t column = x > 0 ? x / COLUMN : 0;

	return column < svg->nr_columns ? column : svg->nr_columns - 1;
}

static void fill_columns(struct svg *svg, const struct picture_lane *lane)
{
	const struct picture_span *span;
	size_t first, last;

	memset(svg->columns, 0, svg->nr_columns * sizeof(*svg->columns));
	for (size_t i = 0; i < lane->nr; i++) {
		uint32_t count;

		span = &lane->spans[i];
		first = column_of(svg, span->begin);
		last = column_of(svg, span->end);
		count = span->count / (last - first + 1);
		for (; first <= last; first++)
			svg->columns[first].count[span->look] += count ? count
								       : 1;
	}
}

/* The look that it has: what failed is seen in any case. */
static int look_of(const struct column *column, uint32_t *count)
{
	int look = -1;

	*count = 0;
	for (int i = 0; i < PICTURE_LOOKS; i++) {
		*count += column->count[i];
		if (column->count[i] &&
		    (look < 0 || i == PICTURE_FAILED ||
		     column->count[i] > column->count[look]))
			look = i;
	}
	return look;
}

/* Of those, each is as long as it took; of others there are so many at a time. */
static bool has_lengths(const struct picture_lane *lane)
{
	return lane->kind == PICTURE_BACKEND || lane->kind == PICTURE_MIGRATION;
}

static void find_most(struct svg *svg)
{
	uint32_t count;

	svg->most = 1;
	for (size_t i = 0; i < svg->picture->nr_lanes; i++) {
		if (has_lengths(&svg->picture->lanes[i]) ||
		    svg->picture->lanes[i].kind == PICTURE_LOST)
			continue;
		fill_columns(svg, &svg->picture->lanes[i]);
		for (size_t j = 0; j < svg->nr_columns; j++) {
			look_of(&svg->columns[j], &count);
			if (count > svg->most)
				svg->most = count;
		}
	}
}

/* Of a bar; by the logarithm, as one is to be seen beside thousands. */
static double height_of(const struct svg *svg, uint32_t count)
{
	double height = BAR * (1 + log2(count)) / (1 + log2(svg->most));

	return height < 4 ? 4 : height;
}

static void draw_bars(struct svg *svg, const struct picture_lane *lane)
{
	bool any;

	fill_columns(svg, lane);
	for (int look = 0; look < PICTURE_LOOKS; look++) {
		any = false;
		for (size_t i = 0; i < svg->nr_columns; i++) {
			uint32_t count;

			if (look_of(&svg->columns[i], &count) != look)
				continue;
			if (!any)
				fprintf(svg->to, "<path class=\"%s\" d=\"",
					looks[look].class);
			fprintf(svg->to, "M%.0f %.0fv-%.1f",
				svg->left + i * COLUMN + COLUMN / 2.0,
				svg->y + LANE - 2, height_of(svg, count));
			any = true;
		}
		svg->seen[look] |= any;
		if (any)
			fputs("\"/>\n", svg->to);
	}
}

/* Those of one look; what is closer than can be seen is drawn as one. */
static void draw_lengths_of(struct svg *svg, const struct picture_lane *lane,
			    int look)
{
	double begin = 0, end = -1, x, x_end;
	bool any = false;

	for (size_t i = 0; i < lane->nr; i++) {
		if (lane->spans[i].look != look)
			continue;
		x = axis_x(&svg->axis, lane->spans[i].begin);
		x_end = axis_x(&svg->axis, lane->spans[i].end);
		if (x_end < x + 1.5)
			x_end = x + 1.5;
		if (!any)
			fprintf(svg->to, "<path class=\"%s wide\" d=\"",
				looks[look].class);
		if (any && x < end + 0.5) {
			if (x_end > end)
				end = x_end;
			continue;
		}
		if (any)
			fprintf(svg->to, "M%.1f %.0fh%.1f", begin,
				svg->y + LANE / 2, end - begin);
		begin = x;
		end = x_end;
		any = true;
	}
	svg->seen[look] |= any;
	if (any)
		fprintf(svg->to, "M%.1f %.0fh%.1f\"/>\n", begin,
			svg->y + LANE / 2, end - begin);
}

static void draw_lane(struct svg *svg, const struct picture_lane *lane,
		      const char *title)
{
	char count[24];

	put_text(svg, MARGIN + CHARACTER, svg->y + 14, "", title);
	if (lane->count < 10000000)
		snprintf(count, sizeof(count), "%llu",
			 (unsigned long long)lane->count);
	else
		snprintf(count, sizeof(count), "%.3gG", lane->count / 1e9);
	put_text(svg, svg->right - MARGIN, svg->y + 14, "n e", count);
	if (has_lengths(lane)) {
		for (int look = 0; look < PICTURE_LOOKS; look++)
			draw_lengths_of(svg, lane, look);
	} else {
		draw_bars(svg, lane);
	}
	svg->y += LANE;
	fprintf(svg->to, "<path class=\"grid\" d=\"M%.1f %.1fH%.1f\"/>\n",
		svg->left, svg->y - 1, svg->left + svg->width);
}

static void draw_heading(struct svg *svg, const char *text)
{
	put_text(svg, MARGIN, svg->y + 14, "h", text);
	svg->y += HEADING;
}

/* "queue 0", "queues 0-2": those that have the vector; nothing if that is too long. */
static void queues_of(char *text, size_t size, const struct picture *picture,
		      unsigned int vector)
{
	int first = -1, last = -1;

	*text = '\0';
	for (int i = 0; i < PICTURE_EACH; i++) {
		if (picture->vectors[i] != vector + 1)
			continue;
		if (first < 0)
			first = i;
		else if (last != i - 1)
			return;
		last = i;
	}
	if (first >= 0 && first == last)
		snprintf(text, size, "queue %d", first);
	else if (first >= 0)
		snprintf(text, size, "queues %d-%d", first, last);
}

/* A vector has no queue of its own: the guest has given it to one, or several. */
static void vector_title(char *text, size_t size, const struct picture *picture,
			 unsigned int vector)
{
	if (vector == PICTURE_EACH) {
		snprintf(text, size, "other vectors");
		return;
	}
	queues_of(text, size, picture, vector);
	if (*text)
		return;
	if (picture->config_vector == vector + 1)
		snprintf(text, size, "configuration");
	else
		snprintf(text, size, "vector %u", vector);
}

static void title_of(char *text, size_t size, const struct picture *picture,
		     const struct picture_lane *lane)
{
	switch (lane->kind) {
	case PICTURE_READ:
		snprintf(text, size, "reads");
		break;
	case PICTURE_WRITE:
		snprintf(text, size, "writes");
		break;
	case PICTURE_BACKEND:
		snprintf(text, size, "%s",
			 lane->number < ACCESS_KINDS
				 ? names_access(lane->number)
				 : "others");
		break;
	case PICTURE_KICK:
		if (lane->number < PICTURE_EACH)
			snprintf(text, size, "queue %u", lane->number);
		else
			snprintf(text, size, "other queues");
		break;
	case PICTURE_INTX:
		snprintf(text, size, "INTx");
		break;
	case PICTURE_MIGRATION:
		snprintf(text, size, "%s",
			 lane->number == PICTURE_STEPS ? "steps" : "stopped");
		break;
	default:
		vector_title(text, size, picture, lane->number);
	}
}

static void draw_kind(struct svg *svg, enum picture_kind kind,
		      const char *heading)
{
	const struct picture_lane *lane;
	char title[20];

	for (unsigned int i = 0; i <= PICTURE_EACH; i++) {
		lane = picture_lane(svg->picture, kind, i);
		if (!lane)
			continue;
		if (heading)
			draw_heading(svg, heading);
		heading = NULL;
		title_of(title, sizeof(title), svg->picture, lane);
		draw_lane(svg, lane, title);
	}
}

static void draw_lanes(struct svg *svg)
{
	const struct picture *picture = svg->picture;
	bool reads = picture_lane(picture, PICTURE_READ, 0);
	bool intx = picture_lane(picture, PICTURE_INTX, 0);

	draw_kind(svg, PICTURE_READ, "guest's accesses");
	draw_kind(svg, PICTURE_WRITE, reads ? NULL : "guest's accesses");
	draw_kind(svg, PICTURE_BACKEND,
		  picture->commands ? "commands" : "device registers");
	draw_kind(svg, PICTURE_KICK, "kicks");
	draw_kind(svg, PICTURE_INTX, "interrupts");
	draw_kind(svg, PICTURE_VECTOR, intx ? NULL : "interrupts");
	draw_kind(svg, PICTURE_MIGRATION, "migration");
}

static void draw_lost(struct svg *svg)
{
	const struct picture_lane *lane;
	double x, x_end;

	lane = picture_lane(svg->picture, PICTURE_LOST, 0);
	for (size_t i = 0; lane && i < lane->nr; i++) {
		x = axis_x(&svg->axis, lane->spans[i].begin) - 2;
		x_end = axis_x(&svg->axis, lane->spans[i].end) + 2;
		fprintf(svg->to,
			"<rect class=\"lost\" x=\"%.1f\" y=\"%.1f\" width=\"%.1f\" height=\"%.1f\"/>\n",
			x, svg->top, x_end - x, svg->y - svg->top);
	}
}

static void draw_break(struct svg *svg, const struct axis_section *before,
		       const struct axis_section *behind)
{
	double x = before->x + before->width, y = svg->y;
	char text[AXIS_TEXT];

	fprintf(svg->to,
		"<rect class=\"gap\" x=\"%.1f\" y=\"%.1f\" width=\"%d\" height=\"%.1f\"/>\n",
		x, svg->top, AXIS_BREAK, y - svg->top);
	fprintf(svg->to,
		"<path class=\"zig\" d=\"M%.1f %.1fh6l4 -5l8 10l4 -5h6\"/>\n",
		x, y);
	axis_text(text, sizeof(text), behind->first - before->last, 0);
	put_text(svg, x + AXIS_BREAK / 2.0, y + 3 * LINE, "n m", text);
}

/* The name of a line, if it does not lie over another one or over the border. */
static void draw_tick(struct svg *svg, const struct axis_section *section,
		      uint64_t ns, uint64_t step, double *free)
{
	double x = axis_x(&svg->axis, section->first + ns), half;
	char text[AXIS_TEXT];

	axis_text(text, sizeof(text), ns, step);
	half = width_of(text) / 2;
	fprintf(svg->to, "<path class=\"line\" d=\"M%.1f %.1fv4\"/>\n", x,
		svg->y);
	fprintf(svg->to, "<path class=\"grid\" d=\"M%.1f %.1fV%.1f\"/>\n", x,
		svg->top, svg->y);
	if (x - half < *free ||
	    x + half > section->x + section->width + AXIS_BREAK / 2.0)
		return;
	put_text(svg, x, svg->y + LINE, "m", text);
	*free = x + half + CHARACTER;
}

static void draw_section(struct svg *svg, const struct axis_section *section)
{
	uint64_t step = axis_step(section, TICKS);
	double free = section->x - AXIS_BREAK / 2.0;
	char text[AXIS_TEXT + 2] = "+";
	int digits = 6;

	/* one line alone tells no scale */
	if (step > section->last - section->first)
		step = axis_step(section, TICKS / 2);
	fprintf(svg->to, "<path class=\"line\" d=\"M%.1f %.1fh%.1f\"/>\n",
		section->x, svg->y, section->width);
	for (uint64_t i = 0; i <= (section->end - section->first) / step; i++)
		draw_tick(svg, section, i * step, step, &free);
	/* as the lines of the command have it, and as exact as there is room */
	do
		snprintf(text, sizeof(text), "+%.*f s", digits,
			 (section->first - svg->picture->begin) / 1e9);
	while (width_of(text) > section->width && digits--);
	if (section->first == svg->picture->begin)
		snprintf(text, sizeof(text), "+0 s");
	put_text(svg, section->x, svg->y + 2 * LINE, "n", text);
}

static void draw_axis(struct svg *svg)
{
	const struct axis *axis = &svg->axis;

	for (size_t i = 0; i < axis->nr; i++)
		draw_section(svg, &axis->sections[i]);
	for (size_t i = 1; i < axis->nr; i++)
		draw_break(svg, &axis->sections[i - 1], &axis->sections[i]);
	put_text(svg, MARGIN, svg->y + LINE, "h", "time");
	put_text(svg, MARGIN, svg->y + 2 * LINE, "n", "from");
	if (axis->nr > 1)
		put_text(svg, MARGIN, svg->y + 3 * LINE, "n", "nothing for");
}

static void say_swatch(struct svg *svg, struct flow *flow, const char *class,
		       const char *text)
{
	flow_to(svg, flow, SWATCH + CHARACTER + width_of(text));
	fprintf(svg->to,
		"<path class=\"%s\" style=\"stroke-width:8\" d=\"M%.1f %.1fh%d\"/>\n",
		class, flow->x, flow->y - 4, SWATCH);
	flow->x += SWATCH + CHARACTER;
	say(svg, flow, "", "%s", text);
}

static void draw_legend(struct svg *svg)
{
	struct flow flow = { .x = MARGIN, .y = svg->y + LINE };
	const char *what = svg->picture->commands ? "command" : "access";
	unsigned long long without = svg->without + svg->picture->unnamed;
	char text[64];

	for (int look = 0; look < PICTURE_LOOKS; look++) {
		if (!svg->seen[look])
			continue;
		if (look == PICTURE_TIMED || look == PICTURE_POSTED)
			snprintf(text, sizeof(text), "%s, %s", what,
				 looks[look].legend);
		else
			snprintf(text, sizeof(text), "%s", looks[look].legend);
		say_swatch(svg, &flow, looks[look].class, text);
	}
	if (picture_lane(svg->picture, PICTURE_LOST, 0))
		say_swatch(svg, &flow, "lostswatch", "events lost");
	if (svg->most > 1)
		say(svg, &flow, "n", "the taller, the more at once: up to %u",
		    svg->most);
	if (without)
		say(svg, &flow, "n", "%llu name%s without room", without,
		    without == 1 ? "" : "s");
	svg->y = flow.y + MARGIN;
}

static struct axis_time moment(uint64_t ns)
{
	return (struct axis_time){ .begin = ns, .end = ns };
}

static int make_axis(struct svg *svg)
{
	const struct picture *picture = svg->picture;
	size_t nr = 0, room = picture->nr_spans + picture->nr_marks[0] +
			      picture->nr_marks[1];
	const struct picture_lane *lane;
	struct axis_time *times;

	times = calloc(room, sizeof(*times));
	if (!times)
		return -ENOMEM;
	for (size_t i = 0; i < picture->nr_lanes; i++) {
		lane = &picture->lanes[i];
		for (size_t j = 0; j < lane->nr; j++, nr++) {
			times[nr].begin = lane->spans[j].begin;
			times[nr].end = lane->spans[j].end;
		}
	}
	for (int failed = 0; failed < 2; failed++)
		for (size_t i = 0; i < picture->nr_marks[failed]; i++, nr++)
			times[nr] = moment(picture->marks[failed][i].ns);
	axis_make(&svg->axis, times, nr, svg->left, svg->width);
	free(times);
	return 0;
}

/* All that is above the axis; lines of the axis go below that. */
static int draw_above(struct svg *svg, FILE *to)
{
	size_t size = 0;
	char *above = NULL;

	svg->to = open_memstream(&above, &size);
	if (!svg->to)
		return -ENOMEM;
	draw_head(svg);
	draw_marks(svg);
	find_most(svg);
	draw_lanes(svg);
	if (fclose(svg->to)) {
		free(above);
		return -ENOMEM;
	}
	svg->to = to;
	draw_lost(svg);
	draw_axis(svg);
	fwrite(above, 1, size, to);
	free(above);
	svg->y += (svg->axis.nr > 1 ? 3 : 2) * LINE + MARGIN;
	draw_legend(svg);
	return 0;
}

static int draw_all(struct svg *svg, FILE *to)
{
	int ret;

	svg->nr_columns = svg->width / COLUMN + 1;
	svg->columns = calloc(svg->nr_columns, sizeof(*svg->columns));
	if (!svg->columns)
		return -ENOMEM;
	ret = make_axis(svg);
	if (!ret)
		ret = draw_above(svg, to);
	free(svg->columns);
	return ret;
}

static void draw_nothing(struct svg *svg, FILE *to)
{
	svg->to = to;
	put_text(svg, MARGIN, 2 * MARGIN, "t", svg->head->address);
	put_text(svg, MARGIN, 2 * MARGIN + LINE, "", "nothing happened");
	svg->y = 4 * MARGIN + LINE;
}

/* The size comes first, and is known last. */
int svg_draw(FILE *to, const struct picture *picture,
	     const struct svg_head *head)
{
	struct svg svg = {
		.picture = picture,
		.head = head,
		.left = MARGIN + TITLES + 6,
		.right = head->width,
	};
	size_t size = 0;
	char *inside = NULL;
	FILE *buffer;
	int ret = 0;

	svg.width = svg.right - MARGIN - COUNTS - 4 - svg.left;
	buffer = open_memstream(&inside, &size);
	if (!buffer)
		return -ENOMEM;
	if (picture->begun)
		ret = draw_all(&svg, buffer);
	else
		draw_nothing(&svg, buffer);
	if (fclose(buffer) && !ret)
		ret = -ENOMEM;
	if (!ret) {
		fprintf(to,
			"<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"%u\" height=\"%.0f\" viewBox=\"0 0 %u %.0f\" role=\"img\">\n",
			head->width, svg.y, head->width, svg.y);
		fputs("<title>", to);
		escape(to, head->address);
		fputs("</title>\n<style>\n", to);
		for (size_t i = 0; i < sizeof(style) / sizeof(style[0]); i++)
			fprintf(to, "%s\n", style[i]);
		fputs("</style>\n", to);
		fputs("<rect width=\"100%\" height=\"100%\" fill=\"#fff\"/>\n",
		      to);
		fwrite(inside, 1, size, to);
		fputs("</svg>\n", to);
	}
	free(inside);
	return ret;
}
