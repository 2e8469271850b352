# SPDX-License-Identifier: MIT
# Makes completion for zsh: the table of profiles (man/tables.c), then completion/list.awk's rows.

BEGIN {
    FS = "\t"
    action["file"] = ":file:_files"
    action["folder"] = ":folder:_files -/"
    action["printer"] = ":printer:($printers)"
    action["group"] = ":group:_groups"
    action["value"] = ":value: "
}

# Within single quotes, in a place where a colon ends it.
function quoted(text)
{
    gsub(/:/, "\\:", text)
    gsub(/'/, "'\\''", text)
    return text
}

function value(kind)
{
    if (kind !~ /\|/)
        return action[kind]
    gsub(/\|/, " ", kind)
    return ":value:(" kind ")"
}

$1 == "profile" { printers = printers " " $2 }
$1 == "command" { names[++commands] = $2; summary[$2] = $3 }
$1 == "word" { words[$2] = words[$2] " " $3 }
$1 == "operand" { operand[$2] = $3 }
$1 == "option" {
    names_of = $3 == "--config" ? "'(-c --config)'{-c,--config}'" : "'" $3
    text = $5 == "" ? "" : "[" quoted($5) "]"
    options[$2] = options[$2] " \\\n            " names_of text value($4) "'"
}

END {
    print "#compdef comeback"
    print "# SPDX-License-Identifier: MIT\n"
    print "_comeback()\n{"
    print "    local curcontext=$curcontext state line"
    print "    local -a commands printers"
    print "    printers=(" substr(printers, 2) " usb:// serial: socket:// cups: file: virtual:)"
    print "    commands=("
    for (i = 1; i <= commands; i++)
        print "        '" names[i] ":" quoted(summary[names[i]]) "'"
    print "    )"
    print "    _arguments -C" options["-"] " \\"
    print "        '1:command:->command' '*::argument:->argument'"
    print "    case $state in"
    print "    command) _describe command commands ;;"
    print "    argument)"
    print "        case $words[1] in"
    for (i = 1; i <= commands; i++) {
        name = names[i]
        text = "        " name ")\n            _arguments" options[name]
        if (words[name] != "")
            text = text " \\\n            '1:word:(" substr(words[name], 2) ")'"
        if (operand[name] != "")
            text = text " \\\n            '*" action[operand[name]] "'"
        print text "\n            ;;"
    }
    print "        esac ;;"
    print "    esac"
    print "}\n"
    print "_comeback \"$@\""
}
