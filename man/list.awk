# SPDX-License-Identifier: MIT
# Makes comeback(1): first what the program says of itself (man/help), then the page, in which a
# comment stands where its commands are listed.

FNR == NR {
    if (/^== /)
        page = $2
    else if (page == "comeback" && match($0, /^  [a-z][a-z-]*  +/))
        list = list ".It Xr comeback-" $1 " 1\n" substr($0, RLENGTH + 1) "\n"
    next
}
/^\.\\" COMMANDS$/ { printf ".Bl -tag -width \"comeback-virtual-printer(1)\"\n%s.El\n", list; next }
{ print }
