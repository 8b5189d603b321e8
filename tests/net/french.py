"""French as it is printed: what every page that a test visits, every mail and every PDF must keep to."""

import re
from collections.abc import Iterator
from html import unescape

from portal.base.french import MARKUP
from portal.ui.typography import SHOWN, SPOKEN

ATTRIBUTES = re.compile(rf"""\s(?:{"|".join(sorted(SPOKEN | SHOWN))})=(?:"([^"]*)"|'([^']*)')""")
BREAKS = "[ \t\r\n]"  # spaces at which a line may end
FAULTS = {
    "straight apostrophe": re.compile(r"[^\W\d_]'[^\W\d_](?!\S*@)"),
    "a line may end before a high sign": re.compile(rf"(?<=\S){BREAKS}+[:;!?»](?![\w=/&-])"),
    "a line may end after «": re.compile(rf"«{BREAKS}"),
    "a line may end after n°": re.compile(rf"\b[nN]°{BREAKS}"),
    "no fixed space before % or €": re.compile(rf"(?<=\d){BREAKS}*[%€](?!\w)"),
    "« » within « »": re.compile("«[^»]*«"),
    "« mail » is the word": re.compile(r"\b(?:e-mails?|courriels?)\b", re.IGNORECASE),
}


def prose_of(page: str) -> Iterator[str]:
    """What people read or hear in HTML: text between tags, and the attributes that are said."""
    end = 0
    for tag in MARKUP.finditer(page):
        yield unescape(page[end : tag.start()])
        for found in ATTRIBUTES.finditer(tag[0]):
            yield unescape(found[1] or found[2] or "")
        end = tag.end()
    yield unescape(page[end:])


def check_french(*texts: str) -> None:
    """AssertionError when one of them is not set as French is printed."""
    for text in texts:
        for fault, pattern in FAULTS.items():
            found = pattern.search(text)
            assert not found, f"{fault}: …{text[max(found.start() - 60, 0) : found.end() + 60]!r}…"


def check_french_page(page: str) -> None:
    check_french(*prose_of(page))
