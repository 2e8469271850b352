/* SPDX-License-Identifier: MIT */
/*
 * What is not here is the same in both modes, or asks machine->in_page where it is. By the
 * TM-T88III specification, p. 93 (ESC L), and the TM-T88 information manual, p. 1-51 (ESC S).
 */
#include "machine_parts.h"

enum {
    PAGE_UNITS_AN_INCH = 360,
    PAGE_HEIGHT_UNITS = 1662,
    PAGE_MOST_UNITS = 3324,
    CLEARED_ROWS_MOST =
        10000000, /* a flood of CAN on a high page ends in some tenths of a second */
    GS_P_AREA = 48,
    GS_Q_LINE = 48,
    GS_Q_BOX = 49,
};

static uint32_t to_page_dots(const struct machine *machine, uint32_t units)
{
    return units * machine->roll.dpi / PAGE_UNITS_AN_INCH;
}

/* What ESC W is before it is set. */
static void set_whole_area(struct machine *machine)
{
    struct page *page = &machine->page;
    uint32_t height = to_page_dots(machine, PAGE_HEIGHT_UNITS);
    page->area = (struct page_area){
        .width_dots = page->width_dots,
        .height_dots = (uint16_t)(height < page->height_dots ? height : page->height_dots)};
}

/* Back to standard mode; what waited is forgotten, ESC T is not. */
void machine_page_end(struct machine *machine)
{
    struct page *page = &machine->page;
    page_clear(page);
    page->width_dots = machine->roll.width_dots;
    page->stride = machine->roll.stride;
    if (page->height_dots == 0)
        page->height_dots = to_page_dots(machine, PAGE_MOST_UNITS);
    set_whole_area(machine);
    machine->in_page = false;
}

static int begin(struct machine *machine, const struct token *token)
{
    (void)token;
    if (machine->in_page || machine->line.filled)
        return DRV_OK;
    machine->in_page = true;
    page_go_home(&machine->page);
    return DRV_OK;
}

static int leave(struct machine *machine, const struct token *token)
{
    (void)token;
    if (machine->in_page)
        machine_page_end(machine);
    return DRV_OK;
}

static int print_page(struct machine *machine, const struct token *token)
{
    (void)token;
    return machine->in_page ? page_print(&machine->page, &machine->roll) : DRV_OK;
}

static int print_and_leave(struct machine *machine, const struct token *token)
{
    int status = print_page(machine, token);
    return status != DRV_OK ? status : leave(machine, token);
}

static int clear_area(struct machine *machine, const struct token *token)
{
    (void)token;
    if (machine->in_page)
        machine->cleared_rows += page_clear_area(&machine->page);
    if (machine->cleared_rows > CLEARED_ROWS_MOST)
        return drv_fail(machine->fault, DRV_LIMIT, "\"CAN\" clears more than %d rows of pages",
                        CLEARED_ROWS_MOST);
    return DRV_OK;
}

static int set_direction(struct machine *machine, const struct token *token)
{
    uint8_t direction = UINT8_MAX;
    machine_take_digit(token, PAGE_DOWN, &direction);
    if (direction == UINT8_MAX)
        return DRV_OK;
    machine->page.direction = (enum page_direction)direction;
    page_go_home(&machine->page);
    return DRV_OK;
}

static uint16_t within(uint32_t wanted, uint32_t most)
{
    return (uint16_t)(wanted < most ? wanted : most);
}

/* An area that begins outside of the page, or has no width or height, is ignored. */
static int set_area(struct machine *machine, const struct token *token)
{
    const struct settings *settings = &machine->settings;
    struct page *page = &machine->page;
    uint32_t x = machine_to_dots(machine, token_field(token, 0), settings->unit_x);
    uint32_t y = machine_to_dots(machine, token_field(token, 1), settings->unit_y);
    uint32_t width = machine_to_dots(machine, token_field(token, 2), settings->unit_x);
    uint32_t height = machine_to_dots(machine, token_field(token, 3), settings->unit_y);
    if (x >= page->width_dots || y >= page->height_dots || width == 0 || height == 0)
        return DRV_OK;
    page->area = (struct page_area){(uint16_t)x, (uint16_t)y, within(width, page->width_dots - x),
                                    within(height, page->height_dots - y)};
    page_go_home(page);
    return DRV_OK;
}

static int move_down_to(struct machine *machine, const struct token *token)
{
    unsigned y = machine_to_dots(machine, token_field(token, 0), machine_unit_across(machine));
    if (machine->in_page && y <= page_depth_dots(&machine->page))
        machine->page.y_dots = (int32_t)y;
    return DRV_OK;
}

static int move_down_by(struct machine *machine, const struct token *token)
{
    uint32_t n = token_field(token, 0);
    bool up = n >= 0x8000;
    unsigned way = machine_to_dots(machine, up ? 0x10000 - n : n, machine_unit_across(machine));
    int32_t y = machine->page.y_dots + (up ? -(int32_t)way : (int32_t)way);
    if (machine->in_page && y >= 0 && y <= (int32_t)page_depth_dots(&machine->page))
        machine->page.y_dots = y;
    return DRV_OK;
}

static unsigned number(const uint8_t *at)
{
    return at[0] | (unsigned)at[1] << 8;
}

/* GS ( P 48: how large a page may be; only its height differs from the head's. */
static int control(struct machine *machine, const struct token *token)
{
    const uint8_t *body = token->body;
    if (machine->in_page || token->body_length < 5 || body[0] != GS_P_AREA)
        return DRV_OK;
    unsigned height = machine_to_dots(machine, number(body + 3), machine->settings.unit_y);
    if (height == 0)
        return DRV_OK;
    machine->page.height_dots = height < ROLL_MAX_ROWS ? height : ROLL_MAX_ROWS;
    set_whole_area(machine);
    return DRV_OK;
}

/*
 * Thin, moderately thick and thick lines, GS ( Q m1 1 to 3. How many dots that is differs from
 * model to model and is ours to say here; 4 to 6 are drawn as 1 to 3.
 */
static unsigned thickness(uint8_t kind)
{
    static const uint8_t dots[] = {0, 1, 2, 4, 1, 2, 4};
    return kind < sizeof dots ? dots[kind] : 0;
}

struct corners {
    int32_t left, top, right, bottom; /* the last dots that belong to it */
};

static int fill(struct machine *machine, struct corners box)
{
    static const uint8_t black[MACHINE_MAX_HEAD_DOTS / 8] = {[0 ... MACHINE_MAX_HEAD_DOTS / 8 - 1] =
                                                                 0xFF};
    for (int32_t x = box.left; x <= box.right; x += MACHINE_MAX_HEAD_DOTS) {
        int32_t width = box.right - x + 1;
        struct page_block block = {
            .rows = black,
            .width_dots = (uint32_t)(width < MACHINE_MAX_HEAD_DOTS ? width : MACHINE_MAX_HEAD_DOTS),
            .height_dots = (uint32_t)(box.bottom - box.top + 1),
            .x_dots = x,
            .y_dots = box.top};
        if (!page_put(&machine->page, &block))
            return machine_out_of_memory(machine);
    }
    return DRV_OK;
}

static int draw_box(struct machine *machine, struct corners box, int32_t thick)
{
    const struct corners sides[] = {
        {box.left, box.top, box.right, box.top + thick - 1},
        {box.left, box.bottom - thick + 1, box.right, box.bottom},
        {box.left, box.top, box.left + thick - 1, box.bottom},
        {box.right - thick + 1, box.top, box.right, box.bottom},
    };
    int status = DRV_OK;
    for (size_t i = 0; status == DRV_OK && i < 4; i++)
        status = fill(machine, sides[i]);
    return status;
}

static int draw_line(struct machine *machine, struct corners line, int32_t thick)
{
    if (line.top == line.bottom)
        line.bottom += thick - 1;
    else if (line.left == line.right)
        line.right += thick - 1;
    else
        return DRV_OK;
    return fill(machine, line);
}

static void put_in_order(int32_t *low, int32_t *high)
{
    int32_t kept = *low;
    if (*low <= *high)
        return;
    *low = *high;
    *high = kept;
}

static struct corners read_corners(const struct machine *machine, const uint8_t *at)
{
    uint16_t along = machine_unit_along(machine), across = machine_unit_across(machine);
    struct corners box = {(int32_t)machine_to_dots(machine, number(at), along),
                          (int32_t)machine_to_dots(machine, number(at + 2), across),
                          (int32_t)machine_to_dots(machine, number(at + 4), along),
                          (int32_t)machine_to_dots(machine, number(at + 6), across)};
    put_in_order(&box.left, &box.right);
    put_in_order(&box.top, &box.bottom);
    return box;
}

/* GS ( Q 48 and 49: fn x1 y1 x2 y2 c m1 …, from the corner where the direction begins. */
static int draw(struct machine *machine, const struct token *token)
{
    const uint8_t *body = token->body;
    if (!machine->in_page || token->body_length < 12)
        return DRV_OK;
    int32_t thick = (int32_t)thickness(body[10]);
    struct corners corners = read_corners(machine, body + 1);
    if (thick == 0)
        return DRV_OK;
    if (body[0] == GS_Q_BOX)
        return draw_box(machine, corners, thick);
    return body[0] == GS_Q_LINE ? draw_line(machine, corners, thick) : DRV_OK;
}

const struct machine_action machine_page_actions[] = {
    {COMMAND_PAGE_MODE, begin},
    {COMMAND_STANDARD_MODE, leave},
    {COMMAND_PRINT_PAGE, print_and_leave},
    {COMMAND_PRINT_PAGE_AND_KEEP, print_page},
    {COMMAND_CLEAR_PAGE, clear_area},
    {COMMAND_PAGE_DIRECTION, set_direction},
    {COMMAND_PAGE_AREA, set_area},
    {COMMAND_PAGE_Y, move_down_to},
    {COMMAND_PAGE_RELATIVE_Y, move_down_by},
    {COMMAND_PAGE_CONTROL, control},
    {COMMAND_PAGE_DRAW, draw},
    {COMMAND_OTHER, NULL},
};
