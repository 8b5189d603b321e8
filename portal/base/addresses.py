"""Addresses of pages hold no e-mail address: histories, logs and whatever is shared by copying would keep it."""

from __future__ import annotations

import unicodedata
from urllib.parse import parse_qsl, unquote, urlencode, urlsplit

MOST_LAYERS = 5  # « next=/recherche/?q=… » inside another « next » is written %2540; nobody nests more


def names_email(text: str) -> bool:
    """Is there an « @ » in it, however it is encoded? Nothing else of the portal's addresses holds one."""
    for _ in range(MOST_LAYERS):
        if "@" in unicodedata.normalize("NFKC", text):
            return True
        decoded = unquote(text)
        if decoded == text:
            return False
        text = decoded
    return "%" in text  # more layers than any page writes


def without_emails(address: str) -> str:
    """The path and the parameters of an address, without those that hold an e-mail address."""
    parts = urlsplit(address)
    asked = parse_qsl(parts.query, keep_blank_values=True)
    kept = [(name, value) for name, value in asked if not names_email(name) and not names_email(value)]
    query = parts.query if len(kept) == len(asked) else urlencode(kept)
    return f"{parts.path}?{query}" if query else parts.path
