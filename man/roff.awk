# SPDX-License-Identifier: MIT
# Text as man(7) wants it. A word that is in `meant`, such as FILE, stands for something.

function escaped(text)
{
    gsub(/\\/, "\\e", text)
    gsub(/-/, "\\-", text)
    gsub(/~/, "\\(ti", text)
    gsub(/\^/, "\\(ha", text)
    gsub(/`/, "\\(ga", text)
    gsub(/'/, "\\(aq", text)
    return text
}

# A dot or a quote at the beginning of a line would be a request.
function line_of(text)
{
    return (text ~ /^(\.|\\\(aq)/ ? "\\&" : "") text
}

function shown(line)
{
    return line_of(escaped(line)) "\n"
}

# Behind a heading there is no new paragraph to begin.
function behind_heading(text)
{
    sub(/^\.PP\n/, "", text)
    return text
}

# What stands where a command is shown: words in bold, what is meant in italics, the rest as it is.
function command_text(text, all,    out, word)
{
    out = ""
    while (text != "") {
        if (match(text, /^-?-?[a-z][a-z0-9_-]*/)) {
            word = "\\fB" escaped(substr(text, 1, RLENGTH)) "\\fR"
        } else if (match(text, /^[A-Z][A-Z0-9_]*/)) {
            word = substr(text, 1, RLENGTH)
            meant[word] = 1
            word = "\\fI" word "\\fR"
        } else {
            match(text, /^./)
            word = escaped(substr(text, 1, 1))
        }
        out = out word
        text = substr(text, RLENGTH + 1)
    }
    return out
}

# Prose: options and `commands` in bold, what is meant in italics.
function prose(text,    out, word)
{
    out = ""
    while (match(text, /`[^`]*`|--[a-z][a-z-]*|[A-Za-z0-9_][A-Za-z0-9_-]*/)) {
        word = substr(text, RSTART, RLENGTH)
        out = out escaped(substr(text, 1, RSTART - 1))
        text = substr(text, RSTART + RLENGTH)
        if (word in meant)
            word = "\\fI" word "\\fR"
        else if (word ~ /^--/)
            word = "\\fB" escaped(word) "\\fR"
        else if (word ~ /^`/)
            word = "\\fB" escaped(substr(word, 2, length(word) - 2)) "\\fR"
        else
            word = escaped(word)
        out = out word
    }
    return line_of(out escaped(text))
}

function heading(name)
{
    return ".SH " name "\n"
}

function title(name, section, date)
{
    return ".\\\" SPDX-License-Identifier: MIT\n" \
        ".TH " name " " section " \"" date "\" \"Comeback " version "\" \"\"\n"
}
