"""How tests read a page: as a person does (`read`), all that was sent (`source`), or its elements (`tree`).

In the first two, spaces that do not break, `<wbr>`, soft hyphens, curly apostrophes and HTML's entities are no
difference, in the page nor in what is looked for.
"""

import re
from collections.abc import Iterator
from html import unescape

from django.http import HttpResponse
from lxml import html

ALIKE = str.maketrans(
    {"\u00a0": " ", "\u202f": " ", "\u2009": " ", "’": "'", "\u00ad": "", "\u200b": "", "\u2011": "-"}
)
SPACES = re.compile(r"\s+")
BREAKS = re.compile(r"<wbr ?/?>|&shy;")
INLINE = frozenset("a abbr b bdi cite code em i kbd mark q s small span strong sub sup time u var".split())
UNSEEN = ("script", "style", "template", "noscript")
SAID = ("aria-label", "placeholder", "alt", "title")  # read aloud, or shown beside the text
FILLED_IN = {"text", "search", "email", "tel", "number", "date", "submit", "button", ""}


class Text(str):
    """`"12 000 €" in text`, however its spaces are written."""

    __slots__ = ()

    def __contains__(self, words: object) -> bool:
        return super().__contains__(alike(unescape(str(words))))

    def count(self, words: str, *bounds: int) -> int:
        return super().count(alike(unescape(words)), *bounds)

    def index(self, words: str, *bounds: int) -> int:
        return super().index(alike(unescape(words)), *bounds)

    def split(self, words: str, most: int = -1) -> list["Text"]:
        return [Text(part) for part in super().split(alike(unescape(words)), most)]


def alike(text: str) -> str:
    return SPACES.sub(" ", text.translate(ALIKE))


def read(page: HttpResponse | str) -> Text:
    """What a person reads, or hears: the text, what fields hold, the names of what has no text."""
    whole = html.fromstring(BREAKS.sub("", _decoded(page)))
    return Text(alike("".join(_pieces(whole))).strip())


def source(page: HttpResponse | str) -> Text:
    """All that was sent: for markup, and for what must stand nowhere."""
    return Text(alike(unescape(BREAKS.sub("", _decoded(page)))))


def tree(page: HttpResponse | str) -> html.HtmlElement:
    """The elements, as they were sent: for forms and for what stands where."""
    return html.fromstring(_decoded(page))


def _decoded(page: HttpResponse | str) -> str:
    return page if isinstance(page, str) else page.getvalue().decode(page.charset)


def _pieces(element: html.HtmlElement) -> Iterator[str]:
    """Texts in the order of the page; blocks are apart from each other, words of one line are not."""
    if isinstance(element.tag, str) and element.tag not in UNSEEN:
        around = "" if element.tag in INLINE else " "
        yield around
        yield from (f" {element.get(name)} " for name in SAID if element.get(name))
        if element.tag == "input" and element.get("type", "") in FILLED_IN:
            yield f" {element.get('value', '')} "
        yield element.text or ""
        for child in element:
            yield from _pieces(child)
        yield around
    yield element.tail or ""
