# SPDX-License-Identifier: MIT
"""declarations.py CDEF: prints where the functions that the bindings for Python and Node declare
are not those of the header, by name, order and width; nothing where they are."""
import ctypes
import os
import re
import sys

HERE = os.path.dirname(os.path.abspath(__file__))
HOSTS = os.path.join(HERE, "../../../plugin/hosts")
sys.path.insert(0, os.path.join(HOSTS, "python"))
import comeback  # noqa: E402

HANDLES = re.compile(r"\bcomeback(_sale)?\b(?= ?\*)")


def plain(kind):
    """A C type without qualifiers and names, both handles being void."""
    words = re.sub(r"\b(const|_Out_)\b", "", HANDLES.sub("void", kind))
    words = re.sub(r"\s*\b(?!u?int\d+_t\b|size_t\b|char\b|void\b)\w+\s*$", "", words.strip())
    return words.replace(" ", "")


def prototypes(text):
    found = {}
    for result, name, arguments in re.findall(r"([\w ]+\**)\s*\b(comeback_\w+)\(([^)]*)\)", text):
        kinds = [plain(kind) for kind in arguments.split(",")]
        found[name] = [plain(result + " x" if "*" not in result else result)] + kinds
    return found


POINTERS = {
    ctypes.c_void_p: "void*", ctypes.c_char_p: "char*",
    ctypes.POINTER(ctypes.c_void_p): "void**", ctypes.POINTER(ctypes.c_size_t): "size_t*",
    ctypes.POINTER(ctypes.POINTER(ctypes.c_uint8)): "uint8_t**",
}
NUMBERS = {ctypes.c_int32: "int32_t", ctypes.c_int64: "int64_t", ctypes.c_size_t: "size_t",
           None: "void"}


def of_python():
    names = dict(POINTERS)
    names.update({kind: name for kind, name in NUMBERS.items()})
    return {name: [names[kind] for kind in kinds] for name, kinds in comeback.SIGNATURES.items()}


def of_node():
    with open(os.path.join(HOSTS, "node/comeback.js"), encoding="utf-8") as source:
        table = re.search(r"PROTOTYPES = \[(.*?)\];", source.read(), re.S).group(1)
    return prototypes(re.sub(r"' \+\s*'", "", table).replace("'", " "))


def as_bytes(kind):
    """Node hands texts and slips over as bytes of any type."""
    return {"char*": "bytes", "uint8_t*": "bytes", "uint8_t**": "void**"}.get(kind, kind)


with open(sys.argv[1], encoding="utf-8") as header:
    declared = prototypes(header.read())
if len(declared) < 17:
    print(f"only {len(declared)} functions found in {sys.argv[1]}")
for name, kinds in of_python().items():
    if kinds != declared.get(name):
        print(f"comeback.py: {name}: {kinds}, declared {declared.get(name)}")
node = of_node()
if set(node) != set(comeback.SIGNATURES):
    print(f"comeback.js has {sorted(node)}")
for name, kinds in node.items():
    if list(map(as_bytes, kinds)) != list(map(as_bytes, declared.get(name, []))):
        print(f"comeback.js: {name}: {kinds}, declared {declared.get(name)}")
