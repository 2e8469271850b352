# SPDX-License-Identifier: MIT
# Makes comeback(3) of comeback.h: its first comment, its constants, and each function beneath the
# comment that stands before it. Read behind roff.awk; wants -v date= version=.
#
# In comments, what is set in further than its neighbours is a table or code, and shown as it is.

function table(text)
{
    return ".PP\n.nf\n" text ".fi\n"
}

# A comment's lines as paragraphs; those set in by more than `most` blanks are shown.
function body(lines, count, most,    out, i, line, indent, held, rows)
{
    out = held = rows = ""
    for (i = 1; i <= count + 1; i++) {
        line = i > count ? "" : lines[i]
        match(line, /^ */)
        indent = RLENGTH
        if (line != "" && indent > most) {
            out = out flush(held)
            held = ""
            rows = rows shown(line)
            continue
        }
        if (line != "" && rows == "") {
            # "Threads: …" begins anew.
            if (most > 0 && line ~ /^ *[A-Za-z]+: /) {
                out = out flush(held)
                held = ""
            }
            held = held (held == "" ? "" : " ") substr(line, indent + 1)
            if (line ~ /^[A-Z ]+$/ && most > 0) {
                out = out ".SS " held "\n"
                held = ""
                after_heading = 1
            }
            continue
        }
        out = out flush(held) (rows == "" ? "" : table(rows))
        rows = ""
        held = substr(line, indent + 1)
    }
    return out flush(held)
}

function flush(text,    out)
{
    if (text == "")
        return ""
    out = (after_heading ? "" : ".PP\n") prose(text) "\n"
    after_heading = 0
    return out
}

function write_function(    name, prototype)
{
    prototype = declaration
    sub(/^COMEBACK_API /, "", prototype)
    name = prototype
    sub(/\(.*/, "", name)
    sub(/.*[ *]/, "", name)
    functions = functions ".SS " name "\n.nf\n" escaped(prototype) "\n.fi\n" \
        body(comment, comment_lines, 0)
    comment_lines = 0
}

# The one line that says what constants are for.
function comment_line(    line)
{
    line = comment_lines == 1 ? "/* " comment[1] " */\n" : ""
    comment_lines = 0
    return line
}

/^\/\*$/ { in_comment = 1; comment_lines = 0; next }
in_comment && /^ \*\/$/ {
    in_comment = 0
    if (!description) {
        description = body(comment, comment_lines, 3)
        comment_lines = 0
    }
    next
}
in_comment { comment[++comment_lines] = substr($0, 4); next }
/^\/\* .* \*\/$/ && !/SPDX/ {
    comment_lines = 1
    comment[1] = substr($0, 4, length($0) - 6)
    next
}
/^enum.*}/ {
    gsub(/^enum \{ | \};$/, "")
    gsub(/, /, ",\n")
    constants = constants comment_line() shown($0)
    next
}
/^enum/ { in_enum = 1; next }
in_enum && /^}/ { in_enum = 0; constants = constants "\n"; next }
in_enum { sub(/^    /, ""); constants = constants shown($0); next }
/^COMEBACK_API/ { declaration = $0; in_declaration = 1 }
in_declaration && !/^COMEBACK_API/ { sub(/^ +/, ""); declaration = declaration " " $0 }
in_declaration && /;$/ { in_declaration = 0; write_function() }

END {
    printf "%s", title("COMEBACK", 3, date) \
        heading("NAME") "comeback \\- the library that point\\-of\\-sale systems load\n" \
        heading("SYNOPSIS") ".nf\n\\fB#include <comeback.h>\\fR\n\n" \
        "cc host.c $(pkg\\-config \\-\\-cflags \\-\\-libs comeback)\n.fi\n" \
        heading("DESCRIPTION") behind_heading(description) \
        heading("CONSTANTS") ".nf\n" constants ".fi\n" \
        heading("FUNCTIONS") functions \
        heading("SEE ALSO") ".BR comeback (1),\n.BR comeback.ini (5)\n"
}
