# SPDX-License-Identifier: MIT
"""till.py CDEF OBJECT CONFIG: a host in Python by ctypes. The declarations are those of
comeback.h, read from comeback.cdef; nothing is declared a second time here."""
import ctypes
import json
import re
import sys

SCALARS = {
    "int32_t": ctypes.c_int32,
    "int64_t": ctypes.c_int64,
    "size_t": ctypes.c_size_t,
    "void": None,
}


def type_of(text):
    """The ctypes type of one C parameter or result, without its name."""
    words = re.sub(r"\bconst\b", " ", text)
    stars, base = words.count("*"), words.replace("*", " ").split()[0]
    if stars == 0:
        return SCALARS[base]
    if base == "char" and stars == 1:
        return ctypes.c_char_p
    inner = SCALARS[base] if base in SCALARS else ctypes.c_void_p
    return inner if stars == 1 and inner is ctypes.c_void_p else ctypes.POINTER(inner)


def load(cdef, name):
    """The shared object with every function of the header declared; and the header's constants."""
    text = open(cdef, encoding="utf-8").read()
    constants = {k: int(v) for k, v in re.findall(r"(COMEBACK_\w+)\s*=\s*(-?\d+)", text)}
    api = ctypes.CDLL(name)
    for result, stars, function, parameters in re.findall(
        r"([\w ]+?)\s*(\**)\s*(comeback_\w+)\(([^)]*)\);", text
    ):
        declared = getattr(api, function)
        declared.restype = type_of(result + stars)
        # A parameter's name goes; its type may end in stars.
        declared.argtypes = [
            type_of(re.sub(r"\w+\s*$", "", one.strip()))
            for one in parameters.split(",")
            if one.strip() != "void"
        ]
    return api, constants


class Refused(Exception):
    """A status below zero, and why."""


class Till:
    def __init__(self, cdef, name, config):
        self.api, self.status = load(cdef, name)
        self.shop = ctypes.c_void_p()
        if self.api.comeback_open(config.encode(), ctypes.byref(self.shop)) < 0:
            raise Refused(self.api.comeback_error(None).decode())

    def check(self, status):
        if status < 0:
            name = next(k for k, v in self.status.items() if v == status)
            raise Refused(f"{name}: {self.api.comeback_error(self.shop).decode()}")
        return status

    def field(self, sale, name):
        length = ctypes.c_size_t()
        self.api.comeback_sale_get(sale, name, None, 0, ctypes.byref(length))
        buffer = ctypes.create_string_buffer(length.value + 1)
        self.check(self.api.comeback_sale_get(sale, name, buffer, len(buffer), None))
        return buffer.value.decode()

    def slip(self, sale, form):
        data, length = ctypes.c_void_p(), ctypes.c_size_t()
        self.check(
            self.api.comeback_sale_slip(sale, form, ctypes.byref(data), ctypes.byref(length))
        )
        return ctypes.string_at(data, length.value)

    def sell(self, ref, scan=None, **fields):
        sale = ctypes.c_void_p()
        self.check(
            self.api.comeback_sale_begin(self.shop, b"python", ref.encode(), ctypes.byref(sale))
        )
        try:
            for name, value in fields.items():
                data = value.encode()
                name = name.replace("__", ".").encode()
                self.check(self.api.comeback_sale_set(sale, name, data, len(data)))
            self.check(self.api.comeback_sale_add_item(sale, b"T1", b"Tea", None, 1000, 4250))
            if scan:
                self.check(self.api.comeback_sale_scan(sale, scan.encode(), len(scan)))
            self.check(self.api.comeback_sale_finish(sale))
            answer = json.loads(self.field(sale, b"json"))
            answer["number"] = self.api.comeback_sale_tag(sale)
            answer["note"] = self.slip(sale, b"note.png")[:4]
            return answer
        finally:
            self.api.comeback_sale_free(sale)


def main():
    cdef, name, config = sys.argv[1:]
    till = Till(cdef, name, config)
    first = till.sell("1", print="card")
    friend = till.sell("2", scan=first["cards"][0])
    known = till.sell("3", customer__id="4711", customer__name="Zoë")
    for answer in (first, friend, known):
        print(answer["number"], answer["tag"], answer["discount_minor"], answer["note"])
    for fields in ({"scan": "K000-0000-0000"}, {"total_minor": "1e9"}, {"shoe": "43"}):
        try:
            till.sell("4", **fields)
        except Refused as why:
            print(why)
    print(till.api.comeback_drain(till.shop, 5000), "printed")
    till.api.comeback_close(till.shop)


main()
