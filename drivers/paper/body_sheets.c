/* SPDX-License-Identifier: MIT */
#include "body_parts.h"

#include <stdlib.h>
#include <string.h>

static struct piece *add_piece(struct pieces *pieces)
{
    if (pieces->count == pieces->capacity) {
        size_t capacity = pieces->capacity == 0 ? 16 : 2 * pieces->capacity;
        struct piece *list = realloc(pieces->list, capacity * sizeof *list);
        if (list == NULL)
            return NULL;
        pieces->list = list;
        pieces->capacity = capacity;
    }
    return &pieces->list[pieces->count];
}

/* A sheet of what was moved; the roll itself stays as it is. */
static int copy_moved(const struct body *body, struct paper *out)
{
    struct roll copy;
    int status = roll_copy(machine_roll(body->machine), &copy);
    if (status != DRV_OK)
        return status;
    roll_keep_upper(&copy, body->head.moved);
    status = roll_cut(&copy, false, out);
    roll_free(&copy);
    return status;
}

static int part(struct body *body, enum body_end end, struct paper *out)
{
    if (end == BODY_CUT)
        return machine_cut(body->machine, out);
    int status = copy_moved(body, out);
    if (status == DRV_OK)
        roll_keep_lower(machine_roll(body->machine), body->head.moved);
    return status;
}

int body_end_piece(struct body *body, enum body_end end)
{
    struct paper paper = {.count = 0};
    struct piece *piece = add_piece(body->pieces);
    int status = piece == NULL ? DRV_MEMORY : part(body, end, &paper);
    if (status != DRV_OK)
        return status;
    /* What a cut leaves between blade and head has been moved already. */
    body->head.moved = end == BODY_CUT ? machine_roll(body->machine)->height_dots : 0;
    machine_forgive(body->machine);
    if (paper.count == 0)
        return DRV_OK;
    *piece = (struct piece){paper.sheets[0], end, body->now_us};
    body->pieces->count++;
    return DRV_OK;
}

size_t body_sheet_count(const struct body *body)
{
    return body->pieces->count + (body->head.moved > 0);
}

static bool look_at_still(const struct body *body, struct body_sheet *out)
{
    struct pieces *pieces = body->pieces;
    struct paper paper = {.count = 0};
    if (body->head.moved == 0 || copy_moved(body, &paper) != DRV_OK)
        return false;
    sheet_free(&pieces->still);
    pieces->still = paper.sheets[0];
    *out = (struct body_sheet){&pieces->still, BODY_STILL, body->now_us};
    return true;
}

bool body_sheet_at(const struct body *body, size_t index, struct body_sheet *out)
{
    const struct pieces *pieces = body->pieces;
    if (index == pieces->count)
        return look_at_still(body, out);
    if (index > pieces->count || pieces->list[index].sheet.dots == NULL)
        return false;
    const struct piece *piece = &pieces->list[index];
    *out = (struct body_sheet){&piece->sheet, piece->end, piece->ended_us};
    return true;
}

void body_drop_sheets(struct body *body, size_t before)
{
    struct pieces *pieces = body->pieces;
    for (size_t i = before < pieces->count ? before : pieces->count; i-- > 0;) {
        if (pieces->list[i].sheet.dots == NULL)
            return;
        sheet_free(&pieces->list[i].sheet);
        pieces->list[i].sheet = (struct paper_sheet){.dots = NULL};
    }
}

void body_free(struct body *body)
{
    if (body == NULL)
        return;
    body_drop_sheets(body, body->pieces->count);
    sheet_free(&body->pieces->still);
    free(body->pieces->list);
    free(body->pieces);
    machine_free(body->machine);
    bytes_free(&body->inbox.data);
    free(body);
}
