# SPDX-License-Identifier: MIT
# Makes completion for bash: the table of profiles (man/tables.c), then completion/list.awk's rows.

BEGIN { FS = "\t" }
$1 == "profile" { printers = printers " " $2 }
$1 == "command" { names[++commands] = $2; all = all " " $2 }
$1 == "word" { words[$2] = words[$2] " " $3 }
$1 == "operand" { operand[$2] = $3 }
$1 == "option" {
    options[$2] = options[$2] " " $3
    if ($4 != "none")
        values = values "    '" ($2 == "-" ? "" : $2) " " $3 "')" value($4) " ;;\n"
}

# What may stand behind an option: words of its own, or a kind of thing.
function value(kind)
{
    if (kind !~ /\|/)
        return " words='' kind=" kind
    gsub(/\|/, " ", kind)
    return " words='" kind "' kind=''"
}

function row(name,    text)
{
    text = "    " (name == "-" ? "''" : name) ")\n        options='" substr(options[name], 2) "'"
    if (words[name] != "")
        text = text " words='" substr(words[name], 2) "'"
    if (operand[name] != "")
        text = text " kind=" operand[name]
    return text "\n        ;;\n"
}

END {
    words["-"] = all
    print "# bash completion for comeback"
    print "# SPDX-License-Identifier: MIT\n"
    print "_comeback()\n{"
    print "    local command='' word=0 i options='' words='' kind=''"
    print "    local current=${COMP_WORDS[COMP_CWORD]} previous=${COMP_WORDS[COMP_CWORD - 1]}"
    print "    local printers='" substr(printers, 2) " usb:// serial: socket:// cups: file: virtual:'"
    print "    COMPREPLY=()"
    print "    # bash takes --png=FILE apart"
    print "    [[ $current == = ]] && current=''"
    print "    [[ $previous == = ]] && previous=${COMP_WORDS[COMP_CWORD - 2]}"
    print "    for ((i = 1; i < COMP_CWORD; i++)); do"
    print "        case ${COMP_WORDS[i]} in"
    print "        -c | --config) ((i++)) ;;"
    print "        -* | =) ;;"
    print "        *) if [[ -z $command ]]; then command=${COMP_WORDS[i]}; else word=1; fi ;;"
    print "        esac"
    print "    done"
    print "    case $command in"
    printf "%s", row("-")
    for (i = 1; i <= commands; i++)
        printf "%s", row(names[i])
    print "    esac"
    print "    ((word)) && words=''"
    print "    [[ $current == -* ]] && kind='' words=$options"
    print "    case \"$command $previous\" in"
    print "    ' -c') words='' kind=file ;;"
    printf "%s", values
    print "    esac"
    print "    case $kind in"
    print "    file) compopt -o filenames 2>/dev/null; mapfile -t COMPREPLY < <(compgen -W \"$words\" -- \"$current\"; compgen -f -- \"$current\") ;;"
    print "    folder) compopt -o filenames 2>/dev/null; mapfile -t COMPREPLY < <(compgen -d -- \"$current\") ;;"
    print "    group) mapfile -t COMPREPLY < <(compgen -g -- \"$current\") ;;"
    print "    printer) mapfile -t COMPREPLY < <(compgen -W \"$printers $words\" -- \"$current\") ;;"
    print "    value) ;;"
    print "    *) mapfile -t COMPREPLY < <(compgen -W \"$words\" -- \"$current\") ;;"
    print "    esac"
    print "}"
    print "complete -F _comeback comeback"
}
