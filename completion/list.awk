# SPDX-License-Identifier: MIT
# What can stand on the command line, of what the program says of itself (man/help). A row a line,
# tabs between:
#
#     command  NAME  SUMMARY
#     word     COMMAND  WORD             one of the words that may stand behind it
#     operand  COMMAND  KIND             file, folder, printer
#     option   COMMAND  NAME  KIND  TEXT  KIND: none, value, group, one of "a|b", or as above
#
# COMMAND is "-" for what stands before a command.

function kind_of(name, value)
{
    if (value == "")
        return "none"
    if (value ~ /^[a-z0-9-]+(\|[a-z0-9-]+)+$/)
        return value
    if (value ~ /URI|PROFILE/ || name ~ /printer|profile/)
        return "printer"
    if (value ~ /FILE|PATH/)
        return "file"
    if (value ~ /DIR|FOLDER/)
        return "folder"
    if (value ~ /GROUP/ || name == "--group")
        return "group"
    return "value"
}

# The first clause, without what shells take for theirs.
function brief(text)
{
    if (text ~ /^\{/)
        return "as JSON"
    sub(/^or .*|;.*|: .*|\(.*|\. .*/, "", text)
    gsub(/[][`"$\\]/, "", text)
    sub(/ +$/, "", text)
    return text
}

function tell_option(option, kind, text)
{
    if (seen[page, option]++)
        return
    print "option\t" page "\t" option "\t" kind "\t" brief(text)
}

# "  --png FILE  the paper". Where usage says more of its value, that stands.
function read_item(line,    gap, text, parts)
{
    line = substr(line, 3)
    gap = match(line, /  +/)
    text = gap ? substr(line, gap + RLENGTH) : ""
    split(gap ? substr(line, 1, gap - 1) : line, parts, " ")
    if (!((page, parts[1]) in said) || said[page, parts[1]] !~ /\|/)
        said[page, parts[1]] = kind_of(parts[1], parts[2])
    tell_option(parts[1], said[page, parts[1]], text)
}

# Options with their values; what is left are words and operands. A file may be anywhere, so where
# there is one besides a folder, files are offered.
function read_usage(    rest, found, parts, count, i, operand)
{
    rest = usage
    while (match(rest, /--[a-z][a-z-]*( [A-Za-z][^] ]*)?/)) {
        found = substr(rest, RSTART, RLENGTH)
        rest = substr(rest, 1, RSTART - 1) substr(rest, RSTART + RLENGTH)
        sub(/\|--.*/, "", found)
        parts[2] = ""
        split(found, parts, " ")
        said[page, parts[1]] = kind_of(parts[1], parts[2])
        order[++options] = parts[1]
    }
    count = split(rest, parts, /[][ |().,…]+/)
    for (i = 1; i <= count; i++) {
        if (parts[i] ~ /^[a-z][a-z-]+$/ && parts[i] != "csv" && !seen[page, parts[i]]++)
            print "word\t" page "\t" parts[i]
        else if (parts[i] ~ /^[A-Z]/ && kind_of("", parts[i]) != "value" && operand != "file")
            operand = kind_of("", parts[i])
    }
    if (operand != "")
        print "operand\t" page "\t" operand
}

# Options that have no line of their own come last.
function end_page(    i)
{
    if (page == "" || page == "comeback")
        return
    for (i = 1; i <= options; i++)
        tell_option(order[i], said[page, order[i]], "")
    tell_option("--help", "none", "its page in short")
}

/^== / { end_page(); page = $2; usage = ""; options = 0; in_usage = 1; next }
page == "comeback" && match($0, /^  [a-z][a-z-]*  +/) {
    print "command\t" $1 "\t" brief(substr($0, RLENGTH + 1))
}
page == "comeback" { next }
in_usage && $0 == "" { in_usage = 0; read_usage(); next }
in_usage { sub(/^usage: comeback [a-z-]+/, ""); usage = usage " " $0; next }
/^  --/ { read_item($0) }
END {
    end_page()
    page = "-"
    tell_option("--config", "file", "the shop's comeback.ini")
    tell_option("--help", "none", "the commands")
    tell_option("--version", "none", "")
}
