"""YAML with line numbers: plain values only, duplicate keys refused, decimals exact."""

from __future__ import annotations

import re
from decimal import Decimal
from pathlib import Path
from typing import Any

import yaml

from .errors import BrokenCatalogueError, Problem

Location = tuple[int | str, ...]
INTEGER = re.compile(r"-?(0|[1-9][0-9]*)")
DECIMAL = re.compile(r"-?[0-9]+\.[0-9]+")
WORDS = {"true": True, "false": False, "null": None, "~": None, "": None}


class Text:
    """One file's content. `data`: plain Python values; `line(location)`: where a value stands (from 1)."""

    def __init__(self, path: Path):
        self.path = path
        self._lines: dict[Location, int] = {(): 1}
        self._seen: set[int] = set()
        self.data: Any = self._read()

    def line(self, location: Location) -> int:
        """The line of a value, or of the nearest thing around it when the value itself is not there."""
        while location not in self._lines:
            location = location[:-1]
        return self._lines[location]

    def problem(self, location: Location, reason: str) -> Problem:
        return Problem(self.path, self.line(location), reason)

    def _read(self) -> Any:
        try:
            node = yaml.compose(self.path.read_text(encoding="utf-8"), Loader=yaml.SafeLoader)
        except yaml.MarkedYAMLError as error:
            line = error.problem_mark.line + 1 if error.problem_mark else 1
            raise BrokenCatalogueError([Problem(self.path, line, f"not YAML: {error.problem}")]) from error
        except (yaml.YAMLError, UnicodeDecodeError) as error:
            raise BrokenCatalogueError([Problem(self.path, 1, f"not YAML in UTF-8: {error}")]) from error
        return self._value(node, ())

    def _value(self, node: yaml.Node | None, location: Location) -> Any:
        if node is None:
            return None
        line = node.start_mark.line + 1
        self._lines.setdefault(location, line)
        if id(node) in self._seen:
            raise BrokenCatalogueError([Problem(self.path, line, "anchors and aliases are not used in the catalogue")])
        self._seen.add(id(node))
        if isinstance(node, yaml.MappingNode):
            return self._mapping(node, location)
        if isinstance(node, yaml.SequenceNode):
            return [self._value(item, (*location, index)) for index, item in enumerate(node.value)]
        return _scalar(node)

    def _mapping(self, node: yaml.MappingNode, location: Location) -> dict[str, Any]:
        values: dict[str, Any] = {}
        for key_node, value_node in node.value:
            key, line = str(key_node.value), key_node.start_mark.line + 1
            if key in values:
                raise BrokenCatalogueError([Problem(self.path, line, f"« {key} » is given twice")])
            self._lines[(*location, key)] = line
            values[key] = self._value(value_node, (*location, key))
        return values


def _scalar(node: yaml.Node) -> Any:
    """Unquoted: true, false, null, 12 and 1.50 (an exact decimal). All the rest is text."""
    text = str(node.value)
    if getattr(node, "style", None) is not None:
        return text
    if text in WORDS:
        return WORDS[text]
    if INTEGER.fullmatch(text):
        return int(text)
    return Decimal(text) if DECIMAL.fullmatch(text) else text
