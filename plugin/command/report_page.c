/* SPDX-License-Identifier: MIT */
#include "report_page.h"

#include <stdio.h>

#include "html.h"

/* Contrast: ink on white 14 : 1, soft on white 6 : 1, both curves on white above 4.5 : 1. */
static const char style[] =
    "html{color-scheme:light}\n"
    "body{font:16px/1.5 system-ui,sans-serif;color:#1c2733;background:#fff;max-width:47rem;"
    "margin:0 auto;padding:1.5rem}\n"
    "h1{font-size:1.7rem;line-height:1.2;margin:0}\n"
    "h2{font-size:1.2rem;margin:2.2rem 0 .2rem}\nh3{font-size:1rem;margin:1rem 0 .2rem}\n"
    "p{margin:.2rem 0 .8rem}\n"
    ".soft,caption,.tile p{color:#55616d}\n"
    ".tiles{display:grid;grid-template-columns:repeat(auto-fill,minmax(13.5rem,1fr));gap:.7rem;"
    "margin:1.4rem 0 0;padding:0}\n"
    ".tile{border:1px solid #c9d1d9;border-radius:.5rem;padding:.6rem .9rem}\n"
    ".tile h2{font-size:.95rem;font-weight:600;margin:0}\n"
    ".tile h2::first-letter{text-transform:uppercase}\n"
    ".note{margin:.5rem 0}\n"
    ".tile b{display:block;font-size:1.75rem;line-height:1.25;font-variant-numeric:tabular-nums}\n"
    ".tile p{margin:0;font-size:.875rem;line-height:1.35}\n"
    ".wide{overflow-x:auto}\n"
    "table{border-collapse:collapse;width:100%;font-size:.9rem;font-variant-numeric:tabular-nums;"
    "margin:.4rem 0 .8rem}\n"
    "caption{text-align:left;font-size:.875rem;padding:.2rem 0}\n"
    "th,td{text-align:right;padding:.18rem .5rem;border-bottom:1px solid #e3e8ed;"
    "vertical-align:top}\n"
    "th:first-child,td.words{text-align:left}\n"
    "th{font-weight:600}\n"
    "tbody th{font-weight:400}\n"
    "th[scope=row]{white-space:nowrap}\n"
    ".heat td{text-align:center;padding:.18rem .2rem;border:1px solid #fff}\n"
    ".heat td.size{text-align:right}\n"
    ".list th{text-align:left}\n"
    "svg{display:block;width:100%;height:auto;margin:.4rem 0}\n"
    "svg text{font:12px system-ui,sans-serif;fill:#44505c}\n"
    ".axis{stroke:#44505c;fill:none}\n"
    ".grid{stroke:#dde3e9;fill:none}\n"
    ".ink0,.ink1{fill:none;stroke-width:2;stroke:#0b5394}\n"
    ".ink1{stroke:#b45309;stroke-dasharray:6 4}\n"
    ".band0{fill:#0b5394;opacity:.14}\n"
    ".band1{fill:#b45309;opacity:.14}\n"
    ".whole{fill:#d6e4f2;stroke:#0b5394}\n"
    ".part,.mark{fill:#0b5394}\n"
    "dt{font-weight:600}\n"
    "dd{margin:0 0 .5rem}\n"
    "@page{size:A4;margin:14mm 15mm}\n"
    "@media print{body{font-size:9.5pt;line-height:1.35;max-width:none;padding:0}\n"
    "*{print-color-adjust:exact;-webkit-print-color-adjust:exact}\n"
    "h2,h3,section p{break-after:avoid}p,svg,.tile,.wide,tr{break-inside:avoid}\n"
    "h2{margin-top:1.4rem}svg{max-height:56mm}th,td{padding:.1rem .4rem}\n"
    ".tiles{grid-template-columns:repeat(3,1fr)}.wide{overflow:visible}details{display:none}}\n";

static void add_head(struct bytes *out, const struct report_view *view)
{
    char days[2 * REPORT_TEXT] = "";
    if (view->report->last_day >= 0)
        report_format_days(days, sizeof days, view->report);
    bytes_add_text(out, "<!DOCTYPE html>\n<html xmlns=\"http://www.w3.org/1999/xhtml\" lang=\"en\">"
                        "\n<head>\n<meta charset=\"utf-8\"/>\n"
                        "<meta http-equiv=\"Content-Security-Policy\" "
                        "content=\"default-src 'none'; style-src 'unsafe-inline'\"/>\n"
                        "<meta name=\"viewport\" content=\"width=device-width\"/>\n<title>");
    html_text(out, view->config->shop.name);
    bytes_add_text(out, ": customers</title>\n<style>\n");
    bytes_add_text(out, style);
    bytes_add_text(out, "</style>\n</head>\n<body>\n<header>\n<h1>");
    html_foreign(out, view->config->shop.name);
    html_add(out, "</h1>\n<p class=\"soft\">%s</p>\n</header>\n<main>\n", days);
}

void page_paragraph(struct bytes *out, const char *text)
{
    if (text[0] == '\0')
        return;
    bytes_add_text(out, "<p>");
    html_text(out, text);
    bytes_add_text(out, "</p>\n");
}

void page_begin_section(struct bytes *out, const char *title, const char *says)
{
    bytes_add_text(out, "<section>\n<h2>");
    html_text(out, title);
    bytes_add_text(out, "</h2>\n");
    page_paragraph(out, says);
}

void page_end_section(struct bytes *out)
{
    bytes_add_text(out, "</section>\n");
}

void page_begin_table(struct bytes *out, const char *caption, const char *const *heads)
{
    bytes_add_text(out, "<div class=\"wide\"><table>\n<caption>");
    html_text(out, caption);
    bytes_add_text(out, "</caption>\n<thead><tr>");
    for (int i = 0; heads[i] != NULL; i++) {
        bytes_add_text(out, "<th scope=\"col\">");
        html_text(out, heads[i]);
        bytes_add_text(out, "</th>");
    }
    bytes_add_text(out, "</tr></thead>\n<tbody>\n");
}

void page_end_table(struct bytes *out)
{
    bytes_add_text(out, "</tbody>\n</table></div>\n");
}

void page_word(struct bytes *out, const char *name)
{
    bytes_add_text(out, "<tr><th scope=\"row\">");
    html_foreign(out, name);
    bytes_add_text(out, "</th>");
}

void page_text(struct bytes *out, const char *text)
{
    bytes_add_text(out, "<td>");
    html_text(out, text);
    bytes_add_text(out, "</td>");
}

void page_count(struct bytes *out, int64_t count)
{
    char text[REPORT_TEXT];
    report_format_count(text, count);
    page_text(out, text);
}

void page_amount(struct bytes *out, const struct report_view *view, int64_t minor)
{
    char text[REPORT_TEXT];
    report_format_amount(text, view->config, minor);
    page_text(out, text);
}

void page_share(struct bytes *out, double share)
{
    html_add(out, "<td>%.1f %%</td>", share * 100);
}

void page_month(struct bytes *out, int32_t month)
{
    html_add(out, "<tr><th scope=\"row\">%04d-%02d</th>", 1970 + month / 12, month % 12 + 1);
}

void page_end_row(struct bytes *out)
{
    bytes_add_text(out, "</tr>\n");
}

/* Without a number every sentence would be about nothing. */
static void add_nothing(struct bytes *out, const struct report_view *view)
{
    char words[2 * REPORT_TEXT];
    report_format_nothing(words, sizeof words, view);
    page_paragraph(out, words);
}

/* What each number counts, by the names that --json and --explain know. */
static void add_glossary(struct bytes *out)
{
    bytes_add_text(out, "<details>\n<summary>What each number counts</summary>\n<dl>\n");
    for (enum report_number i = 0; i < REPORT_NUMBERS; i++) {
        html_add(out, "<dt>%s</dt>\n<dd>", report_numbers[i].name);
        html_text(out, report_numbers[i].counts);
        bytes_add_text(out, "</dd>\n");
    }
    bytes_add_text(out, "</dl>\n</details>\n");
}

void report_write_page(const struct report_view *view, struct bytes *out)
{
    static void (*const parts[])(struct bytes *, const struct report_view *) = {
        page_add_tiles,  page_add_months, page_add_return,    page_add_staying, page_add_cohorts,
        page_add_sales,  page_add_upsell, page_add_discounts, page_add_offers,  page_add_friends,
        page_add_effect, page_add_steps,  page_add_questions, page_add_look,
    };
    add_head(out, view);
    if (view->report->all.values[SALES_ALL] == 0)
        add_nothing(out, view);
    else
        for (size_t i = 0; i < sizeof parts / sizeof parts[0]; i++)
            parts[i](out, view);
    add_glossary(out);
    bytes_add_text(out, "</main>\n</body>\n</html>\n");
}
