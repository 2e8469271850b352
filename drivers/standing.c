/* SPDX-License-Identifier: MIT */
#include "standing.h"

#include <stdlib.h>
#include <string.h>

#include "paper/bars.h"
#include "standing_parts.h"

static struct facet as_after_power_on(size_t index)
{
    return (struct facet){.known = true, .value = standing_facets[index].power_on};
}

/* Neither another device nor a macro under definition ends by ESC @, or by bytes that are unknown.
 */
static bool outlives(const struct standing *standing, size_t index)
{
    const struct facet *facet = &standing->facets[index];
    return (index == FACET_DEVICE || index == FACET_MACRO) && facet->known && facet->value != 0;
}

static void initialize(struct standing *standing, const struct token *token)
{
    (void)token;
    for (size_t i = 0; i < FACET_COUNT; i++)
        if (!outlives(standing, i))
            standing->facets[i] = as_after_power_on(i);
    standing->filled = standing->has_stored = false;
}

static void forget(struct standing *standing, const struct token *token)
{
    (void)token;
    for (size_t i = 0; i < FACET_COUNT; i++)
        if (!outlives(standing, i))
            standing->facets[i].known = false;
    standing->filled = true;
}

struct standing *standing_new(bool power_on)
{
    static const uint8_t surely[] = {FACET_MODE, FACET_DEVICE, FACET_MACRO, FACET_OTHER};
    struct standing *standing = calloc(1, sizeof *standing);
    if (standing == NULL)
        return NULL;
    if (power_on)
        initialize(standing, NULL);
    else
        forget(standing, NULL);
    for (size_t i = 0; i < sizeof surely; i++)
        standing->facets[surely[i]] = as_after_power_on(surely[i]);
    return standing;
}

void standing_free(struct standing *standing)
{
    free(standing);
}

void standing_set(struct standing *to, const struct standing *from)
{
    *to = *from;
}

static bool is_off(const struct standing *standing, enum standing_facet index)
{
    const struct facet *facet = &standing->facets[index];
    return facet->known && facet->value == 0;
}

/* Handlers of what is no setting. */

static void nothing(struct standing *standing, const struct token *token)
{
    (void)standing;
    (void)token;
}

static void fill(struct standing *standing, const struct token *token)
{
    (void)token;
    standing->filled = true;
}

static void feed(struct standing *standing, const struct token *token)
{
    (void)token;
    standing->filled = false;
}

/* Of 0 makers say different things. */
static void feed_some(struct standing *standing, const struct token *token)
{
    if (token_field(token, 0) > 0)
        standing->filled = false;
}

static void feed_back(struct standing *standing, const struct token *token)
{
    (void)token;
    standing->filled = false;
    standing->fed_back = true;
}

static void cut(struct standing *standing, const struct token *token)
{
    (void)token;
    standing->fed_back = standing->cut_waits = false;
}

/* Wrong data are text, or even commands; so are right ones within a line. */
static bool is_right(enum bars_system system, const uint8_t *data, size_t length)
{
    struct bars bars = {.count = 0};
    size_t taken = 0;
    bool right = bars_takes_length(system, length) &&
                 bars_read(system, data, length, &bars, &taken) == DRV_OK && taken == length;
    bars_free(&bars);
    return right;
}

static bool has_controls(const uint8_t *bytes, size_t length)
{
    for (size_t i = 0; i < length; i++)
        if (bytes[i] < ' ')
            return true;
    return false;
}

static void print_barcode(struct standing *standing, const struct token *token)
{
    uint8_t m = token->body[0];
    bool by_nul = m < BARS_UPC_A;
    enum bars_system system = (enum bars_system)(by_nul ? m + BARS_UPC_A : m);
    size_t length = token->tail_length - by_nul;
    bool right = system < BARS_END && (!by_nul || length <= bars_data_most(system)) &&
                 is_right(system, token->tail, length);
    if (right && !standing->filled)
        return;
    standing->filled = true;
    if (has_controls(token->tail, length))
        forget(standing, token);
}

/* ESC S, FF: what waited in the page is printed or gone. */
static void leave_page(struct standing *standing, const struct token *token)
{
    (void)token;
    if (!is_off(standing, FACET_MODE))
        standing->filled = false;
}

/* Within a line it is ignored, or not. */
static void enter_page(struct standing *standing, const struct token *token)
{
    if (standing->filled)
        forget(standing, token);
}

static void switch_macro(struct standing *standing, const struct token *token)
{
    struct facet *macro = &standing->facets[FACET_MACRO];
    (void)token;
    macro->value = !macro->value;
}

static bool is_defined(const struct token *token)
{
    const uint8_t *at = token->fields;
    const struct command_field *field = token->command->fields;
    for (; field != NULL && field->name[0] != '\0'; at += field++->size)
        if (!field_defines(field, at))
            return false;
    return true;
}

/* Whether a printer takes an ESC = 0 for one is its own matter: it may be here or not till then. */
static void select_device(struct standing *standing, const struct token *token)
{
    if (!is_defined(token))
        forget(standing, token);
    standing->facets[FACET_DEVICE] =
        (struct facet){.known = true, .value = !(token_field(token, 0) & 1)};
}

/* GS ( Q 50 and 51 rule lines in standard mode, some of which go on until they are ended. */
static void draw(struct standing *standing, const struct token *token)
{
    if (is_off(standing, FACET_MODE))
        forget(standing, token);
}

static void store(struct standing *standing);

/* GS V 97 and 98: the paper is cut when it has come so far, which may be in the midst of a slip. */
static void cut_later(struct standing *standing, const struct token *token)
{
    (void)token;
    standing->cut_waits = true;
}

/* By the function of GS ( L: 112 and 113 store what 2 or 50 print. */
static void follow_graphics(struct standing *standing, const struct token *token)
{
    uint8_t function = token->body_length > 1 ? token->body[1] : 0;
    switch (function) {
    case 112:
    case 113:
        standing->has_stored = true;
        break;
    case 2:
    case 50:
        standing->has_stored = false;
        break;
    case 69:
    case 85:
        break;
    default:
        store(standing);
    }
}

static void (*const handlers[COMMAND_COUNT])(struct standing *, const struct token *) = {
    [COMMAND_TEXT] = fill,
    [COMMAND_TAB] = fill,
    [COMMAND_POSITION] = fill,
    [COMMAND_RELATIVE_POSITION] = fill,
    [COMMAND_COLUMN_IMAGE] = fill,
    [COMMAND_COUNTER] = fill,
    /* What is no data of that symbol is text to the printer (Epson's GS k). */
    [COMMAND_BARCODE] = print_barcode,
    [COMMAND_BARCODE_NUL] = print_barcode,
    [COMMAND_LINE_FEED] = feed,
    [COMMAND_LINE_START] = feed,
    [COMMAND_FEED_LINES] = feed_some,
    [COMMAND_FEED] = feed_some,
    [COMMAND_FEED_BACK] = feed_back,
    [COMMAND_FEED_LINES_BACK] = feed_back,
    [COMMAND_CUT] = cut,
    [COMMAND_FEED_AND_CUT] = cut,
    [COMMAND_CUT_AND_BACK] = cut,
    [COMMAND_CUT_LATER] = cut_later,
    [COMMAND_INITIALIZE] = initialize,
    [COMMAND_PAGE_MODE] = enter_page,
    [COMMAND_STANDARD_MODE] = leave_page,
    [COMMAND_PRINT_PAGE] = leave_page,
    [COMMAND_MACRO] = switch_macro,
    [COMMAND_PERIPHERAL] = select_device,
    [COMMAND_PAGE_DRAW] = draw,
    [COMMAND_GRAPHICS] = follow_graphics,
    /* Blocks are printed at the start of a line and end at one; within one they are ignored. */
    [COMMAND_RASTER_IMAGE] = nothing,
    [COMMAND_QR_PRINT] = nothing,
    [COMMAND_NV_IMAGE] = nothing,
    [COMMAND_PRINT_DOWNLOAD] = nothing,
    [COMMAND_VARIABLE_IMAGE] = nothing,
    [COMMAND_STATUS] = nothing,
    [COMMAND_IDENTITY] = nothing,
    [COMMAND_AUTOMATIC_STATUS] = nothing,
    [COMMAND_PROCESS_ID] = nothing,
    [COMMAND_PRINT_PAGE_AND_KEEP] = nothing,
    [COMMAND_CARRIAGE_RETURN] = nothing,
    [COMMAND_CLEAR_PAGE] = nothing,
    [COMMAND_PAGE_Y] = nothing,
    [COMMAND_PAGE_RELATIVE_Y] = nothing,
    [COMMAND_DRAWER] = nothing,
    [COMMAND_DRAWER_NOW] = nothing,
    [COMMAND_BUZZER] = nothing,
    [COMMAND_BUZZER_NOW] = nothing,
};

/* Settings. */

static struct facet made_by(const struct token *token, int32_t value, uint32_t order)
{
    struct facet facet = {.known = true, .value = value, .order = order};
    if (token->length <= STANDING_MADE_BYTES) {
        facet.length = (uint8_t)token->length;
        memcpy(facet.bytes, token->bytes, token->length);
    }
    return facet;
}

static void set_facet(struct standing *standing, enum standing_facet index,
                      const struct token *token, int32_t value)
{
    const struct standing_facet_row *row = &standing_facets[index];
    struct facet *facet = &standing->facets[index];
    bool in_page = !is_off(standing, FACET_MODE);
    bool same = facet->known && facet->value == value;
    if (value == STANDING_DOUBTFUL)
        value = facet_is_plain(standing, index) ? STANDING_LEAVES : STANDING_UNKNOWN;
    if (value == STANDING_LEAVES || (in_page && row->has_own))
        return;
    if (value == STANDING_UNKNOWN || (row->begins_line && standing->filled && !same))
        *facet = (struct facet){.order = standing->order};
    else
        *facet = made_by(token, value == STANDING_UNIQUE ? (int32_t)standing->order : value,
                         standing->order);
}

static void store(struct standing *standing)
{
    struct facet *facet = &standing->facets[FACET_STORED];
    facet->value = (int32_t)++standing->order;
    facet->length = 0;
}

static void forget_lengths(struct standing *standing)
{
    for (size_t i = 0; i < FACET_COUNT; i++) {
        struct facet *facet = &standing->facets[i];
        if (standing_facets[i].is_length && facet->value > 0)
            facet->known = false;
    }
}

static bool apply_rules(struct standing *standing, const struct token *token)
{
    bool found = false, defined = token->fields == NULL || is_defined(token);
    standing->order++;
    for (const struct standing_rule *rule = standing_rules; rule->value != NULL; rule++) {
        if (rule->id != token->command->id)
            continue;
        set_facet(standing, rule->facet, token, defined ? rule->value(token) : STANDING_UNKNOWN);
        found = true;
    }
    return found;
}

/* A printer that does not know ESC 4 n prints the n; what says its own length it leaves out. */
static bool has_letters(const struct token *token)
{
    bool measured = token->command->length_bytes > 0;
    for (size_t i = token->command->prefix_length; !measured && i < token->length; i++)
        if (token->bytes[i] >= ' ')
            return true;
    return false;
}

static void follow_other(struct standing *standing, const struct token *token)
{
    enum standing_effect effect = standing_effect(token->command);
    bool harmless = effect == STANDING_HARMLESS && token->command->dialect == DIALECT_EPSON;
    if (effect == STANDING_FOREIGN || (effect == STANDING_PAPER && token_field(token, 0) > 3))
        forget(standing, token);
    if (effect == STANDING_LOOKS)
        standing->facets[FACET_STYLE].known = false;
    if (!harmless && has_letters(token))
        standing->filled = true;
}

static void follow_selected(struct standing *standing, const struct token *token)
{
    enum command_id id = token->command->id;
    int32_t units = standing->facets[FACET_UNITS].value;
    if (handlers[id] != NULL)
        handlers[id](standing, token);
    if (id == COMMAND_TEXT || id == COMMAND_LINE_FEED)
        return;
    bool set = apply_rules(standing, token);
    if (!set && handlers[id] == NULL)
        follow_other(standing, token);
    if (standing->facets[FACET_UNITS].value != units)
        forget_lengths(standing);
}

void standing_follow(struct standing *standing, const struct token *token)
{
    const struct facet *device = &standing->facets[FACET_DEVICE];
    bool elsewhere = device->known && device->value != 0;
    enum command_id id = token->command->id;
    if (id == COMMAND_UNKNOWN)
        forget(standing, token);
    else if (!elsewhere || id == COMMAND_PERIPHERAL)
        follow_selected(standing, token);
}

/* Questions. */

bool standing_knows(const struct standing *standing, enum standing_setting setting)
{
    for (size_t i = 0; i < FACET_COUNT; i++)
        if (standing_facets[i].setting == setting && !standing->facets[i].known)
            return false;
    return true;
}

bool facet_is_plain(const struct standing *standing, enum standing_facet index)
{
    const struct facet *facet = &standing->facets[index];
    return facet->known && facet->value == standing_facets[index].power_on;
}

bool standing_is_plain(const struct standing *standing, enum standing_setting setting)
{
    for (size_t i = 0; i < FACET_COUNT; i++)
        if (standing_facets[i].setting == setting &&
            !facet_is_plain(standing, (enum standing_facet)i))
            return false;
    return true;
}

static bool is_said(const struct standing *standing, enum standing_facet index)
{
    return standing->facets[index].known && standing->facets[index].value != STANDING_UNSAID;
}

static bool reads_bytes(const struct standing *standing)
{
    const struct facet *coding = &standing->facets[FACET_KANJI_CODING];
    return coding->known && coding->value != 2;
}

int standing_code_page(const struct standing *standing)
{
    bool can =
        is_said(standing, FACET_PAGE) && is_said(standing, FACET_KANJI) && reads_bytes(standing);
    return can ? standing->facets[FACET_PAGE].value : -1;
}

unsigned standing_area_dots(const struct standing *standing, unsigned head_dots)
{
    const struct facet *margin = &standing->facets[FACET_MARGIN];
    const struct facet *width = &standing->facets[FACET_WIDTH];
    if (!is_off(standing, FACET_UNITS) || !margin->known || !width->known)
        return head_dots;
    unsigned left = (unsigned)margin->value, wide = head_dots;
    if (is_said(standing, FACET_WIDTH))
        wide = (unsigned)width->value;
    unsigned room = left < head_dots ? head_dots - left : 0;
    return wide < room ? wide : room;
}

bool standing_at_line_start(const struct standing *standing)
{
    return !standing->filled && !standing->fed_back && !standing->has_stored &&
           !standing->cut_waits;
}

const char *standing_obstacle(const struct standing *standing)
{
    static const struct {
        uint8_t facet;
        const char *text;
    } obstacles[] = {
        {FACET_OTHER, "behind bytes that are not understood"},
        {FACET_MODE, "in page mode"},
        {FACET_DEVICE, "while another device than the printer is selected"},
        {FACET_MACRO, "in a macro"},
        {FACET_UPSIDE_DOWN, "upside down"},
        {FACET_ROTATION, "with rotated characters"},
        {FACET_OWN_CHARACTERS, "with user-defined characters"},
    };
    if (!standing->facets[FACET_OTHER].known)
        return obstacles[0].text;
    for (size_t i = 1; i < sizeof obstacles / sizeof obstacles[0]; i++) {
        const struct facet *facet = &standing->facets[obstacles[i].facet];
        if (facet->known && facet->value != 0)
            return obstacles[i].text;
    }
    return NULL;
}
