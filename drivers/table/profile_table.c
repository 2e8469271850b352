/* SPDX-License-Identifier: MIT */
/*
 * A part of the build, not of the library: reads the profiles named on the command line and writes
 * them as C, one constant table by name. Exits 1 where one has a mistake, told as file:line: text.
 */
#include <libgen.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "../profile_reader.h"

enum { NAME_MAX_BYTES = 40 };

struct model {
    char name[NAME_MAX_BYTES + 1], maker[NAME_MAX_BYTES + 1], model[NAME_MAX_BYTES + 1];
    const char *path;
    size_t length;
    char text[PROFILE_FILE_MAX + 2];
    struct profile profile;
};

static void tell_mistake(void *context, unsigned line, const char *text)
{
    const struct model *model = context;
    fprintf(stderr, "%s:%u: %s\n", model->path, line, text);
}

static void keep_name(void *context, const struct profile_fact *fact)
{
    struct model *model = context;
    if (strcmp(fact->key, "maker") == 0)
        snprintf(model->maker, sizeof model->maker, "%s", fact->value);
    if (strcmp(fact->key, "model") == 0)
        snprintf(model->model, sizeof model->model, "%s", fact->value);
}

/* "config/printers/epson-tm-t88v.profile" is epson-tm-t88v. */
static bool name_model(struct model *model)
{
    const char *slash = strrchr(model->path, '/');
    const char *name = slash == NULL ? model->path : slash + 1;
    const char *end = strstr(name, ".profile");
    if (end == NULL || end - name > NAME_MAX_BYTES)
        return false;
    snprintf(model->name, sizeof model->name, "%.*s", (int)(end - name), name);
    return true;
}

static bool read_model(const char *path, struct model *model)
{
    const struct profile_hearer hearer = {model, tell_mistake, keep_name};
    model->path = path;
    FILE *file = fopen(path, "r");
    if (file == NULL || !name_model(model)) {
        fprintf(stderr, "%s: not a profile that can be read\n", path);
        if (file != NULL)
            fclose(file);
        return false;
    }
    model->length = fread(model->text, 1, sizeof model->text - 1, file);
    fclose(file);
    return profile_read_model(model->text, model->length, &hearer, &model->profile) == DRV_OK;
}

static void put_text(const char *text)
{
    putchar('"');
    for (; *text != '\0'; text++) {
        if (*text == '\n')
            fputs("\\n\"\n     \"", stdout);
        else if (*text == '"' || *text == '\\' || *text == '?')
            printf("\\%c", *text);
        else
            putchar(*text);
    }
    putchar('"');
}

static void put_pages(const struct profile_page *pages)
{
    puts("     .pages = {");
    for (int i = 0; i < PROFILE_PAGES && pages[i].name != NULL; i++)
        printf("         {\"%s\", %u, %d, %d},\n", pages[i].name, pages[i].number, pages[i].euro,
               pages[i].aside);
    puts("     },");
}

static void put_model(const struct model *model)
{
    const struct profile *p = &model->profile;
    printf("    {.name = \"%s\",\n     .maker = ", model->name);
    put_text(model->maker);
    printf(",\n     .model = ");
    put_text(model->model);
    printf(",\n     .dots = %u, .dpi = %u, .columns = %u, .columns_b = %u, .units_per_dot = %u,\n",
           p->dots, p->dpi, p->columns, p->columns_b, p->units_per_dot);
    put_pages(p->pages);
    printf("     .commands = 0x%x, .codes = 0x%x, .answers = 0x%x, .cut = %u, .blade_lines = %u,\n",
           (unsigned)p->commands, p->codes, p->answers, p->cut, p->blade_lines);
    printf("     .qr_module_most = %u, .raster_rows_most = %u, .graphics_rows_most = %u,\n",
           p->qr_module_most, p->raster_rows_most, p->graphics_rows_most);
    printf("     .buffer_bytes = %u,\n     .text = ", p->buffer_bytes);
    put_text(model->text);
    puts("},");
}

int main(int count, char **paths)
{
    bool good = true;
    struct model *model = NULL;
    puts("#include \"drivers/profile_table.h\"\n\n#include <stddef.h>\n\n"
         "const struct profile profile_table[] = {");
    for (int i = 1; i < count; i++) {
        model = calloc(1, sizeof *model);
        if (model == NULL)
            return EXIT_FAILURE;
        if (read_model(paths[i], model))
            put_model(model);
        else
            good = false;
        free(model);
    }
    puts("    {.name = NULL},\n};");
    return good && fflush(stdout) == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
