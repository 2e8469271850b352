# SPDX-License-Identifier: MIT
# Makes comeback.ini(5): first the table of settings, then comeback.ini, whose comments say what
# each is for. Read behind roff.awk; wants -v date= version=.

BEGIN { FS = "\t" }

$1 == "setting" {
    rows++
    section[rows] = $2
    key[rows] = $3
    required[rows] = $4
    standard[rows] = $5
    expected[rows] = $6
    next
}
$1 == "profile" { profiles = profiles (profiles == "" ? "" : ", ") "\\fB" escaped($2) "\\fR"; next }

# "; [section]" and "; key = value" are settings too, which are left out. "[offer friend]" is one of
# the family that the table calls "offer NAME"; of several, the last that says so gives the meaning.
/^(; )?\[/ {
    current = substr($0, index($0, "[") + 1)
    sub(/\].*/, "", current)
    if (sub(/ .*/, "", current))
        current = current " NAME"
    next
}

match($0, /^(; )?[a-z_]+ = /) {
    name = substr($0, 1, RLENGTH - 3)
    sub(/^; /, "", name)
    rest = substr($0, RLENGTH + 1)
    at = index(rest, ";")
    if (at > 0) {
        rest = substr(rest, at + 1)
        sub(/^ +/, "", rest)
        meaning[current, name] = rest
    }
}

function entry(i,    text)
{
    text = ".TP\n\\fB" escaped(key[i]) "\\fR\n"
    if ((section[i], key[i]) in meaning)
        text = text prose(meaning[section[i], key[i]]) "\n.br\n"
    text = text "Expected: " prose(expected[i]) "."
    if (required[i])
        return text " Required.\n"
    return text (standard[i] == "" ? "" : " Default: \\fB" escaped(standard[i]) "\\fR.") "\n"
}

END {
    printf "%s", title("COMEBACK.INI", 5, date)
    printf "%s", heading("NAME") "comeback.ini \\- settings of a shop that Comeback serves\n"
    printf "%s", heading("DESCRIPTION") \
        "One file a shop, beside its slips, keys and store. It is UTF\\-8; a line is a section in\n" \
        "brackets, a setting, or a comment behind a semicolon or #. A value that has one of these\n" \
        "in it stands in double quotes. Paths are relative to the file.\n.PP\n" \
        "The file is read strictly: every mistake is told at once with its line, what was found\n" \
        "and what is expected. It is read again at the next sale; one with a mistake changes\n" \
        "nothing, and the last good settings stay in force. \\fBcomeback check\\fR tells.\n.PP\n" \
        "Amounts have as many decimals as the shop\\(aqs currency.\n"
    for (i = 1; i <= rows; i++) {
        if (section[i] != section[i - 1])
            printf "%s", heading("[" section[i] "]")
        printf "%s", entry(i)
    }
    printf "%s", heading("PATTERNS") \
        "A pattern of \\fB[tap]\\fR is one whole row of a receipt as a person sees it. Words stand as\n" \
        "they are; capitals do not matter, and any run of blanks is one.\n" \
        ".TP\n\\fB{}\\fR\nwhat is looked for. Of a number, a till or a code one word, of a number with\n" \
        "a digit in it; of a customer or cashier words that stand one blank apart; of a total an\n" \
        "amount with or without its currency\n" \
        ".TP\n\\fB{A\\-99}\\fR\nthe same of that shape: 9 a digit or more, 99 two or more, A letters, all\n" \
        "else itself\n" \
        ".TP\n\\fB*\\fR\nanything or nothing\n" \
        ".TP\n\\fBInvoice // {}\\fR\ngoes on in the next row that is not empty\n" \
        ".TP\n\\fBTOTAL {} | Sum {}\\fR\nalternatives\n.PP\n" \
        "The first row that fits counts; number and total must be the same wherever theirs fit.\n" \
        "\\fBcomeback tap \\-\\-try\\fR shows what they find.\n"
    printf "%s", heading("PROFILES") "Models of printers that are known by name:\n" profiles ".\n"
    printf "%s", heading("FILES") ".TP\n\\fI/etc/comeback/comeback.ini\\fR\n" \
        "where it is looked for last; see \\fBcomeback\\fR(1) for the places before it\n"
    printf "%s", heading("EXAMPLES") "What \\fBcomeback init\\fR writes is a whole one, with " \
        "comments.\n"
    printf "%s", heading("SEE ALSO") ".BR comeback (1),\n.BR comeback\\-check (1),\n" \
        ".BR comeback\\-init (1),\n.BR comeback\\-tap (1)\n"
}
