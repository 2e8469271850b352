/* SPDX-License-Identifier: MIT */
/* GS ( L and GS 8 L, GS D, FS q and FS p: pictures that are kept before they are printed. */
#include "machine_parts.h"

#include <string.h>

#include "graphics_bmp.h"
#include "graphics_dots.h"
#include "machine_image.h"

enum {
    /* TM-T81 specification p. 88, 96; wider on some, and then no paper shows it */
    BUFFER_WIDTH_MOST = 2400,
    BUFFER_ROWS_MOST = 1662,
    KEPT_WIDTH_MOST = 8192,
    KEPT_ROWS_MOST = 2304,
    KEY_FIRST = 32,
    KEY_LAST = 126,
    COLOUR_FIRST = 49,
    COLOURS = 4,
};

void machine_graphics_start(struct graphics *graphics)
{
    graphics_store_free(&graphics->downloads);
    bitmap_free(&graphics->download_image);
    bitmap_free(&graphics->buffered);
    graphics->buffered_colours = 0;
}

void machine_graphics_free(struct graphics *graphics)
{
    machine_graphics_start(graphics);
    graphics_store_free(&graphics->nv);
}

struct graphics_store *machine_nv(struct machine *machine)
{
    return &machine->graphics.nv;
}

const struct graphics_store *machine_downloads(const struct machine *machine)
{
    return &machine->graphics.downloads;
}

static unsigned little_endian(const uint8_t *bytes)
{
    return bytes[0] | (unsigned)bytes[1] << 8;
}

/* Size, and how the dots of one colour are sent. */
struct form {
    unsigned width_dots, height_dots;
    bool by_columns;
};

static size_t plane_bytes(const struct form *form)
{
    if (form->by_columns)
        return (size_t)form->width_dots * ((form->height_dots + 7) / 8);
    return (size_t)(form->width_dots + 7) / 8 * form->height_dots;
}

/* One plane over what is there; columns may bring up to seven rows that are not asked for. */
static bool add_plane(const struct form *form, const uint8_t *data, struct bitmap *out)
{
    struct bitmap dots;
    unsigned column_bytes = (form->height_dots + 7) / 8;
    if (form->by_columns) {
        if (!machine_bitmap_of_columns(data, form->width_dots, column_bytes, &dots))
            return false;
        dots.height_dots = (uint16_t)form->height_dots;
        bitmap_draw(out, 0, 0, &dots);
        bitmap_free(&dots);
        return true;
    }
    dots = (struct bitmap){.width_dots = (uint16_t)form->width_dots,
                           .height_dots = (uint16_t)form->height_dots,
                           .stride = (form->width_dots + 7) / 8,
                           .rows = (uint8_t *)data};
    bitmap_draw(out, 0, 0, &dots);
    return true;
}

/* The print buffer: functions 112, 113 and 50. */

static bool fits_buffer(const struct form *form, uint8_t wide, uint8_t high)
{
    return wide >= 1 && wide <= 2 && high >= 1 && high <= 2 && form->width_dots >= 1 &&
           form->width_dots <= BUFFER_WIDTH_MOST && form->height_dots >= 1 &&
           form->height_dots * high <= BUFFER_ROWS_MOST;
}

/* Colours are burnt over each other; the picture is as large as the largest of them. */
static bool merge(struct bitmap *buffered, const struct bitmap *dots)
{
    struct bitmap both;
    uint16_t width = buffered->width_dots, height = buffered->height_dots;
    if (!bitmap_new(dots->width_dots > width ? dots->width_dots : width,
                    dots->height_dots > height ? dots->height_dots : height, &both))
        return false;
    if (width > 0)
        bitmap_draw(&both, 0, 0, buffered);
    bitmap_draw(&both, 0, 0, dots);
    bitmap_free(buffered);
    *buffered = both;
    return true;
}

static int print_buffered(struct machine *machine)
{
    struct graphics *graphics = &machine->graphics;
    int status = machine_place_scaled(machine, &graphics->buffered, 0);
    bitmap_free(&graphics->buffered);
    graphics->buffered_colours = 0;
    return status;
}

static bool enlarge(const struct form *form, const uint8_t *data, unsigned wide, unsigned high,
                    struct bitmap *out)
{
    struct bitmap dots;
    if (!bitmap_new((uint16_t)form->width_dots, (uint16_t)form->height_dots, &dots))
        return false;
    bool done =
        add_plane(form, data, &dots) &&
        dots_enlarge(dots.rows, dots.stride, form->width_dots, form->height_dots, wide, high, out);
    bitmap_free(&dots);
    return done;
}

/* a bx by c xL xH yL yH d1 … dk. In standard mode it waits for function 50, a colour once. */
static int store_buffer(struct machine *machine, const uint8_t *at, size_t length, bool by_columns)
{
    struct graphics *graphics = &machine->graphics;
    struct bitmap dots;
    if (length < 8 || !machine_takes_block(machine))
        return DRV_OK;
    struct form form = {little_endian(at + 4), little_endian(at + 6), by_columns};
    unsigned colour = at[3] - (unsigned)COLOUR_FIRST;
    if (!fits_buffer(&form, at[1], at[2]) || length - 8 < plane_bytes(&form) || colour >= COLOURS ||
        (graphics->buffered_colours >> colour & 1))
        return DRV_OK;
    if (!enlarge(&form, at + 8, at[1], at[2], &dots))
        return machine_out_of_memory(machine);
    bool merged = merge(&graphics->buffered, &dots);
    bitmap_free(&dots);
    if (!merged)
        return machine_out_of_memory(machine);
    graphics->buffered_colours |= (uint8_t)(1U << colour);
    return machine_in_page(machine) ? print_buffered(machine) : DRV_OK;
}

static int store_raster(struct machine *machine, const uint8_t *at, size_t length)
{
    return store_buffer(machine, at, length, false);
}

static int store_columns(struct machine *machine, const uint8_t *at, size_t length)
{
    return store_buffer(machine, at, length, true);
}

static int print_buffer(struct machine *machine, const uint8_t *at, size_t length)
{
    (void)at;
    (void)length;
    return machine_in_page(machine) ? DRV_OK : print_buffered(machine);
}

/* Kept graphics: functions 65 to 69 of NV memory, 81 to 85 of downloads. */

static bool is_key(const uint8_t *key)
{
    return key[0] >= KEY_FIRST && key[0] <= KEY_LAST && key[1] >= KEY_FIRST && key[1] <= KEY_LAST;
}

/* b planes, each with its colour before it, into one picture. */
static bool add_planes(const struct form *form, const uint8_t *at, unsigned planes,
                       struct bitmap *out)
{
    size_t step = 1 + plane_bytes(form);
    if (!bitmap_new((uint16_t)form->width_dots, (uint16_t)form->height_dots, out))
        return false;
    for (unsigned i = 0; i < planes; i++)
        if (!add_plane(form, at + i * step + 1, out)) {
            bitmap_free(out);
            return false;
        }
    return true;
}

/* a kc1 kc2 b xL xH yL yH, and b times c d1 … dk. What has no room is not defined. */
static int define(struct machine *machine, struct graphics_store *store, const uint8_t *at,
                  size_t length, bool by_columns)
{
    struct bitmap dots;
    if (length < 8 || !is_key(at + 1) || at[3] < 1 || at[3] > COLOURS ||
        !machine_takes_block(machine))
        return DRV_OK;
    struct form form = {little_endian(at + 4), little_endian(at + 6), by_columns};
    if (form.width_dots < 1 || form.width_dots > KEPT_WIDTH_MOST || form.height_dots < 1 ||
        form.height_dots > KEPT_ROWS_MOST || length - 8 < at[3] * (1 + plane_bytes(&form)))
        return DRV_OK;
    if (!add_planes(&form, at + 8, at[3], &dots))
        return machine_out_of_memory(machine);
    graphics_put(store, at + 1, false, &dots);
    return DRV_OK;
}

static int define_nv(struct machine *machine, const uint8_t *at, size_t length)
{
    return define(machine, &machine->graphics.nv, at, length, false);
}

static int define_nv_columns(struct machine *machine, const uint8_t *at, size_t length)
{
    return define(machine, &machine->graphics.nv, at, length, true);
}

static int define_download(struct machine *machine, const uint8_t *at, size_t length)
{
    return define(machine, &machine->graphics.downloads, at, length, false);
}

static int define_download_columns(struct machine *machine, const uint8_t *at, size_t length)
{
    return define(machine, &machine->graphics.downloads, at, length, true);
}

static bool says_clear(const uint8_t *at, size_t length)
{
    return length >= 3 && memcmp(at, "CLR", 3) == 0;
}

static int clear_nv(struct machine *machine, const uint8_t *at, size_t length)
{
    if (says_clear(at, length))
        graphics_clear(&machine->graphics.nv);
    return DRV_OK;
}

static int clear_downloads(struct machine *machine, const uint8_t *at, size_t length)
{
    if (says_clear(at, length))
        graphics_clear(&machine->graphics.downloads);
    return DRV_OK;
}

static int delete_nv(struct machine *machine, const uint8_t *at, size_t length)
{
    if (length >= 2)
        graphics_delete(&machine->graphics.nv, at);
    return DRV_OK;
}

static int delete_download(struct machine *machine, const uint8_t *at, size_t length)
{
    if (length >= 2)
        graphics_delete(&machine->graphics.downloads, at);
    return DRV_OK;
}

/* kc1 kc2 x y: in standard mode only. */
static int print_kept(struct machine *machine, const struct graphics_store *store,
                      const uint8_t *at, size_t length)
{
    if (length < 4 || at[2] < 1 || at[2] > 2 || at[3] < 1 || at[3] > 2 || machine_in_page(machine))
        return DRV_OK;
    const struct graphic *graphic = graphics_find(store, at, false);
    uint8_t mode = (uint8_t)((at[2] - 1) | (at[3] - 1) << 1);
    return graphic == NULL ? DRV_OK : machine_place_scaled(machine, &graphic->dots, mode);
}

static int print_nv(struct machine *machine, const uint8_t *at, size_t length)
{
    return print_kept(machine, &machine->graphics.nv, at, length);
}

static int print_download(struct machine *machine, const uint8_t *at, size_t length)
{
    return print_kept(machine, &machine->graphics.downloads, at, length);
}

/* What the body answers (48, 51, 52, 64, 80) and what changes no dot (49) is not here. */
static const struct {
    uint8_t function;
    int (*run)(struct machine *machine, const uint8_t *parameters, size_t length);
} functions[] = {
    {2, print_buffer},
    {50, print_buffer},
    {65, clear_nv},
    {66, delete_nv},
    {67, define_nv},
    {68, define_nv_columns},
    {69, print_nv},
    {81, clear_downloads},
    {82, delete_download},
    {83, define_download},
    {84, define_download_columns},
    {85, print_download},
    {112, store_raster},
    {113, store_columns},
};

/* GS ( L, GS 8 L: m fn and parameters. */
static int run_function(struct machine *machine, const struct token *token)
{
    if (token->body_length < 2 || token->body[0] != '0')
        return DRV_OK;
    for (size_t i = 0; i < sizeof functions / sizeof functions[0]; i++)
        if (functions[i].function == token->body[1])
            return functions[i].run(machine, token->body + 2, token->body_length - 2);
    return DRV_OK;
}

/* GS D m fn a kc1 kc2 b c and a file of Windows: 67 into NV memory, 83 as a download. */
static int define_bmp(struct machine *machine, const struct token *token)
{
    const uint8_t *at = token->body;
    struct bitmap dots;
    if (token->body_length < 7 || at[0] != '0' || (at[1] != 67 && at[1] != 83) || !is_key(at + 3))
        return DRV_OK;
    int status = bmp_read(at + 7, token->body_length - 7, &dots);
    if (status == DRV_MEMORY)
        return machine_out_of_memory(machine);
    if (status == DRV_OK)
        graphics_put(at[1] == 67 ? &machine->graphics.nv : &machine->graphics.downloads, at + 3,
                     false, &dots);
    return DRV_OK;
}

/*
 * FS q n, and n times xL xH yL yH d1 … dk: in cells of 8 dots, by columns. All that was in NV
 * memory goes, and the printer is reset (TM-T88III specification p. 124).
 */
static int define_images(struct machine *machine, const struct token *token)
{
    const uint8_t *at = token->body + 1, *end = token->body + token->body_length;
    if (!machine_takes_block(machine) || machine_in_page(machine))
        return DRV_OK;
    graphics_clear(&machine->graphics.nv);
    for (unsigned n = 1; n <= token->body[0] && end - at >= 4; n++) {
        struct bitmap dots;
        unsigned x = little_endian(at), y = little_endian(at + 2);
        at += 4;
        if (x == 0 || y == 0 || 8 * x > KEPT_WIDTH_MOST || 8 * y > KEPT_ROWS_MOST)
            break;
        if (!machine_bitmap_of_columns(at, 8 * x, y, &dots))
            return machine_out_of_memory(machine);
        if (!graphics_put(&machine->graphics.nv, (uint8_t[2]){(uint8_t)n}, true, &dots))
            break;
        at += (size_t)8 * x * y;
    }
    return machine->run[COMMAND_INITIALIZE](machine, token);
}

static int print_image(struct machine *machine, const struct token *token)
{
    uint8_t key[2] = {token->body[0]};
    const struct graphic *graphic = graphics_find(&machine->graphics.nv, key, true);
    if (graphic == NULL || machine_in_page(machine))
        return DRV_OK;
    return machine_place_scaled(machine, &graphic->dots, token->body[1]);
}

const struct machine_action machine_graphics_actions[] = {
    {COMMAND_GRAPHICS, run_function},
    {COMMAND_BITMAP, define_bmp},
    {COMMAND_DEFINE_NV_IMAGES, define_images},
    {COMMAND_NV_IMAGE, print_image},
    {COMMAND_OTHER, NULL},
};
