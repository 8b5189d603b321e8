"""French as it is printed: one apostrophe (’), spaces that do not break beside high signs, guillemets within guillemets.

Pure functions over what is shown. They change no letter and no figure, add and drop no word, and may be applied twice.
What is stored, put into a field or sent to a program does not come here.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Any

from django.utils.functional import Promise
from django.utils.safestring import SafeString

FIXED = "\u00a0"
# An address keeps its apostrophe: it is copied. « rock 'n' roll » and 'words' are no elision.
APOSTROPHE = re.compile(
    r"(?<=[^\W\d_])'(?=[\w«(\u2019])(?!\S*@)"
    r"|(?<=\b[cdjlmnstCDJLMNST])'(?=[«“<\s]|$)"
    r"|(?<=\b[Qq]u)'(?=[«“<\s]|$)"
)
BEFORE = re.compile(r" +(?=[:;!?»](?![\w=/&]))|(?:(?<=\d)|^) +(?=[%€](?!\w))")
AFTER = re.compile(r"(?<=«)[ \n]+|(?<=\b[nN]°)[ \n]+(?=\S|$)")
MINUS = re.compile(r"(?<![^\s\u00a0(])-(?=\d+(?:[ \u00a0\u202f,]\d+)*[ \u00a0\u202f][%€])")
NESTED = re.compile("«[^»]*«")
FAULT = re.compile(rf"'| [:;!?»%€]|«[ \n]|°[ \n]|-\d|&#(?:39|x27);|{NESTED.pattern}")
GUILLEMETS = re.compile(r"«[ \u00a0\u202f]?|[ \u00a0\u202f]?»")
# Of HTML: tags, and elements whose text is no prose.
NO_PROSE = "script", "style", "textarea", "pre", "code", "kbd", "samp"
MARKUP = re.compile(rf"(<({'|'.join(NO_PROSE)})\b.*?</\2\s*>|<[^>]*>)", re.DOTALL | re.IGNORECASE)


def french(value: Any, depth: int = 0) -> Any:
    """What a template is about to show. `depth`: how many guillemets are open around it. No text is left as it is."""
    if type(value) is str:  # most often, and most often nothing is to be done
        return typeset(value, depth) if depth or FAULT.search(value) else value
    if not isinstance(value, str | Promise):
        return value
    text = str(value)
    if not (depth or FAULT.search(text)):
        return value
    return SafeString(_in_html(text, depth)) if hasattr(value, "__html__") else typeset(text, depth)


@lru_cache(maxsize=4096)
def typeset(text: str, depth: int = 0) -> str:
    """« l'an 2 : « oui » ? » with the apostrophe and the spaces of print. Labels come again and again: it remembers."""
    text = APOSTROPHE.sub("’", text)
    text = BEFORE.sub(FIXED, text)
    text = AFTER.sub(FIXED, text)
    text = MINUS.sub("\u2212", text)
    return _nested(text, depth) if depth or NESTED.search(text) else text


def typeset_all(value: Any) -> Any:
    """The same for every text inside dicts and lists: what a PDF shows, what a script says."""
    if isinstance(value, dict):
        return {name: typeset_all(each) for name, each in value.items()}
    if isinstance(value, list | tuple):
        return [typeset_all(each) for each in value]
    return french(value)


def open_guillemets(text: str, depth: int = 0) -> int:
    """How many are still open after `text`, `depth` having been before it."""
    for sign in text:
        depth = depth + 1 if sign == "«" else max(0, depth - 1) if sign == "»" else depth
    return depth


def _nested(text: str, depth: int) -> str:
    """Guillemets inside guillemets are “ ”, without spaces."""
    level = depth

    def written(found: re.Match[str]) -> str:
        nonlocal level
        if "«" in found[0]:
            level += 1
            return "“" if level > 1 else found[0]
        level = max(0, level - 1)
        return "”" if level else found[0]

    return GUILLEMETS.sub(written, text)


def _in_html(markup: str, depth: int) -> str:
    """Its prose only: tags, attributes, code and what a field holds stay as they are."""
    pieces = []
    end = 0
    for tag in MARKUP.finditer(markup):
        pieces += [markup[end : tag.start()], tag[0]]
        end = tag.end()
    pieces.append(markup[end:])
    for place in range(0, len(pieces), 2):
        prose = pieces[place]
        pieces[place] = typeset(prose.replace("&#39;", "'").replace("&#x27;", "'"), depth)
        depth = open_guillemets(prose, depth)
    return "".join(pieces)
