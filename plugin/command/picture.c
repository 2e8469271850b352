/* SPDX-License-Identifier: MIT */
#include "picture.h"

#include <limits.h>
#include <stdio.h>
#include <string.h>

#include "files.h"
#include "terminal.h"

/* How a sheet is shown; number counts from 0. Answers an exit code and tells its error. */
struct way {
    const char *path;
    int (*show)(const struct way *way, const struct paper_sheet *sheet, size_t number);
};

static int show_sheets(const struct bytes *escpos, const struct profile *profile,
                       const struct way *way)
{
    struct paper *paper = NULL;
    struct drv_fault fault = {{0}};
    int status = EXIT_DONE;
    if (paper_print(escpos->data, escpos->length, profile, &paper, &fault) != DRV_OK)
        return tell(EXIT_REFUSED, "%s", fault.text);
    if (paper_sheet_count(paper) == 0)
        status = tell(EXIT_REFUSED, "nothing was printed or fed: no paper to show");
    for (size_t i = 0; i < paper_sheet_count(paper) && status == EXIT_DONE; i++)
        status = way->show(way, paper_sheet_at(paper, i), i);
    paper_free(paper);
    return status;
}

static int in_terminal(const struct way *way, const struct paper_sheet *sheet, size_t number)
{
    struct bytes text = {0};
    (void)way;
    if (number > 0)
        puts("");
    int status = paper_terminal(sheet, terminal_columns(), &text);
    if (status == DRV_OK)
        fwrite(text.data, 1, text.length, stdout);
    bytes_free(&text);
    return status == DRV_OK ? EXIT_DONE : tell(EXIT_REFUSED, "paper too large for a terminal");
}

int picture_in_terminal(const struct bytes *escpos, const struct profile *profile)
{
    return show_sheets(escpos, profile, &(struct way){NULL, in_terminal});
}

static int as_text(const struct way *way, const struct paper_sheet *sheet, size_t number)
{
    (void)way;
    if (number > 0)
        puts("");
    fputs(sheet->text, stdout);
    return EXIT_DONE;
}

int picture_as_text(const struct bytes *escpos, const struct profile *profile)
{
    return show_sheets(escpos, profile, &(struct way){NULL, as_text});
}

/* "card.png" of the third sheet is "card-3.png". */
static int sheet_path(char out[PATH_MAX], const char *path, size_t number)
{
    const char *name = strrchr(path, '/'), *ending = strrchr(name == NULL ? path : name, '.');
    int stem = (int)(ending == NULL ? strlen(path) : (size_t)(ending - path));
    int length = number == 0 ? snprintf(out, PATH_MAX, "%s", path)
                             : snprintf(out, PATH_MAX, "%.*s-%zu%s", stem, path, number + 1,
                                        ending == NULL ? "" : ending);
    return length < PATH_MAX ? EXIT_DONE : tell(EXIT_REFUSED, "path too long: \"%.60s…\"", path);
}

static int as_png(const struct way *way, const struct paper_sheet *sheet, size_t number)
{
    struct bytes png = {0};
    struct drv_fault fault = {{0}};
    char path[PATH_MAX];
    int status = sheet_path(path, way->path, number);
    if (status == EXIT_DONE && paper_png(sheet, &png, &fault) != DRV_OK)
        status = tell(EXIT_REFUSED, "%s: %s", path, fault.text);
    if (status == EXIT_DONE)
        status = file_write(path, png.data, png.length);
    bytes_free(&png);
    return status;
}

int picture_as_png(const struct bytes *escpos, const struct profile *profile, const char *path)
{
    return show_sheets(escpos, profile, &(struct way){path, as_png});
}
