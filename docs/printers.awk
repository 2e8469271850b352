# SPDX-License-Identifier: MIT
# The printer profiles as a page: awk -f docs/printers.awk config/printers/*.profile

BEGIN {
    FS = " = "
    print "# Printers\n"
    print "What is known of each model, and whence: made from [config/printers](../config/printers) by"
    print "`make docs`. What no source says is not trusted: such text and codes are drawn as pictures."
    print "`comeback printers --profiles NAME` tells the same of one; `comeback printers --test NAME`"
    print "finds out about a printer that is not here, and writes its profile.\n"
    print "| profile | model | dots, dpi | columns | pages | cut | draws itself | answers |"
    print "| --- | --- | --- | --- | --- | --- | --- | --- |"
}

FNR == 1 {
    end_model()
    name = FILENAME
    sub(/.*\//, "", name)
    sub(/\.profile$/, "", name)
    title = substr($0, 3)
    order[++models] = name
    titles[name] = title
    delete value
    pages = 0
    next
}

# A source may have " = " in it.
{ rest = substr($0, length($1) + length(FS) + 1) }

$1 == "source" {
    facts[name] = facts[name] (facts[name] == "" ? "- " : "\n- ") rest ":"
    next
}

{
    value[$1] = rest
    pages += $1 == "page" && rest != "none"
    facts[name] = facts[name] " `" $1 " = " rest "`"
}

# "9 bars, qr"
function codes(words, bars, qr) {
    qr = sub(/ ?qr$/, "", words)
    bars = words == "none" || words == "" ? 0 : split(words, kinds, " ")
    return (bars > 0 ? bars " bars" : qr ? "" : "nothing") (bars > 0 && qr ? ", " : "") (qr ? "qr" : "")
}

function columns() {
    return value["columns"] (value["columns_b"] == "" ? "" : ", " value["columns_b"])
}

function end_model() {
    if (name == "")
        return
    printf "| [%s](#%s) | %s | %s, %s | %s | %s | %s | %s | %s |\n", name, name, title,
        value["dots"], value["dpi"], columns(), pages, value["cut"], codes(value["codes"]),
        value["answers"]
}

END {
    end_model()
    for (i = 1; i <= models; i++)
        printf "\n## %s\n%s\n\n%s\n", order[i], titles[order[i]], facts[order[i]]
}
