/* SPDX-License-Identifier: MIT */
#include "terminal.h"

#include <langinfo.h>
#include <locale.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include "../clock.h"

enum { COLUMNS_LEAST = 24, COLUMNS_USUAL = 80, COLUMNS_MOST = 1000, BAR = 40, REDRAW_MS = 100 };

bool terminal_has_colour(FILE *stream)
{
    const char *refused = getenv("NO_COLOR"), *kind = getenv("TERM");
    return isatty(fileno(stream)) && (refused == NULL || refused[0] == '\0') &&
           (kind == NULL || strcmp(kind, "dumb") != 0);
}

unsigned terminal_columns(void)
{
    struct winsize size = {.ws_col = 0};
    const char *told = getenv("COLUMNS");
    long columns = told == NULL ? 0 : strtol(told, NULL, 10);
    if (ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) == 0 && size.ws_col > 0)
        columns = size.ws_col;
    if (columns <= 0)
        columns = COLUMNS_USUAL;
    if (columns < COLUMNS_LEAST)
        columns = COLUMNS_LEAST;
    return columns > COLUMNS_MOST ? COLUMNS_MOST : (unsigned)columns;
}

bool terminal_has_utf8(void)
{
    locale_t locale = newlocale(LC_CTYPE_MASK, "", (locale_t)0);
    if (locale == (locale_t)0)
        return false;
    bool utf8 = strcmp(nl_langinfo_l(CODESET, locale), "UTF-8") == 0;
    freelocale(locale);
    return utf8;
}

struct progress progress_begin(void)
{
    return (struct progress){.shown = isatty(STDERR_FILENO)};
}

void progress_draw(struct progress *progress, int64_t done, int64_t all)
{
    if (!progress->shown)
        return;
    int64_t now_ms = clock_monotonic_ms();
    if (now_ms < progress->next_ms)
        return;
    progress->next_ms = now_ms + REDRAW_MS;
    int filled = all > 0 ? (int)(done * BAR / all) : BAR;
    fprintf(stderr, "\r[%.*s%*s] %lld of %lld", filled, "########################################",
            BAR - filled, "", (long long)done, (long long)all);
}

void progress_end(struct progress *progress)
{
    if (progress->shown && progress->next_ms != 0)
        fprintf(stderr, "\r\033[K");
}
