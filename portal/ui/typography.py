"""French typography at the way out: what a template holds is set when it is compiled, what it is given when it is shown.

A template knows which of its text is prose: what stands between tags, and attributes that people read or hear. Other
attributes, scripts, styles, code and what a field holds are never touched; in a text template (a mail) all is prose.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import jinja2
from jinja2 import nodes

from portal.base.french import NO_PROSE, open_guillemets, typeset

FILTERS = "french", "french_quoted"  # the second inside guillemets that the template opened
SPOKEN = frozenset(("alt", "aria-description", "aria-label", "aria-roledescription", "aria-valuetext", "label"))
SHOWN = frozenset(
    ("placeholder", "title", "data-label", "data-said", "data-stale", "data-choices-all", "data-choices-none")
)
# Their answers are set already, or are no prose.
FINISHED = frozenset(
    ("number", "euros", "signed", "percent", "file_size", "short_date", "moment", "clock", "json_script")
)
SPEAKING = frozenset(("person_name",))  # functions of the environment that answer with prose

ATTRIBUTE = re.compile(r"""([\w:-]+)=(["'])|>""")
LINE_END = re.compile(r"\s*\n\s*(?=[:;!?»%€](?!\w))")  # of the template; a space in HTML
NAME = re.compile(r"[a-zA-Z][\w-]*")


class TypesetEnvironment(jinja2.Environment):
    """Jinja2, with the French of its templates set as it is printed."""

    def _generate(
        self, source: nodes.Template, name: str | None, filename: str | None, defer_init: bool = False
    ) -> str:
        _Walk(self, html=not (name or "").endswith(".txt")).through(source)
        return super()._generate(source, name, filename, defer_init=defer_init)


class Reader:
    """Where in a page the text of a template stands, read piece by piece in the order of the template."""

    def __init__(self, *, html: bool):
        self.html = html
        self.tag = ""  # inside <tag …
        self.attribute: tuple[str, str] | None = None  # its name and its quote
        self.raw = ""  # inside an element that holds no prose
        self.depth = 0  # guillemets that are open

    def copy(self) -> Reader:
        other = Reader(html=self.html)
        other.__dict__ |= self.__dict__
        return other

    @property
    def prose(self) -> bool:
        if self.attribute:
            return self.attribute[0] in SPOKEN or self.attribute[0] in SHOWN
        return not self.tag and not self.raw

    def read(self, data: str) -> str:
        return "".join(self._pieces(data))

    def _pieces(self, data: str) -> Iterator[str]:
        while data:
            prose = self.prose
            end = self._end(data)
            piece, data = data[:end], data[end:]
            if prose:
                whole = LINE_END.sub(" ", piece) if self.html else piece
                piece = typeset(whole, self.depth)
                self.depth = open_guillemets(whole, self.depth)
            yield piece
            if data:
                mark, data = self._mark(data)
                yield mark

    def _end(self, data: str) -> int:
        """Of what stands in one place, from its beginning."""
        if not self.html:
            return len(data)
        if self.attribute:
            return _found(data, self.attribute[1])
        if self.tag:
            found = ATTRIBUTE.search(data)
            return found.start() if found else len(data)
        return _found(data.lower(), f"</{self.raw}") if self.raw else _found(data, "<")

    def _mark(self, data: str) -> tuple[str, str]:
        """Go over what ends that place: a quote, an attribute's name, the end or the beginning of a tag."""
        if self.attribute:
            self.attribute = None
            return data[0], data[1:]
        if self.tag:
            found = ATTRIBUTE.match(data)
            if found and found[1]:
                self.attribute = (found[1].lower(), found[2])
                return found[0], data[found.end() :]
            self.raw = self.tag if self.tag in NO_PROSE else ""
            self.tag = ""
            return data[0], data[1:]
        closing = data.startswith("</")
        name = NAME.match(data, 2 if closing else 1)
        self.raw = ""
        self.tag = "/" if closing or not name else name[0].lower()
        end = name.end() if name else 1
        return data[:end], data[end:]


class _Walk:
    def __init__(self, environment: jinja2.Environment, *, html: bool):
        self.environment = environment
        self.reader = Reader(html=html)

    def through(self, node: nodes.Node) -> None:
        if isinstance(node, nodes.Output):
            node.nodes = [self._set(each) for each in node.nodes]
        elif isinstance(node, nodes.If):
            self._branches(node)
        elif isinstance(node, nodes.Macro | nodes.CallBlock | nodes.AssignBlock | nodes.FilterBlock):
            self._apart(node.body)
        else:
            for child in node.iter_child_nodes():
                if isinstance(child, nodes.Stmt):
                    self.through(child)

    def _branches(self, node: nodes.If) -> None:
        """Each begins where the condition stands, and all end in the same place."""
        before, after = self.reader, self.reader
        for branch in (node.body, *(each.body for each in node.elif_), node.else_):
            self.reader = before.copy()
            for each in branch:
                self.through(each)
            after = self.reader if branch is node.body else after
        self.reader = after

    def _apart(self, body: list[nodes.Node]) -> None:
        """What is shown elsewhere than where it is written begins between tags."""
        before = self.reader
        self.reader = Reader(html=before.html)
        for each in body:
            self.through(each)
        self.reader = before

    def _set(self, node: nodes.Expr) -> nodes.Expr:
        if isinstance(node, nodes.TemplateData):
            node.data = self.reader.read(node.data)
            return node
        if not self.reader.prose or _is_finished(node):
            return node
        name = FILTERS[bool(self.reader.depth)]
        return nodes.Filter(node, name, [], [], None, None, lineno=node.lineno, environment=self.environment)


def _is_finished(node: nodes.Expr) -> bool:
    """A macro's answer is set where the macro is written; an address, an icon or a figure needs nothing."""
    if isinstance(node, nodes.Call):
        return isinstance(node.node, nodes.Name) and node.node.name not in SPEAKING
    return isinstance(node, nodes.Filter) and node.name in FINISHED


def _found(data: str, sign: str) -> int:
    at = data.find(sign)
    return len(data) if at < 0 else at


def spoken_attributes(values: dict[str, Any]) -> dict[str, Any]:
    """A widget's attributes, with what people read or hear of them set."""
    return {
        name: typeset(value) if isinstance(value, str) and (name in SPOKEN or name in SHOWN) else value
        for name, value in values.items()
    }
