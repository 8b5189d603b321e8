"""Requests that no browser sends, or that nobody means: what `test_odd_requests.py` draws them from."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from urllib.parse import quote, urlencode

from hypothesis import strategies as st

DEEP = "[" * 20_000
NASTY = (
    "", " ", "\0", "\r\nX-Odd: 1", "\ud800", "\ufeff", "\u202e", "\u0301", "é", "😀", "ａ＠ｂ．ｆｒ", "٣", "²", "½", "Ⅷ",
    "0", "-1", "-0", "+1", "1_000", "1e999", "1e-999", "NaN", "sNaN", "-Infinity", "0x1F", "1,5,5", "0,001", "999999999999",
    "2147483648", "9223372036854775807", "9223372036854775808", "9" * 50, "1" * 5_000, "1" + "0" * 400,
    "31/12/9999", "01/01/0001", "01/01/1900", "31/12/2100", "30/02/2027", "00/00/0000", "99999999", "2027-13-45", "0000-00-00",
    "10000-01-01", "-2027-01-01", "31 décembre 99999", "a" * 255, "é" * 3_000, "a " * 500, "'", '"', "\\", "%", "%s", "%00",
    "%zz", "$1", "${7 * 7}", "<script>alert(1)</script>", "</textarea>", "' OR 1=1 --", "=1+1", "../../etc/passwd",
    "http://[", "//evil.example/", "javascript:1", "a@b", "@", "a@b.fr", '"<script>"@example.test', "a@" + "b" * 300 + ".fr",
    "a@-.fr", "null", "true", "[]", "{}", "[1]", '{"a": 1}', '"', '{"id": [], "response": 3}', DEEP, '{"a":' * 20_000, '{"a": 1e999}',
    '{"a": NaN}', '"\\ud800"', '{"a": "\\u0000"}', "on", "oui", "csv", "xlsx", "ods", "pdf",
)  # fmt: skip
NAMES = (
    "q", "next", "tri", "page", "par_page", "personne", "convention", "du", "au", "format", "selection", "seen", "_once",
    "csrfmiddlewaretoken", "exercice", "campagne", "ligne", "nombre", "depart", "lieu", "etat", "retour", "organisme", "vue",
    "erreurs", "choix", "credential", "form-TOTAL_FORMS", "form-INITIAL_FORMS", "form-0-id", "action", "goes_to", "document",
    "\0", "é", "a" * 300, "__proto__", "a[b]", "a.0.b", "depenses.99999999999.libelle",
)  # fmt: skip
HEADERS = (
    "Referer", "Origin", "Host", "X-Forwarded-For", "X-Forwarded-Host", "X-Forwarded-Proto", "Accept", "Accept-Language",
    "Accept-Encoding", "If-Modified-Since", "If-None-Match", "Range", "User-Agent", "HX-Request", "HX-Current-URL", "HX-Target",
    "HX-Trigger", "HX-Current-URL-URI-AutoEncoded", "X-Requested-With", "Sec-Fetch-Mode", "X-CSRFToken", "Content-Encoding",
    "Transfer-Encoding", "Cookie", "Authorization", "X-Request-Id", "Expect",
)  # fmt: skip
TYPES = (
    "application/x-www-form-urlencoded", "application/x-www-form-urlencoded; charset=utf-16",
    "application/x-www-form-urlencoded; charset=nothing", "multipart/form-data", "multipart/form-data; boundary=",
    "multipart/form-data; boundary=é", "multipart/form-data; boundary=x; charset=utf-16", "application/json", "text/plain", "text/xml",
    "", "\x7f", "image/png; a*=utf-8''%zz",
)  # fmt: skip
METHODS = ("GET", "POST", "HEAD", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE", "ODD")
BODIES = (
    b"", b"\0", b"\xff\xfe", b"a=\xed\xa0\x80", b"a=%ed%a0%80", b"=&=&&a", b"a=1;b=2", b"{", DEEP.encode(), b"--x", b"--x\r\n\r\n--x--",
    b'--x\r\nContent-Disposition: form-data; name="a"; filename="\0.csv"\r\n\r\n\0\r\n--x--\r\n',
    b'--x\r\nContent-Disposition: form-data; name="a"\r\nContent-Transfer-Encoding: base64\r\n\r\n***\r\n--x--\r\n',
    b'--x\r\nContent-Disposition: form-data; name="a"; filename*=nothing\'\'%ff\r\n\r\n1\r\n--x--\r\n',
    b"&".join(b"a%d=1" % number for number in range(3_000)), b"a=" + b"b" * 1_100_000,
)  # fmt: skip
FILES = (
    ("x.csv", b""), ("x.csv", b"\xff\xfe\0"), ("\u202ex.csv", "Nom;Prénom\n\0;é".encode()), ("x.xlsx", b"PK\x03\x04broken"),
    ("x.pdf", b"%PDF-1.7"), ("x.csv", b'"' * 5_000), ("x" * 300 + ".csv", b"Nom;Nom;Nom\r1;2"), ("../x.ods", b"PK\x05\x06" + b"\0" * 18),
)  # fmt: skip


@dataclass(frozen=True)
class OddRequest:
    """`changes`: fields of the page's own form (by place) and what they hold instead; `added`: fields of no form.

    `raw`: a body and its type, instead of a form.
    """

    method: str
    place: str | None
    query: tuple[tuple[str, str], ...]
    headers: tuple[tuple[str, str], ...]
    changes: tuple[tuple[int, str], ...]
    added: tuple[tuple[str, str], ...]
    files: tuple[tuple[int, tuple[str, bytes]], ...]
    raw: tuple[str, bytes] | None
    twice: bool = field(default=False)

    def path(self, address: str) -> str:
        """The address, with what names its object replaced where the request says so."""
        if self.place is not None:
            head, slash, tail = address.rstrip("/").rpartition("/")
            before, _, _ = head.rpartition("/")
            address = f"{before}/{escape(self.place)}/{tail}{slash}" if before else f"{head}/{escape(self.place)}/"
        asked = "&".join(f"{escape(name)}={escape(value)}" for name, value in self.query)
        return f"{address}?{asked}" if asked else address

    def sent_headers(self) -> dict[str, str]:
        return {
            name: re.sub(r"[\r\n]", " ", value).encode("utf-8", "replace").decode("latin-1")
            for name, value in self.headers
        }

    def body(self, fields: dict[str, list[str]]) -> tuple[str, bytes]:
        """Type and bytes; `fields` are those of a form of the address."""
        if self.raw is not None:
            return self.raw
        names = sorted(fields)
        values = {name: list(kept) for name, kept in fields.items()}
        for place, value in self.changes if names else ():
            values[names[place % len(names)]] = [value, value] if self.twice else [value]
        for name, value in self.added:
            values[name] = [value]
        if not self.files:
            return "application/x-www-form-urlencoded", urlencode(_flat(values), errors="surrogatepass").encode()
        parts = [_part(name, value.encode("utf-8", "surrogatepass")) for name, value in _flat(values)]
        for place, (file_name, content) in self.files:
            parts.append(_part(names[place % len(names)] if names else "file", content, file_name))
        return "multipart/form-data; boundary=x-odd-x", b"".join(parts) + b"--x-odd-x--\r\n"


def escape(text: str) -> str:
    return quote(text, safe="", errors="surrogatepass")


def _flat(values: dict[str, Iterable[str]]) -> list[tuple[str, str]]:
    return [(name, value) for name, kept in values.items() for value in kept]


def _part(name: str, content: bytes, file_name: str = "") -> bytes:
    named = f'; filename="{file_name}"' if file_name else ""
    heads = f'--x-odd-x\r\nContent-Disposition: form-data; name="{name}"{named}\r\n\r\n'
    return heads.encode("utf-8", "surrogatepass") + content + b"\r\n"


def few(elements: st.SearchStrategy, most: int) -> st.SearchStrategy:
    return st.lists(elements, max_size=most).map(tuple)


nasty = st.sampled_from(NASTY)
names = st.sampled_from(NAMES)
places = st.integers(0, 60)
odd_requests = st.builds(
    OddRequest,
    method=st.sampled_from(("GET", "POST", "POST", "POST", *METHODS)),
    place=st.none() | st.none() | st.none() | nasty,
    query=few(st.tuples(names, nasty), 3),
    headers=few(st.tuples(st.sampled_from(HEADERS), nasty), 2),
    changes=few(st.tuples(places, nasty), 4),
    added=few(st.tuples(names, nasty), 2),
    files=few(st.tuples(places, st.sampled_from(FILES)), 1),
    raw=st.none() | st.none() | st.none() | st.none() | st.tuples(st.sampled_from(TYPES), st.sampled_from(BODIES)),
    twice=st.booleans(),
)
