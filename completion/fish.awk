# SPDX-License-Identifier: MIT
# Makes completion for fish: the table of profiles (man/tables.c), then completion/list.awk's rows.

BEGIN {
    FS = "\t"
    print "# fish completion for comeback"
    print "# SPDX-License-Identifier: MIT\n"
    print "complete -c comeback -f"
    action["none"] = ""
    action["file"] = " -r -F"
    action["folder"] = " -x -a '(__fish_complete_directories)'"
    action["printer"] = " -x -a \"$__comeback_printers\""
    action["group"] = " -x -a '(__fish_complete_groups)'"
    action["value"] = " -x"
}

function condition(name)
{
    return name == "-" ? "__fish_use_subcommand" : "'__fish_seen_subcommand_from " name "'"
}

function value(kind)
{
    if (kind !~ /\|/)
        return action[kind]
    gsub(/\|/, " ", kind)
    return " -x -a '" kind "'"
}

function description(text)
{
    gsub(/'/, "\\'", text)
    return text == "" ? "" : " -d '" text "'"
}

$1 == "profile" { printers = printers " " $2; next }
$1 == "command" && !told++ {
    print "set -g __comeback_printers" printers " usb:// serial: socket:// cups: file: virtual:\n"
}
$1 == "command" { print "complete -c comeback -n __fish_use_subcommand -a " $2 description($3) }
$1 == "word" { print "complete -c comeback -n " condition($2) " -a " $3 }
$1 == "operand" {
    kind = action[$3]
    sub(/^ -r| -x/, "", kind)
    print "complete -c comeback -n " condition($2) kind
}
$1 == "option" {
    letter = $3 == "--config" ? " -s c" : ""
    print "complete -c comeback -n " condition($2) letter " -l " substr($3, 3) value($4) \
        description($5)
}
