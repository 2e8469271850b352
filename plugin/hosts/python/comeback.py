# SPDX-License-Identifier: MIT
"""Comeback for Python 3.7 and later: one file, nothing but the standard library.

    from comeback import Shop

    with Shop("/var/lib/comeback/comeback.ini") as shop:
        sale = {"host": "mypos", "ref": "T1-000123", "total_minor": 4250,
                "items": [{"sku": "T1", "name": "Tea", "amount_minor": 4250}],
                "scan": ["HJ4K-7M2P-X9QD"]}
        now = shop.look(sale)                                     # before payment
        sale["discount.applied_minor"] = now["discount_minor"]    # what you took off
        told = shop.finish(sale, ["note"])                        # after payment
        receipt += told["slips"]["note"]

A sale has the fields of comeback.h by their names, as str or int; None is not told. Money is in
minor units (cents), quantities in thousandths. "items" are mappings of sku, name, category,
quantity_milli (default 1000) and amount_minor of the whole line; "scan" the codes shown.
Reservations belong to (host, cart): name "cart" where there is no "ref".

Every answer has all keys of NO_ANSWER: those of "json" in comeback.h, "status" (as there;
UNREACHABLE where nobody could be asked), "error" ("" or the last thing that was refused) and
"slips" (each form asked for; empty where there is none; str for .text and .html, else bytes). A slip
that is asked for, but as .text, is the host's to print: `comeback serve` does not. A status of 0 or
above: done. A mistyped code or a refused field leaves the sale what it is and is told in "error";
but where one of ESSENTIAL is refused the sale is not told, for it would be another.

look, finish, cancel and problem raise nothing. Every wait is bounded: by the library (comeback.h),
or by timeout_ms of a socket. A Shop may be used by many threads; a forked child opens its own.
"""
import base64
import ctypes
import json
import os
import socket as sockets
import time
from ctypes import POINTER, byref, c_char_p, c_int32, c_int64, c_size_t, c_uint8, c_void_p
from typing import Any, Dict, List, Mapping, Optional, Sequence

UNREACHABLE = -12
ESSENTIAL = frozenset(
    ["kind", "ref", "at", "currency", "total_minor", "original", "amount_minor"])
NO_ANSWER: Dict[str, Any] = {
    "tag": "", "why": "", "grade": "", "visit": None, "prompts": "", "discount_minor": 0,
    "scan": [], "display": "", "notes": [], "cards": [], "jobs": [],
    "question": None, "steps": [], "needs": [], "consents": [], "next": None,
    "gift": None, "ask": [], "notice": "", "status": UNREACHABLE, "error": "",
    "slips": {},
}

# As comeback.h declares them; both handles are void *.
SIGNATURES: Dict[str, List[Any]] = {
    "comeback_open": [c_int32, c_char_p, POINTER(c_void_p)],
    "comeback_close": [None, c_void_p],
    "comeback_error": [c_char_p, c_void_p],
    "comeback_sale_begin": [c_int32, c_void_p, c_char_p, c_char_p, POINTER(c_void_p)],
    "comeback_sale_set": [c_int32, c_void_p, c_char_p, c_char_p, c_size_t],
    "comeback_sale_add_item": [c_int32, c_void_p, c_char_p, c_char_p, c_char_p, c_int64, c_int64],
    "comeback_sale_item_set": [c_int32, c_void_p, c_char_p, c_char_p, c_size_t],
    "comeback_sale_scan": [c_int32, c_void_p, c_char_p, c_size_t],
    "comeback_sale_look": [c_int32, c_void_p],
    "comeback_sale_finish": [c_int32, c_void_p],
    "comeback_sale_cancel": [c_int32, c_void_p],
    "comeback_sale_get": [c_int32, c_void_p, c_char_p, c_char_p, c_size_t, POINTER(c_size_t)],
    "comeback_sale_slip": [c_int32, c_void_p, c_char_p, POINTER(POINTER(c_uint8)),
                           POINTER(c_size_t)],
    "comeback_sale_free": [None, c_void_p],
}
_SPACE = -4
_LISTS = ("host", "items", "scan")
_ANSWER_MAX = 32 << 20


def _find_library() -> str:
    # Where it was built by hand the loader may not have been told of it.
    local = "/usr/local/lib/libcomeback.so.0"
    return local if os.path.exists(local) else "libcomeback.so.0"


class Shop:
    """A shop that sales are told to: by libcomeback.so, or by a socket of `comeback serve`."""

    def __init__(self, config: Optional[str] = None, *, library: str = _find_library(),
                 socket: Optional[str] = None, timeout_ms: int = 50) -> None:
        """config: path of comeback.ini, None where the library looks. socket: path of till.sock,
        which is then asked instead; timeout_ms is of one question there."""
        self._open = ((lambda: _Library(library, config)) if socket is None
                      else (lambda: _Socket(socket, timeout_ms)))
        self._way: Any = None
        self._pid = 0

    def look(self, sale: Mapping[str, Any]) -> Dict[str, Any]:
        """Before payment, as often as wished: who this is, the discount; reserves what is scanned."""
        return self._answer("look", sale, ())

    def finish(self, sale: Mapping[str, Any], forms: Sequence[str] = ()) -> Dict[str, Any]:
        """After payment. forms: note, card, with .text .html .png; see comeback.h."""
        return self._answer("finish", sale, forms)

    def cancel(self, sale: Mapping[str, Any]) -> Dict[str, Any]:
        """The basket was abandoned: gives back what was reserved for (host, cart)."""
        return self._answer("cancel", sale, ())

    @property
    def problem(self) -> str:
        """"" or one sentence for the owner: why nothing works now."""
        try:
            return self._opened().problem()
        except Exception as error:  # pylint: disable=broad-except
            return _text(error)

    def close(self) -> None:
        way, self._way = self._way, None
        if way is not None:
            way.close()

    def __enter__(self) -> "Shop":
        return self

    def __exit__(self, *_: Any) -> None:
        self.close()

    def _opened(self) -> Any:
        if self._way is None or self._pid != os.getpid():
            self.close()
            self._way, self._pid = self._open(), os.getpid()
        return self._way

    def _answer(self, do: str, sale: Mapping[str, Any], forms: Sequence[str]) -> Dict[str, Any]:
        answer: Dict[str, Any] = {**NO_ANSWER, "slips": {}}
        forms = _names(forms)
        try:
            answer.update(self._opened().ask(do, _texts(sale), forms))
        except TypeError as error:
            answer.update(status=-1, error=_text(error))
        except Exception as error:  # pylint: disable=broad-except
            answer.update(status=UNREACHABLE, error=_text(error))
        for form in forms:
            answer["slips"].setdefault(form, "" if _is_text(form) else b"")
        return answer


class _Library:
    def __init__(self, library: str, config: Optional[str]) -> None:
        self._api = ctypes.CDLL(library)
        for name, (result, *arguments) in SIGNATURES.items():
            if not hasattr(self._api, name):
                raise OSError(f"{library}: older than this comeback.py: it has no {name}")
            function = getattr(self._api, name)
            function.restype, function.argtypes = result, arguments
        self._shop = c_void_p()
        path = None if config is None else os.fsencode(config)
        if self._api.comeback_open(path, byref(self._shop)) < 0:
            raise OSError(self._error(None))

    def problem(self) -> str:
        return ""

    def close(self) -> None:
        self._api.comeback_close(self._shop)

    def ask(self, do: str, told: Mapping[str, Any], forms: Sequence[str]) -> Dict[str, Any]:
        sale = c_void_p()
        host = told.get("host", b"python")
        status = self._api.comeback_sale_begin(self._shop, host, None, byref(sale))
        if status < 0:
            return {"status": status, "error": self._error(self._shop)}
        try:
            told = {"takes": _taken(forms), **told}
            status = self._fill(sale, told, () if do == "cancel" else told.get("scan", ()))
            if status == 0:
                status = getattr(self._api, "comeback_sale_" + do)(sale)
            answer = json.loads(self._json(sale))
            answer.update(status=status, slips=self._slips(sale, forms))
            return answer
        finally:
            self._api.comeback_sale_free(sale)

    def _fill(self, sale: c_void_p, told: Mapping[str, Any], codes: Sequence[bytes]) -> int:
        status = self._set(self._api.comeback_sale_set, sale, told)
        for item in told.get("items", ()):
            if status == 0:
                status = self._api.comeback_sale_add_item(sale, None, None, None, 1000, 0)
            if status == 0:
                status = self._set(self._api.comeback_sale_item_set, sale, item)
        # Last: what codes are worth depends on the basket.
        for code in codes if status == 0 else ():
            self._api.comeback_sale_scan(sale, code, len(code))
        return status

    @staticmethod
    def _set(function: Any, sale: c_void_p, fields: Mapping[str, Any]) -> int:
        for name, text in fields.items():
            if name in _LISTS:
                continue
            status = function(sale, name.encode(), text, len(text))
            if status < 0 and name in ESSENTIAL:
                return status
        return 0

    def _json(self, sale: c_void_p) -> bytes:
        length, room = c_size_t(), 4096
        while True:
            text = ctypes.create_string_buffer(room)
            status = self._api.comeback_sale_get(sale, b"json", text, room, byref(length))
            if status != _SPACE:
                return text.value
            room = length.value + 1

    def _slips(self, sale: c_void_p, forms: Sequence[str]) -> Dict[str, Any]:
        made: Dict[str, Any] = {}
        start, length = POINTER(c_uint8)(), c_size_t()
        for form in forms:
            status = self._api.comeback_sale_slip(
                sale, form.encode(), byref(start), byref(length))
            slip = b"" if status < 0 else ctypes.string_at(start, length.value)
            made[form] = slip.decode() if _is_text(form) else slip
        return made

    def _error(self, shop: Optional[c_void_p]) -> str:
        return "; ".join(self._api.comeback_error(shop).decode().strip().split("\n"))


class _Socket:
    """A connection a question: nothing is stale, and nothing is shared by threads."""

    def __init__(self, path: str, timeout_ms: int) -> None:
        self._path, self._timeout_ms = path, timeout_ms

    def problem(self) -> str:
        return self._send({"do": "version"})["error"]

    def close(self) -> None:
        pass

    def ask(self, do: str, told: Mapping[str, Any], forms: Sequence[str]) -> Dict[str, Any]:
        sale = {"host": "python", **_decoded(told)}
        answer = self._send({"do": do, "sale": sale, "forms": list(forms)})
        for form, slip in answer["slips"].items():
            if not _is_text(form):
                answer["slips"][form] = base64.b64decode(slip)
        del answer["id"]
        return answer

    def _send(self, question: Mapping[str, Any]) -> Dict[str, Any]:
        until = time.monotonic() + self._timeout_ms / 1000
        try:
            with sockets.socket(sockets.AF_UNIX) as till:
                till.settimeout(self._timeout_ms / 1000)
                till.connect(self._path)
                till.sendall(json.dumps(question).encode() + b"\n")
                return json.loads(self._read_line(till, until))
        except OSError as error:
            late = isinstance(error, (sockets.timeout, BlockingIOError))
            why = f"no answer in {self._timeout_ms} ms" if late else error.strerror or error
            raise OSError(f"comeback serve does not answer at {self._path} ({why})") from None

    @staticmethod
    def _read_line(till: sockets.socket, until: float) -> bytes:
        line = b""
        while not line.endswith(b"\n"):
            left = until - time.monotonic()
            if left <= 0:
                raise sockets.timeout()
            till.settimeout(left)
            piece = till.recv(65536)
            if not piece or len(line) > _ANSWER_MAX:
                raise OSError("broke off")
            line += piece
        return line


def _names(forms: Any) -> List[str]:
    listed = forms if isinstance(forms, (list, tuple)) else ()
    return [form for form in listed if isinstance(form, str)]


def _is_text(form: str) -> bool:
    return form.endswith((".text", ".html"))


def _taken(forms: Sequence[str]) -> bytes:
    """What is taken here is not printed by `comeback serve`."""
    slips = {form.split(".")[0] for form in forms if not form.endswith(".text")}
    return " ".join(slip for slip in ("note", "card") if slip in slips).encode()


def _text(error: BaseException) -> str:
    return str(error) or type(error).__name__


def _bytes(name: str, value: Any) -> bytes:
    if isinstance(value, int):
        return b"%d" % value
    if isinstance(value, str):
        return value.encode("utf-8", "replace")
    raise TypeError(f"{name}: found {type(value).__name__}, expected str or int")


def _texts(told: Mapping[str, Any]) -> Dict[str, Any]:
    texts: Dict[str, Any] = {}
    for name, value in told.items():
        if name == "items":
            texts[name] = [_texts(item) for item in value or ()]
        elif name == "scan":
            texts[name] = [_bytes(name, code) for code in value or ()]
        elif value is not None:
            texts[name] = _bytes(name, value)
    return texts


def _decoded(value: Any) -> Any:
    if isinstance(value, dict):
        return {name: _decoded(inner) for name, inner in value.items()}
    if isinstance(value, list):
        return [_decoded(inner) for inner in value]
    return value.decode()
