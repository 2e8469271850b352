# SPDX-License-Identifier: MIT
# Makes a page of each command's help. Read behind roff.awk; wants -v out= date= version=.
#
# A help is: usage, paragraphs, lists ("  NAME  text"), "exit:", "example:". A paragraph's lines
# that begin with { or a blank are shown as they are. What stands behind the options goes to NOTES.

function end_paragraph()
{
    if (kind == "text")
        add(".PP\n" prose(held) "\n")
    else if (kind == "shown")
        add(".RS 4\n.nf\n" held ".fi\n.RE\n")
    else if (kind == "item")
        add_item()
    kind = held = ""
}

function add(text)
{
    if (options != "")
        notes = notes text
    else
        description = description text
}

function add_item(    entry)
{
    entry = ".TP\n" item_name "\n" prose(held) "\n"
    if (item_is_option)
        options = options entry
    else
        add(entry)
}

function begin_item(line,    gap)
{
    end_paragraph()
    kind = "item"
    line = substr(line, 3)
    gap = match(line, /  +/)
    item_is_option = line ~ /^-/
    held = gap ? substr(line, gap + RLENGTH) : ""
    item_name = command_text(gap ? substr(line, 1, gap - 1) : line)
}

function hold(word, line)
{
    if (kind != word)
        end_paragraph()
    kind = word
    if (word == "shown")
        held = held shown(line)
    else
        held = held (held == "" ? "" : " ") line
}

# "0 done, 1 refused" as a list.
function exit_status(text,    out, parts, count, i)
{
    gsub(/[,;] 1 /, "\n1 ", text)
    gsub(/[,;] 2 /, "\n2 ", text)
    count = split(text, parts, "\n")
    out = ""
    for (i = 1; i <= count; i++)
        out = out ".TP\n\\fB" substr(parts[i], 1, 1) "\\fR\n" prose(substr(parts[i], 3)) "\n"
    return out
}

function see_also(    out, i)
{
    out = ".BR comeback (1),\n"
    for (i = 1; i <= commands; i++)
        if (names[i] != name && index(page_text, "comeback " names[i]))
            out = out ".BR comeback\\-" escaped(names[i]) " (1),\n"
    if (index(page_text, "comeback.h"))
        out = out ".BR comeback (3),\n"
    return out ".BR comeback.ini (5)\n"
}

function command()
{
    return "\\fBcomeback\\fR [\\fB\\-c\\fR \\fIFILE\\fR] \\fB" escaped(name) "\\fR "
}

function write_page(    file, upper)
{
    end_paragraph()
    if (name == "" || name == "comeback")
        return
    file = out "/comeback-" name ".1"
    upper = toupper(name)
    printf "%s", title("COMEBACK\\-" escaped(upper), 1, date) \
        heading("NAME") "comeback\\-" escaped(name) " \\- " escaped(summary[name]) "\n" \
        heading("SYNOPSIS") ".nh\n.ad l\n" command() synopsis "\n.ad b\n.hy\n" \
        heading("DESCRIPTION") behind_heading(description) \
        heading("OPTIONS") options \
        ".TP\n\\fB\\-\\-help\\fR\nthis page in short\n" \
        (notes == "" ? "" : heading("NOTES") behind_heading(notes)) \
        heading("EXIT STATUS") exit_status(exits) \
        heading("EXAMPLES") ".nf\n" examples ".fi\n" \
        heading("SEE ALSO") see_also() > file
    close(file)
}

function begin_page(page)
{
    write_page()
    name = page
    kind = held = description = options = notes = exits = examples = synopsis = page_text = ""
    part = "usage"
    for (word in meant)
        delete meant[word]
}

/^== / { begin_page($2); next }

name == "comeback" {
    if (match($0, /^  [a-z][a-z-]*  +/)) {
        names[++commands] = $1
        summary[$1] = substr($0, RLENGTH + 1)
    }
    next
}

{ page_text = page_text " " $0 }

part == "usage" {
    if ($0 == "") {
        part = "body"
        next
    }
    sub(/^usage: comeback [a-z-]+ */, "")
    sub(/^ +/, "")
    # Another form of the command begins a line of its own.
    form = sub(/^comeback [a-z-]+ /, "")
    synopsis = synopsis (synopsis == "" ? "" : form ? "\n.br\n" command() : " ") command_text($0)
    next
}

/^exit: / { end_paragraph(); part = "exit"; exits = substr($0, 7); next }
/^example: / { end_paragraph(); part = "example"; examples = examples shown(substr($0, 10)); next }
part == "exit" && /^ / { sub(/^ +/, ""); exits = exits " " $0; next }
part == "example" { sub(/^ +/, ""); if ($0 != "") examples = examples shown($0); next }

/^$/ { end_paragraph(); next }
/^  [^ ]/ && kind != "shown" { begin_item($0); next }
kind == "item" && /^   / { sub(/^ +/, ""); hold("item", $0); next }
/^\{/ || (kind == "shown" && /^ /) { hold("shown", $0); next }
{ hold("text", $0) }

END { write_page() }
